"""Transfers that wait: the money is set aside when the customer confirms, and sent when the wait is over.

Until then one tap cancels. A frozen wallet sends nothing: what comes due is stopped; after the wallet is let go it
waits once more, so that the owner can look at it first, and after a week it is given back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, Select, and_, insert, or_, select, update
from sqlalchemy.engine import Row

from wallet import ledger, outbox
from wallet.customers import queries
from wallet.customers.models import customers
from wallet.customers.queries import ACTIVE, CLOSED, Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import HoldNotOpen, TransferNotWaiting, WaitingTransferNotFound, WalletError
from wallet.ledger import Posted
from wallet.ledger.models import operations
from wallet.money import Money, currency
from wallet.payments.held import HeldPayment, send_held
from wallet.payments.models import quotes
from wallet.payments.payee_models import waiting_transfers
from wallet.payments.payees import note_paid
from wallet.payments.plans import Plan
from wallet.payments.quotes import Quote
from wallet.payments.rules import TRANSFER, told_to_payee
from wallet.references import new_reference
from wallet.security.vault import Vault

LATER = "transfer-later"
"""The kind of quotes whose money waits."""

WAITING, STOPPED, SENT, CANCELLED = "waiting", "stopped", "sent", "cancelled"
REFUSED, RETURNED = "refused", "returned"
OPEN = (WAITING, STOPPED)

STOPPED_FOR_MAX = timedelta(days=7)
AGAIN_AFTER = timedelta(hours=1)
"""How long a transfer that a freeze stopped waits once more."""

COOL_OFF, BY_NAME, FORMER = "cool_off_seconds", "by_name", "former_payee_id"
"""Of a quote's details: how long it waits; whether the payee was named by @name; whom that name meant before."""

_columns = waiting_transfers.c

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class WaitingTransfer:
    """One transfer that waits, or waited. `pays` arrives, `fee` comes on top; `due_at` is when it is sent."""

    hold_id: int
    payee: Customer
    pays: Money
    fee: Money
    status: str
    due_at: datetime

    @property
    def leaves(self) -> Money:
        """What is set aside."""
        return self.pays + self.fee


def later_plan(quote: Quote) -> Plan:
    """Set the money aside and keep what is to happen with it; the payer hears how to stop it."""
    if quote.payee is None:
        raise ValueError("a transfer has a payee")
    return Plan(
        kind=LATER,
        reference=quote.reference,
        payer_id=quote.customer_id,
        pays=quote.pays,
        fee=quote.fee,
        payee_id=quote.payee.id,
        note=quote.note,
        held=True,
        guard=lambda work: _keep(work, quote),
        facts=lambda posted: [_fact(outbox.TRANSFER_WAITING, quote.customer_id, hold_id=posted.operation_id)],
    )


class WaitingTransfers:
    """What a customer sees of their transfers that wait. Everything is looked up with its owner."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def open(self, customer_id: int, size: int) -> list[WaitingTransfer]:
        """Those that wait, the next first."""
        mine = _with_figures().where(_columns.customer_id == customer_id, _columns.status.in_(OPEN))
        wanted = mine.order_by(_columns.due_at, _columns.hold_id).limit(size)
        return await self._database.read(lambda connection: self._all(connection, wanted))

    async def get(self, customer_id: int, hold_id: int) -> WaitingTransfer:
        """Also one that waits no more. Raises `WaitingTransferNotFound`."""
        mine = _with_figures().where(_columns.hold_id == hold_id, _columns.customer_id == customer_id)
        found = await self._database.read(lambda connection: self._all(connection, mine))
        if not found:
            raise WaitingTransferNotFound
        return found[0]

    async def cancel(self, customer_id: int, hold_id: int) -> None:
        """The money can be spent again; the payee never hears of it. Also while the wallet is frozen.

        Raises `WaitingTransferNotFound`, `TransferNotWaiting(status)`.
        """
        await self._database.write(lambda work: _cancel(work, customer_id, hold_id))

    def _all(self, connection: Connection, wanted: Select[*tuple[Any, ...]]) -> list[WaitingTransfer]:
        return [self._opened(connection, row) for row in connection.execute(wanted).all()]

    def _opened(self, connection: Connection, row: Row[*tuple[Any, ...]]) -> WaitingTransfer:
        kind = currency(row.pays_currency)
        return WaitingTransfer(
            hold_id=row.hold_id,
            payee=queries.by_id(connection, self._vault, row.payee_id),
            pays=Money(row.pays_minor, kind),
            fee=Money(row.fee_minor, kind),
            status=row.status,
            due_at=row.due_at,
        )


def send_due(work: UnitOfWork) -> int:
    """The job: do what is due with one transfer, the oldest; 0 when there is nothing to do.

    One at a time, so that one's accounts hold no other up. Safe to run twice, even at once: the row is locked, and a
    rival passes it by.
    """
    payer_active = customers.c.status == ACTIVE
    due = (
        _with_figures()
        .join(customers, customers.c.id == _columns.customer_id)
        .where(
            or_(
                and_(_columns.status == WAITING, _columns.due_at <= work.now),
                and_(_columns.status == STOPPED, or_(payer_active, _columns.due_at <= work.now - STOPPED_FOR_MAX)),
            )
        )
        .order_by(_columns.due_at, _columns.hold_id)
        .limit(1)
        .with_for_update(of=waiting_transfers, skip_locked=True)
    )
    row = work.connection.execute(due).one_or_none()
    if row is None:
        return 0
    try:
        with work.connection.begin_nested():
            _do(work, row)
    except HoldNotOpen:
        _end(work, row.hold_id, RETURNED, finished_at=work.now)
        outbox.record(work, _fact(outbox.TRANSFER_RETURNED, row.customer_id, hold_id=row.hold_id))
    except WalletError as error:
        # One that can't be done now must not hold up everybody's behind it.
        log.error("waiting_transfer_put_off", hold_id=row.hold_id, code=error.code)
        _end(work, row.hold_id, row.status, due_at=work.now + AGAIN_AFTER)
    return 1


def _do(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> None:
    """What is due with one row that this transaction holds locked."""
    payer_status, payee_status = _locked_statuses(work, row.customer_id, row.payee_id)
    if payee_status == CLOSED:
        _give_back(work, row, REFUSED)
    elif payer_status != ACTIVE:
        _stop(work, row)
    elif row.status == STOPPED:
        _end(work, row.hold_id, WAITING, due_at=work.now + AGAIN_AFTER)
        outbox.record(work, _fact(outbox.TRANSFER_WAITING, row.customer_id, hold_id=row.hold_id))
    else:
        _send(work, row)


def _keep(work: UnitOfWork, quote: Quote) -> None:
    placed = select(operations.c.id, operations.c.created_at).where(operations.c.reference == quote.reference)
    hold = work.connection.execute(placed).one()
    payee_id = None if quote.payee is None else quote.payee.id
    work.connection.execute(
        insert(waiting_transfers).values(
            hold_id=hold.id,
            customer_id=quote.customer_id,
            payee_id=payee_id,
            reference=quote.reference,
            sent_reference=new_reference(),
            status=WAITING,
            due_at=hold.created_at + timedelta(seconds=int(quote.details[COOL_OFF] or 0)),
        )
    )


def _with_figures() -> Select[*tuple[Any, ...]]:
    """The figures are the quote's: nothing else says what was promised."""
    shown = quotes.c
    figures = (shown.pays_minor, shown.pays_currency, shown.fee_minor, shown.note, shown.details)
    return select(*_columns, *figures).join(quotes, shown.reference == _columns.reference)


