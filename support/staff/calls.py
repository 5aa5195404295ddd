"""Calls to Telegram whose refusals we know: what is so already, what is gone, a press that was answered too late."""

from __future__ import annotations

from collections.abc import Awaitable

import structlog
from telegram import CallbackQuery
from telegram.error import BadRequest

THREAD_GONE = ("message thread not found", "topic_deleted", "topic_id_invalid")
NOTHING_TO_CHANGE = ("message is not modified", "topic_not_modified")
NOT_CHANGEABLE = ("message to edit not found", "message can't be edited", "not enough rights")
ALREADY_AWAY = ("message to delete not found",)

log = structlog.get_logger(__name__)


async def leniently(act: Awaitable[object]) -> None:
    """Do it unless it is so already, or there is nothing left to change."""
    try:
        await act
    except BadRequest as error:
        if says(error, NOTHING_TO_CHANGE):
            return
        if not says(error, NOT_CHANGEABLE + THREAD_GONE):
            raise
        log.warning("status_not_shown", reason=error.message)


def says(error: BadRequest, reasons: tuple[str, ...]) -> bool:
    """Whether Telegram refused for one of these reasons."""
    return any(reason in error.message.lower() for reason in reasons)


async def tell(query: CallbackQuery, text: str, *, alert: bool = False) -> None:
    """Answer a press. One that came too late to be answered was acted on all the same."""
    try:
        await query.answer(text, show_alert=alert)
    except BadRequest as error:
        log.info("press_not_answered", reason=error.message)
