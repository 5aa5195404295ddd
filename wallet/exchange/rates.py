"""Rates: what a source tells, how it is read strictly, and the sources that need no network."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor
from typing import Protocol

from wallet.clock import Clock
from wallet.errors import RatesUnavailable
from wallet.limits.valuation import COUNTS_AS
from wallet.money import CURRENCIES

BANK_BASE, CRYPTO_BASE, CRYPTO = "EUR", "USD", "USDT"
BANK_CODES = frozenset(code for code in CURRENCIES if code not in {BANK_BASE, *COUNTS_AS})
PUBLISHED_AT = time(15, tzinfo=UTC)
"""The central bank publishes at about 16:00 in Frankfurt."""

OFFLINE, GARBLED, JUMP, PAST, OLD = "offline", "garbled", "jump", "past", "old"
"""Why a source is not believed: no answer; not what was agreed; over 10% off; an older date than before; too old."""

DIGITS = 12
"""Significant digits of a rate: it must fit into a stored quote."""

RATE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,12})?")
WOBBLE_SLOT_SECONDS, WOBBLE_MINUTES = 5, 5
WOBBLE_SLOW_MAX, WOBBLE_FAST_MAX, WOBBLE_PARTS = 110, 40, 100_000


@dataclass(frozen=True, slots=True)
class RateTable:
    """What a source tells: units of each currency for one unit of `base`."""

    base: str
    rates: Mapping[str, Fraction]
    dated_at: datetime
    source: str


class RateSource(Protocol):
    """Where rates come from."""

    async def fetch(self) -> RateTable:
        """The newest rates. Raises `RatesUnavailable` with the reason offline or garbled."""
        ...


def read_rate(text: str) -> Fraction:
    """A positive decimal number. Raises `RatesUnavailable` for anything else."""
    if not RATE.fullmatch(text) or not Decimal(text):
        raise RatesUnavailable(reason=GARBLED)
    return Fraction(Decimal(text))


def shortened(rate: Fraction) -> Fraction:
    """A positive rate cut to twelve significant digits: never more than it was."""
    places = DIGITS - len(str(rate.numerator)) + len(str(rate.denominator))
    # The lengths tell the size of the quotient to within one digit.
    places += DIGITS - len(str(floor(rate * Fraction(10) ** places)))
    return floor(rate * Fraction(10) ** places) / Fraction(10) ** places


def published(day: date) -> datetime:
    """The moment that rates of a day are dated with."""
    return datetime.combine(day, PUBLISHED_AT)


class EmbeddedBank:
    """The European Central Bank's reference rates of the last date that the package brings."""

    async def fetch(self) -> RateTable:
        """A few milliseconds at the first time, in a thread."""
        return await asyncio.to_thread(_embedded)


@cache
def _embedded() -> RateTable:
    # Imported here: most processes and tests never need it.
    from currency_converter import SINGLE_DAY_CURRENCY_FILE, CurrencyConverter

    converter = CurrencyConverter(SINGLE_DAY_CURRENCY_FILE, decimal=True)
    rates = {code: Fraction(converter.convert(Decimal(1), BANK_BASE, code)) for code in BANK_CODES}
    return RateTable(BANK_BASE, rates, published(converter.bounds[BANK_BASE].last_date), "ecb-package")


class FixedCrypto:
    """USDT at a constant price in USD, by a setting."""

    def __init__(self, price: Fraction, clock: Clock) -> None:
        self._price, self._clock = price, clock

    async def fetch(self) -> RateTable:
        """The same price, dated now."""
        return RateTable(CRYPTO_BASE, {CRYPTO: 1 / self._price}, self._clock.now(), "fixed")


def wobble(code: str, now: datetime) -> Fraction:
    """The sandbox's market: a factor within 0.15% of 1 that walks slowly, with a little jump every five seconds."""
    if code == BANK_BASE:
        return Fraction(1)
    seconds = int(now.timestamp())
    slot = seconds // WOBBLE_SLOT_SECONDS
    slots_in_walk = WOBBLE_MINUTES * 60 // WOBBLE_SLOT_SECONDS
    step, at = divmod(slot, slots_in_walk)
    begin, end = (_chance(f"slow/{code}/{step + ahead}", WOBBLE_SLOW_MAX) for ahead in (0, 1))
    slow = begin + (end - begin) * at // slots_in_walk
    return 1 + Fraction(slow + _chance(f"fast/{code}/{slot}", WOBBLE_FAST_MAX), WOBBLE_PARTS)


def _chance(name: str, size_max: int) -> int:
    """Always the same whole number for a name, from -size_max to size_max."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) % (2 * size_max + 1) - size_max
