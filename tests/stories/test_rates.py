"""Rates as people see them: table, chart, an alert that is told once; and a source that lies, which closes exchange."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from bot.rate_sources import Address, BankFeed
from tests import factories
from tests.bot.fake_rates import Source, bank_xml, open_source, times
from tests.stage import Stage
from tests.stories.people import LOOK_SECONDS, PATIENCE_SECONDS, words_of
from tests.stories.screens import told
from tests.stories.steps import GENERAL, register
from tests.stories.test_exchange import ann_with_money, card, open_exchange, pays
from tests.stories.words import Words, words
from wallet import outbox
from wallet.errors import AlertsTooMany, RatesUnavailable, TargetRateInvalid
from wallet.exchange import book
from wallet.exchange.alerts import ALERTS_MAX
from wallet.exchange.book import BANK_FEED

BOTH = pytest.mark.parametrize("code", ["zh-CN", "en"])


def listen_to(stage: Stage, source: Source) -> None:
    """From now on the bank's rates come from this source."""
    rate_book = stage.application.container.rate_book
    bank = BankFeed(Address(source.address, fetch_seconds_max=1.5), stage.clock)
    rate_book._feeds = {**rate_book._feeds, BANK_FEED: replace(rate_book._feeds[BANK_FEED], source=bank)}


async def alarms(stage: Stage) -> list[str]:
    """Why the desk was told that exchange is closed, in order."""
    await told(stage)
    query = select(outbox.outbox.c.fields).where(outbox.outbox.c.kind == outbox.RATES_CLOSED)
    ordered = query.order_by(outbox.outbox.c.id)
    rows = await stage.application.container.database.read(
        lambda connection: connection.execute(ordered).scalars().all()
    )
    return [json.loads(fields)["reason"] for fields in rows]


def closed(say: Words, reason: str) -> str:
    return say.refusal(RatesUnavailable(reason=reason))


def lies(source: Source, stage: Stage) -> None:
    source.body = bank_xml(stage.clock.now().date(), CNY=times("CNY", 100))


def goes_back(source: Source, stage: Stage) -> None:
    source.body = bank_xml(stage.clock.now().date() - timedelta(days=1))


def sends_html(source: Source, stage: Stage) -> None:
    source.body = "<!DOCTYPE html><html><body>Sign in</body></html>"


def is_silent(source: Source, stage: Stage) -> None:
    source.delay_seconds = 2.0


async def closes(stage: Stage, say: Words, fault: Callable[[Source, Stage], None], reason: str) -> None:
    """A good source goes wrong: nothing is quoted, the reason is read, the desk hears once; then it recovers."""
    container = stage.application.container
    ann, owner = await ann_with_money(stage, say)
    async with open_source(bank_xml(stage.clock.now().date())) as source:
        listen_to(stage, source)
        await container.rate_book.refresh()
        await open_exchange(ann, say)
        await ann.sees(say("exchange-ask-pays", wanted=say.language.currency_name("CNY")))
        fault(source, stage)
        for _ in range(3):
            await container.rate_alerts.follow()
        await ann.say("50")
        await ann.sees(closed(say, reason), say("exchange-title", pays="CNY", gets="USD", available="").split("\n")[0])
        await ann.say("/rates")
        await ann.sees(closed(say, reason))
        assert await alarms(stage) == [reason]
        heard = [item for item in await stage.agent.messages(GENERAL) if "🔒" in words_of(item)]
        assert len(heard) == 1
        assert await factories.balance(container.database, owner.id) == 10000
        source.body, source.delay_seconds = bank_xml(stage.clock.now().date()), 0.0
        await container.rate_alerts.follow()
        await open_exchange(ann, say)
        await card(ann, say, "50")
        await pays(ann, say)
        await ann.sees(say.first_line("checkout-receipt", lines=""))
        assert await alarms(stage) == [reason]


@BOTH
async def test_a_source_that_lies_closes_exchange(stage: Stage, code: str) -> None:
    await closes(stage, words(code), lies, "jump")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "reason"),
    [(goes_back, "past"), (sends_html, "garbled"), (is_silent, "offline")],
    ids=["past", "html", "silent"],
)
@BOTH
async def test_a_source_that_fails_closes_exchange(
    stage: Stage,
    code: str,
    fault: Callable[[Source, Stage], None],
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Half an hour of silence is told in a moment: a session locks itself sooner than that."""
    monkeypatch.setattr(book, "OFFLINE_FOR", timedelta())
    await closes(stage, words(code), fault, reason)


async def photo(phone: Any) -> dict[str, Any]:
    """Wait for the newest picture in the chat."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for message in reversed(await phone.messages()):
            if message.get("photo"):
                found: dict[str, Any] = message
                return found
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError("no picture came")


@pytest.mark.slow
@BOTH
async def test_an_alert_is_set_on_the_chart_and_told_once(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    await ann.say("/rates")
    await ann.sees(say("rates-title", home=say.language.currency_name("CNY")), "USD", "JPY", "USDT")
    await ann.press("📈 USD")
    assert "USD" in words_of(await photo(ann))
    await ann.press(say("rates-long"))
    await ann.sees(say("rates-chart", base="USD", rate="", quote="CNY", days=365, source="").split("\n")[1])
    await ann.press(say("rates-alert-add"))
    await ann.sees(say.first_line("rates-alert-ask", base="", rate="", quote=""))
    await ann.say("7,25")
    await ann.sees(say.refusal(TargetRateInvalid()))
    rate = (await container.rate_book.rate("USD", "CNY")).rate
    target = f"{int(rate * 102) / 100:.2f}"
    await ann.say(target)
    await ann.sees(say("rates-alert-set"))
    owner = await container.customers.recognise(ann.person, "ann")
    assert owner is not None
    (alert,) = await container.rate_alerts.waiting(owner.id)
    assert (alert.above, alert.target) == (True, Fraction(target))
    async with open_source(bank_xml(stage.clock.now().date(), USD="1.0400")) as source:
        listen_to(stage, source)
        await container.rate_alerts.follow()
        await container.rate_alerts.follow()
    await told(stage)
    notice = await ann.sees("🔔", target, "USD")
    heard = [item for item in await ann.messages() if item["message_id"] != notice["message_id"]]
    assert not [item for item in heard if target in words_of(item) and "🔔 1 USD" in words_of(item)]
    assert await container.rate_alerts.waiting(owner.id) == []
    await ann.press(say("home-exchange"), on=notice)
    await ann.sees(say("exchange-title", pays="USD", gets="CNY", available="").split("\n")[0])


@pytest.mark.slow
@BOTH
async def test_ten_alerts_are_the_most_and_each_is_deleted_by_a_tap(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    owner = await container.customers.recognise(ann.person, "ann")
    assert owner is not None
    for index in range(ALERTS_MAX):
        await container.rate_alerts.add(owner.id, "USD", "CNY", f"9{index}.5")
    await ann.say("/rates")
    await ann.press("📈 USD")
    await ann.press(say("rates-alert-add"))
    await ann.say("99.5")
    await ann.sees(say.refusal(AlertsTooMany(count_max=ALERTS_MAX)))
    await ann.say("/rates")
    await ann.press(say("rates-my-alerts"))
    await ann.press("90.5")
    await ann.sees(say("rates-alert-deleted"))
    assert len(await container.rate_alerts.waiting(owner.id)) == ALERTS_MAX - 1
