"""Sealing: finished operations go into a hash chain, so that whoever changes one later must change every seal after it.

A seal is SHA-256 (FIPS 180-4) over the seal before it and a canonical form of everything that its operation wrote: the
operation, its transfers, its entries with the fixed facts of their accounts, and its hold. The newest seal, kept
somewhere else, vouches for all of the books before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, text

from wallet.clock import to_microseconds
from wallet.database import UnitOfWork
from wallet.ledger.models import seals
from wallet.ledger.stored import Stored, stored_operations

SEALED_AT_ONCE_MAX = 500
SETTLED_AFTER = timedelta(minutes=10)
"""No transaction lives so long, so no operation can still appear below one that was sealed before that."""

UNSEALED_FOR_MAX = timedelta(hours=1)
"""How long an operation may wait for its seal before the audit speaks of it."""

FIRST = "0" * 64
CHAIN_LOCK = 0x7365616C
"""`seal` in ASCII: on PostgreSQL one process at a time adds to the chain."""

_NEXT = select(seals).where(seals.c.position > bindparam("after")).order_by(seals.c.position).limit(SEALED_AT_ONCE_MAX)
_AT = select(seals.c.hash).where(seals.c.position == bindparam("position"))
_LAST = select(seals.c.position, seals.c.hash).order_by(seals.c.position.desc()).limit(1)
_FLOOR = select(func.max(seals.c.operation_id)).where(seals.c.sealed_at <= bindparam("settled_at"))
_UNSEALED = text("""
    SELECT id FROM operations
    WHERE id > :floor AND NOT EXISTS (SELECT 1 FROM seals WHERE seals.operation_id = operations.id)
    ORDER BY id LIMIT :size
""")


def seal(work: UnitOfWork) -> int:
    """The job: seal the operations that are not sealed yet, some at a time; returns how many. Safe to run twice."""
    if work.connection.dialect.name == "postgresql":
        work.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    floor = work.connection.execute(_FLOOR, {"settled_at": work.now - SETTLED_AFTER}).scalar() or 0
    ids = list(work.connection.execute(_UNSEALED, {"floor": floor, "size": SEALED_AT_ONCE_MAX}).scalars())
    if not ids:
        return 0
    last = work.connection.execute(_LAST).one_or_none()
    position, link = (0, FIRST) if last is None else (last.position, last.hash)
    rows = []
    sealed_at = to_microseconds(work.now)
    for operation_id, stored in zip(ids, stored_operations(work.connection, ids), strict=True):
        position, link = position + 1, next_link(link, sealed_at, stored)
        rows.append({"position": position, "operation_id": operation_id, "hash": link, "sealed_at": work.now})
    work.connection.execute(insert(seals), rows)
    return len(ids)


def next_link(link: str, sealed_at: int, stored: Stored) -> str:
    """The seal after `link`, in hexadecimal. Canonical form: JSON without spaces, keys in order, integers as such."""
    form = [link, sealed_at, stored]
    return hashlib.sha256(
        json.dumps(form, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


def head(connection: Connection) -> tuple[int, str]:
    """How many seals there are, and the newest."""
    last = connection.execute(_LAST).one_or_none()
    return (0, FIRST) if last is None else (last.position, last.hash)


def has_seal(connection: Connection, position: int, seal_hash: str) -> bool:
    """Whether the chain still has a seal that was noted down elsewhere."""
    if position == 0:
        return seal_hash == FIRST
    return bool(connection.execute(_AT, {"position": position}).scalar() == seal_hash)


def broken_seals(connection: Connection) -> Iterator[tuple[str, str]]:
    """The audit's walk along the chain: `(operation id, what is wrong)` for each operation that does not fit its seal.

    After a break the walk goes on from the stored seal, so that each changed row is named and not all after it.
    """
    link, expected = FIRST, 1
    for chunk in _chunks(connection):
        stored = stored_operations(connection, [row.operation_id for row in chunk])
        for row, operation in zip(chunk, stored, strict=True):
            if row.position != expected:
                yield str(row.operation_id), f"seal {expected} is missing"
            elif row.hash != next_link(link, to_microseconds(row.sealed_at), operation):
                yield str(row.operation_id), f"seal {row.position} does not fit: the operation or the seal was changed"
            link, expected = row.hash, row.position + 1


def _chunks(connection: Connection) -> Iterator[Sequence[Any]]:
    after = -(2**63)  # also what somebody put before the first place
    while rows := connection.execute(_NEXT, {"after": after}).all():
        yield rows
        after = rows[-1].position
