"""A whole running product for each story: sandbox, both bots, real HTTP, on each database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.application import Application, opened
from bot.sandbox.app import create_app
from bot.sandbox.server import SandboxServer
from bot.settings import Settings
from tests.stories.people import Agent, Phone, World


class RunningClock:
    """The real time, which a story may put forward."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The moment in the story."""
        return datetime.now(UTC) + self._ahead

    def advance(self, span: timedelta) -> None:
        """Let time pass."""
        self._ahead += span


@dataclass
class Stage:
    """What a story plays on."""

    world: World
    settings: Settings
    customer_bot: int
    staff_chat: int
    agent: Agent
    application: Application
    clock: RunningClock

    async def phone(self, first_name: str, *, username: str, phone: str, language: str = "zh-hans") -> Phone:
        """A person with a phone, who has not written to the bot yet."""
        person = await self.world.person(first_name, username=username, phone=phone, language_code=language)
        return Phone(self.world, person, self.customer_bot, phone)


async def furnish(world: World) -> tuple[dict[str, Any], int, Agent]:
    """Two bots, an agent and the staff group; returns settings, the customer bot's id and the agent."""
    customer = await world.bot("wallet_bot", "customer")
    staff = await world.bot("wallet_desk_bot", "staff")
    agent = await world.person("Mark", username="mark", language_code="en")
    members = [agent, staff["id"]]
    body = {"title": "Desk", "type": "supergroup", "is_forum": True, "members": members, "admins": members}
    chat = await world.call("POST", "/chats", body)
    settings = {
        "customer_bot_token": SecretStr(customer["token"]),
        "staff_bot_token": SecretStr(staff["token"]),
        "staff_chat_id": int(chat["id"]),
        "telegram_api_base": world.url,
    }
    return settings, customer["id"], Agent(world, agent, int(chat["id"]))


@pytest.fixture
def staff_language() -> str:
    """The staff group's language, unless a test is parametrised with another."""
    return "en"


@pytest.fixture
def receiving() -> dict[str, Any]:
    """The settings by which updates come: long polling, unless a test is parametrised with webhooks."""
    return {}


@pytest.fixture
async def stage(
    database_url: str, tmp_path: Path, staff_language: str, receiving: dict[str, Any]
) -> AsyncIterator[Stage]:
    """The product, running, with nobody registered yet."""
    async with SandboxServer(create_app(), port=0) as server:
        world = World(server.url)
        fields, customer_bot, agent = await furnish(world)
        fields |= {"data_dir": tmp_path, "database_url": database_url, "staff_language": staff_language}
        fields |= receiving
        settings = Settings(_env_file=None, **fields)
        clock = RunningClock()
        async with opened(settings, clock) as application:
            running = asyncio.create_task(application.run())
            started = asyncio.create_task(application.started.wait())
            await asyncio.wait({running, started}, return_when=asyncio.FIRST_COMPLETED)
            yield Stage(world, settings, customer_bot, agent.chat, agent, application, clock)
            application.stop()
            started.cancel()
            await running
        await world.close()
