"""Finding requests and bills: looked up with whose they are, notes opened, both sides named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select
from sqlalchemy.engine import Row

from wallet.customers import queries
from wallet.customers.queries import Customer
from wallet.errors import RequestNotFound, SplitNotFound
from wallet.money import Money, currency, total
from wallet.requests.models import EXPIRED, OPEN, PAID, money_requests, request_blocks, splits
from wallet.security.vault import Vault

PAGE_SIZE_MAX = 20

requests = money_requests.c


@dataclass(frozen=True, slots=True)
class Request:
    """One request, with both sides. `status` is what was written last: `state` is what counts at a moment."""

    id: int
    code: str
    requester: Customer
    payer: Customer
    amount: Money
    note: str = field(repr=False)
    status: str
    reason: str | None
    reminders: int
    reminded_at: datetime | None
    created_at: datetime
    expires_at: datetime
    finished_at: datetime | None
    split_id: int | None
    payment_reference: str | None

    def state(self, now: datetime) -> str:
        """The status, or `expired` as soon as it is."""
        return EXPIRED if self.status == OPEN and now >= self.expires_at else self.status

    def asked_of(self, customer_id: int) -> bool:
        """Whether this customer is the one to pay."""
        return self.payer.id == customer_id


@dataclass(frozen=True, slots=True)
class RequestPage:
    """Newest first; `older_than` is the next page's cursor, or None on the last."""

    requests: tuple[Request, ...]
    older_than: int | None


@dataclass(frozen=True, slots=True)
class Split:
    """A bill with the request of everybody on it. Own share and requests sum to `total`."""

    id: int
    code: str
    customer_id: int
    total: Money
    own: Money
    note: str = field(repr=False)
    created_at: datetime
    requests: tuple[Request, ...]

    @property
    def paid(self) -> Money:
        """What has come in so far."""
        paid = [request.amount for request in self.requests if request.status == PAID]
        return total(paid, self.total.currency)

    def open(self, now: datetime) -> tuple[Request, ...]:
        """The requests that still wait."""
        return tuple(request for request in self.requests if request.state(now) == OPEN)


@dataclass(frozen=True, slots=True)
class SplitPage:
    """Newest first; `older_than` is the next page's cursor, or None on the last."""

    splits: tuple[Split, ...]
    older_than: int | None


def request_note_place(code: str) -> str:
    """Where the sealed note of a request belongs."""
    return f"money_requests/note/{code}"


def split_note_place(code: str) -> str:
    """Where the sealed note of a bill belongs."""
    return f"splits/note/{code}"


def find(connection: Connection, vault: Vault, customer_id: int, request_id: int) -> Request:
    """A request asked of this customer or by them. Raises `RequestNotFound`, also for anybody else's."""
    mine = or_(requests.payer_id == customer_id, requests.requester_id == customer_id)
    row = connection.execute(select(money_requests).where(requests.id == request_id, mine)).one_or_none()
    if row is None:
        raise RequestNotFound
    return opened(connection, vault, row)


def by_code(connection: Connection, vault: Vault, requester_id: int, code: str) -> Request | None:
    """What was asked under this code before."""
    mine = select(money_requests).where(requests.code == code, requests.requester_id == requester_id)
    row = connection.execute(mine).one_or_none()
    return None if row is None else opened(connection, vault, row)


def page(
    connection: Connection, vault: Vault, whose: ColumnElement[bool], older_than: int | None, size: int
) -> RequestPage:
    """One page of the requests of whom `whose` names."""
    query = select(money_requests).where(whose).order_by(requests.id.desc())
    if older_than is not None:
        query = query.where(requests.id < older_than)
    rows, rest = _cut(connection.execute(query.limit(min(size, PAGE_SIZE_MAX) + 1)).all(), size)
    return RequestPage(tuple(opened(connection, vault, row) for row in rows), rest)


def find_split(connection: Connection, vault: Vault, customer_id: int, split_id: int) -> Split:
    """Raises `SplitNotFound`, also for another customer's."""
    mine = select(splits).where(splits.c.id == split_id, splits.c.customer_id == customer_id)
    row = connection.execute(mine).one_or_none()
    if row is None:
        raise SplitNotFound
    return _opened_split(connection, vault, row)


