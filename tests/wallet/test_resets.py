"""Without the authenticator: a day's wait that is told and can be cancelled. And old passwords, gently."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PASSWORD, Wallet
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import ResetNotFound, ResetWaiting, StepUpNeeded
from wallet.security.reminders import remind_of_passwords
from wallet.security.resets import apply_due


@pytest.fixture
async def codes(wallet: Wallet, payer: Customer, clock: ManualClock) -> tuple[str, ...]:
    """The payer has a password and a second factor; these are the recovery codes."""
    await factories.give_password(wallet, payer)
    await wallet.security.prove_password(payer.id, "totp", PASSWORD)
    _, made = await factories.switch_totp_on(wallet, payer, clock)
    return made


async def prove_for_reset(wallet: Wallet, owner: Customer, code: str) -> None:
    await wallet.security.prove_password(owner.id, "reset", PASSWORD)
    await wallet.security.prove_second(owner.id, "reset", code)


async def test_it_takes_password_and_recovery_code_and_then_a_day(
    wallet: Wallet, database: Database, payer: Customer, codes: tuple[str, ...], clock: ManualClock
) -> None:
    security = wallet.security
    await security.prove_second(payer.id, "reset", codes[0])
    with pytest.raises(StepUpNeeded) as refusal:
        await security.request_reset(payer)
    assert refusal.value.fields == {"factor": "password"}
    await security.prove_password(payer.id, "reset", PASSWORD)
    reset = await security.request_reset(payer)
    assert (await security.overview(payer.id)).reset == reset
    await prove_for_reset(wallet, payer, codes[1])
    with pytest.raises(ResetWaiting):
        await security.request_reset(payer)

    clock.advance(timedelta(hours=24) - timedelta(seconds=1))
    assert await database.write(apply_due) == 0
    assert (await security.overview(payer.id)).totp_on
    clock.advance(timedelta(seconds=1))
    assert sorted(await asyncio.gather(database.write(apply_due), database.write(apply_due))) == [0, 1]
    overview = await security.overview(payer.id)
    assert (overview.totp_on, overview.recovery_codes_left, overview.reset) == (False, 0, None)
    told = await factories.facts_told(database, payer.id)
    assert told[-4:] == ["recovery-used", "reset-requested", "recovery-used", "totp-off"]
    with pytest.raises(ResetNotFound):
        await security.cancel_reset(payer, reset.id)


async def test_the_owner_alone_cancels_and_needs_no_proof(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, codes: tuple[str, ...], clock: ManualClock
) -> None:
    await prove_for_reset(wallet, payer, codes[0])
    reset = await wallet.security.request_reset(payer)
    with pytest.raises(ResetNotFound):
        await wallet.security.cancel_reset(payee, reset.id)
    await wallet.security.cancel_reset(payer, reset.id)
    with pytest.raises(ResetNotFound):
        await wallet.security.cancel_reset(payer, reset.id)
    clock.advance(timedelta(hours=25))
    assert await database.write(apply_due) == 0
    assert (await wallet.security.overview(payer.id)).totp_on
    await prove_for_reset(wallet, payer, codes[1])
    assert (await wallet.security.request_reset(payer)).id != reset.id


async def test_five_requests_at_once_make_one(wallet: Wallet, payer: Customer, codes: tuple[str, ...]) -> None:
    await prove_for_reset(wallet, payer, codes[0])
    outcomes = await asyncio.gather(*(wallet.security.request_reset(payer) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, StepUpNeeded | ResetWaiting) for one in outcomes) == 4


async def test_a_replaced_second_factor_is_not_taken_away_by_what_waited(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    with pytest.raises(StepUpNeeded):
        await wallet.security.request_reset(payee)
    await factories.give_password(wallet, payee)
    await wallet.security.prove_password(payee.id, "totp", PASSWORD)
    secret, codes = await factories.switch_totp_on(wallet, payee, clock)
    await prove_for_reset(wallet, payee, codes[0])
    await wallet.security.request_reset(payee)
    clock.advance(timedelta(minutes=1))
    await wallet.security.prove_password(payee.id, "totp", PASSWORD)
    await wallet.security.prove_second(payee.id, "totp", factories.totp_code(secret, clock.now()))
    await factories.switch_totp_on(wallet, payee, clock)
    assert (await wallet.security.overview(payee.id)).reset is None
    clock.advance(timedelta(hours=25))
    assert await database.write(apply_due) == 0
    assert (await wallet.security.overview(payee.id)).totp_on


async def test_an_old_password_is_told_once_in_half_a_year(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await factories.give_password(wallet, payer)
    clock.advance(timedelta(days=180))
    assert await database.write(remind_of_passwords) == 0
    assert "password-old" not in (await wallet.security.overview(payer.id)).advice
    clock.advance(timedelta(seconds=1))
    assert "password-old" in (await wallet.security.overview(payer.id)).advice
    assert [await database.write(remind_of_passwords) for _ in range(2)] == [1, 0]
    clock.advance(timedelta(days=180, seconds=1))
    assert await database.write(remind_of_passwords) == 1
    assert (await factories.facts_told(database, payer.id)).count("password-old") == 2
    assert await factories.facts_told(database, payee.id) == []
