"""Point in time: an account's balance at any moment, its statement of a period, and the trial balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

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
_LAST_BEFORE = (
    select(entries.c.sequence, entries.c.balance_after)
    .where(entries.c.account_id == bindparam("account_id"), entries.c.created_at < bindparam("moment"))
    .order_by(entries.c.created_at.desc(), entries.c.sequence.desc())
    .limit(1)
)
# By sequence alone: it follows time, and a range of one index stays as cheap on the last page as on the first.
_PAGE = (
    select(entries, operations.c.reference, operations.c.kind, operations.c.note)
    .join(operations, operations.c.id == entries.c.operation_id)
    .where(
        entries.c.account_id == bindparam("account_id"),
        entries.c.sequence > bindparam("after"),
        entries.c.sequence <= bindparam("last"),
    )
    .order_by(entries.c.sequence)
    .limit(bindparam("size"))
)
_TRIAL_NOW = (
    select(accounts.c.currency, accounts.c.kind, func.count(), func.sum(accounts.c.balance))
    .where(accounts.c.sequence > 0)
    .group_by(accounts.c.currency, accounts.c.kind)
    .order_by(accounts.c.currency, accounts.c.kind)
)
# One look into the index for each account, however many entries it has.
_balance_then = (
    select(entries.c.balance_after)
    .where(entries.c.account_id == accounts.c.id, entries.c.created_at <= bindparam("moment"))
    .order_by(entries.c.created_at.desc(), entries.c.sequence.desc())
    .limit(1)
    .scalar_subquery()
)
_then = select(accounts.c.currency, accounts.c.kind, _balance_then.label("balance")).subquery("account_then")
_TRIAL_AT = (
    select(_then.c.currency, _then.c.kind, func.count(_then.c.balance), func.sum(_then.c.balance))
    .group_by(_then.c.currency, _then.c.kind)
    .order_by(_then.c.currency, _then.c.kind)
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
    first, _ = _last_before(connection, account_id, since)
    last, closing = _last_before(connection, account_id, until)
    values = {"account_id": account_id, "after": max(after, first), "last": last, "size": max(1, min(size, PAGE_MAX))}
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
        for row in connection.execute(_PAGE, values)
    ]
    if not lines:
        return Statement(Money(closing, unit), Money(closing, unit), (), None)
    opening, reached = lines[0].balance_after - lines[0].change, lines[-1].sequence
    return Statement(opening, lines[-1].balance_after, lines, reached if reached < last else None)


def _last_before(connection: Connection, account_id: int, moment: datetime) -> tuple[int, int]:
    """Sequence and balance of the account's last entry before a moment; zeros when there is none."""
    row = connection.execute(_LAST_BEFORE, {"account_id": account_id, "moment": moment}).one_or_none()
    return (0, 0) if row is None else (row.sequence, row.balance_after)


def trial_balance(connection: Connection, moment: datetime | None = None) -> list[TrialBalanceLine]:
    """By currency and kind of account, now or with every entry up to and at `moment`.

    Accounts without an entry do not count, and kinds without such an account are left out.
    """
    rows = connection.execute(_TRIAL_NOW) if moment is None else connection.execute(_TRIAL_AT, {"moment": moment})
    return [TrialBalanceLine(code, kind, int(count), int(minor)) for code, kind, count, minor in rows if count]


def _currency_of(connection: Connection, account_id: int) -> str:
    code = connection.execute(_ACCOUNT, {"account_id": account_id}).scalar()
    if code is None:
        raise AccountNotFound(account_id=account_id)
    return str(code)
