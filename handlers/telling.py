"""When the bot writes by itself: quiet hours, and which digests are wanted."""

from __future__ import annotations

from typing import Any

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, Start, SwitchTo

from handlers.errors import telling
from handlers.money_states import Budgets, Money, Telling
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.live import go_home, open_below
from handlers.parts.words import Label, Problem, Prose, say_done
from handlers.services import customer_of, services_of
from wallet.budgets.quiet import USUAL, parse_quiet
from wallet.customers.queries import Customer
from wallet.errors import NotRegistered

UNDER_ALERTS = {"budgets": Budgets.main, "telling": Telling.main}


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What the customer chose; times are by the clock of their time zone."""
    reader = customer_of(dialog_manager)
    chosen = await services_of(dialog_manager).telling.get(reader.id)
    return {
        "quiet": "" if chosen.quiet is None else chosen.quiet.text,
        "is_quiet": chosen.quiet is not None,
        "never_quiet": chosen.quiet is None,
        "zone": reader.time_zone,
        "daily": "yes" if chosen.daily else "no",
        "weekly": "yes" if chosen.weekly else "no",
        "monthly": "yes" if chosen.monthly else "no",
    }


@telling
async def turn_digest(_callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """On or off: the button's id is the kind."""
    kind, owner, settings = str(button.widget_id), customer_of(manager), services_of(manager).telling
    chosen = await settings.get(owner.id)
    wanted = {"daily": chosen.daily, "weekly": chosen.weekly, "monthly": chosen.monthly}
    await settings.set_digest(owner.id, kind, wanted=not wanted[kind])


@telling
async def turn_quiet(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Off, or on again with the usual hours."""
    owner, settings = customer_of(manager), services_of(manager).telling
    chosen = await settings.get(owner.id)
    await settings.set_quiet(owner.id, USUAL if chosen.quiet is None else None)


@telling
async def take_quiet(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """Typed hours, such as 22:00-08:00."""
    text = await only_text(message, manager)
    if text is None:
        return
    await services_of(manager).telling.set_quiet(customer_of(manager).id, parse_quiet(text))
    say_done(manager, "telling-quiet-set")
    await manager.switch_to(Telling.main)


async def notice_button(
    callback: CallbackQuery, bot: Bot, dialog_manager: DialogManager, customer: Customer | None
) -> None:
    """The buttons under an alert: the budgets, and when there are alerts at all."""
    if customer is None:
        raise NotRegistered
    await open_below(callback, bot, dialog_manager, UNDER_ALERTS[callback.data or ""])


def router() -> Router:
    """Buttons under notices."""
    made = Router(name="telling")
    made.callback_query.register(notice_button, F.data.in_(set(UNDER_ALERTS)))
    return made


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("telling-title"),
            Prose("telling-quiet", "quiet", "zone", when=F["is_quiet"]),
            Prose("telling-never-quiet", when=F["never_quiet"]),
            Prose("telling-digests"),
            Row(
                SwitchTo(Label("telling-quiet-change"), id="change", state=Telling.quiet),
                Button(Label("telling-quiet-off"), id="off", on_click=turn_quiet, when=F["is_quiet"]),
                Button(Label("telling-quiet-on"), id="on", on_click=turn_quiet, when=F["never_quiet"]),
            ),
            Row(
                Button(Label("telling-daily", "daily"), id="daily", on_click=turn_digest),
                Button(Label("telling-weekly", "weekly"), id="weekly", on_click=turn_digest),
                Button(Label("telling-monthly", "monthly"), id="monthly", on_click=turn_digest),
            ),
            Row(
                Start(Label("back"), id="back", state=Money.main, mode=StartMode.RESET_STACK),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Telling.main,
            getter=main_data,
        ),
        Window(
            Problem(),
            Prose("telling-quiet-ask", "zone"),
            Row(
                SwitchTo(Label("back"), id="back", state=Telling.main),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            MessageInput(take_quiet, content_types=ContentType.ANY),
            state=Telling.quiet,
            getter=main_data,
        ),
    )
