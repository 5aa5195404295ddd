"""What money of any currency is worth in the limits' currency, exactly: whole minor units and fractions, no floats."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import ceil, floor
from typing import Protocol

from wallet.limits.levels import LIMITS_CURRENCY
from wallet.money import CURRENCIES, Currency, Money

COUNTS_AS: Mapping[str, str] = {"USDT": "USD"}
"""Currencies without a rate of their own."""

BASE = "EUR"
"""The central bank's rates tell how much of a currency one euro is."""


class Valuation(Protocol):
    """Values money for the limits."""

    def value(self, money: Money) -> int:
        """Minor units of the limits' currency, rounded up."""
        ...

    def amount(self, value_minor: int, kind: Currency) -> Money:
        """How much of a currency is worth no more than `value_minor`: rounded down."""
        ...


class BankRates:
    """The European Central Bank's reference rates of the last date that the package brings; read when first needed."""

    def value(self, money: Money) -> int:
        """Minor units of the limits' currency, rounded up."""
        return ceil(money.minor * _factor(money.currency.code))

    def amount(self, value_minor: int, kind: Currency) -> Money:
        """How much of a currency is worth no more than `value_minor`: rounded down."""
        return Money(floor(value_minor / _factor(kind.code)), kind)


@cache
def _factor(code: str) -> Fraction:
    """Minor units of the limits' currency for one minor unit of this one."""
    ours, theirs = LIMITS_CURRENCY, CURRENCIES[code]
    if theirs == ours:
        return Fraction(1)
    units = packaged_rates()[ours.code] / packaged_rates()[COUNTS_AS.get(code, code)]
    return units * Fraction(10**ours.exponent, 10**theirs.exponent)


@cache
def packaged_rates() -> Mapping[str, Fraction]:
    """What one euro is worth, by code, on the last date that the package brings."""
    # Imported here: most processes and tests never need it. The file of a single day is read in a few milliseconds,
    # the history that the package reads otherwise in a third of a second.
    from currency_converter import SINGLE_DAY_CURRENCY_FILE, CurrencyConverter

    converter = CurrencyConverter(SINGLE_DAY_CURRENCY_FILE, decimal=True)
    codes = {COUNTS_AS.get(code, code) for code in CURRENCIES}
    return {code: Fraction(converter.convert(Decimal(1), BASE, code)) for code in codes}
