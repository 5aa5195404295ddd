"""What of a customer's limits is used up, by period."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, PrimaryKeyConstraint, String, Table

from wallet.database import metadata

limit_usage = Table(
    "limit_usage",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("period", String(8), nullable=False),
    Column("starts_on", String(10), nullable=False),
    Column("used_minor", BigInteger, nullable=False),
    PrimaryKeyConstraint("customer_id", "period", "starts_on"),
    CheckConstraint("used_minor >= 0", name="used_not_negative"),
)
"""Periods: day, month. `starts_on` is the period's first day in the customer's time zone (ISO 8601), `used_minor` the
value that left in it, in minor units of the limits' currency."""
