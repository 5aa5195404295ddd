"""How budgets are called on every screen: what for, how often, what is carried over, and the one that is open."""

from __future__ import annotations

from collections.abc import Mapping

from aiogram_dialog import DialogManager

from handlers.parts.category_names import category_label
from handlers.services import customer_of, services_of
from locales import Language
from wallet.budgets.figures import Budget, BudgetFigures, Carry
from wallet.budgets.periods import Unit

BUDGET = "budget_id"
UNIT_TEXTS = {
    Unit.DAY: "budgets-unit-day",
    Unit.WEEK: "budgets-unit-week",
    Unit.MONTH: "budgets-unit-month",
    Unit.YEAR: "budgets-unit-year",
}
CARRY_TEXTS = {
    Carry.NONE: "budgets-carry-none",
    Carry.SURPLUS: "budgets-carry-surplus",
    Carry.BOTH: "budgets-carry-both",
}


async def names_of(manager: DialogManager) -> Mapping[int, str]:
    """The names of the customer's own categories."""
    return await services_of(manager).categories.names(customer_of(manager).id)


def budget_name(language: Language, of: Budget | str | None, names: Mapping[int, str]) -> str:
    """What a budget, or one for this category, is for."""
    code = of.category if isinstance(of, Budget) else of
    return language.text("budgets-all") if code is None else category_label(language, code, names)


def every(language: Language, budget: Budget) -> str:
    """How often its periods begin."""
    if budget.schedule.unit is Unit.OWN:
        return language.text("budgets-unit-own", days=budget.schedule.own_days)
    return language.text(UNIT_TEXTS[budget.schedule.unit])


def percents(budget: Budget) -> str:
    """50%, 80%, 100%"""
    return ", ".join(f"{threshold}%" for threshold in budget.thresholds)


async def shown_budget(manager: DialogManager) -> BudgetFigures:
    """The one that is open, looked up with its owner each time."""
    return await services_of(manager).budgets.get(customer_of(manager), manager.dialog_data[BUDGET])
