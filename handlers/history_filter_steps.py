"""What the screens of the history's filters show, and what a press or a word on them does."""

from __future__ import annotations

from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from handlers.errors import telling
from handlers.money_states import Filters
from handlers.parts.anything import only_text
from handlers.parts.category_names import category_label
from handlers.parts.record_filter import (
    CATEGORY,
    CHOSEN,
    CURRENCY,
    DIRECTION,
    FIRST,
    KIND,
    LAST,
    OWN_DAYS,
    PERIOD,
    PERSON,
    TEXT,
    chosen_of,
    filter_of,
    filter_words,
    kind_label,
    today_of,
)
from handlers.parts.words import language_of
from handlers.services import customer_of, services_of
from wallet.errors import CategoryNotFound, CustomerNotFound
from wallet.money import currency
from wallet.records.searching import PERIODS, Kind, clean_text, parse_days

COUNT_MAX = 1_000
PEOPLE_SIZE, PEOPLE_MAX = 8, 200
TOP, SKIP = "top", "skip"
KEYS = {
    "period": (PERIOD, FIRST, LAST),
    "currency": (CURRENCY,),
    "category": (CATEGORY,),
    "person": (PERSON,),
    "kind": (KIND, DIRECTION),
    "search": (TEXT,),
}
"""By screen: what is forgotten when it is set to all."""


async def on_start(start_data: Any, manager: DialogManager) -> None:
    manager.dialog_data[CHOSEN] = dict(start_data[CHOSEN])


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    wanted = filter_of(chosen_of(dialog_manager), today_of(dialog_manager))
    count = await services_of(dialog_manager).searching.count(customer_of(dialog_manager).id, wanted, COUNT_MAX)
    words = await filter_words(dialog_manager)
    return {
        "words": words,
        "some": bool(words),
        "none": not words,
        "count": count,
        "many": "yes" if count == COUNT_MAX else "no",
    }


async def period_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    language = language_of(dialog_manager)
    return {"items": [{"id": period, "text": language.text("filter-period", period=period)} for period in PERIODS]}


async def currency_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    language = language_of(dialog_manager)
    balances = await services_of(dialog_manager).payments.balances(customer_of(dialog_manager).id)
    codes = [balance.total.currency.code for balance in balances]
    return {"items": [{"id": code, "text": language.currency_name(code)} for code in codes]}


async def category_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The top categories; when one of them was pressed, all of it or what stands below it."""
    language, data = language_of(dialog_manager), dialog_manager.dialog_data
    tree = await services_of(dialog_manager).categories.tree(customer_of(dialog_manager).id)
    top = data.get(TOP)
    codes = tree.top() if top is None else tree.below(top)
    items = [{"id": code, "text": category_label(language, code, tree.names)} for code in codes]
    if top is not None:
        whole = language.text("filter-whole-category", name=category_label(language, top, tree.names))
        items.insert(0, {"id": top, "text": whole})
    return {"items": items}


async def person_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    language, skip = language_of(dialog_manager), dialog_manager.dialog_data.get(SKIP, 0)
    owner_id = customer_of(dialog_manager).id
    people = await services_of(dialog_manager).searching.people(owner_id, skip, PEOPLE_SIZE + 1)
    return {
        "items": [
            {"id": str(person.customer_id), "text": person.name or language.text("record-closed-wallet")}
            for person in people[:PEOPLE_SIZE]
        ],
        "nobody": not people,
        "has_newer": skip > 0,
        "has_older": len(people) > PEOPLE_SIZE and skip < PEOPLE_MAX,
    }


async def kind_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Where in and out are called the same, they are one button."""
    language = language_of(dialog_manager)
    kinds = await services_of(dialog_manager).searching.kinds(customer_of(dialog_manager).id)
    by_label: dict[str, list[Kind]] = {}
    for kind in kinds:
        by_label.setdefault(kind_label(language, kind), []).append(kind)
    return {
        "items": [
            {"id": f"{of[0].kind}/{of[0].direction if len(of) == 1 else ''}", "text": label}
            for label, of in by_label.items()
        ]
    }


@telling
async def take_period(_callback: CallbackQuery, _select: object, manager: DialogManager, period: str) -> None:
    if period in PERIODS:
        chosen_of(manager)[PERIOD] = period
    await manager.switch_to(Filters.main)


@telling
async def take_days(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    first, last = parse_days(text)
    chosen_of(manager).update({PERIOD: OWN_DAYS, FIRST: first.isoformat(), LAST: last.isoformat()})
    await manager.switch_to(Filters.main)


@telling
async def take_currency(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
    chosen_of(manager)[CURRENCY] = currency(code).code
    await manager.switch_to(Filters.main)


@telling
async def take_category(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
    """One with others below it asks which."""
    data = manager.dialog_data
    tree = await services_of(manager).categories.tree(customer_of(manager).id)
    if data.get(TOP) is None and tree.below(code) and code in tree.top():
        data[TOP] = code
        return
    if code not in tree.top() and code not in tree.below(data.get(TOP) or ""):
        raise CategoryNotFound
    chosen_of(manager)[CATEGORY] = code
    data.pop(TOP, None)
    await manager.switch_to(Filters.main)


@telling
async def take_person(_callback: CallbackQuery, _select: object, manager: DialogManager, person_id: str) -> None:
    """Only somebody whom they dealt with: an id from a button proves nothing."""
    if await services_of(manager).searching.person(customer_of(manager).id, int(person_id)) is None:
        raise CustomerNotFound
    chosen_of(manager)[PERSON] = int(person_id)
    await manager.switch_to(Filters.main)


@telling
async def take_kind(_callback: CallbackQuery, _select: object, manager: DialogManager, item: str) -> None:
    kind, _, direction = item.partition("/")
    chosen = chosen_of(manager)
    chosen.pop(DIRECTION, None)
    chosen[KIND] = kind
    if direction:
        chosen[DIRECTION] = direction
    await manager.switch_to(Filters.main)


@telling
async def take_text(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    chosen_of(manager)[TEXT] = clean_text(text)
    await manager.switch_to(Filters.main)


async def take_all(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """This screen's filter is set to all."""
    state = manager.current_context().state.state or ""
    for key in KEYS[state.partition(":")[2]]:
        chosen_of(manager).pop(key, None)
    manager.dialog_data.pop(TOP, None)
    await manager.switch_to(Filters.main)


async def clear(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data[CHOSEN] = {}


async def show(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await manager.done(result={CHOSEN: chosen_of(manager)})


async def back_from_category(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    if manager.dialog_data.pop(TOP, None) is None:
        await manager.switch_to(Filters.main)


async def older_people(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data[SKIP] = min(PEOPLE_MAX, manager.dialog_data.get(SKIP, 0) + PEOPLE_SIZE)


async def newer_people(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data[SKIP] = max(0, manager.dialog_data.get(SKIP, 0) - PEOPLE_SIZE)
