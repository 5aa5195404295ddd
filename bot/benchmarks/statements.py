"""`python -m bot bench statements`: how long a statement of many lines takes as each kind of file, and how much memory.

The lines are written by bulk SQL: one customer pays 500 others in turns, some of them shops, and is paid by them.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import bindparam, insert, update

from bot.benchmarks.buttons import peak_mib
from bot.benchmarks.people import START_MINOR, People, open_accounts
from handlers.parts.statement_words import file_words
from locales import load_texts
from wallet.budgets.periods import Period
from wallet.customers import queries
from wallet.customers.models import customers
from wallet.customers.queries import Customer, name_place
from wallet.database import Database, UnitOfWork
from wallet.ledger.models import accounts, entries, operations, transfers
from wallet.payments.models import quotes
from wallet.security.vault import Vault
from wallet.statements.service import LINES_MAX, Format, Statements

OTHERS, CHUNK, SHOPS_EVERY = 500, 10_000, 3
TICK_SECONDS = 0.005
FIRST = datetime(2025, 1, 1, 8, tzinfo=UTC)
SPAN = timedelta(days=360)


async def bench_statements(place: AbstractAsyncContextManager[str], lines: int, echo: Callable[[str], object]) -> int:
    """Prints seconds, bytes, the loop's longest pause and the peak of memory as JSON, the smallest file first."""
    vault = Vault({"bench": b"the benchmark's key seals names!"}, "bench")
    async with place as url:
        database = Database.open(url)
        people = await open_accounts(database, OTHERS + 1)
        await database.write(partial(_name, vault=vault, people=people))
        for start in range(0, lines, CHUNK):
            numbers = range(start, min(start + CHUNK, lines))
            await database.write(partial(_fill, people=people, numbers=numbers, of=lines))
        owner = await database.read(lambda connection: queries.by_id(connection, vault, people.ids[0]))
        figures: dict[str, Any] = {"database": database.dialect, "lines": lines, "before_mib": round(peak_mib())}
        for kind in (Format.CSV, Format.XLSX, Format.PDF):
            figures[kind.value] = await _measured(Statements(database, vault), owner, kind, lines)
        await database.close()
    echo(json.dumps(figures))
    return 0


async def _measured(statements: Statements, owner: Customer, kind: Format, lines: int) -> dict[str, object]:
    """Of PDF only as many lines as it takes, in the days that have them."""
    days = SPAN.days * min(lines, LINES_MAX[kind]) // lines
    period = Period(FIRST.date(), FIRST.date() + timedelta(days=days - 1))
    words = file_words(load_texts().language("zh-CN"), owner, period, FIRST, "wallet_bot")
    pauses: list[float] = []
    ticking = asyncio.create_task(_tick(pauses))
    began = time.perf_counter()
    made = await statements.make(owner, period, kind, words)
    seconds = time.perf_counter() - began
    ticking.cancel()
    with suppress(asyncio.CancelledError):
        await ticking
    return {
        "lines": made.count,
        "seconds": round(seconds, 2),
        "mib": round(len(made.content) / 2**20, 1),
        "longest_pause_ms": round(1000 * max(pauses)),
        "peak_mib": round(peak_mib()),
    }


async def _tick(pauses: list[float]) -> None:
    """How much later than asked the loop comes back."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK_SECONDS)
        pauses.append(time.perf_counter() - began - TICK_SECONDS)


def _name(work: UnitOfWork, vault: Vault, people: People) -> None:
    sealed = [
        {"owner": owner, "sealed": vault.seal(f"Person {owner}", name_place(f"{owner:010d}"))} for owner in people.ids
    ]
    change = update(customers).where(customers.c.id == bindparam("owner")).values(name_sealed=bindparam("sealed"))
    work.connection.execute(change, sealed)


def _fill(work: UnitOfWork, people: People, numbers: range, of: int) -> None:
    """Every other operation pays, the next one brings the same back."""
    mine, me = people.cny[0], people.ids[0]
    rows: dict[Any, list[dict[str, object]]] = {table: [] for table in (operations, transfers, entries, quotes)}
    for number in numbers:
        pays, at = number % 2 == 0, FIRST + SPAN * number // of
        minor, other = 100 + number // 2 % 9000, 1 + number // 2 % OTHERS
        key, reference = 1_000_000 + number, f"{number:012d}"
        sides = (mine, people.cny[other]) if pays else (people.cny[other], mine)
        change, before = (-minor, START_MINOR) if pays else (minor, START_MINOR - minor)
        rows[operations].append(
            {
                "id": key,
                "reference": reference,
                "kind": "merchant" if pays and other % SHOPS_EVERY == 0 else "transfer",
                "customer_id": me if pays else people.ids[other],
                "note": f"note of {number}" if number % 5 else "",
                "content_hash": "",
                "created_at": at,
            }
        )
        base = {"operation_id": key, "position": 0, "amount": minor}
        rows[transfers].append(
            base | {"purpose": "amount", "debit_account_id": sides[0], "credit_account_id": sides[1], "currency": "CNY"}
        )
        balance = {"balance_before": before, "balance_after": before + change, "created_at": at}
        mine_too = {"account_id": mine, "sequence": 2 + number, "customer_id": me, "amount": change}
        rows[entries].append(base | balance | mine_too)
        if pays:
            rows[quotes].append(_quote(reference, me, people.ids[other], minor, at))
    for table, values in rows.items():
        work.connection.execute(insert(table), values)
    grown = update(accounts).where(accounts.c.id == mine).values(sequence=2 + numbers[-1])
    work.connection.execute(grown)


def _quote(reference: str, me: int, payee: int, minor: int, at: datetime) -> dict[str, object]:
    return {
        "reference": reference,
        "customer_id": me,
        "kind": "merchant",
        "payee_id": payee,
        "pays_minor": minor,
        "pays_currency": "CNY",
        "fee_minor": 0,
        "gets_minor": minor,
        "gets_currency": "CNY",
        "available_after_minor": 0,
        "details": json.dumps({"shown_name": f"Lucky Mart {payee}"} if payee % SHOPS_EVERY else {"new": False}),
        "fee_version": "1",
        "created_at": at,
        "expires_at": at,
        "used_at": at,
    }
