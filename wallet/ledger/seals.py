"""Sealing: finished operations go into a hash chain, so that whoever changes one later must change every seal after it.

A seal is a link of `wallet.chains` over everything that its operation wrote: the operation, its transfers, its entries
with the fixed facts of their accounts, and its hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection

from wallet.chains import Chain
from wallet.database import UnitOfWork
from wallet.ledger.models import operations, seals
from wallet.ledger.stored import stored_operations

SEALED_AT_ONCE_MAX = 500
UNSEALED_FOR_MAX = timedelta(hours=1)
"""How long an operation may wait for its seal before the audit speaks of it."""

CHAIN_LOCK = 0x7365616C
"""`seal` in ASCII."""

_CHAIN = Chain(seals.c.operation_id, operations.c.id, CHAIN_LOCK, stored_operations)


def seal(work: UnitOfWork) -> int:
    """The job: seal the operations that are not sealed yet, some at a time; returns how many. Safe to run twice."""
    return _CHAIN.seal(work, SEALED_AT_ONCE_MAX)


def head(connection: Connection) -> tuple[int, str]:
    """How many seals there are, and the newest."""
    return _CHAIN.head(connection)


def has_seal(connection: Connection, position: int, seal_hash: str) -> bool:
    """Whether the chain still has a seal that was noted down elsewhere."""
    return _CHAIN.has(connection, position, seal_hash)


def broken_seals(connection: Connection) -> Iterator[tuple[str, str]]:
    """The audit's walk along the chain: `(operation id, what is wrong)` for each operation that does not fit."""
    return _CHAIN.broken(connection)
