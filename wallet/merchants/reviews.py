"""What the desk looks at of a shop: one row for each wish, decided once, and withdrawn when the wallet is closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from wallet import outbox, trail
from wallet.customers.models import customers
from wallet.database import UnitOfWork
from wallet.errors import CustomerNotActive, CustomerNotFound, OwnRequest, ReviewDecided, ReviewNotFound, ReviewWaiting
from wallet.merchants.models import APPROVED, CLOSED, REFUSED, WAITING, merchant_reviews, merchants
from wallet.trail import Actor

REASONS = ("name-misleading", "logo-unsuitable", "category-wrong", "not-allowed")
"""Why the desk refuses a shop or a change of it."""

Agent = tuple[int, str]
"""Telegram account and name of who decides."""


@dataclass(frozen=True, slots=True)
class ShopReview:
    """A wish for a shop. `status` is one of waiting, approved, refused, closed.."""

    id: int
    customer_id: int
    name: str
    category: str
    logo: bytes | None = field(repr=False)
    status: str
    reason: str | None
    decided_name: str | None
    card_message_id: int | None
    created_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shop:
    """What a customer wishes to be seen by payers, checked and clean."""

    name: str
    category: str
    logo: bytes | None = field(repr=False)


def ask(work: UnitOfWork, customer_id: int, telegram_user_id: int, shop: Shop) -> int:
    """Hand a wish in. Returns its review's id. Raises `ReviewWaiting`, and `CustomerNotActive` for a closed wallet.

    The first one, and one after a refusal, is shown to nobody; a shop in force stays as it is until it is decided.
    """
    if lock_owner(work, customer_id).status == CLOSED:
        raise CustomerNotActive(status=CLOSED)
    values: dict[str, Any] = {"name": shop.name, "category": shop.category, "logo": shop.logo, "status": WAITING}
    try:
        with work.connection.begin_nested():
            review_id: int = work.connection.execute(
                insert(merchant_reviews)
                .values(customer_id=customer_id, created_at=work.now, **values)
                .returning(merchant_reviews.c.id)
            ).scalar_one()
    except IntegrityError as error:
        raise ReviewWaiting from error
    mine = merchants.c.customer_id == customer_id
    status = work.connection.execute(select(merchants.c.status).where(mine)).scalar()
    if status is None:
        work.connection.execute(insert(merchants).values(customer_id=customer_id, created_at=work.now, **values))
    elif status != APPROVED:
        work.connection.execute(update(merchants).where(mine).values(**values))
    trail.note(work, customer_id, trail.SHOP_ASKED, Actor(trail.CUSTOMER, telegram_user_id), review_id=review_id)
    _tell_desk(work, review_id)
    return review_id


def decide(work: UnitOfWork, review_id: int, reason: str | None, agent: Agent) -> ShopReview:
    """Approve, or with a reason refuse. Raises `ReviewNotFound`, `OwnRequest`, `ReviewDecided(status)`."""
    # The customer first, as whoever asks does: two transactions that lock in one order never wait for each other.
    owner = lock_owner(work, review(work.connection, review_id).customer_id)
    wish = review(work.connection, review_id)
    if owner.telegram_user_id == agent[0]:
        raise OwnRequest
    if wish.status != WAITING:
        raise ReviewDecided(status=wish.status)
    status = APPROVED if reason is None else REFUSED
    work.connection.execute(
        update(merchant_reviews)
        .where(merchant_reviews.c.id == review_id)
        .values(
            status=status, reason=reason, decided_by=agent[0], decided_name=agent[1], decided_at=work.now, logo=None
        )
    )
    shops = update(merchants).where(merchants.c.customer_id == wish.customer_id)
    if reason is None:
        values = {"name": wish.name, "category": wish.category, "logo": wish.logo}
        work.connection.execute(shops.values(status=APPROVED, decided_at=work.now, **values))
    else:
        refused = shops.where(merchants.c.status != APPROVED)
        work.connection.execute(refused.values(status=REFUSED, logo=None, decided_at=work.now))
    details: dict[str, str | int | None] = {"review_id": review_id, "status": status, "reason": reason}
    trail.note(work, wish.customer_id, trail.SHOP_DECIDED, Actor(trail.STAFF, agent[0]), **details)
    fields: dict[str, str | int | None] = {"customer_id": wish.customer_id, "review_id": review_id}
    lane = str(wish.customer_id)
    outbox.record(work, outbox.Fact(outbox.CUSTOMER_CHANNEL, lane, outbox.SHOP_DECIDED, fields))
    _tell_desk(work, review_id)
    return review(work.connection, review_id)


def withdraw(work: UnitOfWork, customer_id: int) -> None:
    """Close the shop and forget how it was seen, when its owner is erased. Whoever calls this has locked their row."""
    reviews, own = merchant_reviews.c, merchant_reviews.c.customer_id == customer_id
    waiting = work.connection.execute(select(reviews.id).where(own, reviews.status == WAITING)).scalars().all()
    forgotten: dict[str, Any] = {"name": "", "logo": None}
    work.connection.execute(update(merchant_reviews).where(own).values(**forgotten))
    work.connection.execute(
        update(merchant_reviews).where(own, reviews.status == WAITING).values(status=CLOSED, decided_at=work.now)
    )
    work.connection.execute(
        update(merchants).where(merchants.c.customer_id == customer_id).values(status=CLOSED, **forgotten)
    )
    for review_id in waiting:
        _tell_desk(work, review_id)


def review(connection: Connection, review_id: int) -> ShopReview:
    """Raises `ReviewNotFound`."""
    query = select(merchant_reviews).where(merchant_reviews.c.id == review_id)
    return _review(connection.execute(query).one_or_none())


def latest(connection: Connection, customer_id: int) -> ShopReview | None:
    """The customer's newest wish, whatever became of it."""
    newest = select(merchant_reviews).where(merchant_reviews.c.customer_id == customer_id)
    row = connection.execute(newest.order_by(merchant_reviews.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _review(row)


def lock_owner(work: UnitOfWork, customer_id: int) -> Row[*tuple[Any, ...]]:
    """Status and Telegram account of a customer; what they do with their shop waits for the end of this transaction.

    FOR NO KEY UPDATE, as freezing does: payments on their way may refer to the customer.
    """
    columns = select(customers.c.status, customers.c.telegram_user_id).where(customers.c.id == customer_id)
    row = work.connection.execute(columns.with_for_update(key_share=True)).one_or_none()
    if row is None:
        raise CustomerNotFound
    return row


def _tell_desk(work: UnitOfWork, review_id: int) -> None:
    """Have the card posted in the staff chat, or brought to what has become of the wish."""
    fields: dict[str, str | int | None] = {"review_id": review_id}
    outbox.record(work, outbox.Fact(outbox.DESK_CHANNEL, f"shop/{review_id}", outbox.SHOP_REVIEW, fields))


def _review(row: Row[*tuple[Any, ...]] | None) -> ShopReview:
    if row is None:
        raise ReviewNotFound
    return ShopReview(
        row.id,
        row.customer_id,
        row.name,
        row.category,
        None if row.logo is None else bytes(row.logo),
        row.status,
        row.reason,
        row.decided_name,
        row.card_message_id,
        row.created_at,
        row.decided_at,
    )
