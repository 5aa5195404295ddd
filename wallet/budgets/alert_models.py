"""Tables of what is told about budgets: alerts, how far each customer was looked at, and when the bot may speak."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, text

from wallet.database import Moment, metadata

budget_alerts = Table(
    "budget_alerts",
    metadata,
    Column("budget_id", ForeignKey("budgets.id"), primary_key=True, autoincrement=False),
    Column("period_first", String(10), primary_key=True),
    Column("threshold", Integer, primary_key=True, autoincrement=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("told_at", Moment, nullable=True),
    Index(
        "ix_budget_alerts_due",
        "due_at",
        "customer_id",
        sqlite_where=text("told_at IS NULL"),
        postgresql_where=text("told_at IS NULL"),
    ),
)
"""At most one row a budget, period and threshold (in percent; 0 is the forecast), whoever finds it reached. Told at
`due_at`, which is the end of the quiet hours for what is reached at night; `told_at` without a notice when a higher
threshold was told in its place."""

budget_watches = Table(
    "budget_watches",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("seen_at", Moment, nullable=False),
    Column("looked_at", Moment, nullable=False),
    Column("wait_until", Moment, nullable=True),
)
"""When a customer's budgets were last looked at, and the `changed_at` that their book of records had then; until when
they are left alone after something went wrong with them."""

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