def split_by_code(connection: Connection, vault: Vault, customer_id: int, code: str) -> Split | None:
    """The bill that was split under this code before."""
    mine = select(splits).where(splits.c.code == code, splits.c.customer_id == customer_id)
    row = connection.execute(mine).one_or_none()
    return None if row is None else _opened_split(connection, vault, row)


def split_page(connection: Connection, vault: Vault, customer_id: int, older_than: int | None, size: int) -> SplitPage:
    """One page of a customer's bills."""
    query = select(splits).where(splits.c.customer_id == customer_id).order_by(splits.c.id.desc())
    if older_than is not None:
        query = query.where(splits.c.id < older_than)
    rows, rest = _cut(connection.execute(query.limit(min(size, PAGE_SIZE_MAX) + 1)).all(), size)
    return SplitPage(tuple(_opened_split(connection, vault, row) for row in rows), rest)


def progress(connection: Connection, split_id: int) -> tuple[int, int]:
    """How many of how many have paid their share of a bill."""
    counted = select(func.count(requests.payment_reference), func.count()).where(requests.split_id == split_id)
    row = connection.execute(counted).one()
    return int(row[0]), int(row[1])


def is_blocked(connection: Connection, customer_id: int, blocked_id: int) -> bool:
    """Whether `customer_id` gets no more requests from `blocked_id`."""
    blocks = request_blocks.c
    query = select(blocks.customer_id).where(blocks.customer_id == customer_id, blocks.blocked_id == blocked_id)
    return connection.execute(query).first() is not None


def open_counts(connection: Connection, requester_id: int, now: datetime) -> dict[int, int]:
    """How many open requests a customer has made, by whom they asked."""
    is_open = and_(requests.status == OPEN, requests.expires_at > now)
    counted = select(requests.payer_id, func.count()).where(requests.requester_id == requester_id, is_open)
    return {row[0]: row[1] for row in connection.execute(counted.group_by(requests.payer_id))}


def asked_since(connection: Connection, requester_id: int, payer_id: int, since: datetime) -> int:
    """How many requests one person made to another since a moment, whatever became of them."""
    between = (requests.requester_id == requester_id, requests.payer_id == payer_id, requests.created_at > since)
    return int(connection.execute(select(func.count()).where(*between)).scalar_one())


def opened(connection: Connection, vault: Vault, row: Row[*tuple[Any, ...]]) -> Request:
    """A row with its note opened and both sides looked up."""
    return Request(
        id=row.id,
        code=row.code,
        requester=queries.by_id(connection, vault, row.requester_id),
        payer=queries.by_id(connection, vault, row.payer_id),
        amount=Money(row.amount_minor, currency(row.currency)),
        note="" if row.note_sealed is None else vault.open(row.note_sealed, request_note_place(row.code)),
        status=row.status,
        reason=row.reason,
        reminders=row.reminders,
        reminded_at=row.reminded_at,
        created_at=row.created_at,
        expires_at=row.expires_at,
        finished_at=row.finished_at,
        split_id=row.split_id,
        payment_reference=row.payment_reference,
    )


def _opened_split(connection: Connection, vault: Vault, row: Row[*tuple[Any, ...]]) -> Split:
    of = currency(row.currency)
    shares = connection.execute(select(money_requests).where(requests.split_id == row.id).order_by(requests.id)).all()
    return Split(
        id=row.id,
        code=row.code,
        customer_id=row.customer_id,
        total=Money(row.total_minor, of),
        own=Money(row.own_minor, of),
        note="" if row.note_sealed is None else vault.open(row.note_sealed, split_note_place(row.code)),
        created_at=row.created_at,
        requests=tuple(opened(connection, vault, share) for share in shares),
    )


def _cut(rows: Sequence[Row[*tuple[Any, ...]]], size: int) -> tuple[Sequence[Row[*tuple[Any, ...]]], int | None]:
    """The rows of a page, and where the next one begins if there is one."""
    size = min(size, PAGE_SIZE_MAX)
    return rows[:size], rows[size - 1].id if len(rows) > size else None
