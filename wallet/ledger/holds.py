"""Holds: money that is set aside now, and captured, released or expired later, once."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from wallet.database import UnitOfWork
from wallet.ledger.models import holds
from wallet.ledger.operations import HoldEnd, NewHold, NewOperation, NewTransfer, Posted
from wallet.ledger.posting import post, post_many

EXPIRED_AT_ONCE_MAX = 100
RELEASE, EXPIRE = "hold-release", "hold-expire"

_DUE = (
    select(holds.c.operation_id)
    .where(holds.c.status == "open", holds.c.expires_at <= bindparam("due_at"))
    .order_by(holds.c.expires_at)
    .limit(EXPIRED_AT_ONCE_MAX)
)
_STATUS = select(holds.c.status).where(holds.c.operation_id == bindparam("hold_id"))


def place_hold(
    work: UnitOfWork,
    hold: NewHold,
    reference: str,
    *,
    kind: str = "hold",
    customer_id: int | None = None,
    note: str = "",
) -> Posted:
    """Set money aside. The hold's id is the operation's. Raises `InsufficientFunds`, `AccountFrozen` and as `post`."""
    return post(work, NewOperation(kind, reference, customer_id=customer_id, note=note, hold=hold))


def capture_hold(
    work: UnitOfWork,
    hold_id: int,
    transfers: tuple[NewTransfer, ...],
    reference: str,
    *,
    kind: str,
    customer_id: int | None = None,
    note: str = "",
) -> Posted:
    """Spend held money, whole or in part; the rest can be spent again. Raises `HoldNotOpen`, `CaptureTooLarge` …"""
    ends = HoldEnd(hold_id, "captured")
    return post(work, NewOperation(kind, reference, transfers, customer_id, note, ends=ends))


def release_hold(work: UnitOfWork, hold_id: int, reference: str, *, customer_id: int | None = None) -> Posted:
    """Give held money back to its account's owner. Raises `HoldNotFound`, `HoldNotOpen`."""
    return post(work, NewOperation(RELEASE, reference, customer_id=customer_id, ends=HoldEnd(hold_id, "released")))


def hold_status(connection: Connection, hold_id: int) -> str | None:
    """`open`, `captured`, `released` or `expired`; None when there is no such hold."""
    return connection.execute(_STATUS, {"hold_id": hold_id}).scalar()


def expire_holds(work: UnitOfWork) -> int:
    """The job: end holds whose time has come, the oldest first; returns how many. Safe to run twice, even at once."""
    due = list(work.connection.execute(_DUE, {"due_at": work.now}).scalars())
    commands = [NewOperation(EXPIRE, expiry_reference(hold_id), ends=HoldEnd(hold_id, "expired")) for hold_id in due]
    outcomes = post_many(work, commands) if commands else []
    return sum(isinstance(outcome, Posted) and not outcome.repeated for outcome in outcomes)


def expiry_reference(hold_id: int) -> str:
    """The reference under which the job ends a hold: the same at every try."""
    return f"expire-{hold_id}"
