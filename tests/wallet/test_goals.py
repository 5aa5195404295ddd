"""Savings goals: money set aside stays the customer's, moves once, and is found again by its owner alone."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from tests import factories
from wallet import ledger
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    AccountFrozen,
    CustomerNotActive,
    DayInvalid,
    GoalNameInvalid,
    GoalNotFound,
    GoalsTooMany,
    InsufficientFunds,
    WalletError,
)
from wallet.goals.service import GOALS_MAX, Goal, Goals
from wallet.money import CURRENCIES, Money
from wallet.references import new_reference

TODAY = date(2025, 3, 1)
CNY = CURRENCIES["CNY"]


def yuan(minor: int) -> Money:
    return Money(minor, CNY)


async def made(database: Database, customer: Customer, day: date | None = None) -> Goal:
    await factories.fund(database, customer.id, 10_000)
    return await Goals(database).make(customer.id, " New  bike ", yuan(30_000), day, TODAY)


async def test_put_aside_and_taken_back(database: Database, payer: Customer) -> None:
    goals, goal = Goals(database), await made(database, payer, date(2025, 3, 31))
    assert (goal.name, goal.percent, goal.a_month(TODAY)) == ("New bike", 0, yuan(30_000))
    reference = new_reference()
    for _ in range(2):
        goal = await goals.put(payer.id, goal.id, yuan(6_000), reference)
    assert (goal.saved, goal.percent) == (yuan(6_000), 20)
    assert goal.a_month(date(2025, 1, 30)) == yuan(12_000)
    assert await factories.balance(database, payer.id) == 4_000
    with pytest.raises(InsufficientFunds):
        await goals.take(payer.id, goal.id, yuan(6_001), new_reference())
    with pytest.raises(InsufficientFunds):
        await goals.put(payer.id, goal.id, yuan(4_001), new_reference())
    assert (await goals.take(payer.id, goal.id, yuan(1_000), new_reference())).saved == yuan(5_000)
    assert await goals.end(payer.id, goal.id) == yuan(5_000)
    assert await factories.balance(database, payer.id) == 10_000
    assert await goals.mine(payer.id) == []
    with pytest.raises(GoalNotFound):
        await goals.put(payer.id, goal.id, yuan(1), new_reference())


async def test_a_goal_is_its_owners_alone(database: Database, payer: Customer, payee: Customer) -> None:
    goals, goal = Goals(database), await made(database, payer)
    await goals.put(payer.id, goal.id, yuan(500), new_reference())
    for act in (
        goals.get(payee.id, goal.id),
        goals.put(payee.id, goal.id, yuan(1), new_reference()),
        goals.take(payee.id, goal.id, yuan(1), new_reference()),
        goals.end(payee.id, goal.id),
    ):
        with pytest.raises(GoalNotFound):
            await act


@pytest.mark.slow
@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "x" * 500])
async def test_a_name_says_something_short(database: Database, payer: Customer, name: str) -> None:
    with pytest.raises(GoalNameInvalid):
        await Goals(database).make(payer.id, name, yuan(1), None, TODAY)


@pytest.mark.slow
async def test_a_day_is_ahead(database: Database, payer: Customer) -> None:
    with pytest.raises(DayInvalid):
        await Goals(database).make(payer.id, "Bike", yuan(1), TODAY, TODAY)


@pytest.mark.slow
async def test_twenty_goals_and_no_more(database: Database, payer: Customer) -> None:
    goals = Goals(database)
    for number in range(GOALS_MAX):
        await goals.make(payer.id, f"Goal {number}", yuan(1), None, TODAY)
    with pytest.raises(GoalsTooMany):
        await goals.make(payer.id, "One more", yuan(1), None, TODAY)


@pytest.mark.slow
async def test_a_frozen_wallet_puts_nothing_aside(database: Database, payer: Customer) -> None:
    goals, goal = Goals(database), await made(database, payer)
    await goals.put(payer.id, goal.id, yuan(500), new_reference())
    await database.write(lambda work: ledger.freeze(work, payer.id))
    with pytest.raises((AccountFrozen, CustomerNotActive)):
        await goals.put(payer.id, goal.id, yuan(1), new_reference())
    assert (await goals.take(payer.id, goal.id, yuan(500), new_reference())).saved == yuan(0)


@pytest.mark.slow
async def test_rivals_never_take_more_than_is_there(database: Database, payer: Customer) -> None:
    goals, goal = Goals(database), await made(database, payer)
    await goals.put(payer.id, goal.id, yuan(1_000), new_reference())

    async def take() -> bool:
        try:
            await goals.take(payer.id, goal.id, yuan(300), new_reference())
        except WalletError:
            return False
        return True

    taken = await asyncio.gather(*(take() for _ in range(8)))
    assert sum(taken) == 3
    assert (await goals.get(payer.id, goal.id)).saved == yuan(100)
