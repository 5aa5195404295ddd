"""Budgets speak before the money is gone: on the confirm card, and by themselves when it is not quiet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from handlers.notices.budgets import budget_alert_notice
from handlers.parts.bars import bar
from tests import factories
from tests.stage import Stage
from tests.stories.people import Phone, words_of
from tests.stories.screens import told
from tests.stories.steps import PIN, to_confirm, two_customers
from tests.stories.words import Words, words
from wallet.budgets.alerts import tell_due
from wallet.budgets.models import budget_moves
from wallet.budgets.quiet import Quiet
from wallet.budgets.service import NewBudget
from wallet.customers.queries import Customer
from wallet.errors import BudgetShort
from wallet.outbox import BUDGET_ALERT, DueFact, TryAfter

BOTH = pytest.mark.parametrize("code", ["zh-CN", "en"])
FAST_IN_ENGLISH = pytest.mark.parametrize("code", [pytest.param("zh-CN", marks=pytest.mark.slow), "en"])
A_DAY = 24 * 60


async def people(stage: Stage, say: Words, minor: int = 50000) -> tuple[Phone, Customer]:
    """Ann with money who hears everything at once; Bob has a wallet too."""
    ann, _ = await two_customers(stage, say, minor)
    container = stage.application.container
    owner = await container.customers.recognise(ann.person, "ann")
    assert owner is not None
    await container.telling.set_quiet(owner.id, None)
    return ann, owner


async def makes(stage: Stage, owner: Customer, category: str | None, minor: int) -> int:
    new = NewBudget(category, factories.money(minor))
    return (await stage.application.container.budgets.make(owner, new)).budget.id


async def job(stage: Stage) -> None:
    """As the schedule does each minute; then everybody has heard."""
    while await stage.application.container.database.write(tell_due):
        pass
    await told(stage)


def outlook(say: Words, category: str, percent: int, spent: int, limit: int) -> str:
    """The card's line about a budget of the month."""
    over = "yes" if spent > limit else "no"
    fields: dict[str, Any] = {"spent": say.yuan(spent), "limit": say.yuan(limit), "percent": percent, "over": over}
    return say("budget-outlook", name=say(f"category-{category}"), unit="month", **fields)


def alert(say: Words, category: str, level: str, percent: int) -> str:
    """The first line of a notice."""
    name = say(f"category-{category}")
    none = {"spent": "", "limit": "", "days": "", "day": ""}
    return say.first_line("notice-budget-alert", level=level, name=name, percent=percent, bar=bar(percent), **none)


async def pays(ann: Phone, say: Words) -> None:
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.first_line("checkout-receipt", lines=""))


@FAST_IN_ENGLISH
async def test_the_card_tells_before_the_limit_and_moves_what_is_missing(stage: Stage, code: str) -> None:
    say = words(code)
    ann, owner = await people(stage, say)
    mine = await makes(stage, owner, "people", 10000)
    fun = await makes(stage, owner, "fun", 20000)
    await to_confirm(ann, say, "@bob", "112")
    card = await ann.sees(outlook(say, "people", 112, 11200, 10000))
    assert say("category-fun") not in words_of(card)
    await ann.press(say("budget-outlook-move", amount=say.yuan(1200), name=say("category-fun")))
    card = await ann.sees(say("budget-outlook-moved"), outlook(say, "people", 100, 11200, 11200))
    container = stage.application.container
    left = {item.budget.id: item.left.minor for item in await container.budgets.all(owner)}
    assert left == {mine: 11200, fun: 18800}
    await pays(ann, say)
    await job(stage)
    notice = await ann.sees(alert(say, "people", "over", 100), say.yuan(11200))
    await job(stage)
    assert len([item for item in await ann.messages() if alert(say, "people", "over", 100) in words_of(item)]) == 1
    await ann.press(say("home-telling"), on=notice)
    await ann.sees(say("telling-title"))


