"""Reversals: money goes back the way it came, never more than was moved, and never twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pytest
from sqlalchemy import select, update

from tests.conftest import ManualClock
from tests.factories import fund
from wallet import ledger
from wallet.customers.models import customers
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    AccountFrozen,
    AmountNotPositive,
    InsufficientFunds,
    NotReversible,
    OperationNotFound,
    ReferenceReused,
    ReversalTooLarge,
    WalletError,
)
from wallet.ledger import AccountKind, NewHold, NewOperation, NewTransfer, Posted
from wallet.ledger.audit import audit
from wallet.ledger.models import accounts

PRICE, FEE = 0, 1
"""The positions of a purchase's transfers."""


@dataclass(frozen=True)
class Shop:
    """The payer had 100.00 and bought something for 40.00, with a fee of 2.00; the seller has 50.00 of their own."""

    database: Database
    mine: int
    theirs: int
    fees: int
    bought_id: int

    async def refund(
        self, amounts: Mapping[int, int] | None = None, reference: str = "REFUND", operation_id: int | None = None
    ) -> Posted:
        """Give the purchase back, or another operation."""
        wanted = operation_id or self.bought_id
        return await self.database.write(
            lambda work: ledger.reverse(work, wanted, reference, amounts, note="sorry", kind="refund")
        )

    async def post(self, operation: NewOperation) -> Posted:
        """Any operation."""
        return await self.database.write(partial(ledger.post, operation=operation))

    async def left(self, operation_id: int | None = None) -> list[int]:
        """What can still be given back, by position."""
        wanted = operation_id or self.bought_id
        parts = await self.database.read(partial(ledger.reversible, operation_id=wanted))
        return [part.left for part in parts]

    async def money(self) -> tuple[int, ...]:
        """What payer, seller and house have."""
        rows = await self.database.read(lambda read: read.execute(select(accounts.c.id, accounts.c.balance)).all())
        found = {row.id: row.balance for row in rows}
        return found[self.mine], found[self.theirs], found[self.fees]


@pytest.fixture
async def shop(database: Database, payer: Customer, payee: Customer) -> Shop:
    """A purchase that can be given back."""
    await fund(database, payer.id, 100_00)
    await fund(database, payee.id, 50_00)

    def buy(work: UnitOfWork) -> Shop:
        mine, theirs = (ledger.customer_account(work, person.id, "CNY") for person in (payer, payee))
        fees = ledger.system_account(work, AccountKind.FEES, "CNY", payer.id)
        items = (NewTransfer(mine, theirs, 40_00, "CNY"), NewTransfer(mine, fees, 2_00, "CNY", "fee"))
        bought = ledger.post(work, NewOperation("purchase", "BOUGHT", items, payer.id))
        return Shop(database, mine, theirs, fees, bought.operation_id)

    return await database.write(buy)


async def faults(database: Database, clock: ManualClock) -> list[str]:
    return [str(fault) for fault in (await database.read(lambda connection: audit(connection, clock.now()))).faults]


async def test_a_whole_reversal_gives_back_price_and_fee(shop: Shop, database: Database, clock: ManualClock) -> None:
    assert await shop.money() == (58_00, 90_00, 2_00)
    refund = await shop.refund()
    assert await shop.money() == (100_00, 50_00, 0)
    assert await shop.left() == [0, 0]
    assert await faults(database, clock) == []
    parts = await database.read(partial(ledger.reversible, operation_id=refund.operation_id))
    assert [(part.position, part.purpose, part.amount) for part in parts] == [(0, "fee", 2_00), (1, "amount", 40_00)]


async def test_parts_are_given_back_until_nothing_is_left(shop: Shop, database: Database, clock: ManualClock) -> None:
    parts = await database.read(partial(ledger.reversible, operation_id=shop.bought_id))
    told = [(part.position, part.purpose, part.currency, part.amount, part.left) for part in parts]
    assert told == [(PRICE, "amount", "CNY", 40_00, 40_00), (FEE, "fee", "CNY", 2_00, 2_00)]
    await shop.refund({PRICE: 15_00}, "ONE")
    assert (await shop.left(), await shop.money()) == ([25_00, 2_00], (73_00, 75_00, 2_00))
    await shop.refund({PRICE: 25_00, FEE: 50}, "TWO")
    assert (await shop.left(), await shop.money()) == ([0, 1_50], (98_50, 50_00, 1_50))
    with pytest.raises(ReversalTooLarge) as refusal:
        await shop.refund({FEE: 1_51}, "THREE")
    assert refusal.value.fields == {"currency": "CNY", "left_minor": 1_50}
    await shop.refund({FEE: 1_50}, "THREE")
    assert (await shop.left(), await shop.money()) == ([0, 0], (100_00, 50_00, 0))
    assert await faults(database, clock) == []


