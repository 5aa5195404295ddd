"""The records' tables: one row an operation and customer, its spending by category, and running sums of each day."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, text

from wallet.database import Identity, Moment, metadata

CATEGORY_LENGTH_MAX = 32
DAY_LENGTH = 10
WORDS_LENGTH_MAX, NOTE_WORDS_LENGTH_MAX = 400, 600

records = Table(
    "records",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("operation_id", ForeignKey("operations.id"), primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("day", String(DAY_LENGTH), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("initiated", Boolean, nullable=False),
    Column("currency", String(8), nullable=False),
    Column("change_minor", BigInteger, nullable=False),
    Column("fee_minor", BigInteger, nullable=False),
    Column("received_currency", String(8), nullable=True),
    Column("received_minor", BigInteger, nullable=True),
    Column("counterparty_id", BigInteger, nullable=True),
    Column("reverses_id", BigInteger, nullable=True),
    Column("category", String(CATEGORY_LENGTH_MAX), nullable=True),
    Column("chosen_by", String(8), nullable=False),
    Column("words", String(WORDS_LENGTH_MAX), nullable=False, server_default=""),
    Index("ix_records_counterparty", "customer_id", "counterparty_id", "operation_id"),
    Index("ix_records_day", "customer_id", "day"),
    Index(
        "ix_records_hand",
        "customer_id",
        "counterparty_id",
        "operation_id",
        sqlite_where=text("chosen_by = 'hand'"),
        postgresql_where=text("chosen_by = 'hand'"),
    ),
    Index(
        "ix_records_reverses",
        "customer_id",
        "reverses_id",
        sqlite_where=text("reverses_id IS NOT NULL"),
        postgresql_where=text("reverses_id IS NOT NULL"),
    ),
)
"""Figures are the ledger's. `day` is the customer's local day, fixed when the record is made. `category` is null for
what is no spending, and the first part's for a record that is split. `chosen_by`: kind, merchant, rule, payee (as
before for the same payee), hand, refund. `words` is what a text search looks through: note, public name, reference and
kind."""

spending = Table(
    "spending",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("operation_id", ForeignKey("operations.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("category", String(CATEGORY_LENGTH_MAX), nullable=False),
    Column("currency", String(8), nullable=False),
    Column("minor", BigInteger, nullable=False),
    Column("day", String(DAY_LENGTH), nullable=False),
    Index("ix_spending_category", "customer_id", "category", "operation_id"),
)
"""The parts of a record that is spending, fee included: positive for what was spent, negative for a refund."""

spending_days = Table(
    "spending_days",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("day", String(DAY_LENGTH), primary_key=True),
    Column("category", String(CATEGORY_LENGTH_MAX), primary_key=True),
    Column("currency", String(8), primary_key=True),
    Column("minor", BigInteger, nullable=False),
)
"""Running sums of `spending`, so that a budget is read and not counted."""

record_marks = Table(
    "record_marks",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
)
"""How far an account's entries have become records. Its sequence has no gaps, while ids of operations may be committed
out of order."""

record_books = Table(
    "record_books",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("changed_at", Moment, nullable=False),
)
"""One row a customer: whoever changes records or sums locks it first."""

record_notes = Table(
    "record_notes",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("operation_id", ForeignKey("operations.id"), nullable=False),
    Column("note", String(200), nullable=False),
    Column("tags", String(220), nullable=False),
    Column("words", String(NOTE_WORDS_LENGTH_MAX), nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("ix_record_notes_record", "customer_id", "operation_id", "id"),
)
"""Only appended to: the newest row is in force. `tags` are separated by spaces, without #. `words` is what a text
search looks through: note and tags with #, casefolded."""

day_rates = Table(
    "day_rates",
    metadata,
    Column("day", String(DAY_LENGTH), primary_key=True),
    Column("code", String(8), primary_key=True),
    Column("per_euro", String(80), nullable=False),
)
"""What one euro was worth on a day, as an exact fraction. The first who needs a day stores it; it never changes then,
so that sums of the past stay what they were."""
