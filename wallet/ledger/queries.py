"""What can be seen of the ledger: balances, one customer's history, one operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from wallet.errors import OperationNotFound
from wallet.ledger.models import accounts, entries, operations, transfers
from wallet.money import Money, currency

PAGE_MAX = 50


@dataclass(frozen=True, slots=True)
class Balance:
    """One account of a customer; `available` is what can be spent now."""

    total: Money
    available: Money


@dataclass(frozen=True, slots=True)
class TransferView:
    """One transfer of an operation as one customer sees it: negative when money left them."""

    purpose: str
    change: Money
    counterparty_id: int | None


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation as one customer sees it. `changes` has their own lines only; `reverses_id` is what it gives back."""

    id: int
    reference: str
    kind: str
    note: str
    created_at: datetime
    initiated: bool
    changes: tuple[TransferView, ...]
    reverses_id: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Newest first. `older_than` is the cursor of the next page, or None on the last."""

    operations: tuple[OperationView, ...]
    older_than: int | None


_BALANCES = (
    select(accounts.c.currency, accounts.c.balance, accounts.c.held)
    .where(accounts.c.customer_id == bindparam("customer_id"))
    .order_by(accounts.c.id)
)
_GOALS = select(accounts.c.shard, accounts.c.balance).where(
    accounts.c.customer_id.is_(None),
    accounts.c.kind == "goal",
    accounts.c.shard.in_(bindparam("goal_ids", expanding=True)),
)
_PAGE = (
    select(entries.c.operation_id)
    .distinct()
    .where(entries.c.customer_id == bindparam("customer_id"), entries.c.operation_id < bindparam("older_than"))
    .order_by(entries.c.operation_id.desc())
    .limit(bindparam("size"))
)
_OPERATIONS = select(operations).where(operations.c.id.in_(bindparam("ids", expanding=True)))
_debit, _credit = accounts.alias("debit"), accounts.alias("credit")
_TRANSFERS = (
    select(
        transfers.c.operation_id,
        transfers.c.purpose,
        transfers.c.amount,
        transfers.c.currency,
        _debit.c.customer_id.label("payer_id"),
        _credit.c.customer_id.label("payee_id"),
    )
    .join(_debit, _debit.c.id == transfers.c.debit_account_id)
    .join(_credit, _credit.c.id == transfers.c.credit_account_id)
    .where(transfers.c.operation_id.in_(bindparam("ids", expanding=True)))
    .order_by(transfers.c.operation_id, transfers.c.position)
)
_BY_REFERENCE = select(operations.c.id).where(operations.c.reference == bindparam("reference"))
_GIVEN_BACK_BY = (
    select(operations.c.id).where(operations.c.reverses_id == bindparam("operation_id")).order_by(operations.c.id)
)
NEWEST = 2**62
REVERSALS_SHOWN_MAX = 20


def balances(connection: Connection, customer_id: int) -> list[Balance]:
    """The customer's accounts in the order they were opened."""
    rows = connection.execute(_BALANCES, {"customer_id": customer_id})
    return [
        Balance(Money(row.balance, currency(row.currency)), Money(row.balance - row.held, currency(row.currency)))
        for row in rows
    ]


def goal_balances(connection: Connection, goal_ids: Sequence[int]) -> dict[int, int]:
    """What is set aside in each of these goals, in minor units; goals that were never used are missing."""
    rows = connection.execute(_GOALS, {"goal_ids": list(goal_ids)})
    return {row.shard: row.balance for row in rows}


def history(connection: Connection, customer_id: int, *, older_than: int | None = None, size: int = 5) -> HistoryPage:
    """One page of the operations that touched the customer's accounts (keyset: any page costs the same)."""
    size = min(size, PAGE_MAX)
    values = {"customer_id": customer_id, "older_than": older_than or NEWEST, "size": size + 1}
    ids = list(connection.execute(_PAGE, values).scalars())
    shown = ids[:size]
    return HistoryPage(tuple(_views(connection, customer_id, shown)), shown[-1] if len(ids) > size else None)


def operation_view(connection: Connection, customer_id: int, operation_id: int) -> OperationView:
    """One operation of this customer. Raises `OperationNotFound` for anybody else's."""
    views = _views(connection, customer_id, [operation_id])
    if not views or not views[0].changes:
        raise OperationNotFound
    return views[0]


def reversals_of(connection: Connection, customer_id: int, operation_id: int) -> list[OperationView]:
    """The operations that gave this one back to or from the customer, the newest first; the first twenty."""
    found = connection.execute(_GIVEN_BACK_BY.limit(REVERSALS_SHOWN_MAX), {"operation_id": operation_id})
    return [view for view in _views(connection, customer_id, list(found.scalars())) if view.changes]


def operation_views(connection: Connection, customer_id: int, ids: Sequence[int]) -> list[OperationView]:
    """Those of these operations that touched the customer's accounts, newest first."""
    return [view for view in _views(connection, customer_id, list(ids)) if view.changes]


def is_known(connection: Connection, reference: str) -> bool:
    """Whether something was posted under a reference."""
    return connection.execute(_BY_REFERENCE, {"reference": reference}).scalar() is not None


def _views(connection: Connection, customer_id: int, ids: list[int]) -> list[OperationView]:
    if not ids:
        return []
    changes: dict[int, list[TransferView]] = {operation_id: [] for operation_id in ids}
    for row in connection.execute(_TRANSFERS, {"ids": ids}):
        money = Money(row.amount, currency(row.currency))
        if row.payer_id == customer_id:
            changes[row.operation_id].append(TransferView(row.purpose, -money, row.payee_id))
        if row.payee_id == customer_id:
            changes[row.operation_id].append(TransferView(row.purpose, money, row.payer_id))
    found = connection.execute(_OPERATIONS, {"ids": ids}).all()
    views = [
        OperationView(
            id=row.id,
            reference=row.reference,
            kind=row.kind,
            note=row.note,
            created_at=row.created_at,
            initiated=row.customer_id == customer_id,
            changes=tuple(changes[row.id]),
            reverses_id=row.reverses_id,
        )
        for row in found
    ]
    return sorted(views, key=lambda view: -view.id)
