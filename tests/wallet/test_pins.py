"""A PIN is proved, never guessed: five tries, then a lock that grows and that no restart takes away."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, WRONG_PIN, Wallet
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import NotRegistered, PinInvalid, PinLocked, PinTooSimple, PinWrong, Unproven
from wallet.security.argon import Hasher
from wallet.security.guesses import LOCK_FIRST, TRIES_MAX
from wallet.security.models import credentials
from wallet.security.pins import Pins, check_pin_choice
from wallet.security.vault import Vault


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
    failures = select(credentials.c.pin_failures).where(credentials.c.customer_id == payer.id)
    assert await database.read(lambda connection: connection.execute(failures).scalar()) == TRIES_MAX


async def test_one_customers_guesses_lock_nobody_else(wallet: Wallet, payer: Customer, payee: Customer) -> None:
    for _ in range(TRIES_MAX):
        await guess(wallet, payer)
    await wallet.pins.prove(payee.id, PIN)
    with pytest.raises(NotRegistered):
        await wallet.pins.prove(999, PIN)


async def test_equal_pins_are_kept_differently_and_need_the_pepper(database: Database, vault: Vault) -> None:

    pins, other = Pins(database, Hasher(vault.pepper)), Pins(database, Hasher(bytes(32)))
    first, second = await pins.hash(PIN), await pins.hash(PIN)
    assert first != second
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PIN not in first
    assert not other._matches(first, other._peppered(PIN))
    pins.close()
    other.close()


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12345a", "１２３４５６", "12345٦", "246813\n", " 246813"])
def test_a_pin_is_six_digits(pin: str) -> None:
    with pytest.raises(PinInvalid):
        check_pin_choice(pin)


@pytest.mark.parametrize("pin", ["000000", "123456", "654321", "567890", "121212", "123123", "012345", "098765"])
def test_what_everybody_tries_first_is_refused(pin: str) -> None:
    with pytest.raises(PinTooSimple):
        check_pin_choice(pin)


def test_other_pins_are_fine() -> None:
    check_pin_choice(PIN)
    check_pin_choice("112358")
