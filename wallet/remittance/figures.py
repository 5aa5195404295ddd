"""What a remittance costs and brings: rate with spread, the other amount rounded for the house, and the middle rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil

from wallet.errors import AmountTooLarge, AmountTooSmallToSend
from wallet.exchange.book import with_spread
from wallet.money import MINOR_MAX, Currency, Money, convert

PAYS, GETS = "pays", "gets"
"""Which of the two amounts the customer named."""


@dataclass(frozen=True, slots=True)
class Figures:
    """`rate` and `mid` are units of the target for one of the source; both are None when the currency is one.

    `pays` without the fee. `at_mid` is what the middle rate of the market would bring.
    """

    pays: Money
    gets: Money
    rate: Fraction | None
    mid: Fraction | None

    @property
    def at_mid(self) -> Money:
        """What would arrive at the middle rate."""
        if self.mid is None:
            return self.gets
        return convert(self.pays, self.gets.currency, self.mid.numerator, self.mid.denominator)

    @property
    def less(self) -> Money:
        """How much less arrives than at the middle rate."""
        return self.at_mid - self.gets


@dataclass(frozen=True, slots=True)
class Preview:
    """The figures of a wish before anything is stored."""

    figures: Figures
    fee: Money
    arrives_at: datetime

    @property
    def leaves(self) -> Money:
        """What would leave the customer's account in all."""
        return self.figures.pays + self.fee


def figures_of(amount: Money, fixed: str, other: Currency, mid: Fraction | None, spread_bps: int) -> Figures:
    """From one amount the other one; `fixed` tells which is named. The rounding is never for the customer.

    `mid` is the middle rate from source to target, None when both are one currency.
    Raises `AmountTooSmallToSend` and `AmountTooLarge`.
    """
    if mid is None:
        return Figures(amount, amount, None, None)
    rate = with_spread(mid, spread_bps)
    if fixed == PAYS:
        gets = convert(amount, other, rate.numerator, rate.denominator)
        if not gets:
            raise AmountTooSmallToSend
        return Figures(amount, gets, rate, mid)
    exact = Fraction(amount.minor * 10**other.exponent, 10**amount.currency.exponent) / rate
    pays_minor = ceil(exact)
    if pays_minor > MINOR_MAX:
        raise AmountTooLarge(currency=other.code, minor_max=MINOR_MAX)
    return Figures(Money(pays_minor, other), amount, rate, mid)


def percent_less(rate: Fraction, mid: Fraction) -> str:
    """How much the rate is below the middle, in percent with two decimals, rounded up: "0.50"."""
    hundredths = max(0, ceil((mid - rate) / mid * 10_000))
    return f"{hundredths // 100}.{hundredths % 100:02}"
