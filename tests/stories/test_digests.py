"""Digests as people get them: with a picture, in the morning, once; and what is due soon on one screen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.stage import Stage
from tests.stories.people import words_of
from tests.stories.screens import told
from tests.stories.steps import register
from tests.stories.test_invoices import unlock
from tests.stories.test_rates import photo
from tests.stories.words import words
from wallet.database import Database
from wallet.digests.service import tell_due
from wallet.money import CURRENCIES, Money

BOTH = pytest.mark.parametrize("code", ["zh-CN", "en"])


async def until_done(database: Database) -> None:
    while await database.write(tell_due):
        pass


@pytest.mark.slow
@BOTH
async def test_a_digest_comes_with_a_picture_once_and_leads_on(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    bob = await stage.phone("Bob", username="bob", phone="+8613800138002", language="en")
    await register(ann, say, name="Ann Lee")
    await register(bob, say, name="Bob Ray")
    owner = await container.customers.recognise(ann.person, "ann")
    other = await container.customers.recognise(bob.person, "bob")
    assert owner is not None
    assert other is not None
    await factories.fund(container.database, owner.id, 500_00)
    await until_done(container.database)
    await container.telling.set_digest(owner.id, "daily", wanted=True)
    await container.telling.set_digest(owner.id, "weekly", wanted=False)
    await container.telling.set_digest(owner.id, "monthly", wanted=False)
    await factories.pay(container.database, owner.id, other.id, 70_00)
    stage.clock.advance(timedelta(hours=60))
    for _ in range(3):
        await until_done(container.database)
    await told(stage)
    if not await told_pictures(ann):
        # It is night where she is: the digest waits for the morning.
        stage.clock.advance(timedelta(hours=12))
        await until_done(container.database)
    await told(stage)
    notice = await photo(ann)
    assert say("category-people") in words_of(notice)
    assert say.language.money(Money(70_00, CURRENCIES["CNY"])) in words_of(notice)
    assert await told_pictures(ann) == 1
    await unlock(ann, say)
    await ann.press(say("home-upcoming"), on=notice)
    await ann.sees(say.first_line("upcoming-title"), say.first_line("upcoming-none").strip())


async def told_pictures(phone: object) -> int:
    return sum(bool(item.get("photo")) for item in await phone.messages())  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", ["zh-CN", pytest.param("en", marks=pytest.mark.slow)])
async def test_what_is_due_soon(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    owner = await container.customers.recognise(ann.person, "ann")
    assert owner is not None
    today = stage.clock.now().date()
    day = today + timedelta(days=20)
    await container.goals.make(owner.id, "A <new> bike", Money(900_00, CURRENCIES["CNY"]), day, today)
    await ann.say("/upcoming")
    await ann.sees(say("upcoming-title"), "A <new> bike", say.language.money(Money(900_00, CURRENCIES["CNY"])))
    await ann.press(say("back"))
    await ann.sees(say.first_line("money-title"))
