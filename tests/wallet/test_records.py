"""Records tell both sides of an operation what it meant for them, with what was given back of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.factories import PIN, Wallet, fund, money, open_wallet
from wallet import ledger
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import OperationNotFound
from wallet.ledger import AccountKind, NewOperation, NewTransfer, reverse
from wallet.payments.quotes import NewQuote
from wallet.references import new_reference
from wallet.security.vault import Vault


async def test_a_payment_and_its_refunds_name_each_other(
    database: Database, vault: Vault, payer: Customer, payee: Customer
) -> None:
    async with open_wallet(database, vault, fees="transfer/*/*=1%") as wallet:
        await _refund_and_look(wallet, database, payer, payee)


async def _refund_and_look(wallet: Wallet, database: Database, payer: Customer, payee: Customer) -> None:
    await fund(database, payer.id, 100_00)
    quote = await wallet.transfers.quote(payer.id, payee.id, money(30_00))
    paid = (await wallet.checkout.pay(payer.id, quote.reference, PIN)).receipt
    operation_id = paid.operation_id
    assert operation_id is not None
    first = await database.write(lambda work: reverse(work, operation_id, "BACK-1", {0: 10_00}, customer_id=payee.id))
    second = await database.write(lambda work: reverse(work, operation_id, "BACK-2", {0: 5_00}, customer_id=payee.id))
    record = await wallet.records.get(payer.id, operation_id)
    assert [(item.reference, item.change) for item in record.given_back] == [
        ("BACK-2", money(5_00)),
        ("BACK-1", money(10_00)),
    ]
    assert (record.initiated, record.reverses, record.received) == (True, None, None)
    back = await wallet.records.get(payer.id, first.operation_id)
    assert back.reverses is not None
    assert (back.change, back.reverses.operation_id, back.reverses.change) == (
        money(10_00),
        operation_id,
        money(-30_00),
    )
    theirs = await wallet.records.get(payee.id, second.operation_id)
    assert (theirs.change, theirs.initiated, theirs.given_back) == (money(-5_00), True, ())
    await database.write(lambda work: reverse(work, operation_id, "FEE-BACK", {1: 30}))
    assert len((await wallet.records.get(payer.id, operation_id)).given_back) == 3
    assert len((await wallet.records.get(payee.id, operation_id)).given_back) == 2
    stranger = replace(payee, id=payee.id + 100)
    with pytest.raises(OperationNotFound):
        await wallet.records.get(stranger.id, operation_id)


async def test_an_exchange_shows_what_left_and_what_came(wallet: Wallet, database: Database, payer: Customer) -> None:
    await fund(database, payer.id, 100_00)

    def exchange(work: UnitOfWork) -> ledger.Posted:
        yuan, dollars = (ledger.customer_account(work, payer.id, code) for code in ("CNY", "USD"))
        pools = [ledger.system_account(work, AccountKind.EXCHANGE, code, payer.id) for code in ("CNY", "USD")]
        fees = ledger.system_account(work, AccountKind.FEES, "CNY", payer.id)
        items = (
            NewTransfer(pools[1], dollars, 9_80, "USD"),
            NewTransfer(yuan, pools[0], 70_00, "CNY"),
            NewTransfer(yuan, fees, 7, "CNY", "fee"),
        )
        return ledger.post(work, NewOperation("exchange", new_reference(), items, payer.id))

    posted = await database.write(exchange)
    record = await wallet.records.get(payer.id, posted.operation_id)
    assert (record.change, record.received, record.fee) == (money(-70_00), money(9_80, "USD"), money(7))
    page = await wallet.records.page(payer.id)
    assert page.records[0].received == money(9_80, "USD")
    given = await database.write(lambda work: reverse(work, posted.operation_id, "UNDO"))
    undone = await wallet.records.get(payer.id, given.operation_id)
    assert (undone.change, undone.received, undone.fee) == (money(-9_80, "USD"), money(70_00), money(-7))


async def test_a_merchant_is_named_to_who_paid_and_to_nobody_else(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    new = NewQuote("transfer", payer.id, money(1_00), money(0), money(1_00), payee.id, details={"shown_name": "小店"})
    quote = await wallet.quotes.make(new)
    paid = (await wallet.checkout.pay(payer.id, quote.reference, PIN)).receipt
    assert paid.operation_id is not None
    assert (await wallet.records.get(payer.id, paid.operation_id)).counterparty == "小店"
    assert (await wallet.records.page(payer.id)).records[0].counterparty == "小店"
    assert (await wallet.records.get(payee.id, paid.operation_id)).counterparty == payer.masked_name
    assert (await wallet.receipts.check(wallet.receipts.code(quote.reference))).shown_name == "小店"
    operation_id = paid.operation_id
    back = await database.write(lambda work: reverse(work, operation_id, "BACK", customer_id=payee.id))
    assert (await wallet.records.get(payer.id, back.operation_id)).counterparty == "小店"
    assert (await wallet.records.get(payee.id, back.operation_id)).counterparty == payer.masked_name
