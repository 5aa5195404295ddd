"""The checkout pays one stored quote, once, while it is valid; the receipt says what the card said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, WRONG_PIN, Wallet, balance, fund, money
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    InsufficientFunds,
    LimitReached,
    NoteTooLong,
    PayeeNotActive,
    PinWrong,
    QuoteExpired,
    QuoteNotFound,
    ReceiptNotFound,
    SameAccount,
)
from wallet.fees.models import fee_versions
from wallet.ledger import reverse
from wallet.ledger.audit import audit
from wallet.payments.models import quotes
from wallet.payments.quotes import KEPT_UNUSED_FOR, VALID_FOR, forget_old
from wallet.security.vault import Vault


@pytest.fixture
async def costly(database: Database, vault: Vault) -> AsyncIterator[Wallet]:
    """The services with a fee of 1% and 50 fen for transfers."""
    async with factories.open_wallet(database, vault, fees="transfer/CNY/*=1%+0.50") as opened:
        yield opened


async def test_the_receipt_says_what_the_card_said(
    costly: Wallet, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    quote = await costly.transfers.quote(payer.id, payee.id, money(30_00), "午饭")
    assert (quote.pays, quote.fee, quote.gets, quote.leaves) == (money(30_00), money(80), money(30_00), money(30_80))
    assert (quote.available_after, quote.expires_at) == (money(69_20), clock.now() + VALID_FOR)
    paid = await costly.checkout.pay(payer.id, quote.reference, PIN)
    assert (paid.quote, paid.receipt.reference) == (quote, quote.reference)
    assert (paid.receipt.amount, paid.receipt.fee, paid.receipt.available_after) == (
        quote.pays,
        quote.fee,
        quote.available_after,
    )
    assert (await balance(database, payer.id), await balance(database, payee.id)) == (69_20, 30_00)
    record = await costly.records.get(payer.id, paid.receipt.operation_id)
    assert (record.change, record.fee, record.note) == (money(-30_00), money(80), "午饭")
    version = await database.read(lambda connection: connection.execute(select(fee_versions.c.content)).scalar())
    assert version == "transfer/CNY/*=1%+0.50"
    assert (await database.read(lambda connection: audit(connection, clock.now()))).faults == ()


async def test_a_quote_is_paid_once_and_told_again_after_it_expired(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    quote = await wallet.transfers.quote(payer.id, payee.id, money(30_00))
    receipts = await asyncio.gather(*(wallet.checkout.pay(payer.id, quote.reference, PIN) for _ in range(4)))
    assert sorted(paid.receipt.repeated for paid in receipts) == [False, True, True, True]
    clock.advance(VALID_FOR * 2)
    again = await wallet.checkout.pay(payer.id, quote.reference, PIN)
    assert (again.receipt, again.receipt.repeated) == (receipts[0].receipt, True)
    assert await balance(database, payee.id) == 30_00


async def test_an_expired_quote_moves_nothing_and_is_renewed(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    quote = await wallet.transfers.quote(payer.id, payee.id, money(30_00), "x")
    clock.advance(VALID_FOR)
    with pytest.raises(QuoteExpired):
        await wallet.checkout.pay(payer.id, quote.reference, PIN)
    assert await balance(database, payee.id) == 0
    fresh = await wallet.checkout.renew(payer.id, quote.reference)
    assert fresh.reference != quote.reference
    assert (fresh.pays, fresh.payee, fresh.note) == (quote.pays, quote.payee, "x")
    await wallet.checkout.pay(payer.id, fresh.reference, PIN)
    assert await balance(database, payee.id) == 30_00


async def test_a_quote_that_expires_on_the_way_moves_nothing(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    """It was valid when looked at; the transaction of the payment looks once more."""
    await fund(database, payer.id, 100_00)
    quote = await wallet.transfers.quote(payer.id, payee.id, money(30_00))
    door = wallet.payments._door
    post = door.post

    async def late(*arguments: object) -> object:
        clock.advance(VALID_FOR)
        return await post(*arguments)  # type: ignore[arg-type]

    door.post = late  # type: ignore[assignment, method-assign]
    with pytest.raises(QuoteExpired):
        await wallet.checkout.pay(payer.id, quote.reference, PIN)
    assert await balance(database, payer.id) == 100_00


async def test_quotes_belong_to_who_asked_for_them(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    quote = await wallet.transfers.quote(payer.id, payee.id, money(30_00))
    for act in (wallet.checkout.get, wallet.checkout.renew, wallet.checkout.second_factor_due):
        with pytest.raises(QuoteNotFound):
            await act(payee.id, quote.reference)
    with pytest.raises(QuoteNotFound):
        await wallet.checkout.pay(payee.id, quote.reference, PIN)
    with pytest.raises(QuoteNotFound):
        await wallet.checkout.pay(payer.id, "AAAA-BBBB-CCCC", PIN)


async def test_what_cannot_be_paid_is_not_quoted(
    costly: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 30_79)
    with pytest.raises(InsufficientFunds) as refusal:
        await costly.transfers.quote(payer.id, payee.id, money(30_00))
    assert refusal.value.fields["needed_minor"] == 30_80
    await fund(database, payer.id, 9_000_00)
    with pytest.raises(LimitReached):
        await costly.transfers.quote(payer.id, payee.id, money(5_000_00))
    with pytest.raises(SameAccount):
        await costly.transfers.quote(payer.id, payer.id, money(1))
    with pytest.raises(NoteTooLong):
        await costly.transfers.quote(payer.id, payee.id, money(1), "x" * 101)
    quote = await costly.transfers.quote(payer.id, payee.id, money(30_00))
    with pytest.raises(PinWrong):
        await costly.checkout.pay(payer.id, quote.reference, WRONG_PIN)
    closed = text("UPDATE customers SET status = 'closed' WHERE id = :id").bindparams(id=payee.id)
    await database.write(lambda work: work.connection.execute(closed).rowcount)
    with pytest.raises(PayeeNotActive):
        await costly.checkout.pay(payer.id, quote.reference, PIN)
    with pytest.raises(PayeeNotActive):
        await costly.checkout.renew(payer.id, quote.reference)
    used = await database.read(lambda connection: connection.execute(select(quotes.c.used_at)).scalars().all())
    assert used == [None]


async def test_a_receipt_is_checked_by_anybody_and_forged_by_nobody(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    quote = await wallet.transfers.quote(payer.id, payee.id, money(30_00))
    code = wallet.receipts.code(quote.reference)
    with pytest.raises(ReceiptNotFound):
        await wallet.receipts.check(code)
    paid = await wallet.checkout.pay(payer.id, quote.reference, PIN)
    checked = await wallet.receipts.check(f" {code.lower().replace('0', 'o')} ")
    assert (checked.pays, checked.payer.id, checked.payee) == (money(30_00), payer.id, payee)
    assert (checked.paid_at, checked.given_back) == (paid.receipt.created_at, money(0))
    other = code[:-1] + ("0" if code[-1] != "0" else "1")
    for forged in (other, quote.reference, f"{quote.reference}-", "", "x" * 500):
        with pytest.raises(ReceiptNotFound):
            await wallet.receipts.check(forged)
    operation_id = paid.receipt.operation_id
    assert operation_id is not None
    await database.write(lambda work: reverse(work, operation_id, "BACK", {0: 10_00}))
    assert (await wallet.receipts.check(code)).given_back == money(10_00)


async def test_quotes_nobody_paid_are_forgotten(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    paid, left = [await wallet.transfers.quote(payer.id, payee.id, money(1_00)) for _ in range(2)]
    await wallet.checkout.pay(payer.id, paid.reference, PIN)
    clock.advance(KEPT_UNUSED_FOR + VALID_FOR)
    assert await database.write(forget_old) == 0
    clock.advance(timedelta(seconds=1))
    assert await database.write(forget_old) == 1
    assert (await wallet.checkout.get(payer.id, paid.reference)).used_at is not None
    with pytest.raises(QuoteNotFound):
        await wallet.checkout.get(payer.id, left.reference)


async def test_a_forced_payment_is_shown_like_a_real_one(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    """The duress PIN: the receipt repeats the card, and no money moved."""
    await fund(database, payer.id, 100_00)
    hashed = await wallet.pins.hash("862409")
    change = text("UPDATE credentials SET duress_pin_hash = :hash WHERE customer_id = :id")
    bound = change.bindparams(hash=hashed, id=payer.id)
    await database.write(lambda work: work.connection.execute(bound).rowcount)
    quote = await wallet.transfers.quote(payer.id, payee.id, money(30_00))
    paid = await wallet.checkout.pay(payer.id, quote.reference, "862409")
    assert paid.quote == quote
    assert (paid.receipt.operation_id, paid.receipt.available_after) == (None, quote.available_after)
    assert (await balance(database, payer.id), await balance(database, payee.id)) == (100_00, 0)
    late = await wallet.transfers.quote(payer.id, payee.id, money(20_00))
    clock.advance(VALID_FOR)
    with pytest.raises(QuoteExpired):
        await wallet.checkout.pay(payer.id, late.reference, "862409")
