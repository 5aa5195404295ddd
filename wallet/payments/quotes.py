"""Quotes: the figures of a confirm card, stored with the reference under which they are paid, once, while valid."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.engine import Row

from wallet import ledger
from wallet.customers import queries
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork, insert_with_conflict
from wallet.errors import InsufficientFunds, QuoteExpired, QuoteNotFound, QuoteUsed
from wallet.fees.models import fee_versions
from wallet.fees.table import FeeTable
from wallet.limits.service import Limits
from wallet.money import Money, currency
from wallet.payments.models import quotes
from wallet.references import new_reference
from wallet.security.vault import Vault

VALID_FOR = timedelta(hours=1)
"""Longer than a session stays open by itself: who has to enter the PIN again finds the card still good."""
KEPT_UNUSED_FOR = timedelta(days=30)
FORGOTTEN_AT_ONCE_MAX = 500

Details = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class NewQuote:
    """What a service offers. `leaves_wallet` is false for money that only changes its currency: no limit counts it."""

    kind: str
    customer_id: int
    pays: Money
    fee: Money
    gets: Money
    payee_id: int | None = None
    subject_id: int | None = None
    rate: Fraction | None = None
    note: str = ""
    details: Details = field(default_factory=dict)
    valid_for: timedelta = VALID_FOR
    leaves_wallet: bool = True


@dataclass(frozen=True, slots=True)
class Quote:
    """A stored quote with its payee looked up. The receipt repeats it."""

    reference: str
    kind: str
    customer_id: int
    pays: Money
    fee: Money
    gets: Money
    payee: Customer | None
    subject_id: int | None
    rate: Fraction | None
    available_after: Money
    note: str
    details: Details
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None

    @property
    def leaves(self) -> Money:
        """What leaves the customer's account in all."""
        return self.pays + self.fee


class Quotes:
    """Makes and finds quotes; everything is looked up with its owner."""

    def __init__(self, database: Database, vault: Vault, limits: Limits, fees: FeeTable) -> None:
        self._database, self._vault, self._limits, self.fees = database, vault, limits, fees

    async def make(self, new: NewQuote) -> Quote:
        """Store a quote under a fresh reference. Raises `InsufficientFunds`, `LimitReached`; moves nothing."""
        leaves = new.pays + new.fee
        value_minor = self._limits.value(leaves) if new.leaves_wallet else None

        def work(unit: UnitOfWork) -> Quote:
            available = available_money(unit.connection, new.customer_id, leaves.currency.code)
            require_funds(available, leaves)
            if value_minor is not None:
                self._limits.look(unit.connection, unit.now, new.customer_id, value_minor, leaves.currency)
            return self._store(unit, new, available - leaves)

        return await self._database.write(work)

    async def get(self, customer_id: int, reference: str) -> Quote:
        """Raises `QuoteNotFound`, also for somebody else's."""
        return await self._database.read(lambda connection: self.find(connection, customer_id, reference))

    def find(self, connection: Connection, customer_id: int, reference: str) -> Quote:
        """As `get`, within the caller's transaction."""
        columns = quotes.c
        query = select(quotes).where(columns.reference == reference, columns.customer_id == customer_id)
        row = connection.execute(query).one_or_none()
        if row is None:
            raise QuoteNotFound
        return self._quote(connection, row)

    def find_any(self, connection: Connection, reference: str) -> Quote | None:
        """A quote whoever made it: for who proves to know its reference by other means."""
        row = connection.execute(select(quotes).where(quotes.c.reference == reference)).one_or_none()
        return None if row is None else self._quote(connection, row)

    def _store(self, work: UnitOfWork, new: NewQuote, left: Money) -> Quote:
        reference = new_reference()
        work.connection.execute(
            insert_with_conflict(work, fee_versions)
            .values(version=self.fees.version, content=self.fees.content, first_used_at=work.now)
            .on_conflict_do_nothing()
        )
        work.connection.execute(
            insert(quotes).values(
                reference=reference,
                customer_id=new.customer_id,
                kind=new.kind,
                payee_id=new.payee_id,
                subject_id=new.subject_id,
                pays_minor=new.pays.minor,
                pays_currency=new.pays.currency.code,
                fee_minor=new.fee.minor,
                gets_minor=new.gets.minor,
                gets_currency=new.gets.currency.code,
                rate=None if new.rate is None else f"{new.rate.numerator}/{new.rate.denominator}",
                available_after_minor=left.minor,
                note=new.note,
                details=json.dumps(dict(new.details), ensure_ascii=False),
                fee_version=self.fees.version,
                created_at=work.now,
                expires_at=work.now + new.valid_for,
            )
        )
        return self.find(work.connection, new.customer_id, reference)

    def _quote(self, connection: Connection, row: Row[*tuple[Any, ...]]) -> Quote:
        pays, gets = currency(row.pays_currency), currency(row.gets_currency)
        payee = None if row.payee_id is None else queries.by_id(connection, self._vault, row.payee_id)
        return Quote(
            reference=row.reference,
            kind=row.kind,
            customer_id=row.customer_id,
            pays=Money(row.pays_minor, pays),
            fee=Money(row.fee_minor, pays),
            gets=Money(row.gets_minor, gets),
            payee=payee,
            subject_id=row.subject_id,
            rate=None if row.rate is None else Fraction(row.rate),
            available_after=Money(row.available_after_minor, pays),
            note=row.note,
            details=json.loads(row.details),
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
        )


def check_usable(quote: Quote, now: datetime) -> None:
    """Raises `QuoteExpired`, `QuoteUsed`."""
    if quote.used_at is not None:
        raise QuoteUsed
    if now >= quote.expires_at:
        raise QuoteExpired


def use(work: UnitOfWork, reference: str) -> None:
    """Use a quote up in the transaction of its payment. Raises `QuoteExpired`, `QuoteUsed`, `QuoteNotFound`."""
    columns = quotes.c
    mine = columns.reference == reference
    valid = update(quotes).where(mine, columns.used_at.is_(None), columns.expires_at > work.now)
    if work.connection.execute(valid.values(used_at=work.now)).rowcount:
        return
    row = work.connection.execute(select(columns.used_at).where(mine)).one_or_none()
    if row is None:
        raise QuoteNotFound
    raise QuoteExpired if row.used_at is None else QuoteUsed


def available_money(connection: Connection, customer_id: int, currency_code: str) -> Money:
    """What a customer can spend in a currency."""
    for balance in ledger.balances(connection, customer_id):
        if balance.available.currency.code == currency_code:
            return balance.available
    return Money(0, currency(currency_code))


def require_funds(available: Money, needed: Money) -> None:
    """Raises `InsufficientFunds`."""
    if available < needed:
        raise InsufficientFunds(
            currency=needed.currency.code, available_minor=available.minor, needed_minor=needed.minor
        )


def forget_person(work: UnitOfWork, customer_id: int) -> None:
    """What somebody who closes their wallet was offered and did not take goes; of the rest the notes go."""
    mine = quotes.c.customer_id == customer_id
    work.connection.execute(delete(quotes).where(mine, quotes.c.used_at.is_(None)))
    work.connection.execute(update(quotes).where(mine).values(note=""))


def forget_old(work: UnitOfWork) -> int:
    """The job: delete quotes that nobody paid, long after they expired; some at a time."""
    due = (
        select(quotes.c.id)
        .where(quotes.c.used_at.is_(None), quotes.c.expires_at < work.now - KEPT_UNUSED_FOR)
        .limit(FORGOTTEN_AT_ONCE_MAX)
    )
    return int(work.connection.execute(delete(quotes).where(quotes.c.id.in_(due))).rowcount)
