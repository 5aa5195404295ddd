"""Tables of what is told about budgets: alerts, how far each customer was looked at, and when the bot may speak."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table

from wallet.database import Moment, metadata

budget_watches = Table(
    "budget_watches",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("seen_at", Moment, nullable=False),
    Column("looked_at", Moment, nullable=False),
)
"""When a customer's budgets were last looked at, and the `changed_at` that their book of records had then."""

telling_settings = Table(
    "telling_settings",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("quiet_start", Integer, nullable=True),
    Column("quiet_end", Integer, nullable=True),
    Column("daily", Boolean, nullable=False),
    Column("weekly", Boolean, nullable=False),
    Column("monthly", Boolean, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
"""Minutes of the local day, both null for who wants no quiet hours; who never chose has no row."""
