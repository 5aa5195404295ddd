"""Recurring payments and bills."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What recurs, and what became of each due day."""
    op.create_table(
        "recurring",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("payee_id", IDENTITY, nullable=True),
        sa.Column("payee_username", sa.String(length=40), nullable=True),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.String(length=10), nullable=False),
        sa.Column("until_day", sa.String(length=10), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("remind_days", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("skips", sa.Integer(), nullable=False),
        sa.Column("next_due", sa.String(length=10), nullable=True),
        sa.Column("next_step", sa.String(length=8), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("consent_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_recurring_amount_positive")),
        sa.CheckConstraint("every BETWEEN 1 AND 12", name=op.f("ck_recurring_every_few")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_recurring_customer_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["customers.id"], name=op.f("fk_recurring_payee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring")),
        sa.UniqueConstraint("customer_id", "reference", name=op.f("uq_recurring_reference")),
    )
    op.create_index("ix_recurring_customer_id", "recurring", ["customer_id", "status", "id"])
    op.create_index("ix_recurring_next", "recurring", ["status", "next_at"])
    op.create_table(
        "recurring_runs",
        sa.Column("recurring_id", IDENTITY, nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("short_minor", sa.BigInteger(), nullable=True),
        sa.Column("operation_id", IDENTITY, nullable=True),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_recurring_runs_customer_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_recurring_runs_operation_id")),
        sa.ForeignKeyConstraint(["recurring_id"], ["recurring.id"], name=op.f("fk_recurring_runs_recurring_id")),
        sa.PrimaryKeyConstraint("recurring_id", "due_on", name=op.f("pk_recurring_runs")),
    )
    op.create_index("ix_recurring_runs_open", "recurring_runs", ["customer_id", "state", "due_on"])
