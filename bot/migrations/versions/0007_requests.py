"""Requests for money and split bills."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_splits()
    _create_requests()
    _create_blocks()


def _create_splits() -> None:
    op.create_table(
        "splits",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("own_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("note_sealed", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("own_minor >= 0 AND own_minor < total_minor", name=op.f("ck_splits_own_share_sound")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_splits_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_splits")),
        sa.UniqueConstraint("code", name=op.f("uq_splits_code")),
    )
    op.create_index("ix_splits_customer_id", "splits", ["customer_id", "id"])


def _create_requests() -> None:
    op.create_table(
        "money_requests",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("requester_id", IDENTITY, nullable=False),
        sa.Column("payer_id", IDENTITY, nullable=False),
        sa.Column("split_id", IDENTITY, nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("note_sealed", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=True),
        sa.Column("payment_reference", sa.String(length=20), nullable=True),
        sa.Column("reminders", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "amount_minor > 0 AND requester_id <> payer_id",
            name=op.f("ck_money_requests_asks_somebody_for_something"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'paid', 'declined', 'cancelled', 'expired')",
            name=op.f("ck_money_requests_status_known"),
        ),
        sa.CheckConstraint(
            "(status = 'open') = (finished_at IS NULL)", name=op.f("ck_money_requests_open_until_finished")
        ),
        sa.CheckConstraint(
            "(status = 'paid') = (payment_reference IS NOT NULL)", name=op.f("ck_money_requests_paid_by_a_payment")
        ),
        sa.ForeignKeyConstraint(["requester_id"], ["customers.id"], name=op.f("fk_money_requests_requester_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["customers.id"], name=op.f("fk_money_requests_payer_id")),
        sa.ForeignKeyConstraint(["split_id"], ["splits.id"], name=op.f("fk_money_requests_split_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_requests")),
        sa.UniqueConstraint("code", name=op.f("uq_money_requests_code")),
    )
    op.create_index("ix_money_requests_payer_id", "money_requests", ["payer_id", "id"])
    op.create_index("ix_money_requests_requester_id", "money_requests", ["requester_id", "id"])
    op.create_index("ix_money_requests_split_id", "money_requests", ["split_id", "id"])
    op.create_index(
        "ix_money_requests_open",
        "money_requests",
        ["expires_at"],
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def _create_blocks() -> None:
    op.create_table(
        "request_blocks",
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("blocked_id", IDENTITY, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_request_blocks_customer_id")),
        sa.ForeignKeyConstraint(["blocked_id"], ["customers.id"], name=op.f("fk_request_blocks_blocked_id")),
        sa.PrimaryKeyConstraint("customer_id", "blocked_id", name=op.f("pk_request_blocks")),
    )
    op.create_index("ix_request_blocks_blocked_id", "request_blocks", ["blocked_id"])
