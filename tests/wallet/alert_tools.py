"""What tests of budgets' alerts share: a budget, the job, and what it told."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import insert, select

from wallet import outbox
from wallet.budgets.alert_models import budget_alerts
from wallet.budgets.alerts import tell_due
from wallet.budgets.models import budget_limits, budgets
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork

MARCH = "2025-03-01"


async def budget(
    database: Database,
    owner: Customer,
    minor: int = 100_00,
    category: str | None = "people",
    *,
    unit: str = "month",
    thresholds: str = "50,80,100",
) -> int:
    """A budget from March 2025 on, with nothing carried over."""

    def work(unit_of_work: UnitOfWork) -> int:
        row = {
            "customer_id": owner.id,
            "category": category,
            "currency": "CNY",
            "unit": unit,
            "anchor": MARCH,
            "own_days": 0,
            "thresholds": thresholds,
            "started": MARCH,
            "created_at": unit_of_work.now,
        }
        made: int = unit_of_work.connection.execute(insert(budgets).values(row).returning(budgets.c.id)).scalar_one()
        terms = {"budget_id": made, "since": MARCH, "amount_minor": minor, "carry": "none"}
        unit_of_work.connection.execute(insert(budget_limits).values(terms))
        return made

    return await database.write(work)


async def job(database: Database) -> None:
    """As the schedule does."""
    for _ in range(200):
        if not await database.write(tell_due):
            return
    raise AssertionError("the job never ends")


async def told(database: Database, owner: Customer) -> list[tuple[int, str, int]]:
    """Budget, period and threshold of each fact, in order."""
    query = select(outbox.outbox.c.fields).where(
        outbox.outbox.c.kind == outbox.BUDGET_ALERT, outbox.outbox.c.lane == f"budgets/{owner.id}"
    )
    rows = await database.read(
        lambda connection: connection.execute(query.order_by(outbox.outbox.c.id)).scalars().all()
    )
    facts = [json.loads(row) for row in rows]
    return [(fact["budget_id"], fact["period_first"], fact["threshold"]) for fact in facts]


async def thresholds(database: Database, owner: Customer) -> list[int]:
    return [threshold for _, _, threshold in await told(database, owner)]


async def waiting(database: Database) -> Sequence[int]:
    """Thresholds of rows that are not told."""
    query = select(budget_alerts.c.threshold).where(budget_alerts.c.told_at.is_(None))
    ordered = query.order_by(budget_alerts.c.threshold)
    return await database.read(lambda connection: connection.execute(ordered).scalars().all())
