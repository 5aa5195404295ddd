"""Quotes, fee tables, and what people and merchants are paid by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_quotes()


def _create_quotes() -> None:
    op.create_table(
        "fee_versions",
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("first_used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_fee_versions")),
    )
    op.create_table(
        "quotes",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("payee_id", IDENTITY, nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("pays_minor", sa.BigInteger(), nullable=False),
        sa.Column("pays_currency", sa.String(length=8), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("gets_minor", sa.BigInteger(), nullable=False),
        sa.Column("gets_currency", sa.String(length=8), nullable=False),
        sa.Column("rate", sa.String(length=80), nullable=True),
        sa.Column("available_after_minor", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), server_default="", nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("fee_version", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "pays_minor > 0 AND gets_minor > 0 AND fee_minor >= 0", name=op.f("ck_quotes_figures_sound")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_quotes_customer_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["customers.id"], name=op.f("fk_quotes_payee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
        sa.UniqueConstraint("reference", name=op.f("uq_quotes_reference")),
    )
    op.create_index(
        "ix_quotes_unused",
        "quotes",
        ["expires_at"],
        sqlite_where=sa.text("used_at IS NULL"),
        postgresql_where=sa.text("used_at IS NULL"),
    )
    op.create_index("ix_quotes_customer_id", "quotes", ["customer_id", "id"])
