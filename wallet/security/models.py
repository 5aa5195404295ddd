"""Tables of secrets that are only ever compared: the payment PIN and one-time codes."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from wallet.database import Identity, Moment, metadata

credentials = Table(
    "credentials",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("pin_hash", String(200), nullable=False),
    Column("pin_failures", Integer, nullable=False, server_default="0"),
    Column("pin_locked_until", Moment, nullable=True),
    Column("pin_changed_at", Moment, nullable=False),
)

one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("phone_fingerprint", String(64), nullable=False),
    Column("code_fingerprint", String(64), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("sent_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),
    Index("ix_one_time_codes_phone_fingerprint", "phone_fingerprint", "id"),
)
