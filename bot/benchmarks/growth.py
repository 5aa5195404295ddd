"""`python -m bot bench growth`: posts a second on small books and on long ones, in turns, on the same machine.

The long books are written by bulk SQL: rounds in which every customer gives one minor unit to the next one, so that all
sequences and balances are what the ledger would have made of them.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import asyncpg

from bot.benchmarks.ledger import PEOPLE, Bench
from bot.benchmarks.people import START_MINOR, People, open_accounts
from wallet.clock import SystemClock, to_microseconds
from wallet.database import Database

TURN_SECONDS = 3.0
ROUNDS = 7
CHUNK = 250_000

SERIES = {
    "sqlite": "WITH RECURSIVE series (n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM series WHERE n < {last})",
    "postgresql": "WITH series (n) AS (SELECT generate_series({first}::bigint, {last}::bigint))",
}
"""Operation numbers; payer number `n % people`, payee the next one; the round is `n / people`."""

FILL = (
    """
    INSERT INTO operations (id, reference, kind, customer_id, note, category, content_hash, created_at)
    {series} SELECT {base} + n, 'fill-' || n, 'transfer', n % {people} + 1, '', '', '', {now} FROM series
    """,
    """
    INSERT INTO transfers (operation_id, position, purpose, debit_account_id, credit_account_id, amount, currency)
    {series} SELECT {base} + n, 0, 'amount', {account} + 2 * (n % {people}), {account} + 2 * ((n + 1) % {people}), 1,
        'CNY' FROM series
    """,
    """
    INSERT INTO entries (account_id, sequence, operation_id, position, customer_id, amount, balance_before,
        balance_after, created_at)
    {series} SELECT {account} + 2 * (n % {people}),
        {sequence} + 2 * (n / {people}) + CASE n % {people} WHEN 0 THEN 1 ELSE 2 END,
        {base} + n, 0, n % {people} + 1, -1,
        {balance} + CASE n % {people} WHEN 0 THEN 0 ELSE 1 END,
        {balance} - CASE n % {people} WHEN 0 THEN 1 ELSE 0 END, {now}
    FROM series
    """,
    """
    INSERT INTO entries (account_id, sequence, operation_id, position, customer_id, amount, balance_before,
        balance_after, created_at)
    {series} SELECT {account} + 2 * ((n + 1) % {people}),
        {sequence} + 2 * (n / {people}) + CASE (n + 1) % {people} WHEN 0 THEN 2 ELSE 1 END,
        {base} + n, 0, (n + 1) % {people} + 1, 1,
        {balance} - CASE (n + 1) % {people} WHEN 0 THEN 1 ELSE 0 END,
        {balance} + CASE (n + 1) % {people} WHEN 0 THEN 0 ELSE 1 END, {now}
    FROM series
    """,
)
FINISH = """
    UPDATE accounts SET sequence = sequence + 2 * {rounds}, last_entry_at = {now}
    WHERE customer_id IS NOT NULL AND currency = 'CNY'
"""


def statements(people: People, operations: int, dialect: str) -> list[str]:
    """The SQL that adds so many operations, a whole number of rounds, in pieces."""
    if any(account != people.cny[0] + 2 * number for number, account in enumerate(people.cny)):
        raise RuntimeError("the customers' accounts do not follow each other")
    count = len(people.cny)
    rounds = operations // count
    fixed: dict[str, object] = {
        "people": count,
        "account": people.cny[0],
        "base": count + 1,
        "sequence": 1,
        "balance": START_MINOR,
        "now": to_microseconds(SystemClock().now()),
        "rounds": rounds,
    }
    made = []
    for first in range(0, rounds * count, CHUNK):
        last = min(first + CHUNK, rounds * count) - 1
        series = SERIES[dialect].format(first=first, last=last)
        made += [sql.format(series=series, **fixed) for sql in FILL]
    return [*made, FINISH.format(**fixed)]


def fill_sqlite(path: str, commands: list[str]) -> None:
    """Run the commands on a file."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous = OFF", "cache_size = -500000", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    for command in commands:
        connection.execute(command)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("ANALYZE")
    connection.close()


async def fill_postgresql(url: str, commands: list[str]) -> None:
    """Run the commands on a server where we may switch triggers and foreign keys off."""
    connection = await asyncpg.connect(url)
    await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    for command in commands:
        await connection.execute(command)
    await connection.execute("SELECT setval('operations_id_seq', (SELECT max(id) FROM operations))")
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def bench_growth(
    small: AbstractAsyncContextManager[str],
    long: AbstractAsyncContextManager[str],
    entries: int,
    echo: Callable[[str], object],
) -> int:
    """Fill the database of `long`, then measure both in turns; prints one line of JSON."""
    async with small as small_url, long as long_url:
        begun = time.perf_counter()
        benches = []
        for url in (small_url, long_url):
            database = Database.open(url)
            people = await open_accounts(database, PEOPLE)
            if url == long_url:
                commands = statements(people, entries // 2, database.dialect)
                if database.dialect == "sqlite":
                    await asyncio.to_thread(fill_sqlite, url.removeprefix("sqlite:///"), commands)
                else:
                    await fill_postgresql(url, commands)
            benches.append(Bench(database, url, people))
        filled = time.perf_counter() - begun
        for _ in range(ROUNDS):
            for bench in benches:
                await bench.posts(TURN_SECONDS)
        for bench in benches:
            await bench.close()
    first, second = (bench.turns["post"] for bench in benches)
    ratios = [b / a for a, b in zip(first.a_second, second.a_second, strict=True)]
    figures = {
        "database": benches[0].dialect,
        "entries": {"small": 2 * PEOPLE, "long": 2 * PEOPLE + entries},
        "fill_seconds": round(filled),
        "small": first.figures(),
        "long": second.figures(),
        "ratio": round(statistics.median(ratios), 2),
    }
    echo(json.dumps(figures))
    return 0
