"""What a digest says: spent in its period and in the one before, the largest categories, tight budgets, what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from wallet.budgets.figures import BudgetFigures, all_figures
from wallet.budgets.periods import Period
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.days import local_day
from wallet.digests.service import SCHEDULES
from wallet.money import Money, currency
from wallet.records.projecting import Book
from wallet.records.sums import by_category, spent
from wallet.recurring.due import Due, due_between

CATEGORIES_MAX, TIGHT_FROM_PERCENT = 3, 80
BUDGETS_MAX = 5
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Digest:
    """Figures of one period in the customer's own currency. `next_due` is None when nothing is due soon."""

    period: Period
    today: date
    spent: Money
    before: Money
    categories: tuple[tuple[str, Money], ...]
    tight: tuple[BudgetFigures, ...]
    next_due: Due | None

    @property
    def change_percent(self) -> int | None:
        """How much more or less than in the period before, to the nearest percent; None when nothing was spent then."""
        if self.before.minor <= 0 or self.spent.minor < 0:
            return None
        change = (self.spent.minor - self.before.minor) * 100
        half = self.before.minor // 2
        return (change + half) // self.before.minor if change >= 0 else -((-change + half) // self.before.minor)


class Digests:
    """What the notices look up."""

    def __init__(self, database: Database) -> None:
        self._database, self._book = database, Book(database)

    async def get(self, customer: Customer, kind: str, period: Period) -> Digest:
        """The figures of a period as they are now. Raises `RatesUnavailable` when other currencies can't be counted."""
        await self._book.refresh(customer.id)
        today = local_day(self._database.now(), customer.zone)
        return await self._database.read(lambda connection: _digest(connection, customer, kind, period, today))


def _digest(connection: Connection, customer: Customer, kind: str, period: Period, today: date) -> Digest:
    own, before = currency(customer.default_currency), SCHEDULES[kind].before(period)
    found = by_category(connection, customer.id, own, period.first, period.last)
    largest = [(code, amount) for code, amount in found.items() if amount.minor > 0]
    tight = [item for item in all_figures(connection, customer.id, today) if item.percent >= TIGHT_FROM_PERCENT]
    due = due_between(connection, customer.id, today, today + SOON)
    return Digest(
        period=period,
        today=today,
        spent=spent(connection, customer.id, own, period.first, period.last),
        before=spent(connection, customer.id, own, before.first, before.last),
        categories=tuple(largest[:CATEGORIES_MAX]),
        tight=tuple(sorted(tight, key=lambda item: -item.percent)[:BUDGETS_MAX]),
        next_due=due[0] if due else None,
    )
