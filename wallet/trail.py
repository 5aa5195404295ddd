"""The audit trail: who did what to which account, append-only and chained like the books.

An event carries ids and codes, never personal data or secrets: what it tells is put into words when it is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
)

from wallet.database import Identity, Moment, UnitOfWork, metadata

CUSTOMER, STAFF, SYSTEM, OPERATOR = "customer", "staff", "system", "operator"
PAGE_SIZE_MAX = 50

REGISTERED, PIN_CHANGED, PASSWORD_CHANGED = "registered", "pin-changed", "password-changed"
PIN_LOCKED, PASSWORD_LOCKED, TOTP_LOCKED, RECOVERY_LOCKED = (
    "pin-locked",
    "password-locked",
    "totp-locked",
    "recovery-locked",
)
TOTP_ON, TOTP_OFF, TOTP_REPLACED = "totp-on", "totp-off", "totp-replaced"
RECOVERY_MADE, RECOVERY_USED = "recovery-made", "recovery-used"
RESET_REQUESTED, RESET_CANCELLED = "reset-requested", "reset-cancelled"
FROZEN, UNFROZEN, SESSION_LOCKED, SESSION_OPENED = "frozen", "unfrozen", "session-locked", "session-opened"
PROFILE_CHANGED, PHRASE_SET, SETTINGS_CHANGED, ERASED = "profile-changed", "phrase-set", "settings-changed", "erased"
DURESS_SET, DURESS_USED = "duress-set", "duress-used"
REVIEW_ASKED, REVIEW_DECIDED, PERSONAL_DATA_READ = "review-asked", "review-decided", "personal-data-read"
UNFREEZE_ASKED = "unfreeze-asked"
SHOP_ASKED, SHOP_DECIDED = "shop-asked", "shop-decided"

KINDS = frozenset(
    {
        REGISTERED, PIN_CHANGED, PASSWORD_CHANGED, PIN_LOCKED, PASSWORD_LOCKED, TOTP_LOCKED, RECOVERY_LOCKED,
        TOTP_ON, TOTP_OFF, TOTP_REPLACED, RECOVERY_MADE, RECOVERY_USED, RESET_REQUESTED, RESET_CANCELLED,
        FROZEN, UNFROZEN, SESSION_LOCKED, SESSION_OPENED, PROFILE_CHANGED, PHRASE_SET, SETTINGS_CHANGED, ERASED,
        DURESS_SET, DURESS_USED, REVIEW_ASKED, REVIEW_DECIDED, PERSONAL_DATA_READ, UNFREEZE_ASKED,
        SHOP_ASKED, SHOP_DECIDED,
    }
)  # fmt: skip
HIDDEN = frozenset({DURESS_USED, DURESS_SET})
"""Not in the customer's own list: whoever forces them to open it must not see these."""

audit_events = Table(
    "audit_events",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=True),
    Column("kind", String(40), nullable=False),
    Column("actor", String(12), nullable=False),
    Column("actor_id", BigInteger, nullable=True),
    Column("details", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("ix_audit_events_customer_id", "customer_id", "id"),
)
"""`actor_id` is the Telegram account of the customer or the agent who acted; null for the system and the operator."""

audit_seals = Table(
    "audit_seals",
    metadata,
    Column("position", Identity, primary_key=True, autoincrement=False),
    Column("event_id", ForeignKey("audit_events.id"), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("sealed_at", Moment, nullable=False),
    UniqueConstraint("event_id"),
    Index("ix_audit_seals_sealed_at", "sealed_at"),
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: one of CUSTOMER, STAFF, SYSTEM, OPERATOR, with their Telegram account if they have one."""

    kind: str
    telegram_user_id: int | None = None


BY_SYSTEM = Actor(SYSTEM)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a customer's account."""

    id: int
    customer_id: int | None
    kind: str
    actor: Actor
    created_at: datetime
    details: Mapping[str, str | int | None] = field(default_factory=dict)


def note(work: UnitOfWork, customer_id: int | None, kind: str, actor: Actor, **details: str | int | None) -> None:
    """Write an event into the caller's unit of work. Raises `ValueError` for a kind that has no words."""
    if kind not in KINDS:
        raise ValueError(f"unknown event {kind!r}")
    work.connection.execute(
        insert(audit_events).values(
            customer_id=customer_id,
            kind=kind,
            actor=actor.kind,
            actor_id=actor.telegram_user_id,
            details=json.dumps(details, sort_keys=True, ensure_ascii=False),
            created_at=work.now,
        )
    )


def of_customer(connection: Connection, customer_id: int, older_than: int | None, size: int) -> Sequence[Event]:
    """What the customer may see of their own trail, newest first, at most `PAGE_SIZE_MAX` events."""
    columns = audit_events.c
    query = select(audit_events).where(columns.customer_id == customer_id, columns.kind.not_in(sorted(HIDDEN)))
    if older_than is not None:
        query = query.where(columns.id < older_than)
    rows = connection.execute(query.order_by(columns.id.desc()).limit(min(size, PAGE_SIZE_MAX))).all()
    return [
        Event(
            row.id, row.customer_id, row.kind, Actor(row.actor, row.actor_id), row.created_at, json.loads(row.details)
        )
        for row in rows
    ]
