"""Proving a factor for one purpose, and the base of every change that such a proof allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wallet import outbox, trail
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import StepUpNeeded, WalletError
from wallet.security import proofs, recovery, resets, totp
from wallet.security.argon import Hasher
from wallet.security.guesses import note_wrong
from wallet.security.passwords import Passwords
from wallet.security.pins import Pins
from wallet.security.proofs import Factor, Means
from wallet.security.vault import Vault
from wallet.trail import Actor

Result = TypeVar("Result")


class StepUp:
    """What was proved counts for one purpose, five minutes, once: the change that it was made for consumes it."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        hasher: Hasher,
        pins: Pins,
        passwords: Passwords,
        *,
        issuer: str,
    ) -> None:
        """`issuer` is the product's name, as authenticators show it."""
        self._database, self._vault, self._hasher = database, vault, hasher
        self._pins, self._passwords, self._issuer = pins, passwords, issuer

    async def needed(self, customer_id: int, purpose: str) -> tuple[Factor, ...]:
        """What still has to be proved for this purpose, in the order to ask for it; empty when all is proved."""
        now = self._database.now()
        return await self._database.read(lambda connection: proofs.needed(connection, customer_id, purpose, now))

    async def prove_password(self, customer_id: int, purpose: str, password: str) -> None:
        """Raises `PasswordNotSet`, `PasswordWrong(tries_left)`, `PasswordLocked(retry_after_seconds)`."""
        await self._passwords.prove(customer_id, password)
        await self._database.write(lambda work: proofs.record(work, customer_id, purpose, Means.PASSWORD))

    async def prove_second(self, customer_id: int, purpose: str, text: str) -> None:
        """Six digits are a code of the authenticator, anything else is tried as a recovery code.

        Raises `TotpNotOn`, `TotpWrong`, `TotpLocked`, `RecoveryCodeWrong`, `RecoveryLocked`. Where a recovery code
        does not count (moving the second factor) it is a wrong code, and is not used up.
        """
        code = totp.typed_code(text)
        if code is not None or Means.RECOVERY not in proofs.rule_of(purpose).second_by:
            await self._prove_totp(customer_id, purpose, code or "")
        else:
            await self._prove_recovery(customer_id, purpose, recovery.normal_code(text))

    async def _prove_totp(self, customer_id: int, purpose: str, code: str) -> None:
        def work(unit: UnitOfWork) -> WalletError | None:
            refusal = totp.take(unit, self._vault, customer_id, code)
            if refusal is None:
                proofs.record(unit, customer_id, purpose, Means.TOTP)
            return refusal

        if refusal := await self._database.write(work):
            raise refusal

    async def _prove_recovery(self, customer_id: int, purpose: str, code: str) -> None:
        guess = await self._database.write(lambda work: recovery.begin_guess(work, customer_id, code))
        code_id, used = guess.code_id, False
        if code_id is not None and guess.code_hash is not None and await self._hasher.matches(guess.code_hash, code):
            used = await self._database.write(lambda work: _use(work, customer_id, purpose, code_id))
        if not used:
            await self._database.write(lambda work: note_wrong(work, customer_id, guess.attempt))
            raise guess.attempt.refusal

    async def _refuse_unproved(self, customer_id: int, purpose: str) -> None:
        """Before anything slow is done; the proof itself is consumed with the change."""
        for factor in await self.needed(customer_id, purpose):
            raise StepUpNeeded(factor=factor.value)

    async def _change(self, customer: Customer, purpose: str, change: Callable[[UnitOfWork, Actor], Result]) -> Result:
        """Consume what `purpose` asks for and make the change, in one transaction. Raises `StepUpNeeded(factor)`."""

        def work(unit: UnitOfWork) -> Result:
            proofs.require_all(unit, customer.id, purpose)
            return change(unit, by_customer(customer))

        return await self._database.write(work)


def by_customer(customer: Customer) -> Actor:
    """The customer as the one who acts."""
    return Actor(trail.CUSTOMER, customer.telegram_user_id)


def note_and_tell(work: UnitOfWork, customer_id: int, event: str, actor: Actor, **details: str | int | None) -> None:
    """Write an event into the trail and tell the customer of it."""
    trail.note(work, customer_id, event, actor, **details)
    outbox.record_security(work, customer_id, event)


def _use(work: UnitOfWork, customer_id: int, purpose: str, code_id: int) -> bool:
    if not recovery.use(work, customer_id, code_id):
        return False
    proofs.record(work, customer_id, purpose, Means.RECOVERY)
    left = recovery.left(work.connection, customer_id)
    note_and_tell(work, customer_id, trail.RECOVERY_USED, resets.actor_of(work, customer_id), left=left)
    return True
