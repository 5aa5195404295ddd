"""A fresh sandbox for each test."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.sandbox.server import SandboxServer
from tests.bot.sandbox.harness import BotClient, Sandbox


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with SandboxServer() as server, httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        yield Sandbox(server, client)


@pytest.fixture
async def bot(sandbox: Sandbox) -> BotClient:
    return await sandbox.bot()


@pytest.fixture
async def ann(sandbox: Sandbox, bot: BotClient) -> int:
    """A person who has started the bot; the bot has read that."""
    person = await sandbox.person("Ann", username="ann", phone="+8613800138000", language_code="en")
    await sandbox.say(person, bot)
    await bot.updates()
    assert await bot.updates() == []
    return person
