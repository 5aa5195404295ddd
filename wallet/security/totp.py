"""The second factor: time-based one-time passwords (RFC 6238), six digits of 30 seconds, each good for one use."""

from __future__ import annotations

import hmac
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import Connection, delete, select, update

from wallet.clock import to_microseconds
from wallet.database import UnitOfWork, insert_with_conflict
from wallet.errors import TotpAlreadyOn, TotpNotOn, WalletError
from wallet.security.guesses import Attempt, Secret, count_attempt, forget_failures, note_wrong
from wallet.security.models import totp_factors
from wallet.security.vault import Vault

STEP_SECONDS, DRIFT_STEPS = 30, 1
SECRET_LENGTH = 32
"""160 bits, as RFC 4226 (section 4, R6) recommends."""

PENDING_VALID_FOR = timedelta(minutes=15)
CODE = re.compile("[0-9]{6}")
STEP_MICROSECONDS = STEP_SECONDS * 1_000_000


@dataclass(frozen=True, slots=True)
class TotpSetup:
    """What an authenticator is set up with: the secret (base 32) and the same as an otpauth address."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A pending secret whose first code was right: the sealed secret, and the time step of that code."""

    pending_sealed: str = field(repr=False)
    step: int


def new_setup(account: str, issuer: str) -> TotpSetup:
    """A fresh secret, labelled for the customer's authenticator."""
    secret = pyotp.random_base32(SECRET_LENGTH)
    return TotpSetup(secret, pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer))


def typed_code(text: str) -> str | None:
    """The six digits that were typed, spaces and full-width digits forgiven; None when it is no such code."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    return plain if CODE.fullmatch(plain) else None


def matching_step(secret: str, code: str, moment: datetime) -> int | None:
    """The time step whose code this is: that of the moment, or one to either side. Compared in constant time."""
    generator = pyotp.TOTP(secret)
    now = to_microseconds(moment) // STEP_MICROSECONDS
    steps = [now + drift for drift in range(-DRIFT_STEPS, DRIFT_STEPS + 1)]
    matching = [step for step in steps if hmac.compare_digest(generator.generate_otp(step), code)]
    return matching[-1] if matching else None


def is_on(connection: Connection, customer_id: int) -> bool:
    """Whether the customer has a second factor."""
    columns = totp_factors.c
    mine = select(columns.customer_id).where(columns.customer_id == customer_id, columns.confirmed_at.is_not(None))
    return connection.execute(mine).first() is not None


def take(work: UnitOfWork, vault: Vault, customer_id: int, code: str) -> WalletError | None:
    """Take a code, once. What it returns is to be raised after the commit: a wrong guess stays counted.

    Raises `TotpNotOn`, `TotpLocked(retry_after_seconds)`.
    """
    columns = totp_factors.c
    sealed = work.connection.execute(
        select(columns.secret_sealed).where(columns.customer_id == customer_id, columns.confirmed_at.is_not(None))
    ).scalar()
    if sealed is None:
        raise TotpNotOn
    attempt = count_attempt(work, customer_id, Secret.TOTP)
    step = matching_step(vault.open(sealed, secret_place(customer_id)), code, work.now)
    if step is None or not _first_use(work, customer_id, sealed, step):
        return _refused(work, customer_id, attempt)
    forget_failures(work, customer_id, Secret.TOTP)
    return None


def begin(work: UnitOfWork, vault: Vault, customer_id: int, secret: str) -> None:
    """Keep a secret that waits for its first code; one that waited before is forgotten."""
    pending = {"pending_sealed": vault.seal(secret, pending_place(customer_id)), "pending_at": work.now}
    work.connection.execute(
        insert_with_conflict(work, totp_factors)
        .values(customer_id=customer_id, **pending)
        .on_conflict_do_update(index_elements=["customer_id"], set_=pending)
    )


def check_pending(work: UnitOfWork, vault: Vault, customer_id: int, code: str) -> Confirmed | WalletError:
    """Compare the first code of the secret that waits. An error it returns is to be raised after the commit.

    Raises `TotpLocked(retry_after_seconds)`; when none waits, `TotpNotOn` or `TotpAlreadyOn`.
    """
    row = work.connection.execute(select(totp_factors).where(totp_factors.c.customer_id == customer_id)).one_or_none()
    if row is None or row.pending_sealed is None or row.pending_at <= work.now - PENDING_VALID_FOR:
        raise TotpNotOn if row is None or row.confirmed_at is None else TotpAlreadyOn
    attempt = count_attempt(work, customer_id, Secret.TOTP)
    step = matching_step(vault.open(row.pending_sealed, pending_place(customer_id)), code, work.now)
    if step is None:
        return _refused(work, customer_id, attempt)
    forget_failures(work, customer_id, Secret.TOTP)
    return Confirmed(row.pending_sealed, step)


def switch_on(work: UnitOfWork, vault: Vault, customer_id: int, confirmed: Confirmed) -> bool:
    """Let the confirmed secret count. True when it replaces another. Raises `TotpAlreadyOn` when a rival was first."""
    columns = totp_factors.c
    mine = columns.customer_id == customer_id
    row = work.connection.execute(
        select(columns.confirmed_at).where(mine, columns.pending_sealed == confirmed.pending_sealed).with_for_update()
    ).one_or_none()
    if row is None:
        raise TotpAlreadyOn
    secret = vault.open(confirmed.pending_sealed, pending_place(customer_id))
    work.connection.execute(
        update(totp_factors)
        .where(mine)
        .values(
            secret_sealed=vault.seal(secret, secret_place(customer_id)),
            confirmed_at=work.now,
            last_step=confirmed.step,
            pending_sealed=None,
            pending_at=None,
        )
    )
    return row.confirmed_at is not None


def remove(work: UnitOfWork, customer_id: int) -> bool:
    """Forget the secret. False when there was none that counted."""
    mine = totp_factors.c.customer_id == customer_id
    removed = delete(totp_factors).where(mine, totp_factors.c.confirmed_at.is_not(None))
    return work.connection.execute(removed).rowcount > 0


def secret_place(customer_id: int) -> str:
    """Where a sealed secret belongs."""
    return f"totp_factors/secret/{customer_id}"


def pending_place(customer_id: int) -> str:
    """Where the sealed secret belongs that waits for its first code."""
    return f"totp_factors/pending/{customer_id}"


def _first_use(work: UnitOfWork, customer_id: int, sealed: str, step: int) -> bool:
    """Of parallel submits of one code the database lets one pass."""
    columns = totp_factors.c
    taken = (
        update(totp_factors)
        .where(columns.customer_id == customer_id, columns.secret_sealed == sealed, columns.last_step < step)
        .values(last_step=step)
    )
    return work.connection.execute(taken).rowcount > 0


def _refused(work: UnitOfWork, customer_id: int, attempt: Attempt) -> WalletError:
    note_wrong(work, customer_id, attempt)
    return attempt.refusal
