"""Money abroad for tests: the services over one database, at rates that stand still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from sqlalchemy import select, update

from tests.factories import PIN, Wallet, money
from wallet.customers.models import customers
from wallet.database import Database
from wallet.errors import RatesUnavailable
from wallet.exchange.book import LiveRate, RateBook
from wallet.limits.service import Limits
from wallet.limits.valuation import BankRates
from wallet.payments.checkout import Checkout, Paid
from wallet.payments.quotes import Quote
from wallet.remittance.figures import PAYS
from wallet.remittance.models import remittances
from wallet.remittance.payouts import Agent, DeskPayouts, PayoutDesk
from wallet.remittance.service import REMITTANCE, Remittances, Wish
from wallet.security.vault import Vault

DE_IBAN, GB_IBAN = "DE89 3704 0044 0532 0130 00", "GB29 NWBK 6016 1331 9268 19"
MARK, ELLEN = Agent(901, "Mark"), Agent(902, "Ellen")
DATED_AT = datetime(2025, 3, 1, 9, tzinfo=UTC)


class StillRates(RateBook):
    """Ten units of anything for one euro, so 0.1 euro for one unit; nothing at all while closed."""

    def __init__(self) -> None:
        self.closed = False
        self.per_euro = {"EUR": Fraction(1), "GBP": Fraction(1, 2), "JPY": Fraction(160)}

    async def rate(self, base: str, quote: str) -> LiveRate:
        """Raises `RatesUnavailable` while closed."""
        if self.closed:
            raise RatesUnavailable(reason="offline")
        rate = self.per_euro.get(quote, Fraction(10)) / self.per_euro.get(base, Fraction(10))
        return LiveRate(base, quote, rate, "still", DATED_AT)


@dataclass(frozen=True, slots=True)
class Abroad:
    """The customer's side, the desk's side, and the checkout between."""

    database: Database
    remittances: Remittances
    desk: PayoutDesk
    checkout: Checkout
    rates: StillRates

    async def recipient(self, customer_id: int, country: str = "DE", account: str = DE_IBAN) -> int:
        """Anna Weber's account."""
        added = await self.remittances.recipients.add(customer_id, country, "iban", account, "Anna Weber")
        return added.id

    async def quote(self, customer_id: int, minor: int = 100_00, country: str = "DE", fixed: str = PAYS) -> Quote:
        """A quote for Anna Weber; `minor` is of CNY, or of the target's currency."""
        account = {"DE": DE_IBAN, "GB": GB_IBAN}[country]
        amount = money(minor) if fixed == PAYS else money(minor, {"DE": "EUR", "GB": "GBP"}[country])
        recipient_id = await self.recipient(customer_id, country, account)
        return await self.remittances.quote(customer_id, Wish(country, "CNY", amount, fixed), recipient_id, "family")

    async def pay(self, quote: Quote) -> Paid:
        """With the right PIN."""
        return await self.checkout.pay(quote.customer_id, quote.reference, PIN)

    async def sent(self, customer_id: int, minor: int = 100_00) -> int:
        """Pay one; returns its id."""
        quote = await self.quote(customer_id, minor)
        await self.pay(quote)
        return (await self.remittances.get(customer_id, quote.reference)).id


def abroad(database: Database, vault: Vault, wallet: Wallet) -> Abroad:
    """Remittances beside the services of `wallet`, with a spread of half a percent."""
    rates, limits = StillRates(), Limits(database, BankRates())
    service = Remittances(database, vault, wallet.quotes, limits, rates, DeskPayouts())
    checkout = Checkout(database, wallet.payments, wallet.quotes, {REMITTANCE: service})
    return Abroad(database, service, PayoutDesk(database, vault, limits), checkout, rates)


async def raise_level(database: Database, customer_id: int) -> None:
    """Level 2: large amounts may leave."""
    change = update(customers).where(customers.c.id == customer_id).values(identity_level=2)
    await database.write(lambda work: work.connection.execute(change) and None)


async def stored(database: Database) -> list[str]:
    """Everything that the table of remittances holds, as text."""
    rows = await database.read(lambda connection: connection.execute(select(remittances)).all())
    return [str(value) for row in rows for value in row]
