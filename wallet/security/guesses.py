"""Counting guesses: an attempt is counted before it is compared and given back when it was right.

So parallel guesses cannot slip under the limit, and a restart forgets none. Every five wrong guesses in a row lock that
secret for twice as long as before; the third lock of the PIN freezes the wallet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select, update

from wallet import outbox, trail
from wallet.clock import whole_seconds
from wallet.database import UnitOfWork, insert_with_conflict
from wallet.errors import (
    PasswordLocked,
    PasswordWrong,
    PinLocked,
    PinWrong,
    RecoveryCodeWrong,
    RecoveryLocked,
    TotpLocked,
    TotpWrong,
    WalletError,
)
from wallet.security import freezing
from wallet.security.models import guess_counters
from wallet.trail import BY_SYSTEM

TRIES_MAX = 5
LOCK_FIRST = timedelta(minutes=5)
LOCK_DOUBLINGS_MAX = 8
FREEZES_AFTER = 3 * TRIES_MAX


class Secret(StrEnum):
    """The kinds of secret that have a counter each."""

    PIN = "pin"
    PASSWORD = "password"  # noqa: S105 - a kind, no secret
    TOTP = "totp"
    RECOVERY = "recovery"


WRONG: dict[Secret, type[WalletError]] = {
    Secret.PIN: PinWrong,
    Secret.PASSWORD: PasswordWrong,
    Secret.TOTP: TotpWrong,
    Secret.RECOVERY: RecoveryCodeWrong,
}
LOCKED: dict[Secret, type[WalletError]] = {
    Secret.PIN: PinLocked,
    Secret.PASSWORD: PasswordLocked,
    Secret.TOTP: TotpLocked,
    Secret.RECOVERY: RecoveryLocked,
}
LOCKED_EVENT = {
    Secret.PIN: trail.PIN_LOCKED,
    Secret.PASSWORD: trail.PASSWORD_LOCKED,
    Secret.TOTP: trail.TOTP_LOCKED,
    Secret.RECOVERY: trail.RECOVERY_LOCKED,
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A guess that is counted and not compared yet: what follows if it is wrong."""

    secret: Secret
    failures: int
    tries_left: int
    lock: timedelta | None

    @property
    def refusal(self) -> WalletError:
        """What to raise when it was wrong."""
        if self.lock is not None:
            return LOCKED[self.secret](retry_after_seconds=whole_seconds(self.lock))
        return WRONG[self.secret](tries_left=self.tries_left)


def count_attempt(work: UnitOfWork, customer_id: int, secret: Secret) -> Attempt:
    """Count a guess. Raises `PinLocked`, `PasswordLocked`, `TotpLocked` or `RecoveryLocked` while it is locked."""
    counters = guess_counters.c
    mine = (counters.customer_id == customer_id) & (counters.kind == secret.value)
    # The row must be there before it can be locked.
    work.connection.execute(
        insert_with_conflict(work, guess_counters)
        .values(customer_id=customer_id, kind=secret.value, failures=0)
        .on_conflict_do_nothing(index_elements=["customer_id", "kind"])
    )
    row = work.connection.execute(select(guess_counters).where(mine).with_for_update()).one()
    if row.locked_until is not None and row.locked_until > work.now:
        raise LOCKED[secret](retry_after_seconds=whole_seconds(row.locked_until - work.now))
    failures = row.failures + 1
    tries_left = (TRIES_MAX - failures % TRIES_MAX) % TRIES_MAX
    lock = None
    values: dict[str, object] = {"failures": failures}
    if tries_left == 0:
        lock = LOCK_FIRST * 2 ** min(failures // TRIES_MAX - 1, LOCK_DOUBLINGS_MAX)
        values["locked_until"] = work.now + lock
    work.connection.execute(update(guess_counters).where(mine).values(values))
    return Attempt(secret, failures, tries_left, lock)


def note_wrong(work: UnitOfWork, customer_id: int, attempt: Attempt) -> None:
    """The guess was wrong. A lock goes into the trail and is told; the third lock of the PIN freezes the wallet."""
    if attempt.lock is None:
        return
    event = LOCKED_EVENT[attempt.secret]
    trail.note(work, customer_id, event, BY_SYSTEM, failures=attempt.failures)
    outbox.record_security(work, customer_id, event)
    if attempt.secret is Secret.PIN and attempt.failures >= FREEZES_AFTER:
        freezing.freeze(work, customer_id, freezing.GUESSES, BY_SYSTEM)


def forget_failures(work: UnitOfWork, customer_id: int, secret: Secret) -> None:
    """The guess was right: the count starts again. The row stays, for rivals who wait for it."""
    counters = guess_counters.c
    work.connection.execute(
        update(guess_counters)
        .where(counters.customer_id == customer_id, counters.kind == secret.value)
        .values(failures=0, locked_until=None)
    )


def give_back(work: UnitOfWork, customer_id: int, attempt: Attempt) -> None:
    """The guess was no wrong one, and no right one either: as if it had not been made. Earlier ones stay counted."""
    counters = guess_counters.c
    values: dict[str, object] = {"failures": counters.failures - 1}
    if attempt.lock is not None:
        values["locked_until"] = None
    work.connection.execute(
        update(guess_counters)
        .where(counters.customer_id == customer_id, counters.kind == attempt.secret.value, counters.failures > 0)
        .values(values)
    )
