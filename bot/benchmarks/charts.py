"""`python -m bot bench charts`: how long figures and pictures of a long history take, and how much memory.

One customer's history of three years is written in bulk: an account that goes up and down, and spending in every
category each day.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bot.benchmarks.buttons import peak_mib
from bot.benchmarks.people import START_MINOR, open_accounts
from handlers.parts.report_words import Teller
from locales import load_texts
from wallet.budgets.periods import Period
from wallet.charts.drawing import Drawing, draw
from wallet.charts.figures import balances, split, trend
from wallet.charts.theme import Mode
from wallet.database import Database, UnitOfWork
from wallet.ledger.models import entries, operations
from wallet.money import currency
from wallet.records.categories import TREE
from wallet.records.models import spending_days

CHUNK, FIRST_KEY, TURNS = 2_000, 1_000_000, 5
FIRST, DAYS = date(2023, 1, 1), 3 * 365
HOME = currency("CNY")


async def bench_charts(place: AbstractAsyncContextManager[str], lines: int, echo: Callable[[str], object]) -> int:
    """Prints milliseconds for figures and for pictures, the first one apart, and the peak of memory as JSON."""
    async with place as url:
        database = Database.open(url)
        people = await open_accounts(database, 1)
        for start in range(0, lines, CHUNK):
            numbers = range(start, min(start + CHUNK, lines))
            fill = partial(_fill, account_id=people.cny[0], owner=people.ids[0], numbers=numbers, of=lines)
            await database.write(fill)
        await database.write(partial(_spend, owner=people.ids[0]))
        figures: dict[str, Any] = {"database": database.dialect, "lines": lines, "before_mib": round(peak_mib())}
        drawings = await _figures(database, people.ids[0], figures)
        await database.close()
    for name, drawing in drawings.items():
        figures[f"{name}_first_draw_ms"], _ = _timed(drawing)
        taken = sorted(_timed(drawing) for _ in range(TURNS))
        figures[f"{name}_draw_ms"], figures[f"{name}_bytes"] = taken[TURNS // 2]
    echo(json.dumps(figures | {"peak_mib": round(peak_mib())}))
    return 0


async def _figures(database: Database, owner: int, into: dict[str, Any]) -> dict[str, Drawing]:
    """Of all three years, and of the last month; the drawings are those of three years."""
    last = FIRST + timedelta(days=DAYS - 1)
    language = load_texts().language("zh-CN")
    teller, found = Teller(language, last, {}), dict[str, Drawing]()
    for name, period in (("month", Period(last.replace(day=1), last)), ("years", Period(FIRST, last))):

        async def timed(kind: str, reading: Awaitable[Any], span: str = name) -> Any:
            began = time.perf_counter()
            read = await reading
            into[f"{kind}_{span}_ms"] = round((time.perf_counter() - began) * 1000, 1)
            return read

        shares = await timed("split", database.read(partial(_split, owner=owner, period=period)))
        columns = await timed("trend", database.read(partial(_trend, owner=owner, period=period)))
        line = await timed("balance", database.read(partial(_balances, owner=owner, period=period)))
        found = {
            "split": teller.split(language.text("report-split"), shares).drawing,
            "trend": teller.trend(language.text("report-trend"), columns).drawing,
            "balance": teller.balances(language.text("report-balance"), line).drawing,
        }
    return found


def _split(connection: Any, owner: int, period: Period) -> Any:
    return split(connection, owner, HOME, period)


def _trend(connection: Any, owner: int, period: Period) -> Any:
    return trend(connection, owner, HOME, period)


def _balances(connection: Any, owner: int, period: Period) -> Any:
    return balances(connection, owner, HOME, period, ZoneInfo("UTC"))


def _timed(drawing: Drawing) -> tuple[float, int]:
    began = time.perf_counter()
    content = draw(drawing, Mode.DARK)
    return round((time.perf_counter() - began) * 1000, 1), len(content)


def _fill(work: UnitOfWork, account_id: int, owner: int, numbers: range, of: int) -> None:
    """A wave of spending and income; the balance after a line follows from its number alone."""
    begin, span = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC), timedelta(days=DAYS)
    made: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for number in numbers:
        key, moment = FIRST_KEY + number, begin + span * number // of
        common = {"id": key, "reference": f"bench-{number}", "kind": "transfer", "customer_id": owner}
        made.append(common | {"content_hash": "", "created_at": moment})
        before, after = _balance(number), _balance(number + 1)
        lines.append(
            {
                "account_id": account_id,
                "sequence": number + 2,
                "operation_id": key,
                "position": 0,
                "customer_id": owner,
                "amount": after - before,
                "balance_before": before,
                "balance_after": after,
                "created_at": moment,
            }
        )
    work.connection.execute(insert(operations), made)
    work.connection.execute(insert(entries), lines)


def _balance(number: int) -> int:
    """Up for a while, then down."""
    place = number % 2000
    return START_MINOR + 137 * min(place, 2000 - place)


def _spend(work: UnitOfWork, owner: int) -> None:
    rows: list[dict[str, Any]] = [
        {
            "customer_id": owner,
            "day": (FIRST + timedelta(days=day)).isoformat(),
            "category": code,
            "currency": HOME.code,
            "minor": 100 + (day * 37 + place * 911) % 9000,
        }
        for day in range(DAYS)
        for place, code in enumerate(TREE)
    ]
    work.connection.execute(insert(spending_days), rows)
