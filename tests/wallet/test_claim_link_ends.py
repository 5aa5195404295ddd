"""How claim links end and what is left of them: called off, returned, never paid, made under duress, erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.conftest import ManualClock
from tests.factories import PIN, Wallet, fund, money, prove_pin_if_asked
from tests.wallet.claim_link_tools import Desk, costly, desk, token_of, told
from wallet import ledger, outbox
from wallet.claim_links.links import OPEN_FOR
from wallet.claim_links.models import claim_links
from wallet.claim_links.returning import HELD_LONGER_BY, forget_drafts, forget_person, return_due
from wallet.claim_links.service import NewLink
from wallet.customers.profile import ERASE_PURPOSE, Profiles
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    ClaimLinkClosed,
    ClaimLinkNotFound,
    ClaimLinkUnavailable,
    MoneyLeft,
    QuoteExpired,
    QuoteUsed,
)
from wallet.payments.quotes import KEPT_UNUSED_FOR, VALID_FOR
from wallet.security.models import credentials
from wallet.security.vault import Vault

PASSWORD = "olive-Boat"
NEVER = "x" * 32

__all__ = ["costly", "desk"]


async def test_calling_off_brings_the_money_back_at_once(
    costly: Desk, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    link = await costly.make(payer)
    with pytest.raises(ClaimLinkNotFound):
        await costly.links.cancel(payee.id, link.id)
    assert (await costly.links.cancel(payer.id, link.id)).status == "cancelled"
    assert await costly.money(payer) == (100_00, 100_00)
    assert (await costly.links.cancel(payer.id, link.id)).status == "cancelled"
    for act in (costly.claims.offer, costly.claims.take):
        with pytest.raises(ClaimLinkClosed) as refusal:
            await act(payee.id, token_of(link))
        assert refusal.value.fields == {"status": "cancelled"}
    other = await costly.make(payer)
    await costly.claims.take(payee.id, token_of(other))
    with pytest.raises(ClaimLinkClosed) as refusal:
        await costly.links.cancel(payer.id, other.id)
    assert refusal.value.fields == {"status": "claimed"}
    assert await costly.faults() == ()


async def test_what_nobody_takes_comes_back_after_14_days(
    desk: Desk, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    link = await desk.make(payer)
    clock.advance(OPEN_FOR - timedelta(microseconds=1))
    assert await database.write(return_due) == 0
    assert (await desk.claims.offer(payee.id, token_of(link))).amount == link.amount
    clock.advance(timedelta(microseconds=1))
    for act in (desk.claims.offer, desk.claims.take):
        with pytest.raises(ClaimLinkClosed) as refusal:
            await act(payee.id, token_of(link))
        assert refusal.value.fields == {"status": "returned"}
    assert await database.write(ledger.expire_holds) == 0
    assert [await database.write(return_due) for _ in range(2)] == [1, 0]
    assert (await desk.links.get(payer.id, link.id)).status == "returned"
    assert await desk.money(payer) == (100_00, 100_00)
    assert await told(database, payer.id) == [outbox.CLAIM_LINK_RETURNED]
    assert await desk.faults() == ()


@pytest.mark.slow
async def test_a_job_that_slept_too_long_finds_the_hold_expired(
    desk: Desk, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    """The ledger gave the money back by itself; the giver hears of it all the same, and can't be paid out of it."""
    await fund(database, payer.id, 100_00)
    link, other = await desk.make(payer, 30_00), await desk.make(payer, 20_00)
    clock.advance(OPEN_FOR + HELD_LONGER_BY)
    assert await database.write(ledger.expire_holds) == 2
    assert (await desk.links.cancel(payer.id, other.id)).status == "cancelled"
    with pytest.raises(ClaimLinkClosed):
        await desk.claims.take(payee.id, token_of(link))
    assert await database.write(return_due) == 1
    assert await desk.money(payer) == (100_00, 100_00)
    assert await told(database, payer.id) == [outbox.CLAIM_LINK_RETURNED]


