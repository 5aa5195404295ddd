"""The tables of digests: one row a customer, kind and period, and when each customer is looked at next."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, String, Table, text

from wallet.database import Moment, metadata

WAITING, TOLD, EMPTY, SKIPPED = "waiting", "told", "empty", "skipped"

digests = Table(
    "digests",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("period_first", String(10), nullable=False),
    Column("period_last", String(10), nullable=False),
    Column("state", String(8), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("told_at", Moment, nullable=True),
    PrimaryKeyConstraint("customer_id", "kind", "period_first"),
    Index(
        "ix_digests_due",
        "due_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)
"""`kind` is daily, weekly or monthly; days are local. A row is told once, or is empty (nothing was spent) or skipped
(it was due so long ago, when the program had stopped, that it is no news)."""

digest_watches = Table(
    "digest_watches",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("looked_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Index("ix_digest_watches_next_at", "next_at"),
)
"""Up to when a customer's periods have rows, and when the next period is due."""
