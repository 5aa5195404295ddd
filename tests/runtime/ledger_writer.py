"""Posts to the ledger and tells what was committed, to be killed: `python -m tests.runtime.ledger_writer URL SEED`.

For each line of its input (JSON: with which cycle each writer begins) it forks a process which opens the database for
itself, so that the one to be killed owns every connection and a round does not pay for Python's start. It tells, a line
each: `started PROCESS`, `posted REFERENCE OPERATION REPEATED` after the commit and not before, `trouble KIND` when a
command failed and will be sent again, and `ended STATUS` once the process is gone and has nothing more to tell.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from wallet import database_postgresql, database_sqlite, ledger
from wallet.database import Database, UnitOfWork
from wallet.errors import Unavailable
from wallet.ledger import AccountKind, Door, HoldEnd, NewHold, NewOperation, NewTransfer, Posted
from wallet.ledger.models import accounts

Result = TypeVar("Result")
LOADED = (database_postgresql, database_sqlite)
"""Else each process would load its own."""

WRITERS, CUSTOMERS = 8, 10
FEES = CUSTOMERS
"""The place of the account for fees: after those of the customers."""

CURRENCY, KIND = "CNY", "test"
CYCLES_A_SEAL, CYCLES_MIN = 8, 2
"""A process that was killed may have begun the cycle after the last of which it told: so the next one does both."""

WAIT_SECONDS_MAX = 30
TROUBLE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Move:
    """Minor units from one account to another, both by their place in `account_ids`."""

    debit: int
    credit: int
    minor: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """What a writer does in one go: always the same for a seed, a writer and a number. A move's part names it."""

    name: str
    holder: int
    held_minor: int
    moves: Mapping[str, Move]

    def reference(self, part: str) -> str:
        """Under which a part is posted, at every try."""
        return f"{self.name}-{part}"


def planned(seed: int, writer: int, number: int) -> Cycle:
    """Pay, take a part back, hold, capture or release, and a payment with its fee in one unit of work."""
    name = f"{seed}-{writer}-{number}"
    chance = random.Random(name)
    payer, payee = chance.sample(range(CUSTOMERS), 2)
    paid, held = chance.randint(2, 500), chance.randint(1, 500)
    moves = {
        "pay": Move(payer, payee, paid),
        "back": Move(payee, payer, chance.randint(1, paid - 1)),
        "charged": Move(payee, payer, chance.randint(1, 500)),
        "fee": Move(payee, FEES, chance.randint(1, 9)),
    }
    if chance.random() < 0.6:
        moves["end"] = Move(payer, payee, chance.randint(1, held))
    return Cycle(name, payer, held, moves)


def account_ids(connection: Connection) -> list[int]:
    """The customers' accounts and the one for fees, in the order they were opened."""
    kinds = (AccountKind.CUSTOMER.value, AccountKind.FEES.value)
    return list(
        connection.execute(select(accounts.c.id).where(accounts.c.kind.in_(kinds)).order_by(accounts.c.id)).scalars()
    )


def tell(line: str) -> None:
    """One write, so that a line arrives whole or not at all."""
    os.write(1, f"{line}\n".encode())


class Writers:
    """Several writers over one database; each goes through its cycles one after the other."""

    def __init__(self, database: Database, account_ids: list[int]) -> None:
        self._database, self._door, self._account_ids = database, Door(database), account_ids
        self.stopping = asyncio.Event()

    async def run(self, seed: int, writer: int, number: int) -> None:
        """From cycle `number` on, until it is time to stop: then the cycle in hand is finished."""
        for cycle in count(number):
            if self.stopping.is_set() and cycle >= number + CYCLES_MIN:
                return
            await self._go_through(planned(seed, writer, cycle))
            if cycle % CYCLES_A_SEAL == 0:
                await self._done(lambda: self._database.write(ledger.seal))

    async def _go_through(self, cycle: Cycle) -> None:
        moves = {part: self._transfer(move) for part, move in cycle.moves.items()}
        paid = await self._through_door(NewOperation(KIND, cycle.reference("pay"), (moves["pay"],)))

        def give_back(work: UnitOfWork) -> list[Posted]:
            amounts = {0: moves["back"].amount}
            return [ledger.reverse(work, paid.operation_id, cycle.reference("back"), amounts, kind=KIND)]

        await self._in_a_unit(give_back)
        hold = NewHold(self._account_ids[cycle.holder], cycle.held_minor, CURRENCY)
        placed = await self._through_door(NewOperation(KIND, cycle.reference("hold"), hold=hold))
        taken = (moves["end"],) if "end" in moves else ()
        ends = HoldEnd(placed.operation_id, "captured" if taken else "released")
        end = NewOperation(KIND, cycle.reference("end"), taken, ends=ends)
        await self._in_a_unit(lambda work: [ledger.post(work, end)])
        charge = [NewOperation(KIND, cycle.reference(part), (moves[part],)) for part in ("charged", "fee")]
        await self._in_a_unit(lambda work: [ledger.post(work, operation) for operation in charge])

    def _transfer(self, move: Move) -> NewTransfer:
        return NewTransfer(self._account_ids[move.debit], self._account_ids[move.credit], move.minor, CURRENCY)

    async def _through_door(self, operation: NewOperation) -> Posted:
        posted = await self._done(lambda: self._door.post(operation))
        _acknowledge([posted])
        return posted

    async def _in_a_unit(self, work: Callable[[UnitOfWork], list[Posted]]) -> None:
        _acknowledge(await self._done(lambda: self._database.write(work)))

    async def _done(self, command: Callable[[], Awaitable[Result]]) -> Result:
        while True:
            try:
                return await command()
            except (DBAPIError, Unavailable) as error:
                # Away, or gone during the commit, whose outcome nobody knows: sent again. Anything else is a fault.
                if isinstance(error, DBAPIError) and not error.connection_invalidated:
                    raise
                tell(f"trouble {type(error).__name__}")
                await asyncio.sleep(TROUBLE_SECONDS)


