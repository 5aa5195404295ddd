"""Claim links: money is held at once and taken once, by whoever may, with the right password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests import factories
from tests.conftest import ManualClock
from tests.factories import Wallet, fund, money
from tests.wallet.claim_link_tools import Desk, costly, desk, token_of, told
from wallet import ledger, outbox
from wallet.claim_links.claims import LOCKED_FOR, TRIES_MAX
from wallet.claim_links.links import OPEN_FOR, clean_password, clean_username
from wallet.claim_links.models import claim_link_proofs, claim_links
from wallet.claim_links.service import NewLink
from wallet.customers.models import customers
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    ClaimLinkClosed,
    ClaimLinkLocked,
    ClaimLinkNotForYou,
    ClaimLinkNotFound,
    ClaimLinkOwn,
    ClaimLinkUnavailable,
    ClaimNameInvalid,
    ClaimPasswordInvalid,
    ClaimPasswordNeeded,
    ClaimPasswordWrong,
    CustomerNotActive,
    InsufficientFunds,
    LimitReached,
    NoteTooLong,
    PayeeNotActive,
    SameAccount,
)
from wallet.payments.notes import clean_note

PASSWORD = "olive-Boat"
NEVER = "x" * 32

__all__ = ["costly", "desk"]


async def test_the_money_is_held_at_once_and_taken_once(
    costly: Desk, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    link = await costly.make(payer, 30_00, note="生日快乐 🎂")
    assert (link.status, link.amount, link.fee, link.note) == ("open", money(30_00), money(80), "生日快乐 🎂")
    assert await costly.money(payer) == (100_00, 69_20)
    offer = await costly.claims.offer(payee.id, token_of(link))
    assert (offer.giver.id, offer.amount, offer.note, offer.password_due) == (payer.id, link.amount, link.note, False)
    assert (await costly.money(payee), await costly.money(payer)) == ((0, 0), (100_00, 69_20))
    taken = await costly.claims.take(payee.id, token_of(link))
    assert (taken.giver.id, taken.amount, taken.note) == (payer.id, money(30_00), link.note)
    assert (await costly.money(payer), await costly.money(payee)) == ((69_20, 69_20), (30_00, 30_00))
    assert await costly.claims.take(payee.id, token_of(link)) == taken
    with pytest.raises(ClaimLinkClosed) as refusal:
        await costly.claims.offer(payee.id, token_of(link))
    assert refusal.value.fields == {"status": "yours"}
    closed = await costly.links.get(payer.id, link.id)
    assert (closed.status, closed.token) == ("claimed", None)
    assert closed.taker is not None
    assert closed.taker.id == payee.id
    assert await told(database, payer.id) == [outbox.CLAIM_LINK_TAKEN]
    assert await costly.faults() == ()


@pytest.mark.slow
async def test_both_find_it_in_their_history(
    costly: Desk, wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    link = await costly.make(payer, 30_00, note="x")
    assert [record.kind for record in (await wallet.records.page(payer.id)).records] == ["top-up"]
    taken = await costly.claims.take(payee.id, token_of(link))
    for reader, change, fee, other in ((payer, -30_00, 80, payee), (payee, 30_00, 0, payer)):
        record = (await wallet.records.page(reader.id)).records[0]
        assert (record.kind, record.change, record.fee) == ("claim-link", money(change), money(fee))
        assert (record.counterparty, record.note, record.reference) == (other.masked_name, "x", taken.reference)


async def test_only_who_may_takes_it(desk: Desk, database: Database, payer: Customer, payee: Customer) -> None:
    await fund(database, payer.id, 100_00)
    link = await desk.make(payer, only_for="ann_lee")
    assert link.only_for == "ann_lee"
    with pytest.raises(ClaimLinkOwn) as refusal:
        await desk.claims.offer(payer.id, token_of(link))
    assert refusal.value.fields == {"link_id": link.id}
    rename = update(customers).where(customers.c.id == payee.id)
    await database.write(lambda work: work.connection.execute(rename.values(username="other")) and None)
    for act in (desk.claims.offer, desk.claims.take):
        with pytest.raises(ClaimLinkNotForYou):
            await act(payee.id, token_of(link))
    await database.write(lambda work: work.connection.execute(rename.values(username="ann_lee")) and None)
    await desk.claims.take(payee.id, token_of(link))
    with pytest.raises(SameAccount):
        await desk.links.only_for(payer, "@XiaoMing")
    assert await desk.links.only_for(payer, "@Ann_Lee") == "ann_lee"


@pytest.mark.slow
async def test_unknown_and_forged_tokens_open_nothing(desk: Desk, database: Database, payer: Customer) -> None:
    await fund(database, payer.id, 100_00)
    token = token_of(await desk.make(payer))
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    for text in (forged, NEVER, token.upper(), token[:-1], token + "A", "", "' OR 1=1 --"):
        for act in (desk.claims.offer, desk.claims.take):
            with pytest.raises(ClaimLinkNotFound):
                await act(payer.id + 1, text)


async def test_five_wrong_passwords_lock_the_link_for_a_while(
    desk: Desk, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    link = await desk.make(payer, password=PASSWORD)
    token = token_of(link)
    with pytest.raises(ClaimPasswordNeeded):
        await desk.claims.take(payee.id, token)
    for left in range(TRIES_MAX - 1, 0, -1):
        with pytest.raises(ClaimPasswordWrong) as refusal:
            await desk.claims.prove(payee.id, token, PASSWORD.lower())
        assert refusal.value.fields == {"tries_left": left}
    for _ in range(2):
        with pytest.raises(ClaimLinkLocked) as locked:
            await desk.claims.prove(payee.id, token, "x" * 5000)
        assert locked.value.fields == {"retry_after_seconds": 900}
    clock.advance(LOCKED_FOR - timedelta(seconds=1))
    with pytest.raises(ClaimLinkLocked) as locked:
        await desk.claims.prove(payee.id, token, PASSWORD)
    assert locked.value.fields == {"retry_after_seconds": 1}
    clock.advance(timedelta(seconds=1))
    with pytest.raises(ClaimPasswordWrong) as refusal:
        await desk.claims.prove(payee.id, token, "")
    assert refusal.value.fields == {"tries_left": TRIES_MAX - 1}
    await desk.claims.prove(payee.id, token, "ｏｌｉｖｅ-Ｂｏａｔ ")
    await desk.claims.prove(payee.id, token, "what is proved is proved")
    assert not (await desk.claims.offer(payee.id, token)).password_due
    await desk.claims.take(payee.id, token)
    left = await database.read(lambda connection: connection.execute(select(claim_link_proofs)).all())
    kept = await database.read(
        lambda connection: connection.execute(select(claim_links.c.password_hash)).scalars().all()
    )
    assert (left, kept) == ([], [None])


async def test_a_password_proved_by_one_is_asked_of_the_next(
    desk: Desk, wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    token = token_of(await desk.make(payer, password=PASSWORD))
    for _ in range(2):
        with pytest.raises(ClaimPasswordWrong):
            await desk.claims.prove(payee.id, token, "wrong")
    await desk.claims.prove(payee.id, token, PASSWORD)
    other = await wallet.customers.register(factories.registration())
    with pytest.raises(ClaimPasswordWrong) as refusal:
        await desk.claims.prove(other.id, token, "wrong")
    assert refusal.value.fields == {"tries_left": TRIES_MAX - 1}
    with pytest.raises(ClaimPasswordNeeded):
        await desk.claims.take(other.id, token)


async def test_a_frozen_giver_gives_nothing_and_nobody_learns_why(
    desk: Desk, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    link = await desk.make(payer)
    await database.write(lambda work: ledger.freeze(work, payer.id))
    with pytest.raises(ClaimLinkUnavailable) as refusal:
        await desk.claims.take(payee.id, token_of(link))
    assert refusal.value.fields == {}
    assert (await desk.links.get(payer.id, link.id)).status == "open"
    with pytest.raises(CustomerNotActive):
        await desk.make(payer)
    await database.write(lambda work: ledger.unfreeze(work, payer.id))
    await database.write(lambda work: ledger.freeze(work, payee.id))
    await desk.claims.take(payee.id, token_of(link))
    assert await desk.money(payee) == (30_00, 30_00)


async def test_a_closed_wallet_takes_nothing(desk: Desk, database: Database, payer: Customer, payee: Customer) -> None:
    await fund(database, payer.id, 100_00)
    link = await desk.make(payer)
    close = update(customers).where(customers.c.id == payee.id).values(status="closed")
    await database.write(lambda work: work.connection.execute(close) and None)
    with pytest.raises(PayeeNotActive):
        await desk.claims.take(payee.id, token_of(link))
    assert (await desk.links.get(payer.id, link.id)).status == "open"
    assert (await desk.money(payer), await desk.money(payee)) == ((100_00, 70_00), (0, 0))


async def test_what_cannot_be_paid_makes_no_link(costly: Desk, database: Database, payer: Customer) -> None:
    await fund(database, payer.id, 30_79)
    with pytest.raises(InsufficientFunds) as refusal:
        await costly.links.quote(payer.id, NewLink(money(30_00)))
    assert refusal.value.fields["needed_minor"] == 30_80
    await fund(database, payer.id, 9_000_00)
    with pytest.raises(LimitReached):
        await costly.links.quote(payer.id, NewLink(money(5_000_00)))
    with pytest.raises(NoteTooLong):
        await costly.links.quote(payer.id, NewLink(money(1), "x" * 101))
    assert await database.read(lambda connection: connection.execute(select(claim_links.c.id)).all()) == []


async def test_the_list_goes_page_by_page_and_shows_open_ones_with_their_token(
    desk: Desk, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    made = [await desk.make(payer, minor) for minor in (1_00, 2_00, 3_00)]
    await desk.links.quote(payer.id, NewLink(money(4_00)))
    await desk.links.cancel(payer.id, made[1].id)
    first = await desk.links.page(payer.id, size=2)
    rest = await desk.links.page(payer.id, first.older_than, size=2)
    assert [link.id for link in (*first.links, *rest.links)] == [made[2].id, made[1].id, made[0].id]
    assert rest.older_than is None
    assert [link.token for link in await desk.links.open_links(payer.id)] == [made[2].token, made[0].token]
    assert (await desk.links.page(payee.id)).links == ()
    with pytest.raises(ClaimLinkNotFound):
        await desk.links.get(payee.id, made[0].id)
    clock.advance(OPEN_FOR)
    assert await desk.links.open_links(payer.id) == []


async def test_nothing_that_opens_a_link_stands_in_the_clear(desk: Desk, database: Database, payer: Customer) -> None:
    await fund(database, payer.id, 100_00)
    link = await desk.make(payer, note="porcelain heron", only_for="ann_lee", password=PASSWORD)
    row = await database.read(lambda connection: connection.execute(select(claim_links)).one())
    written = f"{row} {link!r}"
    assert not [word for word in (token_of(link), "porcelain", "ann_lee", PASSWORD) if word in written]


@pytest.mark.parametrize("text", ["abc", "x" * 65, "ab\u200bcd", "ab\ncd", "   ", "\u3164" * 5])
def test_passwords_that_nobody_can_type_are_refused(text: str) -> None:
    with pytest.raises(ClaimPasswordInvalid) as refusal:
        clean_password(text)
    assert refusal.value.fields == {"length_min": 4, "length_max": 64}


def test_what_is_typed_is_made_tidy() -> None:
    assert clean_password(" ａｂｃｄ ") == "abcd"
    assert clean_note(" happy\n birthday ❤️\u202e\u200b ") == "happy birthday ❤️"
    assert clean_username(" @Li_Lei ") == "li_lei"
    for text in ("@", "li lei", "@" + "x" * 40, "+8613800138000", "李雷"):
        with pytest.raises(ClaimNameInvalid):
            clean_username(text)
