"""The payment PIN: what may be chosen, how it is kept (Argon2id under a pepper), and how guessing is stopped.

Argon2id parameters follow the OWASP password storage recommendation (19 MiB, 2 passes, 1 lane); hashing runs in a
thread so that the bot never waits for it. An attempt is counted before the PIN is compared and given back when it was
right, so parallel guesses cannot slip under the limit.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import insert, select, update

from wallet.clock import whole_seconds
from wallet.database import Database, UnitOfWork
from wallet.errors import NotRegistered, PinInvalid, PinLocked, PinTooSimple, PinWrong
from wallet.security.models import credentials
from wallet.security.vault import Vault

PIN_DIGITS = 6
TRIES_MAX = 5
LOCK_FIRST = timedelta(minutes=5)
LOCK_DOUBLINGS_MAX = 8
RUNS = ("01234567890", "09876543210")


def check_pin_choice(pin: str) -> None:
    """Raises `PinInvalid` unless it has six digits, `PinTooSimple` for runs and repetitions."""
    if not re.fullmatch(rf"[0-9]{{{PIN_DIGITS}}}", pin):
        raise PinInvalid
    pair_repeated = pin == pin[:2] * 3
    if len(set(pin)) == 1 or any(pin in run for run in RUNS) or pair_repeated or pin == pin[:3] * 2:
        raise PinTooSimple


class Pins:
    """Hashes and proves payment PINs. No method logs, returns or raises with a PIN in it."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._pepper = vault.pepper
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="argon2")

    async def hash(self, pin: str) -> str:
        """The Argon2id hash of a PIN that passed `check_pin_choice`."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hasher.hash, self._peppered(pin))

    async def prove(self, customer_id: int, pin: str) -> None:
        """Returns when the PIN is right. Raises `PinWrong(tries_left)`, `PinLocked(retry_after_seconds)`."""
        pin_hash, tries_left, lock = await self._database.write(lambda work: _count_attempt(work, customer_id))
        loop = asyncio.get_running_loop()
        if not await loop.run_in_executor(self._threads, self._matches, pin_hash, self._peppered(pin)):
            if lock is not None:
                raise PinLocked(retry_after_seconds=whole_seconds(lock))
            raise PinWrong(tries_left=tries_left)
        await self._database.write(lambda work: _forget_failures(work, customer_id))

    def close(self) -> None:
        """Stop the hashing thread."""
        self._threads.shutdown()

    def _peppered(self, pin: str) -> str:
        return hmac.new(self._pepper, pin.encode(), "sha256").hexdigest()

    def _matches(self, pin_hash: str, peppered: str) -> bool:
        try:
            return self._hasher.verify(pin_hash, peppered)
        except VerifyMismatchError:
            return False


def store_pin(work: UnitOfWork, customer_id: int, pin_hash: str) -> None:
    """Keep the hash of a new customer's PIN."""
    work.connection.execute(
        insert(credentials).values(customer_id=customer_id, pin_hash=pin_hash, pin_changed_at=work.now)
    )


def _count_attempt(work: UnitOfWork, customer_id: int) -> tuple[str, int, timedelta | None]:
    """The PIN's hash, the tries that are left if this one is wrong, and the lock that a wrong one brings."""
    row = work.connection.execute(
        select(credentials).where(credentials.c.customer_id == customer_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotRegistered
    if row.pin_locked_until is not None and row.pin_locked_until > work.now:
        raise PinLocked(retry_after_seconds=whole_seconds(row.pin_locked_until - work.now))
    failures = row.pin_failures + 1
    tries_left = (TRIES_MAX - failures % TRIES_MAX) % TRIES_MAX
    values: dict[str, object] = {"pin_failures": failures}
    lock = None
    if tries_left == 0:
        lock = LOCK_FIRST * 2 ** min(failures // TRIES_MAX - 1, LOCK_DOUBLINGS_MAX)
        values["pin_locked_until"] = work.now + lock
    work.connection.execute(update(credentials).where(credentials.c.customer_id == customer_id).values(values))
    return row.pin_hash, tries_left, lock


def _forget_failures(work: UnitOfWork, customer_id: int) -> None:
    work.connection.execute(
        update(credentials)
        .where(credentials.c.customer_id == customer_id)
        .values(pin_failures=0, pin_locked_until=None)
    )
