"""Merchants and what the desk is asked to look at of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATUS_KNOWN = "status IN ('waiting', 'approved', 'refused', 'closed')"


def upgrade() -> None:
    _create_merchants()
    _create_reviews()


def _create_merchants() -> None:
    op.create_table(
        "merchants",
        sa.Column("customer_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(STATUS_KNOWN, name=op.f("ck_merchants_status_known")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_merchants_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_merchants")),
    )


def _create_reviews() -> None:
    op.create_table(
        "merchant_reviews",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_name", sa.String(length=64), nullable=True),
        sa.Column("card_message_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(STATUS_KNOWN, name=op.f("ck_merchant_reviews_status_known")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_merchant_reviews_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchant_reviews")),
    )
    op.create_index(
        "uq_merchant_reviews_waiting_customer_id",
        "merchant_reviews",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index("ix_merchant_reviews_customer_id", "merchant_reviews", ["customer_id", "id"])
