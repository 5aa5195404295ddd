"""Savings goals as people see them: made, filled, taken from and ended; and what is refused on the way."""

from __future__ import annotations

import pytest

from tests import factories
from tests.stage import Stage
from tests.stories.test_exchange import ann_with_money
from tests.stories.words import words
from wallet.errors import DayInvalid, GoalNameInvalid, GoalNotFound, InsufficientFunds
from wallet.goals.models import NAME_LENGTH_MAX

BOTH = pytest.mark.parametrize("code", ["zh-CN", "en"])


@pytest.mark.slow
@BOTH
async def test_money_is_put_aside_and_taken_back(stage: Stage, code: str) -> None:
    say = words(code)
    ann, owner = await ann_with_money(stage, say)
    database = stage.application.container.database
    await ann.press(say("home-money"))
    await ann.sees(say.first_line("money-title"))
    await ann.press(say("home-goals"))
    await ann.sees(say.first_line("goals-none"))
    await ann.press(say("goals-new"))
    await ann.say("单车")
    await ann.sees(say("goals-ask-amount", name="单车", currency_name=say.language.currency_name("CNY")))
    await ann.say("200")
    await ann.sees(say.first_line("goals-ask-day"))
    await ann.press(say("goals-no-day"))
    await ann.sees(say("goals-made"), say.yuan(20000), "░░░░░░░░░░ 0%")
    await ann.press(say("goals-put"))
    await ann.say("50")
    await ann.sees(say("goals-put-done"), say.yuan(5000), "██░░░░░░░░ 25%")
    assert await factories.balance(database, owner.id) == 5000
    await ann.press(say("goals-take"))
    await ann.press(say("goals-take-all", all=say.yuan(5000)))
    await ann.sees(say("goals-take-done"))
    assert await factories.balance(database, owner.id) == 10000
    await ann.say("/history")
    await ann.sees(say.first_line("history-title", page="1"))
    await ann.press(say("record-kind-goal-put"))
    await ann.sees(say("record-kind-goal-put"), say.yuan(-5000))


@pytest.mark.slow
@BOTH
async def test_goals_refuse_clearly(stage: Stage, code: str) -> None:
    say = words(code)
    ann, owner = await ann_with_money(stage, say)
    container = stage.application.container
    await ann.say("/goals")
    await ann.press(say("goals-new"))
    await ann.say("x" * (NAME_LENGTH_MAX + 1))
    await ann.sees(say.refusal(GoalNameInvalid(length_max=NAME_LENGTH_MAX)))
    await ann.say("Bike")
    await ann.say("300")
    for day in ("2020-01-01", "tomorrow", "2027-02-30"):
        await ann.say(day)
        await ann.sees(say.refusal(DayInvalid()))
    await ann.say("2099-12-31")
    await ann.sees(say("goals-made"), "2099")
    await ann.press(say("goals-put"))
    await ann.say("100.01")
    await ann.sees(say.refusal(InsufficientFunds(currency="CNY", available_minor=10000, needed_minor=10001)))
    await ann.say("100")
    await ann.sees(say("goals-put-done"))
    goal = (await container.goals.mine(owner.id))[0]
    await ann.press(say("goals-take"))
    await ann.say("100.01")
    await ann.sees(say.refusal(InsufficientFunds(currency="CNY", available_minor=10000, needed_minor=10001)))
    await container.goals.end(owner.id, goal.id)
    await ann.say("/goals")
    await ann.sees(say.first_line("goals-none"))
    with pytest.raises(GoalNotFound):
        await container.goals.get(owner.id, goal.id)
    assert await factories.balance(container.database, owner.id) == 10000
