"""Refunds: whole, in parts, never more than left, once each, and told to the payer."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from bot.check import run_check
from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, WRONG_PIN, Wallet, balance, money
from tests.wallet.shops import open_shop, sell
from wallet import ledger, outbox, trail
from wallet.customers.models import customers
from wallet.customers.queries import CLOSED, FROZEN, Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    AmountNotPositive,
    CustomerNotActive,
    InsufficientFunds,
    OperationNotFound,
    PayeeNotActive,
    PinWrong,
    ReasonMissing,
    ReferenceReused,
    RefundTooLarge,
    RefundTooLate,
    WalletError,
)
from wallet.ledger import AccountKind, NewOperation, NewTransfer, Posted
from wallet.ledger.audit import audit
from wallet.ledger.models import operations
from wallet.merchants import refunds as refunds_module
from wallet.merchants.refunds import DAYS_MAX, REASON_LENGTH_MAX, NewRefund, RefundReceipt, Refunds
from wallet.merchants.sales import Sale
from wallet.money import Money
from wallet.security.freezing import Freezing
from wallet.security.pins import PinProof, Pins
from wallet.security.vault import Vault

PARALLEL = 20


class ProvedPins(Pins):
    """Every PIN is right: the real ones stop twenty guesses at once before they come to the books."""

    async def prove(self, customer_id: int, pin: str) -> PinProof:
        return PinProof.REAL


@pytest.fixture
def refunds(database: Database, vault: Vault, wallet: Wallet) -> Refunds:
    return Refunds(database, vault, wallet.pins)


async def refunded(refunds: Refunds, merchant: Customer, operation_id: int, minor: int) -> RefundReceipt:
    new = await refunds.check(merchant.id, operation_id, money(minor), "sold out")
    return await refunds.refund(new, PIN)


async def facts(database: Database, payer_id: int) -> list[str]:
    told = outbox.outbox.c
    query = select(told.fields).where(told.kind == outbox.REFUND_RECEIVED, told.lane == str(payer_id))
    return list(await database.read(lambda connection: connection.execute(query).scalars().all()))


async def test_a_part_then_the_rest_with_the_fee(
    database: Database, vault: Vault, refunds: Refunds, payer: Customer, payee: Customer
) -> None:
    await open_shop(database, vault, payee)
    sale = await sell(database, payer.id, payee.id, 20_00, fee_minor=50)
    first = await refunded(refunds, payee, sale.operation_id, 5_00)
    assert (first.fee, first.sale.left, first.available_after) == (money(0), money(20_00), money(15_00))
    assert (await balance(database, payer.id), await balance(database, payee.id)) == (5_00, 15_00)
    with pytest.raises(RefundTooLarge) as refused:
        await refunds.check(payee.id, sale.operation_id, money(15_01), "sold out")
    assert refused.value.fields == {"currency": "CNY", "left_minor": 15_00}
    rest = await refunded(refunds, payee, sale.operation_id, 15_00)
    assert (rest.fee, rest.available_after) == (money(50), money(0))
    assert (await balance(database, payer.id), await balance(database, payee.id)) == (20_50, 0)
    with pytest.raises(RefundTooLarge):
        await refunds.refundable(payee.id, sale.operation_id)
    told = await facts(database, payer.id)
    assert len(told) == 2
    operation_id = await _operation(database, rest.refund.reference)
    seen = await refunds.received(payer.id, operation_id)
    assert (seen.amount, seen.fee, seen.shop, seen.reason) == (money(15_00), money(50), "Corner shop", "sold out")
    assert (seen.reference, seen.paid_reference) == (rest.refund.reference, sale.reference)
    assert not (await database.read(partial(audit, now=database.now()))).faults


@pytest.mark.slow
async def test_the_fee_stays_when_its_account_has_it_no_more(
    database: Database, refunds: Refunds, payer: Customer, payee: Customer
) -> None:
    sale = await sell(database, payer.id, payee.id, 20_00, fee_minor=50)

    def drain(work: UnitOfWork) -> None:
        fees = ledger.system_account(work, AccountKind.FEES, "CNY", payer.id)
        clearing = ledger.system_account(work, AccountKind.CLEARING, "CNY", payer.id)
        ledger.post(work, NewOperation("payout", "drain", (NewTransfer(fees, clearing, 20, "CNY"),)))

    await database.write(drain)
    whole = await refunded(refunds, payee, sale.operation_id, 20_00)
    assert (whole.fee, await balance(database, payer.id)) == (money(0), 20_00)


async def test_a_reference_counts_once(database: Database, refunds: Refunds, payer: Customer, payee: Customer) -> None:
    sale = await sell(database, payer.id, payee.id, 20_00)
    new = await refunds.check(payee.id, sale.operation_id, money(7_00), "  sold\n out ")
    assert new.reason == "sold out"
    receipts = await asyncio.gather(*(refunds.refund(new, PIN) for _ in range(3)))
    assert sorted(receipt.repeated for receipt in receipts) == [False, True, True]
    assert len({(receipt.created_at, receipt.sale.left, receipt.fee) for receipt in receipts}) == 1
    assert await balance(database, payer.id) == 7_00
    with pytest.raises(ReferenceReused):
        await refunds.refund(replace(new, amount=money(8_00)), PIN)
    await Freezing(database).freeze_own(payee.id, payee.telegram_user_id)
    assert (await refunds.refund(new, PIN)).repeated
    assert len(await facts(database, payer.id)) == 1


async def test_what_is_refused(
    database: Database, refunds: Refunds, wallet: Wallet, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    sale = await sell(database, payer.id, payee.id, 20_00)
    transfer = await factories.pay(database, payee.id, payer.id, 1_00)

    async def refusal(
        minor: int, reason: str = "sold out", *, by: Customer = payee, of: int = sale.operation_id
    ) -> type:
        with pytest.raises(WalletError) as refused:
            await refunds.check(by.id, of, money(minor), reason)
        return refused.type

    assert await refusal(20_01) is RefundTooLarge
    assert await refusal(0) is AmountNotPositive
    assert await refusal(1, " ") is ReasonMissing
    assert await refusal(1, "x" * (REASON_LENGTH_MAX + 1)) is ReasonMissing
    assert await refusal(1, "sold\u202eout") is ReasonMissing
    assert await refusal(1, by=payer) is OperationNotFound
    assert await refusal(1, of=transfer.operation_id) is OperationNotFound
    assert await refusal(20_00) is InsufficientFunds
    with pytest.raises(AmountNotPositive):
        await refunds.check(payee.id, sale.operation_id, money(1_00, "USD"), "sold out")
    new = await refunds.check(payee.id, sale.operation_id, money(1_00), "sold out")
    with pytest.raises(PinWrong):
        await refunds.refund(new, WRONG_PIN)
    clock.advance(timedelta(days=DAYS_MAX) - timedelta(seconds=1))
    assert (await refunds.refundable(payee.id, sale.operation_id)).left == money(20_00)
    clock.advance(timedelta(seconds=1))
    with pytest.raises(RefundTooLate):
        await refunds.refund(new, PIN)
    assert await balance(database, payer.id) == 1_00


@pytest.mark.slow
async def test_a_frozen_payer_gets_it_and_a_frozen_merchant_gives_nothing(
    database: Database, refunds: Refunds, payer: Customer, payee: Customer
) -> None:
    sale = await sell(database, payer.id, payee.id, 20_00)
    freezing = Freezing(database)
    await freezing.freeze_own(payer.id, payer.telegram_user_id)
    await refunded(refunds, payee, sale.operation_id, 5_00)
    assert await balance(database, payer.id) == 5_00
    new = await refunds.check(payee.id, sale.operation_id, money(5_00), "sold out")
    await freezing.freeze_own(payee.id, payee.telegram_user_id)
    with pytest.raises(CustomerNotActive):
        await refunds.refund(new, PIN)
    with pytest.raises(CustomerNotActive):
        await refunds.check(payee.id, sale.operation_id, money(5_00), "sold out")


@pytest.mark.slow
async def test_a_closed_payer_is_refused_early_and_late(
    database: Database, refunds: Refunds, payer: Customer, payee: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale = await sell(database, payer.id, payee.id, 20_00)
    new = await refunds.check(payee.id, sale.operation_id, money(5_00), "sold out")
    closing = update(customers).where(customers.c.id == payer.id).values(status=CLOSED)
    await database.write(lambda work: work.connection.execute(closing) and None)
    with pytest.raises(PayeeNotActive):
        await refunds.refundable(payee.id, sale.operation_id)
    with pytest.raises(PayeeNotActive):
        await refunds.refund(new, PIN)
    # As if the wallet was closed between the look and the posting.
    monkeypatch.setattr(refunds_module, "_check_sale", lambda *_: None)
    with pytest.raises(PayeeNotActive):
        await refunds.refund(new, PIN)
    assert await balance(database, payer.id) == 0


async def test_refund_against_refund_never_gives_more_than_was_paid(
    database: Database, database_url: str, vault: Vault, wallet: Wallet, payer: Customer, payee: Customer
) -> None:
    refunds = Refunds(database, vault, ProvedPins(database, wallet.pins.hasher))
    sale = await sell(database, payer.id, payee.id, 20_00, fee_minor=30)
    await factories.fund(database, payee.id, 500_00)
    await refunded(refunds, payee, sale.operation_id, 6_00)
    checked = [await refunds.check(payee.id, sale.operation_id, money(3_00), f"no {n}") for n in range(PARALLEL)]
    outcomes = await asyncio.gather(*(refunds.refund(new, PIN) for new in checked), return_exceptions=True)
    done = [outcome for outcome in outcomes if isinstance(outcome, RefundReceipt)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, RefundTooLarge)]
    assert (len(done), len(lost)) == (4, PARALLEL - 4)
    assert all(outcome.fields == {"currency": "CNY", "left_minor": 2_00} for outcome in lost)
    assert await balance(database, payer.id) == 6_00 + 4 * 3_00
    last = [await refunds.check(payee.id, sale.operation_id, money(2_00), f"rest {n}") for n in range(PARALLEL)]
    outcomes = await asyncio.gather(*(refunds.refund(new, PIN) for new in last), return_exceptions=True)
    assert sum(isinstance(outcome, RefundReceipt) for outcome in outcomes) == 1
    assert all(isinstance(outcome, RefundReceipt | RefundTooLarge) for outcome in outcomes)
    assert await balance(database, payer.id) == 20_30
    assert not (await database.read(partial(audit, now=database.now()))).faults
    assert await run_check(database_url, print) == 0


@pytest.mark.slow
async def test_two_parts_at_once_that_make_the_whole_give_the_fee_back(
    database: Database,
    vault: Vault,
    wallet: Wallet,
    payer: Customer,
    payee: Customer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second waits until the first is done, and then knows that it is the last."""
    refunds = Refunds(database, vault, ProvedPins(database, wallet.pins.hasher))
    sale = await sell(database, payer.id, payee.id, 10_00, fee_minor=30)
    parts = [await refunds.check(payee.id, sale.operation_id, money(minor), "a part") for minor in (6_00, 4_00)]
    give_back, calls = refunds_module._give_back, []

    def slowly(work: UnitOfWork, refund: NewRefund, of: Sale) -> tuple[Posted, Money]:
        done = give_back(work, refund, of)
        calls.append(refund.amount)
        if len(calls) == 1 and database.dialect == "postgresql":
            factories.wait_until_one_waits_for(work)
        return done

    monkeypatch.setattr(refunds_module, "_give_back", slowly)
    receipts = await asyncio.gather(*(refunds.refund(new, PIN) for new in parts))
    assert sorted(receipt.fee.minor for receipt in receipts) == [0, 30]
    assert await balance(database, payer.id) == 10_30


