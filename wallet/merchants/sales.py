"""Sales: what a merchant was paid under their public name, today and page by page, with what was given back of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.engine import Row

from wallet.customers import queries
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import OperationNotFound
from wallet.ledger.models import accounts, entries, operations, transfers
from wallet.money import Money, currency
from wallet.payments.models import quotes
from wallet.security.vault import Vault

MERCHANT, INVOICE, REFUND = "merchant", "invoice", "refund"
SALE_KINDS = (MERCHANT, INVOICE)
PAGE_MAX = 500
EXPORTED_MAX = 10_000
EXPORTED_FOR = timedelta(days=90)
NEWEST = 2**62

_debit = accounts.alias("debit")
_SALES = (
    select(
        operations.c.id,
        operations.c.reference,
        operations.c.kind,
        operations.c.note,
        operations.c.created_at,
        entries.c.position,
        entries.c.amount,
        transfers.c.currency,
        _debit.c.customer_id.label("payer_id"),
        quotes.c.details,
    )
    .select_from(entries)
    .join(operations, operations.c.id == entries.c.operation_id)
    .join(
        transfers,
        (transfers.c.operation_id == entries.c.operation_id) & (transfers.c.position == entries.c.position),
    )
    .join(_debit, _debit.c.id == transfers.c.debit_account_id)
    .outerjoin(quotes, quotes.c.reference == operations.c.reference)
    .where(
        entries.c.customer_id == bindparam("merchant_id"),
        entries.c.amount > 0,
        operations.c.kind.in_(SALE_KINDS),
        transfers.c.purpose == "amount",
        _debit.c.customer_id.is_not(None),
    )
)
# Newest first along the index of a customer's history: any page costs the same. The ids alone at first: what goes with
# them is then looked up for those that are shown, whatever the database thinks of the size of its tables.
_IDS = (
    select(entries.c.operation_id)
    .join(operations, operations.c.id == entries.c.operation_id)
    .where(
        entries.c.customer_id == bindparam("merchant_id"),
        entries.c.operation_id < bindparam("older_than"),
        entries.c.created_at >= bindparam("since"),
        entries.c.amount > 0,
        operations.c.kind.in_(SALE_KINDS),
    )
    .order_by(entries.c.operation_id.desc())
    .limit(bindparam("size"))
)
_THESE = _SALES.where(entries.c.operation_id.in_(bindparam("ids", expanding=True))).order_by(
    entries.c.operation_id.desc()
)
_GIVEN_BACK = (
    select(operations.c.reverses_id, transfers.c.reverses_position, func.sum(transfers.c.amount))
    .join(transfers, transfers.c.operation_id == operations.c.id)
    .where(operations.c.reverses_id.in_(bindparam("ids", expanding=True)))
    .group_by(operations.c.reverses_id, transfers.c.reverses_position)
)
# Account by account along the index of moments: the past is not looked at.
_TURNOVER = (
    select(accounts.c.currency, operations.c.kind, func.count(), func.sum(entries.c.amount))
    .select_from(accounts)
    .join(entries, entries.c.account_id == accounts.c.id)
    .join(operations, operations.c.id == entries.c.operation_id)
    .where(
        accounts.c.customer_id == bindparam("merchant_id"),
        entries.c.created_at >= bindparam("since"),
        (operations.c.kind.in_(SALE_KINDS) & (entries.c.amount > 0))
        | ((operations.c.kind == REFUND) & (entries.c.amount < 0)),
    )
    .group_by(accounts.c.currency, operations.c.kind)
)
BEGINNING = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Sale:
    """One payment to a merchant. `payer` is masked, and empty for a closed wallet. `refunded` was given back of it.

    `position` is the transfer of the operation that carried the amount. `invoice` is its number, None without one.
    """

    operation_id: int
    reference: str
    kind: str
    amount: Money
    refunded: Money
    position: int
    payer_id: int
    payer: str
    payer_number: str
    invoice: int | None
    note: str
    created_at: datetime

    @property
    def left(self) -> Money:
        """What can still be given back."""
        return self.amount - self.refunded


@dataclass(frozen=True, slots=True)
class SalePage:
    """Newest first; `older_than` is the next page's cursor, or None on the last."""

    sales: tuple[Sale, ...]
    older_than: int | None


@dataclass(frozen=True, slots=True)
class Turnover:
    """A day's sales in one currency: how many, how much in all, and how much was given back on that day."""

    count: int
    amount: Money
    refunded: Money