@pytest.mark.slow
@BOTH
async def test_a_threshold_is_told_once_with_a_way_to_the_budgets(stage: Stage, code: str) -> None:
    say = words(code)
    ann, owner = await people(stage, say)
    await makes(stage, owner, "people", 10000)
    await to_confirm(ann, say, "@bob", "49")
    card = await ann.sees(say.first_line("checkout-card", lines=""))
    assert say("category-people") not in words_of(card)
    await pays(ann, say)
    await job(stage)
    await to_confirm(ann, say, "@bob", "33")
    await ann.sees(outlook(say, "people", 82, 8200, 10000))
    await pays(ann, say)
    await job(stage)
    notice = await ann.sees(alert(say, "people", "part", 82), say.yuan(8200), say.yuan(10000))
    await ann.press(say("home-budgets"), on=notice)
    await ann.sees(say("category-people"), "82%")
    await job(stage)
    assert len([item for item in await ann.messages() if alert(say, "people", "part", 82) in words_of(item)]) == 1


@pytest.mark.slow
@BOTH
async def test_at_night_nothing_is_said_until_quiet_hours_end(stage: Stage, code: str) -> None:
    """It is quiet now, whenever now is, and for two hours more."""
    say, container = words(code), stage.application.container
    ann, owner = await people(stage, say)
    now = stage.clock.now().astimezone(owner.zone)
    minute = now.hour * 60 + now.minute
    await container.telling.set_quiet(owner.id, Quiet((minute - 60) % A_DAY, (minute + 120) % A_DAY))
    mine = await makes(stage, owner, None, 10000)
    await to_confirm(ann, say, "@bob", "60")
    await pays(ann, say)
    await job(stage)
    assert not [item for item in await ann.messages() if say("budgets-all") in words_of(item)]
    await to_confirm(ann, say, "@bob", "25")
    await pays(ann, say)
    await job(stage)
    late = DueFact(1, "late", BUDGET_ALERT, {"budget_id": mine, "period_first": "2026-01-01", "threshold": 80}, 1, now)
    with pytest.raises(TryAfter) as put_off:
        await budget_alert_notice(stage.application._services, say.language, owner, late)
    assert timedelta(hours=1) < put_off.value.wait <= timedelta(hours=2)
    stage.clock.advance(timedelta(hours=2, minutes=1))
    await job(stage)
    name = say("budgets-all")
    heard = [item for item in await ann.messages() if f"{name}:" in words_of(item) or f"{name}：" in words_of(item)]
    assert len(heard) == 1
    assert "85%" in words_of(heard[0])


@pytest.mark.slow
@BOTH
async def test_what_another_budget_no_longer_has_is_not_moved(stage: Stage, code: str) -> None:
    """Between the card and the tap the other budget is used up: nothing is lost, and the card says so."""
    say, container = words(code), stage.application.container
    ann, owner = await people(stage, say)
    mine, fun = await makes(stage, owner, "people", 10000), await makes(stage, owner, "fun", 2000)
    travel = await makes(stage, owner, "travel", 100000)
    await container.budgets.end(owner, travel)
    await to_confirm(ann, say, "@bob", "115")
    offer = say("budget-outlook-move", amount=say.yuan(1500), name=say("category-fun"))
    await ann.sees(outlook(say, "people", 115, 11500, 10000))
    await container.budgets.set_amount(owner, fun, factories.money(1000))
    await ann.press(offer)
    card = await ann.sees(say.refusal(BudgetShort(currency="CNY", left_minor=1000)))
    assert outlook(say, "people", 115, 11500, 10000) in words_of(card)
    left = {item.budget.id: item.left.minor for item in await container.budgets.all(owner)}
    assert left == {mine: 10000, fun: 1000}
    await ann.press(say("cancel"))
    assert await container.database.write(lambda work: work.connection.execute(delete(budget_moves)).rowcount) == 0
