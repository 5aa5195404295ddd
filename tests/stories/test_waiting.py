"""Time to think: a first payment waits, is cancelled or sent, and a frozen wallet sends nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.stage import Stage
from tests.stories.payee_steps import asked_how_much, asked_whom, card, confirms
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import PASSWORD, PIN, notified, sees_below, two_customers
from tests.stories.test_freeze import balance, owner
from tests.stories.words import Words, words
from wallet.errors import InsufficientFunds, PasswordWrong, TransferNotWaiting
from wallet.payments.waiting import AGAIN_AFTER, STOPPED_FOR_MAX, send_due
from wallet.security import proofs
from wallet.security.freezing import unfreeze
from wallet.security.proofs import Means
from wallet.trail import BY_SYSTEM

HOUR = timedelta(hours=1)


async def thinks_first(phone: Phone, say: Words, choice: str = "cool-off-hour") -> None:
    """Let first payments wait."""
    await to_time_to_think(phone, say)
    await phone.press(say(choice))
    await phone.sees(say("cool-off-done"), say("cool-off-page", chosen=say(choice)).split("\n")[-1])


async def to_time_to_think(phone: Phone, say: Words) -> None:
    asked = await phone.say("/payees")
    shown = await sees_below(phone, asked, "👥")
    await phone.press(say("payees-cool-off"), on=shown)
    await phone.sees(say.first_line("cool-off-page", chosen=""))


async def sends(phone: Phone, say: Words, payee: str, amount: str) -> None:
    """A transfer that waits, from the question to its receipt."""
    await asked_whom(phone, say)
    await phone.say(payee)
    await asked_how_much(phone, say)
    await phone.say(amount)
    await card(phone, say, say("checkout-warning-wait-3600"))
    await confirms(phone, say)
    await phone.sees(say.first_line("checkout-receipt-waits", lines="", due=""), "B** R**")


def waits(say: Words) -> str:
    return say.first_line("notice-transfer-waiting", amount="", payee="", number="", due="")


async def the_job_runs(stage: Stage) -> None:
    """As the schedule does, until there is nothing left."""
    for _ in range(20):
        if not await stage.application.container.database.write(send_due):
            return
    raise AssertionError("the job never ends")


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_first_payment_waits_is_cancelled_and_the_next_one_is_sent(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await thinks_first(ann, say)
    await sends(ann, say, "@bob", "30")
    notice = await ann.sees(waits(say), say.yuan(3000), "B** R**")
    pressed = await ann.press(say("waiting-cancel-this"), on=notice)
    assert pressed["answer"] == say("waiting-cancelled")
    pressed = await ann.press(say("waiting-cancel-this"), on=notice)
    assert pressed["answer"] == say.refusal(TransferNotWaiting(status="cancelled"))
    await sends(ann, say, "@bob", "20")
    await ann.press(say("waiting-open"))
    await ann.sees(say.first_line("waiting-title", lines=""), say.yuan(2000), "B** R**")
    await the_job_runs(stage)
    assert await balance(stage, bob) == 0
    stage.clock.advance(HOUR)
    await the_job_runs(stage)
    fields = {"payee": "", "number": "", "amount": "", "when": "", "reference": ""}
    await ann.sees(say.first_line("notice-transfer-sent", **fields), say.yuan(2000))
    await bob.sees(say.yuan(2000), "A** L**")
    heard = [message for message in await bob.messages() if "A** L**" in words_of(message)]
    assert (len(heard), await balance(stage, bob), await balance(stage, ann)) == (1, 2000, 8000)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_less_time_needs_the_password(stage: Stage, code: str) -> None:
    say = words(code)
    ann, _ = await two_customers(stage, say, 10000)
    await thinks_first(ann, say, "cool-off-day")
    await notified(ann, say, "settings-changed")
    await to_time_to_think(ann, say)
    await ann.press(say("cool-off-none"))
    await ann.sees(say.first_line("prove-password"))
    await ann.say("Plum-tree 5 lanterns")
    await ann.sees(say.refusal(PasswordWrong(tries_left=4)))
    payees = stage.application.container.payees
    assert await payees.cool_off_seconds((await owner(stage, ann)).id) == 86_400
    await ann.say(PASSWORD)
    await ann.sees(say("cool-off-done"), say("cool-off-page", chosen=say("cool-off-none")).split("\n")[-1])
    assert await payees.cool_off_seconds((await owner(stage, ann)).id) == 0


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_frozen_wallet_waits_once_more_or_gets_its_money_back(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, bob = await two_customers(stage, say, 10000)
    ann_id = (await owner(stage, ann)).id
    await thinks_first(ann, say)
    await sends(ann, say, "@bob", "30")
    first = await ann.sees(waits(say), say.yuan(3000))
    await ann.say("/freeze")
    await ann.sees(say.first_line("frozen-desk"))
    stage.clock.advance(HOUR)
    await the_job_runs(stage)
    assert await balance(stage, bob) == 0
    await container.database.write(lambda work: unfreeze(work, ann_id, BY_SYSTEM))
    await the_job_runs(stage)
    again = await sees_below(ann, first, waits(say), say.yuan(3000))
    assert buttons_of(again) == [say("waiting-cancel-this")]
    assert await balance(stage, bob) == 0

    asked = await ann.say("/freeze")
    await sees_below(ann, asked, say.first_line("frozen-desk"))
    stage.clock.advance(AGAIN_AFTER)
    await the_job_runs(stage)
    stage.clock.advance(STOPPED_FOR_MAX)
    await the_job_runs(stage)
    await ann.sees(say("notice-transfer-returned", amount=say.yuan(3000), why="returned"))
    assert (await balance(stage, ann), await balance(stage, bob)) == (10000, 0)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_money_that_waits_is_not_spent_twice_and_comes_back_when_the_payee_is_gone(
    stage: Stage, code: str
) -> None:
    say, container = words(code), stage.application.container
    ann, bob = await two_customers(stage, say, 10000)
    payee = await owner(stage, bob)
    await thinks_first(ann, say)
    await sends(ann, say, "@bob", "60")
    await asked_whom(ann, say)
    await ann.say("@bob")
    await asked_how_much(ann, say)
    await ann.say("40.01")
    refusal = InsufficientFunds(currency="CNY", available_minor=40_00, needed_minor=40_01)
    await ann.sees(say.refusal(refusal))
    await container.database.write(lambda work: proofs.record(work, payee.id, "erase", Means.PASSWORD))
    await container.profiles.erase(payee)
    stage.clock.advance(HOUR)
    await the_job_runs(stage)
    await ann.sees(say("notice-transfer-returned", amount=say.yuan(6000), why="refused"))
    await ann.say("/waiting")
    await ann.sees(say.first_line("lock", dots=""))
    await ann.enter_pin(PIN)
    await ann.say("/waiting")
    await ann.sees(say("waiting-empty").split("\n")[1])
    assert await balance(stage, ann) == 10000
