"""The PIN keypad: digits are pressed, never typed, and no digit stands in the chat or in a button's data.

The data of a button is a letter that is dealt anew for every keypad; which letter means which digit is only in the
conversation's sealed state.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Group, Keyboard, Select
from aiogram_dialog.widgets.text import Const, Format

from handlers.errors import telling
from handlers.parts.live import go_home
from handlers.parts.words import Label
from wallet.security.pins import PIN_DIGITS

LETTERS = "bcdfghjkmn"
KEYS, ENTERED = "keypad_letters", "keypad_entered"

Completed = Callable[[CallbackQuery, DialogManager, str], Awaitable[None]]


async def keypad_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What the keypad's window shows: dots for digits, and the keys in their usual order."""
    data = dialog_manager.dialog_data
    letters = data.setdefault(KEYS, _deal())
    entered = len(data.get(ENTERED, ""))
    keys = [{"digit": str(digit), "letter": letters[digit]} for digit in range(10)]
    return {"dots": "● " * entered + "○ " * (PIN_DIGITS - entered), "keys": keys[1:], "zero": keys[:1]}


def keypad(completed: Completed, *extra: Keyboard) -> Group:
    """Twelve keys. `completed` is awaited with the six digits, which are forgotten before it runs."""

    async def press(callback: CallbackQuery, _select: object, manager: DialogManager, letter: str) -> None:
        data = manager.dialog_data
        letters: str = data.get(KEYS, "")
        if letter not in letters:
            return
        entered = data.get(ENTERED, "") + str(letters.index(letter))
        data[ENTERED] = entered
        if len(entered) >= PIN_DIGITS:
            clear_keypad(manager)
            await completed(callback, manager, entered)

    async def erase(_callback: CallbackQuery, _button: object, manager: DialogManager) -> None:
        manager.dialog_data[ENTERED] = manager.dialog_data.get(ENTERED, "")[:-1]

    pressed = telling(press)
    return Group(
        Select(Format("{item[digit]}"), id="d", item_id_getter=_letter, items="keys", on_click=pressed),
        Button(Const("⌫"), id="erase", on_click=telling(erase)),
        Select(Format("{item[digit]}"), id="z", item_id_getter=_letter, items="zero", on_click=pressed),
        *(extra or (Button(Label("cancel"), id="cancel", on_click=go_home),)),
        width=3,
    )


def clear_keypad(manager: DialogManager) -> None:
    """Forget what was entered and deal new letters next time."""
    manager.dialog_data.pop(ENTERED, None)
    manager.dialog_data.pop(KEYS, None)


def _letter(item: dict[str, str]) -> str:
    return item["letter"]


def _deal() -> str:
    letters = list(LETTERS)
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)
