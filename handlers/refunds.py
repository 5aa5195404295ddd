"""A refund: how much, why, a page to check, the PIN, and the receipt. Nothing moves before the PIN."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Row, SwitchTo

from handlers.errors import telling
from handlers.parts.amounts import typed_amount
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.keypad import clear_keypad, keypad, keypad_data
from handlers.parts.live import go_home, leave_receipt, tidy
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.sales import SALE
from handlers.services import customer_of, services_of
from handlers.states import Refund
from wallet.errors import PinWrong, RefundTooLarge, WalletError
from wallet.merchants.refunds import REASON_LENGTH_MAX, NewRefund
from wallet.merchants.sales import Sale
from wallet.money import Money, currency

MINOR, REASON, REFERENCE = "minor", "reason", "reference"
CURRENCY = "currency"
"""Where `typed_amount` looks."""

FEE_MINOR, LEFT_MINOR, AVAILABLE_MINOR, DONE_AT = "fee_minor", "left_minor", "available_minor", "done_at"


async def on_start(start_data: Any, manager: DialogManager) -> None:
    manager.dialog_data[SALE] = start_data[SALE]


async def _sale(manager: DialogManager) -> Sale:
    """Looked up with its merchant each time: what the screen remembers is the id alone."""
    return await services_of(manager).sales.get(customer_of(manager).id, manager.dialog_data[SALE])


def _payer(manager: DialogManager, sale: Sale) -> str:
    return sale.payer or language_of(manager).text("record-closed-wallet")


def _amount(manager: DialogManager) -> Money:
    return Money(manager.dialog_data[MINOR], currency(manager.dialog_data[CURRENCY]))


async def amount_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    sale = await _sale(dialog_manager)
    dialog_manager.dialog_data[CURRENCY] = sale.amount.currency.code
    return {"payer": _payer(dialog_manager, sale), "left": sale.left}


@telling
async def take_amount(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    amount, sale = typed_amount(message, manager), await _sale(manager)
    if amount > sale.left:
        raise RefundTooLarge(currency=amount.currency.code, left_minor=sale.left.minor)
    manager.dialog_data[MINOR] = amount.minor
    await manager.switch_to(Refund.reason)


@telling
async def take_all(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    sale = await services_of(manager).refunds.refundable(customer_of(manager).id, manager.dialog_data[SALE])
    manager.dialog_data[MINOR] = sale.left.minor
    await manager.switch_to(Refund.reason)


async def reason_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    sale = await _sale(dialog_manager)
    return {
        "payer": _payer(dialog_manager, sale),
        "amount": _amount(dialog_manager),
        "length_max": REASON_LENGTH_MAX,
    }


@telling
async def take_reason(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """The page to check comes next, with the reference under which this refund happens once."""
    text = await only_text(message, manager)
    if text is None:
        return
    data, merchant_id = manager.dialog_data, customer_of(manager).id
    new = await services_of(manager).refunds.check(merchant_id, data[SALE], _amount(manager), text)
    data[REASON], data[REFERENCE] = new.reason, new.reference
    await manager.switch_to(Refund.check)


async def check_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    sale = await _sale(dialog_manager)
    return {
        "payer": _payer(dialog_manager, sale),
        "number": sale.payer_number,
        "amount": _amount(dialog_manager),
        "reason": dialog_manager.dialog_data[REASON],
        "reference": sale.reference,
    }


async def pin_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    return await check_data(dialog_manager) | await keypad_data(dialog_manager)


async def to_check(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    clear_keypad(manager)
    await manager.switch_to(Refund.check)


async def give_back(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    """Move the money; the same reference however often this runs."""
    data, merchant_id = manager.dialog_data, customer_of(manager).id
    new = NewRefund(data[REFERENCE], merchant_id, data[SALE], _amount(manager), data[REASON])
    try:
        receipt = await services_of(manager).refunds.refund(new, pin)
    except PinWrong:
        raise
    except WalletError:
        await manager.switch_to(Refund.check)
        raise
    data[FEE_MINOR], data[AVAILABLE_MINOR] = receipt.fee.minor, receipt.available_after.minor
    data[LEFT_MINOR], data[DONE_AT] = (receipt.sale.left - new.amount).minor, receipt.created_at.isoformat()
    await manager.switch_to(Refund.done)


async def done_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What the refund itself told; the receipt says the same however often it is shown."""
    data, sale = dialog_manager.dialog_data, await _sale(dialog_manager)
    reader, language = customer_of(dialog_manager), language_of(dialog_manager)
    unit, now = currency(data[CURRENCY]), services_of(dialog_manager).clock.now()
    return {
        "payer": _payer(dialog_manager, sale),
        "amount": _amount(dialog_manager),
        "reason": data[REASON],
        "paid_reference": sale.reference,
        "left": Money(data[LEFT_MINOR], unit),
        "fee": Money(data[FEE_MINOR], unit),
        "with_fee": data[FEE_MINOR] > 0,
        "available": Money(data[AVAILABLE_MINOR], unit),
        "when": language.moment(datetime.fromisoformat(data[DONE_AT]), reader.zone, now=now),
        "reference": data[REFERENCE],
    }


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("refund-amount", "payer", "left"),
            Button(Label("refund-all", "left"), id="all", on_click=take_all, when=F["left"]),
            Cancel(Label("back"), id="back"),
            MessageInput(take_amount, content_types=ContentType.ANY),
            state=Refund.amount,
            getter=amount_data,
        ),
        Window(
            Problem(),
            Prose("refund-reason", "amount", "payer", "length_max"),
            SwitchTo(Label("back"), id="back", state=Refund.amount),
            MessageInput(take_reason, content_types=ContentType.ANY),
            state=Refund.reason,
            getter=reason_data,
        ),
        Window(
            Problem(),
            Prose("refund-check", "payer", "number", "amount", "reason", "reference"),
            SwitchTo(Label("refund-confirm", "amount"), id="confirm", state=Refund.pin),
            Row(
                SwitchTo(Label("back"), id="back", state=Refund.reason),
                Button(Label("cancel"), id="cancel", on_click=go_home),
            ),
            ANYTHING,
            state=Refund.check,
            getter=check_data,
        ),
        Window(
            Problem(),
            Prose("refund-pin", "amount", "payer", "dots"),
            keypad(give_back, Button(Label("back"), id="back", on_click=to_check)),
            ANYTHING,
            state=Refund.pin,
            getter=pin_data,
        ),
        Window(
            Problem(),
            Prose("refund-done", "amount", "payer", "reason", "paid_reference", "left"),
            Prose("refund-done-fee", "fee", when=F["with_fee"]),
            Prose("refund-done-rest", "available", "when", "reference"),
            Button(Label("home"), id="home", on_click=leave_receipt),
            ANYTHING,
            state=Refund.done,
            getter=done_data,
        ),
        on_start=on_start,
    )
