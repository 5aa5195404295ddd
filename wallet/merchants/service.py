"""Merchants: asking to become one or to change the shop, and finding who is paid under a public name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from wallet.customers.models import customers
from wallet.customers.queries import CLOSED as WALLET_CLOSED
from wallet.database import Database
from wallet.errors import MerchantNotActive
from wallet.merchants.models import APPROVED, merchants
from wallet.security.vault import Vault


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
