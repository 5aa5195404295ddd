"""Recurring transfers and bills: made, paused, ended, one day skipped or marked as paid by the customer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from wallet.customers import queries
from wallet.customers.queries import FROZEN, Customer
from wallet.database import Database, UnitOfWork
from wallet.days import local_day
from wallet.errors import CustomerNotActive, RecurringDealtWith, RecurringNotFound
from wallet.fees.table import FeeTable
from wallet.limits.service import Limits
from wallet.money import Money, currency
from wallet.payments import duress
from wallet.recurring import running
from wallet.recurring.due import ACTIVE, BILL, ENDED, OPEN, PAUSED, TRANSFER, Rhythm, moment_of, rhythm_of
from wallet.recurring.making import RECURRING_MAX, Maker, NewRecurring, Preview
from wallet.recurring.models import recurring, recurring_runs
from wallet.recurring.running import LATE, MARKED, SKIPPED, Runner, clock_of
from wallet.security.pins import PinProof, Pins
from wallet.security.vault import Vault

OWN = "own"
"""The reason of a day that the customer left out."""

_columns, _runs = recurring.c, recurring_runs.c
Found = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Recurring:
    """One of a customer's own. `fee` is what each transfer costs at most."""

    id: int
    what: str
    name: str
    payee: Customer | None = field(repr=False)
    amount: Money
    fee: Money
    rhythm: Rhythm
    note: str
    remind_days: int
    status: str
    next_due: date | None


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one due day. `short` is how much money was missing, when that was the reason."""

    state: str
    reason: str
    short: Money | None
    operation_id: int | None
    reference: str


class RecurringPayments:
    """Every method looks things up with their owner and raises `RecurringNotFound` for anybody else's."""

    def __init__(self, database: Database, vault: Vault, pins: Pins, limits: Limits, fees: FeeTable) -> None:
        self._database, self._vault, self._pins = database, vault, pins
        self._maker, self._runner = Maker(vault, limits, fees), Runner(limits, fees)

    def run_due(self, work: UnitOfWork) -> int:
        """The job: as `Runner.run_due`."""
        return self._runner.run_due(work)

    async def mine(self, customer_id: int) -> list[Recurring]:
        """Those that go on or are paused, the next first."""
        going_on = select(recurring).where(_columns.customer_id == customer_id, _columns.status != ENDED)
        wanted = going_on.order_by(_columns.next_due, _columns.id).limit(RECURRING_MAX)
        return await self._database.read(
            lambda connection: [self._opened(connection, row) for row in connection.execute(wanted).all()]
        )

    async def get(self, customer_id: int, recurring_id: int) -> Recurring:
        """Also one that has ended."""
        return await self._database.read(lambda connection: self._get(connection, customer_id, recurring_id))

    async def run_of(self, customer_id: int, recurring_id: int, due_on: date) -> Run | None:
        """What became of one due day; None when nothing has yet."""
        query = (
            select(recurring_runs, _columns.currency)
            .join(recurring, _columns.id == _runs.recurring_id)
            .where(_runs.customer_id == customer_id, _runs.recurring_id == recurring_id)
            .where(_runs.due_on == due_on.isoformat())
        )
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        if row is None:
            return None
        short = None if row.short_minor is None else Money(row.short_minor, currency(row.currency))
        return Run(row.state, row.reason or "", short, row.operation_id, row.reference or "")

    async def to_mark(self, customer_id: int, recurring_id: int) -> date | None:
        """The due day of a bill that can be marked as paid: the oldest open one, or the next; else None."""
        item = await self.get(customer_id, recurring_id)
        days = select(_runs.due_on).where(_runs.recurring_id == item.id, _runs.state == OPEN)
        oldest = days.order_by(_runs.due_on).limit(1)
        found = await self._database.read(lambda connection: connection.execute(oldest).scalar())
        return item.next_due if found is None else date.fromisoformat(found)

    async def preview(self, customer_id: int, new: NewRecurring) -> Preview:
        """What it would be. Raises as `Maker.preview`."""
        now = self._database.now()
        return await self._database.read(lambda connection: self._maker.preview(connection, now, customer_id, new))

    async def make_bill(self, customer_id: int, new: NewRecurring) -> Recurring:
        """Only reminders: no money moves, so no PIN. Raises as `Maker.preview`, and `RecurringTooMany`."""
        if new.what != BILL:
            raise ValueError("a transfer is agreed to with the PIN")
        return await self._make(customer_id, new, agreed=False)

    async def make(self, customer_id: int, new: NewRecurring, pin: str) -> Recurring:
        """Agree to a transfer on each due day, once for a reference. A duress PIN freezes, and nothing is ever paid.

        Raises as `Maker.make`, `PinWrong`, `PinLocked`.
        """
        real = await self._pins.prove(customer_id, pin) is PinProof.REAL
        if not real and not await self._database.write(lambda work: duress.freeze(work, customer_id)):
            raise CustomerNotActive(status=FROZEN)
        return await self._make(customer_id, new, agreed=real)

    async def _make(self, customer_id: int, new: NewRecurring, *, agreed: bool) -> Recurring:
        made = await self._database.write(lambda work: self._maker.make(work, customer_id, new, agreed=agreed))
        return await self.get(customer_id, made)

    async def pause(self, customer_id: int, recurring_id: int) -> None:
        """Nothing is paid or told until it goes on again."""
        await self._change(customer_id, recurring_id, _pause)

    async def resume(self, customer_id: int, recurring_id: int) -> None:
        """Go on with the next due day that is still to come; what fell into the pause is not paid later."""
        await self._change(customer_id, recurring_id, _resume)

    async def end(self, customer_id: int, recurring_id: int) -> None:
        """For good."""
        await self._change(customer_id, recurring_id, _end)

    async def skip(self, customer_id: int, recurring_id: int, due_on: date) -> None:
        """Leave out the next due day. Raises `RecurringDealtWith` for one that was paid, skipped or marked."""
        await self._change(customer_id, recurring_id, lambda work, row: _skip(work, row, due_on))

    async def mark_paid(self, customer_id: int, recurring_id: int, due_on: date) -> None:
        """The customer says that a bill is paid. Raises `RecurringDealtWith` when that was said before."""
        await self._change(customer_id, recurring_id, lambda work, row: _mark(work, row, due_on))

    async def _change(self, customer_id: int, recurring_id: int, change: Callable[[UnitOfWork, Found], None]) -> None:
        mine = select(recurring).where(_columns.id == recurring_id, _columns.customer_id == customer_id)

        def work(unit: UnitOfWork) -> None:
            row = unit.connection.execute(mine.with_for_update()).one_or_none()
            if row is None:
                raise RecurringNotFound
            change(unit, row)

        await self._database.write(work)

    def _get(self, connection: Connection, customer_id: int, recurring_id: int) -> Recurring:
        mine = (_columns.id == recurring_id, _columns.customer_id == customer_id)
        row = connection.execute(select(recurring).where(*mine)).one_or_none()
        if row is None:
            raise RecurringNotFound
        return self._opened(connection, row)

    def _opened(self, connection: Connection, row: Found) -> Recurring:
        kind = currency(row.currency)
        return Recurring(
            id=row.id,
            what=row.what,
            name=row.name,
            payee=None if row.payee_id is None else queries.by_id(connection, self._vault, row.payee_id),
            amount=Money(row.amount_minor, kind),
            fee=Money(row.fee_minor, kind),
            rhythm=rhythm_of(row),
            note=row.note,
            remind_days=row.remind_days,
            status=row.status,
            next_due=None if row.next_due is None else date.fromisoformat(row.next_due),
        )


