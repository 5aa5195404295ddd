"""Recurring transfers and bills as people meet them: agreed to once, paid in the morning, refused clearly."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.stage import Stage
from tests.stories.people import Phone
from tests.stories.steps import PIN, two_customers
from tests.stories.test_freeze import balance, owner
from tests.stories.words import Words, words
from wallet.days import local_day
from wallet.errors import DayInvalid, PinWrong, RecurringNameInvalid, SameAccount
from wallet.recurring.models import NAME_LENGTH_MAX

BOTH = pytest.mark.parametrize("code", ["zh-CN", "en"])
MORNING = time(9, 5)


async def next_morning(stage: Stage, phone: Phone) -> None:
    """Just past nine on the next day, where this customer is; what is due is done."""
    zone: ZoneInfo = (await owner(stage, phone)).zone
    tomorrow = local_day(stage.clock.now(), zone) + timedelta(days=1)
    stage.clock.advance(datetime.combine(tomorrow, MORNING, zone) - stage.clock.now())
    container = stage.application.container
    for _ in range(50):
        if not await container.database.write(container.recurring.run_due):
            return
    raise AssertionError("the job never gets done")


async def to_first(phone: Phone, say: Words, amount: str) -> None:
    """From the amount to the first day."""
    await phone.say(amount)
    await phone.press(say("recurring-rhythm", unit="day", every="1", one="yes"))
    await phone.sees("2027-05-31")


EMPTY = {"name": "", "amount": "", "rhythm": "", "day": ""}


async def agrees(phone: Phone, say: Words, amount: str) -> None:
    """A transfer to Bob each day from tomorrow on, from the list to the PIN."""
    await phone.say("/recurring")
    await phone.press(say("recurring-new-transfer"))
    await phone.sees(say.first_line("recurring-ask-payee"))
    await phone.say("@bob")
    await to_first(phone, say, amount)
    await phone.press(say("recurring-tomorrow"))
    await phone.press(say("recurring-no-until"))
    await phone.press(say("recurring-remind", days=0))
    await phone.sees(say.first_line("recurring-confirm", what="transfer", name="", amount="", rhythm=""), "B** R**")
    await phone.press(say("recurring-agree"))
    await phone.sees(say.first_line("recurring-pin", dots="", **EMPTY))


@pytest.mark.parametrize("code", ["zh-CN", pytest.param("en", marks=pytest.mark.slow)])
async def test_agreed_to_once_and_paid_in_the_morning(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await agrees(ann, say, "60")
    await ann.enter_pin(PIN)
    await ann.sees(say("recurring-made"), "B** R**", say.yuan(6000))
    assert await balance(stage, bob) == 0
    await next_morning(stage, ann)
    assert (await balance(stage, bob), await balance(stage, ann)) == (6000, 4000)
    await ann.sees("🔁", say.yuan(6000), "recurring-1-")
    await bob.sees(say.yuan(6000), "A** L**")
    await next_morning(stage, ann)
    assert (await balance(stage, bob), await balance(stage, ann)) == (6000, 4000)
    await ann.sees("⚠️", "B** R**", say("recurring-reason-short", short=say.yuan(2000)))


@pytest.mark.slow
@BOTH
async def test_what_is_refused(stage: Stage, code: str) -> None:
    """Oneself as payee, days that passed, a wrong PIN; then a frozen wallet, and the end of it."""
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await ann.say("/recurring")
    await ann.press(say("recurring-new-transfer"))
    await ann.say("@ann")
    await ann.sees(say.refusal(SameAccount()))
    await ann.say("@bob")
    await to_first(ann, say, "10")
    for day in ("2020-01-31", "tomorrow"):
        await ann.say(day)
        await ann.sees(say.refusal(DayInvalid()))
    await agrees(ann, say, "10")
    await ann.enter_pin("975312")
    await ann.sees(say.refusal(PinWrong(tries_left=4)))
    assert await stage.application.container.recurring.mine((await owner(stage, ann)).id) == []
    await ann.enter_pin(PIN)
    await ann.sees(say("recurring-made"))
    await ann.say("/freeze")
    await ann.sees(say.first_line("frozen-desk"))
    await next_morning(stage, ann)
    await ann.sees("⚠️", "B** R**", say("recurring-reason", reason="customer-not-active"))
    assert await balance(stage, bob) == 0


@pytest.mark.slow
@BOTH
async def test_paused_skipped_and_ended(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await agrees(ann, say, "10")
    await ann.enter_pin(PIN)
    await ann.sees(say("recurring-made"))
    await ann.press("⏭")
    await ann.sees(say("recurring-skipped-done"))
    await ann.press(say("recurring-pause"))
    await ann.sees(say("recurring-paused-done"), say("recurring-one-paused"))
    await ann.press(say("recurring-resume"))
    await ann.sees(say("recurring-resumed-done"))
    await ann.press(say("recurring-end"))
    await ann.press(say("recurring-end-yes"))
    await ann.sees(say("recurring-ended-done"), say.first_line("recurring-none"))
    for _ in range(2):
        await next_morning(stage, ann)
    assert await balance(stage, bob) == 0


@pytest.mark.slow
@BOTH
async def test_a_bill_is_told_of_paid_and_marked(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await ann.say("/recurring")
    await ann.press(say("recurring-new-bill"))
    await ann.say("x" * (NAME_LENGTH_MAX + 1))
    await ann.sees(say.refusal(RecurringNameInvalid(length_max=NAME_LENGTH_MAX)))
    await ann.say("Power <b>")
    await ann.sees(say("recurring-ask-bill-payee", name="Power <b>").split("\n")[1])
    await ann.say("@bob")
    await to_first(ann, say, "20")
    await ann.press(say("recurring-tomorrow"))
    await ann.press(say("recurring-no-until"))
    await ann.press(say("recurring-remind", days=3))
    await ann.press(say("recurring-save"))
    await ann.sees(say("recurring-made"), "Power <b>")
    await next_morning(stage, ann)
    due = await ann.sees(say("notice-recurring-due", name="Power {b}", amount=say.yuan(2000)).replace("{b}", "<b>"))
    pressed = await ann.press(say("notice-recurring-mark-this"), on=due)
    assert pressed["answer"] == say("locked-answer"), "a night has passed"
    await ann.sees(say.first_line("lock", dots=""))
    await ann.enter_pin(PIN)
    await next_morning(stage, ann)
    late = await ann.sees("🔴", "Power <b>", say.yuan(2000))
    await ann.press(say("notice-recurring-mark-this"), on=late)
    await ann.enter_pin(PIN)
    await ann.press(say("recurring-mark", day=""))
    await ann.sees(say("recurring-marked-done"))
    await ann.press(say("recurring-pay-now"))
    await ann.sees(say.first_line("checkout-card", lines=""), "B** R**", say.yuan(2000))
    await ann.press("✅")
    await ann.enter_pin(PIN)
    await bob.sees(say.yuan(2000), "A** L**")
    assert await balance(stage, bob) == 2000
