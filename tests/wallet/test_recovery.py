"""Recovery codes: ten, each once, forgiving to type, and worth nothing to whoever steals the database."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from tests import factories
from tests.conftest import ManualClock
from tests.factories import Wallet
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import RecoveryCodeWrong, RecoveryLocked, TotpNotOn
from wallet.security import recovery
from wallet.security.models import recovery_codes


def test_ten_different_codes_of_three_groups() -> None:
    codes = recovery.new_codes()
    assert len({code[:4] for code in codes}) == 10
    assert {tuple(map(len, code.split("-"))) for code in codes} == {(4, 4, 4)}


@pytest.mark.parametrize("typed", ["k7q2 m9xf 3t0a", "K7Q2-M9XF-3TOA", "ｋ７ｑ２m9xf3t0a", "k7q2–m9xf–3toa\n"])
def test_typing_is_forgiving(typed: str) -> None:
    assert recovery.normal_code(typed) == "K7Q2M9XF3T0A"


async def test_each_code_counts_once_and_is_told(
    wallet: Wallet, database: Database, payer: Customer, clock: ManualClock
) -> None:
    _, codes = await factories.switch_totp_on(wallet, payer, clock)
    for number, code in enumerate(codes):
        await wallet.security.prove_second(payer.id, f"pay:{number}", code.lower().replace("-", " "))
        assert await wallet.security.needed(payer.id, f"pay:{number}") == ()
        with pytest.raises(RecoveryCodeWrong):
            await wallet.security.prove_second(payer.id, "again", code)
    assert (await wallet.security.overview(payer.id)).recovery_codes_left == 0
    assert (await factories.facts_told(database, payer.id)).count("recovery-used") == 10


async def test_one_code_submitted_20_times_at_once_counts_once(
    wallet: Wallet, payer: Customer, clock: ManualClock
) -> None:
    _, codes = await factories.switch_totp_on(wallet, payer, clock)
    outcomes = await asyncio.gather(
        *(wallet.security.prove_second(payer.id, "pin", codes[0]) for _ in range(20)), return_exceptions=True
    )
    assert [one for one in outcomes if not isinstance(one, RecoveryCodeWrong | RecoveryLocked)] == [None]
    assert (await wallet.security.overview(payer.id)).recovery_codes_left == 9


async def test_five_wrong_ones_lock_it_also_for_the_right_one(
    wallet: Wallet, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    _, codes = await factories.switch_totp_on(wallet, payer, clock)
    with pytest.raises(TotpNotOn):
        await wallet.security.prove_second(payee.id, "pin", codes[0])
    _, others = await factories.switch_totp_on(wallet, payee, clock)
    guesses = ["", others[0], codes[0][:-1], f"{codes[0][:5]}{codes[1][5:]}"]
    for tries_left, guess in zip((4, 3, 2, 1), guesses, strict=True):
        with pytest.raises(RecoveryCodeWrong) as refusal:
            await wallet.security.prove_second(payer.id, "pin", guess)
        assert refusal.value.fields == {"tries_left": tries_left}
    for guess in ("x" * 40, codes[0]):
        with pytest.raises(RecoveryLocked):
            await wallet.security.prove_second(payer.id, "pin", guess)
    await wallet.security.prove_second(payee.id, "pin", others[0])


async def test_new_codes_end_the_old_ones_and_only_hashes_are_kept(
    wallet: Wallet, database: Database, payer: Customer, clock: ManualClock
) -> None:
    await factories.prove_pin_if_asked(wallet, payer, "recovery")
    with pytest.raises(TotpNotOn):
        await wallet.security.renew_recovery_codes(payer)
    _, old = await factories.switch_totp_on(wallet, payer, clock)
    await wallet.security.prove_second(payer.id, "recovery", old[0])
    new = await wallet.security.renew_recovery_codes(payer)
    with pytest.raises(RecoveryCodeWrong):
        await wallet.security.prove_second(payer.id, "pin", old[1])
    await wallet.security.prove_second(payer.id, "pin", new[1])
    rows = await database.read(lambda connection: connection.execute(select(recovery_codes)).all())
    kept = str([tuple(row) for row in rows])
    assert len(rows) == 10
    assert kept.count("$argon2id$") == 10
    assert not any(code[5:] in kept or code[5:].replace("-", "") in kept for code in new)
