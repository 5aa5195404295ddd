"""Payees: who is meant by what was typed, own names, the list, and warnings that are only given where they are true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, Wallet, facts_told, fund, money
from wallet.customers.models import customers
from wallet.customers.profile import Profiles
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    AliasInvalid,
    AliasTaken,
    NoteTooLong,
    PayeeNotFound,
    PayeeNotUnderstood,
    SameAccount,
    StepUpNeeded,
    TooManyPayees,
)
from wallet.payments import payees as payees_module
from wallet.payments.notes import clean_note
from wallet.payments.payee_models import payees
from wallet.payments.payees import PayeeBook, clean_alias
from wallet.payments.rules import TRANSFER
from wallet.payments.waiting import LATER
from wallet.security.vault import Vault


@pytest.fixture
def book(database: Database, vault: Vault) -> PayeeBook:
    """The payees' service."""
    return PayeeBook(database, vault)


async def send(wallet: Wallet, payer: Customer, payee: Customer, *, by_name: bool = False) -> str:
    """Pay one yuan; returns what the card warned of."""
    quote = await wallet.transfers.quote(payer.id, payee.id, money(1_00), by_name=by_name)
    await wallet.checkout.pay(payer.id, quote.reference, PIN)
    return str(quote.details.get("warnings", ""))


async def move_name(database: Database, wallet: Wallet, owner: Customer, name: str) -> Customer:
    """Somebody else registers with a name that its owner gave up."""
    await database.write(
        lambda work: (
            work.connection.execute(update(customers).where(customers.c.id == owner.id).values(username=None)).rowcount
        )
    )
    return await wallet.customers.register(factories.registration(name="Eve Fox", username=name))


