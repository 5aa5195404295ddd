"""The reviews' table: what a customer handed in to rise a level, sealed, and what the desk decided."""

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

WAITING, APPROVED, REFUSED, AGAIN = "waiting", "approved", "refused", "again"

IS_WAITING = text("status = 'waiting'")

identity_reviews = Table(
    "identity_reviews",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("case_number", String(20), nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("level", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("claim_sealed", Text, nullable=True),
    Column("photo_sealed", Text, nullable=True),
    Column("reason", String(40), nullable=True),
    Column("decided_by", BigInteger, nullable=True),
    Column("decided_name", String(64), nullable=True),
    Column("card_message_id", BigInteger, nullable=True),
    Column("shown_message_id", BigInteger, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("decided_at", Moment, nullable=True),
    UniqueConstraint("case_number"),
    CheckConstraint("level IN (1, 2)", name="level_known"),
    CheckConstraint("status IN ('waiting', 'approved', 'refused', 'again')", name="status_known"),
    Index(
        "uq_identity_reviews_waiting_customer_id",
        "customer_id",
        unique=True,
        sqlite_where=IS_WAITING,
        postgresql_where=IS_WAITING,
    ),
    Index("ix_identity_reviews_customer_id", "customer_id", "id"),
)
"""The claim is the name as the document has it (level 1) or the address (level 2); the photo is Telegram's file id.
Both are taken away when the review is decided. States: waiting, approved, refused, again (a better photo is wanted)."""
