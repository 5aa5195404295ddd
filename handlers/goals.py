"""Savings goals: all of them, one with its bar, the steps of making one, putting aside and taking back."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.money_states import Goals
from handlers.parts.amounts import currency_choice, typed_amount
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.bars import bar
from handlers.parts.live import go_home, tidy
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from locales import Html
from wallet.days import local_day, parse_day
from wallet.goals.service import Goal, clean_name
from wallet.money import CURRENCIES, Money, currency
from wallet.references import new_reference

GOAL, CURRENCY, NAME, TARGET, REFERENCE = "goal_id", "currency", "name", "target_minor", "reference"


async def _goal(manager: DialogManager) -> Goal:
    """Looked up with its owner each time."""
    return await services_of(manager).goals.get(customer_of(manager).id, manager.dialog_data[GOAL])


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    language = language_of(dialog_manager)
    goals = await services_of(dialog_manager).goals.mine(customer_of(dialog_manager).id)
    lines = [
        language.html(
            "goals-line",
            name=goal.name,
            bar=bar(goal.percent),
            percent=goal.percent,
            saved=goal.saved,
            target=goal.target,
        )
        for goal in goals
    ]
    return {
        "goals": [{"id": str(goal.id), "text": f"🎯 {goal.name}"} for goal in goals],
        "lines": Html("\n".join(lines)),
        "some": bool(goals),
        "none": not goals,
    }


async def one_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What is saved, what is missing, and what it takes a month to be there in time."""
    goal, language, reader = await _goal(dialog_manager), language_of(dialog_manager), customer_of(dialog_manager)
    today = local_day(services_of(dialog_manager).clock.now(), reader.zone)
    a_month = goal.a_month(today)
    missing = Money(max(0, goal.target.minor - goal.saved.minor), goal.target.currency)
    return {
        "name": goal.name,
        "bar": bar(goal.percent),
        "percent": goal.percent,
        "saved": goal.saved,
        "target": goal.target,
        "missing": missing,
        "is_missing": bool(missing),
        "reached": not missing,
        "day": "" if goal.day is None else language.day(goal.day, today),
        "a_month": a_month or missing,
        "has_day": a_month is not None,
        "has_saved": bool(goal.saved),
    }


async def amount_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    data, language = dialog_manager.dialog_data, language_of(dialog_manager)
    return {
        "name": data[NAME],
        "currency_name": language.currency_name(data[CURRENCY]),
        "currencies": [{"code": code} for code in CURRENCIES if code != data[CURRENCY]],
    }


async def move_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What could be moved at most."""
    goal = await _goal(dialog_manager)
    code = goal.target.currency.code
    free = await services_of(dialog_manager).payments.available(customer_of(dialog_manager).id, code)
    return {"name": goal.name, "free": free, "saved": goal.saved, "all": goal.saved}


@telling
async def choose(_callback: CallbackQuery, _select: object, manager: DialogManager, goal_id: str) -> None:
    await services_of(manager).goals.get(customer_of(manager).id, int(goal_id))
    manager.dialog_data[GOAL] = int(goal_id)
    await manager.switch_to(Goals.one)


@telling
async def take_name(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    manager.dialog_data[NAME] = clean_name(text)
    manager.dialog_data[CURRENCY] = customer_of(manager).default_currency
    await manager.switch_to(Goals.amount)


@telling
async def take_target(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    manager.dialog_data[TARGET] = typed_amount(message, manager).minor
    await manager.switch_to(Goals.day)


@telling
async def take_day(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is not None:
        await _make(manager, text)


@telling
async def without_day(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _make(manager, None)


async def _make(manager: DialogManager, day_text: str | None) -> None:
    data, reader, services = manager.dialog_data, customer_of(manager), services_of(manager)
    day = None if day_text is None else parse_day(day_text)
    target = Money(data[TARGET], currency(data[CURRENCY]))
    today = local_day(services.clock.now(), reader.zone)
    goal = await services.goals.make(reader.id, data[NAME], target, day, today)
    data[GOAL] = goal.id
    say_done(manager, "goals-made")
    await manager.switch_to(Goals.one)


@telling
async def ask_move(_callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The reference belongs to the screen that asks how much: pressed or typed twice, it moves once."""
    goal = await _goal(manager)
    manager.dialog_data[CURRENCY] = goal.target.currency.code
    manager.dialog_data[REFERENCE] = new_reference()
    await manager.switch_to(Goals.put if button.widget_id == "put" else Goals.take)


