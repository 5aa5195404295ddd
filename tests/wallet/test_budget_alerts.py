"""Alerts of budgets: each threshold and the forecast once a period, whoever finds it, and never in quiet hours."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, insert, select, update

from tests.conftest import ManualClock
from tests.factories import Wallet, fund, pay, prove_pin_if_asked
from tests.wallet.alert_tools import MARCH, budget, job, thresholds, told, waiting
from wallet.budgets.alert_models import budget_alerts, budget_watches, telling_settings
from wallet.budgets.alerts import FORECAST, PIECE, BudgetAlerts, tell_due
from wallet.budgets.models import budget_limits, budgets
from wallet.budgets.quiet import TellingSettings, parse_quiet
from wallet.customers.models import customers
from wallet.customers.profile import Profiles
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.security.vault import Vault

MORNING = datetime(2025, 3, 2, 0, 0, tzinfo=UTC)
"""08:00 in Shanghai; the tests begin there at 20:00 on the day before."""


async def test_each_threshold_is_told_once_and_of_many_only_the_highest(
    database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    mine = await budget(database, payer)
    await fund(database, payer.id, 1000_00)
    await job(database)
    assert await told(database, payer) == []
    await pay(database, payer.id, payee.id, 49_99)
    await job(database)
    assert await told(database, payer) == []
    await pay(database, payer.id, payee.id, 1)
    await job(database)
    await job(database)
    assert await told(database, payer) == [(mine, MARCH, 50)]
    await pay(database, payer.id, payee.id, 70_00)
    await job(database)
    assert await told(database, payer) == [(mine, MARCH, 50), (mine, MARCH, 100)]
    await pay(database, payer.id, payee.id, 300_00)
    await job(database)
    assert (len(await told(database, payer)), await waiting(database)) == (2, [])
    clock.advance(timedelta(days=31))
    await job(database)
    assert len(await told(database, payer)) == 2
    await pay(database, payer.id, payee.id, 80_00)
    await job(database)
    assert (await told(database, payer))[2:] == [(mine, "2025-04-01", 80)]
    assert await told(database, payee) == []


@pytest.mark.slow
async def test_two_budgets_of_one_payment_are_two_alerts(database: Database, payer: Customer, payee: Customer) -> None:
    people, everything, other = (
        await budget(database, payer),
        await budget(database, payer, 60_00, None),
        await budget(database, payer, 1_00, "food"),
    )
    await budget(database, payee, 1_00)
    await fund(database, payer.id)
    await pay(database, payer.id, payee.id, 50_00)
    await job(database)
    assert await told(database, payer) == [(people, MARCH, 50), (everything, MARCH, 80)]
    assert (await told(database, payee), other in {one for one, _, _ in await told(database, payer)}) == ([], False)


async def test_at_night_it_waits_and_is_told_in_the_morning_by_the_figures_of_then(
    database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    mine = await budget(database, payer)
    await fund(database, payer.id, 1000_00)
    clock.advance(timedelta(hours=2))
    await pay(database, payer.id, payee.id, 60_00)
    await job(database)
    clock.advance(timedelta(hours=3))
    await pay(database, payer.id, payee.id, 25_00)
    await job(database)
    assert (await told(database, payer), await waiting(database)) == ([], [50, 80])
    clock.advance(MORNING - clock.now() - timedelta(seconds=1))
    await job(database)
    assert await told(database, payer) == []
    clock.advance(timedelta(seconds=1))
    await job(database)
    await job(database)
    assert (await told(database, payer), await waiting(database)) == ([(mine, MARCH, 80)], [])
    shown = await BudgetAlerts(database).get(payer.id, mine, date(2025, 3, 1), 80)
    assert shown is not None
    assert (shown.figures.percent, shown.figures.spent.minor, shown.today) == (85, 85_00, date(2025, 3, 2))
    assert await BudgetAlerts(database).get(payee.id, mine, date(2025, 3, 1), 80) is None


@pytest.mark.slow
async def test_what_is_true_no_more_in_the_morning_is_not_told_and_may_be_reached_again(
    database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    mine = await budget(database, payer)
    await fund(database, payer.id, 1000_00)
    clock.advance(timedelta(hours=3))
    await pay(database, payer.id, payee.id, 85_00)
    await job(database)
    assert await waiting(database) == [50, 80]
    raised = {"budget_id": mine, "since": MARCH, "amount_minor": 150_00, "carry": "none"}

    def raise_limit(work: UnitOfWork) -> int:
        work.connection.execute(delete(budget_limits).where(budget_limits.c.budget_id == mine))
        return work.connection.execute(insert(budget_limits).values(raised)).rowcount

    await database.write(raise_limit)
    clock.advance(timedelta(hours=12))
    await job(database)
    assert (await told(database, payer), await waiting(database)) == ([(mine, MARCH, 50)], [])
    await pay(database, payer.id, payee.id, 40_00)
    await job(database)
    assert await thresholds(database, payer) == [50, 80]


@pytest.mark.slow
async def test_yesterdays_budget_is_told_in_the_morning_and_an_ended_one_never(
    database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    daily, ended = await budget(database, payer, unit="day"), await budget(database, payer, category=None)
    await fund(database, payer.id, 1000_00)
    clock.advance(timedelta(hours=3))
    await pay(database, payer.id, payee.id, 120_00)
    await job(database)
    end = update(budgets).where(budgets.c.id == ended).values(ended_at=clock.now())
    await database.write(lambda work: work.connection.execute(end).rowcount)
    clock.advance(timedelta(hours=12))
    await job(database)
    assert (await told(database, payer), await waiting(database)) == ([(daily, MARCH, 100)], [])


@pytest.mark.slow
async def test_who_has_no_quiet_hours_hears_at_night_and_who_gets_them_waits(
    database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    settings = TellingSettings(database)
    await budget(database, payer)
    await fund(database, payer.id, 1000_00)
    await settings.set_quiet(payer.id, None)
    clock.advance(timedelta(hours=4))
    await pay(database, payer.id, payee.id, 50_00)
    await job(database)
    assert await thresholds(database, payer) == [50]
    await settings.set_quiet(payer.id, parse_quiet("22-23:30"))
    await pay(database, payer.id, payee.id, 30_00)
    await settings.set_quiet(payer.id, parse_quiet("22-9"))
    await job(database)
    clock.advance(MORNING - clock.now())
    await settings.set_quiet(payer.id, parse_quiet("22-10"))
    clock.advance(timedelta(hours=1))
    await job(database)
    assert (await thresholds(database, payer), await waiting(database)) == ([50], [80])
    clock.advance(timedelta(hours=1))
    await job(database)
    assert await thresholds(database, payer) == [50, 80]


async def test_the_forecast_is_told_once_and_not_after_all_is_gone(
    database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    mine = await budget(database, payer, 310_00, thresholds="100")
    await fund(database, payer.id, 1000_00)
    await pay(database, payer.id, payee.id, 93_00)
    await job(database)
    assert await told(database, payer) == []
    clock.advance(timedelta(days=2))
    await job(database)
    await job(database)
    assert await told(database, payer) == [(mine, MARCH, FORECAST)]
    shown = await BudgetAlerts(database).get(payer.id, mine, date(2025, 3, 1), FORECAST)
    assert shown is not None
    assert shown.used_up_on == date(2025, 3, 10)
    clock.advance(timedelta(days=1))
    await pay(database, payer.id, payee.id, 20_00)
    await job(database)
    assert await thresholds(database, payer) == [FORECAST]
    await pay(database, payer.id, payee.id, 200_00)
    await job(database)
    assert await thresholds(database, payer) == [FORECAST, 100]
    clock.advance(timedelta(days=29))
    await pay(database, payer.id, payee.id, 310_00)
    clock.advance(timedelta(days=4))
    await job(database)
    assert await thresholds(database, payer) == [FORECAST, 100, 100]


async def test_one_whose_figures_fail_holds_up_nobody(
    database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    broken, mine = await budget(database, payer), await budget(database, payee)
    spoil = update(budgets).where(budgets.c.id == broken).values(thresholds="much")
    await database.write(lambda work: work.connection.execute(spoil).rowcount)
    for one, other in ((payer, payee), (payee, payer)):
        await fund(database, one.id)
        await pay(database, one.id, other.id, 60_00)
    await job(database)
    assert (await told(database, payer), await told(database, payee)) == ([], [(mine, MARCH, 50)])
    mend = update(budgets).where(budgets.c.id == broken).values(thresholds="50")
    await database.write(lambda work: work.connection.execute(mend).rowcount)
    await job(database)
    assert await told(database, payer) == []
    clock.advance(timedelta(hours=1))
    await job(database)
    assert await told(database, payer) == [(broken, MARCH, 50)]


@pytest.mark.slow
async def test_twenty_rivals_tell_each_alert_once(
    database: Database, database_url: str, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    """Rivals with connections of their own, while the customers pay and look."""
    mine = {
        one.id: [await budget(database, one, thresholds="10,20,30,40,50"), await budget(database, one, 50_00, None)]
        for one in (payer, payee)
    }
    for one in (payer, payee):
        await fund(database, one.id, 1000_00)
    rivals = [Database.open(database_url, clock) for _ in range(20)]
    try:
        for _ in range(5):
            pays = [pay(database, a.id, b.id, 5_00) for a, b in ((payer, payee), (payee, payer))]
            await asyncio.gather(*pays, *(job(rival) for rival in rivals))
        await asyncio.gather(*(job(rival) for rival in rivals))
    finally:
        for rival in rivals:
            await rival.close()
    for one in (payer, payee):
        facts = await told(database, one)
        assert len(facts) == len(set(facts))
        first, second = mine[one.id]
        assert max(threshold for made, _, threshold in facts if made == first) == 20
        assert max(threshold for made, _, threshold in facts if made == second) == 50
    assert await waiting(database) == []


@pytest.mark.slow
async def test_nothing_of_alerts_stays_when_a_person_is_erased(
    wallet: Wallet, database: Database, vault: Vault, payer: Customer, payee: Customer
) -> None:
    mine = await budget(database, payer)
    await TellingSettings(database).set_quiet(payer.id, None)
    await fund(database, payer.id, 60_00)
    await pay(database, payer.id, payee.id, 60_00)
    await job(database)
    await prove_pin_if_asked(wallet, payer, "erase")
    await Profiles(database, vault).erase(payer)
    await job(database)
    for table in (budget_alerts, budget_watches, telling_settings):
        query = select(func.count()).select_from(table).where(table.c.customer_id == payer.id)
        assert await database.read(lambda connection, query=query: connection.execute(query).scalar_one()) == 0
    assert await told(database, payer) == [(mine, MARCH, 50)]
    assert await BudgetAlerts(database).get(payer.id, mine, date(2025, 3, 1), 50) is None


@pytest.mark.slow
async def test_a_piece_is_small_and_all_come_to_their_turn(
    database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await budget(database, payer)
    assert await database.write(tell_due) == 1
    assert await database.write(tell_due) == 0
    clock.advance(timedelta(hours=7))
    assert await database.write(tell_due) == 1
    closed = update(customers).where(customers.c.id == payer.id).values(status="closed")
    await database.write(lambda work: work.connection.execute(closed).rowcount)
    clock.advance(timedelta(hours=7))
    assert await database.write(tell_due) == 0
    watched = select(budget_watches.c.customer_id)
    assert await database.read(lambda connection: connection.execute(watched).scalars().all()) == [payer.id]
    assert PIECE <= 20
