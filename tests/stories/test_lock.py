"""The session lock: every way leads to it, the PIN opens it, and what was interrupted goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.stage import Stage
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import PIN, gone, register, to_confirm, two_customers
from tests.stories.words import Words, words
from wallet.errors import PinWrong

COMMANDS = (
    "/home",
    "/start",
    "/history",
    "/history@wallet_bot",
    "/security\nnow",
    "/transfer",
    "/verify 123",
    "/cancel",
)


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_every_way_home_ends_at_the_lock(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    home = await ann.screen()
    await ann.say("/lock")
    await locked(ann, say)
    for command in COMMANDS:
        await gone(ann, await ann.say(command))
    await ann.say("hello?")
    await ann.sees(say("not-expected"), say.first_line("lock", dots=""))

    await ann.say("/help")
    await ann.sees(say.first_line("help"))
    await ann.press(say("home"))
    await locked(ann, say)
    await ann.press(say("lock-support"))
    await ann.sees(say.first_line("support-fresh"))
    await ann.say("I forgot my PIN")
    thread = await stage.agent.topic_with("I forgot my PIN")
    await ann.say("/history")
    await locked(ann, say)
    await stage.agent.say(thread, "Which one?")
    answer = await ann.sees("Which one?")
    await ann.press(say("notice-reply"), on=answer)
    await ann.sees(say.first_line("support-open", ticket="1"))
    await ann.press(say("home"))
    await locked(ann, say)
    assert home["message_id"] not in {message["message_id"] for message in await ann.messages()}

    await ann.enter_pin("970315")
    await ann.sees(say.refusal(PinWrong(tries_left=4)), say.first_line("lock", dots=""))
    await ann.say("/freeze")
    await ann.sees(say.first_line("frozen-desk"))
    await ann.press(say("home"))
    await locked(ann, say)
    await ann.enter_pin(PIN)
    await ann.sees(say.first_line("frozen-desk"))
    await ann.press(say("home"))
    await ann.sees(say.first_line("home-frozen"), "👛")


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_after_idle_time_the_interrupted_payment_goes_on(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await to_confirm(ann, say, "@bob", "12.50")
    card = await ann.screen()
    stage.clock.advance(timedelta(minutes=14))
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.press(say("back"))
    card = await ann.sees(say.first_line("checkout-card", lines=""))
    stage.clock.advance(timedelta(minutes=16))
    answer = await ann.press("✅", on=card)
    assert answer["answer"] == say("locked-answer")
    await locked(ann, say)
    assert say.yuan(1250) not in words_of(await ann.screen())
    await ann.enter_pin(PIN)
    again = await ann.sees(say.first_line("checkout-card", lines=""))
    assert words_of(again) == words_of(card)
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    receipt = await ann.sees(say.first_line("checkout-receipt", lines=""))

    notice = await bob.sees(say.yuan(1250), "A** L**")
    await bob.press(say("home"), on=notice)
    await locked(bob, say)
    await ann.press(say("home"), on=receipt)
    home = await ann.sees("👛", say.yuan(8750))
    await ann.press(say("home-security"))
    await ann.press(say("security-lock"))
    await locked(ann, say)
    assert home["message_id"] == (await ann.screen())["message_id"]


async def locked(phone: Phone, say: Words) -> None:
    """Wait for the lock, which shows nothing of the account."""
    shown = await phone.sees(say.first_line("lock", dots=""))
    assert say("freeze") in buttons_of(shown)
