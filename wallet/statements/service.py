"""Statements: written line by line from the ledger, and added up again while they are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wallet.budgets.periods import Period
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.days import local_day
from wallet.errors import StatementTooLong, StatementUnderWay
from wallet.security.vault import Vault
from wallet.statements.codes import CheckedStatement, Codes, Figures, figures_of
from wallet.statements.collecting import Pages, outline
from wallet.statements.csv_file import CsvWriter
from wallet.statements.model import Line, Outline, Section, Words, Writer, check_days
from wallet.statements.recount import Recount
from wallet.statements.xlsx_file import XlsxWriter

AT_ONCE_MAX = 2

Progress = Callable[[int, int], Awaitable[None]]


class Format(StrEnum):
    """The kinds of files; the value is the file's ending."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


LINES_MAX: Mapping[Format, int] = {Format.PDF: 5_000, Format.XLSX: 300_000, Format.CSV: 300_000}
"""Five thousand lines are some 150 pages of paper: whoever has more computes with them. Telegram takes 50 MB."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file and what it says in all. `code` is empty for files that carry none."""

    content: bytes
    figures: Sequence[Figures]
    count: int
    code: str


class Statements:
    """Makes and checks statements. A customer has one made at a time; files are written in threads, two at once."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault, self._codes = database, vault, Codes(database, vault)
        self._under_way: set[int] = set()
        self._places = asyncio.Semaphore(AT_ONCE_MAX)

    def days(self, customer: Customer, first: date, last: date) -> Period:
        """The days of a statement, both included, up to today where the customer is. Raises `StatementDaysInvalid`."""
        return check_days(first, last, local_day(self._database.now(), customer.zone))

    async def make(
        self, customer: Customer, period: Period, kind: Format, words: Words, progress: Progress | None = None
    ) -> Made:
        """The file. `progress` hears after each piece how many lines of how many are written.

        Raises `StatementTooLong`, `StatementUnderWay`.
        """
        with self._alone(customer.id):
            async with self._places:
                now = self._database.now()
                plan = await self._database.read(lambda connection: outline(connection, customer, period, now))
                if plan.count > LINES_MAX[kind]:
                    raise StatementTooLong(count_max=LINES_MAX[kind])
                return await self._write(plan, kind, words, progress)

    def is_code(self, text: str) -> bool:
        """Whether this looks like the code of a statement."""
        return self._codes.is_code(text)

    async def check(self, text: str) -> CheckedStatement:
        """What the statement with this code says. Raises `StatementNotFound` when it is not ours."""
        return await self._codes.check(text)

    async def _write(self, plan: Outline, kind: Format, words: Words, progress: Progress | None) -> Made:
        writer = await asyncio.to_thread(_writer, plan, kind, words)
        try:
            return await self._filled(writer, plan, kind, progress)
        finally:
            writer.close()

    async def _filled(self, writer: Writer, plan: Outline, kind: Format, progress: Progress | None) -> Made:
        pages, recount, written = Pages(self._vault, plan.customer.id), Recount(), 0
        for section in plan.sections:
            await asyncio.to_thread(writer.begin, section)
            recount.begin(section)
            while lines := await self._page(pages, section, recount.reached):
                await asyncio.to_thread(_add, writer, recount, lines)
                written += len(lines)
                if progress is not None:
                    await progress(written, plan.count)
            recount.end()
            await asyncio.to_thread(writer.end)
        code = await self._codes.give(plan, recount.digest()) if kind is Format.PDF else ""
        content = await asyncio.to_thread(writer.finish, code)
        return Made(content, [figures_of(section) for section in plan.sections], plan.count, code)

    async def _page(self, pages: Pages, section: Section, after: int) -> list[Line]:
        return await self._database.read(lambda connection: pages.page(connection, section, after))

    @contextmanager
    def _alone(self, customer_id: int) -> Iterator[None]:
        if customer_id in self._under_way:
            raise StatementUnderWay
        self._under_way.add(customer_id)
        try:
            yield
        finally:
            self._under_way.discard(customer_id)


def _writer(plan: Outline, kind: Format, words: Words) -> Writer:
    if kind is Format.CSV:
        return CsvWriter(plan, words)
    if kind is Format.XLSX:
        return XlsxWriter(plan, words)
    # Imported here: nobody but the first who wants one waits for it.
    from wallet.statements.pdf_file import PdfWriter

    return PdfWriter(plan, words)


def _add(writer: Writer, recount: Recount, lines: Sequence[Line]) -> None:
    recount.add(lines)
    writer.add(lines)
