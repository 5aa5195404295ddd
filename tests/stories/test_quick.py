"""Quick commands: one typed line leads to the same confirm card as the buttons."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from tests.factories import customer
from tests.stage import Stage
from tests.stories.people import words_of
from tests.stories.quick_steps import card, not_understood, refused
from tests.stories.steps import PIN, register, sees_below, top_up, two_customers
from tests.stories.words import words
from wallet.customers.models import customers
from wallet.errors import (
    InsufficientFunds,
    PayeeNotFound,
    PhoneAmbiguous,
    PinWrong,
    QuickCommandNotUnderstood,
    SameCurrency,
)

CODES = pytest.mark.parametrize("code", ["zh-CN", "en"])


@CODES
async def test_one_line_pays(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10_000)
    shown = await card(ann, say, "转 20 块 给 @bob 午饭", say.yuan(2000), "B** R**")
    assert say("checkout-note", note="午饭") in shown
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin("111222")
    await ann.sees(say.refusal(PinWrong(tries_left=4)))
    await ann.enter_pin(PIN)
    receipt = await ann.sees(say.first_line("checkout-receipt", lines=""))
    await bob.sees(say.yuan(2000), "A** L**")

    await card(ann, say, "send 5 to @bob", say.yuan(500))
    kept = {item["message_id"]: words_of(item) for item in await ann.messages()}
    assert kept[receipt["message_id"]] == words_of(receipt), "a receipt stays"
    await ann.press(say("back"))
    await ann.sees("👛", say.yuan(8000))


@CODES
@pytest.mark.slow
async def test_commands_work_on_every_screen(stage: Stage, code: str) -> None:
    say = words(code)
    ann, _ = await two_customers(stage, say, 10_000)
    amount_asked = say("transfer-amount", payee="", payee_number="", available="").split("\n")[1]
    for command in ("/pay 20 @bob lunch", "/pay@wallet_bot @bob 20 lunch", "/send 20块 给 @bob lunch"):
        await ann.say("/transfer")
        await ann.sees(say.first_line("transfer-payee"))
        await ann.say("@bob")
        await ann.sees(amount_asked)
        shown = await card(ann, say, command, say.yuan(2000), say("checkout-note", note="lunch"))
        assert "B** R**" in shown
        await ann.press(say("back"))
        await ann.sees("👛", say.yuan(10_000))
    for command in ("/pay", "/send", "/transfer"):
        await sees_below(ann, await ann.say(command), say.first_line("transfer-payee"))
    await ann.say("/pay 20")
    await ann.sees(f"⚠️ {say.refusal(not_understood(say, '@li'))}", say.first_line("transfer-payee"))
    for command in ("/balance", "/balance please"):
        await sees_below(ann, await ann.say(command), "👛", say.yuan(10_000))
    await ann.say("/help")
    await ann.sees(say.first_line("help"), say("quick-hint"))
    await ann.say("余额")
    await ann.sees("👛", say.yuan(10_000), say("quick-hint"))


@CODES
@pytest.mark.slow
async def test_a_phone_without_its_country_is_one_in_china(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, _ = await two_customers(stage, say, 10_000)
    await card(ann, say, "付给 13800138002 20 元", say.yuan(2000), "B** R**")
    await card(ann, say, "转20给+8613800138002", say.yuan(2000), "B** R**")
    await ann.say("/home")
    await ann.sees("👛")
    await refused(ann, say, "付给 13800138003 20 元", PayeeNotFound())
    await customer(container.database, container.vault, phone="+13800138002")
    both = PhoneAmbiguous(first="+8613800138002", second="+13800138002")
    await refused(ann, say, "付给 13800138002 20 元", both)


@CODES
@pytest.mark.slow
async def test_the_card_warns_as_it_does_with_buttons(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, _ = await two_customers(stage, say, 10_000)
    first = say.first_line("checkout-warning-first-payment")
    await card(ann, say, "转 20 给 @bob", first)
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.first_line("checkout-receipt", lines=""))
    assert first not in await card(ann, say, "转 21 给 @bob", say.yuan(2100))

    renamed = update(customers).where(customers.c.username == "bob").values(username="bob_before")
    await container.database.write(lambda work: work.connection.execute(renamed).rowcount)
    await customer(container.database, container.vault, username="bob", phone="+8613800138077", name="Eve Fox")
    moved = say("checkout-warning-name-moved", former="B** R**").split("\n")[0]
    await card(ann, say, "send 22 to @bob", moved, "E** F**", first)


@CODES
@pytest.mark.slow
async def test_exchange_in_one_line(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    await top_up(ann, say, 10_000)
    title = say("checkout-what", kind="exchange")
    for text in ("换 10 元 美元", "exchange 10 to usd", "/exchange 10 cny usd"):
        assert title in await card(ann, say, text, say.yuan(1000))
    await ann.say("/home")
    await ann.sees("👛")
    await refused(ann, say, "换 10 元 人民币", SameCurrency())
    short = InsufficientFunds(currency="USD", available_minor=0, needed_minor=1000)
    await ann.say("exchange 10 usd to cny")
    await ann.sees("⚠️", say.refusal(short).split("US$")[0])
    forms = [
        say("quick-form-exchange", amount="100 USD", currency="CNY"),
        say("quick-form-exchange-into", amount="100 USD", currency="CNY"),
    ]
    await refused(ann, say, "换 10 美元", QuickCommandNotUnderstood(first=forms[0], second=forms[1]))
    await card(ann, say, "/exchange 10 cny usd", title)
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.first_line("checkout-receipt", lines=""))
    await sees_below(ann, await ann.say("/balance"), "👛", "US$")
