"""Long polling: asks Telegram for updates and confirms them only after the inbox has them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import httpx
import structlog

from bot.runner import Runner
from bot.settings import SettingsInvalid

POLL_SECONDS = 25
BATCH_MAX = 100
PAUSE_FIRST_SECONDS, PAUSE_MAX_SECONDS = 0.5, 30.0
IDLE_SECONDS_MAX = 6 * 3600.0
"""After so long without updates the offset is dropped: ids that start anew below it would be confirmed unseen."""

log = structlog.get_logger(__name__)


class Poller:
    """Fetches one bot's updates until it is stopped."""

    def __init__(self, name: str, api_base: str, token: str, runner: Runner, allowed_updates: Sequence[str]) -> None:
        self._name, self._runner, self._allowed = name, runner, list(allowed_updates)
        self._address = f"{api_base}/bot{token}/getUpdates"
        self._offset, self._last_update = 0, time.monotonic()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Ask for no more updates; `run` returns soon."""
        self._stopping.set()

    async def run(self) -> None:
        """Poll until stopped. Raises `SettingsInvalid` when Telegram does not know the token."""
        stopped = asyncio.create_task(self._stopping.wait())
        pause = PAUSE_FIRST_SECONDS
        async with httpx.AsyncClient(timeout=httpx.Timeout(10.0, read=POLL_SECONDS + 10)) as client:
            while not stopped.done():
                fetching = asyncio.create_task(self._fetch(client))
                await asyncio.wait({fetching, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not fetching.done():
                    fetching.cancel()
                    await asyncio.gather(fetching, return_exceptions=True)
                    return
                if await fetching:
                    pause = PAUSE_FIRST_SECONDS
                    continue
                await asyncio.wait({stopped}, timeout=pause)
                pause = min(pause * 2, PAUSE_MAX_SECONDS)
        await stopped

    async def _fetch(self, client: httpx.AsyncClient) -> bool:
        """One long poll. False when Telegram could not be asked: pause then."""
        request = {
            "offset": self._offset,
            "timeout": POLL_SECONDS,
            "limit": BATCH_MAX,
            "allowed_updates": self._allowed,
        }
        try:
            response = await client.post(self._address, json=request)
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            log.warning("poll_failed", bot=self._name, error=type(error).__name__)
            return False
        if response.status_code == httpx.codes.UNAUTHORIZED:
            raise SettingsInvalid(f"{self._name.upper()}_BOT_TOKEN is not known to Telegram")
        if not answer.get("ok"):
            log.warning("poll_refused", bot=self._name, status=response.status_code, reason=answer.get("description"))
            return False
        updates = answer["result"]
        await self._runner.accept(updates)
        if updates:
            self._offset, self._last_update = updates[-1]["update_id"] + 1, time.monotonic()
        return True
