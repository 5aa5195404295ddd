"""Tables of whom a customer pays, and of transfers that wait before they are sent."""

from __future__ import annotations

from sqlalchemy import (
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

OPEN = text("status IN ('waiting', 'stopped')")

payees = Table(
    "payees",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("payee_id", ForeignKey("customers.id"), nullable=False),
    Column("alias_sealed", Text, nullable=True),
    Column("username", String(64), nullable=True),
    Column("saved_at", Moment, nullable=True),
    Column("last_paid_at", Moment, nullable=True),
    Column("touched_at", Moment, nullable=False),
    UniqueConstraint("customer_id", "payee_id"),
    Index("ix_payees_payee_id", "payee_id"),
    Index("ix_payees_recent", "customer_id", "touched_at"),
)
"""`username` is the Telegram name, without @ and in lower case, by which the customer last meant this payee: no two
payees of one customer have the same. `alias_sealed` is the customer's own name for them. `touched_at` is the later of
`saved_at` and `last_paid_at`: lists go by it."""

waiting_transfers = Table(
    "waiting_transfers",
    metadata,
    Column("hold_id", ForeignKey("operations.id"), primary_key=True, autoincrement=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("payee_id", ForeignKey("customers.id"), nullable=False),
    Column("reference", String(20), nullable=False),
    Column("sent_reference", String(20), nullable=False),
    Column("status", String(12), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("finished_at", Moment, nullable=True),
    UniqueConstraint("reference"),
    UniqueConstraint("sent_reference"),
    CheckConstraint(
        "status IN ('waiting', 'stopped', 'sent', 'cancelled', 'refused', 'returned')", name="status_known"
    ),
    Index("ix_waiting_transfers_customer_id", "customer_id", "hold_id"),
    Index("ix_waiting_transfers_due", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),
)
"""`hold_id` is the operation that set the money aside; `reference` is that of its quote, with all figures. It is sent
under `sent_reference`, minted beforehand, so that a retry sends nothing twice.

Stopped: due while the payer's wallet was frozen. Refused: the payee closed their wallet. Returned: frozen too long."""
