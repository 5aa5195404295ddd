"""What a payment does to the customer's budgets, as lines of its confirm card, and the button that makes room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiogram_dialog import DialogManager

from handlers.parts.category_names import category_label
from handlers.parts.words import language_of
from handlers.services import customer_of, services_of
from locales import Html, Language
from wallet.budgets.impact import Impact
from wallet.payments.quotes import Quote


@dataclass(frozen=True, slots=True)
class Outlined:
    """Lines for the card, and what the button says ("" for no button)."""

    lines: tuple[Html, ...] = ()
    button: str = ""


def budget_label(language: Language, category: str | None, names: Mapping[int, str]) -> str:
    """What a budget is for: a category, or all spending. `names`: of the customer's own categories."""
    return language.text("budget-outlook-all") if category is None else category_label(language, category, names)


async def outlined(manager: DialogManager, quote: Quote) -> Outlined:
    """The card's lines about budgets; what the button would move is remembered as it is shown."""
    services, reader = services_of(manager), customer_of(manager)
    outlook = await services.outlooks.look(quote, reader.zone)
    if not outlook.impacts:
        return Outlined()
    language, names = language_of(manager), await services.categories.names(reader.id)
    lines = tuple(_line(language, impact, names) for impact in outlook.impacts)
    return Outlined(lines)


def _line(language: Language, impact: Impact, names: Mapping[int, str]) -> Html:
    budget = impact.before.budget
    return language.html(
        "budget-outlook",
        name=budget_label(language, budget.category, names),
        over="yes" if impact.over.minor > 0 else "no",
        percent=impact.percent,
        unit=budget.schedule.unit.value,
        spent=impact.spent,
        limit=impact.limit,
    )
