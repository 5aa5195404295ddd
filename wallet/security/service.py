"""Security: one service for all that a customer proves and changes about how their wallet is guarded.

Every change is one unit of work: it consumes the proof that was made for it, writes the trail and tells the customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select, update
from sqlalchemy.sql import ColumnElement

from wallet import trail
from wallet.customers.models import customers
from wallet.customers.queries import FROZEN, Customer, birthday_place, name_place, phone_place, phrase_place
from wallet.customers.service import one_line
from wallet.database import UnitOfWork
from wallet.errors import (
    CustomerNotActive,
    CustomerNotFound,
    DatabaseBusy,
    DuressPinSame,
    NotFrozen,
    NotRegistered,
    PhraseInvalid,
    StepUpNeeded,
)
from wallet.ledger.models import entries, operations
from wallet.money import Money
from wallet.security import freezing, proofs, totp
from wallet.security.forgotten import Forgotten
from wallet.security.guesses import Secret, forget_failures
from wallet.security.models import credentials, totp_factors
from wallet.security.overview import Overview, overview, step_up_from
from wallet.security.passwords import About, check_password_choice
from wallet.security.pins import check_pin_choice
from wallet.security.proofs import PROOF_VALID_FOR, Factor
from wallet.security.resets import Reset
from wallet.security.second_factors import SecondFactors
from wallet.security.sessions import IDLE_LOCK_CHOICES, Sessions, put_settings
from wallet.security.step_up import note_and_tell
from wallet.security.totp import TotpSetup
from wallet.trail import Actor

__all__ = ["IDLE_LOCK_CHOICES", "PROOF_VALID_FOR", "Factor", "Overview", "Reset", "Security", "TotpSetup"]

PHRASE_LENGTH_MIN, PHRASE_LENGTH_MAX = 3, 40
TAKEN_BY_LINK = "claim-link"
"""The kind of operation by which somebody the giver did not choose may have got the money."""

OWN_CAUSES = frozenset({freezing.BY_CUSTOMER, freezing.GUESSES})
"""Freezes that the customer may end alone."""


def clean_phrase(text: str) -> str:
    """A phrase as it may be kept: one line that shows as it is written. Raises `PhraseInvalid`."""
    phrase, readable = one_line(text)
    if not PHRASE_LENGTH_MIN <= len(phrase) <= PHRASE_LENGTH_MAX or not readable:
        raise PhraseInvalid(length_min=PHRASE_LENGTH_MIN, length_max=PHRASE_LENGTH_MAX)
    return phrase


class Security(SecondFactors, Sessions, Forgotten):
    """What guards a wallet, in one place. Every change raises `StepUpNeeded(factor)` until that is proved."""

    async def set_password(self, customer: Customer, password: str, *, forgotten: bool = False) -> None:
        """Purpose "password", or "forgotten" without the old one. Raises `PasswordTooWeak`, `StepUpNeeded(factor)`."""
        purpose = proofs.FORGOTTEN_PURPOSE if forgotten else proofs.PASSWORD_PURPOSE
        await self._refuse_unproved(customer.id, purpose)
        about = await self._database.read(lambda connection: self._about(connection, customer.id))
        check_password_choice(password, about)
        password_hash = await self._passwords.hash(password)

        def change(work: UnitOfWork, actor: Actor) -> None:
            _set(
                work,
                customer.id,
                password_hash=password_hash,
                password_changed_at=work.now,
                password_reminded_at=None,
            )
            forget_failures(work, customer.id, Secret.PASSWORD)
            proofs.forget_all(work, customer.id)
            note_and_tell(work, customer.id, trail.PASSWORD_CHANGED, actor)

        await self._change(customer, purpose, change)

    async def change_pin(self, customer: Customer, pin: str) -> None:
        """Purpose "pin". Raises `PinInvalid`, `PinTooSimple`, `DuressPinSame`, `StepUpNeeded(factor)`."""
        await self._refuse_unproved(customer.id, proofs.PIN_PURPOSE)
        pin_hash, duress_hash = await self._chosen_pin(customer.id, pin, credentials.c.duress_pin_hash)

        def change(work: UnitOfWork, actor: Actor) -> None:
            unchanged = credentials.c.duress_pin_hash.is_not_distinct_from(duress_hash)
            _set(work, customer.id, unchanged, pin_hash=pin_hash, pin_changed_at=work.now)
            forget_failures(work, customer.id, Secret.PIN)
            note_and_tell(work, customer.id, trail.PIN_CHANGED, actor)

        await self._change(customer, proofs.PIN_PURPOSE, change)

    async def set_duress_pin(self, customer: Customer, pin: str | None) -> None:
        """Purpose "duress"; None takes it away. Not told by a notice: whoever forces the customer may read along.

        Raises `PinInvalid`, `PinTooSimple`, `DuressPinSame`, `StepUpNeeded(factor)`.
        """
        await self._refuse_unproved(customer.id, proofs.DURESS_PURPOSE)
        duress_hash, pin_hash = None, None
        if pin is not None:
            duress_hash, pin_hash = await self._chosen_pin(customer.id, pin, credentials.c.pin_hash)

        def change(work: UnitOfWork, actor: Actor) -> None:
            unchanged = () if pin_hash is None else (credentials.c.pin_hash == pin_hash,)
            _set(work, customer.id, *unchanged, duress_pin_hash=duress_hash)
            trail.note(work, customer.id, trail.DURESS_SET, actor, removed=int(pin is None))

        await self._change(customer, proofs.DURESS_PURPOSE, change)

    async def set_phrase(self, customer: Customer, text: str | None) -> None:
        """Purpose "phrase"; None takes it away. Raises `PhraseInvalid(length_min, length_max)`, `StepUpNeeded`."""
        place = phrase_place(customer.wallet_number)
        sealed = None if text is None else self._vault.seal(clean_phrase(text), place)

        def change(work: UnitOfWork, actor: Actor) -> None:
            work.connection.execute(update(customers).where(customers.c.id == customer.id).values(phrase_sealed=sealed))
            note_and_tell(work, customer.id, trail.PHRASE_SET, actor)

        await self._change(customer, proofs.PHRASE_PURPOSE, change)

    async def set_idle_lock(self, customer: Customer, seconds: int) -> None:
        """Purpose "settings". Raises `ValueError` for what is not in `IDLE_LOCK_CHOICES`, `StepUpNeeded(factor)`."""
        if seconds not in IDLE_LOCK_CHOICES:
            raise ValueError(f"sessions lock after one of {IDLE_LOCK_CHOICES} seconds")
        await self._set_settings(customer, idle_lock_seconds=seconds)

    async def set_step_up(self, customer: Customer, money: Money | None) -> None:
        """From this amount on a payment asks for the second factor; None: any. Purpose "settings"."""
        minor, code = (None, None) if money is None else (money.minor, money.currency.code)
        await self._set_settings(customer, step_up_minor=minor, step_up_currency=code)

    async def unfreeze_own(self, customer: Customer) -> None:
        """Purpose "unfreeze": by password and second factor, both. Without a second factor the desk has to do it.

        Raises `StepUpNeeded(factor)`, `NotFrozen`, and `CustomerNotActive` when the desk froze it: the desk decides.
        """

        def work(unit: UnitOfWork) -> None:
            _refuse_others_freeze(unit.connection, customer.id)
            if not may_unfreeze_alone(unit.connection, customer.id):
                raise StepUpNeeded(factor=Factor.SECOND.value)
            proofs.require_all(unit, customer.id, proofs.UNFREEZE_PURPOSE)
            freezing.unfreeze(unit, customer.id, Actor(trail.CUSTOMER, customer.telegram_user_id))

        await self._database.write(work)

    async def may_unfreeze_alone(self, customer_id: int) -> bool:
        """Whether `unfreeze_own` is a way, or only the desk."""
        return await self._database.read(lambda connection: may_unfreeze_alone(connection, customer_id))

    async def overview(self, customer_id: int) -> Overview:
        """How well the wallet is guarded. Raises `NotRegistered`."""
        now = self._database.now()
        return await self._database.read(lambda connection: overview(connection, customer_id, now))

    async def activity(self, customer_id: int, older_than: int | None, size: int) -> Sequence[trail.Event]:
        """The customer's own trail, newest first; `older_than` is the id of the last event of the page before."""
        return await self._database.read(
            lambda connection: trail.of_customer(connection, customer_id, older_than, size)
        )

    async def second_factor_due(self, customer_id: int, payee_id: int | None, amount: Money) -> bool:
        """Whether this payment asks for the second factor, which is then proved for "pay:" and its reference."""
        return await self._database.read(lambda connection: is_due(connection, customer_id, payee_id, amount))

    async def _chosen_pin(self, customer_id: int, pin: str, other: ColumnElement[str | None]) -> tuple[str, str | None]:
        """The hash of a PIN that may be chosen, and the hash of the other PIN, from which it differs."""

        def look(connection: Connection) -> tuple[About, str | None]:
            other_hash = select(other).where(credentials.c.customer_id == customer_id)
            return self._about(connection, customer_id), connection.execute(other_hash).scalar()

        about, other_hash = await self._database.read(look)
        check_pin_choice(pin, about.birthday)
        if other_hash is not None and await self._hasher.matches(other_hash, pin):
            raise DuressPinSame
        return await self._pins.hash(pin), other_hash

    async def _set_settings(self, customer: Customer, **values: object) -> None:
        def change(work: UnitOfWork, actor: Actor) -> None:
            put_settings(work, customer.id, **values)
            note_and_tell(work, customer.id, trail.SETTINGS_CHANGED, actor)

        await self._change(customer, proofs.SETTINGS_PURPOSE, change)

    def _about(self, connection: Connection, customer_id: int) -> About:
        row = connection.execute(select(customers).where(customers.c.id == customer_id)).one_or_none()
        if row is None:
            raise CustomerNotFound
        number, birthday = row.wallet_number, None
        if row.birthday_sealed is not None:
            birthday = date.fromisoformat(self._vault.open(row.birthday_sealed, birthday_place(number)))
        return About(
            self._vault.open(row.name_sealed, name_place(number)),
            self._vault.open(row.phone_sealed, phone_place(number)),
            birthday,
        )


