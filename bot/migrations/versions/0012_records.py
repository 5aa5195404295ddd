"""Records: operations as their owners see them, spending by category and running sums of each day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_records()
    _create_spending()
    _create_books()


def _create_records() -> None:
    op.create_table(
        "records",
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("operation_id", IDENTITY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("initiated", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("change_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("received_currency", sa.String(length=8), nullable=True),
        sa.Column("received_minor", sa.BigInteger(), nullable=True),
        sa.Column("counterparty_id", sa.BigInteger(), nullable=True),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("category", sa.String(length=32), nullable=True),
        sa.Column("chosen_by", sa.String(length=8), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_records_customer_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_records_operation_id")),
        sa.PrimaryKeyConstraint("customer_id", "operation_id", name=op.f("pk_records")),
    )
    op.create_index("ix_records_counterparty", "records", ["customer_id", "counterparty_id", "operation_id"])
    op.create_index("ix_records_day", "records", ["customer_id", "day"])
    op.create_index(
        "ix_records_reverses",
        "records",
        ["customer_id", "reverses_id"],
        sqlite_where=sa.text("reverses_id IS NOT NULL"),
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )


def _create_spending() -> None:
    op.create_table(
        "spending",
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("operation_id", IDENTITY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_spending_customer_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_spending_operation_id")),
        sa.PrimaryKeyConstraint("customer_id", "operation_id", "position", name=op.f("pk_spending")),
    )
    op.create_index("ix_spending_category", "spending", ["customer_id", "category", "operation_id"])
    op.create_table(
        "spending_days",
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_spending_days_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "day", "category", "currency", name=op.f("pk_spending_days")),
    )


def _create_books() -> None:
    op.create_table(
        "record_marks",
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_record_marks_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_record_marks")),
    )
    op.create_table(
        "record_books",
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_record_books_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_record_books")),
    )
    op.create_table(
        "record_notes",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("operation_id", IDENTITY, nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("tags", sa.String(length=220), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_record_notes_customer_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_record_notes_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_notes")),
    )
    op.create_index("ix_record_notes_record", "record_notes", ["customer_id", "operation_id", "id"])
    op.create_table(
        "day_rates",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("per_euro", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("day", "code", name=op.f("pk_day_rates")),
    )
