"""Exchange between a customer's own currencies: the quote, and what paying it does.

What is given buys a whole number of units, rounded down; what is wanted costs a whole number of units, rounded up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import ceil

from sqlalchemy import Connection

from wallet.customers import queries
from wallet.database import Database
from wallet.errors import AmountTooLarge, AmountTooSmall, SameCurrency
from wallet.exchange.book import LiveRate, RateBook, with_spread
from wallet.ledger import AccountKind
from wallet.money import CURRENCIES, MINOR_MAX, Currency, Money, convert
from wallet.payments.plans import Leg, Party, Plan, fee_leg
from wallet.payments.plans import customer as account_of
from wallet.payments.quotes import NewQuote, Quote, Quotes
from wallet.payments.rules import check_seems_active
from wallet.security.vault import Vault

EXCHANGE = "exchange"
VALID_FOR = timedelta(seconds=30)
PAYS, GETS = "pays", "gets"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the customer's rate is now, beside the middle rate that it comes from."""

    live: LiveRate
    rate: Fraction


def price(gets: Money, of: Currency, rate: Fraction) -> Money:
    """What `gets` costs in another currency at so many units of its own for one of the other; rounded up.

    Raises `AmountTooLarge`.
    """
    minor = ceil(gets.minor * 10**of.exponent / (rate * 10**gets.currency.exponent))
    if minor > MINOR_MAX:
        raise AmountTooLarge(currency=of.code, minor_max=MINOR_MAX)
    return Money(minor, of)


class Exchange:
    """Quotes of kind `exchange`, and their settlement."""

    def __init__(self, database: Database, vault: Vault, quotes: Quotes, book: RateBook, spread_bps: int) -> None:
        """`spread_bps`: how many hundredths of a percent the customer's rate is below the middle."""
        self._database, self._vault, self._quotes, self._book = database, vault, quotes, book
        self.spread_bps = spread_bps

    async def offer(self, pays: str, gets: str) -> Offer:
        """The rate at which a quote would be made now. Raises `SameCurrency`, `RatesUnavailable`."""
        if pays == gets:
            raise SameCurrency
        live = await self._book.rate(pays, gets)
        return Offer(live, with_spread(live.rate, self.spread_bps))

    async def quote_pay(self, customer_id: int, pays: Money, to: str) -> Quote:
        """The customer gives exactly `pays`, and the fee on top.

        Raises `SameCurrency`, `RatesUnavailable`, `AmountTooSmall`, `AmountTooLarge`, `CustomerNotActive`,
        `InsufficientFunds`.
        """
        return await self._quotes.make(await self._new_pay(customer_id, pays, to))

    async def quote_get(self, customer_id: int, gets: Money, from_: str) -> Quote:
        """The customer gets exactly `gets`. Raises as `quote_pay`."""
        return await self._quotes.make(await self._new_get(customer_id, gets, from_))

    def plan(self, connection: Connection, quote: Quote) -> Plan:
        """One currency into the house's pool, the other out of it; the fee is a transfer of its own."""
        owner = account_of(quote.customer_id)
        pool = Party(AccountKind.EXCHANGE, quote.customer_id)
        legs = (Leg(owner, pool, quote.pays), Leg(pool, owner, quote.gets))
        return Plan(
            kind=EXCHANGE,
            reference=quote.reference,
            payer_id=quote.customer_id,
            pays=quote.pays,
            fee=quote.fee,
            legs=(*legs, *fee_leg(quote.customer_id, quote.fee)),
            leaves_wallet=False,
        )

    async def renewed(self, quote: Quote) -> NewQuote:
        """The amount that the customer named, at the rate of now."""
        if quote.details["fixed"] == GETS:
            return await self._new_get(quote.customer_id, quote.gets, quote.pays.currency.code)
        return await self._new_pay(quote.customer_id, quote.pays, quote.gets.currency.code)

    async def _new_pay(self, customer_id: int, pays: Money, to: str) -> NewQuote:
        offer = await self.offer(pays.currency.code, to)
        gets = convert(pays, CURRENCIES[to], offer.rate.numerator, offer.rate.denominator)
        return await self._new(customer_id, pays, gets, offer, PAYS)

    async def _new_get(self, customer_id: int, gets: Money, from_: str) -> NewQuote:
        offer = await self.offer(from_, gets.currency.code)
        return await self._new(customer_id, price(gets, CURRENCIES[from_], offer.rate), gets, offer, GETS)

    async def _new(self, customer_id: int, pays: Money, gets: Money, offer: Offer, fixed: str) -> NewQuote:
        if gets.minor <= 0:
            raise AmountTooSmall(currency=gets.currency.code)
        fee = await self._database.read(self._fee(customer_id, pays))
        return NewQuote(
            EXCHANGE,
            customer_id,
            pays,
            fee,
            gets,
            rate=offer.rate,
            details={"fixed": fixed, **rate_details(offer.live, self.spread_bps)},
            valid_for=VALID_FOR,
            leaves_wallet=False,
        )

    def _fee(self, customer_id: int, pays: Money) -> Callable[[Connection], Money]:
        def look(connection: Connection) -> Money:
            check_seems_active(connection, customer_id)
            level = queries.by_id(connection, self._vault, customer_id).identity_level
            return self._quotes.fees.fee(EXCHANGE, pays, level)

        return look


def rate_details(live: LiveRate, spread_bps: int) -> dict[str, str | int | None]:
    """What the card says about a rate, for a quote's details: the middle rate, the spread, the source and its date."""
    return {
        "mid": f"{live.rate.numerator}/{live.rate.denominator}",
        "spread_bps": spread_bps,
        "source": live.source,
        "dated_at": live.dated_at.isoformat(),
    }
