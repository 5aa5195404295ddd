"""Claim links for tests: the services, a link that is paid for, and what its money is doing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import insert, select

from tests import factories
from tests.factories import PIN, QuickHasher, Wallet, money
from wallet import ledger, outbox
from wallet.claim_links.claims import Claims
from wallet.claim_links.links import KIND, ClaimLink
from wallet.claim_links.service import ClaimLinks, NewLink
from wallet.customers.models import customers
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.ledger.audit import audit
from wallet.payments.checkout import Checkout
from wallet.security.vault import Vault


@dataclass(frozen=True)
class Desk:
    """Where links are made and taken."""

    database: Database
    links: ClaimLinks
    claims: Claims
    checkout: Checkout

    async def make(
        self, giver: Customer, minor: int = 30_00, *, password: str | None = None, **fields: object
    ) -> ClaimLink:
        """A link that is paid for, in minor units of CNY."""
        hashed = None if password is None else await self.links.hash(password)
        new = NewLink(money(minor), password_hash=hashed, **fields)  # type: ignore[arg-type]
        quote = await self.links.quote(giver.id, new)
        await self.checkout.pay(giver.id, quote.reference, PIN)
        return await self.links.of_receipt(giver.id, quote.reference)

    async def money(self, customer: Customer) -> tuple[int, int]:
        """What somebody has, and what of it can be spent, in minor units of CNY."""
        for found in await self.database.read(lambda connection: ledger.balances(connection, customer.id)):
            if found.total.currency.code == "CNY":
                return found.total.minor, found.available.minor
        return 0, 0

    async def faults(self) -> tuple[object, ...]:
        """What the books are not right in, once all is sealed."""
        while await self.database.write(ledger.seal):
            pass
        return (await self.database.read(lambda connection: audit(connection, self.database.now()))).faults


def token_of(link: ClaimLink) -> str:
    """What is passed on."""
    assert link.token is not None
    return link.token


@asynccontextmanager
async def open_desk(wallet: Wallet, database: Database, vault: Vault) -> AsyncIterator[Desk]:
    """The services of links over a wallet; their thread ends with the block."""
    hasher = QuickHasher(vault.pepper)
    links = ClaimLinks(database, vault, wallet.quotes, hasher)
    checkout = Checkout(database, wallet.payments, wallet.quotes, {KIND: links})
    try:
        yield Desk(database, links, Claims(database, vault, hasher), checkout)
    finally:
        hasher.close()


async def crowd(database: Database, vault: Vault, count: int) -> list[int]:
    """So many customers at once, without money."""
    fixed = {"language": "en", "time_zone": "UTC", "default_currency": "CNY", "status": "active"}

    def work(unit: UnitOfWork) -> list[int]:
        rows = []
        for number in range(1, count + 1):
            wallet_number = f"crowd-{number}"
            row = {"telegram_user_id": 5_000_000 + number, "wallet_number": wallet_number, "registered_at": unit.now}
            row["name_sealed"] = vault.seal("Ann Lee", f"customers/name/{wallet_number}")
            rows.append(row | fixed | {"phone_sealed": "", "phone_fingerprint": wallet_number})
        found = unit.connection.execute(insert(customers).returning(customers.c.id), rows)
        return list(found.scalars())

    return await database.write(work)


async def told(database: Database, customer_id: int) -> list[str]:
    """The facts that a customer is to hear of, by kind."""
    columns = outbox.outbox.c
    query = select(columns.kind, columns.fields).where(columns.lane == str(customer_id)).order_by(columns.id)
    rows = await database.read(lambda connection: connection.execute(query).all())
    assert all(set(json.loads(row.fields)) == {"customer_id", "link_id"} for row in rows)
    return [row.kind for row in rows]


@pytest.fixture
async def desk(wallet: Wallet, database: Database, vault: Vault) -> AsyncIterator[Desk]:
    """Links and claims beside the test's wallet."""
    async with open_desk(wallet, database, vault) as opened:
        yield opened


@pytest.fixture
async def costly(database: Database, vault: Vault) -> AsyncIterator[Desk]:
    """With a fee of 1% and 50 fen."""
    async with (
        factories.open_wallet(database, vault, fees="claim-link/CNY/*=1%+0.50") as wallet,
        open_desk(wallet, database, vault) as opened,
    ):
        yield opened
