"""Holds: money set aside cannot be spent twice, and a hold ends once, whoever comes at the same time."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pytest

from tests.conftest import ManualClock
from tests.factories import fund, pay
from wallet import ledger
from wallet.clock import MICROSECOND
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    AccountFrozen,
    AccountNotFound,
    AmountNotPositive,
    CaptureTooLarge,
    HoldNotFound,
    HoldNotOpen,
    InsufficientFunds,
    ReferenceReused,
    WalletError,
)
from wallet.ledger import AccountKind, Door, HoldEnd, NewHold, NewOperation, NewTransfer, Posted
from wallet.ledger.audit import audit
from wallet.ledger.holds import EXPIRED_AT_ONCE_MAX

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Till:
    """The payer's account with 100.00, the payee's without money, and how to hold and capture there."""

    database: Database
    payer_id: int
    mine: int
    theirs: int
    gift_id: int

    async def hold(
        self, minor: int, reference: str = "HOLD", expires_at: datetime | None = None, currency: str = "CNY"
    ) -> Posted:
        """Set money of the payer aside."""
        asked = NewHold(self.mine, minor, currency, expires_at)
        return await self.database.write(partial(ledger.place_hold, hold=asked, reference=reference))

    async def capture(self, hold_id: int, *amounts: int, reference: str = "CAPTURE") -> Posted:
        """Pay the payee out of a hold, one transfer for each amount."""
        items = tuple(NewTransfer(self.mine, self.theirs, amount, "CNY") for amount in amounts)
        return await self.capture_as(hold_id, items, reference)

    async def capture_as(self, hold_id: int, items: tuple[NewTransfer, ...], reference: str = "CAPTURE") -> Posted:
        """Any transfers out of a hold."""
        return await self.database.write(
            lambda work: ledger.capture_hold(work, hold_id, items, reference, kind="capture")
        )

    async def release(self, hold_id: int, reference: str = "RELEASE") -> Posted:
        """Give up a hold."""
        return await self.database.write(partial(ledger.release_hold, hold_id=hold_id, reference=reference))

    async def expire(self) -> int:
        """The job comes by once."""
        return await self.database.write(ledger.expire_holds)

    async def status(self, hold_id: int) -> str | None:
        """Of a hold."""
        return await self.database.read(partial(ledger.hold_status, hold_id=hold_id))

    async def money(self) -> tuple[int, int]:
        """What the payer has, and what of it can be spent."""
        (found,) = await self.database.read(partial(ledger.balances, customer_id=self.payer_id))
        return found.total.minor, found.available.minor


@pytest.fixture
async def till(database: Database, payer: Customer, payee: Customer) -> Till:
    """A payer with 100.00."""
    gift = await fund(database, payer.id, 100_00)
    mine, theirs = [
        await database.write(partial(ledger.customer_account, customer_id=person.id, currency_code="CNY"))
        for person in (payer, payee)
    ]
    return Till(database, payer.id, mine, theirs, gift.operation_id)


async def faults(database: Database, clock: ManualClock) -> list[str]:
    return [str(fault) for fault in (await database.read(lambda connection: audit(connection, clock.now()))).faults]


async def test_held_money_cannot_be_spent(till: Till, payer: Customer, payee: Customer) -> None:
    await till.hold(60_00)
    assert await till.money() == (100_00, 40_00)
    with pytest.raises(InsufficientFunds) as refusal:
        await pay(till.database, payer.id, payee.id, 40_01)
    assert refusal.value.fields == {"currency": "CNY", "available_minor": 40_00, "needed_minor": 40_01}
    await pay(till.database, payer.id, payee.id, 40_00)
    assert await till.money() == (60_00, 0)


async def test_held_money_cannot_be_held_again(till: Till) -> None:
    await till.hold(60_00)
    with pytest.raises(InsufficientFunds) as refusal:
        await till.hold(40_01, "SECOND")
    assert refusal.value.fields == {"currency": "CNY", "available_minor": 40_00, "needed_minor": 40_01}
    await till.hold(40_00, "SECOND")
    assert await till.money() == (100_00, 0)


async def test_a_hold_is_placed_once_a_reference(till: Till) -> None:
    first, again = await till.hold(60_00), await till.hold(60_00)
    assert (first.repeated, again.repeated, again.operation_id) == (False, True, first.operation_id)
    with pytest.raises(ReferenceReused):
        await till.hold(60_01)
    assert await till.money() == (100_00, 40_00)


async def test_a_capture_in_part_frees_the_rest(till: Till, database: Database, clock: ManualClock) -> None:
    hold = await till.hold(60_00)
    await till.capture(hold.operation_id, 25_00)
    assert await till.money() == (75_00, 75_00)
    assert await till.status(hold.operation_id) == "captured"
    assert await faults(database, clock) == []


async def test_a_capture_takes_all_that_was_held_in_several_transfers(till: Till) -> None:
    hold = await till.hold(100_00)
    await till.capture(hold.operation_id, 97_00, 3_00)
    assert await till.money() == (0, 0)


@pytest.mark.parametrize("amounts", [(60_01,), (60_00, 1), (100_00,)])
async def test_a_capture_takes_no_more_than_was_held(till: Till, amounts: tuple[int, ...]) -> None:
    hold = await till.hold(60_00)
    with pytest.raises(CaptureTooLarge) as refusal:
        await till.capture(hold.operation_id, *amounts)
    assert refusal.value.fields == {"currency": "CNY", "held_minor": 60_00}
    assert (await till.status(hold.operation_id), await till.money()) == ("open", (100_00, 40_00))


async def test_a_capture_takes_from_the_account_that_was_held(till: Till, payee: Customer) -> None:
    await fund(till.database, payee.id, 50_00)
    hold = await till.hold(60_00)
    with pytest.raises(CaptureTooLarge):
        await till.capture_as(hold.operation_id, (NewTransfer(till.theirs, till.mine, 10_00, "CNY"),))


@pytest.mark.parametrize("through_the_door", [False, True])
async def test_of_50_parallel_captures_one_happens(
    till: Till, database: Database, clock: ManualClock, through_the_door: bool
) -> None:
    hold, door = await till.hold(60_00), Door(database)
    item, ends = NewTransfer(till.mine, till.theirs, 60_00, "CNY"), HoldEnd(hold.operation_id, "captured")

    async def capture(number: int) -> Posted:
        if through_the_door:
            return await door.post(NewOperation("capture", f"CAPTURE-{number}", (item,), ends=ends))
        return await till.capture(hold.operation_id, 60_00, reference=f"CAPTURE-{number}")

    outcomes = await asyncio.gather(*(capture(number) for number in range(50)), return_exceptions=True)
    assert Counter(type(outcome) for outcome in outcomes) == {Posted: 1, HoldNotOpen: 49}
    told = [outcome.fields for outcome in outcomes if isinstance(outcome, HoldNotOpen)]
    assert told == [{"hold_id": hold.operation_id, "status": "captured"}] * 49
    assert await till.money() == (40_00, 40_00)
    assert await faults(database, clock) == []


async def test_a_race_to_capture_and_to_release_has_one_winner(
    till: Till, database: Database, clock: ManualClock
) -> None:
    ids = [(await till.hold(10_00, f"HOLD-{number}")).operation_id for number in range(10)]
    captures = [till.capture(hold_id, 10_00, reference=f"CAPTURE-{hold_id}") for hold_id in ids]
    releases = [till.release(hold_id, f"RELEASE-{hold_id}") for hold_id in ids]
    outcomes = await asyncio.gather(*captures[:5], *releases, *captures[5:], return_exceptions=True)
    assert Counter(type(outcome) for outcome in outcomes) == {Posted: 10, HoldNotOpen: 10}
    captured = [await till.status(hold_id) for hold_id in ids].count("captured")
    assert await till.money() == (100_00 - captured * 10_00,) * 2
    assert await faults(database, clock) == []


async def test_a_release_is_done_once_a_reference(till: Till) -> None:
    hold = await till.hold(60_00)
    first, again = await till.release(hold.operation_id), await till.release(hold.operation_id)
    assert (first.repeated, again.repeated, again.operation_id) == (False, True, first.operation_id)
    assert (await till.status(hold.operation_id), await till.money()) == ("released", (100_00, 100_00))
    for late in (till.release(hold.operation_id, "OTHER"), till.capture(hold.operation_id, 1)):
        with pytest.raises(HoldNotOpen) as refusal:
            await late
        assert refusal.value.fields == {"hold_id": hold.operation_id, "status": "released"}


async def test_the_job_ends_each_due_hold_once(till: Till, database: Database, clock: ManualClock) -> None:
    due = [await till.hold(10_00, f"DUE-{number}", clock.now() + HOUR) for number in range(3)]
    later = await till.hold(20_00, "LATER", clock.now() + HOUR + MICROSECOND)
    endless = await till.hold(30_00, "ENDLESS")
    clock.advance(HOUR - MICROSECOND)
    assert await till.expire() == 0
    clock.advance(MICROSECOND)
    assert (await till.expire(), await till.expire()) == (3, 0)
    assert [await till.status(hold.operation_id) for hold in (*due, later, endless)] == ["expired"] * 3 + ["open"] * 2
    assert await till.money() == (100_00, 50_00)
    assert await faults(database, clock) == []


async def test_jobs_at_once_and_owners_between_them_end_each_hold_once(
    till: Till, database: Database, clock: ManualClock
) -> None:
    ids = [(await till.hold(5_00, f"HOLD-{number}", clock.now() + HOUR)).operation_id for number in range(20)]
    clock.advance(HOUR)
    releases = asyncio.gather(*(till.release(hold_id, f"OWN-{hold_id}") for hold_id in ids), return_exceptions=True)
    expired = sum(await asyncio.gather(*(till.expire() for _ in range(10))))
    released = Counter(type(outcome) for outcome in await releases)
    assert (released[Posted] + expired, released[HoldNotOpen]) == (20, expired)
    assert await till.money() == (100_00, 100_00)
    assert await faults(database, clock) == []


async def test_the_job_goes_on_where_it_stopped(till: Till, clock: ManualClock) -> None:
    def place(work: UnitOfWork) -> None:
        for number in range(EXPIRED_AT_ONCE_MAX + 1):
            ledger.place_hold(work, NewHold(till.mine, 1, "CNY", work.now), f"HOLD-{number}")

    await till.database.write(place)
    assert [await till.expire() for _ in range(3)] == [EXPIRED_AT_ONCE_MAX, 1, 0]


async def test_time_is_up_before_the_job_has_come_by(till: Till, clock: ManualClock) -> None:
    early = await till.hold(10_00, "EARLY", clock.now() + HOUR + MICROSECOND)
    late = await till.hold(10_00, "LATE", clock.now() + HOUR)
    clock.advance(HOUR)
    with pytest.raises(HoldNotOpen) as refusal:
        await till.capture(late.operation_id, 10_00)
    assert refusal.value.fields == {"hold_id": late.operation_id, "status": "expired"}
    await till.capture(early.operation_id, 10_00)
    await till.release(late.operation_id)
    assert (await till.status(late.operation_id), await till.expire()) == ("released", 0)


async def test_a_frozen_account_is_not_captured_from_and_holds_are_released(
    till: Till, database: Database, payer: Customer, clock: ManualClock
) -> None:
    hold = await till.hold(60_00)
    await database.write(partial(ledger.freeze, customer_id=payer.id))
    for refused in (till.capture(hold.operation_id, 10_00), till.hold(10_00, "SECOND")):
        with pytest.raises(AccountFrozen):
            await refused
    assert await till.status(hold.operation_id) == "open"
    await till.release(hold.operation_id)
    assert await till.money() == (100_00, 100_00)
    assert await faults(database, clock) == []


async def test_a_hold_needs_money_even_where_a_transfer_needs_none(till: Till) -> None:
    play = await till.database.write(
        lambda work: ledger.system_account(work, AccountKind.PLAY_MONEY, "CNY", till.payer_id)
    )
    with pytest.raises(InsufficientFunds):
        await till.database.write(lambda work: ledger.place_hold(work, NewHold(play, 1, "CNY"), "HOLD"))


async def test_refusals_leave_nothing_behind(till: Till, database: Database, clock: ManualClock) -> None:
    hold = await till.hold(60_00)
    before = await database.read(audit)
    foreign = (NewTransfer(till.mine, till.theirs, 10_00, "USD"),)
    refused: list[tuple[type[WalletError], object]] = [
        (AccountNotFound, till.hold(10_00, "OTHER", currency="USD")),
        (AmountNotPositive, till.hold(0, "OTHER")),
        (AmountNotPositive, till.hold(-1, "OTHER")),
        (InsufficientFunds, till.hold(100_00, "OTHER")),
        (AccountNotFound, till.capture_as(hold.operation_id, foreign)),
        (CaptureTooLarge, till.capture(hold.operation_id, 60_01)),
        (HoldNotFound, till.capture(999_999, 10_00)),
        (HoldNotFound, till.release(999_999)),
        (HoldNotFound, till.release(till.gift_id)),
    ]
    for error, attempt in refused:
        with pytest.raises(error):
            await attempt  # type: ignore[misc]
    assert await till.status(999_999) is None
    assert (await till.status(hold.operation_id), await till.money()) == ("open", (100_00, 40_00))
    after = await database.read(audit)
    assert (after.counts, after.faults) == (before.counts, ())
