"""Budgets: made, changed, ended. Their figures are made when somebody looks; nothing has to begin a period."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, insert, update

from wallet.budgets.carries import forget_carries, keep_carries, read_carries
from wallet.budgets.figures import (
    Budget,
    BudgetFigures,
    Carry,
    active_budgets,
    all_figures,
    carries,
    figures,
    find_budget,
)
from wallet.budgets.models import budget_limits, budgets
from wallet.budgets.moving import get_budget, move
from wallet.budgets.periods import OWN_DAYS_MAX, Schedule, Unit
from wallet.budgets.suggesting import Suggestion, suggest
from wallet.categories.service import check_choosable
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork, insert_with_conflict
from wallet.days import local_day
from wallet.errors import (
    AmountNotPositive,
    BudgetDaysInvalid,
    BudgetExists,
    BudgetNotFound,
    BudgetsTooMany,
    ThresholdsInvalid,
)
from wallet.money import Money, currency
from wallet.records.parts import lock_book
from wallet.records.projecting import Book

BUDGETS_MAX = 30
THRESHOLDS, THRESHOLDS_MAX, THRESHOLD_MAX = (50, 80, 100), 5, 200


@dataclass(frozen=True, slots=True)
class NewBudget:
    """What a budget is for. `category` is None for all spending; `own_days` is for the unit `OWN`."""

    category: str | None
    amount: Money
    unit: Unit = Unit.MONTH
    own_days: int = 0
    carry: Carry = Carry.NONE


class Budgets:
    """Every method looks a budget up with its owner and raises `BudgetNotFound` for anybody else's."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._book = Book(database)

    def today(self, customer: Customer) -> date:
        """Which day it is where the customer is."""
        return local_day(self._database.now(), customer.zone)

    async def all(self, customer: Customer) -> list[BudgetFigures]:
        """All that go on, each with the figures of its period."""
        await self._book.refresh(customer.id)
        today = self.today(customer)
        found, kept = await self._database.read(lambda connection: _look(connection, customer.id, today))
        if not kept:
            await self._database.write(lambda work: _keep(work, customer.id, today))
        return found

    async def get(self, customer: Customer, budget_id: int) -> BudgetFigures:
        """One that goes on."""
        await self._book.refresh(customer.id)
        today = self.today(customer)
        found = await self._database.read(lambda connection: find_budget(connection, customer.id, budget_id))
        if found is None:
            raise BudgetNotFound
        return await self._database.read(lambda connection: figures(connection, found, today))

    async def suggestions(self, customer: Customer) -> list[Suggestion]:
        """By what was spent in the last three full months, in the customer's own currency."""
        await self._book.refresh(customer.id)
        kind, today = currency(customer.default_currency), self.today(customer)
        return await self._database.read(lambda connection: suggest(connection, customer.id, kind, today))

    async def make(self, customer: Customer, new: NewBudget) -> BudgetFigures:
        """Begins with the period that is under way.

        Raises `AmountNotPositive`, `BudgetDaysInvalid`, `CategoryNotFound`, `BudgetExists`, `BudgetsTooMany`.
        """
        if new.amount.minor <= 0:
            raise AmountNotPositive(currency=new.amount.currency.code)
        check_days(new.unit, new.own_days)
        made = await self._database.write(lambda work: _make(work, customer.id, new, _day(work, customer)))
        return await self.get(customer, made)

    async def set_amount(self, customer: Customer, budget_id: int, amount: Money) -> BudgetFigures:
        """In force from the period under way. Raises `AmountNotPositive`."""
        if amount.minor <= 0:
            raise AmountNotPositive(currency=amount.currency.code)
        return await self._change(customer, budget_id, amount=amount)

    async def set_carry(self, customer: Customer, budget_id: int, carry: Carry) -> BudgetFigures:
        """What goes from the period under way into the next; earlier ones stay what they were."""
        return await self._change(customer, budget_id, carry=carry)

    async def set_thresholds(self, customer: Customer, budget_id: int, wanted: Iterable[int]) -> BudgetFigures:
        """At which percents to tell. Raises `ThresholdsInvalid`."""
        text = ",".join(map(str, clean_thresholds(wanted)))
        await self._database.write(lambda work: _update(work, customer.id, budget_id, thresholds=text))
        return await self.get(customer, budget_id)

    async def end(self, customer: Customer, budget_id: int) -> None:
        """What was spent stays what it was."""
        await self._database.write(lambda work: _update(work, customer.id, budget_id, ended_at=work.now))

    async def move(self, customer: Customer, from_id: int, to_id: int, amount: Money, reference: str) -> BudgetFigures:
        """Once for a reference; raises what `wallet.budgets.moving.move` raises."""
        await self._book.refresh(customer.id)
        return await self._database.write(
            lambda work: move(work, customer.id, from_id, to_id, amount, reference, _day(work, customer))
        )

    async def _change(
        self, customer: Customer, budget_id: int, amount: Money | None = None, carry: Carry | None = None
    ) -> BudgetFigures:
        await self._database.write(
            lambda work: _set_terms(work, customer.id, budget_id, _day(work, customer), amount, carry)
        )
        return await self.get(customer, budget_id)


