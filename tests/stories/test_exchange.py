"""Exchange as people do it: either amount, a card that counts down, a new rate with one tap, and every refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tests.stage import Stage
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import PIN, register, top_up
from tests.stories.words import Words, words
from wallet.customers.queries import Customer
from wallet.errors import CustomerNotActive, InsufficientFunds, PinWrong, QuoteExpired
from wallet.exchange.service import VALID_FOR
from wallet.payments.models import quotes

BOTH = pytest.mark.parametrize("code", ["zh-CN", "en"])
WRONG_PIN = "975312"


async def ann_with_money(stage: Stage, say: Words, minor: int = 10000) -> tuple[Phone, Customer]:
    """Ann with so much play money, in minor units of CNY."""
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    await top_up(ann, say, minor)
    owner = await stage.application.container.customers.recognise(ann.person, "ann")
    assert owner is not None
    return ann, owner


async def open_exchange(phone: Phone, say: Words) -> None:
    await phone.say("/exchange")
    await phone.sees(say("exchange-title", pays="CNY", gets="USD", available="").split("\n")[0])


async def card(phone: Phone, say: Words, amount: str) -> str:
    """To the confirm card, by an amount in the currency that is asked for; returns what the card says."""
    await phone.say(amount)
    return words_of(await phone.sees(say.first_line("checkout-card", lines=""), "💱"))


async def pays(phone: Phone, say: Words, pin: str = PIN) -> None:
    await phone.press("✅")
    await phone.sees(say.first_line("checkout-pin", what="", dots=""))
    await phone.enter_pin(pin)


async def newest_quote(stage: Stage) -> tuple[int, int, int]:
    """What the newest quote takes, its fee, and what it gives, in minor units."""
    columns = quotes.c
    query = select(columns.pays_minor, columns.fee_minor, columns.gets_minor).order_by(columns.id.desc()).limit(1)
    row = await stage.application.container.database.read(lambda connection: connection.execute(query).one())
    return row.pays_minor, row.fee_minor, row.gets_minor


@BOTH
async def test_yuan_become_dollars_and_the_card_expires_meanwhile(stage: Stage, code: str) -> None:
    say = words(code)
    ann, owner = await ann_with_money(stage, say)
    database = stage.application.container.database
    await open_exchange(ann, say)
    shown = await card(ann, say, "50")
    assert say.yuan(5000) in shown
    assert "0.3%" in shown
    stage.clock.advance(VALID_FOR)
    await ann.press("✅")
    await ann.sees(say.refusal(QuoteExpired()))
    await ann.press(say("checkout-renew"))
    await ann.sees(say("checkout-renewed"))
    paid, fee, got = await newest_quote(stage)
    assert (paid, fee) == (5000, 5)
    await pays(ann, say)
    await ann.sees(say.first_line("checkout-receipt", lines=""), "💱", say.yuan(5005))
    assert await factories.balance(database, owner.id, "CNY") == 10000 - paid - fee
    assert await factories.balance(database, owner.id, "USD") == got > 0


@pytest.mark.slow
@BOTH
async def test_what_is_wanted_arrives_to_the_cent(stage: Stage, code: str) -> None:
    say = words(code)
    ann, owner = await ann_with_money(stage, say)
    database = stage.application.container.database
    await open_exchange(ann, say)
    await ann.press(say("exchange-name-gets"))
    await ann.sees(say("exchange-ask-gets", wanted=say.language.currency_name("USD")))
    await card(ann, say, "2.50")
    paid, fee, got = await newest_quote(stage)
    assert got == 250
    await pays(ann, say)
    await ann.sees(say.first_line("checkout-receipt", lines=""), "💱")
    assert await factories.balance(database, owner.id, "USD") == 250
    assert await factories.balance(database, owner.id, "CNY") == 10000 - paid - fee
    await ann.say("/history")
    await ann.press(say("record-kind-exchange"))
    await ann.sees(say("record-kind-exchange"), say.yuan(-paid))


@pytest.mark.slow
@BOTH
async def test_exchange_refuses_clearly(stage: Stage, code: str) -> None:
    say = words(code)
    ann, owner = await ann_with_money(stage, say)
    container = stage.application.container
    await open_exchange(ann, say)
    await ann.say("100")
    await ann.sees(say.refusal(InsufficientFunds(currency="CNY", available_minor=10000, needed_minor=10010)))
    await ann.press(say("exchange-to", gets="USD"))
    await ann.sees(say("exchange-choose-gets"))
    await ann.press("CNY")
    await ann.sees(say("exchange-title", pays="USD", gets="CNY", available="").split("\n")[0])
    await ann.press("⇄")
    await ann.sees(say("exchange-title", pays="CNY", gets="USD", available="").split("\n")[0])
    await card(ann, say, "50")
    await pays(ann, say, WRONG_PIN)
    await ann.sees(say.refusal(PinWrong(tries_left=4)).split("4")[0])
    await container.freezing.freeze_own(owner.id, owner.telegram_user_id)
    await ann.enter_pin(PIN)
    await ann.sees(say.refusal(CustomerNotActive(status="frozen")))
    assert await factories.balance(container.database, owner.id, "CNY") == 10000
    assert await factories.balance(container.database, owner.id, "USD") == 0


@pytest.mark.slow
@BOTH
async def test_the_card_counts_down_and_offers_a_new_one_by_itself(stage: Stage, code: str) -> None:
    say = words(code)
    ann, _ = await ann_with_money(stage, say)
    dispatcher = stage.application._customer._dispatcher
    dispatcher["countdowns"]._tick_seconds = 0.2
    await open_exchange(ann, say)
    first = await card(ann, say, "50")
    until = say("checkout-valid", until="", seconds=20, short="yes")
    stage.clock.advance(timedelta(seconds=9.5))
    ticked = await ann.sees(say.first_line("checkout-card", lines=""), until)
    seconds = say("checkout-valid", until="", seconds=29, short="yes")
    assert words_of(ticked).replace(until, "") == first.replace(seconds, "").replace(until, "")
    assert buttons_of(ticked)[0] == say("checkout-pay", amount=say.yuan(5005))
    stage.clock.advance(VALID_FOR)
    over = await ann.sees(say("checkout-expired"))
    assert buttons_of(over) == [say("checkout-renew"), say("back"), say("cancel")]
    await ann.press(say("checkout-renew"))
    await ann.sees(say("checkout-renewed"))
    assert dispatcher["countdowns"].count == 1
    await pays(ann, say)
    await ann.sees(say.first_line("checkout-receipt", lines=""))
    assert dispatcher["countdowns"].count == 0
