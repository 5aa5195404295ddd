"""What is due soon and what is overdue, on one screen."""

from __future__ import annotations

from typing import Any

from aiogram import Bot, F, Router
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Group, Row, Start

from handlers.money_states import Goals, Money, Recurring, Report, Upcoming
from handlers.parts.anything import ANYTHING
from handlers.parts.live import go_home, open_below
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.states import Requests
from locales import Html, Language
from wallet.customers.queries import Customer
from wallet.days import local_day
from wallet.errors import NotRegistered
from wallet.upcoming.service import Thing

SHOWN_MAX = 20
UNDER_DIGESTS: dict[str, State] = {"report": Report.main, "upcoming": Upcoming.main}
"""What the buttons under a digest open."""


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Both lists as lines."""
    reader, services, language = customer_of(dialog_manager), services_of(dialog_manager), language_of(dialog_manager)
    things = await services.upcoming.look(reader)
    today = local_day(services.clock.now(), reader.zone)

    def lines(found: tuple[Thing, ...]) -> Html:
        told = [thing_line(language, thing, language.day(thing.day, today)) for thing in found]
        rest = len(told) - SHOWN_MAX
        more = [language.html("upcoming-more", count=rest)] if rest > 0 else []
        return Html("\n".join([*told[:SHOWN_MAX], *more]))

    return {
        "overdue": lines(things.overdue),
        "soon": lines(things.soon),
        "has_overdue": bool(things.overdue),
        "has_soon": bool(things.soon),
        "none": not things.overdue and not things.soon,
    }


def thing_line(language: Language, thing: Thing, day: str) -> Html:
    """One thing in words."""
    name = thing.name or language.text("record-closed-wallet")
    return language.html("upcoming-line", kind=thing.kind, name=name, amount=thing.amount, day=day)


async def notice_button(
    callback: CallbackQuery, bot: Bot, dialog_manager: DialogManager, customer: Customer | None
) -> None:
    """The buttons under a digest."""
    if customer is None:
        raise NotRegistered
    target = UNDER_DIGESTS[str(callback.data).partition(":")[2]]
    await open_below(callback, bot, dialog_manager, target)


def router() -> Router:
    """Buttons under notices."""
    made = Router(name="upcoming")
    made.callback_query.register(notice_button, F.data.in_({f"digest:{place}" for place in UNDER_DIGESTS}))
    return made


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("upcoming-title"),
            Prose("upcoming-overdue", "overdue", when=F["has_overdue"]),
            Prose("upcoming-soon", "soon", when=F["has_soon"]),
            Prose("upcoming-none", when=F["none"]),
            Group(
                Start(Label("home-recurring"), id="recurring", state=Recurring.main),
                Start(Label("upcoming-requests"), id="requests", state=Requests.main),
                Start(Label("home-goals"), id="goals", state=Goals.main),
                width=2,
            ),
            Row(
                Start(Label("back"), id="back", state=Money.main, mode=StartMode.RESET_STACK),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Upcoming.main,
            getter=main_data,
        ),
    )
