"""Transfer: to whom and how much; the checkout does the rest."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import ContentType, Message
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, SwitchTo

from handlers.checkout import open_checkout
from handlers.errors import telling
from handlers.parts.amounts import currency_choice, typed_amount
from handlers.parts.live import go_home, tidy
from handlers.parts.words import Label, Problem, Prose
from handlers.services import customer_of, services_of
from handlers.states import Transfer
from wallet.customers.queries import Customer
from wallet.errors import PayeeNotUnderstood
from wallet.money import Money, currency

PAYEE_TEXT_MAX = 64


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
    """Read the amount strictly and show what would happen: the quote is stored, and its reference minted, here."""
    await tidy(message, manager)
    amount = typed_amount(message, manager)
    quote = await services_of(manager).transfers.quote(customer_of(manager).id, manager.dialog_data["payee_id"], amount)
    await open_checkout(manager, quote)


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
        on_start=on_start,
    )
