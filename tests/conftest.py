"""What all tests share: a clock that stands still, a vault, and a fresh migrated database of each kind."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import run
from wallet.database import Database
from wallet.security.vault import Vault

if TYPE_CHECKING:
    from tests.postgresql_server import PostgresqlServer

VAULT_KEY = bytes(range(32))
_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """The run's first process names it before any worker process is started."""
    if not hasattr(config, "workerinput"):
        run.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The run's first process cleans up after all."""
    if not hasattr(config, "workerinput"):
        run.end()


class ManualClock:
    """Stands still until it is advanced."""

    def __init__(self, start: datetime = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        """The moment it was set to."""
        return self._now

    def advance(self, span: timedelta) -> None:
        """Let time pass."""
        self._now += span


@pytest.fixture
def clock() -> ManualClock:
    """Noon of 1 March 2025 in UTC, until the test advances it."""
    return ManualClock()


@pytest.fixture(scope="session")
def vault() -> Vault:
    """A vault with one known key."""
    return Vault({"test": VAULT_KEY}, "test")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each test that asks for a database runs once on each kind."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    from bot.migrate import migrate

    path = tmp_path_factory.mktemp("template") / "migrated.sqlite3"
    _run_aside(lambda: migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> PostgresqlServer:
    """The run's PostgreSQL with a migrated template."""
    from tests.postgresql_server import PostgresqlServer

    server = PostgresqlServer()
    _run_aside(server.prepare)
    return server


@pytest.fixture
async def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a fresh migrated database."""
    if database_kind == "sqlite":
        path = tmp_path / "wallet.sqlite3"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    name = new_database_name()
    await server.create(name)
    yield server.url(name)
    await server.drop(name)


@pytest.fixture
async def empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database without any table."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    name = new_database_name()
    await server.create(name, template="template0")
    yield server.url(name)
    await server.drop(name)


@pytest.fixture
async def database(database_url: str, clock: ManualClock) -> AsyncIterator[Database]:
    """A fresh migrated database, open, on the test's clock."""
    opened = Database.open(database_url, clock)
    yield opened
    await opened.close()


def new_database_name() -> str:
    """A name that no other test of this run uses."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return f"test_{worker}_{next(_numbers)}"


def _run_aside(work: Callable[[], Coroutine[Any, Any, object]]) -> None:
    """Run a coroutine to its end, whatever loop the fixtures of this thread have."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(lambda: asyncio.run(work())).result()
