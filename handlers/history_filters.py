"""Filters of the history: each is chosen on a screen of its own, all of them together say which records are shown."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.fsm.state import State
from aiogram.types import ContentType
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Group, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers import history_filter_steps as steps
from handlers.money_states import Filters
from handlers.parts.anything import ANYTHING
from handlers.parts.live import go_home
from handlers.parts.words import Label, Problem, Prose


def _items(widget_id: str, on_click: Any) -> Select[dict[str, str]]:
    return Select(
        Format("{item[text]}"), id=widget_id, item_id_getter=lambda item: item["id"], items="items", on_click=on_click
    )


def _last_row() -> tuple[Button, Row]:
    """All of it, back and home."""
    return (
        Button(Label("filter-all"), id="all", on_click=steps.take_all),
        Row(
            SwitchTo(Label("back"), id="back", state=Filters.main),
            Button(Label("home"), id="home", on_click=go_home),
        ),
    )


def _main_window() -> Window:
    places: tuple[tuple[str, State], ...] = (
        ("filter-by-period", Filters.period),
        ("filter-by-currency", Filters.currency),
        ("filter-by-category", Filters.category),
        ("filter-by-person", Filters.person),
        ("filter-by-kind", Filters.kind),
        ("filter-by-words", Filters.search),
    )
    return Window(
        Problem(),
        Prose("filter-title"),
        Prose("filter-now", "words", when=F["some"]),
        Prose("filter-none", when=F["none"]),
        Group(*(SwitchTo(Label(key), id=key.replace("-", "_"), state=state) for key, state in places), width=2),
        Button(Label("filter-show", "count", "many"), id="show", on_click=steps.show),
        Button(Label("filter-clear"), id="clear", on_click=steps.clear, when=F["some"]),
        Row(Cancel(Label("back"), id="back"), Button(Label("home"), id="home", on_click=go_home)),
        ANYTHING,
        state=Filters.main,
        getter=steps.main_data,
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        _main_window(),
        Window(
            Problem(),
            Prose("filter-ask-period"),
            Group(_items("period", steps.take_period), width=2),
            *_last_row(),
            MessageInput(steps.take_days, content_types=ContentType.ANY),
            state=Filters.period,
            getter=steps.period_data,
        ),
        Window(
            Problem(),
            Prose("filter-ask-currency"),
            Group(_items("currency", steps.take_currency), width=2),
            *_last_row(),
            ANYTHING,
            state=Filters.currency,
            getter=steps.currency_data,
        ),
        Window(
            Problem(),
            Prose("filter-ask-category"),
            Group(_items("category", steps.take_category), width=2),
            Button(Label("filter-all"), id="all", on_click=steps.take_all),
            Row(
                Button(Label("back"), id="back", on_click=steps.back_from_category),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Filters.category,
            getter=steps.category_data,
        ),
        _person_window(),
        Window(
            Problem(),
            Prose("filter-ask-kind"),
            Group(_items("kind", steps.take_kind), width=2),
            *_last_row(),
            ANYTHING,
            state=Filters.kind,
            getter=steps.kind_data,
        ),
        Window(
            Problem(),
            Prose("filter-ask-words"),
            *_last_row(),
            MessageInput(steps.take_text, content_types=ContentType.ANY),
            state=Filters.search,
        ),
        on_start=steps.on_start,
    )


def _person_window() -> Window:
    return Window(
        Problem(),
        Prose("filter-ask-person", when=~F["nobody"]),
        Prose("filter-nobody", when=F["nobody"]),
        Column(_items("person", steps.take_person)),
        Row(
            Button(Label("history-newer"), id="newer", on_click=steps.newer_people, when=F["has_newer"]),
            Button(Label("history-older"), id="older", on_click=steps.older_people, when=F["has_older"]),
        ),
        *_last_row(),
        ANYTHING,
        state=Filters.person,
        getter=steps.person_data,
    )
