"""Transfer: to whom, how much, look at it once more, PIN, receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, SwitchTo

from handlers.errors import telling
from handlers.parts.amounts import currency_choice, typed_amount
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.keypad import clear_keypad, keypad, keypad_data
from handlers.parts.live import go_home, leave_receipt, tidy
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.states import Transfer
from wallet.customers.queries import Customer
from wallet.errors import PayeeNotUnderstood, PinLocked, StepUpNeeded
from wallet.money import Money, currency
from wallet.payments.service import TransferCommand

PAYEE_TEXT_MAX, CODE_TEXT_MAX = 64, 40


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """A deep link may have filled in the payee."""
    if isinstance(start_data, dict) and "payee" in start_data:
        await _with_payee(manager, start_data["payee"])


async def _with_payee(manager: DialogManager, text: str) -> None:
    payee = await services_of(manager).payments.find_payee(customer_of(manager).id, text)
    await _remember_payee(manager, payee)


async def _remember_payee(manager: DialogManager, payee: Customer) -> None:
    data, payer = manager.dialog_data, customer_of(manager)
    data["payee_id"], data["payee"], data["payee_number"] = payee.id, payee.masked_name, payee.masked_number
    if "currency" not in data:
        held = [item.available.currency.code for item in await services_of(manager).payments.balances(payer.id)]
        data["currency"] = held[0] if held and payer.default_currency not in held else payer.default_currency
    await manager.switch_to(Transfer.amount)


@telling
async def take_payee(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """A @name, a phone, a wallet number, or somebody's shared contact."""
    await tidy(message, manager)
    payments, payer = services_of(manager).payments, customer_of(manager)
    if message.contact is not None:
        payee = None
        if message.contact.user_id is not None:
            payee = await payments.find_payee_by_telegram_user(payer.id, message.contact.user_id)
        await _remember_payee(manager, payee or await payments.find_payee(payer.id, message.contact.phone_number))
        return
    if message.text is None or len(message.text) > PAYEE_TEXT_MAX:
        raise PayeeNotUnderstood
    await _with_payee(manager, message.text)


async def amount_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The payee, what can be spent, and the currencies to choose from when there are several."""
    data, payer = dialog_manager.dialog_data, customer_of(dialog_manager)
    balances = await services_of(dialog_manager).payments.balances(payer.id)
    available = {item.available.currency.code: item.available for item in balances}
    chosen = data["currency"]
    return {
        "payee": data["payee"],
        "payee_number": data["payee_number"],
        "available": available.get(chosen, Money(0, currency(chosen))),
        "currencies": [{"code": code} for code in available if code != chosen],
    }


@telling
async def take_amount(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """Read the amount strictly and show what would happen; the reference is minted here."""
    await tidy(message, manager)
    data, services = manager.dialog_data, services_of(manager)
    amount = typed_amount(message, manager)
    quote = await services.payments.quote_transfer(customer_of(manager).id, data["payee_id"], amount)
    data["reference"], data["amount"] = quote.reference, quote.amount.minor
    data["fee"], data["available_after"] = quote.fee.minor, quote.available_after.minor
    await manager.switch_to(Transfer.confirm)


async def confirm_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The figures of the quote, and nothing computed anew."""
    data = dialog_manager.dialog_data
    kind = currency(data["currency"])
    return {
        "payee": data["payee"],
        "payee_number": data["payee_number"],
        "amount": Money(data["amount"], kind),
        "fee": Money(data["fee"], kind),
        "free": data["fee"] == 0,
        "available_after": Money(data["available_after"], kind),
    }


async def pin_data(dialog_manager: DialogManager, **kwargs: Any) -> dict[str, Any]:
    return await confirm_data(dialog_manager, **kwargs) | await keypad_data(dialog_manager, **kwargs)


