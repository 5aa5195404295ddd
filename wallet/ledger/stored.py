"""What is stored of operations, whole and the same from both databases: what seals and the audit hash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, text

from wallet.ledger.holds import EXPIRE
from wallet.ledger.operations import content_hash, transfer_content

Stored = Mapping[str, list[dict[str, Any]]]
"""By part (`operation`, `transfers`, `entries`, `hold`) the rows of one operation, in order."""

WALK_SIZE = 500

_PARTS = {
    "operation": """
        SELECT id AS operation_id, reference, kind, customer_id, note, category, content_hash, created_at, reverses_id,
            hold_id
        FROM operations WHERE id IN :ids
    """,
    "transfers": """
        SELECT operation_id, position, purpose, debit_account_id, credit_account_id, amount, currency, reverses_position
        FROM transfers WHERE operation_id IN :ids ORDER BY operation_id, position
    """,
    "entries": """
        SELECT operation_id, position, account_id, entries.sequence, entries.customer_id, amount, balance_before,
            balance_after, created_at, kind, accounts.customer_id AS owner_id, currency, shard, may_be_negative,
            opened_at
        FROM entries LEFT JOIN accounts ON accounts.id = account_id
        WHERE operation_id IN :ids ORDER BY operation_id, position, account_id, entries.sequence
    """,
    "hold": """
        SELECT operation_id, account_id, amount, holds.currency, expires_at, kind, customer_id AS owner_id, shard,
            may_be_negative, opened_at
        FROM holds LEFT JOIN accounts ON accounts.id = account_id WHERE operation_id IN :ids
    """,
}
_SELECTS = {name: text(sql).bindparams(bindparam("ids", expanding=True)) for name, sql in _PARTS.items()}

_IDS = text("SELECT id FROM operations WHERE id > :after ORDER BY id LIMIT :size")


def stored_operations(connection: Connection, ids: Sequence[int]) -> Iterator[Stored]:
    """Everything that each operation wrote, in the order of `ids`; nothing for an id that is gone."""
    parts: dict[int, dict[str, list[dict[str, Any]]]] = {operation_id: {} for operation_id in ids}
    for name, statement in _SELECTS.items():
        for row in connection.execute(statement, {"ids": list(ids)}).mappings():
            parts[row["operation_id"]].setdefault(name, []).append(_plain(row))
    for operation_id in ids:
        yield parts[operation_id]


def _plain(row: RowMapping) -> dict[str, Any]:
    """One form for both databases: SQLite keeps a yes or no as 1 or 0."""
    return {
        name: bool(value) if name == "may_be_negative" and value is not None else value for name, value in row.items()
    }


def changed_contents(connection: Connection) -> Iterator[tuple[str, str]]:
    """The audit's walk through all operations: those whose content no longer has the hash it was booked with."""
    after = 0
    while ids := list(connection.execute(_IDS, {"after": after, "size": WALK_SIZE}).scalars()):
        for operation_id, stored in zip(ids, stored_operations(connection, ids), strict=True):
            if "operation" in stored and stored["operation"][0]["content_hash"] != _content_hash(stored):
                yield str(operation_id), "not what was booked under this reference"
        after = ids[-1]


def _content_hash(stored: Stored) -> str:
    head, items = stored["operation"][0], stored.get("transfers", [])
    hold = next(iter(stored.get("hold", [])), None)
    ended = "captured" if items else "expired" if head["kind"] == EXPIRE else "released"
    return content_hash(
        [head["kind"], head["customer_id"], head["note"], head["category"]],
        [
            transfer_content(
                item["debit_account_id"],
                item["credit_account_id"],
                item["amount"],
                item["currency"],
                item["purpose"],
                item["reverses_position"],
            )
            for item in items
        ],
        head["reverses_id"],
        None if hold is None else [hold["account_id"], hold["amount"], hold["currency"], hold["expires_at"]],
        None if head["hold_id"] is None else [head["hold_id"], ended],
    )
