"""The states of money abroad, and the one function that moves it from one to the next.

    waiting -> converting -> sent -> delivered
    waiting -> cancelled (by the customer)
    waiting, converting, sent -> returned (by the desk)

A state is left by an update that names it, so of two who act at once one does, and the other hears what it is now.
Giving back reverses the whole operation, its fee too, in the same commit.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import insert, select, update

from wallet import ledger, outbox
from wallet.database import UnitOfWork
from wallet.errors import RemittanceNotFound, RemittanceNotInState
from wallet.references import new_reference
from wallet.remittance.models import (
    CANCELLED,
    CONVERTING,
    DELIVERED,
    RETURNED,
    SENT,
    WAITING,
    remittance_events,
    remittances,
)

FROM: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        CONVERTING: frozenset({WAITING}),
        SENT: frozenset({CONVERTING}),
        DELIVERED: frozenset({SENT}),
        RETURNED: frozenset({WAITING, CONVERTING, SENT}),
        CANCELLED: frozenset({WAITING}),
    }
)
"""By state, the ones that it may be reached from."""

GIVEN_BACK = frozenset({RETURNED, CANCELLED})
RETURN = "remittance-return"
"""The kind of the operation that gives the money back."""

RETURN_REASONS = ("account-closed", "name-differs", "details-wrong", "not-accepted", "other")
BY_CUSTOMER = "customer"


def move(
    work: UnitOfWork,
    remittance_id: int,
    to: str,
    *,
    agent: tuple[int, str] | None = None,
    reason: str | None = None,
) -> None:
    """Bring it to the state `to`, note when, give the money back if that is what the state means, and tell everybody.

    `agent` is who does it: Telegram account and name; None for the customer. Raises `RemittanceNotFound` and
    `RemittanceNotInState(status)`.
    """
    columns = remittances.c
    values: dict[str, object] = {"status": to, "reason": reason}
    if agent is not None:
        values["agent_name"] = agent[1]
    moved = work.connection.execute(
        update(remittances)
        .where(columns.id == remittance_id, columns.status.in_(sorted(FROM[to])))
        .values(values)
        .returning(columns.customer_id, columns.operation_id)
    ).one_or_none()
    if moved is None:
        raise _not_moved(work, remittance_id)
    note(work, remittance_id, to, None if agent is None else agent[0], reason)
    if to in GIVEN_BACK:
        ledger.reverse(work, moved.operation_id, new_reference(), kind=RETURN, customer_id=moved.customer_id)
    tell_desk(work, remittance_id)
    if agent is not None:
        _tell_customer(work, moved.customer_id, remittance_id, to)


def note(work: UnitOfWork, remittance_id: int, state: str, agent_id: int | None, reason: str | None) -> None:
    """Write down for good that it came to a state."""
    work.connection.execute(
        insert(remittance_events).values(
            remittance_id=remittance_id, state=state, reason=reason, agent_id=agent_id, created_at=work.now
        )
    )


def tell_desk(work: UnitOfWork, remittance_id: int) -> None:
    """Have the staff chat show what it is now."""
    fields = {"remittance_id": remittance_id}
    lane = f"remittance/{remittance_id}"
    outbox.record(work, outbox.Fact(outbox.DESK_CHANNEL, lane, outbox.REMITTANCE_PAYOUT, fields))


def _tell_customer(work: UnitOfWork, customer_id: int, remittance_id: int, state: str) -> None:
    fields: dict[str, str | int | None] = {"customer_id": customer_id, "remittance_id": remittance_id, "state": state}
    outbox.record(work, outbox.Fact(outbox.CUSTOMER_CHANNEL, str(customer_id), outbox.REMITTANCE_CHANGED, fields))


def _not_moved(work: UnitOfWork, remittance_id: int) -> RemittanceNotInState:
    status = work.connection.execute(select(remittances.c.status).where(remittances.c.id == remittance_id)).scalar()
    if status is None:
        raise RemittanceNotFound
    return RemittanceNotInState(status=status)
