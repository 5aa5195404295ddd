"""Requests for money: asked, paid, declined, reminded and cancelled by whose they are, and each ends once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert, select, text, update

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, WRONG_PIN, Wallet, balance, fund, money
from wallet import outbox
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    AskingOneself,
    CannotBeAsked,
    CustomerNotActive,
    InsufficientFunds,
    LimitReached,
    NoteTooLong,
    PayeeNotActive,
    PayeeNotFound,
    PersonNotUnderstood,
    PinWrong,
    QuoteExpired,
    RemindersUsedUp,
    ReminderTooSoon,
    RequestClosed,
    RequestNotFound,
    TooManyAskedOfOne,
    TooManyOpenRequests,
)
from wallet.ledger.audit import audit
from wallet.payments.checkout import Checkout
from wallet.payments.models import quotes
from wallet.payments.quotes import VALID_FOR as QUOTE_VALID_FOR
from wallet.references import new_reference
from wallet.requests import changes
from wallet.requests.asking import OPEN_MAX, OPEN_TO_ONE_MAX, VALID_FOR, Ask, Asking, forget_person
from wallet.requests.models import money_requests, request_blocks
from wallet.requests.queries import Request
from wallet.requests.service import REQUEST, Requests
from wallet.security.vault import Vault

RIVALS = 20


@dataclass(frozen=True)
class Asked:
    """The services around requests, Ann who asks and Ming who is asked."""

    requests: Requests
    checkout: Checkout
    ann: Customer
    ming: Customer

    async def ask(self, minor: int = 20_00, note: str = "午饭", code: str | None = None) -> Request:
        ask = Ask(code or new_reference(), self.ming.id, money(minor))
        return await self.requests.ask(Asking(self.ann.id, (ask,), note))

    async def pay(self, request: Request, pin: str = PIN) -> None:
        quote = await self.requests.quote(self.ming.id, request.id)
        await self.checkout.pay(self.ming.id, quote.reference, pin)


@pytest.fixture
async def asked(wallet: Wallet, database: Database, vault: Vault, payer: Customer, payee: Customer) -> Asked:
    """Ming has 100 yuan and Ann nothing."""
    await fund(database, payer.id, 100_00)
    requests = Requests(database, vault, wallet.quotes)
    checkout = Checkout(database, wallet.payments, wallet.quotes, {REQUEST: requests})
    return Asked(requests, checkout, payee, payer)


async def told(database: Database, customer_id: int) -> list[str]:
    """What a customer heard of requests, in order."""
    columns = outbox.outbox.c
    mine = select(columns.kind).where(columns.lane == str(customer_id)).order_by(columns.id)
    return list(await database.read(lambda connection: connection.execute(mine).scalars().all()))


async def set_status(database: Database, who: Customer, status: str, cause: str | None = None) -> None:
    change = text("UPDATE customers SET status = :status, frozen_cause = :cause WHERE id = :id")
    bound = change.bindparams(status=status, cause=cause, id=who.id)
    await database.write(lambda work: work.connection.execute(bound).rowcount)


async def test_a_request_is_paid_as_it_was_asked_and_both_books_and_people_know(
    asked: Asked, wallet: Wallet, database: Database, clock: ManualClock
) -> None:
    request = await asked.ask(20_00, "  午饭\n和\x00咖啡 ")
    assert (request.note, request.state(clock.now()), request.amount) == ("午饭 和咖啡", "open", money(20_00))
    assert await told(database, asked.ming.id) == [outbox.REQUEST_RECEIVED]
    quote = await asked.requests.quote(asked.ming.id, request.id)
    assert (quote.kind, quote.payee, quote.subject_id, quote.note) == (REQUEST, asked.ann, request.id, request.note)
    assert quote.details == {"warnings": "request-stranger"}
    paid = await asked.checkout.pay(asked.ming.id, quote.reference, PIN)
    again = await asked.checkout.pay(asked.ming.id, quote.reference, PIN)
    assert (again.receipt.repeated, again.receipt) == (True, paid.receipt)
    assert (await balance(database, asked.ming.id), await balance(database, asked.ann.id)) == (80_00, 20_00)
    after = await asked.requests.get(asked.ann.id, request.id)
    assert (after.state(clock.now()), after.payment_reference) == ("paid", quote.reference)
    assert await told(database, asked.ann.id) == [outbox.REQUEST_PAID]
    operation_id = paid.receipt.operation_id
    assert operation_id is not None
    record = await wallet.records.get(asked.ann.id, operation_id)
    assert (record.kind, record.change, record.note) == (REQUEST, money(20_00), request.note)
    known = await asked.requests.quote(asked.ming.id, (await asked.ask()).id)
    assert known.details == {}
    assert (await database.read(lambda connection: audit(connection, clock.now()))).faults == ()


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


@pytest.mark.parametrize("status", ["frozen", "closed"])
async def test_a_wallet_that_gives_nothing_out_asks_nobody(asked: Asked, database: Database, status: str) -> None:
    """Whoever has somebody's phone must not ask their friends; of a freeze under duress nothing is seen."""
    await set_status(database, asked.ann, status, "customer")
    with pytest.raises(CustomerNotActive) as refusal:
        await asked.ask()
    assert refusal.value.fields == {"status": status}
    await set_status(database, asked.ann, "frozen", "duress")
    await asked.ask()


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


