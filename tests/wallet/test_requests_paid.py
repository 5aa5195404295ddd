"""Requests are paid as they were asked, once, or not at all."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from tests.conftest import ManualClock
from tests.factories import PIN, WRONG_PIN, Wallet, balance, fund, money
from tests.wallet.asked import RIVALS, Asked, set_status, told
from wallet import outbox
from wallet.database import Database
from wallet.errors import (
    CustomerNotActive,
    InsufficientFunds,
    LimitReached,
    PayeeNotActive,
    PinWrong,
    QuoteExpired,
    RequestClosed,
    RequestNotFound,
)
from wallet.ledger.audit import audit
from wallet.payments.models import quotes
from wallet.payments.quotes import VALID_FOR as QUOTE_VALID_FOR
from wallet.requests import changes
from wallet.requests.asking import VALID_FOR
from wallet.requests.models import money_requests
from wallet.requests.service import REQUEST


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


@pytest.mark.slow
async def test_what_is_cancelled_is_not_paid(asked: Asked, database: Database) -> None:
    request = await asked.ask()
    quote = await asked.requests.quote(asked.ming.id, request.id)
    await asked.requests.cancel(asked.ann.id, request.id)
    with pytest.raises(RequestClosed) as refusal:
        await asked.checkout.pay(asked.ming.id, quote.reference, PIN)
    assert refusal.value.fields == {"status": "cancelled"}
    used = await database.read(lambda connection: connection.execute(select(quotes.c.used_at)).scalars().all())
    assert (used, await balance(database, asked.ming.id)) == ([None], 100_00)


@pytest.mark.slow
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


@pytest.mark.slow
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
    for unlike in (
        replace(quote, customer_id=asked.ann.id),
        replace(quote, payee=asked.ming),
        replace(quote, pays=money(1)),
        replace(quote, pays=money(20_00, "USD")),
    ):
        with pytest.raises(RequestNotFound):
            await database.write(partial(changes.mark_paid, quote=unlike))
    other = update(money_requests).where(money_requests.c.id == request.id).values(amount_minor=20_01)
    await database.write(lambda work: work.connection.execute(other).rowcount)
    with pytest.raises(RequestNotFound):
        await asked.checkout.pay(asked.ming.id, quote.reference, PIN)
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


@pytest.mark.slow
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