class Sales:
    """Read-only; everything is looked up with its merchant."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def today(self, merchant_id: int) -> tuple[Turnover, ...]:
        """Since midnight in the merchant's time zone, by currency; empty before the first sale or refund."""
        return await self._database.read(lambda connection: self._today(connection, merchant_id))

    async def page(self, merchant_id: int, older_than: int | None = None, size: int = 6) -> SalePage:
        """One page of all sales."""
        return await self._database.read(
            lambda connection: self._page(connection, merchant_id, older_than, size, BEGINNING)
        )

    async def get(self, merchant_id: int, operation_id: int) -> Sale:
        """Raises `OperationNotFound` for what is no sale of this merchant."""
        return await self._database.read(
            lambda connection: find_sale(connection, self._vault, merchant_id, operation_id)
        )

    async def newest(self, merchant_id: int, size_max: int = EXPORTED_MAX) -> tuple[list[Sale], bool]:
        """The sales of the last 90 days, newest first, and whether there are more than `size_max`."""
        since = self._database.now() - EXPORTED_FOR
        found: list[Sale] = []
        older_than: int | None = None
        while len(found) < size_max:
            # A page a transaction: a long export holds up nobody.
            size = min(PAGE_MAX, size_max - len(found))
            look = partial(self._page, merchant_id=merchant_id, older_than=older_than, size=size, since=since)
            page = await self._database.read(look)
            found += page.sales
            older_than = page.older_than
            if older_than is None:
                return found, False
        return found, True

    def _today(self, connection: Connection, merchant_id: int) -> tuple[Turnover, ...]:
        zone = queries.zone_of(connection, merchant_id)
        midnight = self._database.now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        counts: dict[str, list[int]] = {}
        for code, kind, count, minor in connection.execute(_TURNOVER, {"merchant_id": merchant_id, "since": midnight}):
            sums = counts.setdefault(code, [0, 0, 0])
            if kind == REFUND:
                sums[2] -= int(minor)
            else:
                sums[0] += int(count)
                sums[1] += int(minor)
        return tuple(
            Turnover(count, Money(minor, currency(code)), Money(refunded, currency(code)))
            for code, (count, minor, refunded) in sorted(counts.items())
        )

    def _page(
        self, connection: Connection, merchant_id: int, older_than: int | None, size: int, since: datetime
    ) -> SalePage:
        size = min(size, PAGE_MAX)
        values = {"merchant_id": merchant_id, "older_than": older_than or NEWEST, "since": since, "size": size + 1}
        ids = list(connection.execute(_IDS, values).scalars())
        sales = _sales(connection, self._vault, merchant_id, ids[:size])
        return SalePage(sales, ids[size - 1] if len(ids) > size else None)


def find_sale(connection: Connection, vault: Vault, merchant_id: int, operation_id: int) -> Sale:
    """One sale within the caller's transaction. Raises `OperationNotFound`."""
    found = _sales(connection, vault, merchant_id, [operation_id])
    if not found:
        raise OperationNotFound
    return found[0]


def _sales(connection: Connection, vault: Vault, merchant_id: int, ids: list[int]) -> tuple[Sale, ...]:
    """Those of these operations that are sales of this merchant, newest first."""
    if not ids:
        return ()
    rows = connection.execute(_THESE, {"merchant_id": merchant_id, "ids": ids}).all()
    given = {(of, position): int(minor) for of, position, minor in connection.execute(_GIVEN_BACK, {"ids": ids})}
    payers = {payer_id: queries.by_id(connection, vault, payer_id) for payer_id in {row.payer_id for row in rows}}
    return tuple(_sale(row, payers[row.payer_id], given.get((row.id, row.position), 0)) for row in rows)


def _sale(row: Row[*tuple[Any, ...]], payer: Customer, given_back_minor: int) -> Sale:
    unit = currency(row.currency)
    return Sale(
        operation_id=row.id,
        reference=row.reference,
        kind=row.kind,
        amount=Money(row.amount, unit),
        refunded=Money(given_back_minor, unit),
        position=row.position,
        payer_id=row.payer_id,
        payer=payer.masked_name,
        payer_number=payer.masked_number,
        invoice=json.loads(row.details).get(INVOICE) if row.kind == INVOICE and row.details else None,
        note=row.note,
        created_at=row.created_at,
    )
