"""Collecting a statement from the ledger: first the balances around it, then its lines, a page at a time.

The pages belong together though each is read by itself: an account's entries are numbered without a gap and never
change, and which of them belong to the statement is settled at the beginning.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

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
_quoted = (quotes.c.reference == operations.c.reference) & (quotes.c.customer_id == operations.c.customer_id)
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
        quotes.c.details,
    )
    .join(operations, operations.c.id == entries.c.operation_id)
    .join(
        transfers,
        (transfers.c.operation_id == entries.c.operation_id) & (transfers.c.position == entries.c.position),
    )
    .join(_other, _other.c.id == case((_debited, transfers.c.credit_account_id), else_=transfers.c.debit_account_id))
    .join(quotes, _quoted, isouter=True)
    .where(*_of_section)
    .order_by(entries.c.sequence)
    .limit(PAGE)
)
_NAMES = select(customers.c.id, customers.c.wallet_number, customers.c.name_sealed).where(
    customers.c.id.in_(bindparam("ids", expanding=True))
)
_PAID = (
    select(operations.c.id, quotes.c.details)
    .join(quotes, quotes.c.reference == operations.c.reference)
    .where(operations.c.id.in_(bindparam("ids", expanding=True)), quotes.c.customer_id == bindparam("customer_id"))
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
        given_back = self._given_back(connection, rows)
        me, names = self._customer_id, self._names
        lines = []
        # By place and not by name, for there may be very many rows.
        for sequence, operation, change, balance, at, reference, kind, note, by, _, purpose, other, details in rows:
            shown = _shown_name(details) if by == me else given_back.get(operation)
            name = shown or names.get(other)
            lines.append(Line(sequence, operation, at, kind, purpose, name, note, reference, change, balance))
        return lines

    def _open_names(self, connection: Connection, ids: set[int]) -> None:
        if len(self._names) > NAMES_KEPT_MAX:
            self._names.clear()
        unknown = ids - self._names.keys()
        if unknown:
            for row in connection.execute(_NAMES, {"ids": sorted(unknown)}):
                name = self._vault.open(row.name_sealed, name_place(row.wallet_number))
                self._names[row.id] = mask_name(name)

    def _given_back(self, connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[int, str | None]:
        """By operation: the public name of the merchant who gives back what the customer had paid."""
        given = {row.operation_id: row.reverses_id for row in rows if row.reverses_id is not None}
        if not given:
            return {}
        values = {"ids": sorted(set(given.values())), "customer_id": self._customer_id}
        shown = {row.id: _shown_name(row.details) for row in connection.execute(_PAID, values)}
        return {operation_id: shown.get(original) for operation_id, original in given.items()}


@lru_cache(maxsize=NAMES_KEPT_MAX)
def _shown_name(details: str | None) -> str | None:
    """The public name that the card of a payment showed; the same card is read once."""
    if details is None or SHOWN_NAME not in details:
        return None
    name = json.loads(details).get(SHOWN_NAME)
    return None if name is None else str(name)
