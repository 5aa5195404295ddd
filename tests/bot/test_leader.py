"""One leader among many: claimed, renewed, handed on at a clean stop, taken over after a silent death."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.leader import LEASE, SCHEDULER, Leader, claim, release, term_of
from tests.conftest import ManualClock
from wallet.database import Database


async def claims(database: Database, holder: str) -> bool:
    return await database.write(lambda work: claim(work, SCHEDULER, holder))


async def test_the_lease_keeps_others_out_until_it_ends(database: Database, clock: ManualClock) -> None:
    assert await claims(database, "one")
    assert not await claims(database, "two")
    clock.advance(LEASE)
    assert not await claims(database, "two")
    assert await claims(database, "one")
    clock.advance(LEASE + timedelta(microseconds=1))
    assert await claims(database, "two")
    assert not await claims(database, "one")
    assert await database.read(term_of) == 2


@pytest.mark.slow
async def test_a_clean_stop_lets_the_next_begin_at_once(database: Database) -> None:
    assert await claims(database, "one")
    await database.write(lambda work: release(work, SCHEDULER, "two"))
    assert not await claims(database, "two")
    await database.write(lambda work: release(work, SCHEDULER, "one"))
    assert await claims(database, "two")


async def test_of_twenty_one_leads(database: Database) -> None:
    assert sum(await asyncio.gather(*(claims(database, f"process {number}") for number in range(20)))) == 1


async def test_who_leads_is_told_when_it_begins_and_ends(database: Database, clock: ManualClock) -> None:
    told: list[str] = []
    first = Leader(database, lambda: told.append("first began"), lambda: told.append("first ended"))
    second = Leader(database, lambda: told.append("second began"), lambda: told.append("second ended"))
    await first.renew()
    await second.renew()
    clock.advance(LEASE * 2)
    await second.renew()
    await first.renew()
    running = asyncio.create_task(second.run())
    second.stop()
    await running
    await first.renew()
    assert told == ["first began", "second began", "first ended", "second ended", "first began"]
