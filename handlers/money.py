"""Budgets, bills, goals and what else helps to keep track: one screen that leads to all of it."""

from __future__ import annotations

from aiogram.fsm.state import State
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Group, Start

from handlers.money_states import Budgets, Categories, Goals, Money, Recurring, Report, Statement, Telling, Upcoming
from handlers.parts.anything import ANYTHING
from handlers.parts.live import go_home
from handlers.parts.words import Label, Problem, Prose
from handlers.states import History

PLACES: tuple[tuple[str, State], ...] = (
    ("home-budgets", Budgets.main),
    ("home-recurring", Recurring.main),
    ("home-goals", Goals.main),
    ("home-categories", Categories.main),
    ("home-report", Report.main),
    ("home-statement", Statement.main),
    ("home-upcoming", Upcoming.main),
    ("home-telling", Telling.main),
    ("home-history", History.page),
)
"""Texts of buttons and the screens that they open."""


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("money-title"),
            Group(*(Start(Label(key), id=key.replace("-", "_"), state=state) for key, state in PLACES), width=2),
            Button(Label("home"), id="home", on_click=go_home),
            ANYTHING,
            state=Money.main,
        ),
    )
