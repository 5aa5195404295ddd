"""Setting up, moving and removing the second factor, its recovery codes, and the way without the authenticator."""

from __future__ import annotations

from wallet import trail
from wallet.customers.queries import Customer
from wallet.database import UnitOfWork
from wallet.errors import TotpNotOn, WalletError
from wallet.security import proofs, recovery, resets, totp
from wallet.security.recovery import KeptCode
from wallet.security.resets import Reset
from wallet.security.step_up import StepUp, by_customer, note_and_tell
from wallet.security.totp import Confirmed, TotpSetup
from wallet.trail import Actor


class SecondFactors(StepUp):
    """Everything about the second factor that a customer can change."""

    async def begin_totp(self, customer: Customer) -> TotpSetup:
        """A new secret that waits 15 minutes for its first code; one that is on stays on until then.

        Purpose "totp"; a second factor that is on must be proved by its own code. Raises `StepUpNeeded(factor)`.
        """
        setup = totp.new_setup(customer.masked_number, self._issuer)
        await self._change(
            customer, proofs.TOTP_PURPOSE, lambda work, _: totp.begin(work, self._vault, customer.id, setup.secret)
        )
        return setup

    async def confirm_totp(self, customer: Customer, code: str) -> tuple[str, ...]:
        """Switch the waiting secret on (or let it replace the old one) by its first code; ten recovery codes, once.

        Raises `TotpWrong(tries_left)`, `TotpLocked(retry_after_seconds)`; when none waits, `TotpNotOn` or
        `TotpAlreadyOn`.
        """
        typed = totp.typed_code(code) or ""
        checked = await self._database.write(lambda work: totp.check_pending(work, self._vault, customer.id, typed))
        if isinstance(checked, WalletError):
            raise checked
        confirmed, codes = checked, recovery.new_codes()
        kept = await recovery.kept(self._hasher, codes)
        await self._database.write(lambda work: self._switch_on(work, customer, confirmed, kept))
        return codes

    async def remove_totp(self, customer: Customer) -> None:
        """Purpose "totp", proved by its own code. Raises `TotpNotOn`, `StepUpNeeded(factor)`."""

        def change(work: UnitOfWork, actor: Actor) -> None:
            if not totp.remove(work, customer.id):
                raise TotpNotOn
            recovery.forget(work, customer.id)
            proofs.forget_all(work, customer.id)
            resets.cancel_open(work, customer.id, actor)
            note_and_tell(work, customer.id, trail.TOTP_OFF, actor)

        await self._change(customer, proofs.TOTP_PURPOSE, change)

    async def renew_recovery_codes(self, customer: Customer) -> tuple[str, ...]:
        """Ten fresh codes, shown once; the old ones count no more. Raises `TotpNotOn`, `StepUpNeeded(factor)`."""
        await self._refuse_unproved(customer.id, proofs.RECOVERY_PURPOSE)
        codes = recovery.new_codes()
        kept = await recovery.kept(self._hasher, codes)

        def change(work: UnitOfWork, actor: Actor) -> None:
            if not totp.is_on(work.connection, customer.id):
                raise TotpNotOn
            recovery.store(work, customer.id, kept)
            note_and_tell(work, customer.id, trail.RECOVERY_MADE, actor)

        await self._change(customer, proofs.RECOVERY_PURPOSE, change)
        return codes

    async def request_reset(self, customer: Customer) -> Reset:
        """Ask for the second factor to be switched off in 24 hours, by password and recovery code.

        Raises `TotpNotOn`, `ResetWaiting`, `StepUpNeeded(factor)`.
        """
        return await self._change(
            customer, proofs.RESET_PURPOSE, lambda work, actor: resets.request(work, customer.id, actor)
        )

    async def cancel_reset(self, customer: Customer, reset_id: int) -> None:
        """Needs no proof: it only keeps things as they are. Raises `ResetNotFound`."""
        actor = by_customer(customer)
        await self._database.write(lambda work: resets.cancel(work, customer.id, reset_id, actor))

    def _switch_on(self, work: UnitOfWork, customer: Customer, confirmed: Confirmed, kept: list[KeptCode]) -> None:
        actor = by_customer(customer)
        replaced = totp.switch_on(work, self._vault, customer.id, confirmed)
        recovery.store(work, customer.id, kept)
        proofs.forget_all(work, customer.id)
        resets.cancel_open(work, customer.id, actor)
        trail.note(work, customer.id, trail.RECOVERY_MADE, actor)
        note_and_tell(work, customer.id, trail.TOTP_REPLACED if replaced else trail.TOTP_ON, actor)
