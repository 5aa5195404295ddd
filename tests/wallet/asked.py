"""What the tests of requests share: Ann, who asks Ming for money, and the services around it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select, text

from tests.factories import PIN, Wallet, fund, money
from wallet import outbox
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.payments.checkout import Checkout
from wallet.references import new_reference
from wallet.requests.asking import Ask, Asking
from wallet.requests.queries import Request
from wallet.requests.service import REQUEST, Requests
from wallet.security.vault import Vault

RIVALS = 20


@dataclass(frozen=True)
class Asked:
    """The services around requests, Ann who asks and Ming who is asked."""

    requests: Requests
    checkout: Checkout
    ann: Customer
    ming: Customer

    async def ask(self, minor: int = 20_00, note: str = "午饭", code: str | None = None) -> Request:
        ask = Ask(code or new_reference(), self.ming.id, money(minor))
        return await self.requests.ask(Asking(self.ann.id, (ask,), note))

    async def pay(self, request: Request, pin: str = PIN) -> None:
        quote = await self.requests.quote(self.ming.id, request.id)
        await self.checkout.pay(self.ming.id, quote.reference, pin)


@pytest.fixture
async def asked(wallet: Wallet, database: Database, vault: Vault, payer: Customer, payee: Customer) -> Asked:
    """Ming has 100 yuan and Ann nothing."""
    await fund(database, payer.id, 100_00)
    requests = Requests(database, vault, wallet.quotes)
    checkout = Checkout(database, wallet.payments, wallet.quotes, {REQUEST: requests})
    return Asked(requests, checkout, payee, payer)


async def told(database: Database, customer_id: int) -> list[str]:
    """What a customer heard of requests, in order."""
    columns = outbox.outbox.c
    mine = select(columns.kind).where(columns.lane == str(customer_id)).order_by(columns.id)
    return list(await database.read(lambda connection: connection.execute(mine).scalars().all()))


async def set_status(database: Database, who: Customer, status: str, cause: str | None = None) -> None:
    change = text("UPDATE customers SET status = :status, frozen_cause = :cause WHERE id = :id")
    bound = change.bindparams(status=status, cause=cause, id=who.id)
    await database.write(lambda work: work.connection.execute(bound).rowcount)