def is_due(connection: Connection, customer_id: int, payee_id: int | None, amount: Money) -> bool:
    """With the second factor on: from the customer's amount on, in other currencies, and for a payee who is new."""
    if not totp.is_on(connection, customer_id):
        return False
    step_up = step_up_from(connection, customer_id)
    if step_up is None or step_up.currency != amount.currency or amount >= step_up:
        return True
    return payee_id is None or not was_paid(connection, customer_id, payee_id)


def was_paid(connection: Connection, customer_id: int, payee_id: int) -> bool:
    """Whether this customer ever paid that one, knowing whom: neither money given back counts, nor a link taken."""
    mine, theirs = entries.alias("mine"), entries.alias("theirs")
    paid = (
        select(mine.c.operation_id)
        .join(theirs, theirs.c.operation_id == mine.c.operation_id)
        .join(operations, operations.c.id == mine.c.operation_id)
        .where(
            mine.c.customer_id == customer_id,
            mine.c.amount < 0,
            theirs.c.customer_id == payee_id,
            theirs.c.amount > 0,
            operations.c.reverses_id.is_(None),
            operations.c.kind != TAKEN_BY_LINK,
        )
    )
    return connection.execute(paid.limit(1)).first() is not None


def may_unfreeze_alone(connection: Connection, customer_id: int) -> bool:
    """By two factors that both were there before the freeze: one that came after may be a thief's."""
    row = connection.execute(
        select(customers.c.frozen_cause, customers.c.frozen_at, credentials.c.password_changed_at)
        .join(credentials, credentials.c.customer_id == customers.c.id)
        .where(customers.c.id == customer_id)
    ).one_or_none()
    confirmed = connection.execute(
        select(totp_factors.c.confirmed_at).where(totp_factors.c.customer_id == customer_id)
    ).scalar()
    if row is None or row.frozen_cause not in OWN_CAUSES or row.frozen_at is None:
        return False
    proved = (row.password_changed_at, confirmed)
    return all(moment is not None and moment < row.frozen_at for moment in proved)


def _refuse_others_freeze(connection: Connection, customer_id: int) -> None:
    row = connection.execute(
        select(customers.c.status, customers.c.frozen_cause).where(customers.c.id == customer_id)
    ).one()
    if row.status != FROZEN:
        raise NotFrozen
    if row.frozen_cause not in OWN_CAUSES:
        raise CustomerNotActive(status=FROZEN)


def _set(work: UnitOfWork, customer_id: int, *unchanged: ColumnElement[bool], **values: object) -> None:
    """Change credentials, if what was compared with is still the same. Raises `NotRegistered`, `DatabaseBusy`."""
    mine = credentials.c.customer_id == customer_id
    changed = work.connection.execute(update(credentials).where(mine, *unchanged).values(values))
    if changed.rowcount == 0:
        known = work.connection.execute(select(credentials.c.customer_id).where(mine)).first()
        raise NotRegistered if known is None else DatabaseBusy
