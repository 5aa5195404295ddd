"""Adds up spending by period: as exact as fractions, as fast as whole numbers.

A rate is cut to 96 binary places, so each sum is known to lie between two numbers. Both nearly always round to the same
minor unit, which is the answer then; when they don't, the sum is made again with fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction

from sqlalchemy import Connection, and_, or_, select

from wallet.money import CURRENCIES, Currency
from wallet.records.day_rates import rounded
from wallet.records.models import day_rates, spending, spending_days

PLACES = 96
ONE, HALF = 1 << PLACES, 1 << (PLACES - 1)

Row = tuple[str, str, str, int]
"""Day, category, currency code, minor units."""
Wanted = tuple[str, Collection[str] | None]
"""The first day, and which categories: None for all."""
Reader = Callable[[Connection, int, str, Sequence[Wanted]], list[Row]]
RatePair = tuple[int, int]


def read_days(connection: Connection, customer_id: int, last: str, wanted: Sequence[Wanted]) -> list[Row]:
    """The running sums of all that is wanted, up to a day."""
    columns = spending_days.c
    query = select(columns.day, columns.category, columns.currency, columns.minor).where(
        columns.customer_id == customer_id, columns.day.between(min(first for first, _ in wanted), last)
    )
    either = [
        columns.day >= first if codes is None else and_(columns.day >= first, columns.category.in_(sorted(codes)))
        for first, codes in wanted
    ]
    found = connection.execute(query.where(or_(*either)))
    return [(day, category, code, minor) for day, category, code, minor in found]


def recount_days(connection: Connection, customer_id: int, last: str, wanted: Sequence[Wanted]) -> list[Row]:
    """The same from every part of every record: slow, and right whatever the running sums say."""
    columns = spending.c
    query = select(columns.day, columns.category, columns.currency, columns.minor).where(
        columns.customer_id == customer_id, columns.day.between(min(first for first, _ in wanted), last)
    )
    sums: dict[tuple[str, str, str], int] = {}
    for day, category, code, minor in connection.execute(query):
        sums[day, category, code] = sums.get((day, category, code), 0) + minor
    return [(*key, minor) for key, minor in sorted(sums.items())]


class Rates:
    """The stored rates of a range of days, for the currencies that are asked for."""

    def __init__(self, connection: Connection, first: str, last: str, codes: Collection[str]) -> None:
        columns = day_rates.c
        query = select(columns.day, columns.code, columns.per_euro).where(
            columns.day.between(first, last), columns.code.in_(sorted(codes))
        )
        rows = connection.execute(query) if codes else ()
        self._known: dict[tuple[str, str], RatePair] = {(day, code): _pair(text) for day, code, text in rows}
        self._cut: dict[tuple[str, str, str], int] = {}

    def exact(self, day: str, of: str, to: Currency) -> Fraction:
        """What one minor unit is worth."""
        over, under = self._pair(day, of, to)
        return Fraction(over, under)

    def cut(self, day: str, of: str, to: Currency) -> int:
        """The same in 2**-96, rounded down."""
        key = (day, of, to.code)
        found = self._cut.get(key)
        if found is None:
            over, under = self._pair(day, of, to)
            found = self._cut[key] = (over << PLACES) // under
        return found

    def _pair(self, day: str, of: str, to: Currency) -> RatePair:
        over, under = self._known[day, to.code]
        of_over, of_under = self._known[day, of]
        return over * of_under * 10**to.exponent, under * of_over * 10 ** CURRENCIES[of].exponent


def sum_periods(rows: Sequence[Row], to: Currency, rates: Rates, periods: Mapping[str, int]) -> dict[int, int]:
    """Minor units of `to` by period, each sum rounded once, half up. `periods`: which one a day belongs to."""
    low: dict[int, int] = {}
    high: dict[int, int] = {}
    home = to.code
    for day, _, code, minor in rows:
        index = periods[day]
        if code == home:
            part, above, below = minor << PLACES, 0, 0
        else:
            part, above, below = minor * rates.cut(day, code, to), max(0, minor), min(0, minor)
        low[index] = low.get(index, HALF) + part + below
        high[index] = high.get(index, HALF) + part + above
    return {
        index: least >> PLACES
        if least >> PLACES == high[index] >> PLACES
        else _exactly([row for row in rows if periods[row[0]] == index], to, rates)
        for index, least in low.items()
    }


def _exactly(rows: Sequence[Row], to: Currency, rates: Rates) -> int:
    parts = (minor * (Fraction(1) if code == to.code else rates.exact(day, code, to)) for day, _, code, minor in rows)
    return rounded(sum(parts, Fraction(0)), to).minor


def _pair(text: str) -> RatePair:
    over, _, under = text.partition("/")
    return (int(over), int(under or 1)) if over.isdecimal() else Fraction(text).as_integer_ratio()
