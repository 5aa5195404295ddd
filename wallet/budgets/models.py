"""Tables of budgets: what each is for, its terms from a period on, and money moved between them."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from wallet.database import Identity, Moment, metadata
from wallet.records.models import CATEGORY_LENGTH_MAX, DAY_LENGTH

budgets = Table(
    "budgets",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("category", String(CATEGORY_LENGTH_MAX), nullable=True),
    Column("currency", String(8), nullable=False),
    Column("unit", String(8), nullable=False),
    Column("anchor", String(DAY_LENGTH), nullable=False),
    Column("own_days", Integer, nullable=False),
    Column("thresholds", String(24), nullable=False),
    Column("started", String(DAY_LENGTH), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    Index("ix_budgets_customer_id", "customer_id", "id"),
)
"""`category` is null for all spending. `thresholds` are percents, as in 50,80,100. `started` is the first day of the
period in which it was made. Periods are no rows: they are computed from unit, anchor and own days."""

budget_limits = Table(
    "budget_limits",
    metadata,
    Column("budget_id", ForeignKey("budgets.id"), primary_key=True, autoincrement=False),
    Column("since", String(DAY_LENGTH), primary_key=True),
    Column("amount_minor", BigInteger, nullable=False),
    Column("carry", String(8), nullable=False),
    CheckConstraint("amount_minor > 0", name="amount_positive"),
)
"""In force from the period that begins on `since`, so that periods of the past stay what they were. `carry` says what
goes from such a period into the next: none, surplus, both."""

budget_carries = Table(
    "budget_carries",
    metadata,
    Column("budget_id", ForeignKey("budgets.id"), primary_key=True, autoincrement=False),
    Column("first", String(DAY_LENGTH), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("minor", BigInteger, nullable=False),
    Index("ix_budget_carries_customer_id", "customer_id", "first"),
)
"""What was carried into the period that begins on `first`, so that earlier ones need not be counted again. Whoever
changes sums or terms of a day takes away the rows of periods that begin after it."""

budget_moves = Table(
    "budget_moves",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("from_budget_id", ForeignKey("budgets.id"), nullable=False),
    Column("to_budget_id", ForeignKey("budgets.id"), nullable=False),
    Column("from_period", String(DAY_LENGTH), nullable=False),
    Column("to_period", String(DAY_LENGTH), nullable=False),
    Column("from_minor", BigInteger, nullable=False),
    Column("to_minor", BigInteger, nullable=False),
    Column("reference", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("from_minor > 0 AND to_minor > 0", name="minor_positive"),
    Index("ix_budget_moves_customer_id", "customer_id", "id"),
)
"""Only appended to. A period is named by its first day."""
