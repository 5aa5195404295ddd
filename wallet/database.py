"""The database: engines, units of work, and the only place that commits.

Domain functions are plain synchronous functions over one `UnitOfWork`; `Database.write` runs such a function in one
transaction and `Database.read` runs one over a read connection. On SQLite a whole function costs one hop to the single
writer's thread, and callers that arrive together share a commit (a savepoint each); on PostgreSQL it runs over asyncpg.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Table,
    TypeDecorator,
    func,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Dialect

from wallet.clock import Clock, SystemClock, from_microseconds, to_microseconds

Result = TypeVar("Result")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

Identity = BigInteger().with_variant(Integer(), "sqlite")
"""The type of every generated id: 64 bits on both databases."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, stored as whole microseconds since 1970: exact, ordered and the same on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_microseconds(value)


@dataclass(slots=True)
class UnitOfWork:
    """One open transaction: what a domain function may touch. It is committed by `Database` alone."""

    connection: Connection
    now: datetime
    signals: set[str] = field(default_factory=set)

    def signal(self, name: str) -> None:
        """Wake those who wait for `name`, after the commit and only if it succeeds."""
        self.signals.add(name)


def insert_with_conflict(work: UnitOfWork, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say what happens when a unique index refuses it (`on_conflict_…`), for this database."""
    return sqlite.insert(table) if work.connection.dialect.name == "sqlite" else postgresql.insert(table)


def count_by(connection: Connection, column: ColumnElement[str]) -> dict[str, int]:
    """How many rows there are of each value of a column."""
    return {row[0]: row[1] for row in connection.execute(select(column, func.count()).group_by(column))}


class Database:
    """Runs domain functions in transactions. One a process; open it with `Database.open(url)`."""

    def __init__(self, backend: Backend, clock: Clock) -> None:
        self._backend, self._clock = backend, clock
        self._waiting: dict[str, set[asyncio.Event]] = {}

    @classmethod
    def open(cls, url: str, clock: Clock | None = None) -> Database:
        """Open `sqlite:///path` or `postgresql://user:password@host/name`; a driver in the URL is replaced by ours."""
        address, clock = make_url(url), clock or SystemClock()
        return cls(_backend(address, clock), clock)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._backend.dialect

    def now(self) -> datetime:
        """The moment by the database's clock, for who only reads; a unit of work brings its own."""
        return self._clock.now()

    async def write(self, work: Callable[[UnitOfWork], Result]) -> Result:
        """Run `work` in one transaction and commit it.

        `work` must be safe to run again from the start: it is, after a deadlock or a serialization failure.
        Whatever it raises rolls its own changes back and reaches the caller. Raises `DatabaseBusy` when every bounded
        retry met a lock.
        """
        result, signals = await self._backend.write(work)
        for name in signals:
            self.announce(name)
        return result

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` over a connection in one consistent snapshot that is never committed."""
        return await self._backend.read(work)

    def subscribe(self, name: str) -> asyncio.Event:
        """An event that is set after each commit that signalled `name` in this process."""
        event = asyncio.Event()
        self._waiting.setdefault(name, set()).add(event)
        return event

    def unsubscribe(self, name: str, event: asyncio.Event) -> None:
        """Forget an event that `subscribe` gave."""
        self._waiting.get(name, set()).discard(event)

    def announce(self, name: str) -> None:
        """Set the events of those who subscribed to `name`."""
        for event in self._waiting.get(name, ()):
            event.set()

    async def close(self) -> None:
        """Finish what is in hand and close every connection."""
        await self._backend.close()


class Backend:
    """What a database kind has to offer; see `wallet/database_sqlite.py` and `wallet/database_postgresql.py`."""

    dialect: str

    async def write(self, work: Callable[[UnitOfWork], Result]) -> tuple[Result, set[str]]:
        raise NotImplementedError

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError


def _backend(address: URL, clock: Clock) -> Backend:
    kind = address.get_backend_name()
    if kind == "sqlite":
        from wallet.database_sqlite import SqliteBackend

        return SqliteBackend(address, clock)
    if kind == "postgresql":
        from wallet.database_postgresql import PostgresqlBackend

        return PostgresqlBackend(address, clock)
    raise ValueError(f"DATABASE_URL must begin with sqlite: or postgresql:, not {kind}:")
