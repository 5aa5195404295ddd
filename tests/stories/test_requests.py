"""Requests for money: one person asks, another pays or declines, and both know where they stand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.stage import Stage
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.screens import Screen, press_as
from tests.stories.steps import PIN, sees_below, two_customers
from tests.stories.words import Words, words
from wallet.errors import (
    AskingOneself,
    CannotBeAsked,
    CustomerNotActive,
    InsufficientFunds,
    PayeeNotActive,
    PayeeNotFound,
    PersonNotUnderstood,
    PinWrong,
    RemindersUsedUp,
    ReminderTooSoon,
    RequestClosed,
    RequestNotFound,
    TooManyAskedOfOne,
)
from wallet.payments.quotes import VALID_FOR

LANGUAGES = pytest.mark.parametrize("code", ["zh-CN", "en"])
SHOWN = {"other": "A** L**"}


async def ask(phone: Phone, say: Words, person: str, amount: str, note: str | None = None) -> dict[str, Any]:
    """From anywhere to the page of a new request."""
    await phone.say("/requests")
    await phone.press(say("receive-ask"))
    await phone.sees(say.first_line("ask-payee"))
    await phone.say(person)
    await phone.sees(say("ask-amount", other="", number="", currency="", name="").split("\n")[1])
    await phone.say(amount)
    await phone.sees(say("ask-note", other="", amount="", length_max=100).split("\n")[1])
    await (phone.press(say("ask-without-note")) if note is None else phone.say(note))
    await phone.sees(say.first_line("ask-check", other="", number="", amount=""), *([] if note is None else [note]))
    await phone.press(say("ask-send", amount=""))
    return await phone.sees(say("request-sent"))


async def asked(phone: Phone, say: Words, minor: int) -> dict[str, Any]:
    """The notice of somebody who is asked for so much, in minor units of CNY."""
    return await phone.sees(
        say("notice-request-received", other="B** R**", amount=say.yuan(minor), lines="").split("\n")[0]
    )


async def pay(phone: Phone, say: Words, notice: dict[str, Any], pin: str = PIN) -> None:
    """From the notice of a request to the receipt."""
    await phone.press(say("request-pay", amount=""), on=notice)
    await sees_below(phone, notice, say.first_line("checkout-card", lines=""))
    await phone.press("✅ " + say("checkout-pay", amount="").split(" ")[1])
    await phone.sees(say.first_line("checkout-pin", what="", dots=""))
    await phone.enter_pin(pin)


async def pressed(phone: Phone, say: Words, button: str, notice: dict[str, Any]) -> str:
    """What a button under a notice answers."""
    return str((await phone.press(say(button, amount=""), on=notice))["answer"])


async def answer_to(stage: Stage, phone: Phone, notice: dict[str, Any], data: str) -> str:
    """What a press with this data answers, whoever made the button."""
    user = {"id": phone.person, "is_bot": False, "first_name": "Somebody", "language_code": "en"}
    user["username"] = "ann" if phone.phone.endswith("1") else "bob"
    number = await press_as(stage, user, phone.person, Screen(None, notice, [], []), data)
    calls = [call["params"] for call in await stage.world.calls() if call["method"] == "answerCallbackQuery"]
    return next(str(call.get("text", "")) for call in calls if str(call["callback_query_id"]) == number)


@LANGUAGES
async def test_a_request_is_paid_from_its_notice_once(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    page = await ask(bob, say, "@ann", "20", "Lunch <b>")
    assert all(part in words_of(page) for part in ("A** L**", say.yuan(2000), "Lunch <b>"))
    notice = await asked(ann, say, 2000)
    assert "Lunch <b>" in words_of(notice)
    await pay(ann, say, notice)
    receipt = await ann.sees(say.first_line("checkout-receipt", lines=""), say.yuan(2000), say.yuan(8000), "Lunch <b>")
    assert say("checkout-what", kind="request") in words_of(receipt)
    told = await bob.sees(say("notice-request-paid", lines="", amount=say.yuan(2000), **SHOWN), say.yuan(2000))
    assert next(word for word in words_of(receipt).split() if word.count("-") == 2) in words_of(told)
    for act in ("pay", "decline"):
        assert await answer_to(stage, ann, notice, f"request:1:{act}") == say.refusal(RequestClosed(status="paid"))
    await bob.press(say("request-open"), on=told)
    await sees_below(bob, told, say("request-state-paid"), "Lunch <b>")
    await ann.press(say("home"))
    await ann.say("/history")
    await ann.press(say.yuan(-2000))
    await ann.sees(say("record-kind-request-out"), "B** R**", "Lunch <b>")


@pytest.mark.slow
@LANGUAGES
async def test_declining_with_a_reason_and_for_good(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await ask(bob, say, "@ann", "20")
    await ask(bob, say, "@ann", "30")
    first, second = await asked(ann, say, 2000), await asked(ann, say, 3000)
    await ann.press(say("request-decline"), on=first)
    await sees_below(ann, first, say("request-decline-ask", amount=say.yuan(2000), other="B** R**").split("\n")[0])
    await ann.press(say("request-reason-amount"))
    await ann.sees(say("request-declined-now"), say("request-state-declined"))
    said = say("notice-request-declined", lines="", amount=say.yuan(2000), **SHOWN)
    await bob.sees(said, say("request-why", reason=say("request-reason-amount")))
    await ann.press(say("request-decline"), on=second)
    await ann.press(say("request-reason-blocked"))
    await ann.sees(say("request-declined-now"), say("request-blocked"))
    other = await bob.sees(say("notice-request-declined", lines="", amount=say.yuan(3000), **SHOWN))
    assert say("request-reason-blocked") not in words_of(other)
    await bob.say("/requests")
    await bob.press(say("receive-ask"))
    await bob.sees(say.first_line("ask-payee"))
    await bob.say("@ann")
    await bob.sees(say.refusal(CannotBeAsked()))
    await ann.press(say("request-unblock"))
    await ann.sees(say("request-unblocked-now"))
    await ask(bob, say, "@ann", "1")
    await asked(ann, say, 100)


@pytest.mark.slow
@LANGUAGES
async def test_what_stands_in_the_way_of_paying(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await ask(bob, say, "@ann", "100.01")
    dear = await asked(ann, say, 10001)
    lacking = InsufficientFunds(currency="CNY", available_minor=10000, needed_minor=10001)
    assert say.refusal(lacking) in await pressed(ann, say, "request-pay", dear)
    await ask(bob, say, "@ann", "20")
    notice = await asked(ann, say, 2000)
    await pay(ann, say, notice, "864209")
    await ann.sees(say.refusal(PinWrong(tries_left=4)))
    await ann.press(say("back"))
    await ann.sees(say("checkout-warning-request-stranger", former=""))
    stage.clock.advance(VALID_FOR)
    await ann.press("✅")
    await ann.sees(say.first_line("lock", dots=""))
    await ann.enter_pin(PIN)
    await ann.press(say("checkout-renew"))
    await ann.sees(say("checkout-renewed"))
    await bob.press(say("request-cancel"))
    await bob.sees(say.first_line("lock", dots=""))
    await bob.enter_pin(PIN)
    await bob.press(say("request-cancel"))
    await bob.sees(say("request-cancelled-now"))
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.refusal(RequestClosed(status="cancelled")))
    await ask(bob, say, "@ann", "30")
    last = await asked(ann, say, 3000)
    await ann.say("/freeze")
    await ann.sees(say.first_line("frozen"))
    await pay(ann, say, last)
    await ann.sees(say.refusal(CustomerNotActive(status="frozen")))
    container = stage.application.container
    closed = text("UPDATE customers SET status = 'closed' WHERE username = 'bob'")
    await container.database.write(lambda work: work.connection.execute(closed).rowcount)
    assert await answer_to(stage, ann, last, "request:3:pay") == say.refusal(PayeeNotActive())


@pytest.mark.slow
@LANGUAGES
async def test_who_can_not_be_asked(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await bob.say("/receive")
    await bob.press(say("receive-ask"))
    await bob.sees(say.first_line("ask-payee"))
    typed = (("@bob", AskingOneself()), ("@nobody_here", PayeeNotFound()), ("?!", PersonNotUnderstood()))
    for words_typed, refusal in typed:
        await bob.say(words_typed)
        await bob.sees(say.refusal(refusal))
    await bob.share_contact()
    await bob.sees(say.refusal(AskingOneself()))
    for minor in (100, 200, 300):
        await ask(bob, say, "+8613800138001", str(minor // 100))
        await asked(ann, say, minor)
    await bob.say("/requests")
    await bob.press(say("requests-by-me"))
    shown = await bob.sees(say("requests-title", side="by-me").split("\n")[1])
    assert sum("A** L**" in label for label in buttons_of(shown)) == 3
    await bob.press(say("receive-ask"))
    await bob.sees(say.first_line("ask-payee"))
    await bob.say("@ann")
    await bob.sees(say.refusal(TooManyAskedOfOne(count_max=3)))


@pytest.mark.slow
@LANGUAGES
async def test_reminders(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await ask(bob, say, "@ann", "20", "Lunch")
    await bob.press(say("request-remind"))
    await bob.sees(say.refusal(ReminderTooSoon(retry_after_seconds=86_000)).split("1")[0].split("2")[0])
    said = say("notice-request-reminded", other="B** R**", amount=say.yuan(2000), lines="").split("\n")[0]
    for _ in range(3):
        stage.clock.advance(timedelta(days=1))
        await unlock(bob, say)
        await bob.press(say("request-remind"))
        await bob.sees(say("request-reminded-now"))
    notice = await ann.sees(said, "Lunch")
    stage.clock.advance(timedelta(days=1))
    await unlock(bob, say)
    await bob.press(say("request-remind"))
    await bob.sees(say.refusal(RemindersUsedUp(count_max=3)))
    await ann.press(say("request-pay", amount=""), on=notice)
    await sees_below(ann, notice, say.first_line("lock", dots=""))
    await ann.enter_pin(PIN)
    await sees_below(ann, notice, say.first_line("request-title-of-me", other="B** R**", amount=say.yuan(2000)))
    await ann.press(say("request-pay", amount=say.yuan(2000)))
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.first_line("checkout-receipt", lines=""))


async def unlock(phone: Phone, say: Words) -> None:
    """A day later the session is locked: the PIN, and the request is there again."""
    await phone.press(say("request-remind"))
    await phone.sees(say.first_line("lock", dots=""))
    await phone.enter_pin(PIN)
    await phone.sees(say.first_line("request-title-by-me", other="A** L**", amount=say.yuan(2000)))


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_request_is_nobody_elses_button(stage: Stage) -> None:
    say = words("en")
    ann, bob = await two_customers(stage, say, 10000)
    await ask(bob, say, "@ann", "20")
    notice = await asked(ann, say, 2000)
    forged = (
        "request:1:pay",
        "request:1:decline",
        "request:2:open",
        "request:x:pay",
        "request:1:pay:1",
        "request:0:pay",
    )
    for data in forged:
        assert await answer_to(stage, bob, notice, data) == say.refusal(RequestNotFound()), data
    await ann.say("/lock")
    await ann.sees(say.first_line("lock", dots=""))
    help_page = await ann.say("/help")
    await sees_below(ann, help_page, say.first_line("help"))
    await ann.press(say("request-pay", amount=""), on=notice)
    await sees_below(ann, help_page, say.first_line("lock", dots=""))
    assert notice["message_id"] in {item["message_id"] for item in await ann.messages()}
    assert not [item for item in await ann.messages() if say.first_line("checkout-card", lines="") in words_of(item)]