async def test_what_is_cancelled_is_not_paid(asked: Asked, database: Database) -> None:
    request = await asked.ask()
    quote = await asked.requests.quote(asked.ming.id, request.id)
    await asked.requests.cancel(asked.ann.id, request.id)
    with pytest.raises(RequestClosed) as refusal:
        await asked.checkout.pay(asked.ming.id, quote.reference, PIN)
    assert refusal.value.fields == {"status": "cancelled"}
    used = await database.read(lambda connection: connection.execute(select(quotes.c.used_at)).scalars().all())
    assert (used, await balance(database, asked.ming.id)) == ([None], 100_00)


async def test_a_request_expires_by_itself_and_in_the_books(
    asked: Asked, database: Database, clock: ManualClock
) -> None:
    request, later = await asked.ask(), await asked.ask()
    clock.advance(VALID_FOR - timedelta(minutes=1))
    quote = await asked.requests.quote(asked.ming.id, request.id)
    assert quote.expires_at == request.expires_at
    await asked.pay(later)
    clock.advance(timedelta(minutes=1))
    with pytest.raises(QuoteExpired):
        await asked.checkout.pay(asked.ming.id, quote.reference, PIN)
    for act in (asked.checkout.renew(asked.ming.id, quote.reference), asked.requests.cancel(asked.ann.id, request.id)):
        with pytest.raises(RequestClosed) as refusal:
            await act
        assert refusal.value.fields == {"status": "expired"}
    before = await asked.requests.get(asked.ann.id, request.id)
    assert (before.status, before.state(clock.now())) == ("open", "expired")
    assert [await database.write(changes.expire) for _ in range(2)] == [1, 0]
    assert (await asked.requests.get(asked.ann.id, request.id)).status == "expired"
    assert outbox.REQUEST_DECLINED not in await told(database, asked.ann.id)


async def test_what_is_refused_leaves_the_request_open(
    asked: Asked, wallet: Wallet, database: Database, clock: ManualClock
) -> None:
    dear, request = await asked.ask(100_01), await asked.ask(100_00)
    with pytest.raises(InsufficientFunds):
        await asked.requests.quote(asked.ming.id, dear.id)
    await fund(database, asked.ming.id, 9_000_00)
    huge = await asked.ask(6_000_00)
    with pytest.raises(LimitReached):
        await asked.requests.quote(asked.ming.id, huge.id)
    with pytest.raises(PinWrong):
        await asked.pay(request, WRONG_PIN)
    quote = await asked.requests.quote(asked.ming.id, request.id)
    clock.advance(QUOTE_VALID_FOR)
    with pytest.raises(QuoteExpired):
        await asked.checkout.pay(asked.ming.id, quote.reference, PIN)
    fresh = await asked.checkout.renew(asked.ming.id, quote.reference)
    await set_status(database, asked.ming, "frozen", "customer")
    with pytest.raises(CustomerNotActive):
        await asked.checkout.pay(asked.ming.id, fresh.reference, PIN)
    await set_status(database, asked.ming, "active")
    assert (await asked.requests.get(asked.ming.id, request.id)).status == "open"
    await set_status(database, asked.ann, "frozen", "customer")
    await asked.checkout.pay(asked.ming.id, fresh.reference, PIN)
    await set_status(database, asked.ann, "closed")
    with pytest.raises(PayeeNotActive):
        await asked.requests.quote(asked.ming.id, dear.id)
    assert await balance(database, asked.ann.id) == 100_00


