"""Inline mode: what is offered in other chats, to whom, and that no money moves there, whoever presses what."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.stage import Stage
from tests.stories.claim_link_steps import make
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.screens import Screen, press_as
from tests.stories.steps import PIN, sees_below, top_up, two_customers
from tests.stories.words import words
from tests.wallet.shops import open_shop
from wallet.errors import InsufficientFunds
from wallet.invoices.service import NewInvoice
from wallet.ledger.models import operations

CODES = pytest.mark.parametrize("code", ["zh-CN", "en"])


async def asks(phone: Phone, query: str) -> dict[str, Any]:
    """What is offered for these words after the bot's name."""
    body = {"from": phone.person, "bot": phone.bot, "query": query}
    answer: dict[str, Any] = await phone.world.call("POST", "/inline", body)
    assert "timeout" not in answer, "no answer came"
    assert (answer["is_personal"], answer["cache_time"]) == (True, 0)
    return answer


async def club(stage: Stage, *members: Phone) -> int:
    """A group in which the bot is not."""
    body = {"title": "Club", "type": "group", "members": [phone.person for phone in members]}
    return int((await stage.world.call("POST", "/chats", body))["id"])


async def sends(phone: Phone, chat: int, answer: dict[str, Any], result: str) -> dict[str, Any]:
    """Choose an offer: it is sent to the chat as a message of who chose it."""
    body = {"from": phone.person, "inline": {"query": answer["id"], "result": result}}
    sent: dict[str, Any] = await phone.world.call("POST", f"/chats/{chat}/messages", body)
    return sent


async def presses(phone: Phone, chat: int, message: dict[str, Any]) -> str:
    """Press the only button of a message in a group; returns what follows /start in its address."""
    (button,) = buttons_of(message)
    path = f"/chats/{chat}/messages/{message['message_id']}/press"
    opened = await phone.world.call("POST", path, {"from": phone.person, "button": button})
    address, _, argument = str(opened["url"]).partition("?start=")
    assert address == "https://t.me/wallet_bot"
    assert "callback_data" not in opened
    return argument


async def operations_of(stage: Stage) -> int:
    """How often money moved."""
    counting = select(func.count()).select_from(operations)
    return int(await stage.application.container.database.read(lambda connection: connection.scalar(counting)))


@pytest.mark.slow
@CODES
async def test_a_request_in_a_group_is_paid_in_private(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10_000)
    group = await club(stage, ann, bob)
    answer = await asks(bob, "20 元")
    assert [item["title"] for item in answer["results"]] == [say("inline-request-title", amount=say.yuan(2000))]
    message = await sends(bob, group, answer, "request")
    assert "B** R**" in words_of(message)
    assert say.yuan(2000) in words_of(message)
    assert not {"<b>", "Bob", "Ray"} & set(words_of(message).replace("\n", " ").split())

    argument, before = await presses(ann, group, message), await operations_of(stage)
    opened = await ann.say(f"/start {argument}")
    shown = await sees_below(ann, opened, say.first_line("checkout-card", lines=""), say.yuan(2000), "B** R**")
    assert await operations_of(stage) == before
    await ann.press("✅", on=shown)
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.first_line("checkout-receipt", lines=""))
    await bob.sees(say.yuan(2000), "A** L**")


