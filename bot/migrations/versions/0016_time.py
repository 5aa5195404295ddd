"""The leader and digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Who leads; what is told of each period, and whose periods are looked at next."""
    op.create_table(
        "leaders",
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leaders")),
    )
    op.create_table(
        "digests",
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("period_first", sa.String(length=10), nullable=False),
        sa.Column("period_last", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_digests_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "kind", "period_first", name=op.f("pk_digests")),
    )
    op.create_index(
        "ix_digests_due",
        "digests",
        ["due_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "digest_watches",
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("looked_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_digest_watches_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_digest_watches")),
    )
    op.create_index("ix_digest_watches_next_at", "digest_watches", ["next_at"])
