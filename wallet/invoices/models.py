"""The invoices' tables: what is asked for, and each payment of it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from wallet.database import Identity, Moment, metadata

OPEN, PAID, CANCELLED, EXPIRED = "open", "paid", "cancelled", "expired"
"""`expired` is never stored: it is an open one whose time is over."""

IS_OPEN = text("status = 'open'")

invoices = Table(
    "invoices",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("merchant_id", ForeignKey("merchants.customer_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(8), nullable=False),
    Column("note", String(100), nullable=False, server_default=""),
    Column("payer_id", ForeignKey("customers.id"), nullable=True),
    Column("many", Boolean, nullable=False),
    Column("paid_count", Integer, nullable=False, server_default="0"),
    Column("status", String(12), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("closed_at", Moment, nullable=True),
    CheckConstraint("status IN ('open', 'paid', 'cancelled')", name="status_known"),
    CheckConstraint("amount_minor > 0", name="amount_positive"),
    CheckConstraint("paid_count >= 0 AND (many OR paid_count <= 1)", name="paid_once"),
    CheckConstraint("NOT many OR payer_id IS NULL", name="one_payer_or_many"),
    UniqueConstraint("merchant_id", "number"),
    Index("ix_invoices_payer_id", "payer_id"),
    Index("ix_invoices_open", "merchant_id", "expires_at", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
)
"""`number` counts a merchant's invoices from 1. `payer_id`: only this customer may pay. `many`: everybody may pay it,
each as often as they like, until it ends; else the first payment closes it."""

invoice_payments = Table(
    "invoice_payments",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("invoice_id", ForeignKey("invoices.id"), nullable=False),
    Column("payer_id", ForeignKey("customers.id"), nullable=False),
    Column("reference", String(20), nullable=False),
    Column("paid_at", Moment, nullable=False),
    UniqueConstraint("reference"),
    Index("ix_invoice_payments_invoice_id", "invoice_id", "id"),
    Index("ix_invoice_payments_payer_id", "payer_id"),
)
"""`reference` is the operation's."""
