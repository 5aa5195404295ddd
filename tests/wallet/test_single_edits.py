"""Whatever single field is changed by raw SQL, the audit finds it, and the seals tell in which operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Connection, RowMapping, String, Table, column, select, table, update

from tests.conftest import ManualClock
from tests.wallet.books import TABLES, keep_books, unprotect
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork, metadata
from wallet.ledger.accounts import AccountKind
from wallet.ledger.audit import Fault, audit

EDITS_MIN = 100
ROWS_OF_A_TABLE = 3
KNOWN_WORDS = {
    "currency": ["CNY", "USD", "EUR"],
    "status": ["open", "captured", "released", "expired"],
    "accounts.kind": [*AccountKind],
    "operations.kind": ["transfer", "top-up", "hold-release", "hold-expire"],
    "purpose": ["amount", "fee"],
}
UNSEALED = {("holds", "status")}
"""What changes in the life of a booked row; a check of its own watches it."""


@dataclass(frozen=True)
class Edit:
    """One field of one row gets another value. `operations` are those whose content that changes."""

    table: str
    key: Mapping[str, object]
    column: str
    value: object
    other: object
    operations: frozenset[int]

    def __str__(self) -> str:
        return f"{self.table} {dict(self.key)}: {self.column} {self.value!r} -> {self.other!r}"


@pytest.fixture
async def books(database: Database, clock: ManualClock, payer: Customer, payee: Customer) -> Database:
    """Everything that the ledger can write, all of it sealed."""
    await keep_books(database, clock, payer, payee)
    return database


@pytest.mark.slow
async def test_every_single_edit_is_found(books: Database, clock: ManualClock) -> None:
    def edit_and_audit(work: UnitOfWork) -> list[tuple[Edit, tuple[Fault, ...]]]:
        unprotect(work.connection)
        return [(edit, faults_of(work.connection, edit, clock.now())) for edit in all_edits(work.connection)]

    audited = await books.write(edit_and_audit)
    assert len(audited) >= EDITS_MIN
    assert {(edit.table, edit.column) for edit, _ in audited} == {
        (name, field.name) for name in TABLES for field in metadata.tables[name].columns
    }
    assert [str(edit) for edit, faults in audited if not faults] == []
    assert [f"{edit}: {faults}" for edit, faults in audited if not seal_tells(edit, faults)] == []


def seal_tells(edit: Edit, faults: Sequence[Fault]) -> bool:
    """The first broken seal is the changed operation's. Of accounts, and of what is not sealed, nothing is promised."""
    if edit.table == "accounts" or (edit.table, edit.column) in UNSEALED:
        return True
    broken = [int(fault.ids) for fault in faults if fault.code == "seal-broken"]
    return bool(broken) and (edit.table == "seals" or broken[0] == min(edit.operations))


def faults_of(connection: Connection, edit: Edit, now: datetime) -> tuple[Fault, ...]:
    """Change, audit, undo."""
    savepoint = connection.begin_nested()
    raw = table(edit.table, *(column(name) for name in {*edit.key, edit.column}))
    statement = update(raw).values({edit.column: edit.other})
    for name, value in edit.key.items():
        statement = statement.where(raw.c[name] == value)
    assert connection.execute(statement).rowcount == 1
    faults = audit(connection, now).faults
    savepoint.rollback()
    return faults


def all_edits(connection: Connection) -> Iterator[Edit]:
    """Some rows of each table, from its first to its last: each of their columns, each plausible other value."""
    sealed = set(connection.scalars(select(metadata.tables["seals"].c.operation_id)))
    for name in TABLES:
        model = metadata.tables[name]
        # Moments stay numbers: the raw columns know no types.
        raw = table(name, *(column(field.name) for field in model.columns))
        keys = [field.name for field in model.primary_key]
        rows = connection.execute(select(raw).order_by(*(raw.c[key] for key in keys))).mappings().all()
        for row in spread(rows, ROWS_OF_A_TABLE):
            for field in model.columns:
                for other in other_values(model, field, row[field.name]):
                    key = {part: row[part] for part in keys}
                    changed = changed_operations(name, field.name, row, other) & sealed
                    yield Edit(name, key, field.name, row[field.name], other, frozenset(changed))


def spread(rows: Sequence[RowMapping], size: int) -> list[RowMapping]:
    """The first row, the last, and some evenly between."""
    places = {place * (len(rows) - 1) // (size - 1) for place in range(size)}
    return [rows[place] for place in sorted(places)]


def changed_operations(name: str, field: str, row: RowMapping, other: object) -> set[int]:
    """Which operations have another content: where a row goes to another operation, both have."""
    if name in ("accounts", "seals"):
        return set()
    own = "id" if name == "operations" else "operation_id"
    return {int(value) for value in (row[own], other if field == own else None) if isinstance(value, int)}


def other_values(model: Table, field: Column[Any], value: Any) -> list[object]:
    """Values of the same kind that could stand there as well, and NULL where that may stand."""
    others: list[object] = [None] if field.nullable and value is not None else []
    if isinstance(field.type, Boolean):
        return [*others, not value]
    if isinstance(field.type, String):
        words = KNOWN_WORDS.get(field.name) or KNOWN_WORDS.get(f"{model.name}.{field.name}")
        if words is not None:
            return [*others, *(word for word in words if word != value)]
        return [*others, value[:-1] + ("0" if value[-1:] != "0" else "1")]
    if field.name == "id":
        # Of the generated ids each is one row's, in any database.
        return [*others, value + 1000]
    return [*others, 1 if value is None else value + 1]
