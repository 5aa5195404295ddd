"""Whatever is chosen, split, ruled and given back, in whatever order: the running sums equal a recount."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from tests import factories
from tests.conftest import ManualClock
from tests.wallet.test_records_projection import given_back, sums_agree
from wallet.categories.giving import Giving
from wallet.categories.rules import Rules
from wallet.database import Database
from wallet.money import CURRENCIES, Money
from wallet.records.models import records, spending
from wallet.security.vault import Vault

CODES = ("food", "food-coffee", "home-rent", "fun", "other")
NOTES = ("", "rent", "parents", "tea")
CNY = CURRENCIES["CNY"]
_numbers = itertools.count()

code = st.sampled_from(CODES)
weighed = st.lists(st.tuples(code, st.integers(1, 100)), min_size=1, max_size=10)
steps = st.one_of(
    st.tuples(st.just("pay"), st.integers(1, 5_000), st.sampled_from(NOTES)),
    st.tuples(st.just("back"), st.integers(0, 9), st.integers(1, 100)),
    st.tuples(st.just("give"), st.integers(0, 9), code),
    st.tuples(st.just("split"), st.integers(0, 9), weighed),
    st.tuples(st.just("payee"), code, st.booleans()),
    st.tuples(st.just("word"), st.sampled_from(("rent", "tea")), code),
)  # fmt: skip


class Life:
    """One payer, one payee, and what happens between them."""

    def __init__(self, database: Database, payer_id: int, payee_id: int) -> None:
        self.database, self.payer_id, self.payee_id = database, payer_id, payee_id
        self.rules, self.giving = Rules(database), Giving(database)
        self.paid: list[list[int]] = []

    async def take(self, step: tuple[object, ...]) -> None:
        kind, first, second = step
        if kind == "pay":
            posted = await factories.pay(self.database, self.payer_id, self.payee_id, first, note=second)  # type: ignore[arg-type]
            self.paid.append([posted.operation_id, first, 0])  # type: ignore[list-item]
        elif kind == "payee":
            await self._rule_for_payee(str(first), apply=bool(second))
        elif kind == "word":
            rule = await self.rules.for_word(self.payer_id, str(first), str(second))
            assert await self.rules.count_back(self.payer_id, rule.id) == await self.rules.apply_back(
                self.payer_id, rule.id
            )
        elif self.paid:
            await self._with_one(kind, self.paid[int(str(first)) % len(self.paid)], second)

    async def _rule_for_payee(self, category: str, *, apply: bool) -> None:
        if not self.paid:
            return
        rule = await self.rules.for_payee(self.payer_id, self.payee_id, category)
        if apply:
            await self.rules.apply_back(self.payer_id, rule.id)
        else:
            await self.rules.delete(self.payer_id, rule.id)

    async def _with_one(self, kind: object, one: list[int], what: object) -> None:
        operation_id, minor, back = one
        if kind == "give":
            await self.giving.give(self.payer_id, operation_id, str(what))
        elif kind == "split":
            weights = [weight for _, weight in what]  # type: ignore[attr-defined]
            shares = Money(minor, CNY).allocate(weights)
            named = zip((name for name, _ in what), shares, strict=True)  # type: ignore[attr-defined]
            parts = [(name, share) for name, share in named if share.minor]
            await self.giving.split(self.payer_id, operation_id, parts)
        elif minor > back:
            more = max(1, (minor - back) * int(str(what)) // 100)
            await self.database.write(lambda work: given_back(work, operation_id, self.payer_id, self.payee_id, more))
            one[2] += more

    def _sums(self, connection: Connection) -> dict[int, int]:
        """By payment: what its spending and that of its refunds come to."""
        payment = func.coalesce(records.c.reverses_id, records.c.operation_id)
        query = (
            select(payment, func.sum(spending.c.minor))
            .join(records, (records.c.customer_id == spending.c.customer_id)
                  & (records.c.operation_id == spending.c.operation_id))
            .where(spending.c.customer_id == self.payer_id)
            .group_by(payment)
        )  # fmt: skip
        return {row[0]: int(row[1]) for row in connection.execute(query)}

    async def check(self) -> None:
        await self.giving._book.refresh(self.payer_id)
        assert await self.database.read(sums_agree)
        assert await self.database.read(self._sums) == {item[0]: item[1] - item[2] for item in self.paid}


async def live(path: Path, vault: Vault, life: list[tuple[object, ...]]) -> None:
    database = Database.open(f"sqlite:///{path}", ManualClock(datetime(2025, 3, 1, 12, tzinfo=UTC)))
    try:
        payer, payee = [await factories.customer(database, vault) for _ in range(2)]
        await factories.fund(database, payer.id, 1_000_000)
        told = Life(database, payer.id, payee.id)
        for step in life:
            await told.take(step)
        await told.check()
    finally:
        await database.close()


def run(template: Path, folder: Path, vault: Vault, life: list[tuple[object, ...]]) -> None:
    path = folder / f"{next(_numbers)}.sqlite3"
    shutil.copyfile(template, path)
    asyncio.run(live(path, vault, life))
    for leftover in folder.glob(f"{path.name}*"):
        leftover.unlink()


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=3, deadline=None, suppress_health_check=QUIET)
@given(life=st.lists(steps, min_size=4, max_size=8))
def test_sums_equal_a_recount(
    migrated_sqlite: Path, tmp_path: Path, vault: Vault, life: list[tuple[object, ...]]
) -> None:
    run(migrated_sqlite, tmp_path, vault, life)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(life=st.lists(steps, min_size=10, max_size=40))
def test_sums_equal_a_recount_after_a_long_life(
    migrated_sqlite: Path, tmp_path: Path, vault: Vault, life: list[tuple[object, ...]]
) -> None:
    run(migrated_sqlite, tmp_path, vault, life)
