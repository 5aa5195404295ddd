"""Notes and tags of records: every version stays, nobody else's record takes any, and a closed wallet keeps none."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.conftest import ManualClock
from tests.factories import Wallet, fund, pay, prove_pin_if_asked
from wallet.customers.profile import Profiles
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import NoteTooLong, OperationNotFound, RecordNotesTooMany, TagsInvalid
from wallet.records import annotating as module
from wallet.records.annotating import NOTE_LENGTH_MAX, Annotating, clean_tags, forget_person
from wallet.records.models import record_notes, records
from wallet.records.projecting import Book
from wallet.security.vault import Vault

pytestmark = pytest.mark.slow


@pytest.fixture
async def operation_id(database: Database, payer: Customer, payee: Customer) -> int:
    """A payment of the payer's."""
    await fund(database, payer.id)
    return (await pay(database, payer.id, payee.id, 10_00, note="Lunch")).operation_id


async def test_every_version_stays(
    database: Database, clock: ManualClock, payer: Customer, payee: Customer, operation_id: int
) -> None:
    annotating = Annotating(database)
    assert await annotating.current(payer.id, operation_id) is None
    await annotating.set_note(payer.id, operation_id, " with \n Mum ")
    clock.advance(timedelta(hours=1))
    await annotating.set_tags(payer.id, operation_id, ("family",))
    await annotating.set_tags(payer.id, operation_id, ("family",))
    last = await annotating.set_note(payer.id, operation_id, "")
    assert await annotating.current(payer.id, operation_id) == last
    past = await annotating.past(payer.id, operation_id)
    assert [(item.note, item.tags) for item in past] == [("", ("family",)), ("with Mum", ("family",)), ("with Mum", ())]
    assert past[1].created_at - past[2].created_at == timedelta(hours=1)
    assert await annotating.past(payee.id, operation_id) == []


async def test_what_is_refused(
    database: Database, payer: Customer, payee: Customer, operation_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    annotating = Annotating(database)
    with pytest.raises(NoteTooLong):
        await annotating.set_note(payer.id, operation_id, "x" * (NOTE_LENGTH_MAX + 1))
    with pytest.raises(OperationNotFound):
        await annotating.set_note(payee.id, operation_id - 1, "mine?")
    monkeypatch.setattr(module, "VERSIONS_MAX", 3)
    for number in range(3):
        await annotating.set_note(payer.id, operation_id, str(number))
    with pytest.raises(RecordNotesTooMany):
        await annotating.set_note(payer.id, operation_id, "once more")
    await annotating.set_note(payee.id, operation_id, "my side of it")


@pytest.mark.slow
async def test_two_changes_at_once_lose_nothing(database: Database, payer: Customer, operation_id: int) -> None:
    annotating = Annotating(database)
    await asyncio.gather(
        annotating.set_note(payer.id, operation_id, "note"), annotating.set_tags(payer.id, operation_id, ("tag",))
    )
    kept = await annotating.current(payer.id, operation_id)
    assert kept is not None
    assert (kept.note, kept.tags) == ("note", ("tag",))


@pytest.mark.slow
async def test_a_closed_wallet_keeps_no_words(
    database: Database, payer: Customer, payee: Customer, operation_id: int
) -> None:
    annotating = Annotating(database)
    for owner in (payer, payee):
        await annotating.set_note(owner.id, operation_id, "note")
    await database.write(lambda work: forget_person(work, payer.id))
    notes = await database.read(lambda connection: connection.execute(select(record_notes)).all())
    assert [row.customer_id for row in notes] == [payee.id]
    rows = await database.read(lambda connection: connection.execute(select(records)).all())
    assert {row.words for row in rows if row.customer_id == payer.id} == {""}
    assert all("lunch" in row.words for row in rows if row.customer_id == payee.id)


@pytest.mark.slow
async def test_who_leaves_takes_their_words_along(
    wallet: Wallet, database: Database, vault: Vault, payer: Customer, payee: Customer, operation_id: int
) -> None:
    annotating = Annotating(database)
    await annotating.set_note(payer.id, operation_id, "note")
    await pay(database, payer.id, payee.id, 90_00, note="the rest, no record yet")
    await prove_pin_if_asked(wallet, payer, "erase")
    await Profiles(database, vault).erase(payer)
    await Book(database).refresh(payer.id)
    assert await annotating.current(payer.id, operation_id) is None
    mine = select(records.c.words).where(records.c.customer_id == payer.id)
    words = await database.read(lambda connection: connection.execute(mine).scalars().all())
    assert words == ["", "", ""]


def test_tags() -> None:
    assert clean_tags(" #Trip, trip\uff0c\u5bb6\u4eba\u3001#2027 ") == ("Trip", "\u5bb6\u4eba", "2027")
    assert len(clean_tags(" ".join(f"{number:020d}" for number in range(10)))) == 10
    for text in ("", " # ", "x" * 21, " ".join(map(str, range(11))), "a" * 5_000):
        with pytest.raises(TagsInvalid):
            clean_tags(text)
