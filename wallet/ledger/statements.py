"""Point in time: an account's balance at any moment, its statement of a period, and the trial balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, select

from wallet.errors import AccountNotFound
from wallet.ledger.models import accounts, entries, operations
from wallet.money import Money, currency

PAGE_MAX = 1000


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry. `change` is negative when money left the account."""

    sequence: int
    operation_id: int
    reference: str
    kind: str
    note: str
    change: Money
    balance_after: Money
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """A page of one account's entries, oldest first, between two balances that the lines explain.

    `opening` is the balance before the first line, `closing` the one after the last. `after` is the cursor of the next
    page, or None on the last.
    """

    opening: Money
    closing: Money
    lines: Sequence[StatementLine]
    after: int | None


@dataclass(frozen=True, slots=True)
class TrialBalanceLine:
    """What all accounts of one kind and currency hold together. Per currency the lines sum to zero."""

    currency: str
    kind: str
    accounts: int
    minor: int


_ACCOUNT = select(accounts.c.currency).where(accounts.c.id == bindparam("account_id"))
_LAST_AT = (
    select(entries.c.balance_after)
    .where(entries.c.account_id == bindparam("account_id"), entries.c.created_at <= bindparam("moment"))
    .order_by(entries.c.created_at.desc(), entries.c.sequence.desc())
    .limit(1)
)
_PAGE = (
    select(entries, operations.c.reference, operations.c.kind, operations.c.note)
    .join(operations, operations.c.id == entries.c.operation_id)
    .where(
        entries.c.account_id == bindparam("account_id"),
        entries.c.sequence > bindparam("after"),
        entries.c.created_at >= bindparam("since"),
        entries.c.created_at < bindparam("until"),
    )
    .order_by(entries.c.created_at, entries.c.sequence)
    .limit(bindparam("size"))
)
_LAST_BEFORE = (
    select(entries.c.balance_after)
    .where(
        entries.c.account_id == bindparam("account_id"),
        entries.c.created_at < bindparam("since"),
    )
    .order_by(entries.c.created_at.desc(), entries.c.sequence.desc())
    .limit(1)
)
_TRIAL_NOW = (
    select(accounts.c.currency, accounts.c.kind, func.count(), func.sum(accounts.c.balance))
    .group_by(accounts.c.currency, accounts.c.kind)
    .order_by(accounts.c.currency, accounts.c.kind)
)
_later = entries.alias("later")
_TRIAL_AT = (
    select(accounts.c.currency, accounts.c.kind, func.count(), func.sum(entries.c.balance_after))
    .join(entries, entries.c.account_id == accounts.c.id)
    .outerjoin(
        _later,
        and_(
            _later.c.account_id == entries.c.account_id,
            _later.c.sequence == entries.c.sequence + 1,
            _later.c.created_at <= bindparam("moment"),
        ),
    )
    .where(entries.c.created_at <= bindparam("moment"), _later.c.account_id.is_(None))
    .group_by(accounts.c.currency, accounts.c.kind)
    .order_by(accounts.c.currency, accounts.c.kind)
)


def balance_at(connection: Connection, account_id: int, moment: datetime) -> Money:
    """The account's balance with every entry up to and at `moment`. Raises `AccountNotFound`."""
    code = _currency_of(connection, account_id)
    minor = connection.execute(_LAST_AT, {"account_id": account_id, "moment": moment}).scalar()
    return Money(minor or 0, currency(code))


def statement(
    connection: Connection, account_id: int, since: datetime, until: datetime, *, after: int = 0, size: int = PAGE_MAX
) -> Statement:
    """Entries from `since` (included) to `until` (excluded), a page at a time. Raises `AccountNotFound`."""
    unit = currency(_currency_of(connection, account_id))
    size = min(size, PAGE_MAX)
    values = {"account_id": account_id, "after": after, "since": since, "until": until, "size": size + 1}
    rows = connection.execute(_PAGE, values).all()
    lines = [
        StatementLine(
            row.sequence,
            row.operation_id,
            row.reference,
            row.kind,
            row.note,
            Money(row.amount, unit),
            Money(row.balance_after, unit),
            row.created_at,
        )
        for row in rows[:size]
    ]
    if lines:
        opening = lines[0].balance_after - lines[0].change
        return Statement(opening, lines[-1].balance_after, lines, lines[-1].sequence if len(rows) > size else None)
    minor = connection.execute(
        _LAST_BEFORE, {"account_id": account_id, "since": since if not after else until}
    ).scalar()
    return Statement(Money(minor or 0, unit), Money(minor or 0, unit), (), None)


def trial_balance(connection: Connection, moment: datetime | None = None) -> list[TrialBalanceLine]:
    """By currency and kind of account, now or with every entry up to and at `moment`; empty kinds are left out."""
    rows = connection.execute(_TRIAL_NOW) if moment is None else connection.execute(_TRIAL_AT, {"moment": moment})
    return [TrialBalanceLine(code, kind, int(count), int(minor)) for code, kind, count, minor in rows]


def _currency_of(connection: Connection, account_id: int) -> str:
    code = connection.execute(_ACCOUNT, {"account_id": account_id}).scalar()
    if code is None:
        raise AccountNotFound(account_id=account_id)
    return str(code)
