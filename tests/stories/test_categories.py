"""Categories as people use them: chosen on a record, made a rule, split and undone, made and put away; and refusals."""

from __future__ import annotations

import pytest

from tests import factories
from tests.stage import Stage
from tests.stories.category_steps import ann_paid_bob, open_category, payments
from tests.stories.test_exchange import ann_with_money
from tests.stories.words import words
from wallet.categories.models import NAME_LENGTH_MAX, WORD_LENGTH_MAX, WORD_LENGTH_MIN
from wallet.errors import (
    AmountNotANumber,
    CategoryNameInvalid,
    CategoryNameTaken,
    CategoryNotFound,
    NotSpending,
    OperationNotFound,
    PartTooLarge,
    RuleWordInvalid,
)
from wallet.records.choosing import BY_RULE
from wallet.records.parts import Part

BOTH = pytest.mark.parametrize("code", ["zh-CN", "en"])


@pytest.mark.slow
@BOTH
async def test_a_category_is_chosen_and_becomes_a_rule(stage: Stage, code: str) -> None:
    say, giving = words(code), stage.application.container.giving
    ann, payer, payee = await ann_paid_bob(stage, say, (2000, "one"), (2100, "two"), (2200, "three"))
    await open_category(ann, say, 2200)
    await ann.sees(say("category-people"), say("categories-why", by="kind").strip())
    await ann.press(say("category-food"))
    await ann.press(say("category-food-coffee"))
    chosen = await ann.sees("✅", say("category-food-coffee"), say.yuan(2200))
    await ann.press("📌", on=chosen)
    who = payee.masked_name
    made = await ann.sees(say("categories-rule-made", who=who))
    await ann.press(payments(say, 2), on=made)
    await ann.sees(say("categories-applied", count=2))
    posted = await factories.pay(stage.application.container.database, payer.id, payee.id, 2300)
    spent = await giving.get(payer.id, posted.operation_id)
    assert (spent.parts, spent.chosen_by) == ((Part("food-coffee", 2300),), BY_RULE)
    await ann.say("/categories")
    await ann.sees(say.first_line("categories-title"))
    await ann.press(say("categories-rules"))
    await ann.press(say("categories-rule-line", what=who, category=say("category-food-coffee")))
    await ann.press(say("categories-rule-delete"))
    await ann.sees(say("categories-rule-deleted"), say.first_line("categories-rules-none"))
    assert await stage.application.container.category_rules.mine(payer.id) == []


@pytest.mark.slow
@BOTH
async def test_a_payment_is_split_and_a_part_undone(stage: Stage, code: str) -> None:
    say, giving = words(code), stage.application.container.giving
    ann, payer, _ = await ann_paid_bob(stage, say, (2000, "all sorts"))
    await open_category(ann, say, 2000)
    await ann.press(say("categories-split"))
    await ann.sees(say("categories-split-ask", rest=say.yuan(2000)))
    for typed, refusal in (
        ("20.01", PartTooLarge(currency="CNY", left_minor=2000)),
        ("lots", AmountNotANumber(text="lots")),
    ):
        await ann.say(typed)
        await ann.sees(say.refusal(refusal), say("categories-split-ask", rest=say.yuan(2000)))
    await ann.say("5")
    await ann.sees(say("categories-part-ask", pending=say.yuan(500)))
    await ann.press(say("category-health"))
    await ann.sees(say("category-health"), say("categories-split-ask", rest=say.yuan(1500)))
    await ann.press(say("categories-split-undo"))
    await ann.sees(say("categories-split-ask", rest=say.yuan(2000)))
    await ann.say("7.50")
    await ann.press(say("category-travel"))
    await ann.sees(say("category-travel"), say("categories-split-ask", rest=say.yuan(1250)))
    assert len((await giving.get(payer.id, (await first_record(stage, payer.id)))).parts) == 1
    await ann.press(say("categories-split-rest", rest=say.yuan(1250)))
    await ann.press(say("category-education"))
    await ann.sees(
        "✅", f"{say('category-travel')} · {say.yuan(750)}", f"{say('category-education')} · {say.yuan(1250)}"
    )
    spent = await giving.get(payer.id, await first_record(stage, payer.id))
    assert spent.parts == (Part("travel", 750), Part("education", 1250))


