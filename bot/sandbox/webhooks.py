"""Pushes updates to a bot's webhook until it answers 200, again and again with growing pauses."""

import asyncio
import time
from typing import Any

import httpx

from bot.sandbox.people import BotAccount
from bot.sandbox.updates import Update

REQUEST_SECONDS_MAX = 60.0
PAUSE_FIRST_SECONDS, PAUSE_MAX_SECONDS = 0.2, 30.0


class Webhooks:
    """One task a bot that has a webhook. Updates of one chat are pushed in order."""

    def __init__(self) -> None:
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def restart(self, _world: Any, bot: BotAccount) -> None:
        """Begin, or stop when the bot has no webhook any more."""
        running = self._tasks.pop(bot.id, None)
        if running is not None:
            running.cancel()
        if bot.webhook.url:
            self._tasks[bot.id] = asyncio.get_running_loop().create_task(_push(bot))

    async def close(self) -> None:
        """Stop all."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


async def _push(bot: BotAccount) -> None:
    headers = {"Content-Type": "application/json"}
    if bot.webhook.secret_token:
        headers["X-Telegram-Bot-Api-Secret-Token"] = bot.webhook.secret_token
    async with httpx.AsyncClient(timeout=REQUEST_SECONDS_MAX, headers=headers) as client:
        while True:
            bot.updates.arrived.clear()
            replayed = bot.updates.take_replay()
            if replayed is not None:
                await _until_taken(client, bot, replayed)
            elif bot.updates.pending:
                update = bot.updates.pending[0]
                await _until_taken(client, bot, update)
                bot.updates.remove(update)
            else:
                await bot.updates.arrived.wait()


async def _until_taken(client: httpx.AsyncClient, bot: BotAccount, update: Update) -> None:
    pause = PAUSE_FIRST_SECONDS
    while not await _taken(client, bot, update):
        await asyncio.sleep(pause)
        pause = min(pause * 2, PAUSE_MAX_SECONDS)


async def _taken(client: httpx.AsyncClient, bot: BotAccount, update: Update) -> bool:
    try:
        response = await client.post(bot.webhook.url, content=update.body)
    except httpx.HTTPError:
        _note(bot, "Connection failed")
        return False
    if response.status_code == httpx.codes.OK:
        return True
    _note(bot, f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}")
    return False


def _note(bot: BotAccount, message: str) -> None:
    bot.webhook.last_error_date, bot.webhook.last_error_message = int(time.time()), message
