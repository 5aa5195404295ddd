"""The way through budgets."""

from __future__ import annotations

from handlers.money_states import Budgets
from tests.stories.acts import Tour, at, holding, presses, says

TOUR: Tour = (
    (Budgets.main, (says("/budget"),)),
    (Budgets.suggest, (presses("budgets-suggest"),)),
    (Budgets.category, (presses("back"), at(Budgets.main), presses("budgets-new"))),
    (Budgets.amount, (presses("budgets-all"),)),
    (Budgets.unit, (says("500"),)),
    (Budgets.own_days, (presses("budgets-button-own"),)),
    (Budgets.carry, (says("14"),)),
    (Budgets.one, (presses("budgets-carry-both"),)),
    (Budgets.limit, (presses("budgets-change-limit"),)),
    (Budgets.new_carry, (says("600"), at(Budgets.one), presses("budgets-change-carry"))),
    (Budgets.thresholds, (presses("budgets-carry-surplus"), at(Budgets.one), presses("budgets-change-thresholds"))),
    (Budgets.end, (says("60 90"), at(Budgets.one), presses("budgets-end"))),
    (Budgets.category, (presses("back"), at(Budgets.one), presses("back"), at(Budgets.main), presses("budgets-new"))),
    (Budgets.unit, (presses("category-travel"), at(Budgets.amount), says("90"))),
    (Budgets.one, (presses("budgets-button-month"), at(Budgets.carry), presses("budgets-carry-none"))),
    (Budgets.move_from, (presses("budgets-move"),)),
    (Budgets.move_amount, (holding(" · "),)),
    (Budgets.main, (says("50"), at(Budgets.one), presses("back"))),
)
