"""The trail's seals: its events are chained like the books, so that none can be changed or taken out unseen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, text

from wallet.chains import Chain
from wallet.clock import MICROSECOND
from wallet.database import UnitOfWork
from wallet.trail import audit_events, audit_seals

SEALED_AT_ONCE_MAX = 500
UNSEALED_FOR_MAX = timedelta(hours=1)
"""How long an event may wait for its seal before the check speaks of it."""

CHAIN_LOCK = 0x747261696C
"""`trail` in ASCII."""

# As it is stored, past the columns' types: what somebody put there need not fit them.
_STORED = text("""
    SELECT id, customer_id, kind, actor, actor_id, details, created_at FROM audit_events WHERE id IN :ids
""").bindparams(bindparam("ids", expanding=True))
_FORGOTTEN = text("""
    SELECT id FROM audit_events
    WHERE created_at < (SELECT MAX(created_at) FROM audit_events) - :unsealed_for_max
        AND NOT EXISTS (SELECT 1 FROM audit_seals WHERE audit_seals.event_id = audit_events.id)
    ORDER BY id
""")


def stored_events(connection: Connection, ids: Sequence[int]) -> Iterator[dict[str, Any] | None]:
    """Each event whole, in the order of `ids`, the same from both databases; None for an id that is gone."""
    found = {row["id"]: dict(row) for row in connection.execute(_STORED, {"ids": list(ids)}).mappings()}
    for event_id in ids:
        yield found.get(event_id)


_CHAIN = Chain(audit_seals.c.event_id, audit_events.c.id, CHAIN_LOCK, stored_events)


def seal(work: UnitOfWork) -> int:
    """The job: seal the events that are not sealed yet, some at a time; returns how many. Safe to run twice."""
    return _CHAIN.seal(work, SEALED_AT_ONCE_MAX)


def head(connection: Connection) -> tuple[int, str]:
    """How many seals there are, and the newest."""
    return _CHAIN.head(connection)


def has_seal(connection: Connection, position: int, seal_hash: str) -> bool:
    """Whether the chain still has a seal that was noted down elsewhere."""
    return _CHAIN.has(connection, position, seal_hash)


def broken_seals(connection: Connection) -> Iterator[tuple[str, str]]:
    """The walk along the chain: `(event id, what is wrong)` for each event that does not fit its seal."""
    return _CHAIN.broken(connection)


def forgotten_events(connection: Connection) -> Iterator[tuple[str, str]]:
    """`(event id, what is wrong)` for each event that should have a seal by now and has none."""
    waiting = connection.execute(_FORGOTTEN, {"unsealed_for_max": UNSEALED_FOR_MAX // MICROSECOND})
    for event_id in waiting.scalars():
        yield str(event_id), "has no seal"
