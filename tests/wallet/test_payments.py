"""A payment happens once, as confirmed, and its receipt says the truth; play money stays in the sandbox."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, WRONG_PIN, Wallet, balance, fund, money
from wallet import outbox, trail
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    CustomerNotActive,
    InsufficientFunds,
    NoteTooLong,
    PayeeNotActive,
    PinWrong,
    PlayMoneyNotAllowed,
    ReferenceReused,
    SameAccount,
    StepUpNeeded,
)
from wallet.ledger.audit import audit
from wallet.money import Money
from wallet.payments.service import NOTE_LENGTH_MAX, Payments, TransferCommand
from wallet.references import new_reference
from wallet.security import proofs
from wallet.security.models import credentials
from wallet.security.models import proofs as proofs_table
from wallet.security.vault import Vault

DURESS_PIN = "862409"


async def freeze(database: Database, customer: Customer, status: str = "frozen") -> None:
    change = text("UPDATE customers SET status = :status WHERE id = :id").bindparams(status=status, id=customer.id)
    await database.write(lambda work: work.connection.execute(change).rowcount)


def command(payer: Customer, payee: Customer, minor: int = 30_00, **fields: str) -> TransferCommand:
    values = {"reference": new_reference()} | fields
    return TransferCommand(payer_id=payer.id, payee_id=payee.id, amount=money(minor), **values)


async def test_what_was_quoted_is_what_happens(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    quote = await wallet.payments.quote_transfer(payer.id, payee.id, money(30_00))
    assert (quote.payee, quote.fee.minor, quote.available_after.minor) == (payee, 0, 70_00)
    assert await balance(database, payer.id) == 100_00
    receipt = await wallet.payments.transfer(
        TransferCommand(quote.reference, payer.id, payee.id, quote.amount, "午饭"), PIN
    )
    assert (receipt.reference, receipt.amount, receipt.fee) == (quote.reference, quote.amount, quote.fee)
    assert (receipt.available_after, receipt.created_at, receipt.repeated) == (
        quote.available_after,
        clock.now(),
        False,
    )
    assert await wallet.payments.available(payee.id, "CNY") == money(30_00)
    record = await wallet.records.get(payee.id, receipt.operation_id)
    assert (record.change, record.note, record.counterparty) == (money(30_00), "午饭", payer.masked_name)
    (fact,) = await database.write(lambda work: outbox.lease(work, outbox.CUSTOMER_CHANNEL, 9))
    assert (fact.lane, fact.fields) == (
        str(payee.id),
        {"customer_id": payee.id, "operation_id": receipt.operation_id},
    )
    assert (await database.read(lambda connection: audit(connection, clock.now()))).faults == ()


async def test_a_repeated_transfer_gets_the_first_receipt(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 30_00)
    asked = command(payer, payee)
    first = await wallet.payments.transfer(asked, PIN)
    clock.advance(timedelta(hours=1))
    await freeze(database, payee)
    again = await wallet.payments.transfer(asked, PIN)
    assert (again.operation_id, again.created_at, again.available_after) == (
        first.operation_id,
        first.created_at,
        first.available_after,
    )
    assert (first.repeated, again.repeated) == (False, True)
    assert await database.read(outbox.counts) == {"waiting": 1}


async def test_taps_at_the_same_time_pay_once(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    asked = command(payer, payee)
    receipts = await asyncio.gather(*(wallet.payments.transfer(asked, PIN) for _ in range(4)))
    assert sorted(receipt.repeated for receipt in receipts) == [False, True, True, True]
    assert (await balance(database, payer.id), await balance(database, payee.id)) == (70_00, 30_00)
    assert await database.read(outbox.counts) == {"waiting": 1}


async def test_refused_transfers_move_nothing_and_tell_nobody(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    paid = command(payer, payee, 1_00)
    await wallet.payments.transfer(paid, PIN)
    refused: list[tuple[type[Exception], TransferCommand, str]] = [
        (PinWrong, command(payer, payee), WRONG_PIN),
        (InsufficientFunds, command(payer, payee, 99_01), PIN),
        (NoteTooLong, command(payer, payee, note="x" * (NOTE_LENGTH_MAX + 1)), PIN),
        (SameAccount, command(payer, payer), PIN),
        (ReferenceReused, command(payer, payee, 2_00, reference=paid.reference), PIN),
        (ReferenceReused, command(payee, payer, 1_00, reference=paid.reference), PIN),
    ]
    for error, asked, pin in refused:
        with pytest.raises(error):
            await wallet.payments.transfer(asked, pin)
    assert (await balance(database, payer.id), await balance(database, payee.id)) == (99_00, 1_00)
    assert await database.read(outbox.counts) == {"waiting": 1}


async def test_frozen_people_are_paid_and_do_not_pay(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    await freeze(database, payee)
    assert (await wallet.payments.quote_transfer(payer.id, payee.id, money(1_00))).payee.id == payee.id
    await wallet.payments.transfer(command(payer, payee), PIN)
    await freeze(database, payee, "closed")
    with pytest.raises(PayeeNotActive):
        await wallet.payments.quote_transfer(payer.id, payee.id, money(1_00))
    with pytest.raises(PayeeNotActive):
        await wallet.payments.transfer(command(payer, payee), PIN)
    await freeze(database, payee, "active")
    await freeze(database, payer)
    with pytest.raises(CustomerNotActive) as refusal:
        await wallet.payments.transfer(command(payer, payee), PIN)
    assert refusal.value.fields == {"status": "frozen"}
    assert await balance(database, payer.id) == 70_00


async def test_a_quote_of_more_than_there_is_is_refused(wallet: Wallet, payer: Customer, payee: Customer) -> None:
    with pytest.raises(InsufficientFunds) as refusal:
        await wallet.payments.quote_transfer(payer.id, payee.id, money(1))
    assert refusal.value.fields == {"currency": "CNY", "available_minor": 0, "needed_minor": 1}
    with pytest.raises(SameAccount):
        await wallet.payments.quote_transfer(payer.id, payer.id, money(1))


async def test_play_money_is_booked_once_and_owed_by_its_account(
    wallet: Wallet, database: Database, payer: Customer, clock: ManualClock
) -> None:
    first = await wallet.payments.top_up_with_play_money(payer.id, money(50_00), "TOP-UP")
    again = await wallet.payments.top_up_with_play_money(payer.id, money(50_00), "TOP-UP")
    assert (first, first.repeated, again.repeated) == (again, False, True)
    assert await balance(database, payer.id) == 50_00
    owed = text("SELECT SUM(balance) FROM accounts WHERE kind = 'play_money'")
    assert await database.read(lambda connection: connection.execute(owed).scalar()) == -50_00
    await freeze(database, payer)
    assert (await wallet.payments.top_up_with_play_money(payer.id, money(50_00), "TOP-UP")).repeated
    with pytest.raises(CustomerNotActive):
        await wallet.payments.top_up_with_play_money(payer.id, money(50_00), "OTHER")


async def test_play_money_exists_in_the_sandbox_alone(database: Database, vault: Vault, payer: Customer) -> None:
    async with factories.open_wallet(database, vault, play_money_allowed=False) as real:
        with pytest.raises(PlayMoneyNotAllowed):
            await real.payments.top_up_with_play_money(payer.id, money(1), "TOP-UP")
    assert await balance(database, payer.id) == 0


async def test_play_money_has_a_limit(wallet: Wallet, payer: Customer) -> None:
    await wallet.payments.top_up_with_play_money(payer.id, money(10_000_00), "ONE")
    with pytest.raises(PlayMoneyNotAllowed):
        await wallet.payments.top_up_with_play_money(payer.id, money(10_000_01), "TWO")


async def test_records_page_through_both_directions(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    for minor in (1_00, 2_00, 3_00):
        await factories.pay(database, payer.id, payee.id, minor, note=str(minor))
    await factories.pay(database, payee.id, payer.id, 50)
    page = await wallet.records.page(payer.id, size=3)
    assert [record.change.minor for record in page.records] == [50, -3_00, -2_00]
    assert {record.counterparty for record in page.records} == {payee.masked_name}
    rest = await wallet.records.page(payer.id, page.older_than, 3)
    assert [(record.change.minor, record.counterparty) for record in rest.records] == [
        (-1_00, payee.masked_name),
        (100_00, None),
    ]
    assert rest.older_than is None


async def test_under_duress_it_looks_paid_and_nothing_moves(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    duress_hash = await wallet.pins.hash(DURESS_PIN)
    change = update(credentials).where(credentials.c.customer_id == payer.id).values(duress_pin_hash=duress_hash)
    await database.write(lambda work: work.connection.execute(change).rowcount)
    with pytest.raises(InsufficientFunds):
        await wallet.payments.transfer(command(payer, payee, 100_01), DURESS_PIN)
    frozen = await wallet.customers.get(payer.id)
    assert (frozen.status, frozen.frozen_cause) == ("frozen", "duress")
    quote = await wallet.payments.quote_transfer(payer.id, payee.id, money(30_00))
    asked = TransferCommand(quote.reference, payer.id, payee.id, quote.amount)
    clock.advance(timedelta(seconds=7))
    shown = await wallet.payments.transfer(asked, DURESS_PIN)
    assert (shown.reference, shown.amount, shown.fee, shown.available_after, shown.created_at, shown.payee) == (
        quote.reference, quote.amount, quote.fee, quote.available_after, clock.now(), payee,
    )  # fmt: skip
    clock.advance(timedelta(minutes=1))
    again = await wallet.payments.transfer(asked, DURESS_PIN)
    assert (again, shown.repeated, again.repeated) == (shown, False, True)
    with pytest.raises(CustomerNotActive):
        await wallet.payments.transfer(asked, PIN)
    assert (await balance(database, payer.id), await balance(database, payee.id)) == (100_00, 0)
    told = await database.write(lambda work: outbox.lease(work, outbox.CUSTOMER_CHANNEL, 9))
    (alert,) = await database.write(lambda work: outbox.lease(work, outbox.DESK_CHANNEL, 9))
    assert (told, alert.fields) == ([], {"customer_id": payer.id, "cause": "duress"})
    assert trail.DURESS_USED not in {event.kind for event in await wallet.security.activity(payer.id, None, 9)}


async def test_a_payment_of_long_ago_is_told_as_it_was_under_duress_too(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 30_00)
    asked = command(payer, payee)
    paid = await wallet.payments.transfer(asked, PIN)
    duress_hash = await wallet.pins.hash(DURESS_PIN)
    change = update(credentials).where(credentials.c.customer_id == payer.id).values(duress_pin_hash=duress_hash)
    await database.write(lambda work: work.connection.execute(change).rowcount)
    assert await wallet.payments.transfer(asked, DURESS_PIN) == paid
    assert (await wallet.customers.get(payer.id)).frozen_cause == "duress"


class AlwaysDue:
    """Asks every payment for the second factor."""

    async def second_factor_due(self, _customer_id: int, _payee_id: int, _amount: Money) -> bool:
        return True


async def test_the_second_factors_proof_goes_with_the_money_alone(
    wallet: Wallet, database: Database, vault: Vault, payer: Customer, payee: Customer
) -> None:
    payments = Payments(
        database, vault, wallet.pins, play_money_allowed=False, limits=wallet.limits, security=AlwaysDue()
    )
    asked = command(payer, payee)
    await database.write(lambda work: proofs.record(work, payer.id, "pay:another", proofs.Means.TOTP))
    await fund(database, payer.id, 29_99)
    await fund(database, payee.id, 1)
    await database.write(lambda work: proofs.record(work, payer.id, f"pay:{asked.reference}", proofs.Means.TOTP))
    with pytest.raises(InsufficientFunds):
        await payments.transfer(asked, PIN)
    await fund(database, payer.id, 1)
    first, second = await asyncio.gather(payments.transfer(asked, PIN), payments.transfer(asked, PIN))
    assert sorted((first.repeated, second.repeated)) == [False, True]
    await fund(database, payer.id, 30_00)
    with pytest.raises(StepUpNeeded) as refusal:
        await payments.transfer(command(payer, payee), PIN)
    assert refusal.value.fields == {"factor": "second"}
    assert await balance(database, payer.id) == 30_00
    left = select(proofs_table.c.purpose)
    assert await database.read(lambda connection: connection.execute(left).scalars().all()) == ["pay:another"]


async def test_a_wallet_that_closes_while_it_is_paid_takes_nothing(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The payee closes between the look and the booking; the money stays where it was."""
    await fund(database, payer.id)
    door = wallet.payments._door
    book = door.post

    async def closes_first(*arguments: Any) -> Any:
        await freeze(database, payee, "closed")
        return await book(*arguments)

    monkeypatch.setattr(door, "post", closes_first)
    with pytest.raises(PayeeNotActive):
        await wallet.payments.transfer(command(payer, payee), PIN)
    assert await balance(database, payer.id) == 100_00
