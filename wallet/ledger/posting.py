"""post(): the one door for money. All transfers of an operation happen, or none does, and a reference counts once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from wallet.clock import from_microseconds, to_microseconds
from wallet.database import UnitOfWork, insert_with_conflict
from wallet.errors import (
    AccountNotFound,
    AmountNotPositive,
    AmountTooLarge,
    InsufficientFunds,
    ReferenceReused,
    SameAccount,
)
from wallet.ledger.models import accounts, entries, operations, transfers
from wallet.money import MINOR_MAX

TRANSFERS_MAX = 32


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """Move `amount` minor units of `currency` from the debited to the credited account. `purpose`: `amount`, `fee` …"""

    debit_account_id: int
    credit_account_id: int
    amount: int
    currency: str
    purpose: str = "amount"


@dataclass(frozen=True, slots=True)
class NewOperation:
    """What a customer does, with the reference that makes a retry harmless."""

    kind: str
    reference: str
    transfers: tuple[NewTransfer, ...]
    customer_id: int | None = None
    note: str = ""
    category: str = ""

    def content_hash(self) -> str:
        """SHA-256 over a canonical form: tells a retry from another command under the same reference."""
        content = [self.kind, self.customer_id, self.note, self.category] + [
            [item.debit_account_id, item.credit_account_id, item.amount, item.currency, item.purpose]
            for item in self.transfers
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Posted:
    """The outcome; `repeated` when this reference had been posted before."""

    operation_id: int
    reference: str
    created_at: datetime
    repeated: bool


_FIND_REFERENCE = select(operations.c.id, operations.c.content_hash, operations.c.created_at).where(
    operations.c.reference == bindparam("reference")
)
_LOCK_ACCOUNTS = (
    select(
        accounts.c.id,
        accounts.c.currency,
        accounts.c.customer_id,
        accounts.c.may_be_negative,
        accounts.c.balance,
        accounts.c.held,
        accounts.c.sequence,
    )
    .where(accounts.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(accounts.c.id)
    .with_for_update()
)
_UPDATE_ACCOUNT = (
    update(accounts)
    .where(accounts.c.id == bindparam("account_id"))
    .values(balance=bindparam("new_balance"), sequence=bindparam("new_sequence"))
)
_INSERT_TRANSFERS, _INSERT_ENTRIES = insert(transfers), insert(entries)


def post(work: UnitOfWork, operation: NewOperation) -> Posted:
    """Book an operation within the caller's unit of work.

    Raises `ReferenceReused` (same reference, other content), `InsufficientFunds`, `SameAccount`, `AmountNotPositive`,
    `AmountTooLarge`, `AccountNotFound` (unknown, or of another currency). Nothing is booked then.
    """
    _check_shape(operation)
    content_hash = operation.content_hash()
    if found := _find(work, operation.reference, content_hash):
        return found
    state = _lock(work, operation.transfers)
    operation_id = _insert_operation(work, operation, content_hash)
    if operation_id is None:
        return _lost_race(work, operation.reference, content_hash)
    lines = _apply(operation, state, operation_id, work.now)
    work.connection.execute(
        _UPDATE_ACCOUNT,
        [
            {"account_id": row["id"], "new_balance": row["balance"], "new_sequence": row["sequence"]}
            for row in state.values()
        ],
    )
    work.connection.execute(
        _INSERT_TRANSFERS,
        [
            {
                "operation_id": operation_id,
                "position": position,
                "purpose": item.purpose,
                "debit_account_id": item.debit_account_id,
                "credit_account_id": item.credit_account_id,
                "amount": item.amount,
                "currency": item.currency,
            }
            for position, item in enumerate(operation.transfers)
        ],
    )
    work.connection.execute(_INSERT_ENTRIES, lines)
    return Posted(operation_id, operation.reference, from_microseconds(to_microseconds(work.now)), repeated=False)


def _check_shape(operation: NewOperation) -> None:
    if not 1 <= len(operation.transfers) <= TRANSFERS_MAX:
        raise ValueError(f"an operation has 1 to {TRANSFERS_MAX} transfers")
    for item in operation.transfers:
        if item.amount <= 0:
            raise AmountNotPositive(currency=item.currency)
        if item.amount > MINOR_MAX:
            raise AmountTooLarge(currency=item.currency, minor_max=MINOR_MAX)
        if item.debit_account_id == item.credit_account_id:
            raise SameAccount


def _find(work: UnitOfWork, reference: str, content_hash: str) -> Posted | None:
    row = work.connection.execute(_FIND_REFERENCE, {"reference": reference}).one_or_none()
    if row is None:
        return None
    if row.content_hash != content_hash:
        raise ReferenceReused(reference=reference)
    return Posted(row.id, reference, row.created_at, repeated=True)


def _lost_race(work: UnitOfWork, reference: str, content_hash: str) -> Posted:
    found = _find(work, reference, content_hash)
    if found is None:
        raise RuntimeError("the reference is taken and cannot be read")
    return found


def _insert_operation(work: UnitOfWork, operation: NewOperation, content_hash: str) -> int | None:
    """The new id, or None when a rival committed the same reference since we looked."""
    return work.connection.execute(
        insert_with_conflict(work, operations)
        .values(
            reference=operation.reference,
            kind=operation.kind,
            customer_id=operation.customer_id,
            note=operation.note,
            category=operation.category,
            content_hash=content_hash,
            created_at=work.now,
        )
        .on_conflict_do_nothing(index_elements=["reference"])
        .returning(operations.c.id)
    ).scalar()


def _lock(work: UnitOfWork, items: Sequence[NewTransfer]) -> dict[int, dict[str, Any]]:
    """The accounts' rows, locked in id order so that two posts can never wait for each other in a circle."""
    ids = sorted({account_id for item in items for account_id in (item.debit_account_id, item.credit_account_id)})
    rows = work.connection.execute(_LOCK_ACCOUNTS, {"ids": ids}).mappings().all()
    state = {int(row["id"]): dict(row) for row in rows}
    for item in items:
        for account_id in (item.debit_account_id, item.credit_account_id):
            if account_id not in state or state[account_id]["currency"] != item.currency:
                raise AccountNotFound(account_id=account_id)
    return state


def _apply(
    operation: NewOperation, state: Mapping[int, dict[str, Any]], operation_id: int, now: datetime
) -> list[dict[str, Any]]:
    """Change the balances in `state` and return the entries, in order. Refuses what an account cannot cover."""
    lines = []
    for position, item in enumerate(operation.transfers):
        for account_id, change in ((item.debit_account_id, -item.amount), (item.credit_account_id, item.amount)):
            row = state[account_id]
            before = row["balance"]
            row["balance"], row["sequence"] = before + change, row["sequence"] + 1
            if change < 0 and not row["may_be_negative"] and row["balance"] < row["held"]:
                raise InsufficientFunds(
                    currency=item.currency, available_minor=before - row["held"], needed_minor=item.amount
                )
            lines.append(
                {
                    "account_id": account_id,
                    "sequence": row["sequence"],
                    "operation_id": operation_id,
                    "position": position,
                    "customer_id": row["customer_id"],
                    "amount": change,
                    "balance_before": before,
                    "balance_after": row["balance"],
                    "created_at": now,
                }
            )
    return lines
