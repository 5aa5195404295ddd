"""Codes of the authenticator: the standard's own vectors, one step of drift, and each code once."""

from __future__ import annotations

import asyncio
import base64
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tests.conftest import ManualClock
from tests.factories import Wallet
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import StepUpNeeded, TotpAlreadyOn, TotpLocked, TotpNotOn, TotpWrong
from wallet.security import totp
from wallet.security.models import totp_factors
from wallet.security.vault import Vault

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
NOON = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("second", RFC_CODES)
def test_codes_are_those_of_rfc_6238(second: int) -> None:
    moment = datetime.fromtimestamp(second, UTC)
    assert totp.matching_step(RFC_SECRET, RFC_CODES[second][-6:], moment) == second // 30


@pytest.mark.parametrize(("drift", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off_and_no_more(drift: int, taken: bool) -> None:
    code = factories.totp_code(RFC_SECRET, NOON, drift)
    assert (totp.matching_step(RFC_SECRET, code, NOON) is not None) is taken


@pytest.mark.parametrize(
    ("typed", "code"),
    [("123 456", "123456"), ("１２３４５６", "123456"), (" 123-456\n", "123456"), ("12345", None), ("12345a", None)],
)
def test_spaces_and_full_width_digits_are_forgiven(typed: str, code: str | None) -> None:
    assert totp.typed_code(typed) == code


async def test_a_code_counts_once_under_50_parallel_submits(
    wallet: Wallet, payer: Customer, clock: ManualClock
) -> None:
    secret, _ = await factories.switch_totp_on(wallet, payer, clock)
    clock.advance(timedelta(seconds=30))
    code = factories.totp_code(secret, clock.now())
    outcomes = await asyncio.gather(
        *(wallet.security.prove_second(payer.id, f"pay:{number}", code) for number in range(50)),
        return_exceptions=True,
    )
    assert [outcome for outcome in outcomes if not isinstance(outcome, TotpWrong | TotpLocked)] == [None]
    still = [await wallet.security.needed(payer.id, f"pay:{number}") for number in range(50)]
    assert still.count(()) == 1


async def test_the_code_that_switched_it_on_and_older_ones_count_no_more(
    wallet: Wallet, payer: Customer, clock: ManualClock
) -> None:
    secret, _ = await factories.switch_totp_on(wallet, payer, clock)
    for drift in (0, -1):
        with pytest.raises(TotpWrong):
            await wallet.security.prove_second(payer.id, "pin", factories.totp_code(secret, clock.now(), drift))
    await wallet.security.prove_second(payer.id, "pin", factories.totp_code(secret, clock.now(), 1))


async def test_five_wrong_codes_lock_it_and_a_restart_forgets_none(
    wallet: Wallet, database: Database, database_url: str, vault: Vault, payer: Customer, clock: ManualClock
) -> None:
    secret, _ = await factories.switch_totp_on(wallet, payer, clock)
    clock.advance(timedelta(minutes=5))
    wrong = factories.totp_code(secret, clock.now(), 9)
    for tries_left in (4, 3):
        with pytest.raises(TotpWrong) as refusal:
            await wallet.security.prove_second(payer.id, "pin", wrong)
        assert refusal.value.fields == {"tries_left": tries_left}

    reopened = Database.open(database_url, clock)
    async with factories.open_wallet(reopened, vault) as after_restart:
        for tries_left in (2, 1):
            with pytest.raises(TotpWrong) as refusal:
                await after_restart.security.prove_second(payer.id, "pin", wrong)
            assert refusal.value.fields == {"tries_left": tries_left}
        with pytest.raises(TotpLocked):
            await after_restart.security.prove_second(payer.id, "pin", wrong)
        with pytest.raises(TotpLocked) as locked:
            await after_restart.security.prove_second(payer.id, "pin", factories.totp_code(secret, clock.now()))
        assert locked.value.fields == {"retry_after_seconds": 300}
    await reopened.close()

    assert (await factories.facts_told(database, payer.id))[-1] == "totp-locked"
    clock.advance(timedelta(minutes=5))
    await wallet.security.prove_second(payer.id, "pin", factories.totp_code(secret, clock.now()))


async def test_it_is_off_until_its_first_code_and_that_waits_15_minutes(
    wallet: Wallet, payer: Customer, clock: ManualClock
) -> None:
    security = wallet.security
    with pytest.raises(TotpNotOn):
        await security.confirm_totp(payer, "123456")
    await factories.prove_pin_if_asked(wallet, payer, "totp")
    setup = await security.begin_totp(payer)
    with pytest.raises(TotpWrong):
        await security.confirm_totp(payer, factories.totp_code(setup.secret, clock.now(), 9))
    with pytest.raises(TotpNotOn):
        await security.prove_second(payer.id, "pin", factories.totp_code(setup.secret, clock.now()))
    clock.advance(timedelta(minutes=15))
    with pytest.raises(TotpNotOn):
        await security.confirm_totp(payer, factories.totp_code(setup.secret, clock.now()))
    secret, _ = await factories.switch_totp_on(wallet, payer, clock)
    with pytest.raises(TotpAlreadyOn):
        await security.confirm_totp(payer, factories.totp_code(secret, clock.now()))
    assert (await security.overview(payer.id)).totp_on


async def test_confirming_twice_at_once_shows_one_set_of_codes(
    wallet: Wallet, payer: Customer, clock: ManualClock
) -> None:
    await factories.prove_pin_if_asked(wallet, payer, "totp")
    setup = await wallet.security.begin_totp(payer)
    code = factories.totp_code(setup.secret, clock.now())
    outcomes = await asyncio.gather(
        *(wallet.security.confirm_totp(payer, code) for _ in range(3)), return_exceptions=True
    )
    [shown] = [outcome for outcome in outcomes if not isinstance(outcome, TotpAlreadyOn)]
    assert isinstance(shown, tuple)
    await wallet.security.prove_second(payer.id, "pin", shown[0])


async def test_replacing_needs_the_old_ones_code_and_a_recovery_code_is_not_wasted_on_it(
    wallet: Wallet, payer: Customer, clock: ManualClock
) -> None:
    security = wallet.security
    secret, codes = await factories.switch_totp_on(wallet, payer, clock)
    for change in (security.begin_totp, security.remove_totp):
        with pytest.raises(TotpWrong):
            await security.prove_second(payer.id, "totp", codes[0])
        with pytest.raises(StepUpNeeded):
            await change(payer)
    assert (await security.overview(payer.id)).recovery_codes_left == 10

    clock.advance(timedelta(seconds=30))
    await security.prove_second(payer.id, "totp", factories.totp_code(secret, clock.now()))
    replacement, renewed = await factories.switch_totp_on(wallet, payer, clock)
    assert not set(codes) & set(renewed)
    clock.advance(timedelta(seconds=30))
    with pytest.raises(TotpWrong):
        await security.prove_second(payer.id, "totp", factories.totp_code(secret, clock.now()))
    await security.prove_second(payer.id, "totp", factories.totp_code(replacement, clock.now()))
    await security.remove_totp(payer)
    overview = await security.overview(payer.id)
    assert (overview.totp_on, overview.recovery_codes_left) == (False, 0)


async def test_the_secret_is_sealed_for_its_owner_and_shown_by_no_repr(
    wallet: Wallet, database: Database, vault: Vault, payer: Customer, clock: ManualClock
) -> None:
    await factories.prove_pin_if_asked(wallet, payer, "totp")
    setup = await wallet.security.begin_totp(payer)
    assert setup.secret not in repr(setup)
    assert setup.uri.startswith("otpauth://totp/Chat%20wallet:")
    await wallet.security.confirm_totp(payer, factories.totp_code(setup.secret, clock.now()))
    row = await database.read(lambda connection: connection.execute(select(totp_factors)).one())
    assert setup.secret not in str(tuple(row))
    assert row.pending_sealed is None
    assert vault.open(row.secret_sealed, f"totp_factors/secret/{payer.id}") == setup.secret
