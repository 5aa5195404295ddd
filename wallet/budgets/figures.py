"""What a budget says on a day: its limit with what was carried and moved, what was spent, what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection, or_, select
from sqlalchemy.engine import Row as Found

from wallet.budgets.carries import read_carries
from wallet.budgets.counting import Rates, Reader, Row, read_days, sum_periods
from wallet.budgets.models import budget_limits, budget_moves, budgets
from wallet.budgets.periods import Period, Schedule, Unit
from wallet.categories.models import own_categories
from wallet.categories.service import own_code
from wallet.money import Money, currency
from wallet.records.categories import TREE

PERCENT_MAX = 999


class Carry(StrEnum):
    """What goes from a period into the next: nothing, what is left over, or what is overspent too."""

    NONE = "none"
    SURPLUS = "surplus"
    BOTH = "both"

    def of(self, left: int) -> int:
        """What is carried when so much is left."""
        return 0 if self is Carry.NONE else left if self is Carry.BOTH else max(0, left)


@dataclass(frozen=True, slots=True)
class Terms:
    """In force from the period that begins on `since`."""

    since: date
    amount: Money
    carry: Carry


@dataclass(frozen=True, slots=True)
class Budget:
    """One budget. `category` is None for all spending; `started` is the first day of its first period."""

    id: int
    customer_id: int
    category: str | None
    schedule: Schedule
    thresholds: tuple[int, ...]
    started: date
    ended: bool
    terms: tuple[Terms, ...]

    @property
    def amount(self) -> Money:
        """The newest amount of a period."""
        return self.terms[-1].amount

    @property
    def carry(self) -> Carry:
        """What goes into the next period, by the newest terms."""
        return self.terms[-1].carry

    def terms_of(self, period: Period) -> Terms:
        """Those in force in a period; the first ones before there were any."""
        return next((terms for terms in reversed(self.terms) if terms.since <= period.first), self.terms[0])


@dataclass(frozen=True, slots=True)
class BudgetFigures:
    """One budget in one period. `limit` is the amount with what was carried into the period and moved."""

    budget: Budget
    period: Period
    limit: Money
    carried: Money
    moved: Money
    spent: Money

    @property
    def left(self) -> Money:
        """What may still be spent; below zero when too much was."""
        return self.limit - self.spent

    @property
    def percent(self) -> int:
        """How much of the limit is spent: rounded down, 0 to 999; 999 too when there is no limit left to spend."""
        if self.spent.minor <= 0:
            return 0
        if self.limit.minor <= 0:
            return PERCENT_MAX
        return min(PERCENT_MAX, self.spent.minor * 100 // self.limit.minor)


def active_budgets(connection: Connection, customer_id: int) -> list[Budget]:
    """Budgets that go on, in the order they were made."""
    columns = budgets.c
    query = select(budgets).where(columns.customer_id == customer_id, columns.ended_at.is_(None))
    return _read(connection, connection.execute(query.order_by(columns.id)).all())


def find_budget(connection: Connection, customer_id: int, budget_id: int) -> Budget | None:
    """One of this customer's that goes on."""
    columns = budgets.c
    query = select(budgets).where(
        columns.id == budget_id, columns.customer_id == customer_id, columns.ended_at.is_(None)
    )
    return next(iter(_read(connection, connection.execute(query).all())), None)


def figures(connection: Connection, budget: Budget, day: date) -> BudgetFigures:
    """One budget in the period of a local day."""
    return _figures(connection, budget.customer_id, [budget], day)[0]


def all_figures(connection: Connection, customer_id: int, day: date, read: Reader = read_days) -> list[BudgetFigures]:
    """All budgets that go on, each in its period of a local day, from one read of the running sums.

    With `counting.recount_days` it is made from every part of every record instead.
    """
    return _figures(connection, customer_id, active_budgets(connection, customer_id), day, read)


def codes_of(connection: Connection, customer_id: int, found: Sequence[Budget]) -> dict[int, frozenset[str] | None]:
    """By budget the categories that count: its own with all that stands below it. None for all spending."""
    columns = own_categories.c
    query = select(columns.id, columns.parent).where(columns.customer_id == customer_id, columns.parent.is_not(None))
    below: dict[str, set[str]] = {code: {code, *children} for code, children in TREE.items()}
    if any(budget.category in TREE for budget in found):
        for row in connection.execute(query):
            below[row.parent].add(own_code(row.id))
    return {
        budget.id: None if budget.category is None else frozenset(below.get(budget.category) or {budget.category})
        for budget in found
    }


