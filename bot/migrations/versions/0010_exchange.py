"""Rates, alerts and exchange."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_rates()
    _create_alerts()


def _create_rates() -> None:
    op.create_table(
        "rates",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("feed", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("base", sa.String(length=8), nullable=False),
        sa.Column("rate", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("dated_at", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rates")),
        sa.UniqueConstraint("feed", "code", "day", name=op.f("uq_rates_feed_code_day")),
    )
    op.create_index("ix_rates_history", "rates", ["code", "day"])
    op.create_table(
        "rate_feeds",
        sa.Column("feed", sa.String(length=12), nullable=False),
        sa.Column("good_day", sa.String(length=10), nullable=True),
        sa.Column("good_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_reason", sa.String(length=16), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_rate_feeds")),
    )


def _create_alerts() -> None:
    op.create_table(
        "rate_alerts",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("base", sa.String(length=8), nullable=False),
        sa.Column("quote", sa.String(length=8), nullable=False),
        sa.Column("above", sa.Boolean(), nullable=False),
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("told_rate", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_rate_alerts_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_alerts")),
    )
    op.create_index("ix_rate_alerts_customer_id", "rate_alerts", ["customer_id", "id"])
    op.create_index(
        "ix_rate_alerts_waiting",
        "rate_alerts",
        ["id"],
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    )
