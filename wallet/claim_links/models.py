"""The tables of claim links. What names a person or opens a link is sealed, and emptied when it is of no more use."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from wallet.database import Identity, Moment, metadata

DRAFT, OPEN, CLAIMED, CANCELLED, RETURNED = "draft", "open", "claimed", "cancelled", "returned"
LIVE = text("status IN ('draft', 'open')")

claim_links = Table(
    "claim_links",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("token_fingerprint", String(64), nullable=False),
    Column("token_sealed", Text, nullable=True),
    Column("status", String(12), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(8), nullable=False),
    Column("fee_minor", BigInteger, nullable=False, server_default="0"),
    Column("note_sealed", Text, nullable=True),
    Column("only_for_sealed", Text, nullable=True),
    Column("password_hash", String(200), nullable=True),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("locks", Integer, nullable=False, server_default="0"),
    Column("locked_until", Moment, nullable=True),
    Column("reference", String(20), nullable=True),
    Column("hold_id", ForeignKey("operations.id"), nullable=True),
    Column("claimed_by", ForeignKey("customers.id"), nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("closed_at", Moment, nullable=True),
    UniqueConstraint("token_fingerprint"),
    CheckConstraint("status IN ('draft', 'open', 'claimed', 'cancelled', 'returned')", name="status_known"),
    CheckConstraint("amount_minor > 0 AND fee_minor >= 0", name="figures_sound"),
    CheckConstraint("(status = 'claimed') = (claimed_by IS NOT NULL)", name="claimed_by_somebody"),
    CheckConstraint("status IN ('draft', 'cancelled') OR hold_id IS NOT NULL", name="money_is_held"),
    Index("ix_claim_links_customer_id", "customer_id", "id"),
    Index("ix_claim_links_due", "expires_at", sqlite_where=LIVE, postgresql_where=LIVE),
)
"""A draft waits for its payment; `reference` and `hold_id` are those of the payment. The token is found by its
fingerprint and sealed to be shown again to who made the link. `failures` counts wrong passwords since
the last lock, `locks` the locks: each is twice as long as the one before."""

claim_link_proofs = Table(
    "claim_link_proofs",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("link_id", ForeignKey("claim_links.id"), primary_key=True),
    Column("proved_at", Moment, nullable=False),
    Index("ix_claim_link_proofs_link_id", "link_id"),
)
"""Who gave the right password of which link; kept while the link is open."""
