"""The first day once more, with the mouse on the page; `PICTURES=docs/pictures` keeps what it looked like."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.stage import Stage
from tests.stories.browser import Hands, opened_page
from tests.stories.people import World
from tests.stories.steps import PASSWORD, PIN
from tests.stories.words import Words, words

pytestmark = pytest.mark.slow


async def picture(page: Page, name: str) -> None:
    """Keep a picture when somebody asked for them."""
    folder = os.environ.get("PICTURES")
    if folder:
        banners = page.get_by_test_id("sms-banner")
        while await banners.count():
            await banners.first.get_by_role("button").last.click()
        await page.wait_for_timeout(600)
        await page.screenshot(path=Path(folder) / f"{name}.png", type="png", scale="css")


async def code_of(world: World, phone: str) -> str:
    found = await world.call("GET", f"/sms?phone={phone.replace('+', '%2B')}")
    return str(found["messages"][-1]["code"])


async def register(hands: Hands, world: World, say: Words, name: str, phone: str) -> None:
    await hands.start()
    await hands.press(say(f"language-{say.language.code}"))
    await hands.sees(say.first_line("register-name"))
    await hands.type(name)
    await hands.sees(say.first_line("register-phone"))
    await hands.press_reply(say("register-phone-share"))
    await confirm_sharing(hands)
    await hands.sees(say.first_line("register-code", phone=""))
    await hands.type(await code_of(world, phone))
    await hands.sees(say.first_line("register-birthday"))
    await hands.press(say("register-birthday-skip"))
    await hands.sees(say.first_line("register-password", rules=""))
    await hands.type(PASSWORD)
    await hands.sees(say.first_line("register-pin", dots=""))
    await hands.pin(PIN)
    await hands.sees(say.first_line("register-pin-again", dots=""))
    await hands.pin(PIN)
    await hands.sees(say("home-welcome", name=name).split("\n")[0])


async def confirm_sharing(hands: Hands) -> None:
    """The phone asks before it gives its number away."""
    await hands.panel.page.get_by_role("button", name=re.compile(r"^(Share|分享)$")).click()


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("code", "staff_language", "shown"), [("zh-CN", "zh-CN", "demo.zh-CN"), ("en", "en", "demo")])
async def test_the_first_day_on_the_page(stage: Stage, code: str, shown: str) -> None:
    say = words(code)
    names = ("王小明", "李华") if code == "zh-CN" else ("Ann Lee", "Bob Ray")
    first = await stage.phone(names[0], username="ann", phone="+8613800138000", language=code[:2])
    second = await stage.phone(names[1], username="bobby", phone="+8613800138001", language=code[:2])
    async with opened_page(stage.world.url, width=1440, height=820, language=code[:2]) as (page, errors):
        ann, bob = Hands(page, f"phone-{first.person}"), Hands(page, f"phone-{second.person}")
        desk = Hands(page, f"desk-{stage.staff_chat}")
        await register(ann, stage.world, say, names[0], first.phone)
        await register(bob, stage.world, say, names[1], second.phone)
        await ann.press(say("home-top-up"))
        await ann.press(say.yuan(50000))
        await ann.press(say("home"))
        await ann.press(say("home-transfer"))
        await ann.sees(say.first_line("transfer-payee"))
        await ann.type("@bobby")
        await ann.sees(say("transfer-amount", payee="", payee_number="", available="").split("\n")[1])
        await ann.type("20.50")
        await ann.sees(say.first_line("checkout-card", lines=""))
        await picture(page, f"{shown}.confirm")
        await ann.press("✅")
        await ann.pin(PIN)
        await ann.sees(say.first_line("checkout-receipt", lines=""))
        await bob.sees(say.yuan(2050))
        await bob.press(say("home-support"))
        await bob.sees(say.first_line("support-fresh"))
        question = "这笔钱什么时候能用？" if code == "zh-CN" else "When can I use this money?"
        answer = "现在就可以用了。" if code == "zh-CN" else "Right now."
        await bob.type(question)
        await desk.panel.get_by_text("#1").first.click()
        await desk.sees(question)
        await desk.type(answer)
        await bob.sees(answer)
        await picture(page, shown)
        assert errors == []


async def test_a_narrow_screen_has_no_horizontal_scroll(stage: Stage) -> None:
    person = await stage.phone("小明", username="xiaoming", phone="+8613800138000")
    async with opened_page(stage.world.url, width=390, height=844) as (page, errors):
        hands = Hands(page, f"phone-{person.person}")
        await hands.start()
        await hands.sees("Choose your language")
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(overflow) <= 0
        await picture(page, "narrow")
        assert errors == []
