"""Rates of a day, stored once: what spending in one currency was worth in another on the day it happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor

from sqlalchemy import Connection, select

from wallet.database import UnitOfWork, insert_with_conflict
from wallet.exchange.book import BANK_FEED
from wallet.exchange.models import rates
from wallet.limits.valuation import BASE, COUNTS_AS, packaged_rates
from wallet.money import CURRENCIES, Currency, Money
from wallet.records.models import day_rates

Rates = Mapping[tuple[str, str], Fraction]
"""By day and currency code: what one euro was worth."""

HALF = Fraction(1, 2)


def keep_rates(work: UnitOfWork, days: Iterable[str]) -> None:
    """Store the rates of these local days, unless they are: the central bank's newest of that day or before it."""
    wanted = set(days)
    columns = day_rates.c
    known = set(
        work.connection.execute(select(columns.day).where(columns.day.in_(wanted), columns.code == BASE)).scalars()
    )
    rows = [
        {"day": day, "code": code, "per_euro": str(rate)}
        for day in sorted(wanted - known)
        for code, rate in newest(work.connection, day).items()
    ]
    if rows:
        work.connection.execute(insert_with_conflict(work, day_rates).on_conflict_do_nothing(), rows)


def read_rates(connection: Connection, first: str, last: str) -> dict[tuple[str, str], Fraction]:
    """The stored rates of a range of days, both included."""
    query = select(day_rates).where(day_rates.c.day.between(first, last))
    return {(row.day, row.code): Fraction(row.per_euro) for row in connection.execute(query)}


def worth(minor: int, of: str, to: Currency, day: str, known: Rates) -> Fraction:
    """Minor units of `to` for minor units of a currency code at the rate of a day, exactly."""
    if of == to.code:
        return Fraction(minor)
    source = CURRENCIES[of]
    return minor * known[day, to.code] / known[day, of] * Fraction(10**to.exponent, 10**source.exponent)


def rounded(exact: Fraction, to: Currency) -> Money:
    """Whole minor units, half up; a sum is rounded once, at its end."""
    return Money(floor(exact + HALF), to)


def newest(connection: Connection, day: str) -> dict[str, Fraction]:
    """What one euro is worth by currency code, by the newest rates of that day or before it."""
    columns = rates.c
    found = dict(packaged_rates())
    for code in {COUNTS_AS.get(code, code) for code in CURRENCIES} - {BASE}:
        query = select(columns.rate).where(columns.feed == BANK_FEED, columns.code == code, columns.day <= day)
        text = connection.execute(query.order_by(columns.day.desc()).limit(1)).scalar()
        if text is not None:
            found[code] = Fraction(text)
    return {code: found[COUNTS_AS.get(code, code)] for code in {*CURRENCIES, BASE}}
