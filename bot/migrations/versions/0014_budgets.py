"""Budgets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What each is for, its terms from a period on, and money moved between them."""
    _create_budgets()
    op.create_table(
        "budget_moves",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("from_budget_id", IDENTITY, nullable=False),
        sa.Column("to_budget_id", IDENTITY, nullable=False),
        sa.Column("from_period", sa.String(length=10), nullable=False),
        sa.Column("to_period", sa.String(length=10), nullable=False),
        sa.Column("from_minor", sa.BigInteger(), nullable=False),
        sa.Column("to_minor", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("from_minor > 0 AND to_minor > 0", name=op.f("ck_budget_moves_minor_positive")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_budget_moves_customer_id")),
        sa.ForeignKeyConstraint(["from_budget_id"], ["budgets.id"], name=op.f("fk_budget_moves_from_budget_id")),
        sa.ForeignKeyConstraint(["to_budget_id"], ["budgets.id"], name=op.f("fk_budget_moves_to_budget_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_moves")),
        sa.UniqueConstraint("reference", name=op.f("uq_budget_moves_reference")),
    )
    op.create_index("ix_budget_moves_customer_id", "budget_moves", ["customer_id", "id"])


def _create_budgets() -> None:
    op.create_table(
        "budgets",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("category", sa.String(length=32), nullable=True),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("anchor", sa.String(length=10), nullable=False),
        sa.Column("own_days", sa.Integer(), nullable=False),
        sa.Column("thresholds", sa.String(length=24), nullable=False),
        sa.Column("started", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_budgets_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budgets")),
    )
    op.create_index("ix_budgets_customer_id", "budgets", ["customer_id", "id"])
    op.create_table(
        "budget_limits",
        sa.Column("budget_id", IDENTITY, nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("carry", sa.String(length=8), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_budget_limits_amount_positive")),
        sa.ForeignKeyConstraint(["budget_id"], ["budgets.id"], name=op.f("fk_budget_limits_budget_id")),
        sa.PrimaryKeyConstraint("budget_id", "since", name=op.f("pk_budget_limits")),
    )
    op.create_table(
        "budget_carries",
        sa.Column("budget_id", IDENTITY, nullable=False),
        sa.Column("first", sa.String(length=10), nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["budget_id"], ["budgets.id"], name=op.f("fk_budget_carries_budget_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_budget_carries_customer_id")),
        sa.PrimaryKeyConstraint("budget_id", "first", name=op.f("pk_budget_carries")),
    )
    op.create_index("ix_budget_carries_customer_id", "budget_carries", ["customer_id", "first"])
