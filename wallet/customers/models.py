"""The customers' table. Personal fields are sealed; what must be found by value has a keyed fingerprint beside it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, UniqueConstraint

from wallet.database import Identity, Moment, metadata

customers = Table(
    "customers",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("telegram_user_id", BigInteger, nullable=False),
    Column("wallet_number", String(16), nullable=False),
    Column("username", String(64), nullable=True),
    Column("name_sealed", Text, nullable=False),
    Column("phone_sealed", Text, nullable=False),
    Column("phone_fingerprint", String(64), nullable=False),
    Column("language", String(12), nullable=False),
    Column("time_zone", String(40), nullable=False),
    Column("default_currency", String(8), nullable=False),
    Column("status", String(12), nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("bot_blocked_at", Moment, nullable=True),
    Column("address_sealed", Text, nullable=True),
    Column("email_sealed", Text, nullable=True),
    Column("birthday_sealed", Text, nullable=True),
    Column("phrase_sealed", Text, nullable=True),
    Column("identity_level", Integer, nullable=False, server_default="0"),
    Column("frozen_cause", String(12), nullable=True),
    Column("frozen_at", Moment, nullable=True),
    Column("erased_at", Moment, nullable=True),
    UniqueConstraint("telegram_user_id"),
    UniqueConstraint("wallet_number"),
    UniqueConstraint("phone_fingerprint"),
    Index("ix_customers_username", "username"),
)
"""`username` is the Telegram name without @, in lower case, as last seen; a name moves, the id does not.

Personal fields live here alone. Erasing one puts an empty or random value into its place; the row stays for the books.
`phrase_sealed` is the customer's own phrase, by which they know our notices. Levels: 0 phone, 1 name and document,
2 address. Causes of a freeze: customer, desk, guesses, duress."""
