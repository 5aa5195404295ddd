"""Quick commands: one typed line leads to the same confirm card as the buttons, or to a clear answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.factories import customer
from tests.stage import Stage
from tests.stories.people import Phone, words_of
from tests.stories.steps import PIN, gone, register, sees_below, top_up, two_customers
from tests.stories.words import Words, words
from wallet.customers.models import customers
from wallet.customers.queries import CLOSED
from wallet.errors import (
    AmountNotPositive,
    AmountTooLarge,
    AmountTooManyDecimals,
    CustomerNotActive,
    InsufficientFunds,
    NoteTooLong,
    PayeeNotActive,
    PayeeNotFound,
    PayeeNotUnderstood,
    PhoneAmbiguous,
    PinWrong,
    QuickCommandNotUnderstood,
    SameAccount,
    SameCurrency,
    WalletError,
)
from wallet.money import MINOR_MAX

CODES = pytest.mark.parametrize("code", ["zh-CN", "en"])


async def card(phone: Phone, say: Words, text: str, *shown: str) -> str:
    """Type a quick command and wait for the confirm card; the line itself goes."""
    typed = await phone.say(text)
    found = await phone.sees(say.first_line("checkout-card", lines=""), *shown)
    if not text.startswith("/"):
        await gone(phone, typed)
    return words_of(found)


async def refused(phone: Phone, say: Words, text: str, error: WalletError, *shown: str) -> None:
    """Type a quick command that is answered on the screen that was open, which another one then follows."""
    typed = await phone.say(text)
    await phone.sees(f"⚠️ {say.refusal(error)}", *shown)
    if not text.startswith("/"):
        await gone(phone, typed)
    await phone.say("/home")
    await phone.sees("👛")


def not_understood(say: Words, payee: str = "@bob") -> WalletError:
    """The answer with the two nearest right forms."""
    forms = [say(key, amount="20", payee=payee) for key in ("quick-form-pay", "quick-form-pay-payee-first")]
    return QuickCommandNotUnderstood(first=forms[0], second=forms[1])


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

    await ann.say("/transfer")
    await ann.sees(say.first_line("transfer-payee"))
    await ann.say("send 20 to @bob")
    await ann.sees(say.refusal(PayeeNotUnderstood()), say.first_line("transfer-payee"))

    database = stage.application.container.database
    closing = update(customers).where(customers.c.username == "bob").values(status=CLOSED)
    await database.write(lambda work: work.connection.execute(closing).rowcount)
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
    stage.clock.advance(timedelta(minutes=16))
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


@pytest.mark.slow
async def test_without_a_wallet_a_command_leads_to_the_registration(stage: Stage) -> None:
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    for text in ("/pay 20 @bob", "/balance"):
        await sees_below(ann, await ann.say(text), "Choose your language")
    await gone(ann, await ann.say("转 20 给 @bob"))
    await ann.sees("Choose your language")