@pytest.mark.slow
async def test_a_hold_that_was_ended_by_hand_pays_nobody(
    desk: Desk, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    link = await desk.make(payer)
    held = await database.read(lambda connection: connection.execute(select(claim_links.c.hold_id)).scalar_one())
    await database.write(lambda work: ledger.release_hold(work, held, "BY-HAND"))
    with pytest.raises(ClaimLinkClosed) as refusal:
        await desk.claims.take(payee.id, token_of(link))
    assert refusal.value.fields == {"status": "returned"}
    assert await desk.money(payer) == (100_00, 100_00)


@pytest.mark.slow
async def test_two_quotes_of_one_link_hold_money_once(
    desk: Desk, wallet: Wallet, database: Database, payer: Customer
) -> None:
    """Both were looked at before either was paid; the transaction of the payment looks once more."""
    await fund(database, payer.id, 100_00)
    first = await desk.links.quote(payer.id, NewLink(money(30_00)))
    second = await desk.checkout.renew(payer.id, first.reference)
    door = wallet.payments._door
    post = door.post

    async def late(*arguments: object) -> object:
        door.post = post  # type: ignore[method-assign]
        await desk.checkout.pay(payer.id, second.reference, PIN)
        return await post(*arguments)  # type: ignore[arg-type]

    door.post = late  # type: ignore[assignment, method-assign]
    with pytest.raises(QuoteUsed):
        await desk.checkout.pay(payer.id, first.reference, PIN)
    assert await desk.money(payer) == (100_00, 70_00)


async def test_a_link_is_paid_once_whatever_quotes_it_had(
    desk: Desk, database: Database, payer: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    quote = await desk.links.quote(payer.id, NewLink(money(30_00), "x"))
    with pytest.raises(ClaimLinkNotFound):
        await desk.links.of_receipt(payer.id, quote.reference)
    assert (await desk.links.page(payer.id)).links == ()
    fresh = await desk.checkout.renew(payer.id, quote.reference)
    assert (fresh.subject_id, fresh.note, fresh.details) == (quote.subject_id, "x", quote.details)
    paid = await desk.checkout.pay(payer.id, fresh.reference, PIN)
    with pytest.raises(QuoteUsed):
        await desk.checkout.pay(payer.id, quote.reference, PIN)
    with pytest.raises(QuoteUsed):
        await desk.checkout.renew(payer.id, quote.reference)
    clock.advance(VALID_FOR)
    again = await desk.checkout.pay(payer.id, fresh.reference, PIN)
    assert (again.receipt, again.receipt.repeated) == (paid.receipt, True)
    assert await desk.money(payer) == (100_00, 70_00)
    late = await desk.links.quote(payer.id, NewLink(money(30_00)))
    clock.advance(VALID_FOR)
    with pytest.raises(QuoteExpired):
        await desk.checkout.pay(payer.id, late.reference, PIN)


async def test_a_link_made_under_duress_looks_like_any_other_and_gives_nothing(
    desk: Desk, wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    hashed = await wallet.pins.hash("862409")
    change = update(credentials).values(duress_pin_hash=hashed)
    await database.write(lambda work: work.connection.execute(change) and None)
    quote = await desk.links.quote(payer.id, NewLink(money(30_00)))
    await desk.checkout.pay(payer.id, quote.reference, "862409")
    link = await desk.links.of_receipt(payer.id, quote.reference)
    assert (link.id, link.amount) == (quote.subject_id, money(30_00))
    assert [shown.id for shown in (await desk.links.page(payer.id)).links] == [link.id]
    assert (await desk.claims.offer(payee.id, token_of(link))).amount == money(30_00)
    with pytest.raises(ClaimLinkUnavailable):
        await desk.claims.take(payee.id, token_of(link))
    assert (await desk.links.cancel(payer.id, link.id)).status == "cancelled"
    assert (await desk.money(payer), await desk.money(payee)) == ((100_00, 100_00), (0, 0))


@pytest.mark.slow
async def test_drafts_nobody_paid_are_forgotten(
    desk: Desk, database: Database, payer: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    paid = await desk.make(payer)
    await desk.links.quote(payer.id, NewLink(money(1_00)))
    clock.advance(OPEN_FOR + KEPT_UNUSED_FOR)
    assert await database.write(forget_drafts) == 0
    clock.advance(timedelta(microseconds=1))
    assert [await database.write(forget_drafts) for _ in range(2)] == [1, 0]
    assert (await desk.links.get(payer.id, paid.id)).status == "open"


async def test_erasing_empties_what_links_tell(
    desk: Desk, wallet: Wallet, database: Database, vault: Vault, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 30_00)
    link = await desk.make(payer, 30_00, note="secret words", only_for="ann_lee", password=PASSWORD)
    await prove_pin_if_asked(wallet, payer, ERASE_PURPOSE)
    with pytest.raises(MoneyLeft):
        await Profiles(database, vault).erase(payer)
    await desk.claims.prove(payee.id, token_of(link), PASSWORD)
    await desk.claims.take(payee.id, token_of(link))
    await desk.links.quote(payee.id, NewLink(money(1_00), "unpaid"))
    await prove_pin_if_asked(wallet, payer, ERASE_PURPOSE)
    await Profiles(database, vault).erase(payer)
    await database.write(lambda work: forget_person(work, payee.id))
    row = await database.read(lambda connection: connection.execute(select(claim_links)).one())
    assert (row.id, row.amount_minor, row.status) == (link.id, 30_00, "claimed")
    assert (row.note_sealed, row.token_sealed, row.only_for_sealed, row.password_hash) == (None, None, None, None)
