"""Searching one's records: by time, currency, category, person, kind and words, freely combined, page by page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from wallet.categories.service import codes_below
from wallet.database import Database
from wallet.days import TYPED, parse_day
from wallet.errors import DayInvalid, SearchTextInvalid
from wallet.payments.notes import clean_note
from wallet.payments.records import Record, RecordPage, Records
from wallet.records.models import record_notes, records, spending
from wallet.records.projecting import Book
from wallet.security.vault import Vault

PAGE_MAX = 50
TEXT_LENGTH_MAX, TERMS_MAX = 60, 8
RANGE_TEXT_MAX = 60
IN, OUT = "in", "out"
MONTH, LAST_MONTH, DAYS_90, YEAR = "month", "last-month", "days-90", "year"
PERIODS = (MONTH, LAST_MONTH, DAYS_90, YEAR)
BETWEEN_DAYS = re.compile("[\\s,.~\uff5e\u2013\u2014\u81f3\u5230-]*(to)?[\\s,.~-]*")
"""What may stand between two days, as English and Chinese write it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records are wanted; None and empty are all. `direction`: money that came (in) or left (out)."""

    first: date | None = None
    last: date | None = None
    currency: str | None = None
    category: str | None = None
    counterparty_id: int | None = None
    kind: str | None = None
    direction: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that the customer has, by direction where it matters."""

    kind: str
    direction: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the other side, named as the newest record names them; empty when their wallet is closed."""

    customer_id: int
    name: str
    number: str | None


def days_of(period: str, today: date) -> tuple[date, date]:
    """First and last day of one of `PERIODS`."""
    if period == LAST_MONTH:
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    firsts: Mapping[str, date] = {
        MONTH: today.replace(day=1),
        DAYS_90: today - timedelta(days=89),
        YEAR: today.replace(month=1, day=1),
    }
    return firsts[period], today


def parse_days(text: str) -> tuple[date, date]:
    """One day or two, in either order: "2027-05-01 - 2027-05-20". Raises `DayInvalid`."""
    line = unicodedata.normalize("NFKC", text[: RANGE_TEXT_MAX + 1]).strip().casefold()
    found = list(TYPED.finditer(line))
    if not 1 <= len(found) <= 2 or found[0].start() > 0 or found[-1].end() < len(line):
        raise DayInvalid
    if len(found) == 2 and not BETWEEN_DAYS.fullmatch(line[found[0].end() : found[1].start()]):
        raise DayInvalid
    days = sorted(parse_day(one[0]) for one in found)
    return days[0], days[-1]


def clean_text(text: str) -> str:
    """What is searched for, in one line. Raises `SearchTextInvalid` when it is empty, too long or too many words."""
    line = clean_note(text[: 4 * TEXT_LENGTH_MAX], 4 * TEXT_LENGTH_MAX)
    if not line or len(line) > TEXT_LENGTH_MAX or len(line.split()) > TERMS_MAX:
        raise SearchTextInvalid(length_max=TEXT_LENGTH_MAX)
    return line


class Searching:
    """Read-only; everything is looked up with its owner."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._book, self._records = database, Book(database), Records(database, vault)

    async def page(self, customer_id: int, wanted: Filter, older_than: int | None = None, size: int = 5) -> RecordPage:
        """One page of what matches, newest first."""
        await self._book.refresh(customer_id)
        return await self._database.read(
            lambda connection: self._page(connection, customer_id, wanted, older_than, min(size, PAGE_MAX))
        )

    async def count(self, customer_id: int, wanted: Filter, count_max: int) -> int:
        """How many match, counted no further than `count_max`."""
        await self._book.refresh(customer_id)
        return await self._database.read(lambda connection: _count(connection, customer_id, wanted, count_max))

    async def kinds(self, customer_id: int) -> list[Kind]:
        """The kinds of records that the customer has."""
        await self._book.refresh(customer_id)
        return await self._database.read(lambda connection: _kinds(connection, customer_id))

    async def people(self, customer_id: int, skip: int = 0, size: int = 8) -> list[Person]:
        """Persons and merchants the customer dealt with, those of the newest records first."""
        await self._book.refresh(customer_id)
        return await self._database.read(lambda connection: self._people(connection, customer_id, skip, size))

    async def person(self, customer_id: int, counterparty_id: int) -> Person | None:
        """One of them; None for somebody the customer never dealt with."""
        await self._book.refresh(customer_id)
        wanted = Filter(counterparty_id=counterparty_id)
        page = await self._database.read(lambda connection: self._page(connection, customer_id, wanted, None, 1))
        return _person(counterparty_id, page.records[0]) if page.records else None

    def _page(
        self, connection: Connection, customer_id: int, wanted: Filter, older_than: int | None, size: int
    ) -> RecordPage:
        columns = records.c
        query = select(columns.operation_id).where(*_conditions(connection, customer_id, wanted))
        if older_than is not None:
            query = query.where(columns.operation_id < older_than)
        found = list(connection.execute(query.order_by(columns.operation_id.desc()).limit(size + 1)).scalars())
        shown = found[:size]
        return RecordPage(
            self._records.listed(connection, customer_id, shown), shown[-1] if len(found) > size else None
        )

    def _people(self, connection: Connection, customer_id: int, skip: int, size: int) -> list[Person]:
        columns = records.c
        newest = func.max(columns.operation_id)
        query = (
            select(columns.counterparty_id, newest.label("operation_id"))
            .where(columns.customer_id == customer_id, columns.counterparty_id.is_not(None))
            .group_by(columns.counterparty_id)
            .order_by(newest.desc())
            .offset(skip)
            .limit(size)
        )
        rows = connection.execute(query).all()
        shown = self._records.listed(connection, customer_id, sorted({row.operation_id for row in rows}))
        by_operation = {record.operation_id: record for record in shown}
        return [_person(row.counterparty_id, by_operation[row.operation_id]) for row in rows]


