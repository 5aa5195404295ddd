"""Telegram's send limits, when on: 30 messages a second a bot, 1 a second a private chat, 20 a minute a group."""

import math
import time
from collections import deque

from bot.sandbox.errors import BotApiError

OVERALL = (30, 1.0)
PRIVATE = (1, 1.0)
GROUP = (20, 60.0)
WINDOW_COUNT_MAX = 10_000


class SendLimits:
    """Sliding windows over what was sent; each limit is (messages, seconds)."""

    def __init__(self) -> None:
        self.on = False
        self._sent: dict[tuple[int, str], deque[float]] = {}

    def switch(self, on: bool) -> None:
        """Start anew, so that what was sent before does not count."""
        self.on = on
        self._sent.clear()

    def check(self, bot_id: int, chat_key: str, *, private: bool, count: int = 1) -> None:
        """Count `count` messages. Raises 429 when they would cross a limit; then nothing is counted."""
        if not self.on:
            return
        now = time.monotonic()
        windows = [((bot_id, ""), *OVERALL), ((bot_id, chat_key), *(PRIVATE if private else GROUP))]
        for key, allowed, seconds in windows:
            window = self._sent.setdefault(key, deque())
            while window and window[0] <= now - seconds:
                window.popleft()
            if window and len(window) + count > allowed:
                wait = max(1, math.ceil(window[0] + seconds - now))
                raise BotApiError(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
        for key, _, _ in windows:
            self._sent[key].extend([now] * count)
        while len(self._sent) > WINDOW_COUNT_MAX:
            self._sent.pop(next(iter(self._sent)))