def _read(connection: Connection, rows: Sequence[Found[tuple[object, ...]]]) -> list[Budget]:
    columns, codes = budget_limits.c, {row.id: row.currency for row in rows}
    terms: dict[int, list[Terms]] = {}
    query = select(budget_limits).where(columns.budget_id.in_(list(codes))).order_by(columns.since)
    for row in connection.execute(query) if codes else ():
        amount = Money(row.amount_minor, currency(codes[row.budget_id]))
        terms.setdefault(row.budget_id, []).append(Terms(date.fromisoformat(row.since), amount, Carry(row.carry)))
    return [
        Budget(
            row.id,
            row.customer_id,
            row.category,
            Schedule(Unit(row.unit), date.fromisoformat(row.anchor), row.own_days),
            tuple(map(int, row.thresholds.split(","))),
            date.fromisoformat(row.started),
            row.ended_at is not None,
            tuple(terms[row.id]),
        )
        for row in rows
    ]


def carries(item: BudgetFigures) -> bool:
    """Whether periods before this one have a say in it."""
    budget = item.budget
    return any(terms.carry is not Carry.NONE for terms in budget.terms) and item.period.first > budget.started


def _periods(budget: Budget, day: date, since: date) -> list[Period]:
    """Those that count for the period of a day, which is the last one: only it, unless something is carried."""
    last = budget.schedule.at(day)
    if all(terms.carry is Carry.NONE for terms in budget.terms) or last.first <= since:
        return [last]
    found = [budget.schedule.at(since)]
    while found[-1].last < last.first:
        found.append(budget.schedule.after(found[-1]))
    return found


def _figures(
    connection: Connection, customer_id: int, found: Sequence[Budget], day: date, read: Reader = read_days
) -> list[BudgetFigures]:
    if not found:
        return []
    kept = read_carries(connection, [budget.id for budget in found], day) if read is read_days else {}
    periods = {
        budget.id: _periods(budget, day, kept[budget.id][0] if budget.id in kept else budget.started)
        for budget in found
    }
    codes = codes_of(connection, customer_id, found)
    first = min(periods[budget.id][0].first for budget in found).isoformat()
    last = max(periods[budget.id][-1].last for budget in found).isoformat()
    wanted = [(periods[budget.id][0].first.isoformat(), codes[budget.id]) for budget in found]
    rows = read(connection, customer_id, last, wanted)
    used, homes = {row[2] for row in rows}, {budget.amount.currency.code for budget in found}
    foreign = {code for code in used if homes - {code}}
    rates = Rates(connection, first, last, foreign | homes if foreign else ())
    moved = _moved(connection, customer_id, [budget.id for budget in found])
    days: dict[tuple[Schedule, date], dict[str, int]] = {}
    return [
        _count(
            budget,
            periods[budget.id],
            _of(rows, codes[budget.id], periods[budget.id], days, budget),
            rates,
            moved,
            kept[budget.id][1] if budget.id in kept else 0,
        )
        for budget in found
    ]


def _of(
    rows: Sequence[Row],
    codes: frozenset[str] | None,
    periods: Sequence[Period],
    days: dict[tuple[Schedule, date], dict[str, int]],
    budget: Budget,
) -> tuple[list[Row], Mapping[str, int]]:
    """The rows that count for a budget, and which of its periods each day belongs to."""
    key = (budget.schedule, periods[0].first)
    if key not in days:
        days[key] = {
            (period.first + timedelta(days=number)).isoformat(): index
            for index, period in enumerate(periods)
            for number in range(period.days)
        }
    known = days[key]
    if codes is None:
        return [row for row in rows if row[0] in known], known
    return [row for row in rows if row[1] in codes and row[0] in known], known


def _count(
    budget: Budget,
    periods: Sequence[Period],
    of: tuple[list[Row], Mapping[str, int]],
    rates: Rates,
    moved: Mapping[tuple[int, str], int],
    carried: int,
) -> BudgetFigures:
    """Period after period, each with what the one before left it."""
    kind = budget.amount.currency
    spent = sum_periods(of[0], kind, rates, of[1])
    index = 0
    while True:
        period, terms = periods[index], budget.terms_of(periods[index])
        shifted = moved.get((budget.id, period.first.isoformat()), 0)
        limit = terms.amount.minor + carried + shifted
        used = spent.get(index, 0)
        if index == len(periods) - 1:
            return BudgetFigures(
                budget, period, Money(limit, kind), Money(carried, kind), Money(shifted, kind), Money(used, kind)
            )
        carried, index = terms.carry.of(limit - used), index + 1


def _moved(connection: Connection, customer_id: int, ids: Sequence[int]) -> dict[tuple[int, str], int]:
    """What was moved to a budget, less what was moved away, by budget and the first day of a period."""
    columns, found = budget_moves.c, dict[tuple[int, str], int]()
    query = select(budget_moves).where(
        columns.customer_id == customer_id, or_(columns.from_budget_id.in_(ids), columns.to_budget_id.in_(ids))
    )
    for row in connection.execute(query):
        for key, minor in (
            ((row.from_budget_id, row.from_period), -row.from_minor),
            ((row.to_budget_id, row.to_period), row.to_minor),
        ):
            found[key] = found.get(key, 0) + minor
    return found
