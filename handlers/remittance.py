"""Money abroad: what the customer sent, one of these with its states, and calling it back while nobody works on it."""

from __future__ import annotations

import re
from typing import Any

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.parts.anything import ANYTHING
from handlers.parts.live import go_home, open_below
from handlers.parts.remittance_card import state_lines, there, why_lines
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.remittance_recipients import to_whom
from handlers.remittance_steps import where_and_how_much
from handlers.services import Services, customer_of, services_of
from handlers.states import Remittance
from locales import Html
from wallet.customers.queries import Customer
from wallet.errors import NotRegistered
from wallet.remittance.models import UNDER_WAY, WAITING
from wallet.remittance.records import Remittance as Sent

REFERENCE = "reference"
FOLLOW_BUTTON = re.compile(r"remittance:([1-9][0-9]{0,17})")


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """The receipt and notices open one of them."""
    if isinstance(start_data, dict) and REFERENCE in start_data:
        manager.dialog_data[REFERENCE] = start_data[REFERENCE]


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The newest as buttons."""
    language = language_of(dialog_manager)
    mine = await services_of(dialog_manager).remittances.mine(customer_of(dialog_manager).id)
    return {
        "mine": [
            {
                "id": item.reference,
                "text": language.text(
                    "remittance-line",
                    amount=item.gets,
                    name=item.recipient,
                    state=language.text("remittance-state", state=item.status),
                ),
            }
            for item in mine
        ],
        "some": bool(mine),
        "none": not mine,
    }


@telling
async def open_one(_callback: CallbackQuery, _select: object, manager: DialogManager, reference: str) -> None:
    """Looked up with its owner before it is shown."""
    await _found(manager, reference)
    manager.dialog_data[REFERENCE] = reference
    await manager.switch_to(Remittance.page)


async def _found(manager: DialogManager, reference: str) -> Sent:
    return await services_of(manager).remittances.get(customer_of(manager).id, reference)


async def page_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Everything about one of them."""
    language, reader = language_of(dialog_manager), customer_of(dialog_manager)
    found, now = (
        await _found(dialog_manager, dialog_manager.dialog_data[REFERENCE]),
        services_of(dialog_manager).clock.now(),
    )
    lines = [*state_lines(language, found, reader.zone, now), *why_lines(language, found)]
    return {
        "gets": found.gets,
        "leaves": found.pays + found.fee,
        "name": found.recipient,
        "account": found.account,
        "country": language.text("remittance-country", country=found.country),
        "purpose": language.text("remittance-purpose", purpose=found.purpose),
        "states": Html("\n".join(lines)),
        "arrives": there(language, found.country, found.arrives_at, now),
        "under_way": found.status in UNDER_WAY,
        "cancellable": found.status == WAITING,
        "reference": found.reference,
    }


@telling
async def cancel(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """All of the money comes back, unless the desk was faster; the page then shows how it stands."""
    try:
        reference = manager.dialog_data[REFERENCE]
        await services_of(manager).remittances.cancel(customer_of(manager).id, reference)
        say_done(manager, "remittance-cancel-done")
    finally:
        await manager.switch_to(Remittance.page)


async def follow(
    callback: CallbackQuery, bot: Bot, dialog_manager: DialogManager, customer: Customer | None, services: Services
) -> None:
    """The button under a notice."""
    matched = FOLLOW_BUTTON.fullmatch(callback.data or "")
    if customer is None or matched is None:
        raise NotRegistered
    found = await services.remittances.by_id(customer.id, int(matched[1]))
    await open_below(callback, bot, dialog_manager, Remittance.page, {REFERENCE: found.reference})


def router() -> Router:
    """Buttons under notices."""
    made = Router(name="remittances")
    made.callback_query.register(follow, F.data.startswith("remittance:"))
    return made


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    to_list = SwitchTo(Label("back"), id="back", state=Remittance.main)
    home = Button(Label("home"), id="home", on_click=go_home)
    mine = Select(
        Format("{item[text]}"), id="mine", item_id_getter=lambda item: item["id"], items="mine", on_click=open_one
    )
    return Dialog(
        Window(
            Problem(),
            Prose("remittance-title", when=F["some"]),
            Prose("remittance-none", when=F["none"]),
            Column(mine),
            SwitchTo(Label("remittance-new"), id="new", state=Remittance.country),
            home,
            ANYTHING,
            state=Remittance.main,
            getter=main_data,
        ),
        *where_and_how_much(),
        *to_whom(),
        Window(
            Problem(),
            Prose("remittance-page", "gets", "leaves", "name", "account", "country", "purpose"),
            Prose("remittance-page-states", "states"),
            Prose("remittance-page-arrives", "arrives", when=F["under_way"]),
            Prose("remittance-page-reference", "reference"),
            Row(
                Button(Label("remittance-refresh"), id="refresh", when=F["under_way"]),
                SwitchTo(Label("remittance-cancel"), id="stop", state=Remittance.cancel, when=F["cancellable"]),
            ),
            Row(to_list, home),
            ANYTHING,
            state=Remittance.page,
            getter=page_data,
        ),
        Window(
            Problem(),
            Prose("remittance-cancel-ask", "leaves"),
            Button(Label("remittance-cancel-yes"), id="yes", on_click=cancel),
            SwitchTo(Label("back"), id="back", state=Remittance.page),
            ANYTHING,
            state=Remittance.cancel,
            getter=page_data,
        ),
        on_start=on_start,
    )
