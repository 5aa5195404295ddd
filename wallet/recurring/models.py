"""The tables of recurring transfers and bills: what recurs, and what became of each due day."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from wallet.database import Identity, Moment, metadata

NAME_LENGTH_MAX = 40

recurring = Table(
    "recurring",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("reference", String(64), nullable=False),
    Column("what", String(12), nullable=False),
    Column("name", String(NAME_LENGTH_MAX), nullable=False),
    Column("payee_id", ForeignKey("customers.id"), nullable=True),
    Column("payee_username", String(40), nullable=True),
    Column("currency", String(8), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("fee_minor", BigInteger, nullable=False),
    Column("unit", String(8), nullable=False),
    Column("every", Integer, nullable=False),
    Column("first_day", String(10), nullable=False),
    Column("until_day", String(10), nullable=True),
    Column("note", String(200), nullable=False),
    Column("remind_days", Integer, nullable=False),
    Column("status", String(8), nullable=False),
    Column("skips", Integer, nullable=False),
    Column("next_due", String(10), nullable=True),
    Column("next_step", String(8), nullable=True),
    Column("next_at", Moment, nullable=True),
    Column("not_before", Moment, nullable=True),
    Column("consent_at", Moment, nullable=True),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("amount_minor > 0", name="amount_positive"),
    CheckConstraint("every BETWEEN 1 AND 12", name="every_few"),
    UniqueConstraint("customer_id", "reference", name="uq_recurring_reference"),
    Index("ix_recurring_customer_id", "customer_id", "status", "id"),
    Index("ix_recurring_next", "status", "next_at"),
)
"""`reference` is minted by the screen that makes it: pressed twice, it is made once. `next_step` (remind, run, late) is
due at `next_at` for the day `next_due`. `payee_username` is the @name by which the payee was named. `fee_minor` is what
each transfer may cost at most. `skips` counts due days in a row on which a transfer could not be paid. Days are local.
Nothing is done before `not_before`: the wait before a first payment, which a pause does not end.
Without `consent_at` no transfer is ever paid."""

recurring_runs = Table(
    "recurring_runs",
    metadata,
    Column("recurring_id", ForeignKey("recurring.id"), nullable=False),
    Column("due_on", String(10), nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("state", String(8), nullable=False),
    Column("reason", String(40), nullable=True),
    Column("short_minor", BigInteger, nullable=True),
    Column("operation_id", ForeignKey("operations.id"), nullable=True),
    Column("reference", String(64), nullable=True),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("recurring_id", "due_on"),
    Index("ix_recurring_runs_open", "customer_id", "state", "due_on"),
)
"""One row a due day, so that it is dealt with once. State: open (a bill that waits to be paid), paid, skipped, missed,
marked (the customer said that a bill is paid). `short_minor`: how much money was missing, when that was why."""
