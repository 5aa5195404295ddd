"""The choice of a category: the top of the tree first, then what stands below the one that was pressed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Group, Keyboard, Select
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.parts.category_names import category_label
from handlers.parts.words import Label, language_of
from handlers.services import customer_of, services_of

ABOVE = "above_category"
Chosen = Callable[[DialogManager, str], Awaitable[None]]


async def choice_data(manager: DialogManager) -> dict[str, Any]:
    """The buttons of the top, or of what stands below `ABOVE` with itself first."""
    tree = await services_of(manager).categories.tree(customer_of(manager).id)
    language, above = language_of(manager), manager.dialog_data.get(ABOVE)
    codes = tree.top() if above is None else tree.below(above)
    buttons = [{"code": code, "text": category_label(language, code, tree.names)} for code in codes]
    if above is not None:
        whole = language.text("categories-all-of", name=category_label(language, above, tree.names))
        buttons.insert(0, {"code": above, "text": whole})
    return {"categories": buttons, "is_below": above is not None}


def category_choice(chosen: Chosen) -> tuple[Keyboard, ...]:
    """Buttons for the window's `choice_data`; `chosen` is called with a code that the tree had when it was shown."""

    @telling
    async def press(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
        tree = await services_of(manager).categories.tree(customer_of(manager).id)
        if manager.dialog_data.get(ABOVE) is None and tree.below(code):
            manager.dialog_data[ABOVE] = code
            return
        manager.dialog_data.pop(ABOVE, None)
        await chosen(manager, code)

    buttons = Select(
        Format("{item[text]}"),
        id="category",
        item_id_getter=lambda item: item["code"],
        items="categories",
        on_click=press,
    )
    return (
        Group(buttons, width=2),
        Button(Label("categories-up"), id="up", on_click=_up, when=F["is_below"]),
    )


async def begin_choice(_callback: CallbackQuery | None, _button: object, manager: DialogManager) -> None:
    """On the way to or from a window with a choice: it begins at the top."""
    manager.dialog_data.pop(ABOVE, None)


async def _up(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data.pop(ABOVE, None)
