"""What is changed about a budget: its amount, what it carries over, when it tells, and money moved to it."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.money_states import Budgets
from handlers.parts.amounts import typed_amount
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.budget_words import BUDGET, CARRY_TEXTS, budget_name, every, names_of, percents, shown_budget
from handlers.parts.live import go_home, tidy
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from wallet.budgets.figures import BudgetFigures, Carry
from wallet.budgets.moving import sources_for
from wallet.budgets.service import THRESHOLD_MAX, THRESHOLDS_MAX
from wallet.errors import ThresholdsInvalid
from wallet.money import Money
from wallet.references import new_reference

SOURCE, CURRENCY, REFERENCE = "source_id", "currency", "reference"
TYPED_LENGTH_MAX = 60
SEPARATORS = re.compile(r"[\s,;%\u3001]+")
PERCENT = re.compile(r"[0-9]{1,4}")


async def change_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """How it is now."""
    language, item = language_of(dialog_manager), await shown_budget(dialog_manager)
    dialog_manager.dialog_data[CURRENCY] = item.budget.amount.currency.code
    return {
        "name": budget_name(language, item.budget, await names_of(dialog_manager)),
        "unit": every(language, item.budget),
        "amount": item.budget.amount,
        "carry": language.text(CARRY_TEXTS[item.budget.carry]),
        "thresholds": percents(item.budget),
    }


async def from_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Budgets that could give something."""
    language, item = language_of(dialog_manager), await shown_budget(dialog_manager)
    names = await names_of(dialog_manager)
    found = sources_for(await services_of(dialog_manager).budgets.all(customer_of(dialog_manager)), item.budget.id)
    return {
        "name": budget_name(language, item.budget, names),
        "left": item.left,
        "sources": [
            {
                "id": str(source.budget.id),
                "text": language.text(
                    "budgets-source", name=budget_name(language, source.budget, names), left=source.left
                ),
            }
            for source in found
        ],
        "some": bool(found),
        "none": not found,
    }


async def move_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What could be moved, and what is missing."""
    language, names = language_of(dialog_manager), await names_of(dialog_manager)
    source, target = await _source(dialog_manager), await shown_budget(dialog_manager)
    missing = -target.left
    return {
        "name": budget_name(language, target.budget, names),
        "source": budget_name(language, source.budget, names),
        "left": source.left,
        "missing": missing,
        "is_left": source.left.minor > 0,
        "is_missing": 0 < missing.minor < source.left.minor,
    }


async def _source(manager: DialogManager) -> BudgetFigures:
    return await services_of(manager).budgets.get(customer_of(manager), manager.dialog_data[SOURCE])


@telling
async def take_limit(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    amount = typed_amount(message, manager)
    await services_of(manager).budgets.set_amount(customer_of(manager), manager.dialog_data[BUDGET], amount)
    await _changed(manager)


@telling
async def take_thresholds(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    wanted = parse_thresholds(text)
    await services_of(manager).budgets.set_thresholds(customer_of(manager), manager.dialog_data[BUDGET], wanted)
    await _changed(manager)


def parse_thresholds(text: str) -> list[int]:
    """Numbers with spaces, commas or percent signs between. Raises `ThresholdsInvalid`."""
    words = [word for word in SEPARATORS.split(unicodedata.normalize("NFKC", text[:TYPED_LENGTH_MAX])) if word]
    if len(text) > TYPED_LENGTH_MAX or not all(PERCENT.fullmatch(word) for word in words):
        raise ThresholdsInvalid(count_max=THRESHOLDS_MAX, percent_max=THRESHOLD_MAX)
    return [int(word) for word in words]


def _carry_button(carry: Carry) -> Button:
    async def pressed(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
        await services_of(manager).budgets.set_carry(customer_of(manager), manager.dialog_data[BUDGET], carry)
        await _changed(manager)

    return Button(Label(CARRY_TEXTS[carry]), id=carry.value, on_click=telling(pressed))


async def _changed(manager: DialogManager) -> None:
    say_done(manager, "budgets-changed")
    await manager.switch_to(Budgets.one)


@telling
async def choose_source(_callback: CallbackQuery, _select: object, manager: DialogManager, budget_id: str) -> None:
    """The reference belongs to the screen that asks how much: pressed or typed twice, it moves once."""
    found = await services_of(manager).budgets.get(customer_of(manager), int(budget_id))
    manager.dialog_data.update(
        {SOURCE: found.budget.id, CURRENCY: found.left.currency.code, REFERENCE: new_reference()}
    )
    await manager.switch_to(Budgets.move_amount)


@telling
async def take_move(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    await _move(manager, typed_amount(message, manager))


@telling
async def move_all(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _move(manager, (await _source(manager)).left)


@telling
async def move_missing(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _move(manager, -(await shown_budget(manager)).left)


async def _move(manager: DialogManager, amount: Money) -> None:
    data, budgets = manager.dialog_data, services_of(manager).budgets
    await budgets.move(customer_of(manager), data[SOURCE], data[BUDGET], amount, data[REFERENCE])
    say_done(manager, "budgets-moved-done")
    await manager.switch_to(Budgets.one)


def windows() -> tuple[Window, ...]:
    """The screens of these changes."""
    back = Row(
        SwitchTo(Label("back"), id="back", state=Budgets.one), Button(Label("home"), id="home", on_click=go_home)
    )
    return (
        Window(
            Problem(),
            Prose("budgets-ask-limit", "name", "unit", "amount"),
            back,
            MessageInput(take_limit, content_types=ContentType.ANY),
            state=Budgets.limit,
            getter=change_data,
        ),
        Window(
            Problem(),
            Prose("budgets-ask-new-carry", "name", "unit", "carry"),
            *(_carry_button(carry) for carry in Carry),
            back,
            ANYTHING,
            state=Budgets.new_carry,
            getter=change_data,
        ),
        Window(
            Problem(),
            Prose("budgets-ask-thresholds", "name", "unit", "thresholds"),
            back,
            MessageInput(take_thresholds, content_types=ContentType.ANY),
            state=Budgets.thresholds,
            getter=change_data,
        ),
        *_move_windows(back),
    )


def _move_windows(back: Row) -> tuple[Window, ...]:
    return (
        Window(
            Problem(),
            Prose("budgets-ask-from", "name", "left", when=F["some"]),
            Prose("budgets-move-none", "name", when=F["none"]),
            Column(
                Select(
                    Format("{item[text]}"),
                    id="source",
                    item_id_getter=lambda item: item["id"],
                    items="sources",
                    on_click=choose_source,
                )
            ),
            back,
            ANYTHING,
            state=Budgets.move_from,
            getter=from_data,
        ),
        Window(
            Problem(),
            Prose("budgets-ask-move", "source", "name", "left"),
            Button(Label("budgets-move-over", "missing"), id="missing", on_click=move_missing, when=F["is_missing"]),
            Button(Label("budgets-move-all", "left"), id="all", on_click=move_all, when=F["is_left"]),
            Row(
                SwitchTo(Label("back"), id="back", state=Budgets.move_from),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            MessageInput(take_move, content_types=ContentType.ANY),
            state=Budgets.move_amount,
            getter=move_data,
        ),
    )