@pytest.mark.slow
async def test_paying_somebody_makes_a_payee_and_the_second_time_warns_of_nothing(
    wallet: Wallet, database: Database, book: PayeeBook, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    assert await book.recent(payer.id, 6) == []
    assert await send(wallet, payer, payee) == "first-payment"
    assert await send(wallet, payer, payee) == ""
    (entry,) = await book.recent(payer.id, 6)
    assert (entry.customer.id, entry.alias, entry.saved) == (payee.id, None, False)
    assert await book.recent(payee.id, 6) == []


async def test_a_name_that_moved_warns_until_the_new_owner_was_paid(
    wallet: Wallet, database: Database, book: PayeeBook, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    await send(wallet, payer, payee, by_name=True)
    rival = await move_name(database, wallet, payee, "ann_lee")
    meant = await book.find(payer.id, "@Ann_Lee")
    assert (meant.customer.id, meant.by_name) == (rival.id, True)
    unnamed = await wallet.transfers.quote(payer.id, rival.id, money(1_00))
    assert unnamed.details["warnings"] == "first-payment"
    quote = await wallet.transfers.quote(payer.id, rival.id, money(1_00), by_name=True)
    assert (quote.details["warnings"], quote.details["former_payee_id"]) == ("name-moved,first-payment", payee.id)
    renewed = await wallet.checkout.renew(payer.id, quote.reference)
    assert renewed.details == quote.details
    assert await send(wallet, payer, rival, by_name=True) == "name-moved,first-payment"
    assert await send(wallet, payer, rival, by_name=True) == ""
    assert await send(wallet, payer, payee) == ""


@pytest.mark.slow
async def test_another_customers_memory_of_a_name_warns_nobody(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    other = await wallet.customers.register(factories.registration())
    await send(wallet, payer, payee, by_name=True)
    await fund(database, other.id, 100_00)
    rival = await move_name(database, wallet, payee, "ann_lee")
    assert await send(wallet, other, rival, by_name=True) == "first-payment"


async def test_own_names_come_first_and_a_name_with_an_at_is_always_telegrams(
    wallet: Wallet, book: PayeeBook, payer: Customer, payee: Customer
) -> None:
    mum = await wallet.customers.register(factories.registration(username="somebody"))
    entry = await book.save(payer.id, mum.id)
    named = await book.rename(payer.id, entry.id, "  ann_lee ")
    assert (named.alias, named.saved) == ("ann_lee", True)
    assert (await book.find(payer.id, "ANN_lee")).customer.id == mum.id
    assert (await book.find(payer.id, "@ann_lee")).customer.id == payee.id
    assert (await book.find(payee.id, "somebody")).customer.id == mum.id
    assert (await book.find(payer.id, payee.wallet_number)).by_name is False
    with pytest.raises(PayeeNotUnderstood):
        await book.find(payer.id, "妈妈")
    await book.rename(payer.id, entry.id, "妈妈")
    assert (await book.find(payer.id, "妈妈")).customer.id == mum.id
    with pytest.raises(PayeeNotUnderstood):
        await book.find(payee.id, "妈妈")
    unnamed = await book.rename(payer.id, entry.id, None)
    assert (unnamed.alias, unnamed.saved) == (None, True)
    with pytest.raises(SameAccount):
        await book.find(payer.id, payer.wallet_number)


@pytest.mark.slow
async def test_payees_belong_to_who_saved_them(
    database: Database, book: PayeeBook, payer: Customer, payee: Customer
) -> None:
    entry = await book.save(payer.id, payee.id)
    assert (await book.save(payer.id, payee.id)).id == entry.id
    for act in (
        lambda: book.get(payee.id, entry.id),
        lambda: book.rename(payee.id, entry.id, "x y"),
        lambda: book.forget(payee.id, entry.id),
        lambda: book.get(payer.id, entry.id + 1),
    ):
        with pytest.raises(PayeeNotFound):
            await act()
    with pytest.raises(SameAccount):
        await book.save(payer.id, payer.id)
    await book.rename(payer.id, entry.id, "Ann")
    stored = await database.read(lambda connection: connection.execute(select(payees.c.alias_sealed)).scalar_one())
    assert "Ann" not in stored
    await book.forget(payer.id, entry.id)
    with pytest.raises(PayeeNotFound):
        await book.forget(payer.id, entry.id)


@pytest.mark.slow
async def test_a_name_is_given_once_and_payees_are_not_without_end(
    wallet: Wallet, book: PayeeBook, payer: Customer, payee: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, third = [await wallet.customers.register(factories.registration()) for _ in range(2)]
    entry, second = await book.save(payer.id, payee.id), await book.save(payer.id, other.id)
    await book.rename(payer.id, entry.id, "Mum")
    await book.rename(payer.id, entry.id, "mum")
    with pytest.raises(AliasTaken):
        await book.rename(payer.id, second.id, "MUM")
    monkeypatch.setattr(payees_module, "SAVED_MAX", 2)
    with pytest.raises(TooManyPayees):
        await book.save(payer.id, third.id)


@pytest.mark.slow
async def test_the_list_has_saved_payees_first(
    wallet: Wallet, database: Database, book: PayeeBook, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    saved = await book.save(payer.id, payee.id)
    others = [await wallet.customers.register(factories.registration()) for _ in range(3)]
    for other in others:
        clock.advance(timedelta(minutes=1))
        await send(wallet, payer, other)
    wanted = [saved.customer.id, *(other.id for other in reversed(others))]
    assert [entry.customer.id for entry in await book.page(payer.id, 0, 9)] == wanted
    assert [entry.customer.id for entry in await book.page(payer.id, 1, 2)] == wanted[1:3]
    assert [entry.customer.id for entry in await book.recent(payer.id, 2)] == wanted[1:3]


@pytest.mark.parametrize("text", ["", " ", "x" * 31, "@mum", "/mum", "12 345", "+86 138", "a\u202eb", "a\u200bb"])
def test_names_that_cannot_be(text: str) -> None:
    with pytest.raises(AliasInvalid):
        clean_alias(text)


def test_notes_are_one_line_of_what_can_be_seen() -> None:
    assert clean_note("  lunch \n on Friday ") == "lunch on Friday"
    with pytest.raises(NoteTooLong):
        clean_note("x" * 101)
    assert clean_note("a\u202eb\u200b \u200d") == "ab"
    assert clean_note("👨\u200d👩\u200d👧 ❤️") == "👨\u200d👩\u200d👧 ❤️"


async def test_more_time_needs_no_proof_and_less_does(
    wallet: Wallet, database: Database, book: PayeeBook, payer: Customer
) -> None:
    await factories.give_password(wallet, payer)
    told = await facts_told(database, payer.id)
    assert await book.cool_off_seconds(payer.id) == 0
    await book.set_cool_off(payer, 3600)
    await book.set_cool_off(payer, 86_400)
    for less in (3600, 0):
        with pytest.raises(StepUpNeeded):
            await book.set_cool_off(payer, less)
    assert await book.cool_off_seconds(payer.id) == 86_400
    await wallet.security.prove_password(payer.id, "settings", factories.PASSWORD)
    await book.set_cool_off(payer, 0)
    assert await book.cool_off_seconds(payer.id) == 0
    assert await facts_told(database, payer.id) == [*told, *["settings-changed"] * 3]
    with pytest.raises(ValueError, match="one of"):
        await book.set_cool_off(payer, 60)


@pytest.mark.slow
async def test_only_what_is_warned_of_waits(
    wallet: Wallet, database: Database, book: PayeeBook, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    await send(wallet, payer, payee)
    await book.set_cool_off(payer, 3600)
    known = await wallet.transfers.quote(payer.id, payee.id, money(1_00))
    assert (known.kind, known.details) == (TRANSFER, {})
    other = await wallet.customers.register(factories.registration())
    new = await wallet.transfers.quote(payer.id, other.id, money(1_00))
    assert (new.kind, new.details["warnings"], new.details["cool_off_seconds"]) == (
        LATER,
        "first-payment,wait-3600",
        3600,
    )


async def test_who_closes_the_wallet_is_on_no_list(
    wallet: Wallet, database: Database, vault: Vault, book: PayeeBook, payer: Customer, payee: Customer
) -> None:
    other = await wallet.customers.register(factories.registration())
    for owner, whom in ((payer, payee), (other, payee), (payee, payer), (payer, other)):
        entry = await book.save(owner.id, whom.id)
        await book.rename(owner.id, entry.id, "a friend") if owner != payer else None
    await factories.prove_pin_if_asked(wallet, payee, "erase")
    await Profiles(database, vault).erase(payee)
    left = await database.read(lambda connection: connection.execute(select(payees.c.payee_id)).scalars().all())
    assert left == [other.id]
