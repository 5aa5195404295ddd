"""Money sent abroad."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.migrations import triggers

revision = "0011"
down_revision = "0010"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = {"remittance_events": ("UPDATE", "DELETE")}


def upgrade() -> None:
    """Whom customers send to, what is on its way, and the steps of that."""
    _create_recipients()
    _create_remittances()
    op.create_table(
        "remittance_events",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("remittance_id", IDENTITY, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["remittance_id"], ["remittances.id"], name=op.f("fk_remittance_events_remittance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remittance_events")),
        sa.UniqueConstraint("remittance_id", "state", name=op.f("uq_remittance_events_remittance_id_state")),
    )
    triggers.create_append_only(op.get_bind(), APPEND_ONLY)


def _create_recipients() -> None:
    op.create_table(
        "remittance_recipients",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("method", sa.String(length=24), nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("account_sealed", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_remittance_recipients_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remittance_recipients")),
        sa.UniqueConstraint("number", name=op.f("uq_remittance_recipients_number")),
        sa.UniqueConstraint(
            "customer_id", "fingerprint", name=op.f("uq_remittance_recipients_customer_id_fingerprint")
        ),
    )


def _create_remittances() -> None:
    op.create_table(
        "remittances",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("operation_id", IDENTITY, nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("method", sa.String(length=24), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=True),
        sa.Column("account_sealed", sa.Text(), nullable=True),
        sa.Column("pays_minor", sa.BigInteger(), nullable=False),
        sa.Column("pays_currency", sa.String(length=8), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("gets_minor", sa.BigInteger(), nullable=False),
        sa.Column("gets_currency", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("agent_name", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("return_asked_by", sa.BigInteger(), nullable=True),
        sa.Column("return_asked_name", sa.String(length=64), nullable=True),
        sa.Column("card_message_id", sa.BigInteger(), nullable=True),
        sa.Column("shown_message_id", sa.BigInteger(), nullable=True),
        sa.Column("arrives_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'converting', 'sent', 'delivered', 'returned', 'cancelled')",
            name=op.f("ck_remittances_status_known"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_remittances_customer_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_remittances_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remittances")),
        sa.UniqueConstraint("reference", name=op.f("uq_remittances_reference")),
    )
    op.create_index("ix_remittances_customer_id", "remittances", ["customer_id", "id"])
