"""The desk's tables: tickets, and the messages of both sides with their words sealed."""

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
    text,
)

from wallet.database import Identity, Moment, metadata

OPEN, WAITING, CLOSED = "open", "waiting", "closed"
FROM_CUSTOMER, FROM_AGENT = "customer", "agent"

NOT_CLOSED = text("status <> 'closed'")
"""The predicate of the unique index: also needed, word for word, by the insert that relies on it."""

tickets = Table(
    "tickets",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("status", String(12), nullable=False),
    Column("language", String(12), nullable=False),
    Column("thread_id", BigInteger, nullable=True),
    Column("card_message_id", BigInteger, nullable=True),
    Column("agent_id", BigInteger, nullable=True),
    Column("agent_name", String(64), nullable=True),
    Column("closed_by", String(64), nullable=True),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment, nullable=True),
    Column("last_message_at", Moment, nullable=False),
    Index(
        "uq_tickets_open_customer_id",
        "customer_id",
        unique=True,
        sqlite_where=NOT_CLOSED,
        postgresql_where=NOT_CLOSED,
    ),
    Index("ix_tickets_thread_id", "thread_id"),
)
"""States: open (the customer waits for an agent), waiting (the agent answered), closed. The id is the number that
people see. `closed_by` is the agent's name, or null when the customer closed it."""

ticket_messages = Table(
    "ticket_messages",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("direction", String(12), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("text_sealed", Text, nullable=False),
    Column("file_id", String(256), nullable=True),
    Column("file_name", String(120), nullable=True),
    Column("agent_name", String(64), nullable=True),
    Column("source_chat_id", BigInteger, nullable=False),
    Column("source_message_id", BigInteger, nullable=False),
    Column("target_message_id", BigInteger, nullable=True),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("direction", "source_chat_id", "source_message_id"),
    Index("ix_ticket_messages_ticket_id", "ticket_id", "id"),
)
"""Direction: from the `customer` or from an `agent`. Kinds: text, photo, document, voice. The source is where the
message was written, and makes a repeated update harmless; the target is its copy at the other side."""

APPROVAL_OPEN, APPROVAL_APPROVED, APPROVAL_REFUSED, APPROVAL_EXPIRED = "open", "approved", "refused", "expired"

IS_OPEN = text("status = 'open'")

approvals = Table(
    "approvals",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("case_number", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=True),
    Column("reason_sealed", Text, nullable=False),
    Column("status", String(12), nullable=False),
    Column("requested_by", BigInteger, nullable=False),
    Column("requested_name", String(64), nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("decided_by", BigInteger, nullable=True),
    Column("decided_name", String(64), nullable=True),
    Column("decided_at", Moment, nullable=True),
    Column("card_message_id", BigInteger, nullable=True),
    UniqueConstraint("case_number"),
    CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="four_eyes"),
    CheckConstraint("status IN ('open', 'approved', 'refused', 'expired')", name="status_known"),
    Index(
        "uq_approvals_open",
        "kind",
        "customer_id",
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    ),
)
"""What one agent asks for and another one decides; the database itself refuses that both are the same person."""
