"""Asking: who may ask whom, how often, and the requests that come of it, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from wallet import outbox
from wallet.customers.models import customers
from wallet.customers.queries import CLOSED
from wallet.database import UnitOfWork
from wallet.errors import (
    AskingOneself,
    CannotBeAsked,
    TooManyAskedOfOne,
    TooManyOpenRequests,
)
from wallet.money import Money
from wallet.payments.rules import check_seems_active
from wallet.requests.models import CANCELLED, DECLINED, OPEN, money_requests, request_blocks, splits
from wallet.requests.queries import asked_since, is_blocked, open_counts, request_note_place
from wallet.security.vault import Vault

VALID_FOR = timedelta(days=30)
OPEN_MAX, OPEN_TO_ONE_MAX = 20, 3
DAY, A_DAY_OF_ONE_MAX = timedelta(days=1), 6
"""Cancelled ones count too: nobody is to be pestered by asking and cancelling."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of one person. `code` is minted on the check page: a retry with it asks nothing more."""

    code: str
    payer_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, what of whom, and what for."""

    requester_id: int
    asks: tuple[Ask, ...]
    note: str = field(default="", repr=False)
    split_id: int | None = None


def lock(work: UnitOfWork, customer_ids: Sequence[int]) -> None:
    """In one order for everybody: what these people ask, and closing a wallet, wait for one another."""
    mine = select(customers.c.id).where(customers.c.id.in_(customer_ids)).order_by(customers.c.id)
    work.connection.execute(mine.with_for_update(key_share=True)).all()


def create(work: UnitOfWork, vault: Vault, asking: Asking) -> list[int]:
    """Write the requests and tell who is asked; returns their ids. The caller has locked everybody named.

    Raises `CustomerNotActive`, `AskingOneself`, `CannotBeAsked`, `TooManyOpenRequests`, `TooManyAskedOfOne`.
    """
    # Who holds a stolen phone shall not ask the owner's friends.
    check_seems_active(work.connection, asking.requester_id)
    payer_ids = [ask.payer_id for ask in asking.asks]
    refuse_unaskable(work.connection, asking.requester_id, payer_ids, work.now)
    return [_insert(work, vault, asking, ask) for ask in asking.asks]


def refuse_unaskable(connection: Connection, requester_id: int, payer_ids: Sequence[int], now: datetime) -> None:
    """Raises `AskingOneself`, `CannotBeAsked` (closed, or wants no requests: not told apart), `TooManyAskedOfOne`,
    `TooManyOpenRequests`.
    """
    if requester_id in payer_ids:
        raise AskingOneself
    query = select(customers.c.id).where(customers.c.id.in_(payer_ids), customers.c.status != CLOSED)
    there = set(connection.execute(query).scalars())
    counts = open_counts(connection, requester_id, now)
    for payer_id in payer_ids:
        if payer_id not in there or is_blocked(connection, payer_id, requester_id):
            raise CannotBeAsked
        if counts.get(payer_id, 0) >= OPEN_TO_ONE_MAX:
            raise TooManyAskedOfOne(count_max=OPEN_TO_ONE_MAX)
        if asked_since(connection, requester_id, payer_id, now - DAY) >= A_DAY_OF_ONE_MAX:
            raise TooManyAskedOfOne(count_max=OPEN_TO_ONE_MAX)
    if sum(counts.values()) + len(payer_ids) > OPEN_MAX:
        raise TooManyOpenRequests(count_max=OPEN_MAX)


def tell(work: UnitOfWork, customer_id: int, kind: str, request_id: int) -> None:
    """Have a customer hear of a request."""
    outbox.record(work, fact(customer_id, kind, request_id))


def fact(customer_id: int, kind: str, request_id: int) -> outbox.Fact:
    """What a customer is to hear of a request."""
    fields = {"customer_id": customer_id, "request_id": request_id}
    return outbox.Fact(outbox.CUSTOMER_CHANNEL, str(customer_id), kind, fields)


def sealed_note(vault: Vault, note: str, place: str) -> str | None:
    """What is kept of a note; nothing of none."""
    return vault.seal(note, place) if note else None


def _insert(work: UnitOfWork, vault: Vault, asking: Asking, ask: Ask) -> int:
    row = insert(money_requests).values(
        code=ask.code,
        requester_id=asking.requester_id,
        payer_id=ask.payer_id,
        split_id=asking.split_id,
        amount_minor=ask.amount.minor,
        currency=ask.amount.currency.code,
        note_sealed=sealed_note(vault, asking.note, request_note_place(ask.code)),
        status=OPEN,
        created_at=work.now,
        expires_at=work.now + VALID_FOR,
    )
    request_id = int(work.connection.execute(row.returning(money_requests.c.id)).scalar_one())
    tell(work, ask.payer_id, outbox.REQUEST_RECEIVED, request_id)
    return request_id


def forget_person(work: UnitOfWork, customer_id: int) -> None:
    """When a wallet is closed: end what is open, and keep no word of either side. The caller locked their row."""
    requests, execute = money_requests.c, work.connection.execute
    mine, of_me = requests.requester_id == customer_id, requests.payer_id == customer_id
    is_open = update(money_requests).where(requests.status == OPEN)
    execute(is_open.where(mine).values(status=CANCELLED, finished_at=work.now))
    declined = is_open.where(of_me).values(status=DECLINED, reason="none", finished_at=work.now)
    for row in execute(declined.returning(requests.id, requests.requester_id)).all():
        tell(work, row.requester_id, outbox.REQUEST_DECLINED, row.id)
    execute(update(money_requests).where(or_(mine, of_me)).values(note_sealed=None))
    execute(update(splits).where(splits.c.customer_id == customer_id).values(note_sealed=None))
    blocks = request_blocks.c
    execute(delete(request_blocks).where(or_(blocks.customer_id == customer_id, blocks.blocked_id == customer_id)))
