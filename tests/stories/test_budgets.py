"""Budgets as people see them: made in four steps, read, changed, filled from another one; and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.stage import Stage
from tests.stories.people import Phone
from tests.stories.steps import PIN, two_customers
from tests.stories.test_exchange import ann_with_money
from tests.stories.words import Words, words
from wallet.budgets.figures import Carry
from wallet.budgets.periods import OWN_DAYS_MAX, Unit
from wallet.budgets.service import THRESHOLD_MAX, THRESHOLDS_MAX, NewBudget
from wallet.customers.queries import Customer
from wallet.errors import AmountNotPositive, BudgetDaysInvalid, BudgetExists, BudgetShort, ThresholdsInvalid

BOTH = pytest.mark.parametrize("code", ["zh-CN", "en"])


async def makes(phone: Phone, say: Words, category: str, amount: str, carry: str) -> None:
    """A monthly budget for one of the categories at the top, from the list of budgets."""
    await phone.press(say("budgets-new"))
    await phone.sees(say("budgets-ask-category"))
    await phone.press(say(category))
    if category == "category-people":
        await phone.press(say("categories-all-of", name=say(category)))
    await phone.sees(say(category), say.language.currency_name("CNY"))
    await phone.say(amount)
    await phone.sees(say(category), say.yuan(int(amount) * 100))
    await phone.press(say("budgets-button-month"))
    await phone.press(say(carry))
    await phone.sees(say("budgets-made"), say(category))


async def ann_and_bob(stage: Stage, say: Words) -> tuple[Phone, Customer, Customer]:
    """Ann with 100 yuan; 40 of 50 went to Bob."""
    ann, bob = await two_customers(stage, say, 10000)
    people = stage.application.container.customers
    owner, friend = await people.recognise(ann.person, "ann"), await people.recognise(bob.person, "bob")
    assert owner is not None
    assert friend is not None
    return ann, owner, friend


async def next_month(stage: Stage, phone: Phone) -> None:
    """The second of it, with the session unlocked again."""
    now = stage.clock.now()
    second = (now.replace(day=1) + timedelta(days=32)).replace(day=2)
    stage.clock.advance(second - now)
    await phone.say("/home")
    await phone.sees("○ ○ ○ ○ ○ ○")
    await phone.enter_pin(PIN)


@pytest.mark.parametrize("code", [pytest.param("zh-CN", marks=pytest.mark.slow), "en"])
async def test_a_budget_is_made_read_and_filled(stage: Stage, code: str) -> None:
    say = words(code)
    ann, owner, friend = await ann_and_bob(stage, say)
    await ann.say("/budget")
    await ann.sees(say.first_line("budgets-none"))
    await makes(ann, say, "category-people", "50", "budgets-carry-both")
    await ann.sees("░░░░░░░░░░ 0%", say.yuan(5000), say("budgets-carry-both"), "50%, 80%, 100%")
    await factories.pay(stage.application.container.database, owner.id, friend.id, 6000)
    await ann.press(say("back"))
    await ann.sees("██████████ 120%", say.yuan(6000), say("budgets-unit-month"))
    await makes(ann, say, "category-travel", "30", "budgets-carry-none")
    await ann.press(say("back"))
    await ann.press(f"{say('category-people')} · 120%")
    await ann.sees(say("budgets-over", over=say.yuan(1000)))
    await ann.press(say("budgets-move"))
    await ann.press(say("budgets-source", name=say("category-travel"), left=say.yuan(3000)))
    await ann.press(say("budgets-move-over", missing=say.yuan(1000)))
    await ann.sees(say("budgets-moved-done"), say("budgets-used-up"), "██████████ 100%", say.yuan(1000, signed=True))
    await ann.press(say("budgets-end"))
    await ann.press(say("budgets-end-sure"))
    await ann.sees(say("budgets-ended"), say("category-travel"), say.yuan(2000))


@pytest.mark.slow
@BOTH
async def test_a_budget_is_changed(stage: Stage, code: str) -> None:
    say = words(code)
    ann, owner, friend = await ann_and_bob(stage, say)
    container = stage.application.container
    await factories.pay(container.database, owner.id, friend.id, 4000)
    await container.budgets.make(owner, NewBudget(None, factories.money(50_00)))
    await ann.say("/budget")
    await ann.press(f"{say('budgets-all')} · 80%")
    await ann.press(say("budgets-change-limit"))
    await ann.say("0")
    await ann.sees(say.refusal(AmountNotPositive(currency="CNY")))
    await ann.say("80")
    await ann.sees(say("budgets-changed"), "█████░░░░░ 50%", say.yuan(8000))
    await ann.press(say("budgets-change-thresholds"))
    for typed in ("0", "50 80 201", "1 2 3 4 5 6", "soon", "1" * 61):
        await ann.say(typed)
        await ann.sees(say.refusal(ThresholdsInvalid(count_max=THRESHOLDS_MAX, percent_max=THRESHOLD_MAX)))
    await ann.say("90%，60%")
    await ann.sees(say("budgets-changed"), "60%, 90%")
    await ann.press(say("budgets-change-carry"))
    await ann.press(say("budgets-carry-surplus"))
    await ann.sees(say("budgets-changed"), say("budgets-carry-surplus"))
    assert (await container.budgets.all(owner))[0].budget.carry is Carry.SURPLUS
    await next_month(stage, ann)
    await ann.say("/budget")
    await ann.sees("0%", say.yuan(12000))


@pytest.mark.slow
@BOTH
async def test_budgets_refuse_clearly(stage: Stage, code: str) -> None:
    say = words(code)
    ann, owner = await ann_with_money(stage, say)
    budgets = stage.application.container.budgets
    await ann.say("/budget")
    await ann.press(say("budgets-suggest"))
    await ann.sees(say.first_line("budgets-suggest-none"))
    await ann.press(say("back"))
    await ann.press(say("budgets-new"))
    await ann.press(say("budgets-all"))
    await ann.say("nothing")
    await ann.sees(say.first_line("budgets-ask-amount", name=say("budgets-all"), currency_name=""), "nothing")
    await ann.say("100")
    await ann.press(say("budgets-button-own"))
    for typed in ("0", str(OWN_DAYS_MAX + 1), "two weeks", "99999", "-3", "1.5"):
        await ann.say(typed)
        await ann.sees(say.refusal(BudgetDaysInvalid(days_max=OWN_DAYS_MAX)))
    await ann.say("14")
    await ann.press(say("budgets-carry-none"))
    await ann.sees(say("budgets-made"), say("budgets-unit-own", days=14))
    await ann.press(say("budgets-move"))
    await ann.sees(say("budgets-move-none", name=say("budgets-all")))
    await budgets.make(owner, NewBudget("travel", factories.money(30_00)))
    await ann.press(say("back"))
    await ann.press(say("budgets-move"))
    await ann.press(say("budgets-source", name=say("category-travel"), left=say.yuan(3000)))
    await ann.say("30.01")
    await ann.sees(say.refusal(BudgetShort(currency="CNY", left_minor=3000)))
    await ann.say("30")
    await ann.sees(say("budgets-moved-done"), say.yuan(13000))
    await budgets.make(owner, NewBudget(None, factories.money(70_00), Unit.WEEK))
    await ann.press(say("back"))
    await ann.press(say("budgets-new"))
    await ann.press(say("budgets-all"))
    await ann.say("10")
    await ann.press(say("budgets-button-week"))
    await ann.press(say("budgets-carry-none"))
    await ann.sees(say.refusal(BudgetExists()))


@pytest.mark.slow
@BOTH
async def test_the_last_months_suggest_a_budget(stage: Stage, code: str) -> None:
    say = words(code)
    ann, owner, friend = await ann_and_bob(stage, say)
    container = stage.application.container
    await factories.pay(container.database, owner.id, friend.id, 3456)
    await container.budgets.all(owner)
    await next_month(stage, ann)
    await ann.say("/budget")
    await ann.sees(say("budgets-none-suggested"))
    await ann.press(say("budgets-suggestion", name=say("category-people"), amount=say.yuan(3500)))
    await ann.sees(say("budgets-made"))
    found = (await container.budgets.all(owner))[0]
    assert (found.budget.category, found.budget.schedule.unit, found.limit.minor) == ("people", Unit.MONTH, 3500)
