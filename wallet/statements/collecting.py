"""Collecting a statement from the ledger: first the balances around it, then its lines, a page at a time.

The pages belong together though each is read by itself: an account's entries are numbered without a gap and never
change, and which of them belong to the statement is settled at the beginning.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, case, func, select

from wallet.budgets.periods import Period
from wallet.customers.models import customers
from wallet.customers.queries import Customer, mask_name, name_place
from wallet.ledger.models import accounts, entries, operations, transfers
from wallet.money import Money, currency
from wallet.payments.models import quotes
from wallet.security.vault import Vault
from wallet.statements.model import Line, Outline, Section, moments

PAGE = 1_000
NAMES_KEPT_MAX = 10_000
SHOWN_NAME = "shown_name"

_ACCOUNTS = (
    select(accounts.c.id, accounts.c.currency)
    .where(accounts.c.customer_id == bindparam("customer_id"))
    .order_by(accounts.c.id)
)
_BEFORE = (
    select(entries.c.sequence, entries.c.balance_after)
    .where(entries.c.account_id == bindparam("account_id"), entries.c.created_at < bindparam("moment"))
    .order_by(entries.c.created_at.desc(), entries.c.sequence.desc())
    .limit(1)
)
_of_section = (
    entries.c.account_id == bindparam("account_id"),
    entries.c.sequence > bindparam("after"),
    entries.c.sequence <= bindparam("last"),
)
_PAID_IN = select(func.coalesce(func.sum(entries.c.amount), 0)).where(*_of_section, entries.c.amount > 0)
_debited = transfers.c.debit_account_id == entries.c.account_id
_other = accounts.alias("other")
_LINES = (
    select(
        entries.c.sequence,
        entries.c.operation_id,
        entries.c.amount,
        entries.c.balance_after,
        entries.c.created_at,
        operations.c.reference,
        operations.c.kind,
        operations.c.note,
        operations.c.customer_id.label("initiator_id"),
        operations.c.reverses_id,
        transfers.c.purpose,
        _other.c.customer_id.label("other_id"),
    )
    .join(operations, operations.c.id == entries.c.operation_id)
    .join(
        transfers,
        (transfers.c.operation_id == entries.c.operation_id) & (transfers.c.position == entries.c.position),
    )
    .join(_other, _other.c.id == case((_debited, transfers.c.credit_account_id), else_=transfers.c.debit_account_id))
    .where(*_of_section)
    .order_by(entries.c.sequence)
    .limit(PAGE)
)
_NAMES = select(customers.c.id, customers.c.wallet_number, customers.c.name_sealed).where(
    customers.c.id.in_(bindparam("ids", expanding=True))
)
_SHOWN = select(quotes.c.reference, quotes.c.details).where(
    quotes.c.reference.in_(bindparam("references", expanding=True)), quotes.c.customer_id == bindparam("customer_id")
)
_REFERENCES = select(operations.c.id, operations.c.reference).where(
    operations.c.id.in_(bindparam("ids", expanding=True))
)


def outline(connection: Connection, customer: Customer, period: Period, now: datetime) -> Outline:
    """The balances around the period and what came in and went out, by account.

    Empty accounts on which nothing happened are left out, unless there is no other.
    """
    since, until = moments(period, customer.zone)
    rows = connection.execute(_ACCOUNTS, {"customer_id": customer.id}).all()
    sections = [_section(connection, row.id, row.currency, since, until) for row in rows]
    shown = [section for section in sections if section.count or section.closing]
    return Outline(customer, period, now, shown or sections[:1])


def _section(connection: Connection, account_id: int, code: str, since: datetime, until: datetime) -> Section:
    unit = currency(code)
    after, opening = _before(connection, account_id, since)
    last, closing = _before(connection, account_id, until)
    values = {"account_id": account_id, "after": after, "last": last}
    paid_in = int(connection.execute(_PAID_IN, values).scalar_one()) if last > after else 0
    return Section(
        account_id=account_id,
        currency=unit,
        after=after,
        last=last,
        opening=Money(opening, unit),
        paid_in=Money(paid_in, unit),
        paid_out=Money(opening + paid_in - closing, unit),
        closing=Money(closing, unit),
    )


def _before(connection: Connection, account_id: int, moment: datetime) -> tuple[int, int]:
    row = connection.execute(_BEFORE, {"account_id": account_id, "moment": moment}).one_or_none()
    return (0, 0) if row is None else (row.sequence, row.balance_after)


class Pages:
    """Reads the lines of one customer's sections; remembers names that it has opened."""

    def __init__(self, vault: Vault, customer_id: int) -> None:
        self._vault, self._customer_id = vault, customer_id
        self._names: dict[int, str] = {}

    def page(self, connection: Connection, section: Section, after: int) -> list[Line]:
        """The next thousand lines after the sequence `after`; none at the end."""
        values = {"account_id": section.account_id, "after": after, "last": section.last}
        rows = connection.execute(_LINES, values).all()
        self._open_names(connection, {row.other_id for row in rows if row.other_id is not None})
        shown = self._shown_names(connection, rows)
        return [
            Line(
                sequence=row.sequence,
                operation_id=row.operation_id,
                at=row.created_at,
                kind=row.kind,
                purpose=row.purpose,
                counterparty=shown.get(row.operation_id) or self._names.get(row.other_id),
                note=row.note,
                reference=row.reference,
                change=row.amount,
                balance=row.balance_after,
            )
            for row in rows
        ]

    def _open_names(self, connection: Connection, ids: set[int]) -> None:
        if len(self._names) > NAMES_KEPT_MAX:
            self._names.clear()
        unknown = ids - self._names.keys()
        if unknown:
            for row in connection.execute(_NAMES, {"ids": sorted(unknown)}):
                name = self._vault.open(row.name_sealed, name_place(row.wallet_number))
                self._names[row.id] = mask_name(name)

    def _shown_names(self, connection: Connection, rows: Sequence[Row[*tuple[object, ...]]]) -> dict[int, str]:
        """By operation: the public name of the merchant whom the customer paid, or who gave them back."""
        mine = {row.operation_id: row.reference for row in rows if row.initiator_id == self._customer_id}
        given = {
            row.operation_id: row.reverses_id
            for row in rows
            if row.reverses_id is not None and row.initiator_id != self._customer_id
        }
        if given:
            found = connection.execute(_REFERENCES, {"ids": sorted(set(given.values()))}).all()
            originals = {row.id: row.reference for row in found}
            mine |= {operation_id: originals[original] for operation_id, original in given.items()}
        named = self._named(connection, set(mine.values())) if mine else {}
        return {operation_id: named[reference] for operation_id, reference in mine.items() if reference in named}

    def _named(self, connection: Connection, references: Iterable[str]) -> dict[str, str]:
        values = {"references": sorted(references), "customer_id": self._customer_id}
        details = {
            row.reference: row.details for row in connection.execute(_SHOWN, values) if SHOWN_NAME in row.details
        }
        named = {reference: json.loads(text).get(SHOWN_NAME) for reference, text in details.items()}
        return {reference: str(name) for reference, name in named.items() if name}
