"""The checkout: one way from a confirm card to a receipt, whatever is paid for. Both show one stored quote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from wallet.database import Database, UnitOfWork
from wallet.errors import QuoteNotFound
from wallet.payments.commands import Receipt
from wallet.payments.plans import Plan, Settlement
from wallet.payments.quotes import Quote, Quotes, check_usable, use
from wallet.payments.service import Payments


@dataclass(frozen=True, slots=True)
class Paid:
    """What was promised and what happened."""

    quote: Quote
    receipt: Receipt


class Checkout:
    """Pays stored quotes. `settlements` know what each kind of quote does."""

    def __init__(
        self, database: Database, payments: Payments, quotes: Quotes, settlements: Mapping[str, Settlement]
    ) -> None:
        self._database, self._payments, self._quotes, self._settlements = database, payments, quotes, settlements

    async def get(self, customer_id: int, reference: str) -> Quote:
        """What the card shows. Raises `QuoteNotFound`, also for somebody else's."""
        return await self._quotes.get(customer_id, reference)

    async def is_quoted(self, customer_id: int, reference: str) -> bool:
        """Whether this customer has a quote under this reference: then it has a receipt code too."""
        try:
            await self._quotes.get(customer_id, reference)
        except QuoteNotFound:
            return False
        return True

    async def second_factor_due(self, customer_id: int, reference: str) -> bool:
        """Whether this payment asks for the second factor first. Raises `QuoteNotFound`."""
        plan = await self._database.read(lambda connection: self._plan(connection, customer_id, reference)[1])
        return await self._payments.second_factor_due(plan)

    async def pay(self, customer_id: int, reference: str, pin: str) -> Paid:
        """Do what the card said, once. A retry gets the first receipt, also after the quote has expired.

        Raises `QuoteNotFound`, `QuoteExpired`, and as `Payments.execute`.
        """
        quote, plan = await self._database.read(lambda connection: self._plan(connection, customer_id, reference))
        return Paid(quote, await self._payments.execute(self._once(quote, plan), pin))

    async def renew(self, customer_id: int, reference: str) -> Quote:
        """The same wish under a new reference at today's figures. Raises `QuoteNotFound`, and as the first quote."""
        quote = await self._quotes.get(customer_id, reference)
        return await self._quotes.make(await self._settlements[quote.kind].renewed(quote))

    def _plan(self, connection: Connection, customer_id: int, reference: str) -> tuple[Quote, Plan]:
        quote = self._quotes.find(connection, customer_id, reference)
        return quote, self._settlements[quote.kind].plan(connection, quote)

    def _once(self, quote: Quote, plan: Plan) -> Plan:
        """The plan, paid only while the quote is valid, and using it up."""

        def check(connection: Connection) -> None:
            check_usable(quote, self._database.now())
            if plan.check is not None:
                plan.check(connection)

        def guard(work: UnitOfWork) -> None:
            use(work, quote.reference)
            if plan.guard is not None:
                plan.guard(work)

        return replace(plan, check=check, guard=guard)
