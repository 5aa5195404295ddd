"""The first day: two customers register, one pays the other, and support answers. In both languages."""

from __future__ import annotations

import re

import pytest

from bot.check import run_check
from tests.stage import Stage
from tests.stories.people import buttons_of, words_of
from tests.stories.steps import pay, register, top_up, two_customers
from tests.stories.words import words
from wallet.errors import ReceiptNotFound

FIGURES = dict.fromkeys(("kind", "amount", "payer", "to", "when", "reference"), "")


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_two_customers_pay_and_support_answers(stage: Stage, code: str) -> None:
    say = words(code)
    wang = await stage.phone("小明", username="xiaoming", phone="+8613800138000")
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(wang, say, name="王小明")
    number = await register(ann, say, name="Ann Lee")
    await top_up(wang, say, 50000)
    await pay(wang, say, "@ann", "20.50")
    receipt = await wang.sees(say.yuan(2050), "A** L**", say.yuan(47950))

    notice = await ann.sees(say.yuan(2050), "**明")
    reference = next(word for word in words_of(receipt).split() if word.count("-") == 2)
    assert reference in words_of(notice)
    assert number[:3] in words_of(receipt)
    assert number not in words_of(receipt)
    (checked,) = re.findall(r"\w{4}-\w{4}-\w{4}-\w{4}", words_of(receipt))
    await ann.say(f"/verify {checked.lower()}")
    await ann.sees(say.yuan(2050), "**明", "A** L**", reference, say("verify-receipt", **FIGURES).split("\n")[-1])
    await ann.say(f"/verify {reference}-0000")
    await ann.sees(say.refusal(ReceiptNotFound()))

    await wang.press(say("home"))
    await wang.press(say("home-support"))
    await wang.say("转账什么时候到账？ <b>")
    await wang.sees("#1", "✅")
    thread = await stage.agent.topic_with("转账什么时候到账？ <b>")
    await stage.agent.say(thread, "马上到账 & 请查收")
    answer = await wang.sees("马上到账 & 请查收")
    await wang.press(say("notice-reply"), on=answer)
    await wang.say("收到，谢谢")
    await stage.agent.topic_with("收到，谢谢")
    await stage.agent.press(thread, "Close")
    await wang.sees(say("notice-ticket-closed", ticket="1").split("\n")[0])

    lines: list[object] = []
    assert await run_check(stage.settings.database_address, lines.append) == 0, lines


@pytest.mark.slow
async def test_history_shows_the_payment_to_both_and_to_nobody_else(stage: Stage) -> None:
    say = words("en")
    ann, bob = await two_customers(stage, say, 10000)
    await pay(ann, say, "@bob", "７．５")
    await ann.press(say("home"))
    await ann.press(say("home-history"))
    await ann.press(say.yuan(-750))
    record = await ann.sees(say("record-kind-transfer-out"), say.yuan(-750), "B** R**")
    assert say("home") in buttons_of(record)
    notice = await bob.sees(say.yuan(750))
    await bob.press(say("home"), on=notice)
    await bob.press(say("home-history"))
    await bob.press(say.yuan(750, signed=True))
    await bob.sees(say("record-kind-transfer-in"), "A** L**")
