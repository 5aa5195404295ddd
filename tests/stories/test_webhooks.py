"""The first day again, with both bots' updates pushed to their webhooks instead of fetched."""

from __future__ import annotations

import socket
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.check import run_check
from tests.stage import Stage
from tests.stories.steps import pay, two_customers
from tests.stories.words import words

SECRET = "only-telegram-knows-this"


@pytest.fixture
def receiving() -> dict[str, Any]:
    """Webhooks on a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {"webhook_url": f"http://127.0.0.1:{port}", "webhook_port": port, "webhook_secret": SecretStr(SECRET)}


@pytest.mark.slow
async def test_a_payment_and_an_answer_from_support(stage: Stage) -> None:
    say = words("en")
    ann, bob = await two_customers(stage, say, 10000)
    await pay(ann, say, "@bob", "25")
    await bob.sees(say.yuan(2500), "A** L**")
    await bob.say("/support")
    await bob.say("Is this money mine?")
    thread = await stage.agent.topic_with("Is this money mine?")
    await stage.agent.say(thread, "All yours")
    await bob.sees("All yours")
    asked = {call["method"] for call in await stage.world.calls()}
    assert "setWebhook" in asked
    assert "getUpdates" not in asked
    lines: list[object] = []
    assert await run_check(stage.settings.database_address, lines.append) == 0, lines


async def test_a_stranger_who_found_the_address_is_refused(stage: Stage) -> None:
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await ann.say("/start")
    await ann.sees("Choose your language")
    forged = {"update_id": 99_999_999, "message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}}
    async with httpx.AsyncClient(base_url=stage.settings.webhook_url) as stranger:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": SECRET[:-1]}):
            answer = await stranger.post("/webhook/customer", json=forged, headers=headers)
            assert answer.status_code == 403
        known = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        assert (await stranger.post("/webhook/nobody", json=forged, headers=known)).status_code == 404
        assert (await stranger.post("/webhook/customer", content=b"{", headers=known)).status_code == 400
        assert (await stranger.post("/webhook/customer", json=[], headers=known)).status_code == 400
