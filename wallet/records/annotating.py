"""What customers write on their records later: note and tags, whose every version stays until the wallet closes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from wallet.database import Database, UnitOfWork
from wallet.errors import OperationNotFound, RecordNotesTooMany, TagsInvalid
from wallet.payments.notes import clean_note
from wallet.records.models import NOTE_WORDS_LENGTH_MAX, record_notes, records
from wallet.records.parts import Part, lock_book, parts_of
from wallet.records.projecting import Book

NOTE_LENGTH_MAX = 200
TAGS_MAX, TAG_LENGTH_MAX = 10, 20
TAGS_TEXT_MAX = 1_000
VERSIONS_MAX = 100
PAST_SHOWN_MAX = 20
BETWEEN_TAGS = re.compile("[\\s#,;\uff0c\uff1b\u3001\uff03]+")
"""Blanks, signs of tags, commas and the like, Latin and Chinese."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One version: note and tags as they were from `created_at` on."""

    note: str
    tags: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class More:
    """What a record has besides its figures: its shares of spending, and what was written on it last."""

    parts: tuple[Part, ...]
    written: Annotation | None


def clean_tags(text: str) -> tuple[str, ...]:
    """Tags in the order they were typed, each once however it is written. Raises `TagsInvalid`."""
    refusal = TagsInvalid(count_max=TAGS_MAX, length_max=TAG_LENGTH_MAX)
    if len(text) > TAGS_TEXT_MAX:
        raise refusal
    found: dict[str, str] = {}
    for tag in BETWEEN_TAGS.split(clean_note(text, TAGS_TEXT_MAX)):
        if tag:
            found.setdefault(tag.casefold(), tag)
    if not found or len(found) > TAGS_MAX or any(len(tag) > TAG_LENGTH_MAX for tag in found.values()):
        raise refusal
    return tuple(found.values())


class Annotating:
    """Everything is looked up with its owner: raises `OperationNotFound` for a record that is not theirs."""

    def __init__(self, database: Database) -> None:
        self._database, self._book = database, Book(database)

    async def current(self, customer_id: int, operation_id: int) -> Annotation | None:
        """What is in force; None when nothing was ever written."""
        return await self._database.read(lambda connection: newest(connection, customer_id, operation_id))

    async def more(self, customer_id: int, operation_id: int) -> More:
        """All that the customer's record has besides its figures."""
        await self._book.refresh(customer_id)
        return await self._database.read(
            lambda connection: More(
                parts_of(connection, customer_id, operation_id), newest(connection, customer_id, operation_id)
            )
        )

    async def past(self, customer_id: int, operation_id: int) -> Sequence[Annotation]:
        """The newest versions, the newest first."""
        query = _mine(customer_id, operation_id).limit(PAST_SHOWN_MAX)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [_annotation(row.note, row.tags, row.created_at) for row in rows]

    async def set_note(self, customer_id: int, operation_id: int, text: str) -> Annotation:
        """A new version with this note; an empty one takes it away. Raises `NoteTooLong`, `RecordNotesTooMany`."""
        note = clean_note(text, NOTE_LENGTH_MAX)
        return await self._write(customer_id, operation_id, note=note)

    async def set_tags(self, customer_id: int, operation_id: int, tags: Sequence[str]) -> Annotation:
        """A new version with these tags of `clean_tags`; none takes them away. Raises `RecordNotesTooMany`."""
        return await self._write(customer_id, operation_id, tags=tuple(tags))

    async def _write(
        self, customer_id: int, operation_id: int, note: str | None = None, tags: tuple[str, ...] | None = None
    ) -> Annotation:
        await self._book.refresh(customer_id)
        return await self._database.write(lambda work: _append(work, customer_id, operation_id, note, tags))


def newest(connection: Connection, customer_id: int, operation_id: int) -> Annotation | None:
    """The version that is in force."""
    row = connection.execute(_mine(customer_id, operation_id).limit(1)).first()
    return None if row is None else _annotation(row.note, row.tags, row.created_at)


def forget_person(work: UnitOfWork, customer_id: int) -> None:
    """The wallet is closed: what the customer wrote goes, the figures stay."""
    lock_book(work, customer_id)
    work.connection.execute(delete(record_notes).where(record_notes.c.customer_id == customer_id))
    work.connection.execute(update(records).where(records.c.customer_id == customer_id).values(words=""))


def _append(
    work: UnitOfWork, customer_id: int, operation_id: int, note: str | None, tags: tuple[str, ...] | None
) -> Annotation:
    lock_book(work, customer_id)
    columns = records.c
    mine = select(columns.operation_id).where(columns.customer_id == customer_id, columns.operation_id == operation_id)
    if work.connection.execute(mine).first() is None:
        raise OperationNotFound
    versions = work.connection.execute(_mine(customer_id, operation_id).limit(VERSIONS_MAX)).all()
    before = _annotation(versions[0].note, versions[0].tags, versions[0].created_at) if versions else None
    kept = (before.note, before.tags) if before else ("", ())
    fresh = Annotation(kept[0] if note is None else note, kept[1] if tags is None else tags, work.now)
    if (fresh.note, fresh.tags) == kept:
        return before or fresh
    if len(versions) >= VERSIONS_MAX:
        raise RecordNotesTooMany(count_max=VERSIONS_MAX)
    said = " ".join((fresh.note, *(f"#{tag}" for tag in fresh.tags)))
    work.connection.execute(
        insert(record_notes).values(
            customer_id=customer_id,
            operation_id=operation_id,
            note=fresh.note,
            tags=" ".join(fresh.tags),
            words=said.casefold()[:NOTE_WORDS_LENGTH_MAX],
            created_at=work.now,
        )
    )
    return fresh


def _mine(customer_id: int, operation_id: int):  # type: ignore[no-untyped-def]
    columns = record_notes.c
    return (
        select(record_notes)
        .where(columns.customer_id == customer_id, columns.operation_id == operation_id)
        .order_by(columns.id.desc())
    )


def _annotation(note: str, tags: str, created_at: datetime) -> Annotation:
    return Annotation(note, tuple(tags.split()), created_at)
