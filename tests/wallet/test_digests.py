"""Digests: once each, in the morning by the customer's clock, caught up after a stop, not at night."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests import factories
from tests.conftest import ManualClock
from wallet import outbox
from wallet.budgets.periods import Period
from wallet.budgets.quiet import Quiet, TellingSettings
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.digests.figures import Digests
from wallet.digests.models import digests
from wallet.digests.service import tell_due

pytestmark = pytest.mark.slow

DAILY, WEEKLY = "daily", "weekly"


async def told(database: Database) -> list[tuple[int, str, str]]:
    """Every digest that was told: whom, which, of when."""
    query = select(outbox.outbox.c.fields).where(outbox.outbox.c.kind == outbox.DIGEST).order_by(outbox.outbox.c.id)
    rows = await database.read(lambda connection: connection.execute(query).scalars().all())
    found = [json.loads(fields) for fields in rows]
    return [(fields["customer_id"], fields["kind"], fields["first"]) for fields in found]


async def until_done(database: Database) -> None:
    while await database.write(tell_due):
        pass


async def spender(database: Database, payer: Customer) -> None:
    """Has money, wants daily digests, and is known to the job."""
    await factories.fund(database, payer.id, 100_000)
    await TellingSettings(database).set_digest(payer.id, DAILY, wanted=True)
    await until_done(database)


async def spend_daily(database: Database, clock: ManualClock, payer: Customer, payee: Customer, days: int) -> None:
    """While the job stands still."""
    for _ in range(days):
        await factories.pay(database, payer.id, payee.id, 100)
        clock.advance(timedelta(days=1))


async def test_a_day_is_told_the_next_morning_and_once(
    database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    await spender(database, payer)
    await factories.pay(database, payer.id, payee.id, 100)
    morning = datetime(2025, 3, 2, 9, tzinfo=ZoneInfo(payer.time_zone))
    for _ in range(14 * 2):
        clock.advance(timedelta(minutes=30))
        await until_done(database)
        assert bool(await told(database)) == (clock.now() >= morning)
    clock.advance(timedelta(days=1))
    await until_done(database)
    assert await told(database) == [(payer.id, DAILY, "2025-03-01"), (payer.id, WEEKLY, "2025-02-24")]
    first = Period(date(2025, 3, 1), date(2025, 3, 1))
    digest = await Digests(database).get(payer, DAILY, first)
    assert (digest.spent.minor, digest.before.minor, digest.change_percent) == (100, 0, None)
    assert [code for code, _ in digest.categories] == ["people"]
    assert (await Digests(database).get(payee, DAILY, first)).spent.minor == 0


async def test_after_three_days_down_each_day_is_told(
    database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    await spender(database, payer)
    await spend_daily(database, clock, payer, payee, 3)
    await asyncio.gather(*(until_done(database) for _ in range(4)))
    days = [first for _, kind, first in await told(database) if kind == DAILY]
    assert days == ["2025-03-01", "2025-03-02", "2025-03-03"]


@pytest.mark.slow
async def test_what_is_older_than_a_week_is_skipped(
    database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    await spender(database, payer)
    await spend_daily(database, clock, payer, payee, 30)
    await until_done(database)
    days = [first for _, kind, first in await told(database) if kind == DAILY]
    assert days == [f"2025-03-{day}" for day in range(24, 31)]
    query = select(digests.c.period_first).where(digests.c.state == "skipped", digests.c.kind == DAILY)
    skipped = await database.read(lambda connection: connection.execute(query).scalars().all())
    assert sorted(skipped) == [f"2025-03-{day:02}" for day in range(1, 24)]


async def test_a_quiet_morning_waits(database: Database, clock: ManualClock, payer: Customer, payee: Customer) -> None:
    await spender(database, payer)
    await factories.pay(database, payer.id, payee.id, 100)
    await TellingSettings(database).set_quiet(payer.id, Quiet(0, 12 * 60))
    noon = datetime(2025, 3, 2, 4, tzinfo=UTC)
    clock.advance(noon - clock.now() - timedelta(minutes=1))
    await until_done(database)
    assert await told(database) == []
    clock.advance(timedelta(minutes=1))
    await until_done(database)
    assert await told(database) == [(payer.id, DAILY, "2025-03-01")]


async def test_no_spending_no_digest(database: Database, clock: ManualClock, payer: Customer) -> None:
    await spender(database, payer)
    clock.advance(timedelta(days=3))
    await until_done(database)
    assert await told(database) == []


async def test_the_change_against_the_period_before(
    database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    await spender(database, payer)
    await factories.pay(database, payer.id, payee.id, 200)
    clock.advance(timedelta(days=1))
    await factories.pay(database, payer.id, payee.id, 301)
    day = date(2025, 3, 2)
    digest = await Digests(database).get(payer, DAILY, Period(day, day))
    assert (digest.spent.minor, digest.before.minor, digest.change_percent) == (301, 200, 51)
