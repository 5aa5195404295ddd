"""The quotes' table: what a confirm card shows, stored once, so that the receipt cannot say anything else."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from wallet.database import Identity, Moment, metadata

NOT_USED = text("used_at IS NULL")

quotes = Table(
    "quotes",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("reference", String(20), nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("payee_id", ForeignKey("customers.id"), nullable=True),
    Column("subject_id", BigInteger, nullable=True),
    Column("pays_minor", BigInteger, nullable=False),
    Column("pays_currency", String(8), nullable=False),
    Column("fee_minor", BigInteger, nullable=False),
    Column("gets_minor", BigInteger, nullable=False),
    Column("gets_currency", String(8), nullable=False),
    Column("rate", String(80), nullable=True),
    Column("available_after_minor", BigInteger, nullable=False),
    Column("note", String(200), nullable=False, server_default=""),
    Column("details", Text, nullable=False),
    Column("fee_version", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),
    UniqueConstraint("reference"),
    CheckConstraint("pays_minor > 0 AND gets_minor > 0 AND fee_minor >= 0", name="figures_sound"),
    Index("ix_quotes_unused", "expires_at", sqlite_where=NOT_USED, postgresql_where=NOT_USED),
    Index("ix_quotes_customer_id", "customer_id", "id"),
)
"""`pays` leaves the customer together with `fee` (same currency); `gets` arrives. `rate` is an exact fraction, "n/d":
units of `gets` for one unit of `pays`. `subject_id` is the invoice, link, request … of its kind. `details` is JSON
without personal data: what else the card says."""
