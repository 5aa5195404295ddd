"""Play money: how a wallet in the sandbox gets something to spend."""

from __future__ import annotations

from typing import Any

from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, Select
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.parts.amounts import currency_choice, typed_amount
from handlers.parts.anything import ANYTHING
from handlers.parts.live import go_home, leave_receipt, tidy
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.states import TopUp
from wallet.money import CURRENCIES, Money, currency
from wallet.references import new_reference

PRESETS = (100, 500, 1000)
OFFERED = ("CNY", "USD", "EUR", "USDT")


async def on_start(_start_data: Any, manager: DialogManager) -> None:
    """The reference belongs to this screen: whatever is pressed twice on it counts once."""
    manager.dialog_data["reference"] = new_reference()
    manager.dialog_data["currency"] = customer_of(manager).default_currency


async def amount_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    chosen, language = CURRENCIES[dialog_manager.dialog_data["currency"]], language_of(dialog_manager)
    amounts = [Money(value * 10**chosen.exponent, chosen) for value in PRESETS]
    return {
        "name": language.currency_name(chosen.code),
        "presets": [{"text": language.money(amount), "minor": str(amount.minor)} for amount in amounts],
        "currencies": [{"code": code} for code in OFFERED if code != chosen.code],
    }


@telling
async def take_preset(_callback: CallbackQuery, _select: object, manager: DialogManager, minor: str) -> None:
    await _top_up(manager, Money(int(minor), currency(manager.dialog_data["currency"])))


@telling
async def take_amount(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    await _top_up(manager, typed_amount(message, manager))


async def _top_up(manager: DialogManager, amount: Money) -> None:
    data = manager.dialog_data
    payments, customer = services_of(manager).payments, customer_of(manager)
    receipt = await payments.top_up_with_play_money(customer.id, amount, data["reference"])
    data["amount"], data["available"] = receipt.amount.minor, receipt.available_after.minor
    await manager.switch_to(TopUp.done)


async def done_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    data = dialog_manager.dialog_data
    kind = currency(data["currency"])
    return {
        "amount": Money(data["amount"], kind),
        "available": Money(data["available"], kind),
        "reference": data["reference"],
    }


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("top-up-amount", "name"),
            Row(
                Select(
                    Format("{item[text]}"),
                    id="preset",
                    item_id_getter=lambda item: item["minor"],
                    items="presets",
                    on_click=take_preset,
                )
            ),
            currency_choice(width=3),
            Button(Label("cancel"), id="cancel", on_click=go_home),
            MessageInput(take_amount, content_types=ContentType.ANY),
            state=TopUp.amount,
            getter=amount_data,
        ),
        Window(
            Prose("top-up-done", "amount", "available", "reference"),
            Button(Label("home"), id="home", on_click=leave_receipt),
            ANYTHING,
            state=TopUp.done,
            getter=done_data,
        ),
        on_start=on_start,
    )
