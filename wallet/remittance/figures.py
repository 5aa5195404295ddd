"""What a remittance costs and brings: rate with spread, the other amount rounded for the house, and the middle rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil

from wallet.errors import AmountTooLarge, AmountTooSmall
from wallet.exchange.book import LiveRate, with_spread
from wallet.ledger import AccountKind
from wallet.money import MINOR_MAX, Currency, Money, convert
from wallet.payments.plans import Leg, Party
from wallet.payments.plans import customer as account_of
from wallet.payments.quotes import Quote

PAYS, GETS = "pays", "gets"
"""Which of the two amounts the customer named."""


@dataclass(frozen=True, slots=True)
class Figures:
    """`rate` is units of the target for one of the source, `live` the middle rate of the market that it comes from.

    Both are None when the currency is one. `pays` is without the fee.
    """

    pays: Money
    gets: Money
    rate: Fraction | None
    live: LiveRate | None

    @property
    def less(self) -> Money:
        """How much less arrives than at the middle rate."""
        return (
            Money(0, self.gets.currency) if self.live is None else less_than_mid(self.pays, self.gets, self.live.rate)
        )


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


def figures_of(amount: Money, fixed: str, other: Currency, live: LiveRate | None, spread_bps: int) -> Figures:
    """From one amount the other one; `fixed` tells which is named. The rounding is never for the customer.

    `live` is the middle rate from source to target, None when both are one currency.
    Raises `AmountTooSmall` and `AmountTooLarge`.
    """
    if live is None:
        return Figures(amount, amount, None, None)
    rate = with_spread(live.rate, spread_bps)
    if fixed == PAYS:
        gets = convert(amount, other, rate.numerator, rate.denominator)
        if not gets:
            raise AmountTooSmall(currency=other.code)
        return Figures(amount, gets, rate, live)
    exact = Fraction(amount.minor * 10**other.exponent, 10**amount.currency.exponent) / rate
    pays_minor = ceil(exact)
    if pays_minor > MINOR_MAX:
        raise AmountTooLarge(currency=other.code, minor_max=MINOR_MAX)
    return Figures(Money(pays_minor, other), amount, rate, live)


def less_than_mid(pays: Money, gets: Money, mid: Fraction) -> Money:
    """How much less `gets` is than what `pays` would bring at the middle rate; never negative."""
    less = convert(pays, gets.currency, mid.numerator, mid.denominator) - gets
    return Money(max(0, less.minor), gets.currency)


def rate_details(live: LiveRate | None, spread_bps: int) -> dict[str, str | int | None]:
    """What the card says of the rate; nothing within one currency."""
    if live is None:
        return {}
    return {
        "mid": f"{live.rate.numerator}/{live.rate.denominator}",
        "spread_bps": spread_bps,
        "source": live.source,
        "dated_at": live.dated_at.isoformat(),
    }


def legs_of(quote: Quote) -> tuple[Leg, ...]:
    """Through the exchange pool to the money that is to be paid out; straight there within one currency."""
    payer_id = quote.customer_id
    clearing, exchange = Party(AccountKind.CLEARING, payer_id), Party(AccountKind.EXCHANGE, payer_id)
    if quote.pays.currency == quote.gets.currency:
        return (Leg(account_of(payer_id), clearing, quote.pays),)
    return (Leg(account_of(payer_id), exchange, quote.pays), Leg(exchange, clearing, quote.gets, "payout"))
