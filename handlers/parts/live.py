"""One live message: what is typed is taken away, and the screen stays a single message at the end of the chat."""

from __future__ import annotations

from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, StartMode

from handlers.money_states import RecordMore
from handlers.services import customer_of, services_of
from handlers.states import Checkout, ClaimLinks, Home, Lock, Refund, TopUp

RECEIPTS = frozenset({Checkout.receipt, ClaimLinks.taken, TopUp.done, Refund.done, RecordMore.receipt})
"""Screens that stay in the chat as records of what was done."""

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


def showing_mode(manager: DialogManager) -> ShowMode:
    """How a command opens a screen at the end of the chat: the old screen goes, a receipt stays as a record."""
    receipt = manager.has_context() and manager.current_context().state in RECEIPTS
    return ShowMode.SEND if receipt else ShowMode.DELETE_AND_SEND


async def leave_screen(bot: Bot, chat_id: int, manager: DialogManager) -> None:
    """Take the open screen away, for the next one is opened from another message. A receipt only loses its buttons."""
    shown = manager.current_stack().last_message_id
    if shown is None:
        return
    try:
        if showing_mode(manager) is ShowMode.SEND:
            await bot.edit_message_reply_markup(chat_id=chat_id, message_id=shown, reply_markup=None)
        else:
            await bot.delete_message(chat_id, shown)
    except TelegramBadRequest as error:
        log.info("screen_not_taken_away", reason=error.message)


async def answer(callback: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Answer a button. One that was answered before, or is too old by now, needs no answer any more."""
    try:
        await callback.answer(text, show_alert=alert)
    except TelegramBadRequest as error:
        if "query is too old" not in error.message:
            raise
        log.info("button_answered_late")


async def open_home(manager: DialogManager, show_mode: ShowMode, data: dict[str, Any] | None = None) -> None:
    """The home screen, or the lock in front of it. Every way home leads through here."""
    locked = await services_of(manager).security.is_locked(customer_of(manager).id)
    state = Lock.pin if locked else Home.main
    await manager.start(state, data=data, mode=StartMode.RESET_STACK, show_mode=show_mode)


async def open_below(
    callback: CallbackQuery, bot: Bot, manager: DialogManager, state: State, data: dict[str, Any] | None = None
) -> None:
    """A button under a notice: the notice stays, the open screen goes, this one opens at the end of the chat."""
    await answer(callback)
    await leave_screen(bot, callback.from_user.id, manager)
    await manager.start(state, data=data, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


async def go_home(callback: CallbackQuery, _button: object, manager: DialogManager) -> None:
    """Turn this screen into the home screen."""
    await open_home(manager, ShowMode.EDIT)


async def go_back(callback: CallbackQuery, button: object, manager: DialogManager) -> None:
    """To the screen that this one was opened from; home, if a command opened it."""
    if len(manager.current_stack().intents) > 1:
        await manager.done()
    else:
        await go_home(callback, button, manager)


async def leave_receipt(callback: CallbackQuery, _button: object, manager: DialogManager) -> None:
    """Go home and leave this message in the chat as a record, without its buttons."""
    await open_home(manager, ShowMode.SEND)