def _acknowledge(outcomes: list[Posted]) -> None:
    tell("\n".join(f"posted {item.reference} {item.operation_id} {int(item.repeated)}" for item in outcomes))


async def write(url: str, seed: int, numbers: list[int]) -> None:
    """Open the database and write until SIGTERM."""
    database = Database.open(url)
    writers = Writers(database, await database.read(account_ids))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, writers.stopping.set)
    try:
        async with asyncio.TaskGroup() as group:
            for writer, number in enumerate(numbers):
                group.create_task(writers.run(seed, writer, number))
    finally:
        await database.close()


def main(url: str, seed: int) -> None:
    """A process a line, one after the other."""
    for line in sys.stdin:
        process_id = os.fork()
        if process_id == 0:
            try:
                asyncio.run(write(url, seed, json.loads(line)))
            except BaseException:  # noqa: BLE001 - the child must not go on as its parent
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        tell(f"started {process_id}")
        tell(f"ended {os.waitstatus_to_exitcode(os.waitpid(process_id, 0)[1])}")


class WriterProcess:
    """`tests.runtime.ledger_writer` and all that it has acknowledged: operation ids by reference."""

    def __init__(self, url: str, seed: int, folder: Path) -> None:
        self.acknowledged: dict[str, int] = {}
        self.retried, self.found = 0, 0
        self.troubles: Counter[str] = Counter()
        self._faults: list[str] = []
        self._arguments = ("-m", "tests.runtime.ledger_writer", url, str(seed))
        self._log = folder / "writer.log"
        self._cycles = [0] * WRITERS
        self._started, self._ended, self._news = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._process_id, self._status, self._wanted = 0, 0, 0

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[WriterProcess]:
        """Nothing writes before `start`, and nothing after this block."""
        with self._log.open("wb") as log:
            pipe = asyncio.subprocess.PIPE
            process = await asyncio.create_subprocess_exec(
                sys.executable, *self._arguments, stdin=pipe, stdout=pipe, stderr=log
            )
        assert process.stdin is not None
        assert process.stdout is not None
        self._input = process.stdin
        listening = asyncio.create_task(self._listen(process.stdout))
        try:
            yield self
        finally:
            if self._started.is_set() and not self._ended.is_set():
                with suppress(ProcessLookupError):
                    os.kill(self._process_id, signal.SIGKILL)
            self._input.close()
            await process.wait()
            await listening

    async def start(self, *, all_anew: bool = False) -> None:
        """A new process which sends again what may have been in flight, and some or all that was acknowledged."""
        for event in (self._started, self._ended, self._news):
            event.clear()
        cycles = [0] * WRITERS if all_anew else self._cycles
        self._input.write(json.dumps(cycles).encode() + b"\n")
        await self._input.drain()
        await self._until(self._started)

    async def news(self, more: int = 1) -> None:
        """Wait until so many are acknowledged that were not before."""
        self._wanted = len(self.acknowledged) + more
        self._news.clear()
        await self._until(self._news)
        assert not self._faults, self._faults
        assert not self._ended.is_set(), self._log.read_text()

    async def kill(self) -> None:
        """kill -9, and listen to the last of what it has told."""
        assert await self._end(signal.SIGKILL) == -signal.SIGKILL, self._log.read_text()

    async def stop(self) -> None:
        """Let every writer finish what it has in hand."""
        assert await self._end(signal.SIGTERM) == 0, self._log.read_text()

    async def _end(self, how: signal.Signals) -> int:
        assert not self._ended.is_set(), self._log.read_text()
        os.kill(self._process_id, how)
        await self._until(self._ended)
        assert not self._faults, self._faults
        return self._status

    async def _until(self, event: asyncio.Event) -> None:
        async with asyncio.timeout(WAIT_SECONDS_MAX):
            await event.wait()

    async def _listen(self, output: asyncio.StreamReader) -> None:
        async for line in output:
            match line.decode().split():
                case ["started", process_id]:
                    self._process_id = int(process_id)
                    self._started.set()
                case ["posted", reference, operation_id, repeated] if reference.count("-") == 3:
                    self._posted(reference, int(operation_id), repeated == "1")
                case ["trouble", kind]:
                    self.troubles[kind] += 1
                case ["ended", status]:
                    self._status = int(status)
                    self._ended.set()
                    self._news.set()
                case words:
                    self._faults.append(f"not understood: {words}")
                    self._news.set()

    def _posted(self, reference: str, operation_id: int, repeated: bool) -> None:
        known = self.acknowledged.get(reference)
        if known is None:
            self.acknowledged[reference] = operation_id
            self.found += repeated
            _, writer, number, _ = reference.split("-")
            self._cycles[int(writer)] = max(self._cycles[int(writer)], int(number))
            if len(self.acknowledged) >= self._wanted:
                self._news.set()
            return
        self.retried += 1
        if known != operation_id or not repeated:
            self._faults.append(f"{reference} was {known} and then {operation_id}, {repeated=}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
