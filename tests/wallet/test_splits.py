"""Split bills: shares sum to the bill, everybody is asked or nobody; reminding and cancelling touch what is open."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, Wallet, balance, fund, money
from wallet import outbox
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    AskingOneself,
    CannotBeAsked,
    NoteTooLong,
    RemindersUsedUp,
    ReminderTooSoon,
    ShareTooSmall,
    SplitNobody,
    SplitNotFound,
    SplitSettled,
    SplitTooManyPeople,
    SplitTwice,
    TooManyOpenRequests,
)
from wallet.ledger.audit import audit
from wallet.money import CURRENCIES, Money
from wallet.money import total as total_of
from wallet.payments.checkout import Checkout
from wallet.references import new_reference
from wallet.requests import changes
from wallet.requests.asking import Ask, Asking
from wallet.requests.models import money_requests, splits
from wallet.requests.queries import Split
from wallet.requests.service import REQUEST, Requests
from wallet.requests.splits import PEOPLE_MAX, NewSplit, Splits, equal_shares, refuse_person
from wallet.security.vault import Vault


@given(
    minor=st.integers(1, 10**15),
    count=st.integers(1, PEOPLE_MAX),
    with_me=st.booleans(),
    currency=st.sampled_from(sorted(CURRENCIES)),
)
def test_shares_sum_to_the_bill_and_are_as_equal_as_can_be(
    minor: int, count: int, with_me: bool, currency: str
) -> None:
    bill = money(minor, currency)
    if minor < count + with_me:
        with pytest.raises(ShareTooSmall):
            equal_shares(bill, count, with_me=with_me)
        return
    shares = equal_shares(bill, count, with_me=with_me)
    assert len(shares.others) == count
    assert total_of([shares.own, *shares.others], bill.currency) == bill
    each = [share.minor for share in ([shares.own, *shares.others] if with_me else shares.others)]
    assert min(each) > 0
    assert max(each) - min(each) <= 1
    assert (shares.own == max(each for each in (shares.own, *shares.others))) if with_me else not shares.own


def test_what_is_no_bill() -> None:
    with pytest.raises(SplitNobody):
        equal_shares(money(10), 0, with_me=True)
    with pytest.raises(SplitTooManyPeople) as refusal:
        equal_shares(money(10_00), PEOPLE_MAX + 1, with_me=False)
    assert refusal.value.fields == {"count_max": PEOPLE_MAX}
    with pytest.raises(SplitTwice):
        refuse_person([1, 2], 2)
    with pytest.raises(SplitTooManyPeople):
        refuse_person(range(PEOPLE_MAX), PEOPLE_MAX)


@dataclass(frozen=True)
class Table:
    """Ann paid the bill; Ming and a friend sat with her."""

    splits: Splits
    requests: Requests
    checkout: Checkout
    ann: Customer
    ming: Customer
    friend: Customer

    def bill(self, minor: int = 100_00, *, with_me: bool = True) -> NewSplit:
        people = (self.ming.id, self.friend.id)
        return NewSplit(new_reference(), self.ann.id, money(minor), people, with_me, " 火锅 ")

    async def pay(self, bill: Split, index: int = 0) -> None:
        request = bill.requests[index]
        quote = await self.requests.quote(request.payer.id, request.id)
        await self.checkout.pay(request.payer.id, quote.reference, PIN)


@pytest.fixture
async def table(wallet: Wallet, database: Database, vault: Vault, payer: Customer, payee: Customer) -> Table:
    """Ming has 100 yuan, the others nothing."""
    await fund(database, payer.id, 100_00)
    friend = await wallet.customers.register(factories.registration(name="Bob Ray"))
    requests = Requests(database, vault, wallet.quotes)
    checkout = Checkout(database, wallet.payments, wallet.quotes, {REQUEST: requests})
    return Table(Splits(database, vault), requests, checkout, payee, payer, friend)


async def rows(database: Database) -> tuple[int, int, int]:
    """How many bills, requests and facts there are."""
    tables = (splits, money_requests, outbox.outbox)
    counts = [select(func.count()).select_from(table) for table in tables]
    found = await database.read(lambda link: [link.execute(count).scalar_one() for count in counts])
    return found[0], found[1], found[2]


async def test_everybody_is_asked_for_a_share_and_the_bill_shows_who_paid(
    table: Table, database: Database, clock: ManualClock
) -> None:
    bill = await table.splits.make(table.bill())
    assert (bill.own, bill.total, bill.note) == (money(33_34), money(100_00), "火锅")
    assert [(item.payer, item.amount, item.note) for item in bill.requests] == [
        (table.ming, money(33_33), "火锅"),
        (table.friend, money(33_33), "火锅"),
    ]
    assert await rows(database) == (1, 2, 2)
    await table.pay(bill)
    after = await table.splits.get(table.ann.id, bill.id)
    assert [item.state(clock.now()) for item in after.requests] == ["paid", "open"]
    assert (after.paid, await balance(database, table.ann.id)) == (money(33_33), 33_33)
    assert await table.requests.progress(bill.id) == (1, 2)
    assert [item.id for item in after.open(clock.now())] == [bill.requests[1].id]
    page = await table.splits.page(table.ann.id, None, 5)
    assert (page.splits, page.older_than) == ((after,), None)
    for stranger in (table.ming, table.friend):
        for act in (table.splits.get, table.splits.remind, table.splits.cancel):
            with pytest.raises(SplitNotFound):
                await act(stranger.id, bill.id)
    assert (await database.read(lambda connection: audit(connection, clock.now()))).faults == ()


@pytest.mark.slow
async def test_a_bill_is_split_once_however_often_it_is_sent(table: Table, database: Database) -> None:
    new = table.bill(with_me=False)
    first, second = await asyncio.gather(table.splits.make(new), table.splits.make(new))
    assert first == second
    assert (first.own, [item.amount for item in first.requests]) == (money(0), [money(50_00)] * 2)
    assert await rows(database) == (1, 2, 2)


async def test_all_are_asked_or_none(table: Table, database: Database) -> None:
    """The second one wants no requests: the first is not asked either, and no bill stays."""
    earlier = await table.requests.ask(Asking(table.ann.id, (Ask(new_reference(), table.friend.id, money(1)),)))
    await table.requests.decline(table.friend.id, earlier.id, "blocked")
    before = await rows(database)
    with pytest.raises(CannotBeAsked):
        await table.splits.make(table.bill())
    new = table.bill()
    for bad, refusal in (
        (replace(new, payer_ids=(table.ming.id, table.ann.id)), AskingOneself),
        (replace(new, payer_ids=(table.ming.id, table.ming.id)), SplitTwice),
        (replace(new, payer_ids=()), SplitNobody),
        (replace(new, payer_ids=(table.ming.id, 999_999)), CannotBeAsked),
        (replace(new, total=Money(2, new.total.currency)), ShareTooSmall),
        (replace(new, note="x" * 101), NoteTooLong),
    ):
        with pytest.raises(refusal):
            await table.splits.make(bad)
    assert await rows(database) == before


@pytest.mark.slow
async def test_twenty_people_and_no_more(table: Table, wallet: Wallet, database: Database) -> None:
    people = [await wallet.customers.register(factories.registration()) for _ in range(PEOPLE_MAX)]
    new = replace(table.bill(1000_01), payer_ids=tuple(person.id for person in people))
    bill = await table.splits.make(new)
    assert total_of([bill.own, *(item.amount for item in bill.requests)], bill.total.currency) == bill.total
    assert len(bill.requests) == PEOPLE_MAX
    with pytest.raises(TooManyOpenRequests):
        await table.splits.make(table.bill())
    await table.splits.cancel(table.ann.id, bill.id)
    await table.splits.make(table.bill())


@pytest.mark.slow
async def test_reminding_all_goes_by_the_rules_of_each(table: Table, database: Database, clock: ManualClock) -> None:
    bill = await table.splits.make(table.bill())
    with pytest.raises(ReminderTooSoon) as refusal:
        await table.splits.remind(table.ann.id, bill.id)
    assert refusal.value.fields == {"retry_after_seconds": 86_400}
    clock.advance(changes.REMIND_AFTER)
    await table.requests.remind(table.ann.id, bill.requests[0].id)
    assert await table.splits.remind(table.ann.id, bill.id) == 1
    for _ in range(changes.REMINDERS_MAX - 1):
        clock.advance(changes.REMIND_AFTER)
        outcomes = await asyncio.gather(
            *(table.splits.remind(table.ann.id, bill.id) for _ in range(2)), return_exceptions=True
        )
        assert sorted(map(str, outcomes))[0] == "2"
        assert sum(isinstance(outcome, (ReminderTooSoon, RemindersUsedUp)) for outcome in outcomes) == 1
    clock.advance(changes.REMIND_AFTER)
    with pytest.raises(RemindersUsedUp):
        await table.splits.remind(table.ann.id, bill.id)
    told = select(func.count()).where(outbox.outbox.c.kind == outbox.REQUEST_REMINDED)
    assert await database.read(lambda connection: connection.execute(told).scalar_one()) == 6


@pytest.mark.slow
async def test_cancelling_leaves_what_is_paid(table: Table, database: Database, clock: ManualClock) -> None:
    bill = await table.splits.make(table.bill())
    await table.pay(bill)
    assert await table.splits.cancel(table.ann.id, bill.id) == 1
    after = await table.splits.get(table.ann.id, bill.id)
    assert [item.state(clock.now()) for item in after.requests] == ["paid", "cancelled"]
    for act in (table.splits.cancel, table.splits.remind):
        with pytest.raises(SplitSettled):
            await act(table.ann.id, bill.id)
    assert await balance(database, table.ann.id) == 33_33


@pytest.mark.slow
async def test_paying_against_cancelling_all_ends_each_once(table: Table, database: Database) -> None:
    bill = await table.splits.make(table.bill())
    outcomes = await asyncio.gather(table.pay(bill), table.splits.cancel(table.ann.id, bill.id), return_exceptions=True)
    paid = (await table.splits.get(table.ann.id, bill.id)).requests[0].status == "paid"
    assert outcomes[1] == (1 if paid else 2)
    assert await balance(database, table.ann.id) == (33_33 if paid else 0)