@CODES
@pytest.mark.slow
async def test_what_a_link_fills_in_can_be_left_changed_and_refused(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, bob = await two_customers(stage, say, 10_000)
    payee = await container.customers.recognise(bob.person, "bob")
    assert payee is not None
    number = payee.wallet_number
    asked = say("transfer-amount", payee="", payee_number="", available="").split("\n")[1]
    short = InsufficientFunds(currency="CNY", available_minor=10_000, needed_minor=10_001)
    await ann.say(f"/start pay_{number}_10001_CNY")
    await ann.sees(f"⚠️ {say.refusal(short)}", asked)
    await ann.say(f"/start pay_{number}_2000_CNY")
    await ann.sees(say.first_line("checkout-card", lines=""), say.yuan(2000))
    await ann.press(say("back"))
    await ann.sees("B** R**", asked)
    await ann.say("15")
    await ann.sees(say.first_line("checkout-card", lines=""), say.yuan(1500))
    owner = await container.customers.recognise(ann.person, "ann")
    assert owner is not None
    wrong = (
        f"pay_{owner.wallet_number}_2000_CNY", f"pay_{int(number) ^ 1:010}_2000_CNY", f"pay_{number}_0_CNY",
        f"pay_{number}_2000_XYZ", f"pay_{number}_9999999999999999_CNY", f"pay_{number}_2000",
        "link_0_CNY", "link_5_cny",
    )  # fmt: skip
    for argument in wrong:
        await sees_below(ann, await ann.say(f"/start {argument}"), "👛")


@CODES
@pytest.mark.slow
async def test_own_links_are_offered_and_new_ones_made_in_private(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10_000)
    group = await club(stage, ann, bob)
    link = await make(ann, say, "20")
    await make(ann, say, "30")
    answer = await asks(ann, "20")
    offered = [item["id"] for item in answer["results"]]
    assert len(offered) == 2, "the request, and the link of that amount alone"
    message = await sends(ann, group, answer, offered[1])
    assert "A** L**" in words_of(message)
    assert await presses(bob, group, message) == link
    await bob.say(f"/start {link}")
    await bob.press(say("claim-take", amount=say.yuan(2000)))
    await bob.sees(say.first_line("claim-taken", amount=say.yuan(2000), giver="", number="", lines=""))
    assert [item["id"] for item in (await asks(ann, "20"))["results"]] == ["request"]
    assert [item["id"] for item in (await asks(bob, "30"))["results"]] == ["request"], "somebody else's link"

    assert answer["button"]["text"] == say("inline-make-link", amount=say.yuan(2000))
    before = await operations_of(stage)
    opened = await ann.say(f"/start {answer['button']['start_parameter']}")
    await sees_below(ann, opened, say("claim-link-options", amount=say.yuan(2000), lines="").split("\n")[0])
    assert await operations_of(stage) == before


@CODES
@pytest.mark.slow
async def test_a_merchant_shares_an_invoice(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, bob = await two_customers(stage, say, 10_000)
    owner = await container.customers.recognise(bob.person, "bob")
    assert owner is not None
    assert len((await asks(bob, "20"))["results"]) == 1
    await open_shop(container.database, container.vault, owner)
    for minor in (2000, 3000):
        await container.invoices.create(NewInvoice(owner.id, factories.money(minor), "day"))
    group = await club(stage, ann, bob)
    answer = await asks(bob, "20")
    offered = [item["id"] for item in answer["results"]]
    assert len(offered) == 2, "the request, and the invoice of that amount alone"
    message = await sends(bob, group, answer, offered[1])
    assert "Corner shop" in words_of(message)
    opened = await ann.say(f"/start {await presses(ann, group, message)}")
    shown = await sees_below(ann, opened, say.first_line("checkout-card", lines=""), "Corner shop", say.yuan(2000))
    await ann.press("✅", on=shown)
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.first_line("checkout-receipt", lines=""))
    assert len((await asks(bob, "20"))["results"]) == 1, "paid"


@CODES
@pytest.mark.slow
async def test_who_may_not_look_is_offered_less(stage: Stage, code: str) -> None:
    say = words(code)
    ann, _ = await two_customers(stage, say, 10_000)
    await make(ann, say, "20")
    for query in ("", "hello", "20 to @bob", "0", "-5", "20.005", "转 20 给 @bob", "9" * 61):
        answer = await asks(ann, query)
        assert (answer["results"], answer["button"]["text"]) == ([], say("inline-how"))
    await ann.say("/lock")
    await ann.sees(say.first_line("lock", dots=""))
    answer = await asks(ann, "20")
    assert [item["id"] for item in answer["results"]] == ["request"]
    assert answer["button"] is None

    eve = await stage.phone("Eve", username="eve", phone="+8613800138009", language=code[:2])
    answer = await asks(eve, "20 cny")
    assert (answer["results"], answer["button"]["text"]) == ([], say("inline-open-wallet"))
    await eve.say(f"/start {answer['button']['start_parameter']}")
    await eve.sees("Choose your language")


@CODES
@pytest.mark.slow
async def test_nothing_pressed_in_a_group_moves_money(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10_000)
    await top_up(bob, say, 10_000)
    group = await club(stage, ann, bob)
    await ann.say("/pay 20 @bob")
    await ann.sees(say.first_line("checkout-card", lines=""))
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN[:-1])
    shown = await ann.sees(say.first_line("checkout-pin", what="", dots=""), "● ● ● ● ● ○")
    last = next(
        button["callback_data"]
        for row in shown["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == PIN[-1]
    )
    before, screen = await operations_of(stage), Screen(None, shown, [], [])
    for phone, chat in ((ann, group), (bob, group), (bob, ann.person)):
        user = {"id": phone.person, "is_bot": False, "first_name": "Somebody"}
        query = await press_as(stage, user, chat, screen, last)
        calls = [call["params"] for call in await stage.world.calls()]
        told = [call["text"] for call in calls if str(call.get("callback_query_id")) == query]
        assert told == [say("stale-button")]
    assert await operations_of(stage) == before
    await ann.press(PIN[-1])
    await ann.sees(say.first_line("checkout-receipt", lines=""))
    assert await operations_of(stage) == before + 1


@pytest.mark.slow
async def test_an_answer_that_comes_too_late_is_no_fault(stage: Stage) -> None:
    say, container = words("en"), stage.application.container
    await container.customers.register(factories.registration(username="ann", name="Ann Lee"))
    ann = await stage.phone("Ann", username="ann_too", phone="+8613800138001", language="en")
    fault = {"method": "answerInlineQuery", "status": 400, "bot": stage.customer_bot, "times": 1}
    reason = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    await stage.world.call("POST", "/faults", fault | {"description": reason, "after_effect": True})
    await asks(ann, "20")
    await sees_below(ann, await ann.say("/start"), "Choose your language")
    assert (await asks(ann, "20"))["button"]["text"] == say("inline-open-wallet")
    tried = [call for call in await stage.world.calls() if call["method"] == "answerInlineQuery"]
    assert len(tried) == 2, "nothing is answered again"
