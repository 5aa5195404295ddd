"""Reversals and refunds: new operations that give back, never more than was moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from wallet.database import UnitOfWork
from wallet.errors import OperationNotFound
from wallet.ledger.models import operations, transfers
from wallet.ledger.operations import NewOperation, NewTransfer, Posted
from wallet.ledger.posting import post

REVERSAL = "reversal"

_TRANSFERS = (
    select(transfers).where(transfers.c.operation_id == bindparam("operation_id")).order_by(transfers.c.position)
)
_GIVEN = (
    select(transfers.c.reverses_position, func.sum(transfers.c.amount))
    .join(operations, operations.c.id == transfers.c.operation_id)
    .where(operations.c.reverses_id == bindparam("operation_id"))
    .group_by(transfers.c.reverses_position)
)


@dataclass(frozen=True, slots=True)
class Reversible:
    """One transfer of an operation and what of it has not been given back, in minor units."""

    position: int
    purpose: str
    currency: str
    amount: int
    left: int


def reversible(connection: Connection, operation_id: int) -> list[Reversible]:
    """What could still be given back of an operation, by transfer."""
    given = {position: int(amount) for position, amount in connection.execute(_GIVEN, {"operation_id": operation_id})}
    return [
        Reversible(row.position, row.purpose, row.currency, row.amount, row.amount - given.get(row.position, 0))
        for row in connection.execute(_TRANSFERS, {"operation_id": operation_id})
    ]


def reverse(
    work: UnitOfWork,
    operation_id: int,
    reference: str,
    amounts: Mapping[int, int] | None = None,
    *,
    kind: str = REVERSAL,
    customer_id: int | None = None,
    note: str = "",
) -> Posted:
    """Give an operation back: all of its transfers, or `amounts` in minor units by transfer position, last one first.

    Raises `OperationNotFound`, `ReversalTooLarge` (with what is left), `NotReversible`, and as `post`.
    """
    rows = {row.position: row for row in work.connection.execute(_TRANSFERS, {"operation_id": operation_id})}
    wanted = amounts if amounts is not None else {position: row.amount for position, row in rows.items()}
    if not rows or not set(wanted) <= set(rows):
        raise OperationNotFound
    items = tuple(
        NewTransfer(
            rows[position].credit_account_id,
            rows[position].debit_account_id,
            amount,
            rows[position].currency,
            rows[position].purpose,
            position,
        )
        for position, amount in sorted(wanted.items(), reverse=True)
    )
    return post(work, NewOperation(kind, reference, items, customer_id, note, reverses_id=operation_id))
