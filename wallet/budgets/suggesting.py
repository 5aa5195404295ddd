"""Budgets that would fit: what the last three full months came to on average, rounded up to a friendly number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from wallet.budgets.figures import active_budgets
from wallet.budgets.periods import Unit
from wallet.categories.models import own_categories
from wallet.categories.service import own_code
from wallet.money import Currency, Money
from wallet.records.categories import parent_of
from wallet.records.sums import by_category, first_day

MONTHS = 3
SUGGESTIONS_MAX = 6
NOT_SUGGESTED = frozenset({"fees", "other"})
"""Nobody sets out to spend on these."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A monthly budget that would have been enough on average; `average` is what it is rounded up from."""

    category: str
    average: Money
    amount: Money


def suggest(connection: Connection, customer_id: int, kind: Currency, today: date) -> list[Suggestion]:
    """The most first; without categories that have a monthly budget in this currency already."""
    first, last, months = _full_months(connection, customer_id, today)
    if not months:
        return []
    sums: dict[str, int] = {}
    parents = _parents(connection, customer_id)
    for code, spent in by_category(connection, customer_id, kind, first, last).items():
        top = parent_of(code) or parents.get(code, code)
        sums[top] = sums.get(top, 0) + spent.minor
    taken = {
        budget.category
        for budget in active_budgets(connection, customer_id)
        if budget.schedule.unit is Unit.MONTH and budget.amount.currency == kind
    }
    ordered = sorted(sums.items(), key=lambda one: (-one[1], one[0]))
    return [
        Suggestion(code, Money(minor // months, kind), friendly(Money(-(-minor // months), kind)))
        for code, minor in ordered
        if minor > 0 and code not in taken | NOT_SUGGESTED
    ][:SUGGESTIONS_MAX]


def friendly(amount: Money) -> Money:
    """Rounded up: to two digits that people choose, such as 12, 25 or 450, and to whole units."""
    unit = 10**amount.currency.exponent
    whole = max(1, -(-amount.minor // unit))
    step = max(1, 10 ** (len(str(whole)) - 2) * (1 if str(whole)[0] == "1" else 5))
    return Money(-(-whole // step) * step * unit, amount.currency)


def _full_months(connection: Connection, customer_id: int, today: date) -> tuple[date, date, int]:
    """The first and last day of at most three months before this one, and how many of them saw the customer spend."""
    last = today.replace(day=1) - timedelta(days=1)
    begun, month, count = first_day(connection, customer_id), last.replace(day=1), 0
    first = month
    while begun is not None and count < MONTHS and (month.year, month.month) >= (begun.year, begun.month):
        first, count = month, count + 1
        month = (month - timedelta(days=1)).replace(day=1)
    return first, last, count


def _parents(connection: Connection, customer_id: int) -> dict[str, str]:
    columns = own_categories.c
    query = select(columns.id, columns.parent).where(columns.customer_id == customer_id, columns.parent.is_not(None))
    return {own_code(row.id): row.parent for row in connection.execute(query)}
