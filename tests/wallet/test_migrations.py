"""The migrated schema equals the models, keeps the books append-only, and is made by one process at a time."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, inspect, text

from bot.migrate import MIGRATIONS, SchemaNewer, migrate, migration_needed, revisions
from bot.migrations.tables import all_tables
from wallet.database import Database


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
