"""Quick commands that lead to no card: each says why, or is no command and goes where it went before."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from tests.factories import fund
from tests.stage import Stage
from tests.stories.people import words_of
from tests.stories.quick_steps import card, not_understood, refused
from tests.stories.steps import PIN, gone, sees_below, two_customers
from tests.stories.words import words
from wallet.customers.models import customers
from wallet.customers.queries import CLOSED
from wallet.errors import (
    AmountNotPositive,
    AmountTooLarge,
    AmountTooManyDecimals,
    CustomerNotActive,
    InsufficientFunds,
    LimitReached,
    NoteTooLong,
    PayeeNotActive,
    PayeeNotFound,
    PayeeNotUnderstood,
    SameAccount,
)
from wallet.money import MINOR_MAX
from wallet.payments.quotes import VALID_FOR

CODES = pytest.mark.parametrize("code", ["zh-CN", "en"])


@CODES
@pytest.mark.slow
async def test_what_is_refused_says_why_on_the_open_screen(stage: Stage, code: str) -> None:
    say = words(code)
    ann, _ = await two_customers(stage, say, 10_000)
    home = "👛"
    short = InsufficientFunds(currency="CNY", available_minor=10_000, needed_minor=10_001)
    for text, error in (
        ("转 100.01 给 @bob", short),
        ("send 20 to @nobody_here", PayeeNotFound()),
        ("付给 @ann 20", SameAccount()),
        ("转 20.005 给 @bob", AmountTooManyDecimals(currency="CNY", decimals=2)),
        ("pay @bob -20", AmountNotPositive(currency="CNY")),
        ("pay @bob 99999999999999", AmountTooLarge(currency="CNY", minor_max=MINOR_MAX)),
        (f"pay @bob 20 {'x' * 101}", NoteTooLong(length_max=100)),
        ("转一千二给 @bob", not_understood(say)),
        ("付给 @bob 20块 5毛", not_understood(say)),
        ("pay @bob 20 000", not_understood(say)),
        ("send 20 to @bob @ann", not_understood(say, "@li")),
    ):
        await refused(ann, say, text, error, home)

    container = stage.application.container
    owner = await container.customers.recognise(ann.person, "ann")
    assert owner is not None
    await fund(container.database, owner.id, 6_000_00)
    limit = {"limit": "operation", "currency": "CNY", "left_minor": 5_000_00, "max_minor": 5_000_00, "level": 0}
    await refused(ann, say, "转五千零一给 @bob", LimitReached(**limit), home)

    await ann.say("/transfer")
    await ann.sees(say.first_line("transfer-payee"))
    await ann.say("send 20 to @bob")
    await ann.sees(say.refusal(PayeeNotUnderstood()), say.first_line("transfer-payee"))

    closing = update(customers).where(customers.c.username == "bob").values(status=CLOSED)
    await container.database.write(lambda work: work.connection.execute(closing).rowcount)
    await ann.say("/home")
    await ann.sees(home)
    await refused(ann, say, "转 20 给 @bob", PayeeNotActive(), home)


@CODES
@pytest.mark.slow
async def test_frozen_expired_and_locked(stage: Stage, code: str) -> None:
    say = words(code)
    ann, _ = await two_customers(stage, say, 10_000)
    await ann.say("/help")
    await ann.sees(say.first_line("help"))
    await card(ann, say, "转 20 给 @bob", say.yuan(2000))
    stage.clock.advance(VALID_FOR)
    await ann.press("✅")
    await ann.sees(say.first_line("lock", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say("checkout-expired").split("\n")[-1])
    await ann.press(say("checkout-renew"))
    await ann.sees(say("checkout-renewed"), say.yuan(2000))
    await ann.press(say("back"))
    await ann.sees(say.first_line("help"))

    await ann.say("/lock")
    await ann.sees(say.first_line("lock", dots=""))
    for text in ("/pay 20 @bob", "转 20 给 @bob", "/balance", "余额"):
        await gone(ann, await ann.say(text))
        await ann.sees(say.first_line("lock", dots=""))
    await ann.say("/help")
    await ann.sees(say.first_line("help"))
    await gone(ann, await ann.say("转 20 给 @bob"))
    await ann.sees(say.first_line("lock", dots=""))
    assert not [item for item in await ann.messages() if say.yuan(2000) in words_of(item)]
    await ann.enter_pin(PIN)
    await ann.sees(say.first_line("help"))

    await ann.say("/freeze")
    await ann.sees(say.first_line("frozen-desk"))
    await card(ann, say, "/pay 20 @bob", say.yuan(2000))
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.refusal(CustomerNotActive(status="frozen")))


@CODES
@pytest.mark.slow
async def test_words_that_merely_hold_a_number_are_no_command(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10_000)
    sentences = (
        "20",
        "20元",
        "我昨天花了20块",
        "please send 20 to @bob",
        "付款失败了怎么办",
        "send 20",
        "转 20\n给 @bob",
    )
    for sentence in sentences:
        await ann.say("/home")
        await ann.sees("👛")
        await gone(ann, await ann.say(sentence))
        await ann.sees(say("home-not-understood"))
    assert not [item for item in await ann.messages() if say.first_line("checkout-card", lines="") in words_of(item)]

    members = [ann.person, bob.person]
    group = (await stage.world.call("POST", "/chats", {"title": "Club", "type": "group", "members": members}))["id"]
    for command in ("/pay 20 @bob", "转 20 给 @bob"):
        written = await stage.world.call("POST", f"/chats/{group}/messages", {"from": bob.person, "text": command})
        origin = {"chat": group, "message_id": written["message_id"]}
        await ann.say("/home")
        await ann.sees("👛")
        body = {"from": ann.person, "forward_of": origin}
        await gone(ann, await stage.world.call("POST", f"/chats/{ann.chat}/messages", body))
        await ann.sees(say("home-not-understood"))
    assert not [item for item in await ann.messages() if say.first_line("checkout-card", lines="") in words_of(item)]

    await ann.press(say("home-support"))
    await ann.sees(say.first_line("support-fresh"))
    await ann.say("What is wrong?")
    thread = await stage.agent.topic_with("What is wrong?")
    await ann.say("/home")
    await ann.sees("👛")
    complaint = "付款失败了 @bob 没收到 20 块"
    await ann.say(complaint)
    assert await stage.agent.topic_with(complaint) == thread
    await ann.say("/home")
    await card(ann, say, "转 20 给 @bob", say.yuan(2000))


@pytest.mark.slow
async def test_without_a_wallet_a_command_leads_to_the_registration(stage: Stage) -> None:
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    for text in ("/pay 20 @bob", "/balance"):
        await sees_below(ann, await ann.say(text), "Choose your language")
    await gone(ann, await ann.say("转 20 给 @bob"))
    await ann.sees("Choose your language")
