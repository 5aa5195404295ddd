"""Hash chains: rows of a table are sealed in the order they are found, so that changing an old one shows.

A link is SHA-256 (FIPS 180-4) over the link before it, the moment of sealing, and a canonical form of what is sealed.
The newest link, kept somewhere else, vouches for everything before it. The ledger and the audit trail have one each.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Table, bindparam, exists, func, insert, select, text, type_coerce

from wallet.clock import to_microseconds
from wallet.database import UnitOfWork

WALK_SIZE = 500
SETTLED_AFTER = timedelta(minutes=10)
"""No transaction lives so long, so no row can still appear below one that was sealed before that."""

FIRST = "0" * 64

Contents = Callable[[Connection, Sequence[int]], Iterable[object]]
"""What is hashed of each row, in the order of the ids: anything that JSON can hold, the same on both databases."""


def next_link(link: str, sealed_at: int, content: object) -> str:
    """The link after `link`, in hexadecimal. Canonical form: JSON without spaces, keys in order, integers as such."""
    form = [link, sealed_at, content]
    return hashlib.sha256(
        json.dumps(form, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


class Chain:
    """One table of seals (`position`, `hash`, `sealed_at`, and the id of what is sealed) over the rows of another."""

    def __init__(self, sealed_id: Column[int], source_id: Column[int], lock: int, contents: Contents) -> None:
        """`lock` is the chain's own number: on PostgreSQL one process at a time adds to it."""
        seals: Table = sealed_id.table
        columns = seals.c
        self._seals, self._id_name, self._lock, self._contents = seals, sealed_id.name, lock, contents
        # Moments stay numbers: what somebody put there need not be one.
        sealed_at = type_coerce(columns.sealed_at, BigInteger).label("sealed_at")
        self._next = (
            select(columns.position, sealed_id.label("sealed_id"), columns.hash, sealed_at)
            .where(columns.position > bindparam("after"))
            .order_by(columns.position)
            .limit(WALK_SIZE)
        )
        self._at = select(columns.hash).where(columns.position == bindparam("position"))
        self._last = select(columns.position, columns.hash).order_by(columns.position.desc()).limit(1)
        self._floor = select(func.max(sealed_id)).where(columns.sealed_at <= bindparam("settled_at"))
        self._unsealed = (
            select(source_id)
            .where(source_id > bindparam("floor"), ~exists().where(sealed_id == source_id))
            .order_by(source_id)
            .limit(bindparam("size"))
        )

    def seal(self, work: UnitOfWork, size_max: int) -> int:
        """Seal what is not sealed yet, at most `size_max` rows; returns how many. Safe to run twice."""
        if work.connection.dialect.name == "postgresql":
            work.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": self._lock})
        floor = work.connection.execute(self._floor, {"settled_at": work.now - SETTLED_AFTER}).scalar() or 0
        ids = list(work.connection.execute(self._unsealed, {"floor": floor, "size": size_max}).scalars())
        if not ids:
            return 0
        position, link = self.head(work.connection)
        rows = []
        sealed_at = to_microseconds(work.now)
        for sealed_id, content in zip(ids, self._contents(work.connection, ids), strict=True):
            position, link = position + 1, next_link(link, sealed_at, content)
            rows.append({"position": position, self._id_name: sealed_id, "hash": link, "sealed_at": work.now})
        work.connection.execute(insert(self._seals), rows)
        return len(ids)

    def head(self, connection: Connection) -> tuple[int, str]:
        """How many links there are, and the newest."""
        last = connection.execute(self._last).one_or_none()
        return (0, FIRST) if last is None else (last.position, last.hash)

    def has(self, connection: Connection, position: int, link: str) -> bool:
        """Whether the chain still has a link that was noted down elsewhere."""
        if position == 0:
            return link == FIRST
        return bool(connection.execute(self._at, {"position": position}).scalar() == link)

    def broken(self, connection: Connection) -> Iterator[tuple[str, str]]:
        """The walk along the chain: `(id, what is wrong)` for each row that does not fit its seal.

        After a break the walk goes on from the stored link, so that each changed row is named and not all after it.
        """
        link, expected = FIRST, 1
        for chunk in self._chunks(connection):
            contents = self._contents(connection, [row.sealed_id for row in chunk])
            for row, content in zip(chunk, contents, strict=True):
                if row.position != expected:
                    yield str(row.sealed_id), f"seal {expected} is missing"
                elif row.hash != next_link(link, row.sealed_at, content):
                    yield str(row.sealed_id), f"seal {row.position} does not fit: the row or its seal was changed"
                link, expected = row.hash, row.position + 1

    def _chunks(self, connection: Connection) -> Iterator[Sequence[Any]]:
        after = -(2**63)  # also what somebody put before the first place
        while rows := connection.execute(self._next, {"after": after}).all():
            yield rows
            after = rows[-1].position
