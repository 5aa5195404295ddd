"""Changing the second factor without the old one: it waits a day, is told at once, and can be cancelled until then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from wallet import outbox, trail
from wallet.customers.models import customers
from wallet.database import UnitOfWork
from wallet.errors import ResetNotFound, ResetWaiting, TotpNotOn
from wallet.security import proofs, recovery, totp
from wallet.security.models import factor_resets, totp_factors
from wallet.trail import BY_SYSTEM, Actor

WAIT = timedelta(hours=24)
TOTP_REMOVAL = "totp-removal"
BATCH_MAX = 100

IS_OPEN = factor_resets.c.cancelled_at.is_(None) & factor_resets.c.done_at.is_(None)


@dataclass(frozen=True, slots=True)
class Reset:
    """A removal of the second factor that waits until `due_at`."""

    id: int
    customer_id: int
    requested_at: datetime
    due_at: datetime


def open_reset(connection: Connection, customer_id: int) -> Reset | None:
    """The one that waits, if any."""
    row = connection.execute(
        select(factor_resets).where(factor_resets.c.customer_id == customer_id, IS_OPEN)
    ).one_or_none()
    return None if row is None else Reset(row.id, row.customer_id, row.requested_at, row.due_at)


def request(work: UnitOfWork, customer_id: int, actor: Actor) -> Reset:
    """Whoever calls this has the right proved. Raises `TotpNotOn`, `ResetWaiting`."""
    # Parallel requests of one customer queue up here, so the second one finds the first.
    locked = select(totp_factors.c.confirmed_at).where(totp_factors.c.customer_id == customer_id).with_for_update()
    if work.connection.execute(locked).scalar() is None:
        raise TotpNotOn
    if open_reset(work.connection, customer_id) is not None:
        raise ResetWaiting
    due_at = work.now + WAIT
    reset_id: int = work.connection.execute(
        insert(factor_resets)
        .values(customer_id=customer_id, kind=TOTP_REMOVAL, requested_at=work.now, due_at=due_at)
        .returning(factor_resets.c.id)
    ).scalar_one()
    trail.note(work, customer_id, trail.RESET_REQUESTED, actor, reset_id=reset_id)
    outbox.record_security(work, customer_id, trail.RESET_REQUESTED, reset_id=reset_id)
    return Reset(reset_id, customer_id, work.now, due_at)


def cancel(work: UnitOfWork, customer_id: int, reset_id: int, actor: Actor) -> None:
    """Raises `ResetNotFound`, also for another customer's and for one that is done or cancelled."""
    if not _close(work, customer_id, reset_id, {"cancelled_at": work.now}):
        raise ResetNotFound
    trail.note(work, customer_id, trail.RESET_CANCELLED, actor, reset_id=reset_id)
    outbox.record_security(work, customer_id, trail.RESET_CANCELLED)


def cancel_open(work: UnitOfWork, customer_id: int, actor: Actor) -> None:
    """The second factor was changed in another way: what waits would take the new one away."""
    waiting = open_reset(work.connection, customer_id)
    if waiting is not None and _close(work, customer_id, waiting.id, {"cancelled_at": work.now}):
        trail.note(work, customer_id, trail.RESET_CANCELLED, actor, reset_id=waiting.id)


def apply_due(work: UnitOfWork) -> int:
    """A job, safe to run twice: switch off the second factors whose day is over. How many were closed."""
    due = work.connection.execute(
        select(factor_resets.c.id, factor_resets.c.customer_id)
        .where(IS_OPEN, factor_resets.c.due_at <= work.now)
        .order_by(factor_resets.c.id)
        .limit(BATCH_MAX)
        .with_for_update(skip_locked=True)
    ).all()
    for row in due:
        if _close(work, row.customer_id, row.id, {"done_at": work.now}) and totp.remove(work, row.customer_id):
            recovery.forget(work, row.customer_id)
            proofs.forget_all(work, row.customer_id)
            trail.note(work, row.customer_id, trail.TOTP_OFF, BY_SYSTEM, reset_id=row.id)
            outbox.record_security(work, row.customer_id, trail.TOTP_OFF)
    return len(due)


def actor_of(work: UnitOfWork, customer_id: int) -> Actor:
    """The customer as the one who acts."""
    account = select(customers.c.telegram_user_id).where(customers.c.id == customer_id)
    return Actor(trail.CUSTOMER, work.connection.execute(account).scalar_one())


def _close(work: UnitOfWork, customer_id: int, reset_id: int, how: dict[str, datetime]) -> bool:
    """False when it is not this customer's, or was closed before."""
    closed = work.connection.execute(
        update(factor_resets)
        .where(factor_resets.c.id == reset_id, factor_resets.c.customer_id == customer_id, IS_OPEN)
        .values(how)
    )
    return closed.rowcount > 0
