"""Split bills: Bob paid for dinner, and everybody at the table pays their share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import factories
from tests.stage import Stage
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import PIN, two_customers
from tests.stories.test_requests import asked, pay
from tests.stories.words import Words, words
from wallet.errors import (
    AskingOneself,
    NoteTooLong,
    PayeeNotFound,
    ReminderTooSoon,
    ShareTooSmall,
    SplitTwice,
)

LANGUAGES = pytest.mark.parametrize("code", ["zh-CN", "en"])


async def to_people(phone: Phone, say: Words, total: str, note: str) -> None:
    """From anywhere to the page that gathers people."""
    await phone.say("/receive")
    await phone.press(say("receive-split"))
    await phone.sees(say("split-total", currency="").split("\n")[1])
    await phone.say(total)
    await phone.sees(say("split-note", total="", length_max=100).split("\n")[1])
    await phone.say(note)
    await phone.sees(say("split-people", total="", count=0, count_max=20).split("\n")[-1])


async def add(phone: Phone, say: Words, person: str, masked: str, number: int = 1) -> None:
    """One more on the bill."""
    await phone.say(person)
    await phone.sees(say.first_line("split-people-added", people=""), f"{number}. {masked}")


async def send(phone: Phone, say: Words, count: int) -> dict[str, Any]:
    """From the people to the page of the bill."""
    await phone.press(say("split-go-on"))
    await phone.sees(say.first_line("split-check", total=""))
    await phone.press(say("split-send", count=count))
    return await phone.sees(say("split-sent"))


@pytest.mark.slow
@LANGUAGES
async def test_a_bill_is_split_paid_and_settled(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, bob = await two_customers(stage, say, 10000)
    await container.customers.register(factories.registration(username="eve", name="Eve Poe"))
    await to_people(bob, say, "100", "Hot pot <b>")
    await add(bob, say, "@ann", "A** L**")
    await add(bob, say, "@eve", "E** P**", 2)
    await bob.press(say("split-go-on"))
    check = words_of(await bob.sees(say.first_line("split-check", total="")))
    own, share = say("split-own", amount=say.yuan(3334)), say("split-share", other="A** L**", amount=say.yuan(3333))
    assert own in check
    assert share in check
    await bob.press(say("split-send", count=2))
    await bob.sees(say("split-sent"), say("split-paid", paid=say.yuan(0), wanted=say.yuan(6666)))
    notice = await asked(ann, say, 3333)
    assert "Hot pot <b>" in words_of(notice)
    await pay(ann, say, notice)
    await ann.sees(say.first_line("checkout-receipt", lines=""), say.yuan(6667))
    told = await bob.sees(say("notice-request-progress", paid=1, count=2), say.yuan(3333))
    await bob.press(say("request-open"), on=told)
    await bob.press(say("request-bill"))
    bill = await bob.sees(say("split-paid", paid=say.yuan(3333), wanted=say.yuan(6666)))
    assert say("request-state-paid") in words_of(bill)
    await bob.press(say("split-cancel"))
    bill = await bob.sees(say("split-cancelled-now", count=1), say("request-state-cancelled"))
    assert buttons_of(bill) == [say("back"), say("home")]
    await bob.press(say("back"))
    await bob.press(say("splits-line", total=say.yuan(10000), paid=1, count=2, note="Hot pot <b>"))
    await bob.sees(say("split-title", total=say.yuan(10000)))


@pytest.mark.slow
@LANGUAGES
async def test_what_a_bill_refuses(stage: Stage, code: str) -> None:
    say = words(code)
    _, bob = await two_customers(stage, say, 10000)
    await to_people(bob, say, "0.01", "Hot pot")
    assert say("split-go-on") not in buttons_of(await bob.screen())
    for typed, refusal in (("@bob", AskingOneself()), ("@nobody_here", PayeeNotFound())):
        await bob.say(typed)
        await bob.sees(say.refusal(refusal))
    await add(bob, say, "@ann", "A** L**")
    await bob.say("+86 138 0013 8001")
    await bob.sees(say.refusal(SplitTwice()))
    await bob.press(say("split-go-on"))
    await bob.sees(say.refusal(ShareTooSmall()))
    await bob.press(say("split-me-in"))
    await bob.press(say("split-go-on"))
    check = words_of(await bob.sees(say.first_line("split-check", total="")))
    assert say("split-share", other="A** L**", amount=say.yuan(1)) in check
    assert say("split-own", amount="").strip() not in check
    await bob.press(say("back"))
    await bob.press(say("split-take-back"))
    await bob.sees(say("split-people", total=say.yuan(1), count=0, count_max=20).split("\n")[0])
    await bob.press(say("back"))
    await bob.say("x" * 101)
    await bob.sees(say.refusal(NoteTooLong(length_max=100)))


@pytest.mark.slow
@LANGUAGES
async def test_everybody_who_has_not_paid_is_reminded(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await to_people(bob, say, "40", "Taxi")
    await add(bob, say, "@ann", "A** L**")
    await send(bob, say, 1)
    await bob.press(say("split-remind"))
    await bob.sees(say.refusal(ReminderTooSoon(retry_after_seconds=86_400)).split("1")[0].split("2")[0])
    stage.clock.advance(timedelta(days=1))
    await bob.press(say("split-remind"))
    await bob.sees(say.first_line("lock", dots=""))
    await bob.enter_pin(PIN)
    await bob.press(say("split-remind"))
    await bob.sees(say("split-reminded-now", count=1))
    said = say("notice-request-reminded", other="B** R**", amount=say.yuan(2000), lines="").split("\n")[0]
    await ann.sees(said, "Taxi")


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_link_to_a_request_opens_for_its_two_sides_alone(stage: Stage) -> None:
    say, container = words("en"), stage.application.container
    ann, bob = await two_customers(stage, say, 10000)
    eve = await stage.phone("Eve", username="eve", phone="+8613800138009", language="en")
    fields = {"username": "eve", "name": "Eve Poe", "telegram_user_id": eve.person, "language": "en"}
    await container.customers.register(factories.registration(**fields))
    await to_people(bob, say, "40", "Taxi")
    await add(bob, say, "@ann", "A** L**")
    await send(bob, say, 1)
    await ann.say("/start request_1")
    await ann.sees(say.first_line("request-title-of-me", other="B** R**", amount=say.yuan(2000)))
    await eve.say("/start request_1")
    await eve.sees("Eve Poe", "👛")
    assert not [item for item in await eve.messages() if say.yuan(2000) in words_of(item)]
