"""Own categories and rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BY_HAND = sa.text("chosen_by = 'hand'")


def upgrade() -> None:
    """What was chosen by hand for a payee is looked up for every payment to them."""
    op.create_table(
        "own_categories",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("parent", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_own_categories_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_categories")),
    )
    op.create_index("ix_own_categories_customer_id", "own_categories", ["customer_id", "id"])
    op.create_table(
        "category_rules",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("payee_id", IDENTITY, nullable=True),
        sa.Column("word", sa.String(length=40), nullable=True),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(payee_id IS NULL) <> (word IS NULL)", name=op.f("ck_category_rules_payee_or_word")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_category_rules_customer_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["customers.id"], name=op.f("fk_category_rules_payee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category_rules")),
        sa.UniqueConstraint("customer_id", "payee_id", name=op.f("uq_category_rules_customer_id_payee_id")),
        sa.UniqueConstraint("customer_id", "word", name=op.f("uq_category_rules_customer_id_word")),
    )
    op.create_index(
        "ix_records_hand",
        "records",
        ["customer_id", "counterparty_id", "operation_id"],
        sqlite_where=BY_HAND,
        postgresql_where=BY_HAND,
    )
