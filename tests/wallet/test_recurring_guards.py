"""Guards of what recurs and of goals: one bad row holds up nobody, a pause ends no wait, duress shows nowhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.conftest import ManualClock
from tests.factories import PIN, balance, fund, money
from tests.wallet.recurring_tools import TODAY, daily, move, payments, rent, until, work
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import DatabaseBusy
from wallet.goals.service import Goals
from wallet.payments import duress
from wallet.payments.payees import put_settings
from wallet.recurring.service import RecurringPayments
from wallet.references import new_reference

pytestmark = pytest.mark.slow

__all__ = ["payments"]


async def test_one_bad_row_holds_up_nobody(
    payments: RecurringPayments, database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    for customer, other in ((payer, payee), (payee, payer)):
        await fund(database, customer.id, 50_00)
        await payments.make(customer.id, rent(other, daily(), 10_00), PIN)
    await move(database, payer, time_zone="Nowhere/At_all")
    clock.advance(datetime(2025, 3, 2, 2, tzinfo=UTC) - clock.now())
    await work(database, payments)
    assert await balance(database, payee.id) == 40_00


async def test_a_pause_does_not_end_the_wait_before_a_first_payment(
    payments: RecurringPayments, database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 50_00)
    await database.write(lambda unit: put_settings(unit, payer.id, cool_off_seconds=86_400))
    made = await payments.make(payer.id, rent(payee, daily(), 10_00), PIN)
    await payments.pause(payer.id, made.id)
    await payments.resume(payer.id, made.id)
    await until(database, payments, clock, datetime(2025, 3, 2, 11, 59, tzinfo=UTC))
    assert await balance(database, payee.id) == 0
    await until(database, payments, clock, datetime(2025, 3, 2, 12, 1, tzinfo=UTC))
    assert await balance(database, payee.id) == 10_00


async def test_a_freeze_under_duress_does_not_show_in_goals(database: Database, payer: Customer) -> None:
    await fund(database, payer.id, 50_00)
    await database.write(lambda unit: duress.freeze(unit, payer.id))
    goals = Goals(database)
    goal = await goals.make(payer.id, "Bike", money(100_00), None, TODAY)
    with pytest.raises(DatabaseBusy):
        await goals.put(payer.id, goal.id, money(1_00), new_reference())
    assert await balance(database, payer.id) == 50_00
