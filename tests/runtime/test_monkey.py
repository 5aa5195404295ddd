"""Five people press, write, and send whatever comes to hand: no error, no invalid request, and the books in order."""

from __future__ import annotations

import asyncio
import base64
import random
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.check import run_check
from tests.runtime.settled import settled
from tests.stage import Stage
from tests.stories.people import Phone, buttons_of
from tests.stories.steps import register, top_up
from tests.stories.words import words

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

PEOPLE = 5
ACTS = {"sqlite": 5_000, "postgresql": 1_000}
PNG = base64.b64encode(
    bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000")
    + bytes.fromhex("1f15c4890000000a49444154789c6360000002000154a24f6f0000000049454e44ae426082")
).decode()
LINES = """
@p0 | @p1 | @p2 | @nobody_here | 20 | 0.01 | １，０００ | 1.234,50 | -5 | NaN | 1e9 | ٣ | 0 | 99999999999999999999
/start | /home | /cancel | /history | /transfer | /support | /help | /language | /topup | /receive | /start pay_123
123456 | 1234567897 | +8613800138200 | 你好 | <b>bold</b> & <script> | *_[]()~`>#+-=!{}. | %s %d {0} { $amount }
\u202egnp.exe | \u200b\u200bx | /start '; drop table customers; --
"""
TEXTS = [*LINES.strip().replace("\n", " | ").split(" | "), "a" * 4000, "🦊" * 50]
TOLERATED = (
    "message is not modified",
    "message to delete not found",
    "message to edit not found",
    "query is too old",
    "TOPIC_NOT_MODIFIED",
)
"""Refusals that no bot can avoid: the person deleted the message first, pressed twice, or changed a ticket twice so
fast that both changes show the same."""


@pytest.fixture
def logged() -> Iterator[list[dict[str, Any]]]:
    """Everything that is logged meanwhile."""
    with structlog.testing.capture_logs() as events:
        yield events


async def act(phone: Phone, chance: random.Random) -> bool:
    """One thing that a person, a child or a cat may do. Whether it was a press that the bot has to answer."""
    kind = chance.random()
    if kind < 0.75:
        return await press_any(phone, chance)
    if kind < 0.9:
        await phone.say(chance.choice(TEXTS) if chance.random() < 0.9 else str(chance.randint(1, 10**6) / 100))
    elif kind < 0.94:
        await phone._write({"photo": PNG, "caption": chance.choice(("", "look", "<i>"))})
    elif kind < 0.97:
        await phone.share_contact(
            chance.choice((True, {"phone_number": "+8613800138201", "first_name": "X", "user_id": 5}))
        )
    else:
        await delete_any(phone, chance)
    return False


async def press_any(phone: Phone, chance: random.Random) -> bool:
    pressable = [message for message in (await phone.messages())[-4:] if buttons_of(message)]
    if not pressable:
        await phone.say("/start")
        return False
    message = chance.choice(pressable)
    button = chance.choice(buttons_of(message))
    path = f"/chats/{phone.chat}/messages/{message['message_id']}/press"
    answer = await phone.world.api.post(path, json={"from": phone.person, "button": button})
    assert answer.status_code in (200, 404), answer.text
    return answer.status_code == 200


async def delete_any(phone: Phone, chance: random.Random) -> None:
    messages = await phone.messages()
    path = f"/chats/{phone.chat}/messages/{chance.choice(messages)['message_id']}" if messages else None
    if path is not None:
        await phone.world.api.request("DELETE", path, json={"from": phone.person})


async def play(phone: Phone, seed: int, acts: int) -> int:
    """So many acts; returns how many of them the bot has to answer, however far behind it is."""
    chance = random.Random(seed)
    return sum([await act(phone, chance) for _ in range(acts)])


async def test_five_thousand_acts(stage: Stage, database_kind: str, logged: list[dict[str, Any]]) -> None:
    say = words("en")
    phones = [
        await stage.phone(f"P{index}", username=f"p{index}", phone=f"+861380013820{index}", language="en")
        for index in range(PEOPLE)
    ]
    for index, phone in enumerate(phones[:-1]):
        await register(phone, say, name=f"Person {index}")
        await top_up(phone, say, 100000)
    plays = [play(phone, index, ACTS[database_kind] // PEOPLE) for index, phone in enumerate(phones)]
    presses = sum(await asyncio.gather(*plays))
    await settled(stage)
    assert [event for event in logged if event["log_level"] in ("error", "critical", "warning")] == []
    calls = await stage.world.calls()
    answered = {call["params"]["callback_query_id"] for call in calls if call["method"] == "answerCallbackQuery"}
    assert len(answered) >= presses
    refused = [
        (call["method"], call["status"], call["response"].get("description"), call["params"])
        for call in calls
        if call["status"] != 200 and not any(reason in str(call["response"]) for reason in TOLERATED)
    ]
    assert refused == []
    lines: list[object] = []
    assert await run_check(stage.settings.database_address, lines.append) == 0, lines