def _locked_statuses(work: UnitOfWork, payer_id: int, payee_id: int) -> tuple[str, str]:
    """Neither is frozen or closed behind our back: who does that locks the customer's row first, as we do here."""
    both = select(customers.c.id, customers.c.status).where(customers.c.id.in_([payer_id, payee_id]))
    rows = work.connection.execute(both.order_by(customers.c.id).with_for_update(read=True)).all()
    status = {row.id: row.status for row in rows}
    return status[payer_id], status[payee_id]


def _send(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> None:
    payer_id, payee_id, kind = row.customer_id, row.payee_id, currency(row.pays_currency)
    amount, fee = Money(row.pays_minor, kind), Money(row.fee_minor, kind)
    _end(work, row.hold_id, SENT, finished_at=work.now)
    held = HeldPayment(row.hold_id, payer_id, amount, fee, TRANSFER, row.note)
    posted = send_held(work, held, payee_id, row.sent_reference)
    note_paid(work, payer_id, payee_id, by_name=bool(json.loads(row.details).get(BY_NAME)))
    outbox.record_all(work, _told(payer_id, payee_id, posted))


def _told(payer_id: int, payee_id: int, posted: Posted) -> Sequence[outbox.Fact]:
    sent = _fact(outbox.TRANSFER_SENT, payer_id, operation_id=posted.operation_id)
    return [*told_to_payee(payee_id, posted), sent]


def _stop(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> None:
    if row.due_at <= work.now - STOPPED_FOR_MAX:
        _give_back(work, row, RETURNED)
    elif row.status == WAITING:
        _end(work, row.hold_id, STOPPED)


def _give_back(work: UnitOfWork, row: Row[*tuple[Any, ...]], status: str) -> None:
    _end(work, row.hold_id, status, finished_at=work.now)
    ledger.release_hold(work, row.hold_id, _release_reference(row.hold_id), customer_id=row.customer_id)
    outbox.record(work, _fact(outbox.TRANSFER_RETURNED, row.customer_id, hold_id=row.hold_id))


def _cancel(work: UnitOfWork, customer_id: int, hold_id: int) -> None:
    mine = (_columns.hold_id == hold_id) & (_columns.customer_id == customer_id)
    cancelled = update(waiting_transfers).where(mine, _columns.status.in_(OPEN))
    if not work.connection.execute(cancelled.values(status=CANCELLED, finished_at=work.now)).rowcount:
        status = work.connection.execute(select(_columns.status).where(mine)).scalar()
        raise WaitingTransferNotFound if status is None else TransferNotWaiting(status=status)
    ledger.release_hold(work, hold_id, _release_reference(hold_id), customer_id=customer_id)


def _end(work: UnitOfWork, hold_id: int, status: str, **values: datetime) -> None:
    """The next status of a row that this transaction holds locked."""
    change = update(waiting_transfers).where(_columns.hold_id == hold_id, _columns.status.in_(OPEN))
    if not work.connection.execute(change.values(status=status, **values)).rowcount:
        raise RuntimeError("a transfer that is locked waits no more")


def _release_reference(hold_id: int) -> str:
    """However it ends: a hold is released once."""
    return f"release-{hold_id}"


def _fact(kind: str, customer_id: int, **ids: int) -> outbox.Fact:
    return outbox.Fact(outbox.CUSTOMER_CHANNEL, str(customer_id), kind, {"customer_id": customer_id, **ids})
