"""Invoices: made, listed and cancelled by their merchant. Paying them: `wallet/invoices/paying.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.engine import Row

from wallet.customers import queries
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    InvoiceClosed,
    InvoiceNotFound,
    TooManyInvoices,
)
from wallet.invoices.models import CANCELLED, OPEN, invoices
from wallet.invoices.paying import status_of
from wallet.merchants.models import merchants
from wallet.merchants.service import find_open
from wallet.money import Money, currency
from wallet.payments.notes import clean_note
from wallet.payments.rules import payable
from wallet.security.vault import Vault

TERMS: Mapping[str, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
}
"""How long an invoice may be paid."""

OPEN_MAX = 500
"""Invoices of one merchant that wait to be paid."""


@dataclass(frozen=True, slots=True)
class NewInvoice:
    """What a merchant asks for. `payer_id`: only this customer may pay it. `many`: everybody may, until it ends."""

    merchant_id: int
    amount: Money
    term: str
    note: str = ""
    many: bool = False
    payer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as it is now. `status`: open, paid, cancelled or expired. `number` counts the merchant's own."""

    id: int
    merchant_id: int
    number: int
    amount: Money
    note: str
    payer: Customer | None
    many: bool
    paid_count: int
    status: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """Newest first; `older_than` is the next page's cursor, or None on the last."""

    invoices: tuple[Invoice, ...]
    older_than: int | None


class Invoices:
    """Every method is one unit of work; what belongs to a merchant is looked up with them."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def create(self, new: NewInvoice) -> Invoice:
        """Raises `MerchantNotActive`, `NoteTooLong`, `SameAccount`, `PayeeNotActive`,
        `TooManyInvoices`, and `KeyError` for a term that does not exist."""
        note, valid_for = clean_note(new.note), TERMS[new.term]
        return await self._database.write(lambda work: self._create(work, new, note, valid_for))

    async def get(self, merchant_id: int, invoice_id: int) -> Invoice:
        """Raises `InvoiceNotFound`, also for another merchant's."""
        return await self._database.read(lambda connection: self._own(connection, merchant_id, invoice_id))

    async def page(self, merchant_id: int, older_than: int | None = None, size: int = 6) -> InvoicePage:
        """One page of a merchant's invoices."""
        return await self._database.read(lambda connection: self._page(connection, merchant_id, older_than, size))

    async def numbers(self, merchant_id: int, invoice_ids: Sequence[int]) -> dict[int, int]:
        """By the id of a merchant's invoice, its number."""
        mine = invoices.c.merchant_id == merchant_id
        query = select(invoices.c.id, invoices.c.number).where(mine, invoices.c.id.in_(invoice_ids))
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return {row.id: row.number for row in rows}

    async def cancel(self, merchant_id: int, invoice_id: int) -> Invoice:
        """Raises `InvoiceNotFound`, and `InvoiceClosed` when a payer was quicker or its time is over."""
        return await self._database.write(lambda work: self._cancel(work, merchant_id, invoice_id))

    async def is_own(self, customer_id: int, invoice_id: int) -> bool:
        """Whether this customer made the invoice."""
        mine = select(invoices.c.id).where(invoices.c.id == invoice_id, invoices.c.merchant_id == customer_id)
        return await self._database.read(lambda connection: connection.execute(mine).first() is not None)

    def _create(self, work: UnitOfWork, new: NewInvoice, note: str, valid_for: timedelta) -> Invoice:
        connection, mine = work.connection, invoices.c.merchant_id == new.merchant_id
        # The merchant's row is locked: numbers are given one after the other.
        lock = select(merchants.c.customer_id).where(merchants.c.customer_id == new.merchant_id)
        connection.execute(lock.with_for_update())
        find_open(connection, new.merchant_id)
        if new.payer_id is not None:
            payable(queries.by_id(connection, self._vault, new.payer_id), new.merchant_id)
        waiting = select(func.count()).where(mine, invoices.c.status == OPEN, invoices.c.expires_at > work.now)
        if connection.execute(waiting).scalar_one() >= OPEN_MAX:
            raise TooManyInvoices(count_max=OPEN_MAX)
        last = connection.execute(select(func.max(invoices.c.number)).where(mine)).scalar()
        made = connection.execute(
            insert(invoices)
            .values(
                merchant_id=new.merchant_id,
                number=(last or 0) + 1,
                amount_minor=new.amount.minor,
                currency=new.amount.currency.code,
                note=note,
                payer_id=new.payer_id,
                many=new.many and new.payer_id is None,
                status=OPEN,
                created_at=work.now,
                expires_at=work.now + valid_for,
            )
            .returning(invoices.c.id)
        ).scalar_one()
        return self._own(connection, new.merchant_id, made)

    def _cancel(self, work: UnitOfWork, merchant_id: int, invoice_id: int) -> Invoice:
        columns = invoices.c
        still = (columns.id == invoice_id, columns.merchant_id == merchant_id, columns.status == OPEN)
        change = update(invoices).where(*still, columns.expires_at > work.now)
        if not work.connection.execute(change.values(status=CANCELLED, closed_at=work.now)).rowcount:
            raise InvoiceClosed(status=self._own(work.connection, merchant_id, invoice_id).status)
        return self._own(work.connection, merchant_id, invoice_id)

    def _own(self, connection: Connection, merchant_id: int, invoice_id: int) -> Invoice:
        query = select(invoices).where(invoices.c.id == invoice_id, invoices.c.merchant_id == merchant_id)
        row = connection.execute(query).one_or_none()
        if row is None:
            raise InvoiceNotFound
        return self._invoice(connection, row)

    def _page(self, connection: Connection, merchant_id: int, older_than: int | None, size: int) -> InvoicePage:
        query = select(invoices).where(invoices.c.merchant_id == merchant_id)
        if older_than is not None:
            query = query.where(invoices.c.number < older_than)
        rows = connection.execute(query.order_by(invoices.c.number.desc()).limit(size + 1)).all()
        shown = tuple(self._invoice(connection, row) for row in rows[:size])
        return InvoicePage(shown, shown[-1].number if len(rows) > size else None)

    def _invoice(self, connection: Connection, row: Row[*tuple[Any, ...]]) -> Invoice:
        payer = None if row.payer_id is None else queries.by_id(connection, self._vault, row.payer_id)
        return Invoice(
            id=row.id,
            merchant_id=row.merchant_id,
            number=row.number,
            amount=Money(row.amount_minor, currency(row.currency)),
            note=row.note,
            payer=payer,
            many=row.many,
            paid_count=row.paid_count,
            status=status_of(row, self._database.now()),
            created_at=row.created_at,
            expires_at=row.expires_at,
        )


def forget(work: UnitOfWork, customer_id: int) -> None:
    """Who closes their wallet asks for nothing any more, and the words they wrote go. Numbers and payments stay."""
    mine = invoices.c.merchant_id == customer_id
    still = update(invoices).where(mine, invoices.c.status == OPEN)
    work.connection.execute(still.values(status=CANCELLED, closed_at=work.now))
    work.connection.execute(update(invoices).where(mine).values(note=""))
