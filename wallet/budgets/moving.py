"""Money moved from one budget to another: only from what is left there, once for a reference."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert, select

from wallet.budgets.carries import forget_carries
from wallet.budgets.figures import Budget, BudgetFigures, figures, find_budget
from wallet.budgets.models import budget_moves
from wallet.database import UnitOfWork
from wallet.errors import AmountNotPositive, BudgetNotFound, BudgetShort, ReferenceReused
from wallet.money import Money
from wallet.records.parts import lock_book


def move(
    work: UnitOfWork, customer_id: int, from_id: int, to_id: int, amount: Money, reference: str, day: date
) -> BudgetFigures:
    """Move within the periods of a local day; returns the figures of the budget that gets it.

    Raises `BudgetNotFound` (also for one budget twice or of another currency), `AmountNotPositive`, `BudgetShort`,
    `ReferenceReused`.
    """
    lock_book(work, customer_id)
    known = select(budget_moves).where(budget_moves.c.reference == reference)
    row = work.connection.execute(known).one_or_none()
    if row is not None:
        if (row.customer_id, row.from_budget_id, row.to_budget_id, row.from_minor) != (
            customer_id,
            from_id,
            to_id,
            amount.minor,
        ):
            raise ReferenceReused(reference=reference)
        return figures(work.connection, get_budget(work, customer_id, to_id), day)
    source = figures(work.connection, get_budget(work, customer_id, from_id), day)
    target = figures(work.connection, get_budget(work, customer_id, to_id), day)
    _check(source, target, amount)
    values = {
        "customer_id": customer_id,
        "from_budget_id": from_id,
        "to_budget_id": to_id,
        "from_period": source.period.first.isoformat(),
        "to_period": target.period.first.isoformat(),
        "from_minor": amount.minor,
        "to_minor": amount.minor,
        "reference": reference,
        "created_at": work.now,
    }
    work.connection.execute(insert(budget_moves).values(values))
    forget_carries(work, customer_id, min(source.period.first, target.period.first).isoformat())
    return figures(work.connection, target.budget, day)


def sources_for(all_of_them: Sequence[BudgetFigures], to_id: int) -> list[BudgetFigures]:
    """Budgets of the same currency that have something left, the most first."""
    target = next((item for item in all_of_them if item.budget.id == to_id), None)
    if target is None:
        return []
    found = [
        item
        for item in all_of_them
        if item.budget.id != to_id and item.left.currency == target.left.currency and item.left.minor > 0
    ]
    return sorted(found, key=lambda item: (-item.left.minor, item.budget.id))


def get_budget(work: UnitOfWork, customer_id: int, budget_id: int) -> Budget:
    """One of this customer's that goes on. Raises `BudgetNotFound`."""
    found = find_budget(work.connection, customer_id, budget_id)
    if found is None:
        raise BudgetNotFound
    return found


def _check(source: BudgetFigures, target: BudgetFigures, amount: Money) -> None:
    if source.budget.id == target.budget.id or source.left.currency != target.left.currency:
        raise BudgetNotFound
    if amount.currency != source.left.currency or amount.minor <= 0:
        raise AmountNotPositive(currency=source.left.currency.code)
    if amount > source.left:
        raise BudgetShort(currency=amount.currency.code, left_minor=max(0, source.left.minor))