async def test_under_duress_nothing_moves_and_it_looks_done(
    database: Database, refunds: Refunds, wallet: Wallet, payer: Customer, payee: Customer
) -> None:
    sale = await sell(database, payer.id, payee.id, 20_00, fee_minor=30)
    await wallet.security.prove_pin(payee, "duress", PIN)
    await wallet.security.set_duress_pin(payee, "704912")
    new = await refunds.check(payee.id, sale.operation_id, money(20_00), "sold out")
    shown = await refunds.refund(new, "704912")
    assert (shown.fee, shown.available_after, shown.sale.left) == (money(30), money(0), money(20_00))
    assert (await refunds.refund(new, "704912")).created_at == shown.created_at
    assert await balance(database, payer.id) == 0
    assert not await facts(database, payer.id)
    status = select(customers.c.status, customers.c.frozen_cause).where(customers.c.id == payee.id)
    assert tuple(await database.read(lambda connection: connection.execute(status).one())) == (FROZEN, "duress")
    with pytest.raises(CustomerNotActive):
        await refunds.refund(new, PIN)
    kinds = [event.kind for event in await database.read(lambda c: trail.of_customer(c, payee.id, None, 20))]
    assert trail.DURESS_USED not in kinds


@pytest.mark.slow
async def test_only_the_payer_reads_of_it(
    database: Database, refunds: Refunds, payer: Customer, payee: Customer
) -> None:
    sale = await sell(database, payer.id, payee.id, 20_00)
    receipt = await refunded(refunds, payee, sale.operation_id, 5_00)
    operation_id = await _operation(database, receipt.refund.reference)
    for reader, wanted in ((payee.id, operation_id), (payee.id + 1, operation_id), (payer.id, sale.operation_id)):
        with pytest.raises(OperationNotFound):
            await refunds.received(reader, wanted)


async def _operation(database: Database, reference: str) -> int:

    query = select(operations.c.id).where(operations.c.reference == reference)
    return int(await database.read(lambda connection: connection.execute(query).scalar_one()))
