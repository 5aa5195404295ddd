"""SQLite: one writer thread with shared commits, and readers over aiosqlite.

BEGIN IMMEDIATE takes the write lock at the start: with SQLite's default deferred begin two writers can both read, and
one of them fails or overwrites at its first write.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from wallet.clock import Clock
from wallet.database import Backend, UnitOfWork
from wallet.errors import DatabaseBusy

Result = TypeVar("Result")

SHARED_COMMIT_MAX = 100
BUSY_TIMEOUT_MILLISECONDS = 5_000
BUSY_TRIES_MAX = 3
READERS_MAX = 4
PAGES_KEPT_KIB = 32 * 1024
"""What a connection keeps of the file in memory, at most: SQLite's own 2 MiB slow long books down."""


@dataclass(slots=True)
class Job:
    """One caller's function and where its outcome goes."""

    work: Callable[[UnitOfWork], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    outcome: Any = None
    error: BaseException | None = None
    signals: set[str] = field(default_factory=set)

    def deliver(self) -> None:
        """Give the outcome to the caller, who may have gone away. Runs in the caller's loop."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result((self.outcome, self.signals))


class SqliteBackend(Backend):
    """Writes through one thread that owns the write connection; reads beside it in WAL mode."""

    dialect = "sqlite"

    def __init__(self, address: URL, clock: Clock) -> None:
        self._clock = clock
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        options: dict[str, Any] = {"isolation_level": None, "timeout": BUSY_TIMEOUT_MILLISECONDS / 1000}
        self._writer = create_engine(
            address.set(drivername="sqlite"),
            poolclass=StaticPool,
            connect_args=options | {"check_same_thread": False},
            hide_parameters=True,
        )
        self._readers = create_async_engine(
            address.set(drivername="sqlite+aiosqlite"),
            pool_size=READERS_MAX,
            max_overflow=0,
            connect_args=options,
            hide_parameters=True,
        )
        event.listen(self._writer, "connect", _set_pragmas)
        event.listen(self._writer, "begin", _begin_immediate)
        event.listen(self._readers.sync_engine, "connect", _set_pragmas)
        event.listen(self._readers.sync_engine, "connect", _set_read_only)
        event.listen(self._readers.sync_engine, "begin", _begin_deferred)
        self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[UnitOfWork], Result]) -> tuple[Result, set[str]]:
        if not self._thread.is_alive():
            raise RuntimeError("the database is closed")
        loop = asyncio.get_running_loop()
        job = Job(work, loop, loop.create_future())
        self._jobs.put(job)
        result: tuple[Result, set[str]] = await job.future
        return result

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        async with self._readers.connect() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        if self._thread.is_alive():
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)
        await self._readers.dispose()

    def _run(self) -> None:
        """The writer's thread: take what has gathered, commit it together, tell each caller its own outcome."""
        stopping = False
        while not stopping:
            batch, stopping = self._gather()
            if batch:
                self._commit(batch)
                for job in batch:
                    # A caller's loop may have ended; the writer serves the others.
                    with suppress(RuntimeError):
                        job.loop.call_soon_threadsafe(job.deliver)
        self._writer.dispose()

    def _gather(self) -> tuple[list[Job], bool]:
        first = self._jobs.get()
        if first is None:
            return [], True
        batch = [first]
        while len(batch) < SHARED_COMMIT_MAX:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return batch, False
            if job is None:
                return batch, True
            batch.append(job)
        return batch, False

    def _commit(self, batch: list[Job]) -> None:
        """Run the batch in one transaction; a failed commit is the outcome of each of its callers."""
        for attempt in range(BUSY_TRIES_MAX):
            try:
                with self._writer.connect() as connection, connection.begin():
                    for job in batch:
                        self._run_job(job, connection)
                return
            except OperationalError as error:
                failure: BaseException = error
                if "locked" in str(error.orig) or "busy" in str(error.orig):
                    failure = DatabaseBusy()
                    if attempt + 1 < BUSY_TRIES_MAX:
                        continue
                _fail(batch, failure)
                return
            except BaseException as error:  # noqa: BLE001 - it is handed to every waiting caller
                _fail(batch, error)
                return

    def _run_job(self, job: Job, connection: Connection) -> None:
        """A savepoint each: one caller's refusal leaves its neighbours' work alone."""
        job.outcome, job.error = None, None
        unit = UnitOfWork(connection, self._clock.now())
        try:
            with connection.begin_nested():
                job.outcome = job.work(unit)
            job.signals = unit.signals
        except OperationalError as error:
            if "locked" in str(error.orig):
                raise
            job.error = error
        except BaseException as error:  # noqa: BLE001 - it is handed to the caller
            job.error = error


def _fail(batch: list[Job], error: BaseException) -> None:
    for job in batch:
        job.error = error


def _set_pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Without recursive triggers a row that REPLACE deletes would escape the triggers that refuse it."""
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}")
    cursor.execute(f"PRAGMA cache_size = -{PAGES_KEPT_KIB}")
    cursor.close()


def _set_read_only(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only = ON")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
