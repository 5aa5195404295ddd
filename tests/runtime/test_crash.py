"""kill -9 at random moments while customers pay each other: nothing acknowledged is lost, nothing happens twice."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.check import run_check
from bot.inbox import inbox
from bot.sandbox.app import create_app
from bot.sandbox.server import SandboxServer
from bot.settings import Settings
from tests.runtime.process import BotProcess
from tests.runtime.restless import Restless, by_chance
from tests.stage import furnish
from tests.stories.people import Phone, World
from tests.stories.steps import register, top_up
from tests.stories.words import words
from wallet.database import Database
from wallet.ledger.models import accounts, operations

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

ROUNDS = {"sqlite": 50, "postgresql": 15}
NAMES = ("ann", "bob", "eve", "dan")
QUIET_LOOKS_MAX = 600


@pytest.fixture
async def sandboxed(database_url: str, tmp_path: Path) -> AsyncIterator[tuple[World, Settings, int]]:
    """A furnished sandbox without bots behind it."""
    async with SandboxServer(create_app(), port=0) as server:
        world = World(server.url)
        fields, customer_bot, _ = await furnish(world)
        fields |= {"data_dir": tmp_path, "database_url": database_url}
        yield world, Settings(_env_file=None, **fields), customer_bot
        await world.close()


async def test_killed_while_customers_pay(
    sandboxed: tuple[World, Settings, int], database_kind: str, tmp_path: Path
) -> None:
    world, settings, customer_bot = sandboxed
    say, chance = words("en"), random.Random(7)
    bots = BotProcess(settings, tmp_path)
    await bots.start()
    customers = []
    for index, name in enumerate(NAMES):
        number = f"+861380013800{index}"
        person = await world.person(name.title(), username=name, phone=number, language_code="en")
        phone = Phone(world, person, customer_bot, number)
        await register(phone, say, name=f"{name.title()} Lee")
        await top_up(phone, say, 100000)
        others = [other for other in NAMES if other != name]
        customers.append(Restless(phone, say, by_chance(others, index)))

    acknowledged: set[str] = set()
    for _ in range(ROUNDS[database_kind]):
        busy = [asyncio.create_task(customer.go_on()) for customer in customers]
        await asyncio.sleep(chance.uniform(0.3, 4.0))
        await bots.kill()
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)
        for customer in customers:
            acknowledged |= await customer.receipts()
        assert await missing(settings, acknowledged) == set()
        await bots.start()

    await until_quiet(settings)
    assert await bots.stop() == 0, bots.log()[-3000:]
    lines: list[object] = []
    assert await run_check(settings.database_address, lines.append) == 0, lines
    assert len(acknowledged) >= ROUNDS[database_kind] / 5, "too little happened for the test to mean anything"
    await nothing_lost_or_doubled(settings)
    assert "Traceback" not in bots.log(), bots.log()[-5000:]


async def missing(settings: Settings, references: set[str]) -> set[str]:
    """Which of these references the books do not have."""
    database = Database.open(settings.database_address)
    try:
        known = await database.read(
            lambda connection: set(connection.execute(select(operations.c.reference)).scalars())
        )
    finally:
        await database.close()
    return references - known


async def until_quiet(settings: Settings) -> None:
    """Wait until every update is handled."""
    database = Database.open(settings.database_address)
    waiting = select(func.count()).where(inbox.c.state == "waiting")
    try:
        for _ in range(QUIET_LOOKS_MAX):
            if await database.read(lambda connection: connection.execute(waiting).scalar_one()) == 0:
                return
            await asyncio.sleep(0.1)
    finally:
        await database.close()
    raise AssertionError("updates are still waiting")


async def nothing_lost_or_doubled(settings: Settings) -> None:
    """Every update done, none dead; customers together have exactly what was topped up."""
    database = Database.open(settings.database_address)
    try:
        states = await database.read(
            lambda connection: dict(
                connection.execute(select(inbox.c.state, func.count()).group_by(inbox.c.state)).all()
            )
        )
        held = select(func.sum(accounts.c.balance)).where(accounts.c.kind == "customer")
        total = await database.read(lambda connection: connection.execute(held).scalar_one())
    finally:
        await database.close()
    assert set(states) == {"done"}, states
    assert total == 100000 * len(NAMES)
