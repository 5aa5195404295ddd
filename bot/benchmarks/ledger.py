"""`python -m bot bench ledger`: posts a second beside hand-written SQL, on the same database, in turns.

Each round measures, one after the other: `post` (16 clients at the ledger's door), `post_in_unit_of_work` (16 clients,
each post in a unit of work of its own), `hot` (one payee), `exchange` (through the pool), `handwritten`. Ratios are the
medians of the rounds' ratios.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

import asyncpg

from bot.benchmarks.handwritten import (
    CREATE_FUNCTION,
    DROP_FUNCTION,
    Payment,
    open_sqlite,
    post_by_function,
    post_by_statements,
)
from bot.benchmarks.people import People, open_accounts
from wallet import ledger
from wallet.clock import SystemClock, to_microseconds
from wallet.database import Database
from wallet.ledger import Door, NewOperation, NewTransfer
from wallet.ledger.accounts import SHARDS

CLIENTS = 16
PEOPLE = 10_000
ROUNDS_MIN = 5
TURN_SECONDS_MIN = 0.4

Post = Callable[[random.Random], Awaitable[object]]


@dataclass
class Turns:
    """The outcome of one kind of work: posts a second of each round, and how long single posts took."""

    a_second: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Posts a second (median of the rounds), and milliseconds of a post."""
        quantiles = statistics.quantiles(self.seconds, n=100)
        return {
            "a_second": round(statistics.median(self.a_second), 1),
            "p50_ms": round(quantiles[49] * 1000, 2),
            "p99_ms": round(quantiles[98] * 1000, 2),
        }


class Bench:
    """All kinds of work over one database with `PEOPLE` customers, each with CNY and USD."""

    def __init__(self, database: Database, url: str, people: People) -> None:
        self._database, self._url, self._people = database, url, people
        self._door, self._clock = Door(database), SystemClock()
        self._numbers, self._run = itertools.count(), f"{time.time_ns():x}"
        self.turns: dict[str, Turns] = {}

    async def round(self, turn_seconds: float, pool: asyncpg.Pool | None) -> None:
        """Every kind of work once, for so long each."""
        kinds: dict[str, Post] = {
            "post": self._at_the_door,
            "post_in_unit_of_work": self._in_unit_of_work,
            "hot": lambda chance: self._door.post(self._transfer(chance, payee=0)),
            "exchange": lambda chance: self._door.post(self._exchange(chance)),
        }
        if pool is not None:
            kinds["handwritten"] = lambda chance: post_by_function(pool, self._payment(chance))
        for name, work in kinds.items():
            await self._turn(self.turns.setdefault(name, Turns()), work, turn_seconds)
        if pool is None:
            await asyncio.to_thread(self._sqlite_turn, self.turns.setdefault("handwritten", Turns()), turn_seconds)

    async def posts(self, turn_seconds: float) -> None:
        """Uniform posts at the door alone."""
        await self._turn(self.turns.setdefault("post", Turns()), self._at_the_door, turn_seconds)

    async def some_posts(self, count: int) -> None:
        """So many uniform posts at the door, by all clients together; not timed."""
        left = itertools.count(1)

        async def client(seed: int) -> None:
            chance = random.Random(seed)  # noqa: S311 - picks customers
            while next(left) <= count:
                await self._at_the_door(chance)

        await asyncio.gather(*(client(next(self._numbers)) for _ in range(CLIENTS)))

    @property
    def dialect(self) -> str:
        """Of the database that is measured."""
        return self._database.dialect

    async def close(self) -> None:
        """Close the database."""
        await self._database.close()

    async def _turn(self, turns: Turns, work: Post, turn_seconds: float) -> None:
        begun = time.perf_counter()
        end = begun + turn_seconds

        async def client(seed: int) -> int:
            chance, count = random.Random(seed), 0  # noqa: S311 - picks customers
            while time.perf_counter() < end:
                before = time.perf_counter()
                await work(chance)
                turns.seconds.append(time.perf_counter() - before)
                count += 1
            return count

        done = sum(await asyncio.gather(*(client(next(self._numbers)) for _ in range(CLIENTS))))
        turns.a_second.append(done / (time.perf_counter() - begun))

    def _sqlite_turn(self, turns: Turns, turn_seconds: float) -> None:
        """Runs in a thread of its own, as our writer does."""
        connection = open_sqlite(self._url.removeprefix("sqlite:///"))
        chance = random.Random(next(self._numbers))  # noqa: S311 - picks customers
        count, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < turn_seconds:
            before = time.perf_counter()
            post_by_statements(connection, self._payment(chance))
            turns.seconds.append(time.perf_counter() - before)
            count += 1
        turns.a_second.append(count / (time.perf_counter() - begun))
        connection.close()

    def _reference(self) -> str:
        return f"{self._run}-{next(self._numbers)}"

    def _pair(self, chance: random.Random, payee: int | None) -> tuple[int, int]:
        payer = chance.randrange(1, len(self._people.ids))
        other = chance.randrange(1, len(self._people.ids) - 1)
        return payer, payee if payee is not None else other + (other >= payer)

    def _transfer(self, chance: random.Random, payee: int | None = None) -> NewOperation:
        source, target = self._pair(chance, payee)
        item = NewTransfer(self._people.cny[source], self._people.cny[target], chance.randint(1, 9), "CNY")
        return NewOperation("transfer", self._reference(), (item,), self._people.ids[source])

    def _payment(self, chance: random.Random) -> Payment:
        source, target = self._pair(chance, None)
        people, now = self._people, to_microseconds(self._clock.now())
        sides = (people.cny[source], people.cny[target])
        return Payment(self._reference(), people.ids[source], *sides, chance.randint(1, 9), now)

    def _exchange(self, chance: random.Random) -> NewOperation:
        """Yuan to the pool, dollars from it; the pool's accounts are those of the customer's shard."""
        number = chance.randrange(1, len(self._people.ids))
        people = self._people
        shard = people.ids[number] % SHARDS
        items = (
            NewTransfer(people.cny[number], people.pool_cny[shard], 7, "CNY"),
            NewTransfer(people.pool_usd[shard], people.usd[number], 1, "USD", "bought"),
        )
        return NewOperation("exchange", self._reference(), items, people.ids[number])

    async def _at_the_door(self, chance: random.Random) -> object:
        return await self._door.post(self._transfer(chance))

    async def _in_unit_of_work(self, chance: random.Random) -> object:
        operation = self._transfer(chance)
        return await self._database.write(lambda work: ledger.post(work, operation))

    def ratios(self) -> dict[str, float]:
        """Medians of the rounds' ratios."""
        pairs = {
            "post_vs_handwritten": ("post", "handwritten"),
            "unit_of_work_vs_handwritten": ("post_in_unit_of_work", "handwritten"),
            "hot_vs_uniform": ("hot", "post"),
            "exchange_vs_uniform": ("exchange", "post"),
        }
        return {
            name: round(
                statistics.median(
                    a / b for a, b in zip(self.turns[one].a_second, self.turns[other].a_second, strict=True)
                ),
                2,
            )
            for name, (one, other) in pairs.items()
        }


