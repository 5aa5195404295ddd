"""Alerts of budgets and when the bot may speak."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "budget_alerts",
        sa.Column("budget_id", IDENTITY, nullable=False),
        sa.Column("period_first", sa.String(length=10), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["budget_id"], ["budgets.id"], name=op.f("fk_budget_alerts_budget_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_budget_alerts_customer_id")),
        sa.PrimaryKeyConstraint("budget_id", "period_first", "threshold", name=op.f("pk_budget_alerts")),
    )
    op.create_index(
        "ix_budget_alerts_due",
        "budget_alerts",
        ["due_at", "customer_id"],
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    )
    op.create_table(
        "budget_watches",
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", sa.BigInteger(), nullable=False),
        sa.Column("wait_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_budget_watches_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_budget_watches")),
    )
    op.create_table(
        "telling_settings",
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("quiet_start", sa.Integer(), nullable=True),
        sa.Column("quiet_end", sa.Integer(), nullable=True),
        sa.Column("daily", sa.Boolean(), nullable=False),
        sa.Column("weekly", sa.Boolean(), nullable=False),
        sa.Column("monthly", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_telling_settings_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_telling_settings")),
    )
