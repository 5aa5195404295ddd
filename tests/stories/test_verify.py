"""Is it really us? Names, links and staff codes, and what happens to a stranger's link in a message to support."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.stage import Stage
from tests.stories.people import buttons_of, words_of
from tests.stories.steps import gone, open_security, register
from tests.stories.words import words

MADE_UP_CODE = "X0000000"


@pytest.fixture
def receiving() -> dict[str, Any]:
    """Long polling, with a name and a host that are really ours."""
    return {"official_names": "@wallet_news", "official_links": "wallet.example"}


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_names_links_and_staff_codes_are_told_apart(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    await open_security(ann, say, "security-verify")
    page = say.first_line("verify-page")
    asked = await ann.say("@Wallet_Bot")
    await ann.sees(say("verify-name-ours", name="@Wallet_Bot"), page)
    await gone(ann, asked)
    for text, verdict in {
        "@wallet_news": say("verify-name-ours", name="@wallet_news"),
        "@wallet_b0t": say("verify-name-foreign", name="@wallet_b0t"),
        "https://help.wallet.example/pay?x=1": say("verify-link-ours"),
        "https://wallet.example@evil.example/login": say("verify-link-foreign", link="evil.example"),
        "https://t.me/wallet_bot": say("verify-link-ours"),
        "t.me/wallet_b0t": say("verify-link-foreign", link="t.me/wallet_b0t"),
        "I won 12.50": say("verify-code-foreign"),
    }.items():
        await ann.say(text)
        await ann.sees(verdict, page)

    await ann.say("/support")
    await ann.sees(say.first_line("support-fresh"))
    await ann.say("Did you call me?")
    thread = await stage.agent.topic_with("Did you call me?")
    await stage.agent.say(thread, "We never call")
    answer = await ann.sees("We never call")
    staff_code = re.search(r"\b[A-Z]\w{7}\b", words_of(answer).split("\n")[-1])
    assert staff_code is not None
    await ann.say(f"/verify {MADE_UP_CODE}")
    await ann.sees(say("verify-code-foreign"), page)
    await ann.say(f" {staff_code[0].lower()} ")
    await ann.sees(say("verify-code-ours", ticket="1", when="").split("#1")[0], "#1", page)
    assert buttons_of(await ann.screen()) == [say("home")]


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_strangers_link_to_support_is_flagged_on_both_sides(stage: Stage, code: str) -> None:
    say, desk = words(code), words("en")
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    await ann.say("/support")
    await ann.sees(say.first_line("support-fresh"))
    await ann.say("Where is https://wallet.example/help ?")
    await ann.sees(say.first_line("support-sent", ticket="1"))
    thread = await stage.agent.topic_with("https://wallet.example/help")
    assert "⚠️" not in words_of(await ann.screen())
    await ann.say("They sent me to http://wallet-example.top/signin")
    await ann.sees(say("foreign-link", link="wallet-example.top"), say.first_line("support-sent", ticket="1"))
    await stage.agent.topic_with(desk("desk-link-warning", link="wallet-example.top"))
    in_topic = [words_of(message) for message in await stage.agent.messages(thread)]
    flagged = [text for text in in_topic if "⚠️" in text]
    assert len(flagged) == 1
    assert "They sent me to" in flagged[0]
