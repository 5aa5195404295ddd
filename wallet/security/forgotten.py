"""A forgotten password: the PIN, a code to the wallet's own phone and the second factor stand in for it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from wallet.customers.models import customers
from wallet.customers.queries import ACTIVE, Customer, phone_place
from wallet.database import UnitOfWork
from wallet.errors import CustomerNotActive, CustomerNotFound
from wallet.security import freezing, proofs
from wallet.security.codes import Codes
from wallet.security.guesses import Attempt, Secret, forget_failures, note_wrong
from wallet.security.pins import PinProof
from wallet.security.proofs import Means
from wallet.security.step_up import StepUp, by_customer


class Forgotten(StepUp):
    """The proofs that only a forgotten password asks for."""

    async def prove_pin(self, customer: Customer, purpose: str, pin: str) -> None:
        """Raises `PinWrong(tries_left)`, `PinLocked`. The duress PIN freezes, and is told as a wrong one."""
        proof, attempt = await self._pins.examine(customer.id, pin)
        if proof is not PinProof.REAL:
            await self._database.write(lambda work: _refuse(work, customer, attempt, proof))
            raise attempt.refusal
        await self._database.write(lambda work: _proved(work, customer.id, purpose))

    async def send_phone_code(self, customer: Customer, codes: Codes) -> None:
        """Send a code to the wallet's own phone. Raises what `Codes.send` raises, and `CustomerNotActive`."""
        await codes.send(await self._phone_of_active(customer.id), customer.language)

    async def prove_phone(self, customer: Customer, purpose: str, codes: Codes, code: str) -> None:
        """Raises what `Codes.check` raises, and `CustomerNotActive`."""
        await codes.check(await self._phone_of_active(customer.id), code)
        await self._database.write(lambda work: proofs.record(work, customer.id, purpose, Means.PHONE))

    async def _phone_of_active(self, customer_id: int) -> str:
        """A frozen wallet changes no secret by this way: it was frozen because somebody may hold the phone."""

        def look(connection: Connection) -> str:
            columns = customers.c
            row = connection.execute(
                select(columns.status, columns.phone_sealed, columns.wallet_number).where(columns.id == customer_id)
            ).one_or_none()
            if row is None:
                raise CustomerNotFound
            if row.status != ACTIVE:
                raise CustomerNotActive(status=row.status)
            return self._vault.open(row.phone_sealed, phone_place(row.wallet_number))

        return await self._database.read(look)


def _refuse(work: UnitOfWork, customer: Customer, attempt: Attempt, proof: PinProof | None) -> None:
    if proof is PinProof.DURESS:
        freezing.freeze(work, customer.id, freezing.DURESS, by_customer(customer))
    note_wrong(work, customer.id, attempt)


def _proved(work: UnitOfWork, customer_id: int, purpose: str) -> None:
    forget_failures(work, customer_id, Secret.PIN)
    proofs.record(work, customer_id, purpose, Means.PIN)
