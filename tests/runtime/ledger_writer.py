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
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import asyncpg
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
CYCLES_A_SEAL = 8
TROUBLE_SECONDS = 0.02
LOST = (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, Unavailable)
"""What a caller gets while the database is away: nothing is known of the command, and it is sent again."""


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
        while not self.stopping.is_set():
            await self._go_through(planned(seed, writer, number))
            if number % CYCLES_A_SEAL == 0:
                await self._done(lambda: self._database.write(ledger.seal))
            number += 1

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
            except LOST as error:
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


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
