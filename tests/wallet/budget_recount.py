"""Budgets counted a second time, simply: day by day, with fractions and dictionaries, from the parts of records."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

from sqlalchemy import Connection, select

from wallet.money import CURRENCIES
from wallet.records.models import day_rates, spending

Terms = tuple[date, int, str]


@dataclass
class Kept:
    """A budget as the test remembers it. `categories` is None for all; `terms`: from a day on, amount and carry."""

    categories: frozenset[str] | None
    currency: str
    unit: str
    own_days: int
    made: date
    terms: list[Terms]
    moves: list[tuple[date, int]] = field(default_factory=list)

    def key(self, day: date) -> Any:
        """Which period a day belongs to; later periods have larger keys."""
        keys: dict[str, Callable[[], Hashable]] = {
            "day": lambda: day.toordinal(),
            "week": lambda: day.isocalendar()[:2],
            "month": lambda: (day.year, day.month),
            "year": lambda: day.year,
            "own": lambda: (day - self.made).days // self.own_days,
        }
        return keys[self.unit]()


@dataclass
class Counted:
    """In minor units."""

    limit: int
    carried: int
    moved: int
    spent: int


class Recount:
    """Reads everything once."""

    def __init__(self, connection: Connection, customer_id: int) -> None:
        self.rates: Mapping[tuple[str, str], Fraction] = {
            (row.day, row.code): Fraction(row.per_euro) for row in connection.execute(select(day_rates))
        }
        rows = connection.execute(select(spending).where(spending.c.customer_id == customer_id))
        self.parts = [(date.fromisoformat(row.day), row.category, row.currency, row.minor) for row in rows]

    def worth(self, day: date, code: str, minor: int, to: str) -> Fraction:
        """Major units through euros, and back to minor units."""
        text = day.isoformat()
        if code == to:
            return Fraction(minor)
        euros = Fraction(minor, 10 ** CURRENCIES[code].exponent) / self.rates[text, code]
        return euros * self.rates[text, to] * 10 ** CURRENCIES[to].exponent

    def count(self, budget: Kept, today: date) -> Counted:
        """Every period since the first, one after the other."""
        first, wanted = min(budget.key(budget.made), budget.key(today)), budget.key(today)
        sums: dict[Any, Fraction] = {}
        for day, category, code, minor in self.parts:
            if budget.categories is None or category in budget.categories:
                key = budget.key(day)
                sums[key] = sums.get(key, Fraction(0)) + self.worth(day, code, minor, budget.currency)
        keys, day = [first], budget.made
        while keys[-1] < wanted:
            day += timedelta(days=1)
            if budget.key(day) != keys[-1]:
                keys.append(budget.key(day))
        carried = 0
        for key in keys:
            amount, carry = budget.terms[0][1:]
            for since, new_amount, new_carry in budget.terms:
                if budget.key(since) <= key:
                    amount, carry = new_amount, new_carry
            moved = sum(minor for on, minor in budget.moves if budget.key(on) == key)
            spent = floor(sums.get(key, Fraction(0)) + Fraction(1, 2))
            counted = Counted(amount + carried + moved, carried, moved, spent)
            left = counted.limit - spent
            carried = {"none": 0, "surplus": max(left, 0), "both": left}[carry]
        return counted
