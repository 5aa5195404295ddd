"""The way through categories: a record's, one's own, and rules."""

from __future__ import annotations

from handlers.money_states import Categories
from handlers.states import History
from tests.stories.acts import Tour, at, holding, presses, says

TOUR: Tour = (
    (Categories.choose, (says("/history"), at(History.page), holding("3.00"), at(History.record),
                         presses("record-choose-category"))),
    (Categories.choose, (presses("category-food"),)),
    (Categories.split, (presses("categories-up"), presses("categories-split"))),
    (Categories.part, (says("1"),)),
    (Categories.split, (presses("category-health"),)),
    (Categories.chosen, (says("2"), at(Categories.part), presses("category-education"))),
    (Categories.chosen, (presses("categories-change"), at(Categories.choose), presses("category-travel"))),
    (Categories.chosen, (holding("📌"),)),
    (Categories.main, (says("/categories"),)),
    (Categories.name, (presses("categories-new"),)),
    (Categories.parent, (says("Pets"),)),
    (Categories.one, (presses("categories-alone"),)),
    (Categories.name, (presses("categories-rename"),)),
    (Categories.rules, (presses("back"), at(Categories.one), presses("back"), at(Categories.main),
                        presses("categories-rules"))),
    (Categories.word, (presses("categories-word-new"),)),
    (Categories.word_category, (says("rent"),)),
    (Categories.rule, (presses("category-health"),)),
)  # fmt: skip
