"""A card counts down while it is open, for a bounded time, and never after the customer did something else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import EditMessageText
from aiogram.types import InlineKeyboardButton

from handlers.parts import countdown
from handlers.parts.countdown import Buttons, Card, Countdowns
from locales import Html
from tests.conftest import ManualClock

METHOD = EditMessageText(text="x")
CHAT = 7


@dataclass
class FakeBot:
    """Notes each edit; then waits, or fails, as it is told."""

    clock: ManualClock
    step: timedelta = timedelta(seconds=5)
    failure: TelegramAPIError | None = None
    wait_seconds: float = 0.0
    edits: list[dict[str, Any]] = field(default_factory=list)
    finished: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def edit_message_text(self, text: str, **fields: Any) -> None:
        self.edits.append({"text": text} | fields)
        self.asked.set()
        self.clock.advance(self.step)
        await asyncio.sleep(self.wait_seconds)
        self.finished += 1
        if self.failure is not None:
            raise self.failure


@dataclass
class Screen:
    """A conversation's manager, as far as a countdown looks at it."""

    bot: FakeBot
    message_id: int | None = 11

    @property
    def middleware_data(self) -> dict[str, Any]:
        return {"bot": self.bot}

    def current_stack(self) -> Any:
        return SimpleNamespace(last_message_id=self.message_id)

    def current_context(self) -> Any:
        return SimpleNamespace(id="abc")


def card(clock: ManualClock, seconds: float = 30) -> Card:
    ends_at = clock.now() + timedelta(seconds=seconds)

    def draw(now: datetime) -> tuple[Html, Buttons]:
        left = int((ends_at - now).total_seconds())
        return Html(str(left)), [[InlineKeyboardButton(text="-", callback_data="pay")]]

    return Card(ends_at, draw)


def begin(clock: ManualClock, bot: FakeBot, tick_seconds: float = 0.001, **fields: Any) -> Countdowns:
    countdowns = Countdowns(clock, tick_seconds)
    countdowns.start(Screen(bot, **fields), CHAT, card(clock))  # type: ignore[arg-type]
    return countdowns


async def ended(countdowns: Countdowns) -> None:
    async with asyncio.timeout(5):
        await countdowns._running[CHAT].task
    await asyncio.sleep(0)
    assert countdowns.count == 0


async def test_it_draws_until_the_end_and_is_gone(clock: ManualClock) -> None:
    bot = FakeBot(clock)
    await ended(begin(clock, bot))
    assert [edit["text"] for edit in bot.edits] == ["30", "25", "20", "15", "10", "5", "0"]
    (row,) = bot.edits[0]["reply_markup"].inline_keyboard
    assert (row[0].callback_data, bot.edits[0]["message_id"]) == ("abc\x1dpay", 11)


async def test_a_clock_that_stands_still_does_not_keep_it_for_ever(
    clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(countdown, "COUNTED_SECONDS_MAX", 0.25)
    bot, countdowns = FakeBot(clock, step=timedelta()), Countdowns(clock, 0.025)
    countdowns.start(Screen(bot), CHAT, card(clock, 0.25))  # type: ignore[arg-type]
    await ended(countdowns)
    assert len(bot.edits) == 11


@pytest.mark.parametrize(
    ("failure", "edits"),
    [
        (TelegramBadRequest(METHOD, "Bad Request: message is not modified: same"), 7),
        (TelegramBadRequest(METHOD, "Bad Request: message to edit not found"), 1),
        (TelegramForbiddenError(METHOD, "Forbidden: bot was blocked by the user"), 1),
    ],
)
async def test_errors_of_telegram_break_nothing(clock: ManualClock, failure: TelegramAPIError, edits: int) -> None:
    bot = FakeBot(clock, failure=failure)
    await ended(begin(clock, bot))
    assert len(bot.edits) == edits


async def test_an_edit_on_its_way_is_waited_for(clock: ManualClock) -> None:
    bot = FakeBot(clock, step=timedelta(), wait_seconds=0.05)
    countdowns = begin(clock, bot)
    await bot.asked.wait()
    await countdowns.stop(CHAT)
    assert (bot.finished, countdowns.count) == (1, 0)
    await asyncio.sleep(0.06)
    assert len(bot.edits) == 1


async def test_one_that_hangs_is_cut_off(clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(countdown, "IN_FLIGHT_SECONDS_MAX", 0.05)
    bot = FakeBot(clock, wait_seconds=60)
    countdowns = begin(clock, bot)
    await bot.asked.wait()
    task = countdowns._running[CHAT].task
    await countdowns.close()
    await asyncio.wait({task}, timeout=1)
    assert (task.cancelled(), bot.finished) == (True, 0)


async def test_only_short_quotes_count_and_a_chat_counts_once(clock: ManualClock) -> None:
    bot = FakeBot(clock)
    countdowns = Countdowns(clock, 10)
    for seconds in (-5, 0, countdown.COUNTED_SECONDS_MAX + 1):
        countdowns.start(Screen(bot), CHAT, card(clock, seconds))  # type: ignore[arg-type]
        assert countdowns.count == 0
    countdowns.start(Screen(bot), CHAT, card(clock))  # type: ignore[arg-type]
    countdowns.start(Screen(bot), CHAT, card(clock))  # type: ignore[arg-type]
    assert countdowns.count == 1
    await countdowns.close()
    assert (countdowns.count, bot.edits) == (0, [])


async def test_without_a_message_there_is_nothing_to_edit(clock: ManualClock) -> None:
    bot = FakeBot(clock)
    await ended(begin(clock, bot, message_id=None))
    assert bot.edits == []
