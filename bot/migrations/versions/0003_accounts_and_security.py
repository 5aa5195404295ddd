"""Passwords, second factors, sessions, identity levels, limits, approvals and the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.migrations import triggers

revision = "0003"
down_revision = "0002"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_guards()
    _extend_customers()
    _extend_credentials()
    _renew_one_time_codes()
    _create_second_factors()
    _create_identity()
    _create_approvals()
    _create_trail()
    triggers.create_append_only(op.get_bind(), triggers.REFUSED_0003)


def _extend_customers() -> None:
    op.add_column('customers', sa.Column('address_sealed', sa.Text(), nullable=True))
    op.add_column('customers', sa.Column('email_sealed', sa.Text(), nullable=True))
    op.add_column('customers', sa.Column('birthday_sealed', sa.Text(), nullable=True))
    op.add_column('customers', sa.Column('phrase_sealed', sa.Text(), nullable=True))
    op.add_column('customers', sa.Column('identity_level', sa.Integer(), server_default='0', nullable=False))
    op.add_column('customers', sa.Column('frozen_cause', sa.String(length=12), nullable=True))
    op.add_column('customers', sa.Column('frozen_at', sa.BigInteger(), nullable=True))
    op.add_column('customers', sa.Column('erased_at', sa.BigInteger(), nullable=True))

def _extend_credentials() -> None:
    op.add_column('credentials', sa.Column('password_hash', sa.String(length=200), nullable=True))
    op.add_column('credentials', sa.Column('password_changed_at', sa.BigInteger(), nullable=True))
    op.add_column('credentials', sa.Column('password_reminded_at', sa.BigInteger(), nullable=True))
    op.add_column('credentials', sa.Column('duress_pin_hash', sa.String(length=200), nullable=True))
    op.execute(
        "INSERT INTO guess_counters (customer_id, kind, failures, locked_until) "
        "SELECT customer_id, 'pin', pin_failures, pin_locked_until FROM credentials WHERE pin_failures > 0"
    )
    op.drop_column('credentials', 'pin_locked_until')
    op.drop_column('credentials', 'pin_failures')

def _renew_one_time_codes() -> None:
    """Codes of the older form live five minutes: who has one asks for another."""
    op.drop_table("one_time_codes")
    op.create_table(
        "one_time_codes",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("phone_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_codes")),
    )
    op.create_index("ix_one_time_codes_phone_fingerprint", "one_time_codes", ["phone_fingerprint", "id"])

def _create_guards() -> None:
    op.create_table('guess_counters',
    sa.Column('customer_id', IDENTITY, nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('failures', sa.Integer(), server_default='0', nullable=False),
    sa.Column('locked_until', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_guess_counters_customer_id')),
    sa.PrimaryKeyConstraint('customer_id', 'kind', name=op.f('pk_guess_counters'))
    )
    op.create_table('proofs',
    sa.Column('customer_id', IDENTITY, nullable=False),
    sa.Column('purpose', sa.String(length=64), nullable=False),
    sa.Column('factor', sa.String(length=12), nullable=False),
    sa.Column('proved_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_proofs_customer_id')),
    sa.PrimaryKeyConstraint('customer_id', 'purpose', 'factor', name=op.f('pk_proofs'))
    )
    op.create_table('security_settings',
    sa.Column('customer_id', IDENTITY, nullable=False),
    sa.Column('idle_lock_seconds', sa.Integer(), server_default='900', nullable=False),
    sa.Column('step_up_minor', sa.BigInteger(), nullable=True),
    sa.Column('step_up_currency', sa.String(length=8), nullable=True),
    sa.Column('seen_at', sa.BigInteger(), nullable=True),
    sa.Column('locked', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_security_settings_customer_id')),
    sa.PrimaryKeyConstraint('customer_id', name=op.f('pk_security_settings'))
    )

def _create_second_factors() -> None:
    op.create_table('totp_factors',
    sa.Column('customer_id', IDENTITY, nullable=False),
    sa.Column('secret_sealed', sa.Text(), nullable=True),
    sa.Column('confirmed_at', sa.BigInteger(), nullable=True),
    sa.Column('last_step', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('pending_sealed', sa.Text(), nullable=True),
    sa.Column('pending_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_totp_factors_customer_id')),
    sa.PrimaryKeyConstraint('customer_id', name=op.f('pk_totp_factors'))
    )
    op.create_table('recovery_codes',
    sa.Column('id', IDENTITY, nullable=False),
    sa.Column('customer_id', IDENTITY, nullable=False),
    sa.Column('selector', sa.String(length=8), nullable=False),
    sa.Column('code_hash', sa.String(length=200), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_recovery_codes_customer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_codes')),
    sa.UniqueConstraint('customer_id', 'selector', name=op.f('uq_recovery_codes_customer_id_selector'))
    )
    op.create_table('factor_resets',
    sa.Column('id', IDENTITY, nullable=False),
    sa.Column('customer_id', IDENTITY, nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('requested_at', sa.BigInteger(), nullable=False),
    sa.Column('due_at', sa.BigInteger(), nullable=False),
    sa.Column('cancelled_at', sa.BigInteger(), nullable=True),
    sa.Column('done_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_factor_resets_customer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_factor_resets'))
    )
    op.create_index('uq_factor_resets_open_customer_id', 'factor_resets', ['customer_id'], unique=True, sqlite_where=sa.text('cancelled_at IS NULL AND done_at IS NULL'), postgresql_where=sa.text('cancelled_at IS NULL AND done_at IS NULL'))

def _create_identity() -> None:
    op.create_table('identity_reviews',
    sa.Column('id', IDENTITY, nullable=False),
    sa.Column('case_number', sa.String(length=20), nullable=False),
    sa.Column('customer_id', IDENTITY, nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('claim_sealed', sa.Text(), nullable=True),
    sa.Column('photo_sealed', sa.Text(), nullable=True),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.Column('decided_name', sa.String(length=64), nullable=True),
    sa.Column('card_message_id', sa.BigInteger(), nullable=True),
    sa.Column('shown_message_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('decided_at', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("status IN ('waiting', 'approved', 'refused', 'again')", name=op.f('ck_identity_reviews_status_known')),
    sa.CheckConstraint('level IN (1, 2)', name=op.f('ck_identity_reviews_level_known')),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_identity_reviews_customer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_reviews')),
    sa.UniqueConstraint('case_number', name=op.f('uq_identity_reviews_case_number'))
    )
    op.create_index('ix_identity_reviews_customer_id', 'identity_reviews', ['customer_id', 'id'], unique=False)
    op.create_index('uq_identity_reviews_waiting_customer_id', 'identity_reviews', ['customer_id'], unique=True, sqlite_where=sa.text("status = 'waiting'"), postgresql_where=sa.text("status = 'waiting'"))
    op.create_table('limit_usage',
    sa.Column('customer_id', IDENTITY, nullable=False),
    sa.Column('period', sa.String(length=8), nullable=False),
    sa.Column('starts_on', sa.String(length=10), nullable=False),
    sa.Column('used_minor', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('used_minor >= 0', name=op.f('ck_limit_usage_used_not_negative')),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_limit_usage_customer_id')),
    sa.PrimaryKeyConstraint('customer_id', 'period', 'starts_on', name=op.f('pk_limit_usage'))
    )

def _create_approvals() -> None:
    op.create_table('approvals',
    sa.Column('id', IDENTITY, nullable=False),
    sa.Column('case_number', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('customer_id', IDENTITY, nullable=False),
    sa.Column('ticket_id', IDENTITY, nullable=True),
    sa.Column('reason_sealed', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('requested_by', sa.BigInteger(), nullable=False),
    sa.Column('requested_name', sa.String(length=64), nullable=False),
    sa.Column('requested_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.Column('decided_name', sa.String(length=64), nullable=True),
    sa.Column('decided_at', sa.BigInteger(), nullable=True),
    sa.Column('card_message_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("status IN ('open', 'approved', 'refused', 'expired')", name=op.f('ck_approvals_status_known')),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> requested_by', name=op.f('ck_approvals_four_eyes')),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_approvals_customer_id')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_approvals_ticket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approvals')),
    sa.UniqueConstraint('case_number', name=op.f('uq_approvals_case_number'))
    )
    op.create_index('uq_approvals_open', 'approvals', ['kind', 'customer_id'], unique=True, sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))

def _create_trail() -> None:
    op.create_table('audit_events',
    sa.Column('id', IDENTITY, nullable=False),
    sa.Column('customer_id', IDENTITY, nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('actor', sa.String(length=12), nullable=False),
    sa.Column('actor_id', sa.BigInteger(), nullable=True),
    sa.Column('details', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_audit_events_customer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_events'))
    )
    op.create_index('ix_audit_events_customer_id', 'audit_events', ['customer_id', 'id'], unique=False)
    op.create_table('audit_seals',
    sa.Column('position', IDENTITY, autoincrement=False, nullable=False),
    sa.Column('event_id', IDENTITY, nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('sealed_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['audit_events.id'], name=op.f('fk_audit_seals_event_id')),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_audit_seals')),
    sa.UniqueConstraint('event_id', name=op.f('uq_audit_seals_event_id'))
    )
    op.create_index('ix_audit_seals_sealed_at', 'audit_seals', ['sealed_at'], unique=False)
