"""What a payment does to the customer's budgets, as lines of its confirm card, and the button that makes room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button

from handlers.errors import telling
from handlers.parts.budget_words import budget_name, names_of
from handlers.parts.words import language_of, say_done
from handlers.services import customer_of, services_of
from locales import Html, Language
from wallet.budgets.impact import Impact
from wallet.money import Money, currency
from wallet.payments.quotes import Quote

MOVE, MOVED = "budget_move", "budget_moved"


@dataclass(frozen=True, slots=True)
class Outlined:
    """Lines for the card, and what the button says ("" for no button)."""

    lines: tuple[Html, ...] = ()
    button: str = ""


async def outlined(manager: DialogManager, quote: Quote) -> Outlined:
    """The card's lines about budgets; what the button would move is remembered as it is shown."""
    services, reader, data = services_of(manager), customer_of(manager), manager.dialog_data
    data.pop(MOVE, None)
    outlook = await services.outlooks.look(quote, reader.zone)
    if not outlook.impacts:
        return Outlined()
    language, names = language_of(manager), await names_of(manager)
    lines = tuple(_line(language, impact, names) for impact in outlook.impacts)
    offer = outlook.offer
    if offer is None or data.get(MOVED) == quote.reference:
        return Outlined(lines)
    data[MOVE] = [offer.source.budget.id, offer.target.budget.id, offer.amount.minor, offer.amount.currency.code]
    name = budget_name(language, offer.source.budget, names)
    return Outlined(lines, language.text("budget-outlook-move", amount=offer.amount, name=name))


def _line(language: Language, impact: Impact, names: Mapping[int, str]) -> Html:
    budget = impact.before.budget
    return language.html(
        "budget-outlook",
        name=budget_name(language, budget, names),
        over="yes" if impact.over.minor > 0 else "no",
        percent=impact.percent,
        unit=budget.schedule.unit.value,
        spent=impact.spent,
        limit=impact.limit,
    )


@telling
async def move(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Once a card: what the button said, from the one budget to the other."""
    data = manager.dialog_data
    if MOVE not in data:
        return
    source_id, target_id, minor, code = data[MOVE]
    reference = f"card-{data['reference']}"
    amount = Money(minor, currency(code))
    await services_of(manager).budgets.move(customer_of(manager), source_id, target_id, amount, reference)
    data[MOVED] = data["reference"]
    say_done(manager, "budget-outlook-moved")
