"""Budgets: all of them with their bars, one with its figures, and those that would fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers import budget_making, budget_moves
from handlers.errors import telling
from handlers.money_states import Budgets
from handlers.parts.anything import ANYTHING
from handlers.parts.bars import bar
from handlers.parts.budget_words import BUDGET, CARRY_TEXTS, budget_name, every, names_of, percents, shown_budget
from handlers.parts.category_choice import begin_choice
from handlers.parts.live import go_back, go_home
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from locales import Html, Language
from wallet.budgets.figures import BudgetFigures
from wallet.budgets.service import NewBudget
from wallet.budgets.suggesting import Suggestion
from wallet.money import Money


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Each budget with its bar; suggestions for who has none."""
    language, reader = language_of(dialog_manager), customer_of(dialog_manager)
    budgets = services_of(dialog_manager).budgets
    found, names = await budgets.all(reader), await names_of(dialog_manager)
    today = budgets.today(reader)
    suggested = [] if found else await budgets.suggestions(reader)
    lines = [_line(language, item, names, language.day(item.period.last, today)) for item in found]
    return {
        "budgets": [{"id": str(item.budget.id), "text": _button(language, item, names)} for item in found],
        "lines": Html("\n".join(lines)),
        "some": bool(found),
        "none": not found,
        "suggestions": _suggestions(language, suggested, names),
        "has_suggestions": bool(suggested),
    }


def _line(language: Language, item: BudgetFigures, names: Mapping[int, str], until: str) -> Html:
    return language.html(
        "budgets-line",
        name=budget_name(language, item.budget, names),
        unit=every(language, item.budget),
        bar=bar(item.percent),
        percent=item.percent,
        spent=item.spent,
        limit=item.limit,
        until=until,
    )


def _button(language: Language, item: BudgetFigures, names: Mapping[int, str]) -> str:
    return f"{budget_name(language, item.budget, names)} · {item.percent}%"


def _suggestions(language: Language, found: list[Suggestion], names: Mapping[int, str]) -> list[dict[str, str]]:
    return [
        {
            "code": item.category,
            "text": language.text(
                "budgets-suggestion", name=budget_name(language, item.category, names), amount=item.amount
            ),
        }
        for item in found
    ]


async def suggest_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    found = await services_of(dialog_manager).budgets.suggestions(customer_of(dialog_manager))
    names = await names_of(dialog_manager)
    return {
        "suggestions": _suggestions(language_of(dialog_manager), found, names),
        "some": bool(found),
        "none": not found,
    }


