"""Making what recurs, the first steps: a transfer to whom or which bill, and how much."""

from __future__ import annotations

from datetime import date
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.money_states import Recurring
from handlers.parts.amounts import currency_choice, typed_amount
from handlers.parts.anything import only_text
from handlers.parts.live import go_home, tidy
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.transfer import OFFERED_MAX, meant_by, payee_label
from wallet.days import local_day
from wallet.money import CURRENCIES
from wallet.payments.payees import Meant
from wallet.recurring.due import BILL, TRANSFER
from wallet.recurring.making import clean_name
from wallet.references import new_reference

ITEM = "recurring_id"
WHAT, NAME, PAYEE, BY_NAME, NUMBER = "what", "name", "payee_id", "by_name", "number"
CURRENCY, MINOR, UNIT, EVERY, FIRST, UNTIL = "currency", "minor", "unit", "every", "first", "until"
REMIND, NOTE, REFERENCE = "remind", "note", "reference"


def today_of(manager: DialogManager) -> date:
    """The date where the customer is."""
    return local_day(services_of(manager).clock.now(), customer_of(manager).zone)


def _begin(manager: DialogManager, what: str) -> None:
    """A fresh start: nothing of what was made before is left over."""
    manager.dialog_data.clear()
    manager.dialog_data.update(
        {WHAT: what, CURRENCY: customer_of(manager).default_currency, REFERENCE: new_reference()}
    )


@telling
async def begin_transfer(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    _begin(manager, TRANSFER)
    await manager.switch_to(Recurring.payee)


@telling
async def begin_bill(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    _begin(manager, BILL)
    await manager.switch_to(Recurring.name)


@telling
async def take_name(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    manager.dialog_data[NAME] = clean_name(text)
    await manager.switch_to(Recurring.payee)


async def payee_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The latest payees as buttons."""
    language, owner = language_of(dialog_manager), customer_of(dialog_manager)
    entries = await services_of(dialog_manager).payees.recent(owner.id, OFFERED_MAX)
    bill = dialog_manager.dialog_data[WHAT] == BILL
    return {
        "entries": [{"id": str(entry.id), "text": payee_label(language, entry)} for entry in entries],
        "bill": bill,
        "name": dialog_manager.dialog_data.get(NAME, ""),
    }


@telling
async def choose_payee(_callback: CallbackQuery, _select: object, manager: DialogManager, entry_id: str) -> None:
    entry = await services_of(manager).payees.get(customer_of(manager).id, int(entry_id))
    await _remember(manager, Meant(entry.customer))


@telling
async def take_payee(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    await _remember(manager, await meant_by(services_of(manager), customer_of(manager).id, message))


@telling
async def without_payee(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data.pop(PAYEE, None)
    await manager.switch_to(Recurring.amount)


async def _remember(manager: DialogManager, meant: Meant) -> None:
    data, payee = manager.dialog_data, meant.customer
    data[PAYEE], data[BY_NAME], data[NUMBER] = payee.id, meant.by_name, payee.masked_number
    if data[WHAT] == TRANSFER:
        data[NAME] = payee.masked_name
    await manager.switch_to(Recurring.amount)


async def back_from_payee(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await manager.switch_to(Recurring.name if manager.dialog_data[WHAT] == BILL else Recurring.main)


async def amount_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    data = dialog_manager.dialog_data
    return {
        "name": data[NAME],
        "currency_name": language_of(dialog_manager).currency_name(data[CURRENCY]),
        "currencies": [{"code": code} for code in CURRENCIES if code != data[CURRENCY]],
    }


@telling
async def take_amount(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    manager.dialog_data[MINOR] = typed_amount(message, manager).minor
    await manager.switch_to(Recurring.every)


def way(back: Any) -> Row:
    """Back to the step before, or home."""
    return Row(back, Button(Label("home"), id="home", on_click=go_home))


def choices(widget_id: str, items: str, on_click: Any) -> Group:
    """The items of a window's data as buttons, two in a row."""
    choice = Select(
        Format("{item[text]}"),
        id=widget_id,
        item_id_getter=lambda item: item["id"],
        items=items,
        on_click=on_click,
    )
    return Group(choice, width=2)


def windows() -> tuple[Window, ...]:
    """The first steps; `handlers/recurring_when.py` and `handlers/recurring_agreeing.py` go on."""
    return (
        Window(
            Problem(),
            Prose("recurring-ask-name"),
            way(SwitchTo(Label("back"), id="back", state=Recurring.main)),
            MessageInput(take_name, content_types=ContentType.ANY),
            state=Recurring.name,
        ),
        Window(
            Problem(),
            Prose("recurring-ask-payee", when=~F["bill"]),
            Prose("recurring-ask-bill-payee", "name", when=F["bill"]),
            choices("entry", "entries", choose_payee),
            Button(Label("recurring-no-payee"), id="none", on_click=without_payee, when=F["bill"]),
            way(Button(Label("back"), id="back", on_click=back_from_payee)),
            MessageInput(take_payee, content_types=ContentType.ANY),
            state=Recurring.payee,
            getter=payee_data,
        ),
        Window(
            Problem(),
            Prose("recurring-ask-amount", "name", "currency_name"),
            currency_choice(width=4),
            way(SwitchTo(Label("back"), id="back", state=Recurring.payee)),
            MessageInput(take_amount, content_types=ContentType.ANY),
            state=Recurring.amount,
            getter=amount_data,
        ),
    )
