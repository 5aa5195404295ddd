"""The door for callers with nothing else in their transaction: those who come together share a hop and a commit."""

from __future__ import annotations

import asyncio
from collections import deque

from wallet.database import Database
from wallet.errors import DatabaseBusy, WalletError
from wallet.ledger.operations import NewOperation, Posted
from wallet.ledger.posting import Outcome, post, post_many

BATCH_MAX = 64
WAITING_MAX = 10_000

_Caller = tuple[NewOperation, asyncio.Future[Posted]]


class Door:
    """Posts operations for many callers at once. While one batch is on its way, the next one gathers.

    One batch at a time: so callers of one busy account share its lock instead of queueing for it.
    """

    def __init__(self, database: Database, *, batch_max: int = BATCH_MAX) -> None:
        self._database, self._batch_max = database, batch_max
        self._waiting: deque[_Caller] = deque()
        self._running: asyncio.Task[None] | None = None

    async def post(self, operation: NewOperation) -> Posted:
        """As `wallet.ledger.post` in a unit of work of its own; returns after the commit. Raises `DatabaseBusy` too."""
        if len(self._waiting) >= WAITING_MAX:
            raise DatabaseBusy
        future: asyncio.Future[Posted] = asyncio.get_running_loop().create_future()
        self._waiting.append((operation, future))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._work(), name="ledger door")
        return await future

    async def _work(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._batch_max))]
            await self._book(batch)

    async def _book(self, batch: list[_Caller]) -> None:
        commands = [operation for operation, _ in batch]
        try:
            outcomes: list[Outcome] = await self._database.write(lambda work: post_many(work, commands))
        except WalletError as error:
            outcomes = [error for _ in batch]
        except Exception:  # noqa: BLE001 - each is tried alone, and its own error reaches its own caller
            for caller in batch:
                await self._book_alone(*caller)
            return
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            _settle(future, outcome)

    async def _book_alone(self, operation: NewOperation, future: asyncio.Future[Posted]) -> None:
        try:
            _settle(future, await self._database.write(lambda work: post(work, operation)))
        except Exception as error:  # noqa: BLE001 - it is handed to the caller
            _settle(future, error)


def _settle(future: asyncio.Future[Posted], outcome: Posted | Exception) -> None:
    """The caller may have gone away."""
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
