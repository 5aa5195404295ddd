"""What becomes of an open request: paid, declined, cancelled, expired, reminded; one conditional update for each."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, select, update

from wallet import outbox
from wallet.database import UnitOfWork
from wallet.errors import CannotBeAsked, RemindersUsedUp, ReminderTooSoon, RequestClosed, RequestNotFound
from wallet.payments.quotes import Quote
from wallet.payments.rules import check_seems_active
from wallet.requests import asking, queries
from wallet.requests.models import EXPIRED, OPEN, PAID, money_requests
from wallet.requests.queries import Request, requests
from wallet.security.vault import Vault

REMIND_AFTER, REMINDERS_MAX = timedelta(days=1), 3
EXPIRED_AT_ONCE_MAX = 500

RemindRefusal = RequestClosed | RemindersUsedUp | ReminderTooSoon


def finish(work: UnitOfWork, request_id: int, mine: ColumnElement[bool], **values: str) -> int:
    """End an open request, once; returns who asked. Raises `RequestNotFound`, `RequestClosed(status)`."""
    is_open = update(money_requests).where(requests.id == request_id, mine, _is_open(work.now))
    ended = work.connection.execute(is_open.values(finished_at=work.now, **values)).rowcount
    query = select(money_requests).where(requests.id == request_id, mine)
    row = work.connection.execute(query).one_or_none()
    if row is None:
        raise RequestNotFound
    if not ended:
        raise RequestClosed(status=_state(row.status, row.expires_at, work.now))
    return int(row.requester_id)


def mark_paid(work: UnitOfWork, quote: Quote) -> None:
    """In the transaction of the payment: of many payments at once, one finds the request open.

    Raises `RequestNotFound` when it does not ask for what the quote says, and `RequestClosed(status)`.
    """
    change = update(money_requests).where(_as_quoted(quote), _is_open(work.now))
    paid = change.values(status=PAID, finished_at=work.now, payment_reference=quote.reference)
    if not work.connection.execute(paid).rowcount:
        refuse_closed(work.connection, quote, work.now)
        raise RequestNotFound


def refuse_closed(connection: Connection, quote: Quote, now: datetime) -> None:
    """Early, before the PIN's payment is booked. Raises `RequestNotFound`, `RequestClosed(status)`."""
    query = select(requests.status, requests.expires_at).where(_as_quoted(quote))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise RequestNotFound
    state = _state(row.status, row.expires_at, now)
    if state != OPEN:
        raise RequestClosed(status=state)


def remind(work: UnitOfWork, vault: Vault, requester_id: int, request_id: int) -> None:
    """Once more, a day after the last word at the earliest. Raises what `Requests.remind` tells."""
    check_seems_active(work.connection, requester_id)
    found = queries.find(work.connection, vault, requester_id, request_id)
    if found.asked_of(requester_id):
        raise RequestNotFound
    if queries.is_blocked(work.connection, found.payer.id, requester_id):
        raise CannotBeAsked
    change = update(money_requests).where(
        requests.id == request_id,
        _is_open(work.now),
        requests.reminders < REMINDERS_MAX,
        func.coalesce(requests.reminded_at, requests.created_at) <= work.now - REMIND_AFTER,
    )
    if not work.connection.execute(change.values(reminders=requests.reminders + 1, reminded_at=work.now)).rowcount:
        now_found = queries.find(work.connection, vault, requester_id, request_id)
        raise why_no_reminder(now_found, work.now) or RequestNotFound()
    asking.tell(work, found.payer.id, outbox.REQUEST_REMINDED, request_id)


def why_no_reminder(found: Request, now: datetime) -> RemindRefusal | None:
    """Why there can't be a reminder of this request now; None when there can."""
    if found.state(now) != OPEN:
        return RequestClosed(status=found.state(now))
    if found.reminders >= REMINDERS_MAX:
        return RemindersUsedUp(count_max=REMINDERS_MAX)
    due = (found.reminded_at or found.created_at) + REMIND_AFTER
    return ReminderTooSoon(retry_after_seconds=-int((now - due).total_seconds() // 1)) if now < due else None


def expire(work: UnitOfWork) -> int:
    """The job: write down what has expired, some at a time; nobody is told."""
    due = select(requests.id).where(requests.status == OPEN, requests.expires_at <= work.now).limit(EXPIRED_AT_ONCE_MAX)
    change = update(money_requests).where(requests.id.in_(due), requests.status == OPEN)
    return int(work.connection.execute(change.values(status=EXPIRED, finished_at=work.now)).rowcount)


def _is_open(now: datetime) -> ColumnElement[bool]:
    return (requests.status == OPEN) & (requests.expires_at > now)


def _as_quoted(quote: Quote) -> ColumnElement[bool]:
    """The request of a quote, with the sides and the amount that its card showed."""
    payee_id = None if quote.payee is None else quote.payee.id
    sides = (requests.payer_id == quote.customer_id) & (requests.requester_id == payee_id)
    amount = (requests.amount_minor == quote.pays.minor) & (requests.currency == quote.pays.currency.code)
    return (requests.id == quote.subject_id) & sides & amount


def _state(status: str, expires_at: datetime, now: datetime) -> str:
    return EXPIRED if status == OPEN and now >= expires_at else status