async def one_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What is spent, what is left, and how much a day that makes."""
    language, reader = language_of(dialog_manager), customer_of(dialog_manager)
    item = await shown_budget(dialog_manager)
    today = services_of(dialog_manager).budgets.today(reader)
    days = max(1, (item.period.last - today).days + 1)
    nothing = Money(0, item.left.currency)
    return {
        "name": budget_name(language, item.budget, await names_of(dialog_manager)),
        "unit": every(language, item.budget),
        "bar": bar(item.percent),
        "percent": item.percent,
        "spent": item.spent,
        "limit": item.limit,
        "until": language.day(item.period.last, today),
        "days": days,
        "left": item.left,
        "per_day": Money(max(0, item.left.minor) // days, item.left.currency),
        "over": max(nothing, -item.left),
        "is_left": item.left > nothing,
        "is_over": item.left < nothing,
        "is_even": not item.left,
        "carried": language.money(item.carried, signed=True),
        "has_carried": bool(item.carried),
        "moved": language.money(item.moved, signed=True),
        "has_moved": bool(item.moved),
        "carry": language.text(CARRY_TEXTS[item.budget.carry]),
        "thresholds": percents(item.budget),
    }


@telling
async def choose(_callback: CallbackQuery, _select: object, manager: DialogManager, budget_id: str) -> None:
    found = await services_of(manager).budgets.get(customer_of(manager), int(budget_id))
    manager.dialog_data[BUDGET] = found.budget.id
    await manager.switch_to(Budgets.one)


@telling
async def accept(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
    """A suggestion becomes a budget with one tap; on the screen of suggestions the others stay."""
    budgets, owner = services_of(manager).budgets, customer_of(manager)
    found = next((item for item in await budgets.suggestions(owner) if item.category == code), None)
    if found is not None:
        await budgets.make(owner, NewBudget(code, found.amount))
        say_done(manager, "budgets-made")
    await manager.switch_to(Budgets.suggest)


@telling
async def end(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).budgets.end(customer_of(manager), manager.dialog_data[BUDGET])
    say_done(manager, "budgets-ended")
    await manager.switch_to(Budgets.main)


def _suggestion_buttons() -> Group:
    return Group(
        Select(
            Format("{item[text]}"),
            id="suggestion",
            item_id_getter=lambda item: item["code"],
            items="suggestions",
            on_click=accept,
        ),
        width=2,
    )


def _main_window() -> Window:
    return Window(
        Problem(),
        Prose("budgets-title", "lines", when=F["some"]),
        Prose("budgets-none", when=F["none"]),
        Prose("budgets-none-suggested", when=F["has_suggestions"]),
        Group(
            Select(
                Format("{item[text]}"),
                id="budget",
                item_id_getter=lambda item: item["id"],
                items="budgets",
                on_click=choose,
            ),
            width=2,
        ),
        _suggestion_buttons(),
        Row(
            SwitchTo(Label("budgets-new"), id="new", state=Budgets.category, on_click=begin_choice),
            SwitchTo(Label("budgets-suggest"), id="suggest", state=Budgets.suggest),
        ),
        Row(Button(Label("back"), id="back", on_click=go_back), Button(Label("home"), id="home", on_click=go_home)),
        ANYTHING,
        state=Budgets.main,
        getter=main_data,
    )


def _one_window() -> Window:
    return Window(
        Problem(),
        Prose("budgets-one", "name", "unit", "bar", "percent", "spent", "limit"),
        Prose("budgets-until", "until", "days"),
        Prose("budgets-left", "left", "per_day", when=F["is_left"]),
        Prose("budgets-over", "over", when=F["is_over"]),
        Prose("budgets-used-up", when=F["is_even"]),
        Prose("budgets-carried", "carried", when=F["has_carried"]),
        Prose("budgets-moved", "moved", when=F["has_moved"]),
        Prose("budgets-terms", "carry", "thresholds"),
        Group(
            SwitchTo(Label("budgets-change-limit"), id="limit", state=Budgets.limit),
            SwitchTo(Label("budgets-change-carry"), id="carry", state=Budgets.new_carry),
            SwitchTo(Label("budgets-change-thresholds"), id="thresholds", state=Budgets.thresholds),
            SwitchTo(Label("budgets-move"), id="move", state=Budgets.move_from),
            SwitchTo(Label("budgets-end"), id="end", state=Budgets.end),
            width=2,
        ),
        Row(SwitchTo(Label("back"), id="back", state=Budgets.main), Button(Label("home"), id="home", on_click=go_home)),
        ANYTHING,
        state=Budgets.one,
        getter=one_data,
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        _main_window(),
        _one_window(),
        Window(
            Problem(),
            Prose("budgets-suggest-title", when=F["some"]),
            Prose("budgets-suggest-none", when=F["none"]),
            _suggestion_buttons(),
            Row(
                SwitchTo(Label("back"), id="back", state=Budgets.main),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Budgets.suggest,
            getter=suggest_data,
        ),
        Window(
            Problem(),
            Prose("budgets-ask-end", "name"),
            Button(Label("budgets-end-sure"), id="sure", on_click=end),
            Row(
                SwitchTo(Label("back"), id="back", state=Budgets.one),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Budgets.end,
            getter=one_data,
        ),
        *budget_making.windows(),
        *budget_moves.windows(),
    )
