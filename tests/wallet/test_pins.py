"""A PIN is proved, never guessed: five tries, then a lock that grows and that no restart takes away."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, WRONG_PIN, Wallet
from wallet import outbox, trail
from wallet.customers.queries import ACTIVE, FROZEN, Customer
from wallet.database import Database
from wallet.errors import NotRegistered, PinInvalid, PinLocked, PinTooSimple, PinWrong, Unproven
from wallet.security import freezing
from wallet.security.argon import Hasher
from wallet.security.guesses import LOCK_FIRST, TRIES_MAX
from wallet.security.models import credentials, guess_counters
from wallet.security.pins import PinProof, check_pin_choice
from wallet.security.vault import Vault

DURESS_PIN = "864209"


async def guess(wallet: Wallet, customer: Customer) -> Unproven:
    with pytest.raises(Unproven) as refusal:
        await wallet.pins.prove(customer.id, WRONG_PIN)
    return refusal.value


async def test_a_right_pin_is_proved_and_forgets_earlier_failures(wallet: Wallet, payer: Customer) -> None:
    for tries_left in (4, 3):
        refusal = await guess(wallet, payer)
        assert (type(refusal), refusal.fields) == (PinWrong, {"tries_left": tries_left})
    await wallet.pins.prove(payer.id, PIN)
    assert (await guess(wallet, payer)).fields == {"tries_left": 4}


async def test_the_lock_comes_with_the_fifth_and_grows(
    wallet: Wallet, database: Database, vault: Vault, payer: Customer, clock: ManualClock
) -> None:
    for doubling in range(2):
        for _ in range(TRIES_MAX - 1):
            assert isinstance(await guess(wallet, payer), PinWrong)
        locked = await guess(wallet, payer)
        lock = LOCK_FIRST * 2**doubling
        assert (type(locked), locked.fields) == (PinLocked, {"retry_after_seconds": lock.total_seconds()})
        async with factories.open_wallet(database, vault) as restarted:
            with pytest.raises(PinLocked):
                await restarted.pins.prove(payer.id, PIN)
        clock.advance(lock - timedelta(seconds=1))
        with pytest.raises(PinLocked) as refusal:
            await wallet.pins.prove(payer.id, PIN)
        assert refusal.value.fields == {"retry_after_seconds": 1}
        clock.advance(timedelta(seconds=1))
    await wallet.pins.prove(payer.id, PIN)
    assert (await guess(wallet, payer)).fields == {"tries_left": 4}


async def test_parallel_guesses_get_five_tries_together(wallet: Wallet, database: Database, payer: Customer) -> None:
    guesses = [wallet.pins.prove(payer.id, WRONG_PIN) for _ in range(20)]
    outcomes = await asyncio.gather(*guesses, return_exceptions=True)
    assert {outcome.fields["tries_left"] for outcome in outcomes if isinstance(outcome, PinWrong)} == {1, 2, 3, 4}
    assert sum(isinstance(outcome, PinLocked) for outcome in outcomes) == 16
    failures = select(guess_counters.c.failures).where(guess_counters.c.customer_id == payer.id)
    assert await database.read(lambda connection: connection.execute(failures).scalar()) == TRIES_MAX


async def test_one_customers_guesses_lock_nobody_else(wallet: Wallet, payer: Customer, payee: Customer) -> None:
    for _ in range(TRIES_MAX):
        await guess(wallet, payer)
    await wallet.pins.prove(payee.id, PIN)
    with pytest.raises(NotRegistered):
        await wallet.pins.prove(999, PIN)


async def test_the_third_lock_freezes_the_wallet_and_tells_customer_and_desk(
    wallet: Wallet, database: Database, payer: Customer
) -> None:
    earlier = {"customer_id": payer.id, "kind": "pin", "failures": 13}
    await database.write(lambda work: work.connection.execute(insert(guess_counters).values(earlier)) and None)
    assert isinstance(await guess(wallet, payer), PinWrong)
    assert (await wallet.customers.get(payer.id)).status == ACTIVE
    assert isinstance(await guess(wallet, payer), PinLocked)
    frozen = await wallet.customers.get(payer.id)
    assert (frozen.status, frozen.frozen_cause) == (FROZEN, freezing.GUESSES)
    told = await database.read(lambda connection: connection.execute(select(outbox.outbox).order_by("id")).all())
    assert [(fact.kind, json.loads(fact.fields)) for fact in told] == [
        (outbox.SECURITY, {"customer_id": payer.id, "event": trail.PIN_LOCKED}),
        (outbox.SECURITY, {"customer_id": payer.id, "event": trail.FROZEN, "cause": freezing.GUESSES}),
        (outbox.DESK_ALERT, {"customer_id": payer.id, "cause": freezing.GUESSES}),
    ]


async def test_a_duress_pin_is_proved_as_one(
    wallet: Wallet, database: Database, payer: Customer, clock: ManualClock
) -> None:
    duress_hash = await wallet.pins.hash(DURESS_PIN)
    change = update(credentials).where(credentials.c.customer_id == payer.id).values(duress_pin_hash=duress_hash)
    await database.write(lambda work: work.connection.execute(change) and None)
    for tries_left in (4, 3, 2, 1):
        assert (await guess(wallet, payer)).fields == {"tries_left": tries_left}
        assert await wallet.pins.prove(payer.id, DURESS_PIN) is PinProof.DURESS
    assert isinstance(await guess(wallet, payer), PinLocked), "the duress PIN gives nobody guesses without end"
    clock.advance(LOCK_FIRST)
    assert await wallet.pins.prove(payer.id, PIN) is PinProof.REAL


async def test_equal_pins_are_kept_differently_and_need_the_pepper(vault: Vault) -> None:
    hasher, other = Hasher(vault.pepper), Hasher(bytes(32))
    first, second = await hasher.hash(PIN), await hasher.hash(PIN)
    assert first != second
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PIN not in first
    assert await hasher.matches(first, PIN)
    assert not await other.matches(first, PIN)
    hasher.close()
    other.close()


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12345a", "１２３４５６", "12345٦", "246813\n", " 246813"])
def test_a_pin_is_six_digits(pin: str) -> None:
    with pytest.raises(PinInvalid):
        check_pin_choice(pin)


@pytest.mark.parametrize("pin", ["000000", "123456", "654321", "567890", "121212", "123123", "012345", "098765"])
def test_what_everybody_tries_first_is_refused(pin: str) -> None:
    with pytest.raises(PinTooSimple):
        check_pin_choice(pin)


@pytest.mark.parametrize("pin", ["900520", "200590", "052090", "199005", "051990"])
def test_the_own_birthday_is_refused(pin: str) -> None:
    check_pin_choice(pin)
    check_pin_choice(pin, date(1985, 11, 2))
    with pytest.raises(PinTooSimple):
        check_pin_choice(pin, date(1990, 5, 20))


def test_other_pins_are_fine() -> None:
    check_pin_choice(PIN, date(1990, 5, 20))
    check_pin_choice("112358")