async def test_a_quote_that_is_unlike_its_request_pays_nothing(asked: Asked, database: Database) -> None:
    """Early, and once more in the transaction of the payment."""
    request = await asked.ask()
    quote = await asked.requests.quote(asked.ming.id, request.id)
    other = update(money_requests).where(money_requests.c.id == request.id).values(amount_minor=20_01)
    await database.write(lambda work: work.connection.execute(other).rowcount)
    with pytest.raises(RequestNotFound):
        await asked.checkout.pay(asked.ming.id, quote.reference, PIN)
    for unlike in (quote, replace(quote, customer_id=asked.ann.id), replace(quote, pays=money(1))):
        with pytest.raises(RequestNotFound):
            await database.write(partial(changes.mark_paid, quote=unlike))
    assert await balance(database, asked.ming.id) == 100_00


async def test_of_many_payments_at_once_one_wins(asked: Asked, database: Database, clock: ManualClock) -> None:
    request = await asked.ask(5_00)
    found = [await asked.requests.quote(asked.ming.id, request.id) for _ in range(RIVALS)]
    plan = asked.checkout._plan
    plans = [
        await database.read(partial(plan, customer_id=asked.ming.id, reference=quote.reference)) for quote in found
    ]
    pays = (asked.checkout._payments._pay(asked.checkout._once(*plan)) for plan in plans)
    outcomes = await asyncio.gather(*pays, return_exceptions=True)
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [(type(refusal), refusal.args) for refusal in refusals] == [
        (RequestClosed, RequestClosed(status="paid").args)
    ] * (RIVALS - 1)
    assert (await balance(database, asked.ming.id), await balance(database, asked.ann.id)) == (95_00, 5_00)
    used = await database.read(lambda connection: connection.execute(select(quotes.c.used_at)).scalars().all())
    assert sum(moment is not None for moment in used) == 1
    assert await told(database, asked.ann.id) == [outbox.REQUEST_PAID]
    assert (await database.read(lambda connection: audit(connection, clock.now()))).faults == ()


async def test_paying_against_cancelling_and_declining_ends_once(asked: Asked, database: Database) -> None:
    request = await asked.ask(5_00)
    quote = await asked.requests.quote(asked.ming.id, request.id)
    outcomes = await asyncio.gather(
        asked.checkout.pay(asked.ming.id, quote.reference, PIN),
        asked.requests.cancel(asked.ann.id, request.id),
        asked.requests.decline(asked.ming.id, request.id, "none"),
        return_exceptions=True,
    )
    lost = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(refusal) for refusal in lost] == [RequestClosed] * 2
    ended = (await asked.requests.get(asked.ann.id, request.id)).status
    assert await balance(database, asked.ann.id) == (5_00 if ended == "paid" else 0)


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


async def test_lists_go_page_by_page(asked: Asked) -> None:
    made = [(await asked.ask()).id for _ in range(3)]
    first = await asked.requests.asked_of(asked.ming.id, None, 2)
    assert [request.id for request in first.requests] == made[:0:-1]
    rest = await asked.requests.asked_of(asked.ming.id, first.older_than, 2)
    assert ([request.id for request in rest.requests], rest.older_than) == (made[:1], None)
    assert len((await asked.requests.asked_by(asked.ann.id, None, 20)).requests) == 3
    assert (await asked.requests.asked_by(asked.ming.id, None, 20)).requests == ()
