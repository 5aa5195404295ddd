"""Step-up: what was proved counts for one purpose, one customer, five minutes, once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PASSWORD, Wallet
from wallet import ledger
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import PasswordNotSet, PhraseInvalid, StepUpNeeded
from wallet.security import proofs
from wallet.security.proofs import Factor, Means

BOTH = (Factor.PASSWORD, Factor.SECOND)


@pytest.fixture
async def guarded(wallet: Wallet, payer: Customer) -> Customer:
    """A customer with a password."""
    await factories.give_password(wallet, payer)
    return payer


async def test_a_proof_is_for_one_purpose_one_customer_and_one_use(
    wallet: Wallet, guarded: Customer, payee: Customer
) -> None:
    security = wallet.security
    await factories.give_password(wallet, payee)
    with pytest.raises(StepUpNeeded) as refusal:
        await security.set_phrase(guarded, "blue kettle")
    assert refusal.value.fields == {"factor": "password"}
    await security.prove_password(guarded.id, "phrase", PASSWORD)
    assert await security.needed(guarded.id, "settings") == (Factor.PASSWORD,)
    with pytest.raises(StepUpNeeded):
        await security.set_idle_lock(guarded, 300)
    with pytest.raises(StepUpNeeded):
        await security.set_phrase(payee, "blue kettle")
    with pytest.raises(PhraseInvalid):
        await security.set_phrase(guarded, "no")
    assert await security.needed(guarded.id, "phrase") == ()
    await security.set_phrase(guarded, "blue kettle")
    with pytest.raises(StepUpNeeded):
        await security.set_phrase(guarded, "red kettle")


async def test_a_proof_lasts_less_than_five_minutes(wallet: Wallet, guarded: Customer, clock: ManualClock) -> None:
    await wallet.security.prove_password(guarded.id, "phrase", PASSWORD)
    clock.advance(timedelta(minutes=4, seconds=59))
    assert await wallet.security.needed(guarded.id, "phrase") == ()
    clock.advance(timedelta(seconds=1))
    assert await wallet.security.needed(guarded.id, "phrase") == (Factor.PASSWORD,)
    with pytest.raises(StepUpNeeded):
        await wallet.security.set_phrase(guarded, "blue kettle")


async def test_of_ten_changes_at_once_one_gets_the_proof(database: Database, payer: Customer) -> None:
    await database.write(lambda work: proofs.record(work, payer.id, "pay:R", Means.TOTP))
    outcomes = await asyncio.gather(
        *(database.write(lambda work: proofs.consume_second(work, payer.id, "R")) for _ in range(10)),
        return_exceptions=True,
    )
    assert [one for one in outcomes if not isinstance(one, StepUpNeeded)] == [None]


async def test_what_is_asked_for_depends_on_the_purpose_and_on_what_is_set_up(
    wallet: Wallet, payer: Customer, clock: ManualClock
) -> None:
    async def needed(purpose: str) -> tuple[Factor, ...]:
        return await wallet.security.needed(payer.id, purpose)

    assert [await needed(purpose) for purpose in ("password", "pin", "phrase")] == [(Factor.PIN,)] * 3
    assert (await needed("pay:R"), await needed("forgotten")) == ((), (Factor.PIN, Factor.PHONE))
    assert [await needed(purpose) for purpose in ("unfreeze", "reset")] == [BOTH] * 2
    with pytest.raises(PasswordNotSet):
        await wallet.security.prove_password(payer.id, "reset", PASSWORD)
    secret, _ = await factories.switch_totp_on(wallet, payer, clock)
    assert await needed("password") == (Factor.SECOND,)
    clock.advance(timedelta(seconds=30))
    await wallet.security.prove_second(payer.id, "password", factories.totp_code(secret, clock.now()))
    await wallet.security.set_password(payer, PASSWORD)
    for purpose in ("password", "pin", "duress", "totp", "recovery", "settings", "profile", "erase"):
        assert await needed(purpose) == BOTH
    assert await needed("phrase") == (Factor.PASSWORD,)
    assert await needed("pay:R") == (Factor.SECOND,)


async def test_a_new_password_ends_what_the_old_one_proved(wallet: Wallet, guarded: Customer) -> None:
    for purpose in ("phrase", "password"):
        await wallet.security.prove_password(guarded.id, purpose, PASSWORD)
    await wallet.security.set_password(guarded, "another-horse-8-staple")
    assert await wallet.security.needed(guarded.id, "phrase") == (Factor.PASSWORD,)


async def test_payments_ask_for_the_second_factor_by_amount_currency_and_payee(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    async def due(minor: int, currency: str = "CNY") -> bool:
        return await wallet.security.second_factor_due(payer.id, payee.id, factories.money(minor, currency))

    await factories.prove_pin_if_asked(wallet, payer, "settings")
    await wallet.security.set_step_up(payer, factories.money(100_00))
    assert not await due(500_00)
    _, codes = await factories.switch_totp_on(wallet, payer, clock)
    assert await due(1)
    await factories.fund(database, payee.id)
    received = await factories.pay(database, payee.id, payer.id, 50_00)
    await database.write(lambda work: ledger.reverse(work, received.operation_id, "GIVEN-BACK", {0: 10_00}))
    stranger = await wallet.customers.register(factories.registration())
    await factories.pay(database, payer.id, stranger.id, 1_00)
    assert await due(1)
    await factories.pay(database, payer.id, payee.id, 1_00)
    assert [await due(minor) for minor in (1, 99_99, 100_00, 500_00)] == [False, False, True, True]
    assert await due(1, "USD")
    await wallet.security.prove_second(payer.id, "settings", codes[0])
    await wallet.security.set_step_up(payer, None)
    assert await due(1)