def forget_person(work: UnitOfWork, customer_id: int) -> None:
    """Before a wallet is closed: what recurs ends and loses its words; as a payee the masked name goes."""
    mine = update(recurring).where(_columns.customer_id == customer_id)
    work.connection.execute(
        mine.values(name="", note="", status=ENDED, next_due=None, next_step=None, next_at=None, payee_username=None)
    )
    named = update(recurring).where(_columns.payee_id == customer_id)
    work.connection.execute(named.where(_columns.what == TRANSFER).values(name=""))
    work.connection.execute(_closed_bills(_runs.customer_id == customer_id))


def _closed_bills(*where: Any) -> Any:
    return update(recurring_runs).where(*where, _runs.state == OPEN).values(state=SKIPPED, reason=OWN)


def _going_on(row: Found) -> None:
    if row.status == ENDED:
        raise RecurringNotFound


def _pause(work: UnitOfWork, row: Found) -> None:
    _going_on(row)
    work.connection.execute(update(recurring).where(_columns.id == row.id).values(status=PAUSED))


def _resume(work: UnitOfWork, row: Found) -> None:
    _going_on(row)
    if row.status != PAUSED:
        return
    zone, telling = clock_of(work, row.customer_id)
    rhythm, today = rhythm_of(row), local_day(work.now, zone)
    day = rhythm.not_before(date.fromisoformat(row.next_due), today)
    dealt_with = select(_runs.due_on).where(_runs.recurring_id == row.id, _runs.due_on >= today.isoformat())
    known = set(work.connection.execute(dealt_with).scalars())
    while day is not None and (moment_of(day, zone, telling) <= work.now or day.isoformat() in known):
        day = rhythm.after(day)
    mine = update(recurring).where(_columns.id == row.id)
    if day is None:
        _end(work, row)
        return
    work.connection.execute(mine.values(status=ACTIVE, skips=0))
    running.schedule(work, row, day)


def _end(work: UnitOfWork, row: Found) -> None:
    _going_on(row)
    ended = update(recurring).where(_columns.id == row.id)
    work.connection.execute(ended.values(status=ENDED, next_due=None, next_step=None, next_at=None))
    work.connection.execute(_closed_bills(_runs.recurring_id == row.id))


def _skip(work: UnitOfWork, row: Found, due_on: date) -> None:
    _going_on(row)
    if row.next_due != due_on.isoformat() or not running.note_run(work, row, SKIPPED, reason=OWN):
        raise RecurringDealtWith
    running.advance(work, row)


def _mark(work: UnitOfWork, row: Found, due_on: date) -> None:
    if row.what != BILL:
        raise RecurringNotFound
    day = due_on.isoformat()
    marked = update(recurring_runs).where(_runs.recurring_id == row.id, _runs.due_on == day, _runs.state == OPEN)
    if work.connection.execute(marked.values(state=MARKED, at=work.now)).rowcount:
        if row.next_due == day and row.next_step == LATE:
            running.advance(work, row)
        return
    if row.next_due != day or not running.note_run(work, row, MARKED):
        raise RecurringDealtWith
    running.advance(work, row)
