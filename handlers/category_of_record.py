"""The category of a record: chosen by hand, made a rule in one tap, or split into parts."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, SwitchTo

from handlers.errors import telling
from handlers.money_states import Categories
from handlers.parts.amounts import typed_amount
from handlers.parts.anything import ANYTHING
from handlers.parts.category_choice import begin_choice, category_choice, choice_data
from handlers.parts.category_names import category_label
from handlers.parts.live import go_back, go_home, tidy
from handlers.parts.words import DONE, Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from locales import Html
from wallet.categories.giving import Spent
from wallet.categories.matching import Rule
from wallet.errors import PartTooLarge
from wallet.money import Money, currency
from wallet.records.parts import PARTS_MAX

OPERATION, CURRENCY, PARTS, PENDING = "operation_id", "currency", "parts", "pending_minor"


async def _spent(manager: DialogManager) -> Spent:
    """Looked up with its owner each time."""
    return await services_of(manager).giving.get(customer_of(manager).id, int(manager.dialog_data[OPERATION]))


async def open_spent(manager: DialogManager, operation_id: int) -> None:
    """Remember the payment that a record is about; of a refund it is what was given back."""
    spent = await services_of(manager).giving.get(customer_of(manager).id, operation_id)
    manager.dialog_data.update({OPERATION: spent.operation_id, CURRENCY: spent.total.currency.code})


async def _who(manager: DialogManager, spent: Spent) -> str:
    language = language_of(manager)
    record = await services_of(manager).records.get(customer_of(manager).id, spent.operation_id)
    if record.counterparty is None:
        return language.text(f"record-kind-{record.kind}")
    return record.counterparty or language.text("record-closed-wallet")


async def _lines(manager: DialogManager, parts: list[tuple[str, Money]]) -> Html:
    names = await services_of(manager).categories.names(customer_of(manager).id)
    language = language_of(manager)
    lines = [
        language.html("categories-part", category=category_label(language, code, names), amount=money)
        for code, money in parts
    ]
    return Html("\n".join(lines))


async def _shown(manager: DialogManager, spent: Spent) -> dict[str, Any]:
    kind = spent.total.currency
    parts = [(part.category, Money(part.minor, kind)) for part in spent.parts]
    return {
        "amount": spent.total,
        "who": await _who(manager, spent),
        "lines": await _lines(manager, parts),
        "why": language_of(manager).text("categories-why", by=spent.chosen_by),
    }


async def choose_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What it is now, why, and what it could be."""
    return await _shown(dialog_manager, await _spent(dialog_manager)) | await choice_data(dialog_manager)


async def chosen(manager: DialogManager, code: str) -> None:
    await services_of(manager).giving.give(customer_of(manager).id, manager.dialog_data[OPERATION], code)
    await manager.switch_to(Categories.chosen)


async def _rule(manager: DialogManager, spent: Spent) -> Rule | None:
    """The rule for the payee of a record that is not split, if it gives the record's category."""
    rules = await services_of(manager).category_rules.mine(customer_of(manager).id)
    mine = (rule for rule in rules if rule.payee_id is not None and rule.payee_id == spent.payee_id)
    return next((rule for rule in mine if rule.category == spent.parts[0].category), None)


async def chosen_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What was chosen; a rule is offered first, then to put it to work on older records."""
    spent, services, owner = await _spent(dialog_manager), services_of(dialog_manager), customer_of(dialog_manager)
    rule, older = await _rule(dialog_manager, spent), 0
    if rule is not None:
        older = await services.category_rules.count_back(owner.id, rule.id)
    whole = len(spent.parts) == 1
    return await _shown(dialog_manager, spent) | {
        "offers_rule": whole and spent.payee_id is not None and rule is None,
        "offers_older": whole and older > 0,
        "count": older,
    }


@telling
async def always(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    spent, services = await _spent(manager), services_of(manager)
    if spent.payee_id is None or len(spent.parts) > 1:
        return
    await services.category_rules.for_payee(customer_of(manager).id, spent.payee_id, spent.parts[0].category)
    manager.dialog_data[DONE] = language_of(manager).text("categories-rule-made", who=await _who(manager, spent))


@telling
async def older(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    rule = await _rule(manager, await _spent(manager))
    if rule is not None:
        count = await services_of(manager).category_rules.apply_back(customer_of(manager).id, rule.id)
        manager.dialog_data[DONE] = language_of(manager).text("categories-applied", count=count)


async def begin_split(callback: CallbackQuery, button: object, manager: DialogManager) -> None:
    """Nothing is changed until all of it has a category."""
    await begin_choice(callback, button, manager)
    manager.dialog_data.update({PARTS: [], PENDING: None})


async def _rest(manager: DialogManager) -> Money:
    done = sum(minor for _, minor in manager.dialog_data[PARTS])
    total = (await _spent(manager)).total
    return Money(total.minor - done, total.currency)


async def split_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The parts so far and what is left."""
    data, spent = dialog_manager.dialog_data, await _spent(dialog_manager)
    kind = currency(data[CURRENCY])
    parts = [(code, Money(minor, kind)) for code, minor in data[PARTS]]
    return {
        "amount": spent.total,
        "who": await _who(dialog_manager, spent),
        "rest": await _rest(dialog_manager),
        "lines": await _lines(dialog_manager, parts),
        "some": bool(parts),
    }


