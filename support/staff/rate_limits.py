"""Telegram's pace in the staff group: messages are counted, everything else only waits when it is told to."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import AIORateLimiter

COUNTED = ("send", "copy", "forward")
"""Telegram's 20 a minute in a group are messages; a reaction or a look-up must not wait behind them."""


class StaffRateLimiter(AIORateLimiter):
    """python-telegram-bot's limiter, which would count every request that names a chat."""

    __slots__ = ()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Pace one request. The request itself carries its own data: here they only say what to count."""
        counted = data if endpoint.startswith(COUNTED) else {}
        return await super().process_request(callback, args, kwargs, endpoint, counted, rate_limit_args)
