"""Conversation state in the wallet's own database: aiogram's storage over one table, sealed.

While an update is handled its changes are only kept in memory; they are committed together with the mark that the
update is done. So after a crash the update is handled again from the state it started from, never from half of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from sqlalchemy import Column, String, Table, Text, delete, select

from wallet.database import Database, Moment, UnitOfWork, insert_with_conflict, metadata
from wallet.security.vault import Vault

KEPT_FOR = timedelta(days=30)

conversation_states = Table(
    "conversation_states",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("value_sealed", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)


@dataclass(slots=True)
class Changes:
    """What one update has read and changed so far: texts by key, None for removed."""

    values: dict[str, str | None] = field(default_factory=dict)
    dirty: set[str] = field(default_factory=set)


_current: ContextVar[Changes | None] = ContextVar("conversation_changes", default=None)


@contextmanager
def collected_changes() -> Iterator[Changes]:
    """Collect the changes of the update that is handled inside."""
    changes = Changes()
    token = _current.set(changes)
    try:
        yield changes
    finally:
        _current.reset(token)


class ConversationStorage(BaseStorage):
    """aiogram's storage protocol over `conversation_states`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await self._write(_name(key, "state"), None if name is None else str(name))

    async def get_state(self, key: StorageKey) -> str | None:
        return await self._read(_name(key, "state"))

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        text = json.dumps(dict(data), ensure_ascii=False, separators=(",", ":")) if data else None
        await self._write(_name(key, "data"), text)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        text = await self._read(_name(key, "data"))
        data: dict[str, Any] = {} if text is None else json.loads(text)
        return data

    async def close(self) -> None:
        """The database is closed by whoever opened it."""

    def commit(self, work: UnitOfWork, changes: Changes) -> None:
        """Write what an update changed, inside the unit of work that marks it done."""
        for name in sorted(changes.dirty):
            self._store(work, name, changes.values[name])

    async def _read(self, name: str) -> str | None:
        changes = _current.get()
        if changes is not None and name in changes.values:
            return changes.values[name]
        query = select(conversation_states.c.value_sealed).where(conversation_states.c.key == name)
        sealed = await self._database.read(lambda connection: connection.execute(query).scalar())
        value = None if sealed is None else self._vault.open(sealed, f"conversation/{name}")
        if changes is not None:
            changes.values[name] = value
        return value

    async def _write(self, name: str, value: str | None) -> None:
        changes = _current.get()
        if changes is None:
            await self._database.write(lambda work: self._store(work, name, value))
        elif name not in changes.values or changes.values[name] != value:
            changes.values[name] = value
            changes.dirty.add(name)

    def _store(self, work: UnitOfWork, name: str, value: str | None) -> None:
        if value is None:
            work.connection.execute(delete(conversation_states).where(conversation_states.c.key == name))
            return
        row = {"value_sealed": self._vault.seal(value, f"conversation/{name}"), "changed_at": work.now}
        insert = insert_with_conflict(work, conversation_states).values(key=name, **row)
        work.connection.execute(insert.on_conflict_do_update(index_elements=["key"], set_=row))


def forget_old(work: UnitOfWork) -> int:
    """Delete conversations that nobody came back to."""
    old = delete(conversation_states).where(conversation_states.c.changed_at < work.now - KEPT_FOR)
    return int(work.connection.execute(old).rowcount)


def _name(key: StorageKey, part: str) -> str:
    return f"{key.bot_id}/{key.chat_id}/{key.user_id}/{key.thread_id or 0}/{key.destiny}/{part}"