@telling
async def put(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    data, amount = manager.dialog_data, typed_amount(message, manager)
    await services_of(manager).goals.put(customer_of(manager).id, data[GOAL], amount, data[REFERENCE])
    say_done(manager, "goals-put-done")
    await manager.switch_to(Goals.one)


@telling
async def take(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    await _take(manager, typed_amount(message, manager))


@telling
async def take_all(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _take(manager, (await _goal(manager)).saved)


async def _take(manager: DialogManager, amount: Money) -> None:
    data = manager.dialog_data
    await services_of(manager).goals.take(customer_of(manager).id, data[GOAL], amount, data[REFERENCE])
    say_done(manager, "goals-take-done")
    await manager.switch_to(Goals.one)


@telling
async def end(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).goals.end(customer_of(manager).id, manager.dialog_data[GOAL])
    say_done(manager, "goals-ended")
    await manager.switch_to(Goals.main)


def _list_window() -> Window:
    return Window(
        Problem(),
        Prose("goals-title", "lines", when=F["some"]),
        Prose("goals-none", when=F["none"]),
        Column(
            Select(
                Format("{item[text]}"),
                id="goal",
                item_id_getter=lambda item: item["id"],
                items="goals",
                on_click=choose,
            )
        ),
        SwitchTo(Label("goals-new"), id="new", state=Goals.name),
        Row(Cancel(Label("back"), id="back"), Button(Label("home"), id="home", on_click=go_home)),
        ANYTHING,
        state=Goals.main,
        getter=main_data,
    )


def _making_windows() -> tuple[Window, ...]:
    return (
        Window(
            Problem(),
            Prose("goals-ask-name"),
            SwitchTo(Label("back"), id="back", state=Goals.main),
            MessageInput(take_name, content_types=ContentType.ANY),
            state=Goals.name,
        ),
        Window(
            Problem(),
            Prose("goals-ask-amount", "name", "currency_name"),
            currency_choice(width=4),
            SwitchTo(Label("back"), id="back", state=Goals.name),
            MessageInput(take_target, content_types=ContentType.ANY),
            state=Goals.amount,
            getter=amount_data,
        ),
        Window(
            Problem(),
            Prose("goals-ask-day"),
            Button(Label("goals-no-day"), id="none", on_click=without_day),
            SwitchTo(Label("back"), id="back", state=Goals.amount),
            MessageInput(take_day, content_types=ContentType.ANY),
            state=Goals.day,
        ),
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        _list_window(),
        Window(
            Problem(),
            Prose("goals-one", "name", "bar", "percent", "saved", "target"),
            Prose("goals-missing", "missing", when=F["is_missing"]),
            Prose("goals-by", "day", "a_month", when=F["has_day"]),
            Prose("goals-reached", when=F["reached"]),
            Row(
                Button(Label("goals-put"), id="put", on_click=ask_move),
                Button(Label("goals-take"), id="take", on_click=ask_move, when=F["has_saved"]),
            ),
            Button(Label("goals-end"), id="end", on_click=end),
            Row(
                SwitchTo(Label("back"), id="back", state=Goals.main),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Goals.one,
            getter=one_data,
        ),
        *_making_windows(),
        Window(
            Problem(),
            Prose("goals-ask-put", "name", "free"),
            SwitchTo(Label("back"), id="back", state=Goals.one),
            MessageInput(put, content_types=ContentType.ANY),
            state=Goals.put,
            getter=move_data,
        ),
        Window(
            Problem(),
            Prose("goals-ask-take", "name", "saved"),
            Button(Label("goals-take-all", "all"), id="all", on_click=take_all),
            SwitchTo(Label("back"), id="back", state=Goals.one),
            MessageInput(take, content_types=ContentType.ANY),
            state=Goals.take,
            getter=move_data,
        ),
    )
