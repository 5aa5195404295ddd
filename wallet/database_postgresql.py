"""PostgreSQL: transactions over asyncpg, with bounded retries after deadlocks, lost races and lost connections.

A connection is not tried out before it is used (that would cost a round trip each time): one that turns out to be lost
before the commit has moved nothing, so the work is run again on a new one. Lost during the commit, the outcome is
unknown; that error reaches the caller, whose command carries a reference and may be sent again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from tenacity import AsyncRetrying, RetryError, retry_if_exception, stop_after_attempt, wait_random_exponential

from wallet.clock import Clock
from wallet.database import Backend, UnitOfWork
from wallet.errors import DatabaseBusy

Result = TypeVar("Result")

TRIES_MAX = 8
CONNECTIONS_MAX = 10
STATEMENT_TIMEOUT_MILLISECONDS = 15_000
LOCK_TIMEOUT_MILLISECONDS = 5_000
SERIALIZATION_FAILURE, DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE = "40001", "40P01", "55P03"
SERVER_GONE_STATES = frozenset({"57P01", "57P02", "57P03", "08000", "08001", "08003", "08006"})
"""Shutting down, crashed, not up yet, and lost connections (PostgreSQL, appendix A: error codes)."""

RETRIED_STATES = frozenset({SERIALIZATION_FAILURE, DEADLOCK_DETECTED})
"""A lock that is not to be had has been waited for already, as long as `LOCK_TIMEOUT_MILLISECONDS` says."""


class PostgresqlBackend(Backend):
    """A pool of asyncpg connections; writes at READ COMMITTED with explicit row locks, reads in one snapshot."""

    dialect = "postgresql"

    def __init__(self, address: URL, clock: Clock) -> None:
        self._clock = clock
        self._engine = create_async_engine(
            address.set(drivername="postgresql+asyncpg"),
            pool_size=CONNECTIONS_MAX,
            max_overflow=0,
            hide_parameters=True,
            connect_args={
                "server_settings": {
                    "statement_timeout": str(STATEMENT_TIMEOUT_MILLISECONDS),
                    "lock_timeout": str(LOCK_TIMEOUT_MILLISECONDS),
                    "idle_in_transaction_session_timeout": str(STATEMENT_TIMEOUT_MILLISECONDS),
                }
            },
        )

    async def write(self, work: Callable[[UnitOfWork], Result]) -> tuple[Result, set[str]]:
        return await self._tried(self._write_once, work)

    async def _tried(self, attempt: Callable[..., Awaitable[Result]], work: Callable[..., object]) -> Result:
        attempts = AsyncRetrying(
            retry=retry_if_exception(_is_retried),
            stop=stop_after_attempt(TRIES_MAX),
            wait=wait_random_exponential(multiplier=0.01, max=0.5),
        )
        try:
            return await attempts(attempt, work)
        except RetryError as error:
            raise DatabaseBusy from error
        except DBAPIError as error:
            if _state(error) == LOCK_NOT_AVAILABLE:
                raise DatabaseBusy from error
            raise

    async def _write_once(self, work: Callable[[UnitOfWork], Result]) -> tuple[Result, set[str]]:
        async with self._connected() as connection, connection.begin():
            with _before_commit():
                return await connection.run_sync(self._run, work)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        with _before_commit():
            connection = await self._engine.connect()
        try:
            yield connection
        finally:
            await asyncio.shield(asyncio.create_task(connection.close()))

    def _run(self, connection: Connection, work: Callable[[UnitOfWork], Result]) -> tuple[Result, set[str]]:
        unit = UnitOfWork(connection, self._clock.now())
        return work(unit), unit.signals

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        return await self._tried(self._read_once, work)

    async def _read_once(self, work: Callable[[Connection], Result]) -> Result:
        async with self._connected() as connection:
            with _before_commit():
                snapshot = await connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
                return await snapshot.run_sync(work)

    async def close(self) -> None:
        await self._engine.dispose()


class ConnectionLost(Exception):
    """The server went away before the commit: nothing was moved."""


@contextmanager
def _before_commit() -> Iterator[None]:
    """Tells a connection that was lost before the commit from one that was lost during it."""
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated or _state(error) in SERVER_GONE_STATES:
            raise ConnectionLost from error
        raise
    except OSError as error:
        raise ConnectionLost from error


def _state(error: DBAPIError) -> object:
    return getattr(error.orig, "sqlstate", None)


def _is_retried(error: BaseException) -> bool:
    return isinstance(error, ConnectionLost) or (isinstance(error, DBAPIError) and _state(error) in RETRIED_STATES)
