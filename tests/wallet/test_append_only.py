"""Both databases refuse to change or delete what was booked."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.factories import fund
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.ledger.audit import audit


def run(work: UnitOfWork, statement: str) -> None:
    work.connection.execute(text(statement))


async def test_the_books_refuse_changes(database: Database, payer: Customer) -> None:
    await fund(database, payer.id)
    refused = [
        "UPDATE transfers SET purpose = 'other'",
        "DELETE FROM transfers",
        "UPDATE entries SET position = 1",
        "DELETE FROM entries",
        "DELETE FROM operations",
    ]
    if database.dialect == "postgresql":
        refused += [f"TRUNCATE {table} CASCADE" for table in ("transfers", "entries", "operations")]
    else:
        refused += [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" for table in ("transfers", "entries")]
    for statement in refused:
        with pytest.raises(DBAPIError, match="append-only"):
            await database.write(partial(run, statement=statement))
    report = await database.read(audit)
    assert (report.counts["entries"], report.faults) == (2, ())
