"""The goals' table. What was saved is the balance of the goal's ledger account (kind `goal`, its id as shard)."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, String, Table

from wallet.database import Identity, Moment, metadata

NAME_LENGTH_MAX = 40

goals = Table(
    "goals",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("name", String(NAME_LENGTH_MAX), nullable=False),
    Column("currency", String(8), nullable=False),
    Column("target_minor", BigInteger, nullable=False),
    Column("day", String(10), nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    CheckConstraint("target_minor > 0", name="target_positive"),
    Index("ix_goals_customer_id", "customer_id", "id"),
)
"""`day` is the local day by which the target should be reached. The name is taken away when the wallet is closed."""
