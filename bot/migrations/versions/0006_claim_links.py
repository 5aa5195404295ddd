"""Claim links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = sa.text("status IN ('draft', 'open')")


def upgrade() -> None:
    op.create_table(
        "claim_links",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("token_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("token_sealed", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("note_sealed", sa.Text(), nullable=True),
        sa.Column("only_for_sealed", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.BigInteger(), nullable=True),
        sa.Column("reference", sa.String(length=20), nullable=True),
        sa.Column("hold_id", IDENTITY, nullable=True),
        sa.Column("claimed_by", IDENTITY, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'open', 'claimed', 'cancelled', 'returned')",
            name=op.f("ck_claim_links_status_known"),
        ),
        sa.CheckConstraint("amount_minor > 0 AND fee_minor >= 0", name=op.f("ck_claim_links_figures_sound")),
        sa.CheckConstraint(
            "(status = 'claimed') = (claimed_by IS NOT NULL)", name=op.f("ck_claim_links_claimed_by_somebody")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'cancelled') OR hold_id IS NOT NULL", name=op.f("ck_claim_links_money_is_held")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_claim_links_customer_id")),
        sa.ForeignKeyConstraint(["hold_id"], ["operations.id"], name=op.f("fk_claim_links_hold_id")),
        sa.ForeignKeyConstraint(["claimed_by"], ["customers.id"], name=op.f("fk_claim_links_claimed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_links")),
        sa.UniqueConstraint("token_fingerprint", name=op.f("uq_claim_links_token_fingerprint")),
    )
    op.create_index("ix_claim_links_customer_id", "claim_links", ["customer_id", "id"])
    op.create_index("ix_claim_links_due", "claim_links", ["expires_at"], sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_table(
        "claim_link_proofs",
        sa.Column("customer_id", IDENTITY, nullable=False),
        sa.Column("link_id", IDENTITY, nullable=False),
        sa.Column("proved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_claim_link_proofs_customer_id")),
        sa.ForeignKeyConstraint(["link_id"], ["claim_links.id"], name=op.f("fk_claim_link_proofs_link_id")),
        sa.PrimaryKeyConstraint("customer_id", "link_id", name=op.f("pk_claim_link_proofs")),
    )
    op.create_index("ix_claim_link_proofs_link_id", "claim_link_proofs", ["link_id"])
