"""Budgets are made, changed and ended by their owners alone; money moves between them once, and only if it is there."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from tests.conftest import ManualClock
from tests.factories import fund, money, pay
from wallet.budgets.figures import Carry
from wallet.budgets.periods import Unit
from wallet.budgets.service import BUDGETS_MAX, Budgets, NewBudget, clean_thresholds
from wallet.budgets.suggesting import friendly
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    AmountNotPositive,
    BudgetDaysInvalid,
    BudgetExists,
    BudgetNotFound,
    BudgetShort,
    BudgetsTooMany,
    CategoryNotFound,
    ReferenceReused,
    ThresholdsInvalid,
    WalletError,
)
from wallet.references import new_reference


async def test_a_budget_carries_what_is_left(
    database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    budgets = Budgets(database)
    await fund(database, payer.id, 100_00)
    made = await budgets.make(payer, NewBudget("people", money(50_00), carry=Carry.BOTH))
    assert (made.period.first, made.period.last) == (date(2025, 3, 1), date(2025, 3, 31))
    assert made.budget.thresholds == (50, 80, 100)
    await pay(database, payer.id, payee.id, 60_00)
    over = await budgets.get(payer, made.budget.id)
    assert (over.spent, over.left, over.percent) == (money(60_00), money(-10_00), 120)
    clock.advance(timedelta(days=31))
    for _ in range(2):
        now = (await budgets.all(payer))[0]
        assert (now.carried, now.limit, now.percent) == (money(-10_00), money(40_00), 0)
    await budgets.set_carry(payer, made.budget.id, Carry.NONE)
    changed = await budgets.set_amount(payer, made.budget.id, money(70_00))
    assert (changed.carried, changed.limit) == (money(-10_00), money(60_00))
    clock.advance(timedelta(days=31))
    assert (await budgets.get(payer, made.budget.id)).limit == money(70_00)
    await budgets.end(payer, made.budget.id)
    assert await budgets.all(payer) == []


async def test_a_budget_is_its_owners_alone(database: Database, payer: Customer, payee: Customer) -> None:
    budgets = Budgets(database)
    made = (await budgets.make(payer, NewBudget("fun", money(1_00)))).budget
    other = (await budgets.make(payee, NewBudget("fun", money(1_00)))).budget
    for act in (
        budgets.get(payee, made.id),
        budgets.set_amount(payee, made.id, money(2_00)),
        budgets.set_carry(payee, made.id, Carry.BOTH),
        budgets.set_thresholds(payee, made.id, [1]),
        budgets.end(payee, made.id),
        budgets.move(payee, made.id, other.id, money(1), new_reference()),
        budgets.move(payee, other.id, made.id, money(1), new_reference()),
    ):
        with pytest.raises(BudgetNotFound):
            await act


async def test_what_makes_no_sense_is_refused(database: Database, payer: Customer) -> None:
    budgets = Budgets(database)
    await budgets.make(payer, NewBudget(None, money(1_00)))
    for new, refusal in (
        (NewBudget(None, money(2_00)), BudgetExists),
        (NewBudget("fun", money(0)), AmountNotPositive),
        (NewBudget("own-5", money(1)), CategoryNotFound),
        (NewBudget("nothing", money(1)), CategoryNotFound),
        (NewBudget("fun", money(1), Unit.OWN), BudgetDaysInvalid),
        (NewBudget("fun", money(1), Unit.OWN, 367), BudgetDaysInvalid),
        (NewBudget("fun", money(1), Unit.DAY, 3), BudgetDaysInvalid),
    ):
        with pytest.raises(refusal):
            await budgets.make(payer, new)
    for wanted in ([], [0], [201], [1, 2, 3, 4, 5, 6]):
        with pytest.raises(ThresholdsInvalid):
            clean_thresholds(wanted)
    assert clean_thresholds([100, 50, 50]) == (50, 100)


@pytest.mark.slow
async def test_thirty_budgets_and_no_more(database: Database, payer: Customer) -> None:
    budgets = Budgets(database)
    codes = ("food", "home", "fun", "people", "travel", "health", "digital", "other")
    wanted = [
        NewBudget(code, money(1), unit) for code in codes for unit in (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR)
    ]
    for new in wanted[:BUDGETS_MAX]:
        await budgets.make(payer, new)
    with pytest.raises(BudgetsTooMany):
        await budgets.make(payer, wanted[BUDGETS_MAX])


async def test_money_moves_once_for_a_reference(database: Database, payer: Customer) -> None:
    budgets = Budgets(database)
    source = (await budgets.make(payer, NewBudget("fun", money(30_00)))).budget.id
    target = (await budgets.make(payer, NewBudget("food", money(10_00), Unit.WEEK))).budget.id
    dollars = (await budgets.make(payer, NewBudget("fun", money(30_00, "USD")))).budget.id
    reference = new_reference()
    for _ in range(2):
        moved = await budgets.move(payer, source, target, money(20_00), reference)
        assert (moved.limit, moved.moved) == (money(30_00), money(20_00))
    assert (await budgets.get(payer, source)).left == money(10_00)
    with pytest.raises(ReferenceReused):
        await budgets.move(payer, source, target, money(5_00), reference)
    for amount, to, refusal in (
        (money(10_01), target, BudgetShort),
        (money(0), target, AmountNotPositive),
        (money(1), source, BudgetNotFound),
        (money(1), dollars, BudgetNotFound),
    ):
        with pytest.raises(refusal):
            await budgets.move(payer, source, to, amount, new_reference())


async def test_rivals_never_move_more_than_is_left(database: Database, payer: Customer) -> None:
    budgets = Budgets(database)
    source = (await budgets.make(payer, NewBudget("fun", money(10_00)))).budget.id
    target = (await budgets.make(payer, NewBudget("food", money(10_00)))).budget.id

    async def move() -> bool:
        try:
            await budgets.move(payer, source, target, money(3_00), new_reference())
        except WalletError:
            return False
        return True

    assert sum(await asyncio.gather(*(move() for _ in range(8)))) == 3
    assert (await budgets.get(payer, source)).left == money(1_00)


@pytest.mark.parametrize(
    ("minor", "rounded"),
    [(1, 1_00), (12_30, 13_00), (23_00, 25_00), (437_00, 450_00), (1834_00, 1900_00), (50_00, 50_00)],
)
def test_a_suggestion_is_a_friendly_number(minor: int, rounded: int) -> None:
    assert friendly(money(minor)) == money(rounded)
