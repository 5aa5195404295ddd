"""What the tests of waiting transfers share: a careful payer, confirming, the job, what was told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tests.factories import PIN, Wallet, fund, money
from wallet import ledger, outbox
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.ledger.audit import audit
from wallet.payments.payees import PayeeBook
from wallet.payments.waiting import (
    WaitingTransfers,
    send_due,
)
from wallet.security.vault import Vault

HOUR = timedelta(hours=1)


@pytest.fixture
def waiting(database: Database, vault: Vault) -> WaitingTransfers:
    """The service."""
    return WaitingTransfers(database, vault)


@pytest.fixture
async def careful(wallet: Wallet, database: Database, vault: Vault) -> AsyncIterator[Customer]:
    """A payer with 100 yuan whose first payments wait an hour."""
    registered = await wallet.customers.register(factories.registration())
    await fund(database, registered.id, 100_00)
    await PayeeBook(database, vault).set_cool_off(registered, 3600)
    yield registered
    await database.write(ledger.seal)
    assert (await database.read(audit)).faults == ()


async def confirm(wallet: Wallet, payer: Customer, payee: Customer, minor: int = 30_00, note: str = "") -> int:
    """Confirm a transfer that waits; returns the id of its hold."""
    quote = await wallet.transfers.quote(payer.id, payee.id, money(minor), note)
    paid = await wallet.checkout.pay(payer.id, quote.reference, PIN)
    assert paid.receipt.operation_id is not None
    return paid.receipt.operation_id


async def run_job(database: Database) -> int:
    """As the schedule does; returns how often it did something."""
    for turn in range(20):
        if not await database.write(send_due):
            return turn
    raise AssertionError("the job never ends")


async def told(database: Database, customer: Customer) -> list[str]:
    """What a customer hears beside security notices."""
    mine = select(outbox.outbox.c.kind).where(outbox.outbox.c.lane == str(customer.id))
    ordered = mine.order_by(outbox.outbox.c.id)
    return list(await database.read(lambda connection: connection.execute(ordered).scalars().all()))


async def available(wallet: Wallet, customer: Customer) -> int:
    return (await wallet.payments.available(customer.id, "CNY")).minor
