"""Invoices and their payments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "invoices",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("merchant_id", IDENTITY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=100), server_default="", nullable=False),
        sa.Column("payer_id", IDENTITY, nullable=True),
        sa.Column("many", sa.Boolean(), nullable=False),
        sa.Column("paid_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'paid', 'cancelled')", name=op.f("ck_invoices_status_known")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_invoices_amount_positive")),
        sa.CheckConstraint("paid_count >= 0 AND (many OR paid_count <= 1)", name=op.f("ck_invoices_paid_once")),
        sa.CheckConstraint("NOT many OR payer_id IS NULL", name=op.f("ck_invoices_one_payer_or_many")),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.customer_id"], name=op.f("fk_invoices_merchant_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["customers.id"], name=op.f("fk_invoices_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("merchant_id", "number", name=op.f("uq_invoices_merchant_id_number")),
    )
    op.create_index("ix_invoices_payer_id", "invoices", ["payer_id"])
    op.create_index(
        "ix_invoices_open",
        "invoices",
        ["merchant_id", "expires_at"],
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "invoice_payments",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("invoice_id", IDENTITY, nullable=False),
        sa.Column("payer_id", IDENTITY, nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("paid_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_payments_invoice_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["customers.id"], name=op.f("fk_invoice_payments_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_payments")),
        sa.UniqueConstraint("reference", name=op.f("uq_invoice_payments_reference")),
    )
    op.create_index("ix_invoice_payments_invoice_id", "invoice_payments", ["invoice_id", "id"])
    op.create_index("ix_invoice_payments_payer_id", "invoice_payments", ["payer_id"])
