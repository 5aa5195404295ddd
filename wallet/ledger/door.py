"""The door for callers with nothing else in their transaction: those who come together share a hop and a commit."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wallet.database import Database, UnitOfWork
from wallet.errors import DatabaseBusy, Unavailable, WalletError
from wallet.ledger.operations import NewOperation, Posted
from wallet.ledger.posting import Outcome, post_many
from wallet.outbox import Fact, record_all

BATCH_MAX = 64
WAITING_MAX = 10_000

Facts = Callable[[Posted], Sequence[Fact]]
"""What others are to hear of an operation, once it has its id."""

Guard = Callable[[UnitOfWork], None]
"""What else must hold for an operation, and what is counted or used up with it. A `WalletError` refuses it."""


@dataclass(frozen=True, slots=True)
class _Caller:
    operation: NewOperation
    facts: Facts | None
    guard: Guard | None
    future: asyncio.Future[Posted]


class Door:
    """Posts operations for many callers at once. While one batch is on its way, the next one gathers.

    One batch at a time: so callers of one busy account share its lock instead of queueing for it.
    """

    def __init__(self, database: Database, *, batch_max: int = BATCH_MAX) -> None:
        self._database, self._batch_max = database, batch_max
        self._waiting: deque[_Caller] = deque()
        self._running: asyncio.Task[None] | None = None

    async def post(self, operation: NewOperation, facts: Facts | None = None, guard: Guard | None = None) -> Posted:
        """As `wallet.ledger.post` in a unit of work of its own; returns after the commit. Raises `DatabaseBusy` too.

        `facts` are recorded in the same commit, once: a repeated reference records none. `guard` runs in the same
        transaction, after the accounts are locked; what it raises is raised here, and then nothing was booked. A
        repeated reference is not guarded again.
        """
        if len(self._waiting) >= WAITING_MAX:
            raise DatabaseBusy
        future: asyncio.Future[Posted] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Caller(operation, facts, guard, future))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._work(), name="ledger door")
        return await future

    async def _work(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._batch_max))]
            await self._book(batch)

    async def _book(self, batch: list[_Caller], earlier: Exception | None = None) -> None:
        """Book together, or each alone when that fails: one caller's locked account or guard is no other's trouble.

        `earlier` is what may have been a commit whose answer was lost. Then "busy" would be a false "nothing happened".
        """
        try:
            outcomes = await self._database.write(lambda work: _post_all(work, batch))
        except Exception as error:  # noqa: BLE001 - each is tried alone, and its own error reaches its own caller
            if len(batch) > 1:
                unknown = None if isinstance(error, WalletError) else error
                await asyncio.gather(*(self._book([caller], unknown) for caller in batch))
            else:
                refused = isinstance(error, WalletError) and not isinstance(error, Unavailable)
                _settle(batch[0].future, error if refused else earlier or error)
            return
        for caller, outcome in zip(batch, outcomes, strict=True):
            _settle(caller.future, outcome)


def _post_all(work: UnitOfWork, batch: list[_Caller]) -> list[Outcome]:
    outcomes = post_many(work, [caller.operation for caller in batch])
    fresh = [
        (caller, outcome)
        for caller, outcome in zip(batch, outcomes, strict=True)
        if isinstance(outcome, Posted) and not outcome.repeated
    ]
    record_all(work, [fact for caller, outcome in fresh if caller.facts is not None for fact in caller.facts(outcome)])
    _guard(work, [caller for caller, _ in fresh])
    return outcomes


def _guard(work: UnitOfWork, fresh: list[_Caller]) -> None:
    """Customer by customer, so that two processes lock what guards count in one order. A refusal undoes the batch."""
    for caller in sorted(fresh, key=lambda caller: caller.operation.customer_id or 0):
        if caller.guard is not None:
            caller.guard(work)


def _settle(future: asyncio.Future[Posted], outcome: Posted | Exception) -> None:
    """The caller may have gone away."""
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
