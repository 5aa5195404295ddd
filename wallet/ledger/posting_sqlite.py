"""post() on SQLite: plain statements on the writer's connection, where each layer between costs as much as the work.

Everything is decided before anything is written, so a refusal has nothing to undo.

Of several reasons to refuse, the first of this order is told, as on PostgreSQL: a used reference; the hold; accounts
that do not exist; a capture that is too large; then transfer by transfer what can be given back, freezing, funds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from wallet.clock import from_microseconds, to_microseconds
from wallet.database import UnitOfWork
from wallet.errors import (
    AccountFrozen,
    AccountNotFound,
    CaptureTooLarge,
    HoldNotFound,
    HoldNotOpen,
    InsufficientFunds,
    NotReversible,
    ReferenceReused,
    ReversalTooLarge,
    WalletError,
)
from wallet.ledger.operations import HoldEnd, NewHold, NewOperation, NewTransfer, Posted

FIND_REFERENCE = "SELECT id, content_hash, created_at FROM operations WHERE reference = ?"
FIND_ACCOUNT = """
    SELECT id, currency, customer_id, may_be_negative, balance, held, sequence, frozen, last_entry_at
    FROM accounts WHERE id = ?
"""
FIND_HOLD = "SELECT operation_id, account_id, amount, currency, expires_at, status FROM holds WHERE operation_id = ?"
FIND_REVERSED = """
    SELECT debit_account_id, credit_account_id, amount, currency, transfers.reverses_position,
        (SELECT COALESCE(SUM(given.amount), 0)
         FROM operations JOIN transfers AS given ON given.operation_id = operations.id
         WHERE operations.reverses_id = transfers.operation_id AND given.reverses_position = transfers.position)
    FROM transfers WHERE operation_id = ? AND position = ?
