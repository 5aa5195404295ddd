"""Identity reviews: one at a time, decided once, looked at on record, and gone from the database afterwards."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from tests.factories import Wallet
from wallet import outbox, trail
from wallet.customers.models import customers
from wallet.customers.profile import ERASE_PURPOSE, PROFILE_PURPOSE, Profiles
from wallet.customers.queries import CLOSED, Customer
from wallet.database import Database
from wallet.errors import (
    CustomerNotActive,
    LevelNotNext,
    PhotoMissing,
    ReasonMissing,
    ReviewDecided,
    ReviewNotFound,
    ReviewWaiting,
)
from wallet.identity.models import AGAIN, APPROVED, REFUSED, identity_reviews
from wallet.identity.service import ADDRESS, DOCUMENT, Identity, Review
from wallet.security import proofs
from wallet.security.models import factor_resets
from wallet.security.vault import Vault
from wallet.trail import Actor

MARK, MIA = 900, 901
CLAIM, HOME, PHOTO = "王晓明", "上海市南京路 100 号", "photo-of-a-document"


@pytest.fixture
def identity(database: Database, vault: Vault) -> Identity:
    return Identity(database, vault)


async def rows(database: Database, table: Table, **wanted: Any) -> list[Any]:
    query = select(table).filter_by(**wanted).order_by(*table.primary_key)
    return list(await database.read(lambda connection: connection.execute(query).all()))


async def change(database: Database, customer: Customer, **values: object) -> None:
    query = update(customers).where(customers.c.id == customer.id).values(**values)
    await database.write(lambda work: work.connection.execute(query) and None)


async def handed_in(identity: Identity, customer: Customer) -> Review:
    return await identity.hand_in(customer, DOCUMENT, CLAIM, PHOTO)


async def test_two_hand_ins_at_once_are_one_review(identity: Identity, database: Database, payer: Customer) -> None:
    tries = await asyncio.gather(*(handed_in(identity, payer) for _ in range(4)), return_exceptions=True)
    assert sorted(type(one) is ReviewWaiting for one in tries) == [False, True, True, True]
    assert len(await rows(database, identity_reviews)) == 1
    assert len(await rows(database, outbox.outbox, kind=outbox.IDENTITY_REVIEW)) == 1


async def test_levels_are_climbed_one_by_one(
    identity: Identity, database: Database, wallet: Wallet, payer: Customer
) -> None:
    with pytest.raises(LevelNotNext):
        await identity.hand_in(payer, ADDRESS, HOME, PHOTO)
    first = await handed_in(identity, payer)
    await identity.decide(first.id, APPROVED, None, MARK, "Mark")
    risen = await wallet.customers.get(payer.id)
    assert (risen.identity_level, risen.name) == (1, CLAIM)
    with pytest.raises(LevelNotNext):
        await handed_in(identity, payer)
    second = await identity.hand_in(payer, ADDRESS, HOME, PHOTO)
    await identity.decide(second.id, APPROVED, None, MARK, "Mark")
    risen = await wallet.customers.get(payer.id)
    assert (risen.identity_level, risen.name) == (2, CLAIM)
    (row,) = await rows(database, customers, id=payer.id)
    assert row.address_sealed
    assert HOME not in row.address_sealed
    assert len(await rows(database, outbox.outbox, kind=outbox.IDENTITY_REVIEW, lane=f"review/{second.id}")) == 2


async def test_of_two_who_decide_at_once_one_has_decided(
    identity: Identity, database: Database, wallet: Wallet, payer: Customer
) -> None:
    review = await handed_in(identity, payer)
    tries = await asyncio.gather(
        identity.decide(review.id, APPROVED, None, MARK, "Mark"),
        identity.decide(review.id, REFUSED, "unreadable", MIA, "Mia"),
        return_exceptions=True,
    )
    (done,) = [one for one in tries if isinstance(one, Review)]
    (late,) = [one for one in tries if isinstance(one, ReviewDecided)]
    assert late.fields == {"status": done.status}
    assert (await wallet.customers.get(payer.id)).identity_level == int(done.status == APPROVED)
    assert len(await rows(database, trail.audit_events, kind=trail.REVIEW_DECIDED)) == 1
    assert len(await rows(database, outbox.outbox, kind=outbox.IDENTITY_DECIDED)) == 1


async def test_who_looks_is_on_record_and_what_was_seen_is_gone_after_the_decision(
    identity: Identity, database: Database, payer: Customer
) -> None:
    review = await handed_in(identity, payer)
    (before,) = await rows(database, identity_reviews)
    assert CLAIM not in str(before)
    assert PHOTO not in str(before)
    shown = await identity.show(review.id, Actor(trail.STAFF, MARK))
    assert (shown.claim, shown.photo_file_id) == (CLAIM, PHOTO)
    assert CLAIM not in repr(shown)
    (event,) = await rows(database, trail.audit_events, kind=trail.PERSONAL_DATA_READ)
    assert (event.customer_id, event.actor, event.actor_id) == (payer.id, trail.STAFF, MARK)
    assert json.loads(event.details) == {"review_id": review.id}
    await identity.decide(review.id, REFUSED, "expired", MARK, "Mark")
    (after,) = await rows(database, identity_reviews)
    assert (after.claim_sealed, after.photo_sealed) == (None, None)
    with pytest.raises(ReviewDecided):
        await identity.show(review.id, Actor(trail.STAFF, MIA))
    assert len(await rows(database, trail.audit_events, kind=trail.PERSONAL_DATA_READ)) == 1


async def test_what_is_refused_needs_a_reason_and_may_be_handed_in_again(identity: Identity, payer: Customer) -> None:
    with pytest.raises(PhotoMissing):
        await identity.hand_in(payer, DOCUMENT, CLAIM, "")
    review = await handed_in(identity, payer)
    with pytest.raises(ReasonMissing):
        await identity.decide(review.id, AGAIN, None, MARK, "Mark")
    with pytest.raises(ValueError, match="no such decision"):
        await identity.decide(review.id, REFUSED, "I don't like the face", MARK, "Mark")
    asked_again = await identity.decide(review.id, AGAIN, "unreadable", MARK, "Mark" * 40)
    assert (asked_again.status, asked_again.reason, asked_again.decided_name) == (AGAIN, "unreadable", "Mark" * 16)
    better = await handed_in(identity, payer)
    assert (await identity.latest(payer.id)) == better
    with pytest.raises(ReviewNotFound):
        await identity.show(better.id + 1, Actor(trail.STAFF, MARK))


async def test_one_picture_at_a_time_is_to_be_seen_and_none_once_decided(identity: Identity, payer: Customer) -> None:
    review = await handed_in(identity, payer)
    assert await identity.documents_shown(review.id, 71) is None
    assert await identity.documents_shown(review.id, 72) == 71
    await identity.documents_taken_away(review.id, 71)
    assert (await identity.review(review.id)).shown_message_id == 72
    await identity.decide(review.id, APPROVED, None, MARK, "Mark")
    assert await identity.documents_shown(review.id, 73) == 73
    await identity.documents_taken_away(review.id, 72)
    assert (await identity.review(review.id)).shown_message_id is None


async def test_a_level_that_was_lost_meanwhile_is_not_stepped_over(
    identity: Identity, database: Database, wallet: Wallet, payer: Customer
) -> None:
    await change(database, payer, identity_level=1)
    review = await identity.hand_in(payer, ADDRESS, HOME, PHOTO)
    await change(database, payer, identity_level=0)
    with pytest.raises(LevelNotNext):
        await identity.decide(review.id, APPROVED, None, MARK, "Mark")
    assert (await wallet.customers.get(payer.id)).identity_level == 0
    await identity.decide(review.id, REFUSED, "name-differs", MARK, "Mark")


@pytest.mark.parametrize(("level", "left"), [(2, 1), (0, 0)])
async def test_a_new_address_lowers_the_level_that_stands_and_never_lifts_one(
    database: Database, wallet: Wallet, vault: Vault, payer: Customer, level: int, left: int
) -> None:
    """The screen was opened by somebody of another level."""
    await change(database, payer, identity_level=1)
    seen = await wallet.customers.get(payer.id)
    await change(database, payer, identity_level=level)
    for means in proofs.Means:
        await database.write(lambda work, means=means: proofs.record(work, payer.id, PROFILE_PURPOSE, means))
    await Profiles(database, vault).set_address(seen, HOME)
    assert (await wallet.customers.get(payer.id)).identity_level == left


async def test_whoever_closes_their_wallet_leaves_nothing_at_the_desk(
    identity: Identity, database: Database, vault: Vault, payer: Customer
) -> None:
    review = await handed_in(identity, payer)
    for means in proofs.Means:
        await database.write(lambda work, means=means: proofs.record(work, payer.id, ERASE_PURPOSE, means))
    reset = factor_resets.insert().values(customer_id=payer.id, kind="totp")
    await database.write(
        lambda work: work.connection.execute(reset.values(requested_at=work.now, due_at=work.now)) and None
    )
    told: list[int] = []
    await Profiles(database, vault, lambda _, customer_id: told.append(customer_id)).erase(payer)
    assert told == [payer.id]
    assert await rows(database, proofs.proofs) == await rows(database, factor_resets) == []
    (row,) = await rows(database, identity_reviews)
    assert (row.status, row.claim_sealed, row.photo_sealed) == (REFUSED, None, None)
    assert len(await rows(database, outbox.outbox, kind=outbox.IDENTITY_REVIEW)) == 2
    with pytest.raises(ReviewDecided):
        await identity.decide(review.id, APPROVED, None, MARK, "Mark")
    assert [one.status for one in await rows(database, customers)] == [CLOSED]
    with pytest.raises(CustomerNotActive):
        await handed_in(identity, payer)
