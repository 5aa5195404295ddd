"""The tables of rates, of the state of their feeds, and of customers' alerts."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    text,
)

from wallet.database import Identity, Moment, metadata

NOT_TOLD = text("told_at IS NULL")

rates = Table(
    "rates",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("feed", String(12), nullable=False),
    Column("code", String(8), nullable=False),
    Column("day", String(10), nullable=False),
    Column("base", String(8), nullable=False),
    Column("rate", String(80), nullable=False),
    Column("source", String(24), nullable=False),
    Column("dated_at", Moment, nullable=False),
    Column("stored_at", Moment, nullable=False),
    UniqueConstraint("feed", "code", "day"),
    Index("ix_rates_history", "code", "day"),
)
"""Good rates, the last of each day of a feed: `rate` is an exact fraction, "n/d": units of `code` for one of `base`."""

rate_feeds = Table(
    "rate_feeds",
    metadata,
    Column("feed", String(12), primary_key=True),
    Column("good_day", String(10), nullable=True),
    Column("good_at", Moment, nullable=True),
    Column("closed_reason", String(16), nullable=True),
    Column("closed_at", Moment, nullable=True),
)
"""`good_day` leads to the last good rates in `rates`; `closed_reason` is why no money is exchanged by them now."""

rate_alerts = Table(
    "rate_alerts",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("base", String(8), nullable=False),
    Column("quote", String(8), nullable=False),
    Column("above", Boolean, nullable=False),
    Column("target", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("told_at", Moment, nullable=True),
    Column("told_rate", String(80), nullable=True),
    Index("ix_rate_alerts_customer_id", "customer_id", "id"),
    Index("ix_rate_alerts_waiting", "id", sqlite_where=NOT_TOLD, postgresql_where=NOT_TOLD),
)
"""`target` and `told_rate` are exact fractions: units of `quote` for one of `base`. Told once, then done."""
