"""Both databases refuse to change or delete what was booked."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.conftest import ManualClock
from tests.wallet.books import keep_books
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork, metadata
from wallet.ledger.audit import audit

APPEND_ONLY = ("operations", "transfers", "entries", "holds", "seals")


def run(work: UnitOfWork, statement: str) -> None:
    work.connection.execute(text(statement))


@pytest.fixture
async def books(database: Database, clock: ManualClock, payer: Customer, payee: Customer) -> Database:
    """Everything that the ledger can write, all of it sealed."""
    await keep_books(database, clock, payer, payee)
    return database


async def test_the_books_refuse_changes(books: Database, clock: ManualClock) -> None:
    before = await books.read(lambda connection: audit(connection, clock.now()))
    refused = [f"DELETE FROM {table}" for table in APPEND_ONLY]
    refused += [
        f"UPDATE {table} SET {column.name} = {column.name}"
        for table in APPEND_ONLY
        for column in metadata.tables[table].columns
        if (table, column.name) != ("holds", "status")
    ]
    if books.dialect == "postgresql":
        refused += [f"TRUNCATE {table} CASCADE" for table in APPEND_ONLY]
    else:
        refused += [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" for table in APPEND_ONLY]
    for statement in refused:
        with pytest.raises(DBAPIError, match="append-only"):
            await books.write(partial(run, statement=statement))
    after = await books.read(lambda connection: audit(connection, clock.now()))
    assert (after.counts, after.faults) == (before.counts, ())


async def test_a_holds_status_may_change_and_only_the_audit_minds(books: Database, clock: ManualClock) -> None:
    await books.write(partial(run, statement="UPDATE holds SET status = 'released' WHERE status = 'expired'"))
    report = await books.read(lambda connection: audit(connection, clock.now()))
    assert [fault.code for fault in report.faults] == ["hold-status"]
