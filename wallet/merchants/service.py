"""Merchants: asking to become one or to change the shop, and finding who is paid under a public name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from wallet.customers.models import customers
from wallet.customers.queries import CLOSED as WALLET_CLOSED
from wallet.customers.queries import Customer
from wallet.customers.service import one_line
from wallet.database import Database, UnitOfWork
from wallet.errors import MerchantNotActive, ShopNameInvalid
from wallet.merchants import reviews
from wallet.merchants.logos import clean_logo
from wallet.merchants.models import AGENT_NAME_LENGTH_MAX, APPROVED, NAME_LENGTH_MAX, merchant_reviews, merchants
from wallet.merchants.reviews import REASONS, Shop, ShopReview
from wallet.security.vault import Vault

NAME_LENGTH_MIN = 2
CATEGORIES = ("retail", "food", "services", "travel", "education", "health", "digital", "other")


@dataclass(frozen=True, slots=True)
class Merchant:
    """A shop as it is in force. `status` is one of waiting, approved, refused, closed.

    `open`: it may be paid. A frozen wallet's shop is open: a freeze stops money out, and nobody else is to learn of it.
    """

    customer_id: int
    name: str
    category: str
    logo: bytes | None = field(repr=False)
    status: str
    wallet_number: str
    open: bool


def find(connection: Connection, customer_id: int) -> Merchant | None:
    """The customer's shop within the caller's transaction; None when they never asked for one."""
    row = connection.execute(
        select(merchants, customers.c.wallet_number, customers.c.status.label("wallet_status"))
        .join(customers, customers.c.id == merchants.c.customer_id)
        .where(merchants.c.customer_id == customer_id)
    ).one_or_none()
    return None if row is None else _merchant(row)


def find_open(connection: Connection, customer_id: int) -> Merchant:
    """A shop that may be paid, within the caller's transaction. Raises `MerchantNotActive`."""
    merchant = find(connection, customer_id)
    if merchant is None or not merchant.open:
        raise MerchantNotActive
    return merchant


def clean_shop_name(text: str) -> str:
    """A public name as it may be kept: one line, no hidden characters, a letter or digit. Raises `ShopNameInvalid`."""
    name, readable = one_line(text)
    has_sign = any(character.isalnum() for character in name)
    if not NAME_LENGTH_MIN <= len(name) <= NAME_LENGTH_MAX or not readable or not has_sign:
        raise ShopNameInvalid(length_min=NAME_LENGTH_MIN, length_max=NAME_LENGTH_MAX)
    return name


def _merchant(row: Row[*tuple[Any, ...]]) -> Merchant:
    return Merchant(
        customer_id=row.customer_id,
        name=row.name,
        category=row.category,
        logo=None if row.logo is None else bytes(row.logo),
        status=row.status,
        wallet_number=row.wallet_number,
        open=row.status == APPROVED and row.wallet_status != WALLET_CLOSED,
    )


class Merchants:
    """Every method is one unit of work."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def get(self, customer_id: int) -> Merchant | None:
        """The customer's shop; None when they never asked for one."""
        return await self._database.read(lambda connection: find(connection, customer_id))

    async def require_open(self, customer_id: int) -> Merchant:
        """A shop that may be paid. Raises `MerchantNotActive`."""
        return await self._database.read(lambda connection: find_open(connection, customer_id))

    async def ask(
        self, customer: Customer, name: str, category: str, picture: bytes | None, *, keep_logo: bool = False
    ) -> ShopReview:
        """Ask to become a merchant, or for another name, category or logo. `keep_logo`: the one that is in force.

        Raises `ShopNameInvalid`, `LogoUnreadable`, `ReviewWaiting`, `CustomerNotActive` for a wallet that is closed,
        and `ValueError` for a category that is not in `CATEGORIES`. One that is frozen may ask: no money moves by it.
        """
        if category not in CATEGORIES:
            raise ValueError(f"no such category: {category}")
        clean = clean_shop_name(name)
        logo = None if picture is None else await clean_logo(picture)

        def work(unit: UnitOfWork) -> ShopReview:
            kept = find(unit.connection, customer.id) if keep_logo else None
            shop = Shop(clean, category, logo if kept is None else kept.logo)
            return reviews.review(unit.connection, reviews.ask(unit, customer.id, customer.telegram_user_id, shop))

        return await self._database.write(work)

    async def latest(self, customer_id: int) -> ShopReview | None:
        """The customer's newest wish, whatever became of it."""
        return await self._database.read(lambda connection: reviews.latest(connection, customer_id))

    async def review(self, review_id: int) -> ShopReview:
        """Raises `ReviewNotFound`."""
        return await self._database.read(lambda connection: reviews.review(connection, review_id))

    async def decide(self, review_id: int, reason: str | None, agent_id: int, agent_name: str) -> ShopReview:
        """Approve without a reason, or refuse with one of `REASONS`. The first to decide has decided.

        Raises `ReviewNotFound`, `ReviewDecided(status)`, `OwnRequest` for a shop of their own, and `ValueError` for
        another reason.
        """
        if reason is not None and reason not in REASONS:
            raise ValueError(f"no such reason: {reason}")
        agent = (agent_id, agent_name[:AGENT_NAME_LENGTH_MAX])
        return await self._database.write(lambda work: reviews.decide(work, review_id, reason, agent))

    async def card_sent(self, review_id: int, message_id: int) -> None:
        """The wish's card stands in the staff chat."""
        change = update(merchant_reviews).where(merchant_reviews.c.id == review_id)
        await self._database.write(
            lambda work: work.connection.execute(change.values(card_message_id=message_id)) and None
        )
