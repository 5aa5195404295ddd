"""What budgets carried into a period, kept so that the periods before it need not be counted at every look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, delete, select

from wallet.budgets.models import budget_carries
from wallet.database import UnitOfWork, insert_with_conflict

Kept = dict[int, tuple[date, int]]
"""By budget the first day of the newest period, and what was carried into it in minor units."""


def read_carries(connection: Connection, ids: Sequence[int], day: date) -> Kept:
    """The newest that are kept for periods which begin on or before a day."""
    columns = budget_carries.c
    query = select(columns.budget_id, columns.first, columns.minor).where(
        columns.budget_id.in_(ids), columns.first <= day.isoformat()
    )
    rows = connection.execute(query.order_by(columns.first)) if ids else ()
    return {budget_id: (date.fromisoformat(first), minor) for budget_id, first, minor in rows}


def keep_carries(work: UnitOfWork, customer_id: int, found: Sequence[tuple[int, date, int]]) -> None:
    """Budget, first day of a period, and what was carried into it. The book must be locked, and so when counting."""
    columns = budget_carries.c
    for budget_id, first, minor in found:
        work.connection.execute(
            delete(budget_carries).where(columns.budget_id == budget_id, columns.first < first.isoformat())
        )
        values = {"budget_id": budget_id, "first": first.isoformat(), "customer_id": customer_id, "minor": minor}
        work.connection.execute(insert_with_conflict(work, budget_carries).values(values).on_conflict_do_nothing())


def forget_carries(work: UnitOfWork, customer_id: int, day: str) -> None:
    """Something changed on this day: what later periods begin with is counted anew."""
    columns = budget_carries.c
    work.connection.execute(delete(budget_carries).where(columns.customer_id == customer_id, columns.first > day))
