"""The inbox: every update is committed here before it is confirmed to Telegram, and is worked off in order per chat.

Payloads are sealed while they wait and erased when they are done. Ids are remembered as a set, not as a high-water
mark: after a week without updates Telegram starts again at a random id (Bot API, `getUpdates`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    select,
    update,
)

from wallet.database import Database, Identity, Moment, UnitOfWork, count_by, insert_with_conflict, metadata
from wallet.security.vault import Vault

TRIES_MAX = 5
REMEMBERED_FOR = timedelta(days=3)
"""Telegram keeps updates for 24 hours, so a repetition can't come later; a re-used id comes after a week at least."""

WAITING, DONE, DEAD = "waiting", "done", "dead"

inbox = Table(
    "inbox",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("bot", String(16), nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("lane", String(64), nullable=False),
    Column("payload_sealed", Text, nullable=True),
    Column("state", String(12), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("last_error", String(300), nullable=True),
    Column("received_at", Moment, nullable=False),
    Column("finished_at", Moment, nullable=True),
    UniqueConstraint("bot", "update_id"),
    Index("ix_inbox_state", "bot", "state", "id"),
)


@dataclass(frozen=True, slots=True)
class WaitingUpdate:
    """An update that has not been handled yet."""

    id: int
    lane: str
    payload: dict[str, Any]
    tries: int


class Inbox:
    """One bot's inbox."""

    def __init__(self, database: Database, vault: Vault, bot: str) -> None:
        self._database, self._vault, self._bot = database, vault, bot

    async def accept(self, updates: Iterable[Mapping[str, Any]]) -> list[WaitingUpdate]:
        """Commit what is new and return it, in order. A repeated `update_id` is not new."""
        prepared = [(update, lane_of(update), self._seal(update)) for update in updates]
        if not prepared:
            return []
        ids = await self._database.write(lambda work: self._insert(work, prepared))
        return [
            WaitingUpdate(row_id, lane, dict(update), 0)
            for row_id, (update, lane, _) in zip(ids, prepared, strict=True)
            if row_id is not None
        ]

    async def waiting(self) -> list[WaitingUpdate]:
        """What an earlier process accepted and did not finish, in order."""
        query = select(inbox).where(inbox.c.bot == self._bot, inbox.c.state == WAITING).order_by(inbox.c.id)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [
            WaitingUpdate(row.id, row.lane, self._open(row.payload_sealed, row.update_id), row.tries) for row in rows
        ]

    async def note_failure(self, update_row_id: int, error: str) -> int:
        """Count a failed try; returns how many there were."""
        return await self._database.write(lambda work: _note_failure(work, update_row_id, error))

    async def bury(self, update_row_id: int) -> None:
        """Give up on an update: it stays visible as dead, its payload still sealed."""
        change = update(inbox).where(inbox.c.id == update_row_id)
        await self._database.write(
            lambda work: work.connection.execute(change.values(state=DEAD, finished_at=work.now)) and None
        )

    def _insert(self, work: UnitOfWork, prepared: list[tuple[Mapping[str, Any], str, str]]) -> list[int | None]:
        return [
            work.connection.execute(
                insert_with_conflict(work, inbox)
                .values(
                    bot=self._bot,
                    update_id=update["update_id"],
                    lane=lane,
                    payload_sealed=sealed,
                    state=WAITING,
                    received_at=work.now,
                )
                .on_conflict_do_nothing(index_elements=["bot", "update_id"])
                .returning(inbox.c.id)
            ).scalar()
            for update, lane, sealed in prepared
        ]

    def _seal(self, update: Mapping[str, Any]) -> str:
        body = json.dumps(update, ensure_ascii=False, separators=(",", ":"))
        return self._vault.seal(body, f"inbox/{self._bot}/{update['update_id']}")

    def _open(self, sealed: str, update_id: int) -> dict[str, Any]:
        payload: dict[str, Any] = json.loads(self._vault.open(sealed, f"inbox/{self._bot}/{update_id}"))
        return payload


def lane_of(update: Mapping[str, Any]) -> str:
    """Updates of one lane are handled one after the other: a private chat, or one topic of a group."""
    for kind, content in update.items():
        if kind == "update_id" or not isinstance(content, Mapping):
            continue
        message = content.get("message") if kind == "callback_query" else content
        message = message if isinstance(message, Mapping) else {}
        chat = message.get("chat") or content.get("chat") or content.get("from") or content.get("user") or {}
        thread = message.get("message_thread_id") or content.get("message_thread_id") or 0
        return f"{chat.get('id', 0)}/{thread}"
    return "0/0"


def finish(work: UnitOfWork, update_row_id: int) -> None:
    """Mark an update done and erase what it said."""
    work.connection.execute(
        update(inbox).where(inbox.c.id == update_row_id).values(state=DONE, payload_sealed=None, finished_at=work.now)
    )


def counts(connection: Connection) -> dict[str, int]:
    """How many updates are in each state."""
    return count_by(connection, inbox.c.state)


def forget_old(work: UnitOfWork) -> int:
    """Delete ids that can't be repeated any more; dead updates stay."""
    old = delete(inbox).where(inbox.c.state == DONE, inbox.c.finished_at < work.now - REMEMBERED_FOR)
    return int(work.connection.execute(old).rowcount)


def _note_failure(work: UnitOfWork, update_row_id: int, error: str) -> int:
    tries: int = work.connection.execute(
        update(inbox)
        .where(inbox.c.id == update_row_id)
        .values(tries=inbox.c.tries + 1, last_error=error[:300])
        .returning(inbox.c.tries)
    ).scalar_one()
    return tries
