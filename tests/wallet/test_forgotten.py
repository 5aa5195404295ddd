"""The PIN stands in where nothing else is set up, and a forgotten password is chosen anew by all that is left."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PASSWORD, PIN, Wallet
from wallet import trail
from wallet.customers.models import customers
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import CodeWrong, CustomerNotActive, PasswordWrong, PinWrong, StepUpNeeded
from wallet.security import freezing
from wallet.security.proofs import Factor

DURESS_PIN, NEW_PASSWORD, PHONE = "864209", "another-horse-8-staple", "+8613800246802"


@pytest.fixture
async def owner(wallet: Wallet) -> Customer:
    """A customer with a password."""
    registered = await wallet.customers.register(factories.registration(phone=PHONE))
    await factories.give_password(wallet, registered)
    return registered


async def prove_phone(wallet: Wallet, who: Customer) -> None:
    await wallet.security.send_phone_code(who, wallet.codes)
    await wallet.security.prove_phone(who, "forgotten", wallet.codes, wallet.sender.last(PHONE))


async def factor_asked(wallet: Wallet, who: Customer, *, forgotten: bool = True) -> object:
    with pytest.raises(StepUpNeeded) as refusal:
        await wallet.security.set_password(who, NEW_PASSWORD, forgotten=forgotten)
    return refusal.value.fields["factor"]


async def test_who_has_neither_password_nor_second_factor_proves_the_pin(wallet: Wallet, payer: Customer) -> None:
    for _ in range(2):
        with pytest.raises(StepUpNeeded) as refusal:
            await wallet.security.set_phrase(payer, "blue kettle")
        assert refusal.value.fields == {"factor": "pin"}
        with pytest.raises(PinWrong):
            await wallet.security.prove_pin(payer, "phrase", factories.WRONG_PIN)
        await wallet.security.prove_pin(payer, "phrase", PIN)
        await wallet.security.set_phrase(payer, "blue kettle")


async def test_the_duress_pin_proves_nothing_and_freezes(wallet: Wallet, database: Database, payer: Customer) -> None:
    await wallet.security.prove_pin(payer, "duress", PIN)
    await wallet.security.set_duress_pin(payer, DURESS_PIN)
    with pytest.raises(PinWrong) as refusal:
        await wallet.security.prove_pin(payer, "phrase", DURESS_PIN)
    assert refusal.value.fields == {"tries_left": 4}
    assert await wallet.security.needed(payer.id, "phrase") == (Factor.PIN,)
    frozen = select(customers.c.status, customers.c.frozen_cause).where(customers.c.id == payer.id)
    row = await database.read(lambda connection: connection.execute(frozen).one())
    assert (row.status, row.frozen_cause) == ("frozen", "duress")
    assert await factories.facts_told(database, payer.id) == []


async def test_a_forgotten_password_takes_pin_and_phone_and_then_counts_no_more(
    wallet: Wallet, database: Database, owner: Customer
) -> None:
    await wallet.security.prove_password(owner.id, "password", PASSWORD)
    await wallet.security.prove_pin(owner, "password", PIN)
    assert await factor_asked(wallet, owner) == "pin"
    await wallet.security.set_password(owner, PASSWORD)
    await wallet.security.prove_pin(owner, "forgotten", PIN)
    assert await factor_asked(wallet, owner) == "phone"
    await wallet.security.send_phone_code(owner, wallet.codes)
    with pytest.raises(CodeWrong):
        await wallet.security.prove_phone(owner, "forgotten", wallet.codes, "none")
    await wallet.security.prove_phone(owner, "forgotten", wallet.codes, wallet.sender.last(PHONE))
    assert await factor_asked(wallet, owner, forgotten=False) == "password"
    await wallet.security.set_password(owner, NEW_PASSWORD, forgotten=True)
    await wallet.passwords.prove(owner.id, NEW_PASSWORD)
    with pytest.raises(PasswordWrong):
        await wallet.passwords.prove(owner.id, PASSWORD)
    assert await factor_asked(wallet, owner) == "pin"
    assert (await factories.facts_told(database, owner.id))[-1] == "password-changed"


async def test_the_second_factor_is_asked_for_when_it_is_on(
    wallet: Wallet, owner: Customer, clock: ManualClock
) -> None:
    await wallet.security.prove_password(owner.id, "totp", PASSWORD)
    _, codes = await factories.switch_totp_on(wallet, owner, clock)
    await wallet.security.prove_pin(owner, "forgotten", PIN)
    await prove_phone(wallet, owner)
    await wallet.security.prove_second(owner.id, "password", codes[0])
    assert await factor_asked(wallet, owner) == "second"
    await wallet.security.prove_second(owner.id, "forgotten", codes[1])
    await wallet.security.set_password(owner, NEW_PASSWORD, forgotten=True)


async def test_a_frozen_wallet_gets_no_password_by_the_phone(
    wallet: Wallet, database: Database, owner: Customer
) -> None:
    await wallet.security.prove_pin(owner, "forgotten", PIN)
    await prove_phone(wallet, owner)
    await database.write(lambda work: freezing.freeze(work, owner.id, freezing.BY_DESK, trail.BY_SYSTEM))
    assert await factor_asked(wallet, owner) == "pin"
    with pytest.raises(CustomerNotActive):
        await wallet.security.send_phone_code(owner, wallet.codes)
    with pytest.raises(CustomerNotActive):
        await wallet.security.prove_phone(owner, "forgotten", wallet.codes, wallet.sender.last(PHONE))
