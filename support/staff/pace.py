"""Keeps the staff bot within Telegram's 20 messages a minute in a group, in any window of a minute.

The library's own limiter is a leaky bucket: after a quiet minute it lets 20 pass at once and 20 more in the minute that
follows, which crosses the limit. Here every message books the first moment at which it may go.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter

GROUP_MESSAGES_MAX = 20
GROUP_WINDOW_SECONDS = 60.5
"""A little over a minute: the server counts when a message arrives, we count when it leaves."""

WAIT_SECONDS_MAX = 10.0
COUNTED = ("send", "copy", "forward")
GROUPS_MAX = 16

Response = bool | dict[str, Any] | list[dict[str, Any]]


class Window:
    """At most `messages_max` bookings in any `seconds`."""

    def __init__(self, messages_max: int, seconds: float) -> None:
        self._starts: deque[float] = deque(maxlen=messages_max)
        self._messages_max, self._seconds = messages_max, seconds
        self._halted_until = 0.0

    def book(self, now: float, wait_seconds_max: float) -> float:
        """Book the next free moment and return how long to wait for it.

        Raises `RetryAfter`, and books nothing, when that is longer than `wait_seconds_max`.
        """
        start = max(now, self._halted_until)
        if len(self._starts) == self._messages_max:
            start = max(start, self._starts[0] + self._seconds)
        wait = start - now
        if wait > wait_seconds_max:
            raise RetryAfter(timedelta(seconds=max(1.0, wait - wait_seconds_max / 2)))
        self._starts.append(start)
        return wait

    def halt(self, now: float, seconds: float) -> None:
        """Telegram asked to wait: nothing goes before."""
        self._halted_until = max(self._halted_until, now + seconds)


class StaffRateLimiter(AIORateLimiter):
    """The library's limiter for the bot as a whole, and a `Window` for each group.

    A wait that would be long is not waited for here: it is raised as `RetryAfter`, so that the outbox can put the
    message back without counting a try.
    """

    def __init__(
        self, group_messages_max: int = GROUP_MESSAGES_MAX, group_window_seconds: float = GROUP_WINDOW_SECONDS
    ) -> None:
        super().__init__(group_max_rate=0, max_retries=0)
        self._group_messages_max, self._group_window_seconds = group_messages_max, group_window_seconds
        self._windows: OrderedDict[int, Window] = OrderedDict()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Response]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Response:
        """Wait for the group's turn, then for the bot's."""
        chat_id = data.get("chat_id")
        window = self._window(chat_id) if isinstance(chat_id, int) and chat_id < 0 else None
        if window is not None and endpoint.startswith(COUNTED):
            await asyncio.sleep(window.book(asyncio.get_running_loop().time(), WAIT_SECONDS_MAX))
        try:
            return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
        except RetryAfter as error:
            if window is not None:
                window.halt(asyncio.get_running_loop().time(), seconds_of(error))
            raise

    def _window(self, chat_id: int) -> Window:
        window = self._windows.setdefault(chat_id, Window(self._group_messages_max, self._group_window_seconds))
        self._windows.move_to_end(chat_id)
        if len(self._windows) > GROUPS_MAX:
            self._windows.popitem(last=False)
        return window


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
