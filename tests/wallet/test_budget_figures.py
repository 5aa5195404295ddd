"""Budget figures over random months equal a second, simple count; running sums equal the parts they are sums of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import Connection, func, insert, select

from tests.conftest import ManualClock
from tests.factories import money
from tests.wallet.budget_recount import Kept, Recount
from wallet.budgets.figures import Carry, active_budgets, all_figures, figures
from wallet.budgets.periods import Unit
from wallet.budgets.service import Budgets, NewBudget
from wallet.categories.service import Categories
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import BudgetExists, BudgetShort
from wallet.ledger.models import operations
from wallet.records.categories import TREE
from wallet.records.choosing import BY_HAND
from wallet.records.models import day_rates, records, spending, spending_days
from wallet.records.parts import Part, lock_book, mirrored, parts_of, set_parts
from wallet.references import new_reference

CODES = ("CNY", "USD", "EUR", "JPY", "USDT")
LEAVES = ("food", "food-coffee", "food-groceries", "travel", "fun-games", "fun", "people", "people-gifts", "other")
CATEGORIES = (None, "food", "food-coffee", "travel", "fun", "people")


@dataclass
class Life:
    """A customer whose months are made up."""

    random: Random
    database: Database
    clock: ManualClock
    owner: Customer
    leaves: tuple[str, ...]
    own: str
    kept: dict[int, Kept] = field(default_factory=dict)
    paid: list[tuple[int, str]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.clock.now().astimezone(self.owner.zone).date()

    async def month(self) -> None:
        """Thirty days with spending, refunds, second thoughts, and changes of budgets."""
        budgets, random = Budgets(self.database), self.random
        for _ in range(random.randint(2, 5)):
            self.clock.advance(timedelta(days=random.randint(3, 9)))
            await self.database.write(self._spend)
            await self._change(budgets)
            await self._check(self.today)
            await budgets.all(self.owner)
            await self._check(self.today)

    def _spend(self, work: UnitOfWork) -> None:
        lock_book(work, self.owner.id)
        day, random = self.today.isoformat(), self.random
        if not work.connection.execute(select(day_rates.c.day).where(day_rates.c.day == day)).first():
            rows = [{"day": day, "code": code, "per_euro": self._rate(code)} for code in CODES]
            work.connection.execute(insert(day_rates), rows)
        for _ in range(random.randint(1, 4)):
            code = random.choice(CODES)
            parts = tuple(
                Part(random.choice(self.leaves), random.randint(1, 90_000)) for _ in range(random.choice((1, 1, 3)))
            )
            self.paid.append((self._record(work, day, code, parts), code))
        if random.random() < 0.4:
            operation_id, code = random.choice(self.paid)
            parts = parts_of(work.connection, self.owner.id, operation_id)
            given = random.randint(1, sum(part.minor for part in parts))
            if back := mirrored(parts, given, code):
                self._record(work, day, code, back, reverses=operation_id, change=given)
        if random.random() < 0.4:
            operation_id, _ = random.choice(self.paid)
            total = sum(part.minor for part in parts_of(work.connection, self.owner.id, operation_id))
            set_parts(work, self.owner.id, operation_id, (Part(random.choice(self.leaves), total),), BY_HAND)

    def _rate(self, code: str) -> str:
        top = {"CNY": 80000, "USD": 11000, "EUR": 10000, "JPY": 1700000, "USDT": 11000}[code]
        return "1" if code == "EUR" else f"{top + self.random.randint(-900, 900)}/10000"

    def _record(
        self,
        work: UnitOfWork,
        day: str,
        code: str,
        parts: tuple[Part, ...],
        reverses: int | None = None,
        change: int = 0,
    ) -> int:
        values = {
            "reference": new_reference(),
            "kind": "transfer",
            "customer_id": self.owner.id,
            "note": "",
            "category": "",
            "content_hash": "",
            "created_at": work.now,
        }
        made: int = work.connection.execute(insert(operations).values(values).returning(operations.c.id)).scalar_one()
        row = {
            "customer_id": self.owner.id,
            "operation_id": made,
            "at": work.now,
            "day": day,
            "kind": "transfer",
            "initiated": True,
            "currency": code,
            "change_minor": change or -sum(part.minor for part in parts),
            "fee_minor": 0,
            "reverses_id": reverses,
            "category": parts[0].category,
            "chosen_by": "kind",
        }
        work.connection.execute(insert(records).values(row))
        set_parts(work, self.owner.id, made, parts, "kind")
        return made

    async def _change(self, budgets: Budgets) -> None:
        random = self.random
        if len(self.kept) < 6:
            await self._make(budgets)
        chosen = random.choice(list(self.kept))
        kept = self.kept[chosen]
        if random.random() < 0.2:
            amount = random.randint(1, 300_000)
            await budgets.set_amount(self.owner, chosen, money(amount, kept.currency))
            kept.terms.append((self.today, amount, kept.terms[-1][2]))
        if random.random() < 0.2:
            carry = random.choice(list(Carry))
            await budgets.set_carry(self.owner, chosen, carry)
            kept.terms.append((self.today, kept.terms[-1][1], carry.value))
        if random.random() < 0.5:
            await self._move(budgets)

    async def _make(self, budgets: Budgets) -> None:
        random = self.random
        unit, category, code = random.choice(list(Unit)), random.choice((*CATEGORIES, self.own)), random.choice(CODES)
        own_days = random.randint(2, 40) if unit is Unit.OWN else 0
        amount, carry = random.randint(100, 300_000), random.choice(list(Carry))
        try:
            made = await budgets.make(self.owner, NewBudget(category, money(amount, code), unit, own_days, carry))
        except BudgetExists:
            return
        below = None if category is None else frozenset({category, *TREE.get(category, ())})
        if category == "fun":
            below = below | {self.own}  # type: ignore[operator]
        terms = [(self.today, amount, carry.value)]
        self.kept[made.budget.id] = Kept(below, code, unit.value, own_days, self.today, terms)

    async def _move(self, budgets: Budgets) -> None:
        pairs = [
            (one, other)
            for one in self.kept
            for other in self.kept
            if one != other and self.kept[one].currency == self.kept[other].currency
        ]
        if not pairs:
            return
        source, target = self.random.choice(pairs)
        recount = await self.database.read(lambda connection: Recount(connection, self.owner.id))
        counted = recount.count(self.kept[source], self.today)
        left, code = counted.limit - counted.spent, self.kept[source].currency
        with pytest.raises(BudgetShort):
            await budgets.move(self.owner, source, target, money(max(0, left) + 1, code), new_reference())
        if left > 0:
            amount, reference = self.random.randint(1, left), new_reference()
            for _ in range(2):
                await budgets.move(self.owner, source, target, money(amount, code), reference)
            self.kept[source].moves.append((self.today, -amount))
            self.kept[target].moves.append((self.today, amount))

    async def _check(self, day: date) -> None:
        """All at once, and each by itself."""

        def look(connection: Connection) -> None:
            recount = Recount(connection, self.owner.id)
            found = all_figures(connection, self.owner.id, day)
            assert [item.budget.id for item in found] == list(self.kept)
            for item in found:
                counted = recount.count(self.kept[item.budget.id], day)
                assert item.limit.minor == counted.limit
                assert item.carried.minor == counted.carried
                assert item.moved.minor == counted.moved
                assert item.spent.minor == counted.spent
            one = self.random.choice(active_budgets(connection, self.owner.id))
            assert figures(connection, one, day) == next(item for item in found if item.budget.id == one.id)

        await self.database.read(look)

    async def check_sums(self) -> None:
        """Running sums against the parts."""

        def look(connection: Connection) -> None:
            columns, days = spending.c, spending_days.c
            keys = (columns.day, columns.category, columns.currency)
            counted = {
                tuple(row[:3]): int(row[3])
                for row in connection.execute(select(*keys, func.sum(columns.minor)).group_by(*keys))
                if row[3]
            }
            kept = select(days.day, days.category, days.currency, days.minor).where(days.minor != 0)
            assert {tuple(row[:3]): row[3] for row in connection.execute(kept)} == counted

        await self.database.read(look)


async def live(database: Database, clock: ManualClock, owner: Customer, seed: int, months: int) -> None:
    own = await Categories(database).add(owner.id, "Chess", "fun")
    life = Life(Random(seed), database, clock, owner, (*LEAVES, own.code), own.code)
    await life.database.write(life._spend)
    for _ in range(months):
        await life.month()
    for _ in range(20):
        await life._check(life.today - timedelta(days=life.random.randint(0, 30)))
    await life.check_sums()


async def test_figures_equal_a_second_count(database: Database, clock: ManualClock, payer: Customer) -> None:
    await live(database, clock, payer, 7, 3)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(25))
async def test_figures_equal_a_second_count_over_a_thousand_months(
    database: Database, clock: ManualClock, payer: Customer, seed: int
) -> None:
    """Twenty months in each of 25 lives on each of two databases."""
    await live(database, clock, payer, 1000 + seed + 100 * (database.dialect == "sqlite"), 20)
