"""A message beside the screen that holds a secret (a picture, a file): it goes with its screen, however that ends."""

from __future__ import annotations

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.fsm.context import FSMContext
from aiogram_dialog import DialogManager

from handlers.states import SecondFactor

EXTRA = "extra_message_id"

log = structlog.get_logger(__name__)


async def keep_extra(manager: DialogManager, message_id: int) -> None:
    """Remember the message; one that stood there before goes."""
    await take_extra(manager)
    await _state(manager).update_data({EXTRA: message_id})


async def take_extra(manager: DialogManager) -> None:
    """Delete it. One that is gone already needs no deleting."""
    data = await _state(manager).get_data()
    message_id = data.pop(EXTRA, None)
    if message_id is None:
        return
    await _state(manager).set_data(data)
    bot: Bot = manager.middleware_data["bot"]
    try:
        await bot.delete_message(manager.middleware_data["event_chat"].id, message_id)
    except TelegramBadRequest as error:
        log.info("secret_message_not_deleted", reason=error.message)


async def take_left_behind(manager: DialogManager) -> None:
    """After an update: whoever left the screen by a command, a notice or the lock leaves nothing behind."""
    shown = manager.has_context() and manager.current_context().state.group is SecondFactor
    if not shown:
        await take_extra(manager)


def _state(manager: DialogManager) -> FSMContext:
    state: FSMContext = manager.middleware_data["state"]
    return state
