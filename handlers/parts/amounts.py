"""The amount step: which currency, and how much."""

from __future__ import annotations

from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Group, Select
from aiogram_dialog.widgets.text import Format

from handlers.parts.words import language_of
from wallet.errors import AmountNotANumber
from wallet.money import Money, currency, parse_amount


async def choose_currency(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
    """Remember the pressed currency in the conversation."""
    manager.dialog_data["currency"] = currency(code).code


def currency_choice(*, width: int, when: Any = None) -> Group:
    """Buttons for the window's `currencies`: a list of `{"code": …}`."""
    choice = Select(
        Format("{item[code]}"),
        id="currency",
        item_id_getter=lambda item: item["code"],
        items="currencies",
        on_click=choose_currency,
    )
    return Group(choice, width=width, when=when)


def typed_amount(message: Message, manager: DialogManager) -> Money:
    """What was typed, in the conversation's currency. Raises `AmountNotANumber` and what `parse_amount` raises."""
    if message.text is None:
        raise AmountNotANumber(text="")
    return parse_amount(message.text, currency(manager.dialog_data["currency"]), language_of(manager).number_style)
