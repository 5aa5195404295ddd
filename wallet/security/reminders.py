"""A kind word to those whose password is old: told once in half a year, never forced."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select, update

from wallet import outbox
from wallet.customers.models import customers
from wallet.customers.queries import CLOSED
from wallet.database import UnitOfWork
from wallet.security.models import credentials

PASSWORD_OLD_AFTER = timedelta(days=180)
PASSWORD_OLD = "password-old"  # noqa: S105 - a kind of notice, no secret
BATCH_MAX = 200


def remind_of_passwords(work: UnitOfWork) -> int:
    """A job, safe to run twice: tell those whose password is older than 180 days. How many were told, at most 200."""
    columns, limit = credentials.c, work.now - PASSWORD_OLD_AFTER
    found = work.connection.execute(
        select(columns.customer_id)
        .join(customers, customers.c.id == columns.customer_id)
        .where(
            columns.password_changed_at < limit,
            or_(columns.password_reminded_at.is_(None), columns.password_reminded_at < limit),
            customers.c.status != CLOSED,
        )
        .order_by(columns.customer_id)
        .limit(BATCH_MAX)
        .with_for_update(of=credentials, skip_locked=True)
    )
    customer_ids: list[int] = [row.customer_id for row in found]
    if customer_ids:
        reminded = update(credentials).where(columns.customer_id.in_(customer_ids))
        work.connection.execute(reminded.values(password_reminded_at=work.now))
    for customer_id in customer_ids:
        outbox.record_security(work, customer_id, PASSWORD_OLD)
    return len(customer_ids)
