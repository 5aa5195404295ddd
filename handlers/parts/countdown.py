"""The countdown of a confirm card that is valid for seconds only: its message is edited while the card stays open.

A task a chat, with an end. Whatever the customer does next stops it before it is handled, and waits for an edit that
is on its way: no old card can overwrite the next screen. The conversation's state is never touched from here.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, TelegramObject
from aiogram_dialog import DialogManager
from aiogram_dialog.utils import add_intent_id

from locales import Html
from wallet.clock import Clock

TICK_SECONDS = 5.0
"""Telegram takes about one message a second in a chat."""

COUNTED_SECONDS_MAX = 120
EDIT_SECONDS_MAX, IN_FLIGHT_SECONDS_MAX = 5, 2.0
COUNTDOWNS = "countdowns"

log = structlog.get_logger(__name__)

Buttons = list[list[InlineKeyboardButton]]


@dataclass(frozen=True, slots=True)
class Card:
    """What is drawn at each tick: text and buttons at a moment, until the end."""

    ends_at: datetime
    draw: Callable[[datetime], tuple[Html, Buttons]]


@dataclass(frozen=True, slots=True)
class _Running:
    task: asyncio.Task[None]
    stopped: asyncio.Event


class Countdowns:
    """Every countdown of this process, by chat."""

    def __init__(self, clock: Clock, tick_seconds: float = TICK_SECONDS) -> None:
        self._clock, self._tick_seconds = clock, tick_seconds
        self._running: dict[int, _Running] = {}

    @property
    def count(self) -> int:
        """How many are running."""
        return len(self._running)

    def start(self, manager: DialogManager, chat_id: int, card: Card) -> None:
        """Count from the screen that is being shown; the message is known once it is."""
        if chat_id in self._running or not 0 < self._seconds_left(card) <= COUNTED_SECONDS_MAX:
            return
        stopped, stack, intent_id = asyncio.Event(), manager.current_stack(), manager.current_context().id
        bot: Bot = manager.middleware_data["bot"]

        async def tick() -> bool:
            text, buttons = card.draw(self._clock.now())
            marked: list[list[InlineKeyboardButton | KeyboardButton]] = [list(row) for row in buttons]
            add_intent_id(marked, intent_id)
            return await _edit(bot, chat_id, stack.last_message_id, text, buttons)

        # Without the context of the update: what is collected there is committed and gone when this runs.
        counting = self._count(card, stopped, tick)
        task = asyncio.create_task(counting, context=contextvars.Context())
        self._running[chat_id] = _Running(task, stopped)
        task.add_done_callback(lambda done: self._forget(chat_id, done))

    async def stop(self, chat_id: int) -> None:
        """End a countdown; an edit that is on its way is waited for, for a short time."""
        running = self._running.pop(chat_id, None)
        if running is None:
            return
        running.stopped.set()
        await asyncio.wait({running.task}, timeout=IN_FLIGHT_SECONDS_MAX)
        running.task.cancel()

    async def close(self) -> None:
        """End them all."""
        await asyncio.gather(*(self.stop(chat_id) for chat_id in list(self._running)))

    def _seconds_left(self, card: Card) -> float:
        return (card.ends_at - self._clock.now()).total_seconds()

    async def _count(self, card: Card, stopped: asyncio.Event, tick: Callable[[], Awaitable[bool]]) -> None:
        """Tick until the end, which is drawn too. Bounded, for the clock may stand still."""
        for _ in range(int(COUNTED_SECONDS_MAX / self._tick_seconds) + 1):
            left_seconds = max(self._seconds_left(card), 0.0)
            try:
                await asyncio.wait_for(stopped.wait(), min(self._tick_seconds, left_seconds))
            except TimeoutError:
                ended = self._seconds_left(card) <= 0
                if not await tick() or ended:
                    return
            else:
                return

    def _forget(self, chat_id: int, task: asyncio.Task[None]) -> None:
        running = self._running.get(chat_id)
        if running is not None and running.task is task:
            del self._running[chat_id]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("countdown_broke", error=type(error).__name__)


async def _edit(bot: Bot, chat_id: int, message_id: int | None, text: Html, buttons: Buttons) -> bool:
    """Whether to go on: not when the message is gone, or Telegram wants rest."""
    if message_id is None:
        return False
    try:
        await bot.edit_message_text(
            text,
            chat_id=chat_id,
            message_id=message_id,
            reply_markup=InlineKeyboardMarkup(inline_keyboard=buttons),
            request_timeout=EDIT_SECONDS_MAX,
        )
    except TelegramAPIError as error:
        if "message is not modified" in error.message:
            return True
        log.info("countdown_ended_early", reason=error.message)
        return False
    return True


class StopCountdown(BaseMiddleware):
    """An update-level middleware: the customer does something, so their card no longer counts."""

    def __init__(self, countdowns: Countdowns) -> None:
        self._countdowns = countdowns

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        user = data.get("event_from_user")
        if user is not None:
            await self._countdowns.stop(user.id)
        data[COUNTDOWNS] = self._countdowns
        return await handler(event, data)
