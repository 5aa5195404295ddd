"""Tables of secrets and of what guards them: credentials, counters of guesses, second factors, proofs, sessions."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from wallet.database import Identity, Moment, metadata

IDLE_LOCK_SECONDS = 900
"""How long a session stays open without use, until the customer chooses otherwise."""

credentials = Table(
    "credentials",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("pin_hash", String(200), nullable=False),
    Column("pin_changed_at", Moment, nullable=False),
    Column("password_hash", String(200), nullable=True),
    Column("password_changed_at", Moment, nullable=True),
    Column("password_reminded_at", Moment, nullable=True),
    Column("duress_pin_hash", String(200), nullable=True),
)
"""Argon2id hashes under a pepper. A customer of an older version has no password until they choose one."""

guess_counters = Table(
    "guess_counters",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("locked_until", Moment, nullable=True),
    PrimaryKeyConstraint("customer_id", "kind"),
)
"""Wrong guesses in a row by kind of secret: pin, password, totp, recovery."""

one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("phone_fingerprint", String(64), nullable=False),
    Column("code_hash", String(200), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("sent_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),
    Index("ix_one_time_codes_phone_fingerprint", "phone_fingerprint", "id"),
)

totp_factors = Table(
    "totp_factors",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("secret_sealed", Text, nullable=True),
    Column("confirmed_at", Moment, nullable=True),
    Column("last_step", BigInteger, nullable=False, server_default="0"),
    Column("pending_sealed", Text, nullable=True),
    Column("pending_at", Moment, nullable=True),
)
"""`secret_sealed` counts once it is confirmed; `pending_sealed` waits for its first code. `last_step` is the newest
time step (RFC 6238, section 4.2) whose code was taken: a code of it or of an earlier one counts no more."""

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("selector", String(8), nullable=False),
    Column("code_hash", String(200), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),
    UniqueConstraint("customer_id", "selector"),
)
"""The selector is the code's first part, by which one hash is found to be proved instead of ten."""

RESET_OPEN = text("cancelled_at IS NULL AND done_at IS NULL")

factor_resets = Table(
    "factor_resets",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("cancelled_at", Moment, nullable=True),
    Column("done_at", Moment, nullable=True),
    Index(
        "uq_factor_resets_open_customer_id",
        "customer_id",
        unique=True,
        sqlite_where=RESET_OPEN,
        postgresql_where=RESET_OPEN,
    ),
)
"""Changes of the second factor without the old one: they wait a day and can be cancelled until then."""

proofs = Table(
    "proofs",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("purpose", String(64), nullable=False),
    Column("factor", String(12), nullable=False),
    Column("proved_at", Moment, nullable=False),
    PrimaryKeyConstraint("customer_id", "purpose", "factor"),
)
"""What was proved a moment ago, and for which one purpose."""

security_settings = Table(
    "security_settings",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("idle_lock_seconds", Integer, nullable=False, server_default=str(IDLE_LOCK_SECONDS)),
    Column("step_up_minor", BigInteger, nullable=True),
    Column("step_up_currency", String(8), nullable=True),
    Column("seen_at", Moment, nullable=True),
    Column("locked", Boolean, nullable=False, server_default=false()),
    Column("cool_off_seconds", Integer, nullable=False, server_default="0"),
)
"""What the customer chose, and their session: when they were last seen, and whether they locked it. A payment of
`step_up_minor` in `step_up_currency` or more asks for the second factor. A transfer that the card warns of is sent
`cool_off_seconds` after it was confirmed."""
