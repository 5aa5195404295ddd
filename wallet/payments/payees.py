"""Payees: whom a customer paid lately or saved, their own names for them, and who is meant by what they type.

A payee is known by the immutable customer id. A @name is only how somebody was meant once: it may move.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, literal, or_, select, update
from sqlalchemy.engine import Row

from wallet import trail
from wallet.customers import queries
from wallet.customers.models import customers
from wallet.customers.queries import Customer
from wallet.customers.service import one_line
from wallet.database import Database, Moment, UnitOfWork, insert_with_conflict
from wallet.errors import AliasInvalid, AliasTaken, PayeeNotFound, TooManyPayees
from wallet.payments.payee_models import payees
from wallet.payments.rules import payable
from wallet.security import proofs
from wallet.security.models import security_settings
from wallet.security.sessions import put_settings
from wallet.security.step_up import by_customer, note_and_tell
from wallet.security.vault import Vault

ALIAS_LENGTH_MAX = 30
SAVED_MAX = 100

COOL_OFF_CHOICES = (0, 3600, 86_400)
"""Seconds that a transfer with a warning may wait; 0: not at all."""


@dataclass(frozen=True, slots=True)
class Payee:
    """One line of a customer's list. `alias` is their own name for the payee."""

    id: int
    customer: Customer
    alias: str | None = field(repr=False)
    saved: bool
    last_paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class Meant:
    """Who is meant: `by_name` when by their @name, which may move to somebody else; `alias` when by an own name."""

    customer: Customer
    by_name: bool = False
    alias: str | None = field(default=None, repr=False)


def clean_alias(text: str) -> str:
    """A name as it may be kept: readable, in one line, and nothing that could be a @name, a number or a command.

    Raises `AliasInvalid`.
    """
    alias, readable = one_line(text)
    has_letter = any(not character.isdigit() and character not in "+-() " for character in alias)
    if not alias or len(alias) > ALIAS_LENGTH_MAX or not readable or not has_letter or alias[0] in "@/":
        raise AliasInvalid(length_max=ALIAS_LENGTH_MAX)
    return alias


def alias_place(customer_id: int, payee_id: int) -> str:
    """Where a sealed name of a payee belongs."""
    return f"payees/alias/{customer_id}/{payee_id}"


