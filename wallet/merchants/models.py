"""The merchants' tables: the shop as payers see it, and what the desk was asked to look at."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    text,
)

from wallet.database import Identity, Moment, metadata

WAITING, APPROVED, REFUSED, CLOSED = "waiting", "approved", "refused", "closed"
NAME_LENGTH_MAX, CATEGORY_LENGTH_MAX, REASON_LENGTH_MAX, AGENT_NAME_LENGTH_MAX = 40, 24, 40, 64

IS_WAITING = text("status = 'waiting'")

merchants = Table(
    "merchants",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("name", String(NAME_LENGTH_MAX), nullable=False),
    Column("category", String(CATEGORY_LENGTH_MAX), nullable=False),
    Column("logo", LargeBinary, nullable=True),
    Column("status", String(12), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("decided_at", Moment, nullable=True),
    CheckConstraint("status IN ('waiting', 'approved', 'refused', 'closed')", name="status_known"),
)
"""What is in force: once approved, a shop keeps its name and logo while a change of them waits for the desk. The name
is public. A closed shop has an empty name and no logo. `logo` is a PNG of ours, 256 pixels square."""

merchant_reviews = Table(
    "merchant_reviews",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("name", String(NAME_LENGTH_MAX), nullable=False),
    Column("category", String(CATEGORY_LENGTH_MAX), nullable=False),
    Column("logo", LargeBinary, nullable=True),
    Column("status", String(12), nullable=False),
    Column("reason", String(REASON_LENGTH_MAX), nullable=True),
    Column("decided_by", BigInteger, nullable=True),
    Column("decided_name", String(AGENT_NAME_LENGTH_MAX), nullable=True),
    Column("card_message_id", BigInteger, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("decided_at", Moment, nullable=True),
    CheckConstraint("status IN ('waiting', 'approved', 'refused', 'closed')", name="status_known"),
    Index(
        "uq_merchant_reviews_waiting_customer_id",
        "customer_id",
        unique=True,
        sqlite_where=IS_WAITING,
        postgresql_where=IS_WAITING,
    ),
    Index("ix_merchant_reviews_customer_id", "customer_id", "id"),
)
"""What a customer asked for, a row each time, so that a button under an old card never decides a new wish. The logo is
taken away once it is decided. `closed`: the wallet was closed before anybody decided."""
