"""Paying a merchant, by an invoice or by the shop's code: quotes of the kinds `invoice` and `merchant`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, insert, literal, select, update
from sqlalchemy.engine import Row

from wallet import outbox
from wallet.customers import queries
from wallet.database import Database, Moment, UnitOfWork
from wallet.errors import InvoiceClosed, InvoiceNotFound, InvoiceNotYours, SameAccount
from wallet.invoices.models import EXPIRED, OPEN, PAID, invoice_payments, invoices
from wallet.ledger import Posted
from wallet.merchants.service import find_open
from wallet.money import Money, currency
from wallet.payments.plans import Leg, Plan, fee_leg
from wallet.payments.plans import customer as account_of
from wallet.payments.quotes import VALID_FOR, NewQuote, Quote, Quotes
from wallet.payments.rules import told_to_payee
from wallet.security.vault import Vault

MERCHANT, INVOICE = "merchant", "invoice"


class MerchantPayments:
    """Quotes of the kinds `merchant` and `invoice`, and their settlement."""

    def __init__(self, database: Database, vault: Vault, quotes: Quotes) -> None:
        self._database, self._vault, self._quotes = database, vault, quotes

    async def quote_invoice(self, payer_id: int, invoice_id: int) -> Quote:
        """Raises `InvoiceNotFound`, `InvoiceNotYours`, `InvoiceClosed`, `MerchantNotActive`, `SameAccount`,
        `InsufficientFunds`, `LimitReached`."""
        return await self._quotes.make(await self._new_for_invoice(payer_id, invoice_id))

    async def quote_merchant(self, payer_id: int, merchant_id: int, amount: Money) -> Quote:
        """By the shop's printed code. Raises `MerchantNotActive`, `SameAccount`, `InsufficientFunds`,
        `LimitReached`."""
        return await self._quotes.make(await self._new_for_merchant(payer_id, merchant_id, amount))

    async def shown(self, invoice_id: int) -> tuple[str, Money]:
        """The shop's name and the amount, for who holds a genuine code. Raises `InvoiceNotFound`,
        `MerchantNotActive`."""

        def look(connection: Connection) -> tuple[str, Money]:
            row = connection.execute(select(invoices).where(invoices.c.id == invoice_id)).one_or_none()
            if row is None:
                raise InvoiceNotFound
            return find_open(connection, row.merchant_id).name, Money(row.amount_minor, currency(row.currency))

        return await self._database.read(look)

    def plan(self, connection: Connection, quote: Quote) -> Plan:
        """Amount and fee leave the payer; an invoice for one payer is closed by the same commit."""
        if quote.payee is None:
            raise ValueError("a merchant is paid by name")
        payer_id, payee_id = quote.customer_id, quote.payee.id
        return Plan(
            kind=quote.kind,
            reference=quote.reference,
            payer_id=payer_id,
            pays=quote.pays,
            fee=quote.fee,
            legs=(Leg(account_of(payer_id), account_of(payee_id), quote.pays), *fee_leg(payer_id, quote.fee)),
            payee_id=payee_id,
            note=quote.note,
            check=lambda connection: self._check(connection, quote, payee_id),
            guard=lambda work: _take(work, quote, payee_id),
            facts=lambda posted: _told(quote, payee_id, posted),
        )

    async def renewed(self, quote: Quote) -> NewQuote:
        """The same invoice, or the same amount to the same shop."""
        if quote.kind == INVOICE and quote.subject_id is not None:
            return await self._new_for_invoice(quote.customer_id, quote.subject_id)
        if quote.payee is None:
            raise ValueError("a merchant is paid by name")
        return await self._new_for_merchant(quote.customer_id, quote.payee.id, quote.pays)

    async def _new_for_invoice(self, payer_id: int, invoice_id: int) -> NewQuote:
        def look(connection: Connection) -> NewQuote:
            now = self._database.now()
            row = _payable_row(connection, invoice_id, payer_id, now)
            amount = Money(row.amount_minor, currency(row.currency))
            valid_for = min(VALID_FOR, row.expires_at - now)
            offer = self._offer(connection, INVOICE, payer_id, row.merchant_id, amount)
            details = {**offer.details, "invoice": row.number}
            return replace(offer, subject_id=invoice_id, note=row.note, details=details, valid_for=valid_for)

        return await self._database.read(look)

    async def _new_for_merchant(self, payer_id: int, merchant_id: int, amount: Money) -> NewQuote:
        return await self._database.read(
            lambda connection: self._offer(connection, MERCHANT, payer_id, merchant_id, amount)
        )

    def _offer(self, connection: Connection, kind: str, payer_id: int, merchant_id: int, amount: Money) -> NewQuote:
        if merchant_id == payer_id:
            raise SameAccount
        merchant = find_open(connection, merchant_id)
        level = queries.by_id(connection, self._vault, payer_id).identity_level
        fee = self._quotes.fees.fee(kind, amount, level)
        details = {"shown_name": merchant.name}
        return NewQuote(kind, payer_id, amount, fee, amount, payee_id=merchant_id, details=details)

    def _check(self, connection: Connection, quote: Quote, payee_id: int) -> None:
        find_open(connection, payee_id)
        if quote.subject_id is not None:
            _payable_row(connection, quote.subject_id, quote.customer_id, self._database.now())


def status_of(row: Row[*tuple[Any, ...]], now: datetime) -> str:
    """The status as it is shown: an open invoice whose time is over has expired."""
    return EXPIRED if row.status == OPEN and now >= row.expires_at else str(row.status)


def _payable_row(connection: Connection, invoice_id: int, payer_id: int, now: datetime) -> Row[*tuple[Any, ...]]:
    """Raises `InvoiceNotFound`, `InvoiceNotYours`, `InvoiceClosed`; whose it is comes before what became of it."""
    row = connection.execute(select(invoices).where(invoices.c.id == invoice_id)).one_or_none()
    if row is None:
        raise InvoiceNotFound
    if row.payer_id is not None and row.payer_id != payer_id:
        raise InvoiceNotYours
    status = status_of(row, now)
    if status != OPEN:
        raise InvoiceClosed(status=status)
    return row


def _take(work: UnitOfWork, quote: Quote, payee_id: int) -> None:
    """In the transaction of the payment: the first payer of an invoice for one closes it, and nobody pays after."""
    find_open(work.connection, payee_id)
    if quote.subject_id is None:
        return
    columns = invoices.c
    taken = (
        update(invoices)
        .where(columns.id == quote.subject_id, columns.status == OPEN, columns.expires_at > work.now)
        .values(
            paid_count=columns.paid_count + 1,
            status=case((columns.many, OPEN), else_=PAID),
            closed_at=case((columns.many, columns.closed_at), else_=literal(work.now, Moment)),
        )
    )
    if not work.connection.execute(taken).rowcount:
        row = _payable_row(work.connection, quote.subject_id, quote.customer_id, work.now)
        raise InvoiceClosed(status=row.status)
    work.connection.execute(
        insert(invoice_payments).values(
            invoice_id=quote.subject_id,
            payer_id=quote.customer_id,
            reference=quote.reference,
            paid_at=work.now,
        )
    )


def _told(quote: Quote, payee_id: int, posted: Posted) -> list[outbox.Fact]:
    """The merchant hears of it; of an invoice, by its number."""
    if quote.subject_id is None:
        return told_to_payee(payee_id, posted)
    fields: dict[str, str | int | None] = {
        "customer_id": payee_id,
        "operation_id": posted.operation_id,
        "invoice_id": quote.subject_id,
    }
    return [outbox.Fact(outbox.CUSTOMER_CHANNEL, str(payee_id), outbox.INVOICE_PAID, fields)]
