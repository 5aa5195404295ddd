"""The tables of requests for money, of split bills, and of who does not want to be asked by whom."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from wallet.database import Identity, Moment, metadata

OPEN, PAID, DECLINED, CANCELLED, EXPIRED = "open", "paid", "declined", "cancelled", "expired"
REASONS = ("none", "not-me", "settled", "amount", "blocked")
"""Why a request was declined; `blocked` is told to nobody but who declined."""

IS_OPEN = text("status = 'open'")

splits = Table(
    "splits",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("code", String(20), nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("own_minor", BigInteger, nullable=False),
    Column("currency", String(8), nullable=False),
    Column("note_sealed", Text, nullable=True),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("code"),
    CheckConstraint("own_minor >= 0 AND own_minor < total_minor", name="own_share_sound"),
    Index("ix_splits_customer_id", "customer_id", "id"),
)
"""A bill: `own_minor` is the share of who paid it, 0 when they took no part; the requests hold the rest."""

money_requests = Table(
    "money_requests",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("code", String(20), nullable=False),
    Column("requester_id", ForeignKey("customers.id"), nullable=False),
    Column("payer_id", ForeignKey("customers.id"), nullable=False),
    Column("split_id", ForeignKey("splits.id"), nullable=True),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(8), nullable=False),
    Column("note_sealed", Text, nullable=True),
    Column("status", String(12), nullable=False),
    Column("reason", String(12), nullable=True),
    Column("payment_reference", String(20), nullable=True),
    Column("reminders", Integer, nullable=False, server_default="0"),
    Column("reminded_at", Moment, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("finished_at", Moment, nullable=True),
    UniqueConstraint("code"),
    CheckConstraint("amount_minor > 0 AND requester_id <> payer_id", name="asks_somebody_for_something"),
    CheckConstraint("status IN ('open', 'paid', 'declined', 'cancelled', 'expired')", name="status_known"),
    CheckConstraint("(status = 'open') = (finished_at IS NULL)", name="open_until_finished"),
    CheckConstraint("(status = 'paid') = (payment_reference IS NOT NULL)", name="paid_by_a_payment"),
    Index("ix_money_requests_payer_id", "payer_id", "id"),
    Index("ix_money_requests_requester_id", "requester_id", "id"),
    Index("ix_money_requests_split_id", "split_id", "id"),
    Index("ix_money_requests_open", "expires_at", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
)
"""`code` is minted on the check page: asking twice with one code asks once. What is open past `expires_at` counts as
expired, whether or not the job has been there. `payment_reference` names the operation that paid it."""

request_blocks = Table(
    "request_blocks",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("blocked_id", ForeignKey("customers.id"), primary_key=True),
    Column("created_at", Moment, nullable=False),
    Index("ix_request_blocks_blocked_id", "blocked_id"),
)
"""`customer_id` gets no more requests from `blocked_id`."""
