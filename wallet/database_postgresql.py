"""PostgreSQL: transactions over asyncpg, with bounded retries after deadlocks and serialization failures."""

from __future__ import annotations

from collections.abc import Callable
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
RETRIED_STATES = frozenset({SERIALIZATION_FAILURE, DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE})


class PostgresqlBackend(Backend):
    """A pool of asyncpg connections; writes at READ COMMITTED with explicit row locks, reads in one snapshot."""

    dialect = "postgresql"

    def __init__(self, address: URL, clock: Clock) -> None:
        self._clock = clock
        self._engine = create_async_engine(
            address.set(drivername="postgresql+asyncpg"),
            pool_size=CONNECTIONS_MAX,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={
                "server_settings": {
                    "statement_timeout": str(STATEMENT_TIMEOUT_MILLISECONDS),
                    "lock_timeout": str(LOCK_TIMEOUT_MILLISECONDS),
                    "idle_in_transaction_session_timeout": str(STATEMENT_TIMEOUT_MILLISECONDS),
                }
            },
        )

    async def write(self, work: Callable[[UnitOfWork], Result]) -> tuple[Result, set[str]]:
        attempts = AsyncRetrying(
            retry=retry_if_exception(_is_retried),
            stop=stop_after_attempt(TRIES_MAX),
            wait=wait_random_exponential(multiplier=0.01, max=0.5),
        )
        try:
            return await attempts(self._write_once, work)
        except RetryError as error:
            raise DatabaseBusy from error

    async def _write_once(self, work: Callable[[UnitOfWork], Result]) -> tuple[Result, set[str]]:
        async with self._engine.begin() as connection:
            return await connection.run_sync(self._run, work)

    def _run(self, connection: Connection, work: Callable[[UnitOfWork], Result]) -> tuple[Result, set[str]]:
        unit = UnitOfWork(connection, self._clock.now())
        return work(unit), unit.signals

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        async with self._engine.connect() as connection:
            snapshot: AsyncConnection = await connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            return await snapshot.run_sync(work)

    async def close(self) -> None:
        await self._engine.dispose()


def _is_retried(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in RETRIED_STATES
