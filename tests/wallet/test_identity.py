"""Identity reviews: one at a time, decided once, level by level; what is handed in is sealed, and gone in the end."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.factories import Wallet
from wallet import outbox, trail
from wallet.customers.models import customers
from wallet.customers.profile import Profiles
from wallet.customers.queries import CLOSED, Customer
from wallet.database import Database
from wallet.errors import (
    AddressInvalid,
    CustomerNotActive,
    LevelNotNext,
    NameInvalid,
    PhotoMissing,
    ReasonMissing,
    ReviewDecided,
    ReviewNotFound,
    ReviewWaiting,
    WalletError,
)
from wallet.identity.models import AGAIN, APPROVED, REFUSED, WAITING, identity_reviews
from wallet.identity.service import Identity, Review
from wallet.security.vault import Vault
from wallet.trail import Actor

MARK, MIA = 900, 901
NAME, ADDRESS = "王晓明", "1 Long Road, London"


@pytest.fixture
def identity(database: Database, vault: Vault) -> Identity:
    return Identity(database, vault)


async def rows(database: Database, table: Any, **wanted: object) -> list[Any]:
    query = select(table).filter_by(**wanted).order_by(table.c.id)
    return list(await database.read(lambda connection: connection.execute(query).all()))


async def row_of(database: Database, review: Review) -> Any:
    (row,) = await rows(database, identity_reviews, id=review.id)
    return row


async def change(database: Database, customer: Customer, **values: object) -> None:
    query = update(customers).where(customers.c.id == customer.id).values(**values)
    await database.write(lambda work: work.connection.execute(query) and None)


async def test_what_is_handed_in_is_sealed_and_the_desk_hears_of_it(
    identity: Identity, database: Database, payer: Customer
) -> None:
    review = await identity.hand_in(payer, 1, f"  {NAME} ", "photo-1")
    assert (review.status, review.level, await identity.latest(payer.id)) == (WAITING, 1, review)
    row = await row_of(database, review)
    assert NAME not in str(row)
    assert "photo-1" not in str(row)
    (told,) = await rows(database, outbox.outbox, kind=outbox.IDENTITY_REVIEW)
    assert (told.channel, told.lane, json.loads(told.fields)) == (
        "desk",
        f"review/{review.id}",
        {"review_id": review.id},
    )
    assert [event.actor for event in await rows(database, trail.audit_events, kind=trail.REVIEW_ASKED)] == ["customer"]


async def test_ten_at_once_hand_in_one(identity: Identity, database: Database, payer: Customer) -> None:
    tries = (identity.hand_in(payer, 1, NAME, f"photo-{number}") for number in range(10))
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(outcome, Review) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, ReviewWaiting) for outcome in outcomes) == 9
    assert len(await rows(database, outbox.outbox, kind=outbox.IDENTITY_REVIEW)) == 1


async def test_what_cannot_be_looked_at_is_not_taken(identity: Identity, database: Database, payer: Customer) -> None:
    refused: list[tuple[int, str, str, type[WalletError]]] = [
        (1, "", "photo", NameInvalid),
        (1, "A\u202eB", "photo", NameInvalid),
        (1, NAME, "", PhotoMissing),
        (1, NAME, "x" * 257, PhotoMissing),
        (2, "here", "photo", AddressInvalid),
        (2, ADDRESS, "photo", LevelNotNext),
    ]
    for level, claim, photo, error in refused:
        with pytest.raises(error):
            await identity.hand_in(payer, level, claim, photo)
    await change(database, payer, status=CLOSED)
    with pytest.raises(CustomerNotActive):
        await identity.hand_in(payer, 1, NAME, "photo")
    assert await identity.latest(payer.id) is None
    with pytest.raises(ReviewNotFound):
        await identity.review(7)


async def test_who_looks_is_on_record_before_they_see_it(
    identity: Identity, database: Database, payer: Customer
) -> None:
    review = await identity.hand_in(payer, 1, NAME, "photo-1")
    documents = await identity.show(review.id, Actor(trail.STAFF, MARK))
    assert (documents.claim, documents.photo_file_id, documents.customer.id) == (NAME, "photo-1", payer.id)
    assert NAME not in repr(documents)
    assert "photo-1" not in repr(documents)
    (event,) = await rows(database, trail.audit_events, kind=trail.PERSONAL_DATA_READ)
    assert (event.customer_id, event.actor, event.actor_id) == (payer.id, trail.STAFF, MARK)
    await identity.decide(review.id, REFUSED, "unreadable", MARK, "Mark")
    with pytest.raises(ReviewDecided):
        await identity.show(review.id, Actor(trail.STAFF, MARK))
    assert len(await rows(database, trail.audit_events, kind=trail.PERSONAL_DATA_READ)) == 1


async def test_a_level_after_the_other_with_the_name_and_the_address_that_were_proved(
    identity: Identity, database: Database, vault: Vault, wallet: Wallet, payer: Customer
) -> None:
    first = await identity.hand_in(payer, 1, NAME, "photo-1")
    decided = await identity.decide(first.id, APPROVED, None, MARK, "M" * 80)
    assert (decided.status, decided.decided_name, decided.reason) == (APPROVED, "M" * 64, None)
    risen = await wallet.customers.get(payer.id)
    assert (risen.identity_level, risen.name) == (1, NAME)
    with pytest.raises(LevelNotNext):
        await identity.hand_in(risen, 1, NAME, "photo-2")
    second = await identity.hand_in(risen, 2, ADDRESS, "photo-3")
    await identity.decide(second.id, APPROVED, None, MIA, "Mia")
    assert (await wallet.customers.get(payer.id)).identity_level == 2
    assert (await Profiles(database, vault).get(payer.id)).address == ADDRESS
    for review in (first, second):
        row = await row_of(database, review)
        assert (row.claim_sealed, row.photo_sealed) == (None, None)
    told = [json.loads(fact.fields) for fact in await rows(database, outbox.outbox, kind=outbox.IDENTITY_DECIDED)]
    assert told == [{"customer_id": payer.id, "review_id": review.id} for review in (first, second)]
    assert len(await rows(database, outbox.outbox, kind=outbox.IDENTITY_REVIEW)) == 4


async def test_the_first_of_two_agents_decides(
    identity: Identity, database: Database, wallet: Wallet, payer: Customer
) -> None:
    review = await identity.hand_in(payer, 1, NAME, "photo-1")
    outcomes = await asyncio.gather(
        identity.decide(review.id, APPROVED, None, MARK, "Mark"),
        identity.decide(review.id, AGAIN, "expired", MIA, "Mia"),
        return_exceptions=True,
    )
    (decided,) = [outcome for outcome in outcomes if isinstance(outcome, Review)]
    (late,) = [outcome for outcome in outcomes if isinstance(outcome, ReviewDecided)]
    assert late.fields == {"status": decided.status}
    assert (await wallet.customers.get(payer.id)).identity_level == (1 if decided.status == APPROVED else 0)
    assert len(await rows(database, outbox.outbox, kind=outbox.IDENTITY_DECIDED)) == 1
    assert len(await rows(database, trail.audit_events, kind=trail.REVIEW_DECIDED)) == 1


async def test_a_refusal_needs_a_reason_and_lets_the_customer_try_again(
    identity: Identity, database: Database, payer: Customer
) -> None:
    review = await identity.hand_in(payer, 1, NAME, "photo-1")
    for status, reason in ((REFUSED, None), (AGAIN, None), (APPROVED, "expired")):
        with pytest.raises(ReasonMissing):
            await identity.decide(review.id, status, reason, MARK, "Mark")
    with pytest.raises(ValueError, match="no such decision"):
        await identity.decide(review.id, REFUSED, "I do not like it", MARK, "Mark")
    decided = await identity.decide(review.id, AGAIN, "unreadable", MARK, "Mark")
    assert (decided.status, decided.reason) == (AGAIN, "unreadable")
    (event,) = await rows(database, trail.audit_events, kind=trail.REVIEW_DECIDED)
    assert json.loads(event.details) == {
        "review_id": review.id, "level": 1, "status": AGAIN, "reason": "unreadable"
    }  # fmt: skip
    assert (await identity.hand_in(payer, 1, NAME, "photo-2")).id != review.id


async def test_a_level_that_was_lost_meanwhile_is_not_stepped_over(
    identity: Identity, database: Database, wallet: Wallet, payer: Customer
) -> None:
    await change(database, payer, identity_level=1)
    review = await identity.hand_in(await wallet.customers.get(payer.id), 2, ADDRESS, "photo-1")
    await change(database, payer, identity_level=0)
    with pytest.raises(LevelNotNext):
        await identity.decide(review.id, APPROVED, None, MARK, "Mark")
    assert (await wallet.customers.get(payer.id)).identity_level == 0
    assert (await identity.decide(review.id, REFUSED, "name-differs", MARK, "Mark")).status == REFUSED


async def test_what_is_shown_in_the_chat_is_always_known_until_it_is_taken_away(
    identity: Identity, payer: Customer
) -> None:
    review = await identity.hand_in(payer, 1, NAME, "photo-1")
    assert await identity.documents_shown(review.id, 70) is None
    assert await identity.documents_shown(review.id, 70) is None
    assert await identity.documents_shown(review.id, 71) == 70
    await identity.decide(review.id, REFUSED, "expired", MARK, "Mark")
    assert await identity.documents_shown(review.id, 72) == 72
    assert (await identity.review(review.id)).shown_message_id == 71
    await identity.documents_taken_away(review.id, 70)
    assert (await identity.review(review.id)).shown_message_id == 71
    await identity.documents_taken_away(review.id, 71)
    assert (await identity.review(review.id)).shown_message_id is None


async def test_whoever_closes_their_wallet_leaves_nothing_at_the_desk(
    identity: Identity, database: Database, vault: Vault, payer: Customer
) -> None:
    review = await identity.hand_in(payer, 1, NAME, "photo-1")
    await Profiles(database, vault).erase(payer)
    row = await row_of(database, review)
    assert (row.status, row.claim_sealed, row.photo_sealed) == (REFUSED, None, None)
    assert len(await rows(database, outbox.outbox, kind=outbox.IDENTITY_REVIEW)) == 2
    with pytest.raises(ReviewDecided):
        await identity.decide(review.id, APPROVED, None, MARK, "Mark")
