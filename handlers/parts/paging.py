"""Paging by where each page began: `cursors` up to the present page, and `next` where the following one begins."""

from __future__ import annotations

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button

CURSORS, NEXT = "cursors", "next"


def page_cursors(manager: DialogManager) -> list[int | None]:
    """Where the pages up to the present one began; None is the newest."""
    cursors: list[int | None] = manager.dialog_data.setdefault(CURSORS, [None])
    return cursors


async def older(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """To the page after this one, if there is one."""
    if manager.dialog_data.get(NEXT) is not None:
        manager.dialog_data[CURSORS].append(manager.dialog_data[NEXT])


async def newer(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Back to the page before this one."""
    if len(manager.dialog_data[CURSORS]) > 1:
        manager.dialog_data[CURSORS].pop()
