"""A payment under duress: the wallet freezes unseen, and what is shown looks like the payment that was forced.

The payment is noted in the trail by its reference, so that pressing again shows the same.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, select

from wallet import trail
from wallet.customers.models import customers
from wallet.database import UnitOfWork
from wallet.errors import CustomerNotFound
from wallet.security import freezing
from wallet.trail import Actor, audit_events


def freeze(work: UnitOfWork, payer_id: int) -> bool:
    """Stop all money out and tell the desk alone. False when the wallet was seen to be frozen before.

    Raises `CustomerNotActive` for a wallet that is closed.
    """
    if freezing.freeze(work, payer_id, freezing.DURESS, _actor(work.connection, payer_id)):
        return True
    cause = work.connection.execute(select(customers.c.frozen_cause).where(customers.c.id == payer_id)).scalar()
    return bool(cause == freezing.DURESS)


def note(work: UnitOfWork, payer_id: int, reference: str) -> datetime:
    """The moment that the receipt of this reference shows, the same each time."""
    earlier = noted_at(work.connection, payer_id, reference)
    if earlier is not None:
        return earlier
    trail.note(work, payer_id, trail.DURESS_USED, _actor(work.connection, payer_id), reference=reference)
    return work.now


def noted_at(connection: Connection, payer_id: int, reference: str) -> datetime | None:
    """When this reference was forced before; None when it was not."""
    columns = audit_events.c
    rows = connection.execute(
        select(columns.details, columns.created_at)
        .where(columns.customer_id == payer_id, columns.kind == trail.DURESS_USED)
        .order_by(columns.id)
    )
    return next((row.created_at for row in rows if json.loads(row.details).get("reference") == reference), None)


def _actor(connection: Connection, payer_id: int) -> Actor:
    user_id = connection.execute(select(customers.c.telegram_user_id).where(customers.c.id == payer_id)).scalar()
    if user_id is None:
        raise CustomerNotFound
    return Actor(trail.CUSTOMER, user_id)
