"""`python -m bot bench budgets`: how long the figures of all budgets take, beside a count of every part of a record.

The records are written by bulk SQL, with their running sums: one customer's spending over three years, in three
currencies and all categories. Both ways of counting must come to the same.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from bot.benchmarks.people import open_accounts
from wallet.budgets.counting import recount_days
from wallet.budgets.figures import BudgetFigures, Carry, all_figures
from wallet.budgets.periods import Unit
from wallet.budgets.service import Budgets, NewBudget
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork, insert_with_conflict
from wallet.ledger.models import operations
from wallet.money import CURRENCIES, Money
from wallet.records.categories import CODES
from wallet.records.models import day_rates, records, spending, spending_days

DAYS, CHUNK, LOOKS, COUNTS = 3 * 365, 10_000, 100, 3
SEED = 6
PER_EURO = {"CNY": "78123/10000", "USD": "10891/10000", "EUR": "1", "JPY": "163201/1000"}
SPENT_IN = ("CNY", "CNY", "CNY", "CNY", "USD", "JPY")
PLANS: tuple[tuple[str | None, int, Unit, Carry], ...] = (
    (None, 800_000_00, Unit.MONTH, Carry.BOTH),
    ("food", 90_000_00, Unit.MONTH, Carry.SURPLUS),
    ("travel", 500_000_00, Unit.YEAR, Carry.NONE),
    ("fun", 20_000_00, Unit.WEEK, Carry.BOTH),
    ("food-coffee", 1_000_00, Unit.DAY, Carry.SURPLUS),
    ("people", 90_000_00, Unit.MONTH, Carry.NONE),
    ("home", 90_000_00, Unit.MONTH, Carry.NONE),
    ("transport", 90_000_00, Unit.MONTH, Carry.SURPLUS),
)
"""Eight budgets of which five carry over from their first period on, three years ago."""


class Settable:
    """A clock that shows what it is set to."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.moment


async def bench_budgets(place: AbstractAsyncContextManager[str], count: int, echo: Callable[[str], object]) -> int:
    """Prints milliseconds of both ways as JSON. Exit code 1 when they differ."""
    async with place as url:
        clock = Settable(datetime.now(UTC) - timedelta(days=DAYS - 1))
        first = clock.now().date()
        database = Database.open(url, clock)
        owner = _customer((await open_accounts(database, 1)).ids[0], clock.now())
        budgets = Budgets(database)
        await budgets.all(owner)
        await database.write(partial(_fill_days, first=first))
        for start in range(0, count, CHUNK):
            numbers = range(start, min(start + CHUNK, count))
            await database.write(partial(_fill, owner=owner.id, numbers=numbers, of=count, first=first))
        await database.write(partial(_add_up, owner=owner.id))
        for category, minor, unit, carry in PLANS:
            await budgets.make(owner, NewBudget(category, Money(minor, CURRENCIES["CNY"]), unit, carry=carry))
        clock.moment += timedelta(days=DAYS - 1)
        await budgets.all(owner)
        figures = await _measure(database, owner, budgets.today(owner))
        await database.close()
    echo(json.dumps({"database": database.dialect, "records": count, "budgets": len(PLANS)} | figures))
    return 0 if figures["equal"] else 1


async def _measure(database: Database, owner: Customer, today: date) -> dict[str, Any]:
    looks, found = await _timed(database, partial(all_figures, customer_id=owner.id, day=today), LOOKS)
    counts, again = await _timed(
        database, partial(all_figures, customer_id=owner.id, day=today, read=recount_days), COUNTS
    )
    sums = await database.read(lambda connection: connection.scalar(select(func.count()).select_from(spending_days)))
    return {
        "sums": sums,
        "p50_ms": round(statistics.median(looks), 1),
        "p95_ms": round(statistics.quantiles(looks, n=20)[18], 1),
        "recount_ms": round(statistics.median(counts), 1),
        "ratio": round(statistics.median(counts) / statistics.median(looks), 1),
        "equal": found == again and all(item.spent for item in found[:2]),
    }


async def _timed(
    database: Database, look: Callable[[Connection], list[BudgetFigures]], times: int
) -> tuple[list[float], list[BudgetFigures]]:
    """Milliseconds of each look, and what the last one saw."""
    spans, found = [], list[BudgetFigures]()
    for _ in range(times):
        began = time.perf_counter()
        found = await database.read(look)
        spans.append((time.perf_counter() - began) * 1000)
    return spans, found


def _customer(owner: int, registered_at: datetime) -> Customer:
    return Customer(owner, owner, f"{owner:010d}", None, "", "en", "UTC", "CNY", "active", registered_at, False)


def _fill_days(work: UnitOfWork, first: date) -> None:
    """Another rate each day."""
    rows = [
        {"day": (first + timedelta(days=number)).isoformat(), "code": code, "per_euro": _rate(code, number)}
        for number in range(DAYS)
        for code in PER_EURO
    ]
    work.connection.execute(insert_with_conflict(work, day_rates).on_conflict_do_nothing(), rows)


def _rate(code: str, number: int) -> str:
    over, _, under = PER_EURO[code].partition("/")
    return f"{int(over) + number % 97}/{under}" if under else "1"


def _fill(work: UnitOfWork, owner: int, numbers: range, of: int, first: date) -> None:
    random, codes = Random(SEED + numbers.start), sorted(CODES)  # noqa: S311 - no secret depends on it
    made: dict[Any, list[dict[str, object]]] = {operations: [], records: [], spending: []}
    for number in numbers:
        key, day = 1_000_000 + number, (first + timedelta(days=DAYS * number // of)).isoformat()
        category, code, minor = random.choice(codes), random.choice(SPENT_IN), random.randint(100, 20_000)
        base = {"customer_id": owner, "operation_id": key, "category": category, "currency": code, "day": day}
        made[operations].append(
            {
                "id": key,
                "reference": f"{number:012d}",
                "kind": "transfer",
                "customer_id": owner,
                "note": "",
                "content_hash": "",
                "created_at": work.now,
            }
        )
        made[records].append(
            base
            | {
                "at": work.now,
                "kind": "transfer",
                "initiated": True,
                "change_minor": -minor,
                "fee_minor": 0,
                "chosen_by": "kind",
            }
        )
        made[spending].append(base | {"position": 0, "minor": minor})
    for table, rows in made.items():
        work.connection.execute(insert(table), rows)


def _add_up(work: UnitOfWork, owner: int) -> None:
    """The running sums, as SQL adds them up."""
    columns = spending.c
    keys = (columns.customer_id, columns.day, columns.category, columns.currency)
    sums = select(*keys, func.sum(columns.minor)).where(columns.customer_id == owner).group_by(*keys)
    names = ["customer_id", "day", "category", "currency", "minor"]
    work.connection.execute(insert(spending_days).from_select(names, sums))
    work.connection.execute(text("ANALYZE"))
