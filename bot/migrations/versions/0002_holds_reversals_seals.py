"""Holds, reversals, seals, frozen accounts, and the database function that books in one hop."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from bot.migrations import triggers

revision = "0002"
down_revision = "0001"

SQL = Path(__file__).parent.parent / "sql"
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_OPEN = sa.text("status = 'open'")


DISORDERED = """
    SELECT count(*) FROM (
        SELECT created_at, lag(created_at) OVER (PARTITION BY account_id ORDER BY sequence) AS earlier FROM entries
    ) AS moments WHERE created_at < earlier
"""


def upgrade() -> None:
    _check_order_of_time()
    _extend_accounts()
    _extend_operations()
    _create_holds()
    _create_seals()
    op.create_index("ix_entries_moment", "entries", ["account_id", "created_at", "sequence"])
    triggers.create_append_only(op.get_bind(), triggers.REFUSED_0002)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("ledger_why_not_0002.sql", "ledger_post_0002.sql"):
            op.get_bind().exec_driver_sql((SQL / name).read_text(encoding="utf-8"))


def _extend_accounts() -> None:
    op.add_column("accounts", sa.Column("frozen", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("accounts", sa.Column("last_entry_at", sa.BigInteger(), server_default="0", nullable=False))
    op.execute(
        "UPDATE accounts SET last_entry_at = COALESCE("
        "(SELECT MAX(created_at) FROM entries WHERE entries.account_id = accounts.id), 0)"
    )
    op.execute(
        "UPDATE accounts SET frozen = true WHERE customer_id IN (SELECT id FROM customers WHERE status <> 'active')"
    )


def _check_order_of_time() -> None:
    """Entries that a clock or a lock put out of order would never pass the audit, and can't be changed."""
    disordered = op.get_bind().scalar(sa.text(DISORDERED))
    if disordered:
        raise RuntimeError(f"{disordered} entries are out of the order of time: these books can't be upgraded")


def _extend_operations() -> None:
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for name in ("reverses_id", "hold_id"):
        # Written out, because Alembic adds no column with a foreign key on SQLite.
        link = f"CONSTRAINT fk_operations_{name} REFERENCES operations (id)"
        op.execute(f"ALTER TABLE operations ADD COLUMN {name} {number} {link}")
    op.add_column("transfers", sa.Column("reverses_position", sa.Integer(), nullable=True))
    for index, name, unique in (("ix", "reverses_id", False), ("uq", "hold_id", True)):
        given = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            f"{index}_operations_{name}", "operations", [name], unique=unique, sqlite_where=given, postgresql_where=given
        )


def _create_holds() -> None:
    op.create_table(
        "holds",
        sa.Column("operation_id", IDENTITY, nullable=False),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=12), server_default="open", nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_holds_amount_positive")),
        sa.CheckConstraint(
            "status IN ('open', 'captured', 'released', 'expired')", name=op.f("ck_holds_status_known")
        ),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_holds_operation_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_holds_account_id")),
        sa.PrimaryKeyConstraint("operation_id", name=op.f("pk_holds")),
    )
    op.create_index("ix_holds_account_id", "holds", ["account_id"])
    op.create_index("ix_holds_due", "holds", ["expires_at"], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)


def _create_seals() -> None:
    op.create_table(
        "seals",
        sa.Column("position", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("operation_id", IDENTITY, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_seals_operation_id")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_seals")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_seals_operation_id")),
    )
    op.create_index("ix_seals_sealed_at", "seals", ["sealed_at"])
