"""The payment PIN: what may be chosen, and how it is proved. A duress PIN is proved the same way and says so."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from sqlalchemy import insert, select

from wallet.database import Database, UnitOfWork
from wallet.errors import NotRegistered, PinInvalid, PinTooSimple
from wallet.security.argon import Hasher
from wallet.security.guesses import Attempt, Secret, count_attempt, forget_failures, give_back, note_wrong
from wallet.security.models import credentials

PIN_DIGITS = 6
RUNS = ("01234567890", "09876543210")
BIRTHDAY_FORMS = ("%y%m%d", "%d%m%y", "%m%d%y", "%Y%m", "%m%Y")


class PinProof(StrEnum):
    """Which PIN was entered."""

    REAL = "real"
    DURESS = "duress"


def check_pin_choice(pin: str, birthday: date | None = None) -> None:
    """Raises `PinInvalid` unless it has six digits, `PinTooSimple` for runs, repetitions and the birthday."""
    if not re.fullmatch(rf"[0-9]{{{PIN_DIGITS}}}", pin):
        raise PinInvalid
    pair_repeated = pin == pin[:2] * 3
    if len(set(pin)) == 1 or any(pin in run for run in RUNS) or pair_repeated or pin == pin[:3] * 2:
        raise PinTooSimple
    if birthday is not None and pin in {birthday.strftime(form) for form in BIRTHDAY_FORMS}:
        raise PinTooSimple


class Pins:
    """Hashes and proves payment PINs. No method logs, returns or raises with a PIN in it."""

    def __init__(self, database: Database, hasher: Hasher) -> None:
        self._database, self.hasher = database, hasher

    async def hash(self, pin: str) -> str:
        """The hash of a PIN that passed `check_pin_choice`."""
        return await self.hasher.hash(pin)

    async def prove(self, customer_id: int, pin: str) -> PinProof:
        """Which PIN this is. Raises `PinWrong(tries_left)`, `PinLocked(retry_after_seconds)`.

        The duress PIN leaves earlier wrong guesses counted: whoever was given it could else guess on without end.
        """
        proof, attempt = await self.examine(customer_id, pin)
        if proof is None:
            await self._database.write(lambda work: note_wrong(work, customer_id, attempt))
            raise attempt.refusal
        if proof is PinProof.DURESS:
            await self._database.write(lambda work: give_back(work, customer_id, attempt))
        else:
            await self._database.write(lambda work: forget_failures(work, customer_id, Secret.PIN))
        return proof

    async def examine(self, customer_id: int, pin: str) -> tuple[PinProof | None, Attempt]:
        """Count a guess and compare it; None when it was wrong. What follows from it is the caller's. `PinLocked`."""
        attempt, pin_hash, duress_hash = await self._database.write(lambda work: _begin(work, customer_id))
        if await self.hasher.matches(pin_hash, pin):
            return PinProof.REAL, attempt
        if duress_hash is not None and await self.hasher.matches(duress_hash, pin):
            return PinProof.DURESS, attempt
        return None, attempt


def store_pin(work: UnitOfWork, customer_id: int, pin_hash: str, password_hash: str | None) -> None:
    """Keep the hashes of a new customer's PIN and password."""
    work.connection.execute(
        insert(credentials).values(
            customer_id=customer_id,
            pin_hash=pin_hash,
            pin_changed_at=work.now,
            password_hash=password_hash,
            password_changed_at=None if password_hash is None else work.now,
        )
    )


def _begin(work: UnitOfWork, customer_id: int) -> tuple[Attempt, str, str | None]:
    row = work.connection.execute(
        select(credentials.c.pin_hash, credentials.c.duress_pin_hash).where(credentials.c.customer_id == customer_id)
    ).one_or_none()
    if row is None:
        raise NotRegistered
    return count_attempt(work, customer_id, Secret.PIN), row.pin_hash, row.duress_pin_hash
