"""Requests for money: asked, declined, reminded and cancelled by whose they are."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import insert

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, Wallet, balance, money
from tests.wallet.asked import Asked, set_status, told
from wallet import outbox
from wallet.database import Database
from wallet.errors import (
    AskingOneself,
    CannotBeAsked,
    CustomerNotActive,
    NoteTooLong,
    PayeeNotFound,
    PersonNotUnderstood,
    RemindersUsedUp,
    ReminderTooSoon,
    RequestClosed,
    RequestNotFound,
    TooManyAskedOfOne,
    TooManyOpenRequests,
)
from wallet.references import new_reference
from wallet.requests import changes
from wallet.requests.asking import OPEN_MAX, OPEN_TO_ONE_MAX, VALID_FOR, Ask, Asking, forget_person
from wallet.requests.models import request_blocks
from wallet.requests.queries import Request


@pytest.mark.slow
async def test_asking_twice_with_one_code_asks_once(asked: Asked, database: Database) -> None:
    code = new_reference()
    first, second = await asyncio.gather(asked.ask(code=code), asked.ask(code=code))
    assert first == second
    assert await told(database, asked.ming.id) == [outbox.REQUEST_RECEIVED]


async def test_a_request_is_nobody_elses(asked: Asked, wallet: Wallet) -> None:
    request, eve = await asked.ask(), await wallet.customers.register(factories.registration())
    for act in (
        asked.requests.get(eve.id, request.id),
        asked.requests.quote(eve.id, request.id),
        asked.requests.quote(asked.ann.id, request.id),
        asked.requests.decline(eve.id, request.id, "none"),
        asked.requests.decline(asked.ann.id, request.id, "none"),
        asked.requests.cancel(eve.id, request.id),
        asked.requests.cancel(asked.ming.id, request.id),
        asked.requests.remind(eve.id, request.id),
        asked.requests.remind(asked.ming.id, request.id),
        asked.requests.unblock(eve.id, request.id),
        asked.requests.get(asked.ann.id, request.id + 1),
    ):
        with pytest.raises(RequestNotFound):
            await act
    with pytest.raises(ValueError, match="no reason"):
        await asked.requests.decline(asked.ming.id, request.id, "because")


async def test_who_can_be_asked(asked: Asked, wallet: Wallet, database: Database) -> None:
    find, ann = asked.requests.find_person, asked.ann
    assert await find(ann.id, "@xiaoming") == asked.ming
    assert await find(ann.id, asked.ming.wallet_number) == asked.ming
    assert await asked.requests.find_by_telegram_user(ann.id, asked.ming.telegram_user_id) == asked.ming
    for typed, refusal in (("?!", PersonNotUnderstood), ("@nobody", PayeeNotFound), ("@ann_lee", AskingOneself)):
        with pytest.raises(refusal):
            await find(ann.id, typed)
    with pytest.raises(PayeeNotFound):
        await asked.requests.find_by_telegram_user(ann.id, 1)
    with pytest.raises(NoteTooLong):
        await asked.ask(note="x" * 101)
    with pytest.raises(AskingOneself):
        await asked.requests.ask(Asking(ann.id, (Ask(new_reference(), ann.id, money(1)),)))
    await set_status(database, asked.ming, "frozen")
    await asked.ask()
    await set_status(database, asked.ming, "closed")
    for attempt in (find(ann.id, asked.ming.wallet_number), asked.ask()):
        with pytest.raises(CannotBeAsked):
            await attempt


@pytest.mark.slow
@pytest.mark.parametrize("status", ["frozen", "closed"])
async def test_a_wallet_that_gives_nothing_out_asks_nobody(asked: Asked, database: Database, status: str) -> None:
    """Whoever has somebody's phone must not ask their friends; of a freeze under duress nothing is seen."""
    await set_status(database, asked.ann, status, "customer")
    with pytest.raises(CustomerNotActive) as refusal:
        await asked.ask()
    assert refusal.value.fields == {"status": status}
    await set_status(database, asked.ann, "frozen", "duress")
    await asked.ask()


@pytest.mark.slow
async def test_open_requests_are_counted(asked: Asked, database: Database, wallet: Wallet, clock: ManualClock) -> None:
    outcomes = await asyncio.gather(*(asked.ask() for _ in range(OPEN_TO_ONE_MAX + 2)), return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(refusal) for refusal in refused] == [TooManyAskedOfOne] * 2
    (request, *_) = [outcome for outcome in outcomes if isinstance(outcome, Request)]
    await asked.requests.cancel(asked.ann.id, request.id)
    await asked.ask()
    others = [await wallet.customers.register(factories.registration()) for _ in range(6)]
    many = [Ask(new_reference(), other.id, money(1)) for other in others for _ in range(OPEN_TO_ONE_MAX)]
    for ask in many[: OPEN_MAX - OPEN_TO_ONE_MAX]:
        await asked.requests.ask(Asking(asked.ann.id, (ask,)))
    with pytest.raises(TooManyOpenRequests) as refusal:
        await asked.requests.ask(Asking(asked.ann.id, (many[-1],)))
    assert refusal.value.fields == {"count_max": OPEN_MAX}
    clock.advance(VALID_FOR)
    await asked.requests.ask(Asking(asked.ann.id, (many[-1],)))


