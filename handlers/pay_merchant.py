"""Paying by a code: what a genuine one opens, and how much to pay where it does not say. The checkout does the rest."""

from __future__ import annotations

import re
from typing import Any

from aiogram import F
from aiogram.fsm.state import State
from aiogram.types import ContentType, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from handlers.checkout import REFERENCE, open_checkout
from handlers.errors import telling
from handlers.parts.amounts import currency_choice, typed_amount
from handlers.parts.live import go_home, tidy
from handlers.parts.words import PROBLEM, Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.states import Checkout, Invoices, PayMerchant, Scan, Transfer
from wallet.errors import SameAccount, WalletError
from wallet.money import Money, currency
from wallet.qr.payload import Payload, QrKind

CODE_ARGUMENT = re.compile(r"q[0-9].*")
MERCHANT_ID, NAME = "merchant_id", "name"


async def open_code(manager: DialogManager, matched: re.Match[str], show_mode: ShowMode) -> bool:
    """A code of ours, by link or scanned. What can't be paid is answered on the scan screen."""
    try:
        await _open(manager, services_of(manager).payloads.read(matched[0]), show_mode)
    except WalletError as error:
        await open_refused(manager, error, show_mode)
    return True


async def open_refused(manager: DialogManager, error: WalletError, show_mode: ShowMode) -> None:
    """Why a code opens nothing, above the way to scan another one."""
    problem = str(language_of(manager).error_html(error))
    await manager.start(Scan.ask, data={PROBLEM: problem}, mode=StartMode.RESET_STACK, show_mode=show_mode)


async def _open(manager: DialogManager, payload: Payload, show_mode: ShowMode) -> None:
    services, reader = services_of(manager), customer_of(manager)
    if payload.kind is QrKind.INVOICE:
        await _open_invoice(manager, payload.id, show_mode)
        return
    if payload.id == reader.id:
        raise SameAccount
    state: State = Transfer.payee
    data: dict[str, str | int]
    if payload.kind is QrKind.STATIC:
        merchant = await services.merchants.require_open(payload.id)
        state, data = PayMerchant.amount, {MERCHANT_ID: merchant.customer_id, NAME: merchant.name}
    else:
        payee = await services.customers.get(payload.id)
        data = {"payee": payee.wallet_number}
    await manager.start(state, data=data, mode=StartMode.RESET_STACK, show_mode=show_mode)


async def _open_invoice(manager: DialogManager, invoice_id: int, show_mode: ShowMode) -> None:
    """The confirm card; for the merchant who made it, its page."""
    services, reader = services_of(manager), customer_of(manager)
    state: State = Invoices.one
    data: dict[str, str | int] = {"invoice_id": invoice_id}
    if not await services.invoices.is_own(reader.id, invoice_id):
        quote = await services.merchant_payments.quote_invoice(reader.id, invoice_id)
        state, data = Checkout.confirm, {REFERENCE: quote.reference}
    await manager.start(state, data=data, mode=StartMode.RESET_STACK, show_mode=show_mode)


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """The shop that the code named, and the currency that the payer has."""
    payer, data = customer_of(manager), manager.dialog_data
    data[MERCHANT_ID], data[NAME] = start_data[MERCHANT_ID], start_data[NAME]
    held = [item.available.currency.code for item in await services_of(manager).payments.balances(payer.id)]
    data["currency"] = held[0] if held and payer.default_currency not in held else payer.default_currency


async def amount_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The shop, what can be spent, and the currencies to choose from when there are several."""
    data, payer = dialog_manager.dialog_data, customer_of(dialog_manager)
    balances = await services_of(dialog_manager).payments.balances(payer.id)
    available = {item.available.currency.code: item.available for item in balances}
    chosen = data["currency"]
    return {
        "name": data[NAME],
        "available": available.get(chosen, Money(0, currency(chosen))),
        "currencies": [{"code": code} for code in available if code != chosen],
    }


@telling
async def take_amount(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """Read the amount strictly and show the confirm card."""
    await tidy(message, manager)
    amount, payer = typed_amount(message, manager), customer_of(manager)
    merchant_id = manager.dialog_data[MERCHANT_ID]
    quote = await services_of(manager).merchant_payments.quote_merchant(payer.id, merchant_id, amount)
    await open_checkout(manager, quote)


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("pay-merchant-amount", "name", "available"),
            currency_choice(width=4, when=F["currencies"]),
            Button(Label("cancel"), id="cancel", on_click=go_home),
            MessageInput(take_amount, content_types=ContentType.ANY),
            state=PayMerchant.amount,
            getter=amount_data,
        ),
        on_start=on_start,
    )
