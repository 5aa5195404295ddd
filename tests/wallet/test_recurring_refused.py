"""Recurring payments that cannot be made: skipped with the reason, refused from the start, fought over by rivals."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, WRONG_PIN, Wallet, balance, fund, money
from tests.wallet.recurring_tools import (
    DAY,
    DURESS_PIN,
    HOUR,
    bill,
    daily,
    facts,
    go_on,
    monthly,
    move,
    rent,
    told,
    until,
    work,
)
from wallet.customers.queries import CLOSED, Customer
from wallet.database import Database
from wallet.errors import (
    CustomerNotActive,
    DayInvalid,
    LimitReached,
    PinWrong,
    RecurringNotFound,
    RecurringTooMany,
    SameAccount,
)
from wallet.fees.table import parse_fees
from wallet.recurring.making import RECURRING_MAX
from wallet.recurring.service import RecurringPayments
from wallet.security.freezing import BY_DESK, freeze, unfreeze
from wallet.security.vault import Vault
from wallet.trail import BY_SYSTEM

pytestmark = pytest.mark.slow


async def test_short_of_money_is_skipped_and_thrice_paused(
    payments: RecurringPayments, database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 3_00)
    made = await payments.make(payer.id, rent(payee, daily()), PIN)
    await until(database, payments, clock, datetime(2025, 3, 4, 2, tzinfo=UTC))
    assert await told(database, payer) == [
        ("skipped", "2025-03-02", 1),
        ("skipped", "2025-03-03", 1),
        ("given-up", "2025-03-04", 1),
    ]
    run = await payments.run_of(payer.id, made.id, date(2025, 3, 2))
    assert run is not None
    assert (run.state, run.reason, run.short) == ("skipped", "insufficient-funds", money(7_00))
    assert await go_on(payments, payer, made) == "paused"
    assert await balance(database, payee.id) == 0
    await fund(database, payer.id, 50_00)
    clock.advance(2 * DAY)
    await work(database, payments)
    assert await balance(database, payee.id) == 0
    await payments.resume(payer.id, made.id)
    await work(database, payments)
    assert await balance(database, payee.id) == 0, "what fell into the pause is not made up for"
    clock.advance(DAY)
    await work(database, payments)
    assert await balance(database, payee.id) == 10_00


@pytest.mark.slow
@pytest.mark.parametrize("cause", ["frozen", "closed", "moved", "limit", "fee"])
async def test_skipped_with_the_reason(
    wallet: Wallet,
    payments: RecurringPayments,
    database: Database,
    clock: ManualClock,
    vault: Vault,
    payer: Customer,
    payee: Customer,
    cause: str,
) -> None:
    await fund(database, payer.id, 90_000_00)
    made = await payments.make(payer.id, rent(payee, daily(), 4_000_00, by_name=True), PIN)
    if cause == "frozen":
        await database.write(lambda unit: freeze(unit, payer.id, BY_DESK, BY_SYSTEM))
    elif cause == "closed":
        await move(database, payee, status=CLOSED)
    elif cause == "moved":
        await move(database, payee, username="somebody_else")
    elif cause == "fee":
        payments = RecurringPayments(database, vault, wallet.pins, wallet.limits, parse_fees("transfer/*/*=1%"))
    else:
        clock.advance(8 * HOUR)
        for _ in range(2):
            quote = await wallet.transfers.quote(payer.id, payee.id, money(4_000_00))
            await wallet.checkout.pay(payer.id, quote.reference, PIN)
    before = await balance(database, payer.id)
    clock.advance((6 if cause == "limit" else 14) * HOUR)
    await work(database, payments)
    run = await payments.run_of(payer.id, made.id, date(2025, 3, 2))
    assert run is not None
    assert run.state == "skipped"
    assert (
        run.reason
        == {
            "frozen": "customer-not-active",
            "closed": "payee-not-active",
            "moved": "payee-name-moved",
            "limit": "limit-reached",
            "fee": "recurring-fee-higher",
        }[cause]
    )
    assert await balance(database, payer.id) == before


@pytest.mark.slow
async def test_a_freeze_under_duress_is_told_to_nobody(
    wallet: Wallet,
    payments: RecurringPayments,
    database: Database,
    clock: ManualClock,
    payer: Customer,
    payee: Customer,
) -> None:
    await fund(database, payer.id, 90_00)
    await factories.prove_pin_if_asked(wallet, payer, "duress")
    await wallet.security.set_duress_pin(payer, DURESS_PIN)
    agreed = await payments.make(payer.id, rent(payee, daily()), PIN)
    forced = await payments.make(payer.id, rent(payee, daily(), 20_00), DURESS_PIN)
    assert (forced.status, forced.next_due) == (agreed.status, agreed.next_due)
    with pytest.raises(CustomerNotActive):
        await payments.make(payer.id, rent(payee, daily()), PIN)
    await until(database, payments, clock, clock.now() + DAY)
    assert await facts(database, payer) == []
    await database.write(lambda unit: unfreeze(unit, payer.id, BY_SYSTEM))
    await until(database, payments, clock, clock.now() + 2 * HOUR)
    assert await balance(database, payee.id) == 10_00, "what was forced is never paid"
    run = await payments.run_of(payer.id, forced.id, date(2025, 3, 2))
    assert run is not None
    assert run.reason == "recurring-not-agreed"


async def test_refused_when_made(
    payments: RecurringPayments, database: Database, payer: Customer, payee: Customer
) -> None:
    with pytest.raises(PinWrong):
        await payments.make(payer.id, rent(payee, monthly()), WRONG_PIN)
    with pytest.raises(SameAccount):
        await payments.preview(payer.id, rent(payer, monthly()))
    with pytest.raises(LimitReached):
        await payments.preview(payer.id, rent(payee, monthly(), 900_000_00))
    for rhythm in (monthly(date(2025, 2, 28)), monthly(until=date(2025, 3, 4))):
        with pytest.raises(DayInvalid):
            await payments.preview(payer.id, rent(payee, rhythm))
    assert await payments.mine(payer.id) == []


@pytest.mark.slow
async def test_somebody_elses_is_not_found(
    payments: RecurringPayments, database: Database, payer: Customer, payee: Customer
) -> None:
    made = await payments.make(payer.id, rent(payee, monthly()), PIN)
    acts = [payments.get(payee.id, made.id), payments.pause(payee.id, made.id), payments.resume(payee.id, made.id)]
    acts += [payments.end(payee.id, made.id), payments.skip(payee.id, made.id, date(2025, 3, 5))]
    acts += [payments.mark_paid(payee.id, made.id, date(2025, 3, 5))]
    for act in acts:
        with pytest.raises(RecurringNotFound):
            await act
    assert await payments.run_of(payee.id, made.id, date(2025, 3, 5)) is None
    for _ in range(RECURRING_MAX - 1):
        await payments.make_bill(payer.id, bill(monthly()))
    with pytest.raises(RecurringTooMany):
        await payments.make_bill(payer.id, bill(monthly()))


@pytest.mark.slow
async def test_twenty_rivals_pay_once(
    payments: RecurringPayments,
    database: Database,
    database_url: str,
    clock: ManualClock,
    payer: Customer,
    payee: Customer,
) -> None:
    await fund(database, payer.id, 1_000_00)
    for _ in range(10):
        await payments.make(payer.id, rent(payee, daily()), PIN)
    clock.advance(4 * DAY)
    others = [Database.open(database_url, clock) for _ in range(3)]
    try:
        rivals = [one for one in (database, *others) for _ in range(5)]
        await asyncio.gather(*(work(one, payments) for one in rivals))
    finally:
        for one in others:
            await one.close()
    await work(database, payments)
    assert await balance(database, payee.id) == 10 * 4 * 10_00
    assert len(await told(database, payer)) == 10 * 4
