"""Webhooks: updates pushed in order per chat, up to max_connections at a time, again and again until answered 200."""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.sandbox.people import BotAccount
from bot.sandbox.updates import Update

if TYPE_CHECKING:
    import httpx

RESPONSE_SECONDS_MAX = 60.0
RETRY_SECONDS_FIRST, RETRY_SECONDS_MAX = 0.5, 30.0
REPLY_SIZE_MAX = 1 << 20

log = logging.getLogger(__name__)

Execute = Callable[[BotAccount, dict[str, Any]], Awaitable[None]]


class Webhooks:
    """One pushing task for each bot that has a webhook."""

    def __init__(self) -> None:
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self.execute: Execute | None = None

    def restart(self, bot: BotAccount) -> None:
        """Follow the bot's present webhook settings."""
        running = self._tasks.pop(bot.id, None)
        if running is not None:
            running.cancel()
        if bot.webhook.url:
            self._tasks[bot.id] = asyncio.create_task(_Pusher(bot, self.execute).run())

    async def close(self) -> None:
        """Stop pushing; for shutdown."""
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task


class _Pusher:
    def __init__(self, bot: BotAccount, execute: Execute | None) -> None:
        self._bot, self._execute = bot, execute
        self._settings = bot.webhook
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._freed = asyncio.Event()

    async def run(self) -> None:
        # Loaded here: a sandbox whose bots poll never pays for the HTTP client.
        import httpx

        limits = httpx.Limits(max_connections=self._settings.connection_count_max)
        try:
            async with httpx.AsyncClient(limits=limits, timeout=RESPONSE_SECONDS_MAX, trust_env=False) as client:
                while True:
                    self._start_ready(client)
                    await self._changed()
        finally:
            for task in self._busy.values():
                task.cancel()

    async def _changed(self) -> None:
        waits = [asyncio.create_task(event.wait()) for event in (self._freed, self._bot.updates.arrived)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        self._freed.clear()
        self._bot.updates.arrived.clear()

    def _start_ready(self, client: "httpx.AsyncClient") -> None:
        free = self._settings.connection_count_max - len(self._busy)
        while free > 0 and (update := self._bot.updates.take_replay()) is not None:
            self._start(client, f"replay {update.id}", update)
            free -= 1
        for update in list(self._bot.updates.pending):
            if free <= 0:
                break
            if update.order_key not in self._busy:
                self._start(client, update.order_key, update)
                free -= 1

    def _start(self, client: "httpx.AsyncClient", key: str, update: Update) -> None:
        task = self._busy[key] = asyncio.create_task(self._deliver(client, update))
        task.add_done_callback(lambda done: self._finished(key, done))

    def _finished(self, key: str, task: asyncio.Task[None]) -> None:
        self._busy.pop(key, None)
        self._freed.set()
        if not task.cancelled() and task.exception() is not None:
            log.error("webhook delivery failed", exc_info=task.exception())

    async def _deliver(self, client: "httpx.AsyncClient", update: Update) -> None:
        wait = RETRY_SECONDS_FIRST
        while not await self._push(client, update):
            await asyncio.sleep(wait)
            wait = min(wait * 2, RETRY_SECONDS_MAX)
        self._bot.updates.remove(update)

    async def _push(self, client: "httpx.AsyncClient", update: Update) -> bool:
        import httpx

        headers = {"Content-Type": "application/json"}
        if self._settings.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._settings.secret_token
        try:
            answer = await client.post(self._settings.url, content=self._bot.localized(update.body), headers=headers)
        except httpx.HTTPError as error:
            return self._failed(f"Connection failed: {type(error).__name__}")
        if answer.status_code != 200:
            return self._failed(f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}")
        await self._carry_out(answer.content)
        return True

    def _failed(self, why: str) -> bool:
        self._settings.last_error_date, self._settings.last_error_message = int(time.time()), why
        return False

    async def _carry_out(self, body: bytes) -> None:
        """Do the method call that a webhook may answer with."""
        if self._execute is None or not body or len(body) > REPLY_SIZE_MAX:
            return
        try:
            asked = json.loads(body)
        except ValueError:
            return
        if isinstance(asked, dict) and isinstance(asked.get("method"), str):
            await self._execute(self._bot, asked)
