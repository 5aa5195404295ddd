"""One live message: what is typed is taken away, and the screen stays a single message at the end of the chat."""

from __future__ import annotations

import structlog
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, StartMode

from handlers.states import Home

log = structlog.get_logger(__name__)


async def tidy(message: Message, manager: DialogManager) -> None:
    """Delete what was typed; edit the screen in place if nothing came between, else send it anew at the end."""
    last_shown = manager.current_stack().last_message_id
    directly_below = last_shown is not None and message.message_id - last_shown == 1
    keyboard = manager.current_stack().last_reply_keyboard
    manager.show_mode = ShowMode.EDIT if directly_below and not keyboard else ShowMode.DELETE_AND_SEND
    try:
        await message.delete()
    except TelegramBadRequest as error:
        log.info("typed_message_not_deleted", reason=error.message)


async def go_home(callback: CallbackQuery, _button: object, manager: DialogManager) -> None:
    """Turn this screen into the home screen."""
    await manager.start(Home.main, mode=StartMode.RESET_STACK, show_mode=ShowMode.EDIT)


async def leave_receipt(callback: CallbackQuery, _button: object, manager: DialogManager) -> None:
    """Go home and leave this message in the chat as a record, without its buttons."""
    await manager.start(Home.main, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)