async def bench_ledger(place: AbstractAsyncContextManager[str], seconds: int, echo: Callable[[str], object]) -> int:
    """Measure on the migrated, empty database that `place` opens; prints one line of JSON."""
    begun = time.perf_counter()
    async with place as url:
        database = Database.open(url)
        people = await open_accounts(database, PEOPLE)
        bench = Bench(database, url, people)
        pool = await _pool(url)
        left = seconds - (time.perf_counter() - begun)
        turn_seconds = max(TURN_SECONDS_MIN, left / (ROUNDS_MIN * 5) - 0.05)
        rounds = 0
        while rounds < ROUNDS_MIN or time.perf_counter() - begun + 5 * turn_seconds < seconds:
            await bench.round(turn_seconds, pool)
            rounds += 1
        if pool is not None:
            await pool.execute(DROP_FUNCTION)
            await pool.close()
        await database.close()
    figures: dict[str, object] = {
        "database": database.dialect,
        "people": PEOPLE,
        "clients": CLIENTS,
        "rounds": rounds,
        "turn_seconds": round(turn_seconds, 2),
        "kinds": {name: turns.figures() for name, turns in bench.turns.items()},
        "ratios": bench.ratios(),
    }
    echo(json.dumps(figures))
    return 0


async def _pool(url: str) -> asyncpg.Pool | None:
    """Sixteen connections with the hand-written function, on PostgreSQL."""
    if not url.startswith("postgresql"):
        return None
    pool = await asyncpg.create_pool(url, min_size=CLIENTS, max_size=CLIENTS)
    await pool.execute(CREATE_FUNCTION)
    return pool