"""
ADD_OPERATION = """
    INSERT INTO operations
        (reference, kind, customer_id, note, category, content_hash, created_at, reverses_id, hold_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
SET_ACCOUNT = "UPDATE accounts SET balance = ?, held = ?, sequence = ?, last_entry_at = ? WHERE id = ?"
ADD_TRANSFER = """
    INSERT INTO transfers
        (operation_id, position, purpose, debit_account_id, credit_account_id, amount, currency, reverses_position)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_ENTRY = """
    INSERT INTO entries
        (account_id, sequence, operation_id, position, customer_id, amount, balance_before, balance_after, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_HOLD = "INSERT INTO holds (operation_id, account_id, amount, currency, expires_at) VALUES (?, ?, ?, ?, ?)"
END_HOLD = "UPDATE holds SET status = ? WHERE operation_id = ?"


@dataclass(slots=True)
class Account:
    """An account's row, as this operation leaves it."""

    id: int
    currency: str
    customer_id: int | None
    may_be_negative: bool
    balance: int
    held: int
    sequence: int
    frozen: bool
    last_entry_at: int

    @property
    def available(self) -> int:
        return self.balance - self.held


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold's row."""

    id: int
    account_id: int
    amount: int
    currency: str
    expires_at: int | None
    status: str


@dataclass(slots=True)
class Booking:
    """What one operation will write; `moment` is in microseconds since 1970."""

    accounts: dict[int, Account]
    moment: int
    entries: list[tuple[Any, ...]] = field(default_factory=list)


def post_in_sqlite(work: UnitOfWork, operations: Sequence[NewOperation]) -> list[Posted | WalletError]:
    """Book each operation, or answer why not."""
    connection = work.connection.connection.driver_connection
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("post() needs the writer's connection")
    cursor, now = connection.cursor(), to_microseconds(work.now)
    outcomes: list[Posted | WalletError] = []
    for operation in operations:
        try:
            outcomes.append(_post(cursor, operation, now))
        except WalletError as error:
            outcomes.append(error)
    cursor.close()
    return outcomes


def _post(cursor: sqlite3.Cursor, operation: NewOperation, now: int) -> Posted:
    content_hash = operation.content_hash()
    known = cursor.execute(FIND_REFERENCE, (operation.reference,)).fetchone()
    if known is not None:
        if known[1] != content_hash:
            raise ReferenceReused(reference=operation.reference)
        return Posted(known[0], operation.reference, from_microseconds(known[2]), repeated=True)
    ended = None if operation.ends is None else _hold(cursor, operation.ends, now)
    accounts = _accounts(cursor, operation, ended)
    booking = Booking(accounts, max(now, *(account.last_entry_at for account in accounts.values())))
    if ended is not None:
        _free(operation, ended, accounts[ended.account_id])
    for position, item in enumerate(operation.transfers):
        if operation.reverses_id is not None:
            _check_reversal(cursor, operation.reverses_id, item)
        _move(booking, position, item)
    if operation.hold is not None:
        _set_aside(accounts[operation.hold.account_id], operation.hold)
    operation_id = _write(cursor, operation, content_hash, booking)
    return Posted(operation_id, operation.reference, from_microseconds(booking.moment), repeated=False)


def _accounts(cursor: sqlite3.Cursor, operation: NewOperation, ended: Hold | None) -> dict[int, Account]:
    wanted = [
        (side, item.currency)
        for item in operation.transfers
        for side in (item.debit_account_id, item.credit_account_id)
    ]
    wanted += [(part.account_id, part.currency) for part in (operation.hold, ended) if part is not None]
    found: dict[int, Account] = {}
    for account_id, currency in wanted:
        if account_id not in found:
            row = cursor.execute(FIND_ACCOUNT, (account_id,)).fetchone()
            if row is None:
                raise AccountNotFound(account_id=account_id)
            found[account_id] = Account(*row)
        if found[account_id].currency != currency:
            raise AccountNotFound(account_id=account_id)
    return found


def _hold(cursor: sqlite3.Cursor, ends: HoldEnd, now: int) -> Hold:
    row = cursor.execute(FIND_HOLD, (ends.hold_id,)).fetchone()
    if row is None:
        raise HoldNotFound(hold_id=ends.hold_id)
    hold = Hold(*row)
    is_due = hold.expires_at is not None and hold.expires_at <= now
    status = "expired" if hold.status == "open" and is_due and ends.outcome == "captured" else hold.status
    if status != "open" or (ends.outcome == "expired" and not is_due):
        raise HoldNotOpen(hold_id=hold.id, status=status)
    return hold


def _free(operation: NewOperation, hold: Hold, account: Account) -> None:
    """The held money can be spent again; a capture spends it in the same breath, and no more than was held."""
    taken = sum(item.amount for item in operation.transfers if item.debit_account_id == account.id)
    if operation.transfers and not 0 < taken <= hold.amount:
        raise CaptureTooLarge(currency=hold.currency, held_minor=hold.amount)
    account.held -= hold.amount


def _check_reversal(cursor: sqlite3.Cursor, reverses_id: int, item: NewTransfer) -> None:
    row = cursor.execute(FIND_REVERSED, (reverses_id, item.reverses_position)).fetchone()
    if row is None:
        raise NotReversible
    debit, credit, amount, currency, reversal_of, given = row
    turned = (credit, debit, currency) == (item.debit_account_id, item.credit_account_id, item.currency)
    if not turned or reversal_of is not None:
        raise NotReversible
    if given + item.amount > amount:
        raise ReversalTooLarge(currency=currency, left_minor=amount - given)


def _move(booking: Booking, position: int, item: NewTransfer) -> None:
    debit, credit = booking.accounts[item.debit_account_id], booking.accounts[item.credit_account_id]
    if debit.frozen:
        raise AccountFrozen
    if not debit.may_be_negative and debit.available < item.amount:
        raise InsufficientFunds(currency=item.currency, available_minor=debit.available, needed_minor=item.amount)
    for account, change in ((debit, -item.amount), (credit, item.amount)):
        before, account.sequence = account.balance, account.sequence + 1
        account.balance = before + change
        booking.entries.append(
            (account.id, account.sequence, position, account.customer_id, change, before, account.balance)
        )


def _set_aside(account: Account, hold: NewHold) -> None:
    if account.frozen:
        raise AccountFrozen
    if account.available < hold.amount:
        raise InsufficientFunds(currency=hold.currency, available_minor=account.available, needed_minor=hold.amount)
    account.held += hold.amount


def _write(cursor: sqlite3.Cursor, operation: NewOperation, content_hash: str, booking: Booking) -> int:
    head = (operation.reference, operation.kind, operation.customer_id, operation.note, operation.category)
    links = (operation.reverses_id, None if operation.ends is None else operation.ends.hold_id)
    cursor.execute(ADD_OPERATION, (*head, content_hash, booking.moment, *links))
    operation_id = cursor.lastrowid
    if operation_id is None:
        raise RuntimeError("SQLite gave the operation no id")
    for account in booking.accounts.values():
        moved = booking.moment if operation.transfers else account.last_entry_at
        cursor.execute(SET_ACCOUNT, (account.balance, account.held, account.sequence, moved, account.id))
    for position, item in enumerate(operation.transfers):
        sides = (item.debit_account_id, item.credit_account_id)
        cursor.execute(
            ADD_TRANSFER,
            (operation_id, position, item.purpose, *sides, item.amount, item.currency, item.reverses_position),
        )
    for account_id, sequence, *line in booking.entries:
        cursor.execute(ADD_ENTRY, (account_id, sequence, operation_id, *line, booking.moment))
    if operation.hold is not None:
        hold = operation.hold
        expires = None if hold.expires_at is None else to_microseconds(hold.expires_at)
        cursor.execute(ADD_HOLD, (operation_id, hold.account_id, hold.amount, hold.currency, expires))
    if operation.ends is not None:
        cursor.execute(END_HOLD, (operation.ends.outcome, operation.ends.hold_id))
    return operation_id
