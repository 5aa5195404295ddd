"""Transfers that wait: held when confirmed, then sent or cancelled, once; limits, fees, receipts and rivals."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, WRONG_PIN, Wallet, balance, fund, money
from tests.wallet.waiting_acts import HOUR, available, confirm, run_job, told
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    InsufficientFunds,
    LimitReached,
    PinWrong,
    TransferNotWaiting,
    WaitingTransferNotFound,
)
from wallet.payments.payee_models import payees, waiting_transfers
from wallet.payments.payees import PayeeBook
from wallet.payments.waiting import (
    CANCELLED,
    SENT,
    WaitingTransfers,
    send_due,
)
from wallet.security.vault import Vault


async def test_it_is_held_and_sent_an_hour_later(
    wallet: Wallet,
    database: Database,
    waiting: WaitingTransfers,
    careful: Customer,
    payee: Customer,
    clock: ManualClock,
) -> None:
    quote = await wallet.transfers.quote(careful.id, payee.id, money(30_00), "午饭")
    receipts = [(await wallet.checkout.pay(careful.id, quote.reference, PIN)).receipt for _ in range(2)]
    assert [receipt.repeated for receipt in receipts] == [False, True]
    assert (await balance(database, careful.id), await available(wallet, careful)) == (100_00, 70_00)
    (item,) = await waiting.open(careful.id, 9)
    assert (item.payee.id, item.pays, item.due_at) == (payee.id, money(30_00), receipts[0].created_at + HOUR)
    assert (await wallet.receipts.check(wallet.receipts.code(quote.reference))).held
    assert (await told(database, careful), await told(database, payee)) == (["transfer-waiting"], [])
    clock.advance(HOUR - timedelta(seconds=1))
    assert await run_job(database) == 0
    clock.advance(timedelta(seconds=1))
    assert (await run_job(database), await run_job(database)) == (1, 0)
    assert (await balance(database, careful.id), await balance(database, payee.id)) == (70_00, 30_00)
    assert await available(wallet, careful) == 70_00
    assert (await told(database, careful))[1:] == ["transfer-sent"]
    assert await told(database, payee) == ["transfer-received"]
    record = (await wallet.records.page(payee.id)).records[0]
    assert (record.kind, record.change, record.note) == ("transfer", money(30_00), "午饭")
    assert not (await wallet.receipts.check(wallet.receipts.code(quote.reference))).held
    with pytest.raises(TransferNotWaiting) as refusal:
        await waiting.cancel(careful.id, item.hold_id)
    assert refusal.value.fields == {"status": SENT}
    again = await wallet.transfers.quote(careful.id, payee.id, money(1_00))
    assert (again.kind, again.details) == ("transfer", {})


async def test_cancelled_it_never_leaves(
    wallet: Wallet,
    database: Database,
    waiting: WaitingTransfers,
    careful: Customer,
    payee: Customer,
    clock: ManualClock,
) -> None:
    hold_id = await confirm(wallet, careful, payee)
    with pytest.raises(WaitingTransferNotFound):
        await waiting.cancel(payee.id, hold_id)
    with pytest.raises(WaitingTransferNotFound):
        await waiting.get(payee.id, hold_id)
    await waiting.cancel(careful.id, hold_id)
    assert (await available(wallet, careful), await waiting.open(careful.id, 9)) == (100_00, [])
    with pytest.raises(TransferNotWaiting):
        await waiting.cancel(careful.id, hold_id)
    clock.advance(HOUR * 2)
    assert await run_job(database) == 0
    assert (await balance(database, payee.id), await told(database, payee)) == (0, [])
    assert (await waiting.get(careful.id, hold_id)).status == CANCELLED
    quote = await wallet.transfers.quote(careful.id, payee.id, money(1_00))
    assert quote.details["warnings"] == "first-payment,wait-3600"


@pytest.mark.slow
async def test_the_receipt_of_what_was_cancelled_says_that_it_came_back(
    wallet: Wallet, waiting: WaitingTransfers, careful: Customer, payee: Customer
) -> None:
    quote = await wallet.transfers.quote(careful.id, payee.id, money(30_00))
    paid = await wallet.checkout.pay(careful.id, quote.reference, PIN)
    assert paid.receipt.operation_id is not None
    await waiting.cancel(careful.id, paid.receipt.operation_id)
    checked = await wallet.receipts.check(wallet.receipts.code(quote.reference))
    assert (checked.given_back, checked.held) == (money(30_00), False)


@pytest.mark.slow
async def test_only_when_it_is_sent_has_somebody_been_paid(
    wallet: Wallet,
    database: Database,
    vault: Vault,
    waiting: WaitingTransfers,
    careful: Customer,
    payee: Customer,
    clock: ManualClock,
) -> None:
    """A payment that was cancelled makes nobody known, and leaves a @name with whom it meant before."""
    book = PayeeBook(database, vault)
    for cancelled in (True, False):
        quote = await wallet.transfers.quote(careful.id, payee.id, money(1_00), by_name=True)
        hold_id = (await wallet.checkout.pay(careful.id, quote.reference, PIN)).receipt.operation_id
        assert hold_id is not None
        if cancelled:
            await waiting.cancel(careful.id, hold_id)
        clock.advance(HOUR)
        await run_job(database)
        assert len(await book.recent(careful.id, 9)) == (0 if cancelled else 1)
    names = select(payees.c.username)
    assert await database.read(lambda connection: connection.execute(names).scalar()) == payee.username


@pytest.mark.slow
async def test_the_fee_is_held_and_sent_too(
    database: Database, vault: Vault, careful: Customer, payee: Customer, clock: ManualClock
) -> None:
    async with factories.open_wallet(database, vault, fees="transfer/CNY/*=1%+0.50") as costly:
        await confirm(costly, careful, payee)
        assert await available(costly, careful) == 69_20
        clock.advance(HOUR)
        assert await run_job(database) == 1
        assert (await balance(database, careful.id), await balance(database, payee.id)) == (69_20, 30_00)
        record = (await costly.records.page(careful.id)).records[0]
        assert (record.change, record.fee) == (money(-30_00), money(80))


@pytest.mark.slow
async def test_refusals_hold_nothing(
    wallet: Wallet, database: Database, waiting: WaitingTransfers, careful: Customer, payee: Customer
) -> None:
    with pytest.raises(InsufficientFunds):
        await wallet.transfers.quote(careful.id, payee.id, money(100_01))
    quotes = [await wallet.transfers.quote(careful.id, payee.id, money(60_00)) for _ in range(2)]
    with pytest.raises(PinWrong):
        await wallet.checkout.pay(careful.id, quotes[0].reference, WRONG_PIN)
    assert await waiting.open(careful.id, 9) == []
    await wallet.checkout.pay(careful.id, quotes[0].reference, PIN)
    with pytest.raises(InsufficientFunds):
        await wallet.checkout.pay(careful.id, quotes[1].reference, PIN)
    assert len(await waiting.open(careful.id, 9)) == 1


@pytest.mark.slow
async def test_limits_count_when_the_customer_confirms(
    wallet: Wallet, database: Database, careful: Customer, payee: Customer
) -> None:
    await fund(database, careful.id, 20_000_00)
    for _ in range(2):
        await confirm(wallet, careful, payee, 5_000_00)
    with pytest.raises(LimitReached) as refusal:
        await wallet.transfers.quote(careful.id, payee.id, money(1_00))
    assert refusal.value.fields["limit"] == "day"


async def test_rival_jobs_and_a_late_change_of_mind_agree_on_one_end(
    wallet: Wallet,
    database: Database,
    waiting: WaitingTransfers,
    careful: Customer,
    payee: Customer,
    clock: ManualClock,
) -> None:
    hold_ids = [await confirm(wallet, careful, payee, 10_00) for _ in range(6)]
    clock.advance(HOUR)
    acts = [act for hold_id in hold_ids for act in (waiting.cancel(careful.id, hold_id), database.write(send_due))]
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    assert {type(item) for item in outcomes if isinstance(item, Exception)} <= {TransferNotWaiting}
    await run_job(database)
    ends = select(waiting_transfers.c.status)
    found = await database.read(lambda connection: list(connection.execute(ends).scalars()))
    sent = found.count(SENT)
    assert sent + found.count(CANCELLED) == len(hold_ids)
    assert sent == sum(isinstance(item, TransferNotWaiting) for item in outcomes)
    assert (await balance(database, payee.id), await available(wallet, careful)) == (
        sent * 10_00,
        100_00 - sent * 10_00,
    )
    assert (await told(database, payee)).count("transfer-received") == sent
