"""The migrated schema equals the models, keeps the books append-only, and is made by one process at a time."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from functools import partial

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, inspect, make_url, text

from bot.migrate import (
    MIGRATIONS,
    SchemaNewer,
    alembic_config,
    in_transaction,
    migrate,
    migration_needed,
    revisions,
)
from bot.migrations.tables import all_tables
from tests.conftest import ManualClock
from wallet import ledger
from wallet.database import Database
from wallet.ledger import NewHold, NewOperation, NewTransfer
from wallet.ledger.audit import audit


def _default_differs(*compared: object) -> bool | None:
    """Alembic sees a difference between an empty text and itself on SQLite; the rest is left to it."""
    found, wanted = compared[3], compared[5]
    return False if found == "('')" and wanted == "" else None


async def test_migrated_schema_equals_the_models(database: Database) -> None:
    def drift(connection: Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": _default_differs}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), all_tables()))

    assert await database.read(drift) == []


async def test_migrated_checks_equal_the_models(database: Database) -> None:
    """Alembic compares no check constraints."""

    def checks(connection: Connection) -> dict[str, set[str]]:
        names = inspect(connection).get_check_constraints
        return {table: {str(check["name"]) for check in names(table)} for table in all_tables().tables}

    wanted = {
        name: {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint)}
        for name, table in all_tables().tables.items()
    }
    assert await database.read(checks) == wanted


def test_file_names_are_the_revisions() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert revisions() == [revision.revision for revision in script.walk_revisions()][::-1]


async def test_two_processes_may_migrate_at_once(empty_database_url: str) -> None:
    program = f"import asyncio; from bot.migrate import migrate; asyncio.run(migrate({empty_database_url!r}))"
    rivals = [asyncio.to_thread(subprocess.call, [sys.executable, "-c", program]) for _ in range(2)]
    assert await asyncio.gather(*rivals) == [0, 0]
    assert not await migration_needed(empty_database_url)


async def test_an_up_to_date_database_loads_no_alembic(database_url: str) -> None:
    program = (
        "import asyncio, sys; from bot.migrate import migrate;"
        f"asyncio.run(migrate({database_url!r})); sys.exit('alembic' in sys.modules)"
    )
    assert await asyncio.to_thread(subprocess.call, [sys.executable, "-c", program]) == 0


async def test_an_empty_database_needs_migration(empty_database_url: str) -> None:
    assert await migration_needed(empty_database_url)
    await migrate(empty_database_url)
    assert not await migration_needed(empty_database_url)


async def test_a_newer_schema_is_refused(database_url: str, database: Database) -> None:
    newer = text("UPDATE alembic_version SET version_num = '9999'")
    await database.write(lambda work: work.connection.execute(newer).rowcount)
    with pytest.raises(SchemaNewer, match="9999"):
        await migrate(database_url)
    with pytest.raises(SchemaNewer, match="9999"):
        await migration_needed(database_url)


async def test_a_database_of_the_first_release_keeps_its_books(empty_database_url: str, clock: ManualClock) -> None:
    """Money that was booked before holds, reversals and seals existed: proved, spent, given back and sealed."""
    await in_transaction(make_url(empty_database_url), _fill_first_release)
    await migrate(empty_database_url)
    database = Database.open(empty_database_url, clock)
    try:
        assert (await database.read(audit)).faults == ()
        assert await database.write(ledger.seal) == 2
        refund = await database.write(lambda work: ledger.reverse(work, 2, "GIVEN-BACK", {0: 1_00}))
        hold = NewHold(1, 50_00, "CNY")
        await database.write(lambda work: ledger.place_hold(work, hold, "SET-ASIDE"))
        report = await database.read(audit)
        lines = await database.read(lambda connection: ledger.trial_balance(connection))
    finally:
        await database.close()
    assert refund.operation_id == 3
    assert report.faults == ()
    assert {line.kind: line.minor for line in lines} == {"customer": 100_00, "play_money": -100_00}


def _fill_first_release(connection: Connection) -> None:
    """Revision 0001 with two customers: one has 100.00 of play money and sends 2.50 of it on."""
    command.upgrade(alembic_config(connection), "0001")
    top_up = NewOperation("top-up", "R1", (NewTransfer(3, 1, 100_00, "CNY"),), 1)
    payment = NewOperation("transfer", "R2", (NewTransfer(1, 2, 2_50, "CNY"),), 1, "lunch")
    insert = partial(_insert, connection)
    for number in (1, 2):
        insert(
            "customers",
            f"{number}, {number}, '{number}', NULL, '', '', '{number}', 'en', 'UTC', 'CNY', 'active', 1, NULL",
        )
    insert("accounts", "1, 'customer', 1, 'CNY', 0, FALSE, 9750, 0, 2, 1")
    insert("accounts", "2, 'customer', 2, 'CNY', 0, FALSE, 250, 0, 1, 1")
    insert("accounts", "3, 'play_money', NULL, 'CNY', 1, TRUE, -10000, 0, 1, 1")
    insert("operations", f"1, 'R1', 'top-up', 1, '', '', '{top_up.content_hash()}', 5")
    insert("operations", f"2, 'R2', 'transfer', 1, 'lunch', '', '{payment.content_hash()}', 7")
    insert("transfers", "1, 0, 'amount', 3, 1, 10000, 'CNY'")
    insert("transfers", "2, 0, 'amount', 1, 2, 250, 'CNY'")
    insert("entries", "3, 1, 1, 0, NULL, -10000, 0, -10000, 5")
    insert("entries", "1, 1, 1, 0, 1, 10000, 0, 10000, 5")
    insert("entries", "1, 2, 2, 0, 1, -250, 10000, 9750, 7")
    insert("entries", "2, 1, 2, 0, 2, 250, 0, 250, 7")
    fact = '{"customer_id": 2, "operation_id": 2}'
    insert("outbox", f"1, 'customer', '2', 'transfer-received', '{fact}', 'waiting', 0, 7, 7, NULL, NULL")
    if connection.dialect.name == "postgresql":
        for table in ("customers", "accounts", "operations", "outbox"):
            connection.exec_driver_sql(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")


def _insert(connection: Connection, table: str, values: str) -> None:
    connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({values})")
