"""Notices of budgets: a threshold is reached, or the limit will be before the period ends."""

from __future__ import annotations

from datetime import date

from aiogram.types import InlineKeyboardMarkup

from handlers.notices.notice import Notice, buttons, not_at_night
from handlers.parts.bars import bar
from handlers.parts.budget_words import budget_name
from handlers.services import Services
from locales import Html, Language
from wallet.budgets.alerts import FORECAST, FULL, Told
from wallet.customers.queries import Customer
from wallet.money import Money
from wallet.outbox import DueFact, Undeliverable


async def budget_alert_notice(services: Services, language: Language, customer: Customer, fact: DueFact) -> Notice:
    """The figures of now, what is left a day, and the day on which nothing is left at this pace."""
    await not_at_night(services, customer)
    budget_id, first = fact.number("budget_id"), date.fromisoformat(str(fact.fields["period_first"]))
    told = await services.budget_alerts.get(customer.id, budget_id, first, fact.number("threshold"))
    if told is None:
        raise Undeliverable("the budget is gone")
    names = await services.categories.names(customer.id)
    lines = [_head(language, told, budget_name(language, told.figures.budget, names)), *_rest(language, told)]
    return Notice(Html("\n".join(lines)), _buttons(language))


def _head(language: Language, told: Told, name: str) -> Html:
    item = told.figures
    return language.html(
        "notice-budget-alert",
        level=_level(told),
        name=name,
        percent=item.percent,
        bar=bar(item.percent),
        spent=item.spent,
        limit=item.limit,
        days=_days(language, told),
        day="" if told.used_up_on is None else language.day(told.used_up_on, told.today),
    )


def _days(language: Language, told: Told) -> str:
    period = told.figures.period
    first, last = language.day(period.first, told.today), language.day(period.last, told.today)
    return first if period.days == 1 else language.text("budget-alert-days", first=first, last=last)


def _level(told: Told) -> str:
    if told.figures.percent >= FULL:
        return "over"
    return "pace" if told.threshold == FORECAST and told.used_up_on is not None else "part"


def _rest(language: Language, told: Told) -> list[Html]:
    item = told.figures
    if item.left.minor < 0:
        return [language.html("budget-alert-over", over=-item.left)]
    days = (item.period.last - told.today).days + 1
    lines = []
    if item.left.minor > 0 and days > 0:
        a_day = Money(item.left.minor // days, item.left.currency)
        lines.append(language.html("budget-alert-left", left=item.left, days=days, a_day=a_day))
    if told.used_up_on is not None and told.threshold != FORECAST:
        lines.append(language.html("budget-alert-pace", day=language.day(told.used_up_on, told.today)))
    return lines


def _buttons(language: Language) -> InlineKeyboardMarkup:
    return buttons(language, (("home-budgets", "budgets"), ("home-telling", "telling")), (("home", "home"),))
