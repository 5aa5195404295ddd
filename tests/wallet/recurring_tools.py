"""What tests of recurring payments share: what recurs, the hours that pass, what was told."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.conftest import ManualClock
from tests.factories import Wallet, money
from wallet import outbox
from wallet.budgets.periods import Unit
from wallet.customers.models import customers
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.fees.table import DEFAULT_FEES, parse_fees
from wallet.recurring.due import BILL, TRANSFER, Rhythm
from wallet.recurring.making import NewRecurring
from wallet.recurring.service import Recurring, RecurringPayments
from wallet.references import new_reference
from wallet.security.vault import Vault

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = date(2025, 3, 1)
"""The clock stands at 20:00 of this day in Shanghai."""
DURESS_PIN = "704912"


@pytest.fixture
def payments(wallet: Wallet, database: Database, vault: Vault) -> RecurringPayments:
    """What recurs, over the test's database."""
    return RecurringPayments(database, vault, wallet.pins, wallet.limits, parse_fees(DEFAULT_FEES))


def monthly(first: date = date(2025, 3, 5), until: date | None = None) -> Rhythm:
    return Rhythm(Unit.MONTH, 1, first, until)


def daily(first: date = date(2025, 3, 2)) -> Rhythm:
    return Rhythm(Unit.DAY, 1, first)


def rent(payee: Customer, rhythm: Rhythm, minor: int = 10_00, **fields: object) -> NewRecurring:
    return NewRecurring(new_reference(), TRANSFER, money(minor), rhythm, payee_id=payee.id, **fields)  # type: ignore[arg-type]


def bill(rhythm: Rhythm, **fields: object) -> NewRecurring:
    return NewRecurring(new_reference(), BILL, money(80_00), rhythm, name="Power", **fields)  # type: ignore[arg-type]


async def until(database: Database, payments: RecurringPayments, clock: ManualClock, moment: datetime) -> None:
    """Let the hours pass, with the job run twice in each."""
    while clock.now() < moment:
        clock.advance(min(HOUR, moment - clock.now()))
        await work(database, payments)
        assert await database.write(payments.run_due) == 0


async def work(database: Database, payments: RecurringPayments) -> None:
    """As the schedule does."""
    for _ in range(500):
        if not await database.write(payments.run_due):
            return
    raise AssertionError("the job never gets done")


async def told(database: Database, customer: Customer) -> list[tuple[str, str, int]]:
    """What the owner is told: kind, due day, how many days."""
    return [(item["told"], item["due_on"], item["count"]) for item, _ in await facts(database, customer)]


async def facts(database: Database, customer: Customer) -> list[tuple[dict[str, Any], datetime]]:
    columns = outbox.outbox.c
    query = select(columns.fields, columns.created_at).where(
        columns.kind == outbox.RECURRING, columns.lane == str(customer.id)
    )
    rows = await database.read(lambda connection: connection.execute(query.order_by(columns.id)).all())
    return [(json.loads(row.fields), row.created_at) for row in rows]


async def move(database: Database, customer: Customer, **values: object) -> None:
    change = update(customers).where(customers.c.id == customer.id).values(**values)
    await database.write(lambda unit: unit.connection.execute(change))


async def go_on(payments: RecurringPayments, owner: Customer, made: Recurring) -> str:
    return (await payments.get(owner.id, made.id)).status