def clean_thresholds(wanted: Iterable[int]) -> tuple[int, ...]:
    """In order, each once. Raises `ThresholdsInvalid`."""
    found = tuple(sorted(set(wanted)))
    if not 0 < len(found) <= THRESHOLDS_MAX or found[0] < 1 or found[-1] > THRESHOLD_MAX:
        raise ThresholdsInvalid(count_max=THRESHOLDS_MAX, percent_max=THRESHOLD_MAX)
    return found


def check_days(unit: Unit, own_days: int) -> None:
    """Raises `BudgetDaysInvalid` unless only an own period says how many days it has."""
    if (unit is Unit.OWN) != (own_days != 0) or not 0 <= own_days <= OWN_DAYS_MAX:
        raise BudgetDaysInvalid(days_max=OWN_DAYS_MAX)


def forget_person(work: UnitOfWork, customer_id: int) -> None:
    """Before a wallet is closed: nothing is watched any more."""
    columns = budgets.c
    mine = (columns.customer_id == customer_id, columns.ended_at.is_(None))
    work.connection.execute(update(budgets).where(*mine).values(ended_at=work.now))


def _look(connection: Connection, customer_id: int, today: date) -> tuple[list[BudgetFigures], bool]:
    """All figures, and whether nothing of the past had to be counted for them."""
    found = all_figures(connection, customer_id, today)
    kept = read_carries(connection, [item.budget.id for item in found], today)
    return found, all(kept.get(item.budget.id, (None, 0))[0] == item.period.first for item in found if carries(item))


def _keep(work: UnitOfWork, customer_id: int, today: date) -> None:
    lock_book(work, customer_id)
    found = all_figures(work.connection, customer_id, today)
    keep_carries(
        work, customer_id, [(item.budget.id, item.period.first, item.carried.minor) for item in found if carries(item)]
    )


def _day(work: UnitOfWork, customer: Customer) -> date:
    moment: datetime = work.now
    return local_day(moment, customer.zone)


def _anchor(unit: Unit, today: date) -> date:
    """Months and years of the calendar, weeks from Monday; days and own periods from today."""
    begins: dict[Unit, Callable[[], date]] = {
        Unit.WEEK: lambda: today - timedelta(days=today.weekday()),
        Unit.MONTH: lambda: today.replace(day=1),
        Unit.YEAR: lambda: today.replace(month=1, day=1),
    }
    return begins.get(unit, lambda: today)()


def _make(work: UnitOfWork, customer_id: int, new: NewBudget, today: date) -> int:
    lock_book(work, customer_id)
    if new.category is not None:
        check_choosable(work.connection, customer_id, new.category)
    mine = active_budgets(work.connection, customer_id)
    kind = new.amount.currency
    if any((one.category, one.schedule.unit, one.amount.currency) == (new.category, new.unit, kind) for one in mine):
        raise BudgetExists
    if len(mine) >= BUDGETS_MAX:
        raise BudgetsTooMany(count_max=BUDGETS_MAX)
    schedule = Schedule(new.unit, _anchor(new.unit, today), new.own_days)
    started = schedule.at(today).first.isoformat()
    values = {
        "customer_id": customer_id,
        "category": new.category,
        "currency": kind.code,
        "unit": new.unit.value,
        "anchor": schedule.anchor.isoformat(),
        "own_days": new.own_days,
        "thresholds": ",".join(map(str, THRESHOLDS)),
        "started": started,
        "created_at": work.now,
    }
    made: int = work.connection.execute(insert(budgets).values(values).returning(budgets.c.id)).scalar_one()
    terms = {"budget_id": made, "since": started, "amount_minor": new.amount.minor, "carry": new.carry.value}
    work.connection.execute(insert(budget_limits).values(terms))
    return made


def _set_terms(
    work: UnitOfWork, customer_id: int, budget_id: int, today: date, amount: Money | None, carry: Carry | None
) -> None:
    lock_book(work, customer_id)
    budget: Budget = get_budget(work, customer_id, budget_id)
    amount, carry = amount or budget.amount, carry or budget.carry
    if amount.currency != budget.amount.currency:
        raise AmountNotPositive(currency=budget.amount.currency.code)
    since = max(budget.schedule.at(today).first, budget.terms[-1].since).isoformat()
    forget_carries(work, customer_id, since)
    values = {"amount_minor": amount.minor, "carry": carry.value}
    adding = insert_with_conflict(work, budget_limits).values(budget_id=budget_id, since=since, **values)
    columns = budget_limits.c
    work.connection.execute(
        adding.on_conflict_do_update(index_elements=[columns.budget_id, columns.since], set_=values)
    )


def _update(work: UnitOfWork, customer_id: int, budget_id: int, **values: object) -> None:
    lock_book(work, customer_id)
    get_budget(work, customer_id, budget_id)
    work.connection.execute(update(budgets).where(budgets.c.id == budget_id).values(**values))
