"""The steps of making a budget: what for, how much, for how long, and what becomes of the rest."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, SwitchTo

from handlers.errors import telling
from handlers.money_states import Budgets
from handlers.parts.amounts import currency_choice, typed_amount
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.budget_words import BUDGET, CARRY_TEXTS, budget_name, names_of
from handlers.parts.category_choice import begin_choice, category_choice, choice_data
from handlers.parts.live import go_home, tidy
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from wallet.budgets.figures import Carry
from wallet.budgets.periods import OWN_DAYS_MAX, Unit
from wallet.budgets.service import NewBudget, check_days
from wallet.errors import BudgetDaysInvalid
from wallet.money import Money, currency

CATEGORY, CURRENCY, MINOR, UNIT, DAYS = "category", "currency", "amount_minor", "unit", "own_days"
DIGITS_MAX = 4
UNIT_BUTTONS = {
    Unit.DAY: "budgets-button-day",
    Unit.WEEK: "budgets-button-week",
    Unit.MONTH: "budgets-button-month",
    Unit.YEAR: "budgets-button-year",
}


async def amount_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Which other currencies there are accounts in."""
    data, language, reader = dialog_manager.dialog_data, language_of(dialog_manager), customer_of(dialog_manager)
    balances = await services_of(dialog_manager).payments.balances(reader.id)
    codes = {reader.default_currency, *(item.total.currency.code for item in balances)} - {data[CURRENCY]}
    return {
        "name": budget_name(language, data[CATEGORY], await names_of(dialog_manager)),
        "currency_name": language.currency_name(data[CURRENCY]),
        "currencies": [{"code": code} for code in sorted(codes)],
    }


async def step_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What was said so far."""
    data, language = dialog_manager.dialog_data, language_of(dialog_manager)
    return {
        "name": budget_name(language, data[CATEGORY], await names_of(dialog_manager)),
        "amount": Money(data[MINOR], currency(data[CURRENCY])),
        "is_own": data.get(UNIT) == Unit.OWN.value,
        "is_common": data.get(UNIT) != Unit.OWN.value,
    }


async def category_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    found = await choice_data(dialog_manager)
    return found | {"is_top": not found["is_below"]}


async def chosen(manager: DialogManager, code: str | None) -> None:
    """For what; the currency is the customer's own until they choose another."""
    manager.dialog_data[CATEGORY] = code
    manager.dialog_data[CURRENCY] = customer_of(manager).default_currency
    await manager.switch_to(Budgets.amount)


@telling
async def choose_all(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await chosen(manager, None)


@telling
async def take_amount(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    manager.dialog_data[MINOR] = typed_amount(message, manager).minor
    await manager.switch_to(Budgets.unit)


@telling
async def take_days(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    plain = text.strip()
    if not plain.isdecimal() or len(plain) > DIGITS_MAX or not int(plain):
        raise BudgetDaysInvalid(days_max=OWN_DAYS_MAX)
    check_days(Unit.OWN, int(plain))
    manager.dialog_data.update({UNIT: Unit.OWN.value, DAYS: int(plain)})
    await manager.switch_to(Budgets.carry)


def _unit_button(unit: Unit) -> Button:
    async def pressed(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
        manager.dialog_data.update({UNIT: unit.value, DAYS: 0})
        await manager.switch_to(Budgets.carry)

    return Button(Label(UNIT_BUTTONS[unit]), id=unit.value, on_click=telling(pressed))


def _carry_button(carry: Carry) -> Button:
    async def pressed(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
        data = manager.dialog_data
        amount = Money(data[MINOR], currency(data[CURRENCY]))
        new = NewBudget(data[CATEGORY], amount, Unit(data[UNIT]), data[DAYS], carry)
        made = await services_of(manager).budgets.make(customer_of(manager), new)
        data[BUDGET] = made.budget.id
        say_done(manager, "budgets-made")
        await manager.switch_to(Budgets.one)

    return Button(Label(CARRY_TEXTS[carry]), id=carry.value, on_click=telling(pressed))


def windows() -> tuple[Window, ...]:
    """The screens of these steps."""
    home = Button(Label("home"), id="home", on_click=go_home)
    return (
        Window(
            Problem(),
            Prose("budgets-ask-category"),
            Button(Label("budgets-all"), id="all", on_click=choose_all, when=F["is_top"]),
            *category_choice(chosen),
            Row(SwitchTo(Label("back"), id="back", state=Budgets.main), home),
            ANYTHING,
            state=Budgets.category,
            getter=category_data,
        ),
        Window(
            Problem(),
            Prose("budgets-ask-amount", "name", "currency_name"),
            currency_choice(width=4),
            Row(SwitchTo(Label("back"), id="back", state=Budgets.category, on_click=begin_choice), home),
            MessageInput(take_amount, content_types=ContentType.ANY),
            state=Budgets.amount,
            getter=amount_data,
        ),
        Window(
            Problem(),
            Prose("budgets-ask-unit", "name", "amount"),
            Group(*(_unit_button(unit) for unit in UNIT_BUTTONS), width=2),
            SwitchTo(Label("budgets-button-own"), id="own", state=Budgets.own_days),
            Row(SwitchTo(Label("back"), id="back", state=Budgets.amount), home),
            ANYTHING,
            state=Budgets.unit,
            getter=step_data,
        ),
        Window(
            Problem(),
            Prose("budgets-ask-days", "name", "amount"),
            Row(SwitchTo(Label("back"), id="back", state=Budgets.unit), home),
            MessageInput(take_days, content_types=ContentType.ANY),
            state=Budgets.own_days,
            getter=step_data,
        ),
        Window(
            Problem(),
            Prose("budgets-ask-carry", "name", "amount"),
            *(_carry_button(carry) for carry in Carry),
            Row(
                SwitchTo(Label("back"), id="back", state=Budgets.unit, when=F["is_common"]),
                SwitchTo(Label("back"), id="back_days", state=Budgets.own_days, when=F["is_own"]),
                home,
            ),
            ANYTHING,
            state=Budgets.carry,
            getter=step_data,
        ),
    )