async def pay(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    """Move the money; the same reference however often this runs."""
    data = manager.dialog_data
    command = TransferCommand(
        reference=data["reference"],
        payer_id=customer_of(manager).id,
        payee_id=data["payee_id"],
        amount=Money(data["amount"], currency(data["currency"])),
    )
    try:
        receipt = await services_of(manager).payments.transfer(command, pin)
    except (PinLocked, StepUpNeeded):
        await manager.switch_to(Transfer.confirm)
        raise
    data["paid_at"], data["available_after"] = receipt.created_at.isoformat(), receipt.available_after.minor
    await manager.switch_to(Transfer.receipt)


async def receipt_data(dialog_manager: DialogManager, **kwargs: Any) -> dict[str, Any]:
    data, language, payer = dialog_manager.dialog_data, language_of(dialog_manager), customer_of(dialog_manager)
    now = services_of(dialog_manager).clock.now()
    paid_at = language.moment(datetime.fromisoformat(data["paid_at"]), payer.zone, now=now)
    figures = await confirm_data(dialog_manager, **kwargs)
    return figures | {"paid_at": paid_at, "reference": data["reference"]}


async def to_confirm(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    clear_keypad(manager)
    await manager.switch_to(Transfer.confirm)


def _purpose(manager: DialogManager) -> str:
    return f"pay:{manager.dialog_data['reference']}"


@telling
async def confirm(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """The PIN next; before it a code from the authenticator, when this payment needs one."""
    data, payer, services = manager.dialog_data, customer_of(manager), services_of(manager)
    amount = Money(data["amount"], currency(data["currency"]))
    due = await services.security.second_factor_due(payer.id, data["payee_id"], amount)
    await manager.switch_to(Transfer.second if due else Transfer.pin)


@telling
async def take_second(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    code = text.strip()[:CODE_TEXT_MAX]
    await services_of(manager).security.prove_second(customer_of(manager).id, _purpose(manager), code)
    await manager.switch_to(Transfer.pin)


CANCEL = Button(Label("cancel"), id="cancel", on_click=go_home)


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("transfer-payee"),
            CANCEL,
            MessageInput(take_payee, content_types=ContentType.ANY),
            state=Transfer.payee,
        ),
        Window(
            Problem(),
            Prose("transfer-amount", "payee", "payee_number", "available"),
            currency_choice(width=4, when=F["currencies"]),
            Row(SwitchTo(Label("back"), id="back", state=Transfer.payee), CANCEL),
            MessageInput(take_amount, content_types=ContentType.ANY),
            state=Transfer.amount,
            getter=amount_data,
        ),
        Window(
            Problem(),
            Prose("transfer-confirm", "payee", "payee_number", "amount"),
            Prose("transfer-free", when=F["free"]),
            Prose("transfer-fee", "fee", when=~F["free"]),
            Prose("transfer-remains", "available_after"),
            Button(Label("transfer-pay", "amount"), id="pay", on_click=confirm),
            Row(SwitchTo(Label("back"), id="back", state=Transfer.amount), CANCEL),
            ANYTHING,
            state=Transfer.confirm,
            getter=confirm_data,
        ),
        Window(
            Problem(),
            Prose("transfer-second", "payee", "amount"),
            Button(Label("back"), id="back", on_click=to_confirm),
            MessageInput(take_second, content_types=ContentType.ANY),
            state=Transfer.second,
            getter=confirm_data,
        ),
        Window(
            Problem(),
            Prose("transfer-pin", "payee", "amount", "dots"),
            keypad(pay, Button(Label("back"), id="back", on_click=to_confirm)),
            ANYTHING,
            state=Transfer.pin,
            getter=pin_data,
        ),
        Window(
            Prose("transfer-receipt", "payee", "payee_number", "amount"),
            Prose("transfer-free", when=F["free"]),
            Prose("transfer-fee", "fee", when=~F["free"]),
            Prose("transfer-receipt-rest", "available_after", "paid_at", "reference"),
            Button(Label("home"), id="home", on_click=leave_receipt),
            ANYTHING,
            state=Transfer.receipt,
            getter=receipt_data,
        ),
        on_start=on_start,
    )
