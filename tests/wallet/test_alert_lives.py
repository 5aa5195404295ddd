"""Alerts over random lives: payments, refunds, limits and quiet hours change, jobs run twice and against each other."""

from __future__ import annotations

import asyncio
import json
import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from tests import factories
from tests.conftest import ManualClock
from tests.factories import Wallet, fund, money, pay
from tests.wallet.alert_tools import budget, job, waiting
from wallet import ledger, outbox
from wallet.budgets.alert_models import budget_alerts
from wallet.budgets.quiet import Quiet, TellingSettings
from wallet.budgets.service import Budgets
from wallet.customers.models import customers
from wallet.customers.queries import Customer
from wallet.database import Database

STEPS, LONG_STEPS = 12, 150
ZONES = ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe")


class Life:
    """One customer with budgets, to whom anything happens."""

    def __init__(self, database: Database, owner: Customer, other: Customer, clock: ManualClock, seed: int) -> None:
        self.database, self.owner, self.other, self.clock = database, owner, other, clock
        self.dice, self.quiet, self.zone = random.Random(seed), Quiet(22 * 60, 8 * 60), ZoneInfo(owner.time_zone)
        self.told_at_night: list[datetime] = []
        self.paid: list[int] = []
        self.budgets: list[int] = []
        self.heard = 0

    async def begin(self) -> None:
        await fund(self.database, self.owner.id, 10_000_00)
        for unit, minor in (("day", 20_00), ("week", 90_00), ("month", 300_00), ("year", 900_00)):
            self.budgets.append(await budget(self.database, self.owner, minor, unit=unit))
        self.budgets.append(await budget(self.database, self.owner, 250_00, None, thresholds="10,55,150"))

    async def step(self) -> None:
        acts = (self.pays, self.pays, self.pays, self.gets_back, self.changes_limit, self.changes_quiet, self.waits)
        await self.dice.choice(acts)()
        self.clock.advance(timedelta(minutes=self.dice.choice([0, 1, 20, 60, 180, 600])))
        await self.job()

    async def job(self) -> None:
        await asyncio.gather(*(job(self.database) for _ in range(self.dice.choice([1, 2]))))
        facts = await self.facts()
        local = self.clock.now().astimezone(self.zone)
        if len(facts) > self.heard and self.quiet.covers(local):
            self.told_at_night.append(local)
        self.heard = len(facts)

    async def facts(self) -> list[tuple[int, str, int]]:
        query = select(outbox.outbox.c.fields).where(outbox.outbox.c.kind == outbox.BUDGET_ALERT)
        rows = await self.database.read(
            lambda connection: connection.execute(query.order_by(outbox.outbox.c.id)).scalars().all()
        )
        facts = [json.loads(row) for row in rows]
        return [(fact["budget_id"], fact["period_first"], fact["threshold"]) for fact in facts]

    async def pays(self) -> None:
        posted = await pay(self.database, self.owner.id, self.other.id, self.dice.randint(1, 30_00))
        self.paid.append(posted.operation_id)

    async def gets_back(self) -> None:
        if self.paid:
            operation_id = self.paid.pop(self.dice.randrange(len(self.paid)))
            back = f"BACK-{operation_id}"
            await self.database.write(lambda work: ledger.reverse(work, operation_id, back, customer_id=self.other.id))

    async def changes_limit(self) -> None:
        chosen, minor = self.dice.choice(self.budgets), self.dice.randint(10_00, 400_00)
        await Budgets(self.database).set_amount(self.owner, chosen, money(minor))

    async def changes_quiet(self) -> None:
        start = self.dice.randrange(24 * 60)
        self.quiet = Quiet(start, (start + self.dice.randint(1, 14 * 60)) % (24 * 60))
        await TellingSettings(self.database).set_quiet(self.owner.id, self.quiet)

    async def waits(self) -> None:
        self.clock.advance(timedelta(days=self.dice.choice([1, 3, 10])))


async def lives(wallet: Wallet, database: Database, clock: ManualClock, seed: int, steps: int) -> None:
    zone = ZONES[seed % len(ZONES)]
    owner = await wallet.customers.register(factories.registration(time_zone=zone))
    other = await wallet.customers.register(factories.registration())
    life = Life(database, owner, other, clock, seed)
    await life.begin()
    for _ in range(steps):
        await life.step()
    facts = await life.facts()
    assert len(facts) == len(set(facts)) > steps // 12
    assert life.told_at_night == []
    by_period: dict[tuple[int, str], list[int]] = {}
    for made, first, threshold in facts:
        by_period.setdefault((made, first), []).append(threshold)
    for told in by_period.values():
        rising = [threshold for threshold in told if threshold]
        assert rising == sorted(rising)
        assert 0 not in told or all(threshold < 100 for threshold in told[: told.index(0)])
    rows = await database.read(lambda connection: connection.execute(select(budget_alerts)).all())
    assert {(row.budget_id, row.period_first, row.threshold) for row in rows if row.told_at} >= set(facts)
    await TellingSettings(database).set_quiet(owner.id, None)
    clock.advance(timedelta(days=1))
    await job(database)
    assert await waiting(database) == []


@pytest.mark.slow
async def test_nothing_is_told_twice_nor_at_night(wallet: Wallet, database: Database, clock: ManualClock) -> None:
    await lives(wallet, database, clock, 1, STEPS)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_nothing_is_told_twice_nor_at_night_in_long_lives(
    wallet: Wallet, database: Database, clock: ManualClock, seed: int
) -> None:
    await lives(wallet, database, clock, seed, LONG_STEPS)


@pytest.mark.slow
async def test_who_moves_to_another_time_zone_hears_by_its_clock(
    wallet: Wallet, database: Database, clock: ManualClock
) -> None:
    """It is 20:00 in Shanghai and 07:00 in New York, where it is quiet for another hour."""
    owner = await wallet.customers.register(factories.registration())
    other = await wallet.customers.register(factories.registration())
    life = Life(database, owner, other, clock, 0)
    await life.begin()
    move = update(customers).where(customers.c.id == owner.id).values(time_zone="America/New_York")
    await database.write(lambda work: work.connection.execute(move).rowcount)
    await pay(database, owner.id, other.id, 20_00)
    await job(database)
    assert await life.facts() == []
    clock.advance(timedelta(hours=1))
    await job(database)
    assert len(await life.facts()) == 1
