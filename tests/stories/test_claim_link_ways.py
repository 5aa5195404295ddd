"""The ways to a claim link: through the lock and through a registration that had begun. It is not lost on any."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.stage import Stage
from tests.stories.claim_link_steps import make, registers
from tests.stories.people import words_of
from tests.stories.steps import PIN, gone, register, sees_below, top_up, two_customers
from tests.stories.words import words
from wallet.errors import PinWrong


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_link_waits_behind_the_lock(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    link = await make(ann, say, "5")
    await bob.say("/lock")
    await bob.sees(say.first_line("lock", dots=""))
    pressed = await bob.say(f"/start {link}")
    await gone(bob, pressed)
    await bob.sees(say.first_line("lock", dots=""))
    assert not [message for message in await bob.messages() if "A** L**" in words_of(message)]
    await bob.enter_pin("970315")
    await bob.sees(say.refusal(PinWrong(tries_left=4)))
    await bob.enter_pin(PIN)
    await bob.sees(say.first_line("claim-offer", amount=say.yuan(500), giver="", number="", lines=""))
    stage.clock.advance(timedelta(minutes=16))
    answer = await bob.press(say("claim-take", amount=say.yuan(500)))
    assert answer["answer"] == say("locked-answer")
    await bob.sees(say.first_line("lock", dots=""))
    await bob.say(f"/start {link}")
    await bob.enter_pin(PIN)
    await bob.press(say("claim-take", amount=say.yuan(500)))
    await bob.sees(say.first_line("claim-taken", amount=say.yuan(500), giver="", number="", lines=""))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_link_pressed_in_the_middle_of_a_registration_opens_after_it(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    await top_up(ann, say, 10000)
    link = await make(ann, say, "5")
    bob = await stage.phone("Bob", username="bob", phone="+8613800138002", language="en")
    await bob.say("/start")
    await bob.sees("Choose your language")
    pressed = await bob.say(f"/start {link}")
    await sees_below(bob, pressed, "Choose your language")
    await registers(bob, say, "Bob Ray")
    await bob.press(say("claim-take", amount=say.yuan(500)))
    await bob.sees(say.first_line("claim-taken", amount=say.yuan(500), giver="", number="", lines=""))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_who_finds_no_payee_is_shown_the_way_to_a_link(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    await top_up(ann, say, 10000)
    await ann.say("/transfer")
    await ann.sees(say.first_line("transfer-payee"))
    await ann.press(say("claim-link-instead"))
    await ann.sees(say.first_line("claim-link-amount", available=""))
    await ann.press(say("back"))
    await ann.sees(say.first_line("claim-links-empty"))
