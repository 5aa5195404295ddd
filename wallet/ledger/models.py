"""The ledger's tables. Amounts are integer minor units; an entry is negative for the debited account.

A balance is what the house owes the account's owner: credits raise it, debits lower it. So per currency the entries of
all accounts sum to zero by construction.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from wallet.database import Identity, Moment, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=True),
    Column("currency", String(8), nullable=False),
    Column("shard", Integer, nullable=False, server_default="0"),
    Column("may_be_negative", Boolean, nullable=False),
    Column("balance", BigInteger, nullable=False, server_default="0"),
    Column("held", BigInteger, nullable=False, server_default="0"),
    Column("sequence", BigInteger, nullable=False, server_default="0"),
    Column("opened_at", Moment, nullable=False),
    Column("frozen", Boolean, nullable=False, server_default=false()),
    Column("last_entry_at", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("held >= 0", name="held_not_negative"),
    CheckConstraint("may_be_negative OR balance >= held", name="balance_covers_held"),
    CheckConstraint("(kind = 'customer') = (customer_id IS NOT NULL)", name="owner_by_kind"),
    CheckConstraint("kind <> 'customer' OR NOT may_be_negative", name="customers_never_below_zero"),
    Index(
        "uq_accounts_of_customer",
        "customer_id",
        "currency",
        unique=True,
        sqlite_where=text("customer_id IS NOT NULL"),
        postgresql_where=text("customer_id IS NOT NULL"),
    ),
    Index(
        "uq_accounts_of_system",
        "kind",
        "currency",
        "shard",
        unique=True,
        sqlite_where=text("customer_id IS NULL"),
        postgresql_where=text("customer_id IS NULL"),
    ),
)

"""`balance` includes what is `held`; the difference can be spent. A `frozen` account takes money in and gives none out.
`last_entry_at` (microseconds since 1970) keeps an account's entries in the order of time, whatever clocks do."""

operations = Table(
    "operations",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("reference", String(64), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=True),
    Column("note", String(200), nullable=False, server_default=""),
    Column("category", String(40), nullable=False, server_default=""),
    Column("content_hash", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("reverses_id", ForeignKey("operations.id"), nullable=True),
    Column("hold_id", ForeignKey("operations.id"), nullable=True),
    UniqueConstraint("reference"),
    Index(
        "ix_operations_reverses_id",
        "reverses_id",
        sqlite_where=text("reverses_id IS NOT NULL"),
        postgresql_where=text("reverses_id IS NOT NULL"),
    ),
    Index(
        "uq_operations_hold_id",
        "hold_id",
        unique=True,
        sqlite_where=text("hold_id IS NOT NULL"),
        postgresql_where=text("hold_id IS NOT NULL"),
    ),
)
"""The journal: whatever the ledger did, with the reference that makes a retry harmless. `reverses_id` names the
operation that is given back; `hold_id` the hold that this operation ended (unique: a hold ends once)."""

transfers = Table(
    "transfers",
    metadata,
    Column("operation_id", ForeignKey("operations.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("purpose", String(24), nullable=False),
    Column("debit_account_id", ForeignKey("accounts.id"), nullable=False),
    Column("credit_account_id", ForeignKey("accounts.id"), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", String(8), nullable=False),
    Column("reverses_position", Integer, nullable=True),
    CheckConstraint("amount > 0", name="amount_positive"),
    CheckConstraint("debit_account_id <> credit_account_id", name="two_accounts"),
)

entries = Table(
    "entries",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("operation_id", ForeignKey("operations.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("customer_id", BigInteger, nullable=True),
    Column("amount", BigInteger, nullable=False),
    Column("balance_before", BigInteger, nullable=False),
    Column("balance_after", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("amount <> 0", name="amount_not_zero"),
    CheckConstraint("balance_after = balance_before + amount", name="balance_adds_up"),
    Index("ix_entries_operation_id", "operation_id"),
    Index("ix_entries_moment", "account_id", "created_at", "sequence"),
    Index(
        "ix_entries_history",
        "customer_id",
        "operation_id",
        sqlite_where=text("customer_id IS NOT NULL"),
        postgresql_where=text("customer_id IS NOT NULL"),
    ),
)
"""One line of one account. `sequence` counts the account's entries without a gap, so a missing line shows."""

holds = Table(
    "holds",
    metadata,
    Column("operation_id", ForeignKey("operations.id"), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", String(8), nullable=False),
    Column("expires_at", Moment, nullable=True),
    Column("status", String(12), nullable=False, server_default="open"),
    CheckConstraint("amount > 0", name="amount_positive"),
    CheckConstraint("status IN ('open', 'captured', 'released', 'expired')", name="status_known"),
    Index("ix_holds_account_id", "account_id"),
    Index("ix_holds_due", "expires_at", sqlite_where=text("status = 'open'"), postgresql_where=text("status = 'open'")),
)
"""Money set aside. A hold is known by the operation that placed it; the operation with its `hold_id` ended it."""

seals = Table(
    "seals",
    metadata,
    Column("position", Identity, primary_key=True, autoincrement=False),
    Column("operation_id", ForeignKey("operations.id"), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("sealed_at", Moment, nullable=False),
    UniqueConstraint("operation_id"),
    Index("ix_seals_sealed_at", "sealed_at"),
)
"""The hash chain: each seal is SHA-256 over the seal before it and everything its operation wrote."""
