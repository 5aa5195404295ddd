"""Brings a database to the newest revision: all of it in one transaction, one process at a time.

Alembic is imported only when it is needed, for a running bot has no use for it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

VERSION_TABLE = "alembic_version"
MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_WAIT_SECONDS_MAX = 60
ADVISORY_LOCK = 0x77616C6C6574
"""`wallet` in ASCII: the number under which PostgreSQL lets one process migrate while others wait."""


class SchemaNewer(Exception):
    """The database was made by a newer version of the program and must not be touched. The message names both."""


def revisions() -> list[str]:
    """Every revision this program knows, oldest first, read from the file names so that Alembic stays unloaded."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


async def migrate(database_url: str) -> None:
    """Bring the database at `sqlite:///path` or `postgresql://…` to the newest revision, or leave it as it was.

    Several processes may start at once: one migrates, the others wait up to a minute and find it done.
    Raises `SchemaNewer`, `OperationalError` when the wait was too long, and `ValueError` for another kind of database.
    """
    address = make_url(database_url)
    await in_transaction(address, _upgrade)
    if address.get_backend_name() == "sqlite":
        await asyncio.to_thread(_set_write_ahead_log, address)


async def migration_needed(database_url: str) -> bool:
    """Whether `migrate` would change anything. Raises `SchemaNewer`."""
    needed: bool = await in_transaction(make_url(database_url), _is_behind)
    return needed


async def in_transaction(address: URL, work: Callable[[Connection], Any]) -> Any:
    """What `work` returns, run alone on the database. Raises `ValueError` for another kind of database."""
    kind = address.get_backend_name()
    if kind == "sqlite":
        return await asyncio.to_thread(_in_sqlite, address, work)
    if kind == "postgresql":
        return await _in_postgresql(address, work)
    raise ValueError(f"DATABASE_URL must begin with sqlite: or postgresql:, not {kind}:")


def _is_behind(connection: Connection) -> bool:
    known = revisions()
    found = None
    if inspect(connection).has_table(VERSION_TABLE):
        found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    if found is not None and found not in known:
        raise SchemaNewer(f"the database has revision {found}, this program knows none after {known[-1]}: update it")
    return found != known[-1]


def alembic_config(connection: Connection) -> Any:
    """Alembic's configuration, without an ini file and without its logging."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    if not _is_behind(connection):
        return
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


def _in_sqlite(address: URL, work: Callable[[Connection], Any]) -> Any:
    """BEGIN IMMEDIATE takes the write lock before anybody looks at the revision."""
    engine = create_engine(
        address.set(drivername="sqlite"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": LOCK_WAIT_SECONDS_MAX},
    )
    event.listen(engine, "begin", _begin_immediate)
    with engine.begin() as connection:
        return work(connection)


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set_write_ahead_log(address: URL) -> None:
    """The journal mode is kept in the file and can't be changed inside a transaction.

    SQLite doesn't wait when another process holds the file just then, so we do.
    """
    if address.database in (None, "", ":memory:"):
        return
    attempts = Retrying(
        retry=retry_if_exception_type(sqlite3.OperationalError),
        stop=stop_after_delay(LOCK_WAIT_SECONDS_MAX),
        wait=wait_random_exponential(multiplier=0.01, max=0.5),
        reraise=True,
    )
    attempts(_try_write_ahead_log, str(address.database))


def _try_write_ahead_log(path: str) -> None:
    connection = sqlite3.connect(path)
    try:
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


async def _in_postgresql(address: URL, work: Callable[[Connection], Any]) -> Any:
    engine = create_async_engine(address.set(drivername="postgresql+asyncpg"), poolclass=NullPool, hide_parameters=True)
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT_SECONDS_MAX}s'"))
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            return await connection.run_sync(work)
    finally:
        await engine.dispose()
