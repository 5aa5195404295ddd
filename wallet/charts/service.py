"""Figures for reports, and pictures of them: drawn by one thread of their own, kept as files for a while."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from wallet.budgets.figures import BudgetFigures, all_figures
from wallet.budgets.periods import Period
from wallet.charts.drawing import Drawing, draw
from wallet.charts.figures import Balances, Split, Trend, balances, split, trend
from wallet.charts.theme import Mode
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import ChartsBusy
from wallet.money import Currency
from wallet.records.projecting import Book

WAITING_MAX = 32
KEPT_MAX = 64


class Reports:
    """What is read is the reader's own; records are brought up to date first."""

    def __init__(self, database: Database) -> None:
        self._database, self._book = database, Book(database)

    async def split(self, reader: Customer, to: Currency, period: Period) -> Split | None:
        """Spending by category; None when there was none."""
        await self._book.refresh(reader.id)
        return await self._database.read(lambda connection: split(connection, reader.id, to, period))

    async def trend(self, reader: Customer, to: Currency, period: Period) -> Trend | None:
        """Spending over time; None when there was none."""
        await self._book.refresh(reader.id)
        return await self._database.read(lambda connection: trend(connection, reader.id, to, period))

    async def balances(self, reader: Customer, of: Currency, period: Period) -> Balances | None:
        """The account in one currency over time; None when there is no such account."""
        return await self._database.read(lambda connection: balances(connection, reader.id, of, period, reader.zone))

    async def budgets(self, reader: Customer, today: date) -> list[BudgetFigures]:
        """All budgets that go on, in their periods of today."""
        await self._book.refresh(reader.id)
        return await self._database.read(lambda connection: all_figures(connection, reader.id, today))


class Pictures:
    """One thread that draws, a short queue before it, and the last pictures as files that only this process reads.

    A picture is known by everything that is in it, so an old one is never shown for new figures.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")
        self._waiting = 0
        self._folder: Path | None = None
        self._kept: OrderedDict[str, Path] = OrderedDict()

    async def path(self, drawing: Drawing, mode: Mode) -> Path:
        """The PNG of a drawing. Raises `ChartsBusy` when too many wait."""
        key = hashlib.sha256(f"{mode.value} {drawing!r}".encode()).hexdigest()
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if self._waiting >= WAITING_MAX:
            raise ChartsBusy
        self._waiting += 1
        loop = asyncio.get_running_loop()
        job = self._threads.submit(self._write, key, drawing, mode)
        job.add_done_callback(lambda done: self._done(loop, done))
        path = await asyncio.wrap_future(job)
        self._kept[key] = path
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT_MAX:
            _, oldest = self._kept.popitem(last=False)
            oldest.unlink(missing_ok=True)
        return path

    def _write(self, key: str, drawing: Drawing, mode: Mode) -> Path:
        if self._folder is None:
            self._folder = Path(mkdtemp(prefix="charts-"))
        path = self._folder / f"{key}.png"
        if not path.is_file():
            made = path.with_suffix(".part")
            made.write_bytes(draw(drawing, mode))
            made.replace(path)
        return path

    def _done(self, loop: asyncio.AbstractEventLoop, _job: Future[Path]) -> None:
        """A caller that gave up does not free the place: the thread is busy until it is done."""
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._leave)

    def _leave(self) -> None:
        self._waiting -= 1

    def close(self) -> None:
        """Stop the thread and delete the pictures."""
        self._threads.shutdown(cancel_futures=True)
        if self._folder is not None:
            rmtree(self._folder, ignore_errors=True)
