"""A one-time code proves a phone once, for five minutes, in five tries, and is not sent too often."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.conftest import ManualClock
from tests.factories import Wallet
from wallet.database import Database
from wallet.errors import CodeExpired, CodeNotSent, CodeTooManyToday, CodeTooManyTries, CodeTooSoon, CodeWrong
from wallet.security.codes import RESEND_AFTER, SENT_A_DAY_MAX, TRIES_MAX, VALID_FOR
from wallet.security.models import one_time_codes

PHONE, OTHER_PHONE = "+8613800138000", "+8613800138001"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


async def sent(wallet: Wallet, phone: str = PHONE) -> str:
    await wallet.codes.send(phone, "zh-CN")
    return wallet.sender.last(phone)


async def test_a_code_is_right_once(wallet: Wallet, database: Database) -> None:
    code = await sent(wallet)
    kept = await database.read(lambda connection: repr(connection.execute(select(one_time_codes)).all()))
    assert code not in kept
    assert PHONE not in kept
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in kept
    with pytest.raises(CodeExpired):
        await wallet.codes.check(OTHER_PHONE, code)
    await wallet.codes.check(PHONE, code)
    with pytest.raises(CodeExpired):
        await wallet.codes.check(PHONE, code)


async def test_a_code_expires(wallet: Wallet, clock: ManualClock) -> None:
    code = await sent(wallet)
    clock.advance(VALID_FOR + timedelta(microseconds=1))
    with pytest.raises(CodeExpired):
        await wallet.codes.check(PHONE, code)
    code = await sent(wallet)
    clock.advance(VALID_FOR)
    await wallet.codes.check(PHONE, code)


async def test_five_wrong_tries_spend_a_code(wallet: Wallet) -> None:
    code = await sent(wallet)
    for tries_left in range(TRIES_MAX - 1, -1, -1):
        with pytest.raises(CodeWrong) as refusal:
            await wallet.codes.check(PHONE, wrong(code))
        assert refusal.value.fields == {"tries_left": tries_left}
    with pytest.raises(CodeTooManyTries):
        await wallet.codes.check(PHONE, code)


async def test_parallel_guesses_get_five_tries_together(wallet: Wallet) -> None:
    code = await sent(wallet)
    guesses = [wallet.codes.check(PHONE, wrong(code)) for _ in range(15)]
    outcomes = await asyncio.gather(*guesses, return_exceptions=True)
    assert sum(isinstance(outcome, CodeWrong) for outcome in outcomes) == TRIES_MAX
    assert sum(isinstance(outcome, CodeTooManyTries) for outcome in outcomes) == 15 - TRIES_MAX


async def test_a_right_code_counts_once_in_a_race(wallet: Wallet, database: Database) -> None:
    code = await sent(wallet)
    outcomes = await asyncio.gather(*(wallet.codes.check(PHONE, code) for _ in range(50)), return_exceptions=True)
    assert sum(outcome is None for outcome in outcomes) == 1
    assert {type(outcome) for outcome in outcomes if outcome is not None} <= {CodeExpired, CodeTooManyTries}
    kept = await database.read(lambda connection: connection.execute(select(one_time_codes)).one())
    assert kept.used_at is not None


async def test_a_code_that_was_not_sent_costs_nothing(wallet: Wallet) -> None:
    wallet.sender.down = True
    for _ in range(SENT_A_DAY_MAX + 1):
        with pytest.raises(CodeNotSent):
            await wallet.codes.send(PHONE, "en")
    with pytest.raises(CodeExpired):
        await wallet.codes.check(PHONE, wallet.sender.last(PHONE))
    wallet.sender.down = False
    await wallet.codes.check(PHONE, await sent(wallet))


async def test_guessing_while_a_code_fails_to_be_sent_is_counted(
    wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def guessed_meanwhile(phone: str, code: str, language: str) -> None:
        with pytest.raises(CodeWrong):
            await wallet.codes.check(phone, wrong(code))
        raise CodeNotSent

    monkeypatch.setattr(wallet.sender, "send", guessed_meanwhile)
    with pytest.raises(CodeNotSent):
        await wallet.codes.send(PHONE, "en")
    with pytest.raises(CodeTooSoon):
        await wallet.codes.send(PHONE, "en")


async def test_a_new_code_replaces_the_old_one(wallet: Wallet, clock: ManualClock) -> None:
    old = await sent(wallet)
    clock.advance(RESEND_AFTER - timedelta(seconds=1))
    with pytest.raises(CodeTooSoon) as refusal:
        await sent(wallet)
    assert refusal.value.fields == {"retry_after_seconds": 1}
    await sent(wallet, OTHER_PHONE)
    clock.advance(timedelta(seconds=1))
    new = await sent(wallet)
    if old != new:
        with pytest.raises(CodeWrong):
            await wallet.codes.check(PHONE, old)
    await wallet.codes.check(PHONE, new)


async def test_no_more_than_five_codes_a_day(wallet: Wallet, clock: ManualClock) -> None:
    for _ in range(SENT_A_DAY_MAX):
        await sent(wallet)
        clock.advance(RESEND_AFTER)
    with pytest.raises(CodeTooManyToday):
        await sent(wallet)
    clock.advance(timedelta(days=1))
    await sent(wallet)


async def test_parallel_requests_send_one_code(wallet: Wallet) -> None:
    outcomes = await asyncio.gather(*(wallet.codes.send(PHONE, "en") for _ in range(12)), return_exceptions=True)
    assert sum(isinstance(outcome, CodeTooSoon) for outcome in outcomes) == 11
    assert len(wallet.sender.sent) == 1


async def test_a_code_has_six_digits(wallet: Wallet) -> None:
    code = await sent(wallet)
    assert len(code) == 6
    assert code.isdecimal()
