"""Paying people: named in every way there is, saved, with a note, warned of, and the refusals on the way."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from tests import factories
from tests.stage import Stage
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import PIN, register, sees_below, two_customers
from tests.stories.test_freeze import balance, owner
from tests.stories.words import Words, words
from wallet.customers.models import customers
from wallet.errors import (
    AliasInvalid,
    AliasTaken,
    AmountNotANumber,
    ForwardHidden,
    ForwardNotPerson,
    InsufficientFunds,
    LimitReached,
    NoteTooLong,
    PayeeNotActive,
    PayeeNotFound,
    PayeeNotUnderstood,
    PinWrong,
    SameAccount,
    WalletError,
)
from wallet.money import Money, currency
from wallet.security import proofs
from wallet.security.freezing import BY_DESK, freeze
from wallet.security.proofs import Means
from wallet.trail import BY_SYSTEM

_updates = itertools.count(2 * 10**12)


async def asked_whom(phone: Phone, say: Words) -> dict[str, Any]:
    """Open the transfer; returns its screen."""
    asked = await phone.say("/transfer")
    return await sees_below(phone, asked, say.first_line("transfer-payee"))


async def asked_how_much(phone: Phone, say: Words) -> None:
    await phone.sees(say("transfer-amount", payee="", payee_number="", available="").split("\n")[1])


async def card(phone: Phone, say: Words, *lines: str) -> dict[str, Any]:
    return await phone.sees(say.first_line("checkout-card", lines=""), *lines)


async def confirms(phone: Phone, say: Words, pin: str = PIN) -> None:
    """From the card past the PIN."""
    await phone.press("✅")
    await phone.sees(say.first_line("checkout-pin", what="", dots=""))
    await phone.enter_pin(pin)


async def receipt(phone: Phone, say: Words, *lines: str) -> dict[str, Any]:
    return await phone.sees(say.first_line("checkout-receipt", lines=""), *lines)


async def forwards_of(stage: Stage, reader: Phone, writer: Phone) -> dict[str, Any]:
    """What somebody writes in a group, forwarded to the bot by who reads it there."""
    members = [reader.person, writer.person]
    chat = await stage.world.call("POST", "/chats", {"title": "Lunch", "type": "group", "members": members})
    said = await stage.world.call(
        "POST", f"/chats/{chat['id']}/messages", {"from": writer.person, "text": "20 each, please"}
    )
    forwarded = {"chat": str(chat["id"]), "message_id": said["message_id"]}
    sent: dict[str, Any] = await stage.world.call(
        "POST", f"/chats/{reader.chat}/messages", {"from": reader.person, "forward_of": forwarded}
    )
    return sent


async def forwards_from(stage: Stage, phone: Phone, origin: dict[str, Any]) -> None:
    """A forwarded message whose origin Telegram tells like this."""
    number = next(_updates)
    user = {"id": phone.person, "is_bot": False, "first_name": "Ann", "username": "ann", "language_code": "en"}
    message = {
        "message_id": 10**6 + number % 10**6,
        "date": 1,
        "chat": {"id": phone.person, "type": "private", "first_name": "Ann"},
        "from": user,
        "text": "hello",
        "forward_origin": origin | {"date": 1},
    }
    await stage.application._runners["customer"].accept([{"update_id": number, "message": message}])


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_payee_is_saved_with_one_tap_and_paid_by_an_own_name(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await asked_whom(ann, say)
    await forwards_of(stage, ann, bob)
    await asked_how_much(ann, say)
    await ann.press(say("transfer-add-note"))
    await ann.sees(say.first_line("transfer-note"))
    await ann.say("Lunch <b>")
    await ann.sees(say("transfer-noted", note="Lunch <b>"))
    await ann.say("20")
    await card(ann, say, "B** R**", say.first_line("checkout-warning-first-payment"), "Lunch <b>")
    await confirms(ann, say)
    await receipt(ann, say, "B** R**")
    await ann.press(say("payee-save-next"))
    await ann.sees(say("payee-saved"), say.first_line("payee-title", name="B** R**", number=""))
    await ann.press(say("payee-rename"))
    await ann.sees(say("payee-alias-page", name="", number="").split("\n")[1])
    await ann.say("12")
    await ann.sees(say.refusal(AliasInvalid(length_max=30)))
    await ann.say("Landlord")
    await ann.sees(say("payee-renamed"), "Landlord")
    shown = await asked_whom(ann, say)
    assert "⭐ Landlord" in buttons_of(shown)
    await ann.say("landlord")
    await asked_how_much(ann, say)
    await ann.sees(say("payee-known", alias="Landlord", name="B** R**"))
    await ann.say("5")
    shown = await card(ann, say, "B** R**")
    assert say.first_line("checkout-warning-first-payment") not in words_of(shown)
    await confirms(ann, say)
    await bob.sees(say.yuan(500), "A** L**")
    assert await balance(stage, bob) == 2500


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_every_way_to_name_a_payee(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    number = (await owner(stage, bob)).wallet_number
    ways = {
        "@name": lambda: ann.say("@Bob"),
        "name": lambda: ann.say("bob"),
        "phone": lambda: ann.say("+86 138 0013 8002"),
        "wallet number": lambda: ann.say(number),
        "contact": lambda: ann.share_contact({"phone_number": bob.phone, "first_name": "B", "user_id": bob.person}),
        "contact without account": lambda: ann.share_contact({"phone_number": bob.phone, "first_name": "B"}),
        "message": lambda: forwards_of(stage, ann, bob),
    }
    for minor, (way, act) in enumerate(ways.items(), 1):
        await asked_whom(ann, say)
        await act()
        await asked_how_much(ann, say)
        await ann.say(f"{minor}")
        shown = await card(ann, say, "B** R**", say.yuan(minor * 100))
        warned = say.first_line("checkout-warning-first-payment") in words_of(shown)
        assert warned is (minor == 1), way
        await confirms(ann, say)
        await bob.sees(say.yuan(minor * 100), "A** L**")
    shown = await asked_whom(ann, say)
    await ann.press("B** R**", on=shown)
    await asked_how_much(ann, say)
    await ann.press(say("back"))
    await ann.sees(say("transfer-recent"))
    assert await balance(stage, bob) == sum(range(1, len(ways) + 1)) * 100


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_who_cannot_be_told_or_paid_is_refused_with_other_ways(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    eve = await stage.phone("Eve", username="eve", phone="+8613800138003", language="en")
    bot = {"id": 42, "is_bot": True, "first_name": "Bot", "username": "some_bot"}
    channel = {"id": -1001, "type": "channel", "title": "News"}
    await asked_whom(ann, say)
    origins: list[tuple[dict[str, Any], WalletError]] = [
        ({"type": "hidden_user", "sender_user_name": "Ghost"}, ForwardHidden()),
        ({"type": "user", "sender_user": bot}, ForwardNotPerson()),
        ({"type": "hidden_user", "sender_user_name": "Ghost"}, ForwardHidden()),
        ({"type": "channel", "chat": channel, "message_id": 1}, ForwardNotPerson()),
    ]
    for origin, refusal in origins:
        await forwards_from(stage, ann, origin)
        await ann.sees(say.refusal(refusal), say.first_line("transfer-payee"))
    await forwards_of(stage, ann, eve)
    await ann.sees(say.refusal(PayeeNotFound()), say.first_line("transfer-payee"))
    texts: list[tuple[str, WalletError]] = [
        ("@ann", SameAccount()),
        ("@nobody", PayeeNotFound()),
        ("???", PayeeNotUnderstood()),
        ("@ann", SameAccount()),
        ("x" * 65, PayeeNotUnderstood()),
    ]
    for text, refusal in texts:
        await ann.say(text)
        await ann.sees(say.refusal(refusal), say.first_line("transfer-payee"))
    await ann.say("@bob")
    await asked_how_much(ann, say)
    await ann.press(say("transfer-add-note"))
    await ann.sees(say.first_line("transfer-note"))
    await ann.say("x" * 101)
    await ann.sees(say.refusal(NoteTooLong(length_max=100)))
    await ann.press(say("back"))
    await asked_how_much(ann, say)
    await ann.say("20 lunch")
    await ann.sees(say.refusal(AmountNotANumber(text="20 lunch")))
    await ann.say("100.01")
    await ann.sees(say.refusal(InsufficientFunds(currency="CNY", available_minor=100_00, needed_minor=100_01)))
    await say_limit(stage, ann, say)
    assert await balance(stage, bob) == 0


async def say_limit(stage: Stage, ann: Phone, say: Words) -> None:
    """More than may leave at once, though the money is there."""
    await factories.fund(stage.application.container.database, (await owner(stage, ann)).id, 20_000_00)
    await ann.say("5000.01")
    limit, kind = Money(5_000_00, currency("CNY")), "CNY"
    refusal = LimitReached(limit="operation", currency=kind, left_minor=limit.minor, max_minor=limit.minor, level=0)
    await ann.sees(say.refusal(refusal))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_name_that_moved_is_warned_of_with_strong_words(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    eve = await stage.phone("Eve", username="eve", phone="+8613800138003", language="en")
    await register(eve, say, name="Eve Fox")
    await asked_whom(ann, say)
    await ann.say("@bob")
    await asked_how_much(ann, say)
    await ann.say("1")
    await card(ann, say)
    await confirms(ann, say)
    await bob.sees(say.yuan(100), "A** L**")

    container = stage.application.container
    names = ((await owner(stage, bob), None), (await owner(stage, eve), "bob"))
    for customer, name in names:
        change = update(customers).where(customers.c.id == customer.id).values(username=name)
        await container.database.write(lambda work, change=change: work.connection.execute(change).rowcount)
    await asked_whom(ann, say)
    await ann.say("@bob")
    await asked_how_much(ann, say)
    await ann.say("2")
    strong = say("checkout-warning-name-moved", former="B** R**")
    await card(ann, say, "E** F**", strong, say.first_line("checkout-warning-first-payment"))
    await confirms(ann, say)
    await receipt(ann, say, "E** F**")
    await asked_whom(ann, say)
    await ann.say("@bob")
    await asked_how_much(ann, say)
    await ann.say("3")
    assert strong not in words_of(await card(ann, say, say.yuan(300)))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_expired_figures_a_wrong_pin_a_frozen_payee_and_one_who_is_gone(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, bob = await two_customers(stage, say, 10000)
    payee = await owner(stage, bob)
    await asked_whom(ann, say)
    await ann.say("@bob")
    await asked_how_much(ann, say)
    await ann.say("20")
    await card(ann, say)
    stage.clock.advance(timedelta(minutes=15))
    await ann.press("✅")
    await ann.sees(say.first_line("lock", dots=""))
    await ann.enter_pin(PIN)
    shown = await card(ann, say, say.first_line("checkout-expired"))
    assert not any("✅" in button for button in buttons_of(shown))
    await ann.press(say("checkout-renew"))
    await card(ann, say, say("checkout-renewed"), say.first_line("checkout-warning-first-payment"))
    await container.database.write(lambda work: freeze(work, payee.id, BY_DESK, BY_SYSTEM))
    await confirms(ann, say, "975312")
    await ann.sees(say.refusal(PinWrong(tries_left=4)))
    await ann.enter_pin(PIN)
    await receipt(ann, say, "B** R**")
    assert await balance(stage, bob) == 2000

    eve = await stage.phone("Eve", username="eve", phone="+8613800138003", language="en")
    await register(eve, say, name="Eve Fox")
    gone = await owner(stage, eve)
    await asked_whom(ann, say)
    await ann.say("@eve")
    await asked_how_much(ann, say)
    await ann.say("20")
    await card(ann, say, "E** F**")
    await container.database.write(lambda work: proofs.record(work, gone.id, "erase", Means.PASSWORD))
    await container.profiles.erase(gone)
    await confirms(ann, say)
    await ann.sees(say.refusal(PayeeNotActive()))
    assert await balance(stage, ann) == 8000


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_the_list_renames_forgets_and_pays(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, bob = await two_customers(stage, say, 10000)
    await ann.say("/payees")
    await ann.sees(say("payees-empty").split("\n")[1])

    others = [await factories.customer(container.database, container.vault, name=f"P{n} X") for n in range(9)]
    ann_id = (await owner(stage, ann)).id
    for other in [*others, await owner(stage, bob)]:
        await container.payees.save(ann_id, other.id)
    shown = await asked_whom(ann, say)
    assert len(buttons_of(shown)) == 8
    await ann.press(say("transfer-more"), on=shown)
    shown = await ann.sees(say("payees-title").split("\n")[1])
    await ann.press(say("history-older"), on=shown)
    await ann.press(say("history-newer"))
    await ann.press("B** R**")
    await ann.press(say("payee-rename"))
    await ann.sees(say("payee-alias-page", name="", number="").split("\n")[1])
    await ann.say("Bobby")
    await ann.sees(say("payee-alias", alias="Bobby"))
    await ann.press(say("back"))
    await ann.press("P** X**")
    await ann.press(say("payee-rename"))
    await ann.sees(say("payee-alias-page", name="", number="").split("\n")[1])
    await ann.say("bobby")
    await ann.sees(say.refusal(AliasTaken()))
    await ann.press(say("back"))
    await ann.press(say("payee-forget"))
    await ann.sees(say("payee-forgotten"))
    await ann.press("⭐ Bobby")
    await ann.press(say("payee-pay"))
    await asked_how_much(ann, say)
    await ann.sees(say("payee-known", alias="Bobby", name="B** R**"))
