"""Tables of a customer's own categories and of the rules that choose a category."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, UniqueConstraint

from wallet.database import Identity, Moment, metadata
from wallet.records.models import CATEGORY_LENGTH_MAX

NAME_LENGTH_MAX = 24
WORD_LENGTH_MIN, WORD_LENGTH_MAX = 2, 40

own_categories = Table(
    "own_categories",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("parent", String(CATEGORY_LENGTH_MAX), nullable=True),
    Column("name", String(NAME_LENGTH_MAX), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("archived_at", Moment, nullable=True),
    Index("ix_own_categories_customer_id", "customer_id", "id"),
)
"""`parent` is the top category above it, if any. An archived one is offered no more, and keeps the records it has. The
name is taken away when the wallet is closed."""

category_rules = Table(
    "category_rules",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("payee_id", ForeignKey("customers.id"), nullable=True),
    Column("word", String(WORD_LENGTH_MAX), nullable=True),
    Column("category", String(CATEGORY_LENGTH_MAX), nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("customer_id", "payee_id"),
    UniqueConstraint("customer_id", "word"),
    CheckConstraint("(payee_id IS NULL) <> (word IS NULL)", name="payee_or_word"),
)
"""One for each payee and each word (casefolded); a newer one takes its place."""
