"""Recurring transfers and bills: each due day is dealt with once, at the right hour, and what was not done is told."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import ManualClock
from tests.factories import PIN, balance, fund, money
from tests.wallet.recurring_tools import (
    DAY,
    HOUR,
    bill,
    daily,
    facts,
    go_on,
    monthly,
    move,
    rent,
    told,
    until,
    work,
)
from wallet.budgets.periods import Unit
from wallet.budgets.quiet import Quiet, Telling, TellingSettings
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    RecurringDealtWith,
    RecurringNameInvalid,
)
from wallet.recurring.due import BILL, Rhythm, due_between, moment_of, overdue
from wallet.recurring.making import NewRecurring
from wallet.recurring.service import RecurringPayments
from wallet.references import new_reference


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        (Rhythm(Unit.MONTH, 1, date(2027, 1, 31)), "2027-01-31 2027-02-28 2027-03-31 2027-04-30"),
        (Rhythm(Unit.YEAR, 1, date(2028, 2, 29)), "2028-02-29 2029-02-28 2030-02-28 2031-02-28 2032-02-29"),
        (Rhythm(Unit.MONTH, 1, date(2028, 1, 30)), "2028-01-30 2028-02-29 2028-03-30"),
        (Rhythm(Unit.MONTH, 3, date(2027, 11, 30)), "2027-11-30 2028-02-29 2028-05-30"),
        (Rhythm(Unit.WEEK, 2, date(2027, 12, 27)), "2027-12-27 2028-01-10 2028-01-24"),
        (Rhythm(Unit.DAY, 12, date(2028, 2, 20)), "2028-02-20 2028-03-03"),
        (Rhythm(Unit.YEAR, 12, date(2027, 1, 1)), "2027-01-01 2039-01-01"),
    ],
)
def test_due_days(rhythm: Rhythm, days: str) -> None:
    wanted = [date.fromisoformat(day) for day in days.split()]
    assert list(itertools.islice(rhythm.days_from(rhythm.first), len(wanted))) == wanted
    ending = Rhythm(rhythm.unit, rhythm.every, rhythm.first, wanted[-1])
    assert list(ending.days_from(ending.first)) == wanted


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (date(2027, 3, 28), "Europe/Berlin", "2027-03-28T07:00"),
        (date(2027, 3, 27), "Europe/Berlin", "2027-03-27T08:00"),
        (date(2027, 10, 31), "Europe/Berlin", "2027-10-31T08:00"),
        (date(2027, 4, 4), "Australia/Lord_Howe", "2027-04-03T22:30"),
        (date(2027, 4, 3), "Australia/Lord_Howe", "2027-04-02T22:00"),
    ],
)
def test_nine_in_the_morning_whatever_clocks_do(day: date, zone: str, moment: str) -> None:
    assert moment_of(day, ZoneInfo(zone), Telling()) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


def test_not_while_it_is_quiet() -> None:
    late = Telling(Quiet(22 * 60, 11 * 60 + 30))
    assert moment_of(date(2027, 1, 5), ZoneInfo("Asia/Shanghai"), late) == datetime(2027, 1, 5, 3, 30, tzinfo=UTC)


async def test_paid_once_on_each_due_day(
    payments: RecurringPayments, database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 25_00)
    new = rent(payee, monthly(date(2025, 3, 31), date(2025, 4, 30)), remind_days=1)
    made = await payments.make(payer.id, new, PIN)
    assert await payments.make(payer.id, new, PIN) == made
    assert len(await payments.mine(payer.id)) == 1
    clock.advance(29 * DAY)
    await work(database, payments)
    await until(database, payments, clock, datetime(2025, 3, 31, 1, 0, tzinfo=UTC))
    assert await balance(database, payee.id) == 10_00
    assert (await payments.get(payer.id, made.id)).next_due == date(2025, 4, 30)
    run = await payments.run_of(payer.id, made.id, date(2025, 3, 31))
    assert run is not None
    assert run.reference == f"recurring-{made.id}-20250331"
    clock.advance(29 * DAY)
    await work(database, payments)
    clock.advance(DAY)
    await work(database, payments)
    await work(database, payments)
    assert await balance(database, payee.id) == 20_00
    assert await told(database, payer) == [
        ("reminded", "2025-03-31", 1),
        ("paid", "2025-03-31", 1),
        ("reminded", "2025-04-30", 1),
        ("paid", "2025-04-30", 1),
    ]
    assert await go_on(payments, payer, made) == "ended"


async def test_three_days_down_and_longer(
    payments: RecurringPayments, database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    """Paid once for each day of three; what is older is told as missed, in one notice."""
    await fund(database, payer.id, 1_000_00)
    await payments.make(payer.id, rent(payee, daily()), PIN)
    clock.advance(4 * DAY + 2 * HOUR)
    assert await balance(database, payee.id) == 0
    clock.advance(12 * HOUR)
    await work(database, payments)
    assert [(what, day) for what, day, _ in await told(database, payer)] == [
        ("missed", "2025-03-02"),
        *(("paid", f"2025-03-0{day}") for day in (3, 4, 5, 6)),
    ]
    clock.advance(30 * DAY)
    await work(database, payments)
    assert (await told(database, payer))[5] == ("missed", "2025-04-01", 26)
    assert len(await told(database, payer)) == 6 + 4
    assert await balance(database, payee.id) == 80_00


@pytest.mark.slow
async def test_nobody_is_paid_or_told_at_night(
    payments: RecurringPayments, database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 1_000_00)
    await payments.make(payer.id, rent(payee, daily(), remind_days=1), PIN)
    await payments.make_bill(payer.id, bill(daily(), remind_days=3))
    clock.advance(2 * DAY + 7 * HOUR)
    await work(database, payments)
    assert await facts(database, payer) == []
    await until(database, payments, clock, clock.now() + 2 * DAY)
    await TellingSettings(database).set_quiet(payer.id, Quiet(21 * 60, 14 * 60))
    await until(database, payments, clock, clock.now() + 2 * DAY)
    await move(database, payer, time_zone="America/New_York")
    await until(database, payments, clock, clock.now() + 3 * DAY)
    zones = {True: ZoneInfo("Asia/Shanghai"), False: ZoneInfo("America/New_York")}
    moved = datetime(2025, 3, 7, 19, tzinfo=UTC)
    for fact, moment in await facts(database, payer):
        assert 8 <= moment.astimezone(zones[moment <= moved]).hour < 21, fact
    days = [day for what, day, _ in await told(database, payer) if what == "paid"]
    assert len(days) == len(set(days)) >= 7


@pytest.mark.slow
async def test_a_bill_is_told_of_and_marked(
    payments: RecurringPayments, database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    made = await payments.make_bill(payer.id, bill(monthly(), remind_days=3))
    with pytest.raises(RecurringNameInvalid):
        await payments.make_bill(payer.id, NewRecurring(new_reference(), BILL, money(1), monthly(), name=" "))
    await until(database, payments, clock, datetime(2025, 3, 8, 12, tzinfo=UTC))
    assert await told(database, payer) == [
        ("reminded", "2025-03-05", 1),
        ("due", "2025-03-05", 1),
        ("overdue", "2025-03-05", 1),
    ]
    late = await database.read(lambda connection: overdue(connection, payer.id, date(2025, 3, 8)))
    assert [(item.name, item.amount, item.due_on) for item in late] == [("Power", money(80_00), date(2025, 3, 5))]
    await payments.mark_paid(payer.id, made.id, date(2025, 3, 5))
    assert await database.read(lambda connection: overdue(connection, payer.id, date(2025, 3, 8))) == []
    with pytest.raises(RecurringDealtWith):
        await payments.mark_paid(payer.id, made.id, date(2025, 3, 5))
    await payments.mark_paid(payer.id, made.id, date(2025, 4, 5))
    assert (await payments.get(payer.id, made.id)).next_due == date(2025, 5, 5)
    span = date(2025, 3, 1), date(2025, 7, 31)
    soon = await database.read(lambda connection: due_between(connection, payer.id, *span))
    assert [item.due_on for item in soon] == [date(2025, 5, 5), date(2025, 6, 5), date(2025, 7, 5)]


@pytest.mark.slow
async def test_one_day_is_left_out(
    payments: RecurringPayments, database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 90_00)
    made = await payments.make(payer.id, rent(payee, daily()), PIN)
    await payments.skip(payer.id, made.id, date(2025, 3, 2))
    for day in (date(2025, 3, 2), date(2025, 3, 4)):
        with pytest.raises(RecurringDealtWith):
            await payments.skip(payer.id, made.id, day)
    clock.advance(2 * DAY)
    await work(database, payments)
    assert await told(database, payer) == [("paid", "2025-03-03", 1)]
    await payments.end(payer.id, made.id)
    clock.advance(5 * DAY)
    await work(database, payments)
    assert await balance(database, payee.id) == 10_00
