"""The answer of screens that expect a button when something else is sent to them."""

from __future__ import annotations

from aiogram.types import ContentType, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput

from handlers.parts.live import tidy
from handlers.parts.words import language_of


async def not_expected(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """Take it away and show the screen again, with a word about its buttons."""
    await tidy(message, manager)
    manager.dialog_data["problem"] = language_of(manager).text("not-expected")


async def only_text(message: Message, manager: DialogManager) -> str | None:
    """What was typed, its message taken away. None for a picture or the like, which is no guess: the screen says so."""
    await tidy(message, manager)
    if message.text is None:
        manager.dialog_data["problem"] = language_of(manager).text("not-text")
    return message.text


ANYTHING = MessageInput(not_expected, content_types=ContentType.ANY)
"""The last input of a screen that does not read messages."""