@telling
async def take_amount(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    amount, rest = typed_amount(message, manager), await _rest(manager)
    last = len(manager.dialog_data[PARTS]) == PARTS_MAX - 1
    if amount.minor > rest.minor or (last and amount != rest):
        raise PartTooLarge(currency=rest.currency.code, left_minor=rest.minor)
    await _ask_category(manager, amount)


@telling
async def take_rest(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _ask_category(manager, await _rest(manager))


async def _ask_category(manager: DialogManager, amount: Money) -> None:
    manager.dialog_data[PENDING] = amount.minor
    await manager.switch_to(Categories.part)


async def undo(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Take the last part away."""
    manager.dialog_data[PARTS] = manager.dialog_data[PARTS][:-1]


async def part_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What a part is for."""
    pending = Money(dialog_manager.dialog_data[PENDING], currency(dialog_manager.dialog_data[CURRENCY]))
    return {"pending": pending} | await choice_data(dialog_manager)


async def part_chosen(manager: DialogManager, code: str) -> None:
    """The last part settles it: only now the record changes."""
    data = manager.dialog_data
    parts = [*data[PARTS], [code, data[PENDING]]]
    rest = await _rest(manager)
    if rest.minor > data[PENDING]:
        data[PARTS] = parts
        await manager.switch_to(Categories.split)
        return
    shares = [(part, Money(minor, rest.currency)) for part, minor in parts]
    await services_of(manager).giving.split(customer_of(manager).id, data[OPERATION], shares)
    await manager.switch_to(Categories.chosen)


def windows() -> tuple[Window, ...]:
    """From a record's category to another one."""
    return (
        Window(
            Problem(),
            Prose("categories-choose", "amount", "who", "lines", "why"),
            *category_choice(chosen),
            SwitchTo(Label("categories-split"), id="split", state=Categories.split, on_click=begin_split),
            Row(Button(Label("back"), id="back", on_click=go_back), Button(Label("home"), id="home", on_click=go_home)),
            ANYTHING,
            state=Categories.choose,
            getter=choose_data,
        ),
        Window(
            Problem(),
            Prose("categories-chosen", "amount", "who", "lines"),
            Button(Label("categories-always", "who"), id="always", on_click=always, when=F["offers_rule"]),
            Button(Label("categories-older", "count"), id="older", on_click=older, when=F["offers_older"]),
            SwitchTo(Label("categories-change"), id="change", state=Categories.choose, on_click=begin_choice),
            Row(Button(Label("back"), id="back", on_click=go_back), Button(Label("home"), id="home", on_click=go_home)),
            ANYTHING,
            state=Categories.chosen,
            getter=chosen_data,
        ),
        Window(
            Problem(),
            Prose("categories-split-title", "amount", "who"),
            Prose("categories-split-parts", "lines", when=F["some"]),
            Prose("categories-split-ask", "rest"),
            Button(Label("categories-split-rest", "rest"), id="rest", on_click=take_rest),
            Button(Label("categories-split-undo"), id="undo", on_click=undo, when=F["some"]),
            Row(
                SwitchTo(Label("back"), id="back", state=Categories.choose),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            MessageInput(take_amount, content_types=ContentType.ANY),
            state=Categories.split,
            getter=split_data,
        ),
        Window(
            Problem(),
            Prose("categories-part-ask", "pending"),
            *category_choice(part_chosen),
            Row(
                SwitchTo(Label("back"), id="back", state=Categories.split, on_click=begin_choice),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Categories.part,
            getter=part_data,
        ),
    )
