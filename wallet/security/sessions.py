"""The session: looking is free for a while after the PIN or the last look, then it needs the PIN again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from wallet import trail
from wallet.customers.queries import Customer
from wallet.database import UnitOfWork, insert_with_conflict
from wallet.security import freezing
from wallet.security.models import security_settings
from wallet.security.pins import PinProof
from wallet.security.step_up import StepUp, by_customer

IDLE_LOCK_CHOICES = (300, 900, 1800, 3600)
"""Seconds that the customer may choose from."""

TOUCHES_PER_IDLE = 10
"""Looks are written down at most so often in the time after which a session locks: it may lock that much early."""

SessionRow = Row[Any, Any, Any]


class Sessions(StepUp):
    """Opening and locking the session."""

    async def is_locked(self, customer_id: int) -> bool:
        """Whether looking needs the PIN first. A look that is allowed keeps the session open."""
        now = self._database.now()
        row = await self._database.read(lambda connection: _session(connection, customer_id))
        if row is None or not _is_open(row, now):
            return True
        if row.seen_at is not None and now - row.seen_at < timedelta(seconds=row.idle_lock_seconds) / TOUCHES_PER_IDLE:
            return False
        return not await self._database.write(lambda work: _touch(work, customer_id))

    async def lock(self, customer: Customer) -> None:
        """Lock at once. Locking what is locked changes nothing."""

        def work(unit: UnitOfWork) -> None:
            row = _session(unit.connection, customer.id)
            if row is None or not row.locked:
                _put(unit, customer.id, locked=True)
                trail.note(unit, customer.id, trail.SESSION_LOCKED, by_customer(customer))

        await self._database.write(work)

    async def open_session(self, customer: Customer, pin: str) -> PinProof:
        """Prove the PIN and open. The duress PIN opens all the same, and freezes the wallet.

        Raises `PinWrong(tries_left)`, `PinLocked(retry_after_seconds)`, `CustomerNotActive` for a closed wallet.
        """
        proof = await self._pins.prove(customer.id, pin)

        def work(unit: UnitOfWork) -> None:
            _put(unit, customer.id, locked=False, seen_at=unit.now)
            trail.note(unit, customer.id, trail.SESSION_OPENED, by_customer(customer))
            if proof is PinProof.DURESS:
                freezing.freeze(unit, customer.id, freezing.DURESS, by_customer(customer))

        await self._database.write(work)
        return proof


def put_settings(work: UnitOfWork, customer_id: int, **values: object) -> None:
    """Keep what the customer chose. A customer of an older version gets their row now, with the session locked."""
    work.connection.execute(
        insert_with_conflict(work, security_settings)
        .values(customer_id=customer_id, **values)
        .on_conflict_do_update(index_elements=["customer_id"], set_=values)
    )


def _put(work: UnitOfWork, customer_id: int, *, locked: bool, **values: object) -> None:
    put_settings(work, customer_id, locked=locked, **values)


def _session(connection: Connection, customer_id: int) -> SessionRow | None:
    columns = security_settings.c
    return connection.execute(
        select(columns.idle_lock_seconds, columns.seen_at, columns.locked).where(columns.customer_id == customer_id)
    ).one_or_none()


def _is_open(row: SessionRow, now: datetime) -> bool:
    return not row.locked and row.seen_at is not None and now - row.seen_at < timedelta(seconds=row.idle_lock_seconds)


def _touch(work: UnitOfWork, customer_id: int) -> bool:
    """Write down that the customer was seen. False when the session was locked since we looked."""
    columns = security_settings.c
    touched = work.connection.execute(
        update(security_settings)
        .where(columns.customer_id == customer_id, columns.locked.is_(False))
        .values(seen_at=work.now)
    )
    return touched.rowcount > 0
