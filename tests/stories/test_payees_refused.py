"""Transfers that do not come about: whom nobody knows, too much, too late, a wrong PIN, a payee who is gone."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from tests.stage import Stage
from tests.stories.payee_steps import asked_how_much, asked_whom, card, confirms, forwards_from, forwards_of, receipt
from tests.stories.people import Phone, buttons_of
from tests.stories.steps import PIN, register, two_customers
from tests.stories.test_freeze import balance, owner
from tests.stories.words import Words, words
from wallet.errors import (
    AmountNotANumber,
    ForwardHidden,
    ForwardNotPerson,
    InsufficientFunds,
    LimitReached,
    NoteTooLong,
    PayeeNotActive,
    PayeeNotFound,
    PayeeNotUnderstood,
    PinWrong,
    SameAccount,
    WalletError,
)
from wallet.money import Money, currency
from wallet.payments.quotes import VALID_FOR
from wallet.security import proofs
from wallet.security.freezing import BY_DESK, freeze
from wallet.security.proofs import Means
from wallet.trail import BY_SYSTEM


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_who_cannot_be_told_or_paid_is_refused_with_other_ways(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    eve = await stage.phone("Eve", username="eve", phone="+8613800138003", language="en")
    bot = {"id": 42, "is_bot": True, "first_name": "Bot", "username": "some_bot"}
    channel = {"id": -1001, "type": "channel", "title": "News"}
    await asked_whom(ann, say)
    origins: list[tuple[dict[str, Any], WalletError]] = [
        ({"type": "hidden_user", "sender_user_name": "Ghost"}, ForwardHidden()),
        ({"type": "user", "sender_user": bot}, ForwardNotPerson()),
        ({"type": "hidden_user", "sender_user_name": "Ghost"}, ForwardHidden()),
        ({"type": "channel", "chat": channel, "message_id": 1}, ForwardNotPerson()),
    ]
    for origin, refusal in origins:
        await forwards_from(stage, ann, origin)
        await ann.sees(say.refusal(refusal), say.first_line("transfer-payee"))
    await forwards_of(stage, ann, eve)
    await ann.sees(say.refusal(PayeeNotFound()), say.first_line("transfer-payee"))
    texts: list[tuple[str, WalletError]] = [
        ("@ann", SameAccount()),
        ("@nobody", PayeeNotFound()),
        ("???", PayeeNotUnderstood()),
        ("@ann", SameAccount()),
        ("x" * 65, PayeeNotUnderstood()),
    ]
    for text, refusal in texts:
        await ann.say(text)
        await ann.sees(say.refusal(refusal), say.first_line("transfer-payee"))
    await ann.say("@bob")
    await asked_how_much(ann, say)
    await ann.press(say("transfer-add-note"))
    await ann.sees(say.first_line("transfer-note"))
    await ann.say("x" * 101)
    await ann.sees(say.refusal(NoteTooLong(length_max=100)))
    await ann.press(say("back"))
    await asked_how_much(ann, say)
    await ann.say("20 lunch")
    await ann.sees(say.refusal(AmountNotANumber(text="20 lunch")))
    await ann.say("100.01")
    await ann.sees(say.refusal(InsufficientFunds(currency="CNY", available_minor=100_00, needed_minor=100_01)))
    await say_limit(stage, ann, say)
    assert await balance(stage, bob) == 0


async def say_limit(stage: Stage, ann: Phone, say: Words) -> None:
    """More than may leave at once, though the money is there."""
    await factories.fund(stage.application.container.database, (await owner(stage, ann)).id, 20_000_00)
    await ann.say("5000.01")
    limit, kind = Money(5_000_00, currency("CNY")), "CNY"
    refusal = LimitReached(limit="operation", currency=kind, left_minor=limit.minor, max_minor=limit.minor, level=0)
    await ann.sees(say.refusal(refusal))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_expired_figures_a_wrong_pin_a_frozen_payee_and_one_who_is_gone(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, bob = await two_customers(stage, say, 10000)
    payee = await owner(stage, bob)
    await asked_whom(ann, say)
    await ann.say("@bob")
    await asked_how_much(ann, say)
    await ann.say("20")
    await card(ann, say)
    stage.clock.advance(VALID_FOR)
    await ann.press("✅")
    await ann.sees(say.first_line("lock", dots=""))
    await ann.enter_pin(PIN)
    shown = await card(ann, say, say.first_line("checkout-expired"))
    assert not any("✅" in button for button in buttons_of(shown))
    await ann.press(say("checkout-renew"))
    await card(ann, say, say("checkout-renewed"), say.first_line("checkout-warning-first-payment"))
    await container.database.write(lambda work: freeze(work, payee.id, BY_DESK, BY_SYSTEM))
    await confirms(ann, say, "975312")
    await ann.sees(say.refusal(PinWrong(tries_left=4)))
    await ann.enter_pin(PIN)
    await receipt(ann, say, "B** R**")
    assert await balance(stage, bob) == 2000

    eve = await stage.phone("Eve", username="eve", phone="+8613800138003", language="en")
    await register(eve, say, name="Eve Fox")
    gone = await owner(stage, eve)
    await asked_whom(ann, say)
    await ann.say("@eve")
    await asked_how_much(ann, say)
    await ann.say("20")
    await card(ann, say, "E** F**")
    await container.database.write(lambda work: proofs.record(work, gone.id, "erase", Means.PASSWORD))
    await container.profiles.erase(gone)
    await confirms(ann, say)
    await ann.sees(say.refusal(PayeeNotActive()))
    assert await balance(stage, ann) == 8000