class PayeeBook:
    """Everything is looked up with its owner: somebody else's payee is not found."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def find(self, customer_id: int, text: str) -> Meant:
        """Who is meant by an own name, a @name, a wallet number or a phone number, in this order.

        Raises `PayeeNotUnderstood`, `PayeeNotFound`, `SameAccount`, `PayeeNotActive`.
        """
        return await self._database.read(lambda connection: self._find(connection, customer_id, text))

    async def recent(self, customer_id: int, size: int) -> list[Payee]:
        """Whom the customer paid or saved, the latest first."""
        latest = _of(customer_id).order_by(payees.c.touched_at.desc(), payees.c.id.desc()).limit(size)
        return await self._database.read(lambda connection: self._all(connection, latest))

    async def page(self, customer_id: int, skipped: int, size: int) -> list[Payee]:
        """A page of the list: saved payees first, then the others, each the latest first."""
        order = (payees.c.saved_at.is_(None), payees.c.touched_at.desc(), payees.c.id.desc())
        wanted = _of(customer_id).order_by(*order).offset(skipped).limit(size)
        return await self._database.read(lambda connection: self._all(connection, wanted))

    async def get(self, customer_id: int, entry_id: int) -> Payee:
        """Raises `PayeeNotFound`."""
        return await self._database.read(lambda connection: self._get(connection, customer_id, entry_id))

    async def save(self, customer_id: int, payee_id: int) -> Payee:
        """Keep somebody as a payee; saving twice changes nothing. Raises `SameAccount`, `TooManyPayees` and others."""

        def work(unit: UnitOfWork) -> Payee:
            payable(queries.by_id(unit.connection, self._vault, payee_id), customer_id)
            self._save(unit, customer_id, payee_id)
            mine = select(payees.c.id).where(payees.c.customer_id == customer_id, payees.c.payee_id == payee_id)
            return self._get(unit.connection, customer_id, unit.connection.execute(mine).scalar_one())

        return await self._database.write(work)

    async def rename(self, customer_id: int, entry_id: int, text: str | None) -> Payee:
        """Give a payee an own name, which saves them; None takes it away.

        Raises `AliasInvalid`, `AliasTaken`, `TooManyPayees`, `PayeeNotFound`.
        """
        alias = None if text is None else clean_alias(text)

        def work(unit: UnitOfWork) -> Payee:
            entry = self._get(unit.connection, customer_id, entry_id)
            self._save(unit, customer_id, entry.customer.id)
            sealed = None
            if alias is not None:
                known = self._by_alias(unit.connection, customer_id, alias)
                if known is not None and known.id != entry_id:
                    raise AliasTaken
                sealed = self._vault.seal(alias, alias_place(customer_id, entry.customer.id))
            unit.connection.execute(update(payees).where(payees.c.id == entry_id).values(alias_sealed=sealed))
            return self._get(unit.connection, customer_id, entry_id)

        return await self._database.write(work)

    async def forget(self, customer_id: int, entry_id: int) -> None:
        """Take a payee off the list. Raises `PayeeNotFound`."""
        mine = delete(payees).where(payees.c.id == entry_id, payees.c.customer_id == customer_id)
        if not await self._database.write(lambda work: int(work.connection.execute(mine).rowcount)):
            raise PayeeNotFound

    async def cool_off_seconds(self, customer_id: int) -> int:
        """How long a transfer with a warning waits; 0: it is sent at once."""
        return await self._database.read(lambda connection: cool_off_seconds(connection, customer_id))

    async def set_cool_off(self, customer: Customer, seconds: int) -> None:
        """Longer needs no proof; shorter asks for purpose "settings".

        Raises `StepUpNeeded(factor)`, and `ValueError` for what is not in `COOL_OFF_CHOICES`.
        """
        if seconds not in COOL_OFF_CHOICES:
            raise ValueError(f"transfers wait one of {COOL_OFF_CHOICES} seconds")

        def work(unit: UnitOfWork) -> None:
            before = cool_off_seconds(unit.connection, customer.id)
            if seconds == before:
                return
            if seconds < before:
                proofs.require_all(unit, customer.id, proofs.SETTINGS_PURPOSE)
            put_settings(unit, customer.id, cool_off_seconds=seconds)
            note_and_tell(unit, customer.id, trail.SETTINGS_CHANGED, by_customer(customer))

        await self._database.write(work)

    def _find(self, connection: Connection, customer_id: int, text: str) -> Meant:
        wanted, _ = one_line(text)
        # An own name never begins with @: what does is always Telegram's name.
        known = self._by_alias(connection, customer_id, wanted)
        if known is not None:
            return Meant(payable(known.customer, customer_id), alias=known.alias)
        found = queries.find_payee(connection, self._vault, wanted)
        return Meant(payable(found, customer_id), by_name=queries.USERNAME.fullmatch(wanted) is not None)

    def _by_alias(self, connection: Connection, customer_id: int, alias: str) -> Payee | None:
        """The names are sealed, so all of them are opened: there are few."""
        wanted = alias.casefold()
        named = _of(customer_id).where(payees.c.alias_sealed.is_not(None)).limit(SAVED_MAX)
        for row in connection.execute(named).all():
            if (self._alias(row) or "").casefold() == wanted:
                return self._opened(connection, row)
        return None

    def _all(self, connection: Connection, wanted: Select[*tuple[Any, ...]]) -> list[Payee]:
        return [self._opened(connection, row) for row in connection.execute(wanted).all()]

    def _get(self, connection: Connection, customer_id: int, entry_id: int) -> Payee:
        row = connection.execute(_of(customer_id).where(payees.c.id == entry_id)).one_or_none()
        if row is None:
            raise PayeeNotFound
        return self._opened(connection, row)

    def _save(self, work: UnitOfWork, customer_id: int, payee_id: int) -> None:
        saved = select(func.count()).where(
            payees.c.customer_id == customer_id, payees.c.saved_at.is_not(None), payees.c.payee_id != payee_id
        )
        if work.connection.execute(saved).scalar_one() >= SAVED_MAX:
            raise TooManyPayees(count_max=SAVED_MAX)
        work.connection.execute(
            insert_with_conflict(work, payees)
            .values(customer_id=customer_id, payee_id=payee_id, saved_at=work.now, touched_at=work.now)
            .on_conflict_do_update(
                index_elements=["customer_id", "payee_id"],
                set_={"saved_at": func.coalesce(payees.c.saved_at, literal(work.now, Moment))},
            )
        )

    def _opened(self, connection: Connection, row: Row[*tuple[Any, ...]]) -> Payee:
        fields = row._mapping
        return Payee(
            id=fields["id"],
            customer=queries.by_id(connection, self._vault, fields["payee_id"]),
            alias=self._alias(row),
            saved=fields["saved_at"] is not None,
            last_paid_at=fields["last_paid_at"],
        )

    def _alias(self, row: Row[*tuple[Any, ...]]) -> str | None:
        fields = row._mapping
        if fields["alias_sealed"] is None:
            return None
        return self._vault.open(fields["alias_sealed"], alias_place(fields["customer_id"], fields["payee_id"]))


def _of(customer_id: int) -> Select[*tuple[Any, ...]]:
    return select(payees).where(payees.c.customer_id == customer_id)


def former_payee_id(connection: Connection, customer_id: int, payee_id: int) -> int | None:
    """Whom else this customer last meant by the @name that the payee has now; None when nobody."""
    name = select(customers.c.username).where(customers.c.id == payee_id).scalar_subquery()
    former = select(payees.c.payee_id).where(
        payees.c.customer_id == customer_id, payees.c.username == name, payees.c.payee_id != payee_id
    )
    return connection.execute(former.limit(1)).scalar()


def note_paid(work: UnitOfWork, customer_id: int, payee_id: int, *, by_name: bool) -> None:
    """Money went to this payee. Meant by @name: from now on the name means them, and nobody else any more."""
    values: dict[str, object] = {"last_paid_at": work.now, "touched_at": work.now}
    if by_name:
        name = select(customers.c.username).where(customers.c.id == payee_id).scalar_subquery()
        values["username"] = name
        work.connection.execute(
            update(payees)
            .where(payees.c.customer_id == customer_id, payees.c.username == name, payees.c.payee_id != payee_id)
            .values(username=None)
        )
    work.connection.execute(
        insert_with_conflict(work, payees)
        .values(customer_id=customer_id, payee_id=payee_id, **values)
        .on_conflict_do_update(index_elements=["customer_id", "payee_id"], set_=values)
    )


def cool_off_seconds(connection: Connection, customer_id: int) -> int:
    """How long this customer's transfers with a warning wait."""
    chosen = select(security_settings.c.cool_off_seconds).where(security_settings.c.customer_id == customer_id)
    return connection.execute(chosen).scalar() or 0


def forget_person(work: UnitOfWork, customer_id: int) -> None:
    """Somebody closes their wallet: their list goes, and they go from the lists of others."""
    theirs = or_(payees.c.customer_id == customer_id, payees.c.payee_id == customer_id)
    work.connection.execute(delete(payees).where(theirs))
