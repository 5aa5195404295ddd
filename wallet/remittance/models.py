"""The tables of money abroad: whom a customer sends to, what is on its way, and each step of that, for good."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from wallet.database import Identity, Moment, metadata

WAITING, CONVERTING, SENT = "waiting", "converting", "sent"
DELIVERED, RETURNED, CANCELLED = "delivered", "returned", "cancelled"
UNDER_WAY = frozenset({WAITING, CONVERTING, SENT})

remittance_recipients = Table(
    "remittance_recipients",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("number", String(20), nullable=False),
    Column("country", String(2), nullable=False),
    Column("method", String(24), nullable=False),
    Column("name_sealed", Text, nullable=False),
    Column("account_sealed", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=False),
    UniqueConstraint("number"),
    UniqueConstraint("customer_id", "fingerprint"),
)
"""`number` names the place of the sealed values. The fingerprint is of country, method, account and name together: who
is entered twice is kept once."""

remittances = Table(
    "remittances",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("reference", String(20), nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("operation_id", ForeignKey("operations.id"), nullable=False),
    Column("country", String(2), nullable=False),
    Column("method", String(24), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("name_sealed", Text, nullable=True),
    Column("account_sealed", Text, nullable=True),
    Column("pays_minor", BigInteger, nullable=False),
    Column("pays_currency", String(8), nullable=False),
    Column("fee_minor", BigInteger, nullable=False),
    Column("gets_minor", BigInteger, nullable=False),
    Column("gets_currency", String(8), nullable=False),
    Column("status", String(12), nullable=False),
    Column("agent_name", String(64), nullable=True),
    Column("reason", String(24), nullable=True),
    Column("return_asked_by", BigInteger, nullable=True),
    Column("return_asked_name", String(64), nullable=True),
    Column("card_message_id", BigInteger, nullable=True),
    Column("shown_message_id", BigInteger, nullable=True),
    Column("arrives_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("reference"),
    CheckConstraint(
        "status IN ('waiting', 'converting', 'sent', 'delivered', 'returned', 'cancelled')", name="status_known"
    ),
    Index("ix_remittances_customer_id", "customer_id", "id"),
)
"""The reference is that of the quote and of the operation, and names the place of the sealed values. `agent_name` is
who moved it last, `reason` why it is to be, or was, given back. What was sealed is gone once the customer is erased."""

remittance_events = Table(
    "remittance_events",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("remittance_id", ForeignKey("remittances.id"), nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", String(24), nullable=True),
    Column("agent_id", BigInteger, nullable=True),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("remittance_id", "state"),
)
"""Append-only. No state is come to twice, which the database itself refuses. `agent_id` is the Telegram account of the
agent who did it; null for the customer's own acts."""
