"""`python -m bot bench memory`: the peak of this process's memory as posts go by; flat when nothing leaks."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bot.benchmarks.buttons import peak_mib
from bot.benchmarks.ledger import PEOPLE, Bench
from bot.benchmarks.people import open_accounts
from wallet.database import Database

STEPS = 10


async def bench_memory(place: AbstractAsyncContextManager[str], posts: int, echo: Callable[[str], object]) -> int:
    """Post so many transfers; prints the peak in MiB after each tenth of them as one line of JSON."""
    async with place as url:
        database = Database.open(url)
        bench = Bench(database, url, await open_accounts(database, PEOPLE))
        peaks = [peak_mib()]
        for _ in range(STEPS):
            await bench.some_posts(posts // STEPS)
            bench.turns.clear()
            peaks.append(peak_mib())
        await bench.close()
    echo(json.dumps({"database": bench.dialect, "posts": posts, "peak_mib": [round(peak, 1) for peak in peaks]}))
    return 0