async def test_declining_tells_who_asked_and_may_block_them(asked: Asked, database: Database) -> None:
    first, second = await asked.ask(), await asked.ask()
    quote = await asked.requests.quote(asked.ming.id, first.id)
    await asked.requests.decline(asked.ming.id, first.id, "not-me")
    declined = await asked.requests.get(asked.ann.id, first.id)
    assert (declined.status, declined.reason) == ("declined", "not-me")
    for act in (
        asked.requests.decline(asked.ming.id, first.id, "none"),
        asked.requests.quote(asked.ming.id, first.id),
        asked.checkout.pay(asked.ming.id, quote.reference, PIN),
        asked.checkout.renew(asked.ming.id, quote.reference),
        asked.requests.cancel(asked.ann.id, first.id),
        asked.requests.remind(asked.ann.id, first.id),
    ):
        with pytest.raises(RequestClosed) as refusal:
            await act
        assert refusal.value.fields == {"status": "declined"}
    third = await asked.ask()
    await asked.requests.decline(asked.ming.id, second.id, "blocked")
    assert await told(database, asked.ann.id) == [outbox.REQUEST_DECLINED] * 2
    assert await asked.requests.is_blocked(asked.ming.id, asked.ann.id)
    for attempt in (
        asked.ask(),
        asked.requests.find_person(asked.ann.id, "@xiaoming"),
        asked.requests.remind(asked.ann.id, third.id),
    ):
        with pytest.raises(CannotBeAsked):
            await attempt
    await asked.requests.unblock(asked.ming.id, second.id)
    await asked.ask()
    assert await balance(database, asked.ming.id) == 100_00


@pytest.mark.slow
async def test_reminders_are_few_and_far_between(asked: Asked, database: Database, clock: ManualClock) -> None:
    request = await asked.ask()
    with pytest.raises(ReminderTooSoon) as refusal:
        await asked.requests.remind(asked.ann.id, request.id)
    assert refusal.value.fields == {"retry_after_seconds": 86_400}
    for _ in range(changes.REMINDERS_MAX):
        clock.advance(changes.REMIND_AFTER)
        rivals = (asked.requests.remind(asked.ann.id, request.id) for _ in range(3))
        outcomes = await asyncio.gather(*rivals, return_exceptions=True)
        assert outcomes.count(None) == 1
    clock.advance(changes.REMIND_AFTER)
    with pytest.raises(RemindersUsedUp):
        await asked.requests.remind(asked.ann.id, request.id)
    assert await told(database, asked.ming.id) == [outbox.REQUEST_RECEIVED] + [outbox.REQUEST_REMINDED] * 3


async def test_a_closed_wallet_leaves_no_words_and_nothing_open(
    asked: Asked, wallet: Wallet, database: Database
) -> None:
    paid, of_ming, of_ann = await asked.ask(), await asked.ask(), Ask(new_reference(), asked.ann.id, money(1))
    await asked.pay(paid)
    by_ming = await asked.requests.ask(Asking(asked.ming.id, (of_ann,), "secret"))
    block = {"customer_id": asked.ming.id, "blocked_id": asked.ann.id, "created_at": by_ming.created_at}
    await database.write(lambda work: work.connection.execute(insert(request_blocks), block).rowcount)
    await database.write(lambda work: forget_person(work, asked.ming.id))
    found = [await asked.requests.get(asked.ann.id, request.id) for request in (paid, of_ming, by_ming)]
    assert [(request.status, request.note) for request in found] == [("paid", ""), ("declined", ""), ("cancelled", "")]
    assert not await asked.requests.is_blocked(asked.ming.id, asked.ann.id)
    assert (await told(database, asked.ann.id))[-1] == outbox.REQUEST_DECLINED


@pytest.mark.slow
async def test_lists_go_page_by_page(asked: Asked) -> None:
    made = [(await asked.ask()).id for _ in range(3)]
    first = await asked.requests.asked_of(asked.ming.id, None, 2)
    assert [request.id for request in first.requests] == made[:0:-1]
    rest = await asked.requests.asked_of(asked.ming.id, first.older_than, 2)
    assert ([request.id for request in rest.requests], rest.older_than) == (made[:1], None)
    assert len((await asked.requests.asked_by(asked.ann.id, None, 20)).requests) == 3
    assert (await asked.requests.asked_by(asked.ming.id, None, 20)).requests == ()
