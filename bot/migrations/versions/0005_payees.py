"""Saved payees and transfers that wait."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("status IN ('waiting', 'stopped')")


def upgrade() -> None:
    op.add_column(
        "security_settings", sa.Column("cool_off_seconds", sa.Integer(), server_default="0", nullable=False)
    )
    _create_payees()
    _create_waiting_transfers()


def _create_payees() -> None:
    op.create_table(
        "payees",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("payee_id", IDENTITY, nullable=False),
        sa.Column("alias_sealed", sa.Text(), nullable=True),
        sa.Column("username", sa.String(length=64), nullable=True),
        sa.Column("saved_at", sa.BigInteger(), nullable=True),
        sa.Column("last_paid_at", sa.BigInteger(), nullable=True),
        sa.Column("touched_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_payees_customer_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["customers.id"], name=op.f("fk_payees_payee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payees")),
        sa.UniqueConstraint("customer_id", "payee_id", name=op.f("uq_payees_customer_id_payee_id")),
    )
    op.create_index("ix_payees_payee_id", "payees", ["payee_id"])
    op.create_index("ix_payees_recent", "payees", ["customer_id", "touched_at"])


def _create_waiting_transfers() -> None:
    op.create_table(
        "waiting_transfers",
        sa.Column("hold_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("payee_id", IDENTITY, nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("sent_reference", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'stopped', 'sent', 'cancelled', 'refused', 'returned')",
            name=op.f("ck_waiting_transfers_status_known"),
        ),
        sa.ForeignKeyConstraint(["hold_id"], ["operations.id"], name=op.f("fk_waiting_transfers_hold_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_waiting_transfers_customer_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["customers.id"], name=op.f("fk_waiting_transfers_payee_id")),
        sa.PrimaryKeyConstraint("hold_id", name=op.f("pk_waiting_transfers")),
        sa.UniqueConstraint("reference", name=op.f("uq_waiting_transfers_reference")),
        sa.UniqueConstraint("sent_reference", name=op.f("uq_waiting_transfers_sent_reference")),
    )
    op.create_index("ix_waiting_transfers_customer_id", "waiting_transfers", ["customer_id", "hold_id"])
    op.create_index(
        "ix_waiting_transfers_due", "waiting_transfers", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