def _person(counterparty_id: int, record: Record) -> Person:
    return Person(counterparty_id, record.counterparty or "", record.counterparty_number)


def _kinds(connection: Connection, customer_id: int) -> list[Kind]:
    columns = records.c
    came = columns.change_minor > 0
    query = select(columns.kind, came.label("came")).where(columns.customer_id == customer_id).distinct()
    rows = connection.execute(query.order_by(columns.kind)).all()
    return sorted((Kind(row.kind, IN if row.came else OUT) for row in rows), key=lambda one: (one.kind, one.direction))


def _count(connection: Connection, customer_id: int, wanted: Filter, count_max: int) -> int:
    some = select(records.c.operation_id).where(*_conditions(connection, customer_id, wanted)).limit(count_max)
    return connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def _conditions(connection: Connection, customer_id: int, wanted: Filter) -> list[ColumnElement[bool]]:
    columns = records.c
    found: list[ColumnElement[bool]] = [columns.customer_id == customer_id]
    if wanted.first is not None:
        found.append(columns.day >= wanted.first.isoformat())
    if wanted.last is not None:
        found.append(columns.day <= wanted.last.isoformat())
    if wanted.currency is not None:
        found.append(or_(columns.currency == wanted.currency, columns.received_currency == wanted.currency))
    if wanted.counterparty_id is not None:
        found.append(columns.counterparty_id == wanted.counterparty_id)
    if wanted.kind is not None:
        found.append(columns.kind == wanted.kind)
    if wanted.direction is not None:
        found.append(columns.change_minor > 0 if wanted.direction == IN else columns.change_minor < 0)
    if wanted.category is not None:
        codes = codes_below(connection, customer_id, wanted.category)
        parts = spending.c
        found.append(
            exists().where(
                parts.customer_id == customer_id,
                parts.operation_id == columns.operation_id,
                parts.category.in_(sorted(codes)),
            )
        )
    return [*found, *(_says(customer_id, term) for term in wanted.text.casefold().split())]


def _says(customer_id: int, term: str) -> ColumnElement[bool]:
    """In the record's own words, or in what was written on it last."""
    notes, later = record_notes.c, record_notes.alias("later").c
    newer = exists().where(
        later.customer_id == customer_id, later.operation_id == notes.operation_id, later.id > notes.id
    )
    written = select(notes.operation_id).where(
        notes.customer_id == customer_id, notes.words.contains(term, autoescape=True), ~newer
    )
    return or_(records.c.words.contains(term, autoescape=True), records.c.operation_id.in_(written))
