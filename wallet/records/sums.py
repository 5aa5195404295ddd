"""Sums of spending: by category and by day, in one currency, from the running sums."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection, func, select

from wallet.money import Currency, Money
from wallet.records.day_rates import read_rates, rounded, worth
from wallet.records.models import spending_days


@dataclass(frozen=True, slots=True)
class DaySum:
    """What was spent on a local day in a category, exactly, in minor units of the currency that was asked for."""

    day: date
    category: str
    exact: Fraction


def day_sums(
    connection: Connection,
    customer_id: int,
    to: Currency,
    first: date,
    last: date,
    categories: Collection[str] | None = None,
) -> list[DaySum]:
    """Each day and category with spending (None: all categories), currencies put together at that day's rates."""
    columns, since, until = spending_days.c, first.isoformat(), last.isoformat()
    query = select(columns.day, columns.category, columns.currency, columns.minor).where(
        columns.customer_id == customer_id, columns.day.between(since, until)
    )
    if categories is not None:
        query = query.where(columns.category.in_(categories))
    rows = connection.execute(query.order_by(columns.day, columns.category)).all()
    foreign = any(row.currency != to.code for row in rows)
    known = read_rates(connection, since, until) if foreign else {}
    found: dict[tuple[str, str], Fraction] = {}
    for row in rows:
        key = (row.day, row.category)
        found[key] = found.get(key, Fraction(0)) + worth(row.minor, row.currency, to, row.day, known)
    return [DaySum(date.fromisoformat(day), category, exact) for (day, category), exact in found.items()]


def spent(
    connection: Connection,
    customer_id: int,
    to: Currency,
    first: date,
    last: date,
    categories: Collection[str] | None = None,
) -> Money:
    """What was spent in a range of local days, rounded once; below zero when refunds were more."""
    exact = sum((item.exact for item in day_sums(connection, customer_id, to, first, last, categories)), Fraction(0))
    return rounded(exact, to)


def by_category(connection: Connection, customer_id: int, to: Currency, first: date, last: date) -> dict[str, Money]:
    """What was spent by category, the most first; each sum is rounded by itself."""
    found: dict[str, Fraction] = {}
    for item in day_sums(connection, customer_id, to, first, last):
        found[item.category] = found.get(item.category, Fraction(0)) + item.exact
    sums = {code: rounded(exact, to) for code, exact in found.items()}
    return dict(sorted(((code, money) for code, money in sums.items() if money), key=lambda one: -one[1].minor))


def first_day(connection: Connection, customer_id: int) -> date | None:
    """The first local day with spending."""
    columns = spending_days.c
    text = connection.execute(select(func.min(columns.day)).where(columns.customer_id == customer_id)).scalar()
    return None if text is None else date.fromisoformat(text)