async def test_a_whole_reversal_after_a_part_is_too_large(shop: Shop) -> None:
    await shop.refund({FEE: 50}, "ONE")
    with pytest.raises(ReversalTooLarge) as refusal:
        await shop.refund(None, "TWO")
    assert refusal.value.fields == {"currency": "CNY", "left_minor": 1_50}
    assert (await shop.left(), await shop.money()) == ([40_00, 1_50], (58_50, 90_00, 1_50))


async def test_20_parallel_refunds_never_give_back_more_than_was_moved(
    shop: Shop, database: Database, clock: ManualClock
) -> None:
    tries = [shop.refund({PRICE: 3_00}, f"REFUND-{number}") for number in range(20)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert Counter(type(outcome) for outcome in outcomes) == {Posted: 13, ReversalTooLarge: 7}
    told = [outcome.fields for outcome in outcomes if isinstance(outcome, ReversalTooLarge)]
    assert told == [{"currency": "CNY", "left_minor": 1_00}] * 7
    assert (await shop.left(), await shop.money()) == ([1_00, 2_00], (97_00, 51_00, 2_00))
    assert await faults(database, clock) == []


async def test_20_parallel_retries_of_a_refund_give_back_once(shop: Shop) -> None:
    outcomes = await asyncio.gather(*(shop.refund({PRICE: 3_00}) for _ in range(20)))
    assert Counter(outcome.repeated for outcome in outcomes) == {False: 1, True: 19}
    assert await shop.left() == [37_00, 2_00]


async def test_a_retry_gets_the_first_result_even_when_nothing_is_left(shop: Shop) -> None:
    first, again = await shop.refund(), await shop.refund()
    assert (first.repeated, again.repeated, again.operation_id) == (False, True, first.operation_id)
    with pytest.raises(ReferenceReused):
        await shop.refund({PRICE: 1_00})
    assert await shop.money() == (100_00, 50_00, 0)


async def test_a_refund_is_not_refunded(shop: Shop) -> None:
    refund = await shop.refund({PRICE: 15_00})
    for amounts in (None, {0: 1}):
        with pytest.raises(NotReversible):
            await shop.refund(amounts, "BACK", refund.operation_id)
    assert await shop.money() == (73_00, 75_00, 2_00)


async def test_a_chain_goes_back_from_its_end(shop: Shop, database: Database, clock: ManualClock) -> None:
    there = NewTransfer(shop.mine, shop.theirs, 58_00, "CNY")
    onward = NewTransfer(shop.theirs, shop.fees, 148_00, "CNY")
    chain = await shop.post(NewOperation("test", "CHAIN", (there, onward)))
    assert await shop.money() == (0, 0, 150_00)
    await shop.refund(operation_id=chain.operation_id)
    assert await shop.money() == (58_00, 90_00, 2_00)
    assert await faults(database, clock) == []


async def test_a_capture_is_given_back_like_any_operation(shop: Shop) -> None:
    item = NewTransfer(shop.mine, shop.theirs, 8_00, "CNY")

    def hold_and_capture(work: UnitOfWork) -> Posted:
        hold = ledger.place_hold(work, NewHold(shop.mine, 10_00, "CNY"), "HOLD")
        return ledger.capture_hold(work, hold.operation_id, (item,), "CAPTURE", kind="capture")

    captured = await shop.database.write(hold_and_capture)
    await shop.refund(operation_id=captured.operation_id)
    assert (await shop.left(captured.operation_id), await shop.money()) == ([0], (58_00, 90_00, 2_00))


async def test_money_that_was_spent_is_not_given_back(shop: Shop) -> None:
    await shop.post(NewOperation("test", "SPENT", (NewTransfer(shop.theirs, shop.mine, 60_00, "CNY"),)))
    with pytest.raises(InsufficientFunds) as refusal:
        await shop.refund()
    assert refusal.value.fields == {"currency": "CNY", "available_minor": 30_00, "needed_minor": 40_00}
    assert (await shop.left(), await shop.money()) == ([40_00, 2_00], (118_00, 30_00, 2_00))


async def test_a_frozen_seller_gives_nothing_back(shop: Shop, payer: Customer, payee: Customer) -> None:
    def set_frozen(work: UnitOfWork, customer_id: int, *, frozen: bool) -> None:
        (ledger.freeze if frozen else ledger.unfreeze)(work, customer_id)
        status = "frozen" if frozen else "active"
        work.connection.execute(update(customers).where(customers.c.id == customer_id).values(status=status))

    await shop.database.write(partial(set_frozen, customer_id=payee.id, frozen=True))
    with pytest.raises(AccountFrozen):
        await shop.refund()
    await shop.database.write(partial(set_frozen, customer_id=payee.id, frozen=False))
    await shop.database.write(partial(set_frozen, customer_id=payer.id, frozen=True))
    await shop.refund()
    assert await shop.money() == (100_00, 50_00, 0)


async def test_a_reversal_takes_the_way_of_what_it_reverses(shop: Shop, payee: Customer) -> None:
    await fund(shop.database, payee.id, 50_00, "USD")
    turned = NewTransfer(shop.theirs, shop.mine, 1_00, "CNY", reverses_position=PRICE)
    strange = {
        "the way it came": NewTransfer(shop.mine, shop.theirs, 1_00, "CNY", reverses_position=PRICE),
        "to somebody else": NewTransfer(shop.theirs, shop.fees, 1_00, "CNY", reverses_position=PRICE),
        "from somebody else": NewTransfer(shop.fees, shop.mine, 1_00, "CNY", reverses_position=PRICE),
        "under another's position": NewTransfer(shop.theirs, shop.mine, 1_00, "CNY", reverses_position=FEE),
        "under no position": NewTransfer(shop.theirs, shop.mine, 1_00, "CNY", reverses_position=2),
    }
    for name, item in strange.items():
        with pytest.raises(NotReversible):
            await shop.post(NewOperation("refund", name, (item,), reverses_id=shop.bought_id))
    with pytest.raises(NotReversible):
        await shop.post(NewOperation("refund", "of nothing", (turned,), reverses_id=999_999))
    for items, reverses_id in (((turned, turned), shop.bought_id), ((turned,), None)):
        with pytest.raises(ValueError, match="revers"):
            await shop.post(NewOperation("refund", "shape", items, reverses_id=reverses_id))
    await shop.post(NewOperation("refund", "right", (turned,), reverses_id=shop.bought_id))
    assert (await shop.left(), await shop.money()) == ([39_00, 2_00], (59_00, 89_00, 2_00))


async def test_refusals_leave_nothing_behind(shop: Shop, database: Database) -> None:
    hold = await database.write(lambda work: ledger.place_hold(work, NewHold(shop.mine, 1_00, "CNY"), "HOLD"))
    before = await database.read(audit)
    refused: list[tuple[type[WalletError], Mapping[int, int] | None, int]] = [
        (ReversalTooLarge, {PRICE: 40_01}, shop.bought_id),
        (ReversalTooLarge, {PRICE: 40_01, FEE: 1_00}, shop.bought_id),
        (AmountNotPositive, {PRICE: 0}, shop.bought_id),
        (AmountNotPositive, {FEE: -1}, shop.bought_id),
        (OperationNotFound, {PRICE: 1_00, 2: 1_00}, shop.bought_id),
        (OperationNotFound, None, hold.operation_id),
        (OperationNotFound, None, 999_999),
    ]
    for error, amounts, operation_id in refused:
        with pytest.raises(error):
            await shop.refund(amounts, "REFUSED", operation_id)
    assert await shop.left(999_999) == []
    assert (await shop.left(), await shop.money()) == ([40_00, 2_00], (58_00, 90_00, 2_00))
    after = await database.read(audit)
    assert (after.counts, after.faults) == (before.counts, ())
