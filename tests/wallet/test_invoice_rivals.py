"""Many payers of one invoice, and wallets that are frozen: one wins, nothing leaves a frozen wallet."""

from __future__ import annotations

import asyncio

import pytest

from bot.check import run_check
from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, Wallet, balance, fund, money
from tests.wallet.invoice_tools import Shop, furnished, shop
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    CustomerNotActive,
    InvoiceClosed,
)
from wallet.ledger.audit import audit
from wallet.security.freezing import Freezing
from wallet.security.vault import Vault

RIVALS = 100

__all__ = ["shop"]


@pytest.mark.slow
async def test_a_frozen_shop_is_paid_and_a_frozen_payer_pays_nothing(
    shop: Shop, wallet: Wallet, database: Database, payer: Customer
) -> None:
    """A freeze stops money out, and nobody else is to learn of it."""
    await fund(database, payer.id, 100_00)
    await Freezing(database).freeze_own(shop.owner.id, shop.owner.telegram_user_id)
    invoice, later = [await shop.asks() for _ in range(2)]
    await shop.is_paid(payer, invoice)
    free = await shop.payments.quote_merchant(payer.id, shop.owner.id, money(5_00))
    await shop.checkout.pay(payer.id, free.reference, PIN)
    assert await balance(database, shop.owner.id) == 35_00
    await Freezing(database).freeze_own(payer.id, payer.telegram_user_id)
    with pytest.raises(CustomerNotActive):
        await shop.is_paid(payer, later)
    assert await shop.look(later) == ("open", 0)


@pytest.mark.slow
async def test_of_a_hundred_payers_at_once_one_wins(
    shop: Shop, vault: Vault, wallet: Wallet, database: Database, database_url: str, clock: ManualClock
) -> None:
    """Through two doors, as if in two processes: nothing but the database decides."""
    people = [await wallet.customers.register(factories.registration()) for _ in range(RIVALS)]
    for person in people:
        await fund(database, person.id, 50_00)
    invoice = await shop.asks()
    quotes = [await shop.payments.quote_invoice(person.id, invoice.id) for person in people]
    async with factories.open_wallet(database, vault) as second:
        doors = (shop, furnished(database, vault, second, shop.owner))

        async def outcome(number: int) -> str:
            through = doors[number % 2]
            try:
                await through.checkout.pay(people[number].id, quotes[number].reference, PIN)
            except InvoiceClosed as error:
                return str(error.fields["status"])
            return "won"

        outcomes = await asyncio.gather(*map(outcome, range(RIVALS)))
    assert sorted(outcomes) == ["paid"] * (RIVALS - 1) + ["won"]
    assert await shop.look(invoice) == ("paid", 1)
    assert await balance(database, shop.owner.id) == 30_00
    assert (await database.read(lambda connection: audit(connection, clock.now()))).faults == ()
    assert await run_check(database_url, print) == 0
