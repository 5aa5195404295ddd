"""What a payment would do to the budgets that it touches, and which other budget could make up for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from wallet.budgets.figures import BudgetFigures, all_figures, codes_of
from wallet.budgets.models import budgets
from wallet.database import Database
from wallet.days import local_day
from wallet.money import Money
from wallet.payments.quotes import Quote
from wallet.payments.rules import TRANSFER
from wallet.payments.waiting import LATER
from wallet.records.choosing import Payment, choose
from wallet.records.day_rates import newest, read_rates, rounded, worth
from wallet.records.projecting import Book, is_behind

EXCHANGE = "exchange"
LINES_MAX = 3


@dataclass(frozen=True, slots=True)
class Impact:
    """One budget, before the payment and after it."""

    before: BudgetFigures
    spent: Money

    @property
    def limit(self) -> Money:
        """What may be spent in the period."""
        return self.before.limit

    @property
    def percent(self) -> int:
        """Of the limit, after the payment."""
        return replace(self.before, spent=self.spent).percent

    @property
    def over(self) -> Money:
        """By how much it would be more than the limit; zero or less when it is not."""
        return self.spent - self.limit

    @property
    def worth_saying(self) -> bool:
        """Whether a threshold is reached by this payment, or the limit passed."""
        reached = any(self.before.percent < threshold <= self.percent for threshold in self.before.budget.thresholds)
        return reached or self.over.minor > 0


@dataclass(frozen=True, slots=True)
class Offer:
    """What another budget could give so that this one is kept."""

    source: BudgetFigures
    target: BudgetFigures
    amount: Money


@dataclass(frozen=True, slots=True)
class Outlook:
    """For a confirm card: the budgets worth a line, the one that is most exceeded first, and the way out."""

    impacts: tuple[Impact, ...] = ()
    offer: Offer | None = None


class Outlooks:
    """Looks ahead for a confirm card."""

    def __init__(self, database: Database) -> None:
        self._database, self._book = database, Book(database)

    async def look(self, quote: Quote, zone: ZoneInfo) -> Outlook:
        """One read, unless there are operations that are no records yet."""
        today = local_day(self._database.now(), zone)
        outlook = await self._database.read(lambda connection: _look(connection, quote, today))
        if outlook is None:
            await self._book.refresh(quote.customer_id)
            outlook = await self._database.read(lambda connection: outlook_of(connection, quote, today))
        return outlook


def _look(connection: Connection, quote: Quote, today: date) -> Outlook | None:
    any_budget = select(budgets.c.id).where(budgets.c.customer_id == quote.customer_id, budgets.c.ended_at.is_(None))
    if connection.execute(any_budget.limit(1)).first() is None:
        return Outlook()
    return None if is_behind(connection, quote.customer_id) else outlook_of(connection, quote, today)


def outlook_of(connection: Connection, quote: Quote, today: date) -> Outlook:
    """From records that are up to date."""
    amount = quote.fee if quote.kind == EXCHANGE else quote.leaves
    items = all_figures(connection, quote.customer_id, today)
    if not items or amount.minor <= 0:
        return Outlook()
    category, _ = choose(connection, _payment(quote))
    codes = codes_of(connection, quote.customer_id, [item.budget for item in items])
    touched = [item for item in items if category in (codes[item.budget.id] or {category})]
    impacts = [_impact(connection, item, amount, today) for item in touched]
    said = sorted((one for one in impacts if one.worth_saying), key=lambda one: (-one.percent, one.before.budget.id))
    return Outlook(tuple(said[:LINES_MAX]), _offer(said, [item for item in items if item not in touched]))


def _payment(quote: Quote) -> Payment:
    kind = TRANSFER if quote.kind == LATER else quote.kind
    said = " ".join((quote.note, str(quote.details.get("shown_name") or ""), quote.reference, kind))
    return Payment(quote.customer_id, kind, None if quote.payee is None else quote.payee.id, said.casefold())


def _impact(connection: Connection, item: BudgetFigures, amount: Money, today: date) -> Impact:
    to, day = item.limit.currency, today.isoformat()
    if amount.currency == to:
        return Impact(item, item.spent + amount)
    known = read_rates(connection, day, day) or {(day, code): rate for code, rate in newest(connection, day).items()}
    return Impact(item, item.spent + rounded(worth(amount.minor, amount.currency.code, to, day, known), to))


def _offer(said: Sequence[Impact], others: Sequence[BudgetFigures]) -> Offer | None:
    """From the budget of the same currency and unit that has the most left, if it is enough."""
    for impact in said:
        mine = impact.before.budget
        fitting = [
            item
            for item in others
            if item.budget.schedule.unit is mine.schedule.unit
            and item.limit.currency == impact.limit.currency
            and item.left >= impact.over
        ]
        if impact.over.minor > 0 and fitting:
            return Offer(max(fitting, key=lambda item: item.left.minor), impact.before, impact.over)
    return None
