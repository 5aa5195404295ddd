"""post() on PostgreSQL: one call of the database function `ledger_post`, which decides and writes in one hop.

The function is made by the migrations; its rules are those of `wallet/ledger/posting_sqlite.py`, and the same tests
hold both to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from wallet.clock import from_microseconds, to_microseconds
from wallet.database import UnitOfWork
from wallet.errors import WalletError, all_errors
from wallet.ledger.operations import NewOperation, NewTransfer, Posted

REFUSALS = {kind.code: kind for kind in all_errors()}
"""By the code that the function answers with."""

_POST = text("SELECT * FROM ledger_post(:accounts, :holds, :now, :operations)").bindparams(
    bindparam("accounts", type_=ARRAY(BigInteger)),
    bindparam("holds", type_=ARRAY(BigInteger)),
    bindparam("now", type_=BigInteger),
    bindparam("operations", type_=JSONB),
)


def post_in_postgresql(work: UnitOfWork, operations: Sequence[NewOperation]) -> list[Posted | WalletError]:
    """Book each operation, or answer why not."""
    values = {
        "accounts": sorted({account_id for operation in operations for account_id in _account_ids(operation)}),
        "holds": [operation.ends.hold_id for operation in operations if operation.ends is not None],
        "now": to_microseconds(work.now),
        "operations": [_as_json(operation) for operation in operations],
    }
    rows = work.connection.execute(_POST, values).all()
    return [_outcome(operation, row) for operation, row in zip(operations, rows, strict=True)]


def _account_ids(operation: NewOperation) -> list[int]:
    ids = [side for item in operation.transfers for side in (item.debit_account_id, item.credit_account_id)]
    return ids if operation.hold is None else [*ids, operation.hold.account_id]


def _as_json(operation: NewOperation) -> dict[str, Any]:
    content: dict[str, Any] = {
        "reference": operation.reference,
        "kind": operation.kind,
        "customer_id": operation.customer_id,
        "note": operation.note,
        "category": operation.category,
        "content_hash": operation.content_hash(),
        "transfers": [_transfer(item) for item in operation.transfers],
    }
    if operation.reverses_id is not None:
        content["reverses_id"] = operation.reverses_id
    if operation.ends is not None:
        content |= {"hold_id": operation.ends.hold_id, "outcome": operation.ends.outcome}
    if operation.hold is not None:
        hold = operation.hold
        expires = None if hold.expires_at is None else to_microseconds(hold.expires_at)
        content["hold"] = [hold.account_id, hold.amount, hold.currency, expires]
    return content


def _transfer(item: NewTransfer) -> list[object]:
    sides = (item.debit_account_id, item.credit_account_id)
    return [*sides, item.amount, item.currency, item.purpose, item.reverses_position]


def _outcome(operation: NewOperation, row: Any) -> Posted | WalletError:
    if row.refusal is not None:
        return REFUSALS[row.refusal](**(row.fields or {}))
    return Posted(row.operation, operation.reference, from_microseconds(row.moment), repeated=row.repeated)
