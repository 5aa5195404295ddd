"""Transfers that wait before they are sent: the list, and stopping one, here or by the button under its notice."""

from __future__ import annotations

import re
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Column, Select, Start
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.parts.anything import ANYTHING
from handlers.parts.live import answer, go_home
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import Services, customer_of, services_of
from handlers.states import Payees, Waiting
from locales import Html
from wallet.customers.queries import Customer
from wallet.errors import NotRegistered
from wallet.payments.waiting import STOPPED

SHOWN_MAX = 8
CANCEL_PREFIX = "waiting:"
CANCEL_BUTTON = re.compile(CANCEL_PREFIX + r"([1-9][0-9]{0,17})")


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What waits, the next first."""
    language, owner, services = language_of(dialog_manager), customer_of(dialog_manager), services_of(dialog_manager)
    found, now = await services.waiting.open(owner.id, SHOWN_MAX + 1), services.clock.now()
    lines, buttons = [], []
    for number, item in enumerate(found[:SHOWN_MAX], 1):
        lines.append(
            language.html(
                "waiting-line",
                number=str(number),
                amount=item.pays,
                payee=item.payee.masked_name,
                wallet=item.payee.masked_number,
                due=language.moment(item.due_at, owner.zone, now=now),
                stopped="yes" if item.status == STOPPED else "no",
            )
        )
        text = language.text("waiting-cancel", number=str(number), amount=item.pays)
        buttons.append({"id": str(item.hold_id), "text": text})
    return {
        "lines": Html("\n".join(lines)),
        "buttons": buttons,
        "empty": not buttons,
        "more": len(found) > SHOWN_MAX,
    }


@telling
async def cancel(_callback: CallbackQuery, _select: object, manager: DialogManager, hold_id: str) -> None:
    """Stopping it is always safe: no PIN, no question."""
    await services_of(manager).waiting.cancel(customer_of(manager).id, int(hold_id))
    say_done(manager, "waiting-cancelled")


async def notice_cancel(
    callback: CallbackQuery, dialog_manager: DialogManager, customer: Customer | None, services: Services
) -> None:
    """The button under a notice."""
    matched = CANCEL_BUTTON.fullmatch(callback.data or "")
    if customer is None or matched is None:
        raise NotRegistered
    await services.waiting.cancel(customer.id, int(matched[1]))
    await answer(callback, language_of(dialog_manager).text("waiting-cancelled"), alert=True)


def router() -> Router:
    """The buttons under notices."""
    made = Router(name="waiting transfers")
    made.callback_query.register(notice_cancel, F.data.startswith(CANCEL_PREFIX))
    return made


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("waiting-title", "lines", when=~F["empty"]),
            Prose("waiting-empty", when=F["empty"]),
            Prose("waiting-more", when=F["more"]),
            Column(
                Select(
                    Format("{item[text]}"),
                    id="cancel",
                    item_id_getter=lambda item: item["id"],
                    items="buttons",
                    on_click=cancel,
                )
            ),
            Start(Label("transfer-more"), id="payees", state=Payees.main),
            Button(Label("home"), id="home", on_click=go_home),
            ANYTHING,
            state=Waiting.main,
            getter=main_data,
        )
    )