async def first_record(stage: Stage, customer_id: int) -> int:
    """The customer's newest operation."""
    page = await stage.application.container.records.page(customer_id)
    return page.records[0].operation_id


@pytest.mark.slow
@BOTH
async def test_own_categories_are_made_renamed_and_put_away(stage: Stage, code: str) -> None:
    say, categories = words(code), stage.application.container.categories
    ann, payer, _ = await ann_paid_bob(stage, say, (2000, "cat food"))
    await ann.press(say("home-money"))
    await ann.press(say("home-categories"))
    await ann.sees(say.first_line("categories-title"), say("categories-none"))
    await ann.press(say("categories-new"))
    await ann.say("x" * (NAME_LENGTH_MAX + 1))
    await ann.sees(say.refusal(CategoryNameInvalid(length_max=NAME_LENGTH_MAX)))
    await ann.say("<Pets>")
    await ann.sees(say.first_line("categories-ask-parent", name="<Pets>"))
    await ann.press(say("category-home"))
    await ann.sees(say("categories-made"), "<Pets>", say("categories-one-below", parent=say("category-home")))
    await ann.press(say("back"))
    await ann.press(say("categories-new"))
    await ann.say("<PETS>")
    await ann.press(say("categories-alone"))
    await ann.sees(say.refusal(CategoryNameTaken(text="<PETS>")))
    own = (await categories.tree(payer.id)).own[0]
    await open_category(ann, say, 2000)
    await ann.press(say("category-home"))
    await ann.press("<Pets>")
    await ann.sees("✅", "🏷 <Pets>")
    await ann.say("/categories")
    await ann.press("🏷 <Pets>")
    await ann.press(say("categories-rename"))
    await ann.say("Cats")
    await ann.sees(say("categories-renamed"), "Cats")
    await ann.press(say("categories-archive"))
    await ann.sees(say("categories-archived"), say("categories-none"))
    await open_category(ann, say, 2000)
    await ann.sees("🏷 Cats", say("categories-why", by="hand"))
    with pytest.raises(CategoryNotFound):
        await categories.get(payer.id, own.id)


@pytest.mark.slow
@BOTH
async def test_rules_for_words_and_what_they_refuse(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, payer, _ = await ann_paid_bob(stage, say, (2000, "Rent May"), (2100, "for my parents"))
    await ann.say("/categories")
    await ann.press(say("categories-rules"))
    await ann.sees(say.first_line("categories-rules-none"))
    await ann.press(say("categories-word-new"))
    for typed in ("r", "r" * (WORD_LENGTH_MAX + 1)):
        await ann.say(typed)
        await ann.sees(say.refusal(RuleWordInvalid(length_min=WORD_LENGTH_MIN, length_max=WORD_LENGTH_MAX)))
    await ann.say("RENT")
    await ann.sees(say("categories-word-category", word="rent"))
    await ann.press(say("category-home"))
    await ann.press(say("category-home-rent"))
    await ann.sees(say("categories-word-made"), say("category-home-rent"))
    await ann.press(payments(say, 1))
    await ann.sees(say("categories-applied", count=1))
    page = await container.records.page(payer.id)
    newest, older = [await container.giving.get(payer.id, item.operation_id) for item in page.records[:2]]
    assert (newest.parts[0].category, older.parts[0].category) == ("people", "home-rent")


@pytest.mark.slow
@BOTH
async def test_what_is_no_spending_has_no_category(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, owner = await ann_with_money(stage, say)
    operation_id = await first_record(stage, owner.id)
    with pytest.raises(NotSpending):
        await container.giving.give(owner.id, operation_id, "food")
    with pytest.raises(OperationNotFound):
        await container.giving.give(owner.id, operation_id + 10_000, "food")
    await ann.say("/history")
    await ann.press(say.yuan(10000))
    shown = await ann.sees(say("record-kind-top-up"))
    assert say("record-choose-category") not in str(shown.get("reply_markup"))
