"""Buttons of screens that are gone: said so, once, and the chat does not fill with screens."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest
from aiogram import Dispatcher
from aiogram_dialog.api.entities import Stack, stack

from handlers.application import install
from handlers.services import Services
from handlers.states import Home
from tests.stage import Stage
from tests.stories.people import words_of
from tests.stories.steps import register
from tests.stories.words import words
from wallet.clock import SystemClock


async def test_an_older_screen_answers_and_leaves_the_newer_one_alone(stage: Stage) -> None:
    say = words("en")
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    await ann.press(say("home-transfer"))
    older = await ann.sees(say.first_line("transfer-payee"))
    refusals = {"deleteMessage": "message can't be deleted", "editMessageReplyMarkup": "message is not modified"}
    for method, reason in refusals.items():
        fault = {"method": method, "status": 400, "description": f"Bad Request: {reason}"}
        await stage.world.call("POST", "/faults", fault | {"bot": stage.customer_bot, "times": 1})
    await ann.say("/home")
    newer = await ann.sees("Ann Lee", "👛")
    assert newer["message_id"] > older["message_id"]

    answers = await asyncio.gather(*(ann.press("Cancel", on=older) for _ in range(3)))
    assert [answer["answer"] for answer in answers] == [say("stale-button")] * 3
    screen = await ann.screen()
    assert screen["message_id"] == newer["message_id"]
    await ann.press(say("home-transfer"))
    await ann.sees(say.first_line("transfer-payee"))


async def test_a_screen_that_nobody_remembers_shows_the_way(stage: Stage) -> None:
    say = words("en")
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    await ann.press(say("home-transfer"))
    forgotten = await ann.sees(say.first_line("transfer-payee"))
    await stage.application.container.database.write(
        lambda work: work.connection.exec_driver_sql("DELETE FROM conversation_states").rowcount
    )
    await ann.press("Cancel", on=forgotten)
    for _ in range(300):
        screen = await ann.screen()
        if screen["message_id"] > forgotten["message_id"]:
            break
    assert words_of(screen).startswith("👛")


def test_screens_opened_in_the_same_second_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "new_id", lambda: "what the library takes")
    install(Dispatcher(), cast(Services, SimpleNamespace(clock=SystemClock())))
    ids = {Stack().push(Home.main, None).id for _ in range(2000)}
    assert len(ids) == 2000
