"""How well a wallet is guarded: what is set up, a score of it, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from wallet.customers.models import customers
from wallet.errors import NotRegistered
from wallet.money import Money, currency
from wallet.security import recovery, resets, totp
from wallet.security.models import IDLE_LOCK_SECONDS, credentials, security_settings
from wallet.security.reminders import PASSWORD_OLD, PASSWORD_OLD_AFTER
from wallet.security.resets import Reset

RECOVERY_LEFT_MIN = 3
"""With fewer recovery codes it is time for new ones."""

POINTS = {"password": 30, "totp": 30, "recovery": 10, "phrase": 10, "identity": 10, PASSWORD_OLD: 10}
"""What each part adds to the score, the most important one first; what lacks is the advice, in this order."""


@dataclass(frozen=True, slots=True)
class Overview:
    """How well a wallet is guarded. `score` from 0 to 100; `advice`: codes of what to do next, most important first."""

    password_set: bool
    password_changed_at: datetime | None
    totp_on: bool
    recovery_codes_left: int
    phrase_set: bool
    duress_set: bool
    idle_lock_seconds: int
    step_up: Money | None
    reset: Reset | None
    score: int
    advice: tuple[str, ...]


def overview(connection: Connection, customer_id: int, now: datetime) -> Overview:
    """Raises `NotRegistered`."""
    row = connection.execute(
        select(
            credentials,
            security_settings.c.idle_lock_seconds,
            security_settings.c.step_up_minor,
            security_settings.c.step_up_currency,
            customers.c.phrase_sealed,
            customers.c.identity_level,
        )
        .join(customers, customers.c.id == credentials.c.customer_id)
        .outerjoin(security_settings, security_settings.c.customer_id == credentials.c.customer_id)
        .where(credentials.c.customer_id == customer_id)
    ).one_or_none()
    if row is None:
        raise NotRegistered
    totp_on, codes_left = totp.is_on(connection, customer_id), recovery.left(connection, customer_id)
    changed_at = row.password_changed_at
    done = {
        "password": row.password_hash is not None,
        "totp": totp_on,
        "recovery": totp_on and codes_left >= RECOVERY_LEFT_MIN,
        "phrase": row.phrase_sealed is not None,
        "identity": row.identity_level > 0,
        PASSWORD_OLD: changed_at is not None and now - changed_at <= PASSWORD_OLD_AFTER,
    }
    # Codes come with the second factor: no advice to renew what there cannot be yet. The same with an old password.
    moot = {code for code, of in (("recovery", "totp"), (PASSWORD_OLD, "password")) if not done[of]}
    return Overview(
        password_set=done["password"],
        password_changed_at=changed_at,
        totp_on=totp_on,
        recovery_codes_left=codes_left,
        phrase_set=done["phrase"],
        duress_set=row.duress_pin_hash is not None,
        idle_lock_seconds=row.idle_lock_seconds or IDLE_LOCK_SECONDS,
        step_up=_step_up(row),
        reset=resets.open_reset(connection, customer_id),
        score=sum(points for code, points in POINTS.items() if done[code]),
        advice=tuple(code for code in POINTS if not done[code] and code not in moot),
    )


def step_up_from(connection: Connection, customer_id: int) -> Money | None:
    """From which amount on a payment asks for the second factor; None: any."""
    columns = security_settings.c
    row = connection.execute(
        select(columns.step_up_minor, columns.step_up_currency).where(columns.customer_id == customer_id)
    ).one_or_none()
    return None if row is None else _step_up(row)


def _step_up(row: Row[*tuple[object, ...]]) -> Money | None:
    fields = row._mapping
    if fields["step_up_minor"] is None:
        return None
    return Money(fields["step_up_minor"], currency(fields["step_up_currency"]))
