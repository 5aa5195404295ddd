"""What people ask of a long history costs the same as of a short one: shown by plans and counted work, not by times."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection, create_engine, event, text

from tests.conftest import ManualClock
from tests.factories import money
from wallet import ledger
from wallet.clock import to_microseconds
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.ledger import AccountKind

Question = Callable[[Connection], object]

FILL = """
    INSERT INTO operations (reference, kind, customer_id, content_hash, created_at)
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
    SELECT 'bulk-' || CAST(n AS text), 'bulk', CASE WHEN n % 100 = 0 THEN CAST(:neighbour_id AS bigint)
        ELSE CAST(:customer_id AS bigint) END, '', CAST(:start AS bigint) + n / 3
    FROM numbers ORDER BY n;

    INSERT INTO transfers (operation_id, position, purpose, debit_account_id, credit_account_id, amount, currency)
    SELECT operations.id, 0, 'amount', CAST(:house AS bigint), accounts.id, 1, 'CNY'
    FROM operations JOIN accounts ON accounts.customer_id = operations.customer_id WHERE operations.kind = 'bulk';

    INSERT INTO entries
        (account_id, sequence, operation_id, position, customer_id, amount, balance_before, balance_after, created_at)
    SELECT credit_account_id, ROW_NUMBER() OVER lines, operation_id, 0, operations.customer_id, 1,
        ROW_NUMBER() OVER lines - 1, ROW_NUMBER() OVER lines, operations.created_at
    FROM transfers JOIN operations ON operations.id = operation_id
    WINDOW lines AS (PARTITION BY credit_account_id ORDER BY operation_id);

    INSERT INTO entries
        (account_id, sequence, operation_id, position, amount, balance_before, balance_after, created_at)
    SELECT debit_account_id, ROW_NUMBER() OVER lines, operation_id, 0, -1,
        1 - ROW_NUMBER() OVER lines, -ROW_NUMBER() OVER lines, operations.created_at
    FROM transfers JOIN operations ON operations.id = operation_id
    WINDOW lines AS (PARTITION BY debit_account_id ORDER BY operation_id);

    UPDATE accounts SET (sequence, balance, last_entry_at) =
        (SELECT COUNT(*), SUM(amount), MAX(created_at) FROM entries WHERE account_id = accounts.id)
"""
"""Three operations share each microsecond; every hundredth is the neighbour's, all others are the customer's."""


SIZE = 20
PLENTY = {"sqlite": 1_500, "postgresql": 100}
"""More work than any page of `SIZE` lines may take: machine steps of SQLite, pages (of 8 KiB) of PostgreSQL."""

SORTS = ("Sort", "USE TEMP B-TREE FOR GROUP BY", "USE TEMP B-TREE FOR ORDER BY", "USE TEMP B-TREE FOR DISTINCT")
TRIAL_BALANCES = {"trial balance of a moment", "trial balance now"}
SAME_PRICE = {
    "newest page": ["page in the middle", "oldest page"],
    "balance early": ["balance late"],
    "first page of a statement": ["statement in the middle", "last page of a statement", "statement of a late hour"],
}


class LongBook(NamedTuple):
    """A customer with a long history, the neighbour in the same books, and where they begin and end."""

    customer_id: int
    neighbour_id: int
    account_id: int
    oldest_id: int
    start: datetime
    operations: int

    def moment(self, percent: int) -> datetime:
        """When so much of the history had passed."""
        return self.start + timedelta(microseconds=self.operations * percent // 300)


async def long_book(
    database: Database, clock: ManualClock, customer: Customer, neighbour: Customer, count: int
) -> LongBook:
    """Books with `count` operations, written past the door, which would take minutes."""

    def fill(work: UnitOfWork) -> LongBook:
        account_id = ledger.customer_account(work, customer.id, "CNY")
        ledger.customer_account(work, neighbour.id, "CNY")
        values = {
            "count": count,
            "customer_id": customer.id,
            "neighbour_id": neighbour.id,
            "start": to_microseconds(clock.now()),
            "house": ledger.system_account(work, AccountKind.PLAY_MONEY, "CNY", 1),
        }
        if database.dialect == "postgresql":
            work.connection.execute(text("SET LOCAL statement_timeout = 0"))
        for sql in FILL.split(";"):
            statement = text(sql)
            work.connection.execute(statement, {name: values[name] for name in statement.compile().params})
        oldest_id = work.connection.execute(text("SELECT MIN(id) FROM operations")).scalar_one()
        return LongBook(customer.id, neighbour.id, account_id, oldest_id, clock.now(), count)

    return await database.write(fill)


def questions(book: LongBook) -> dict[str, Callable[[Connection], object]]:
    """Near the beginning of a history, in its middle and at its end."""
    history = partial(ledger.history, customer_id=book.customer_id, size=SIZE)
    balance = partial(ledger.balance_at, account_id=book.account_id)
    since, until = book.moment(10), book.moment(90)
    statement = partial(ledger.statement, account_id=book.account_id, since=since, until=until, size=SIZE)
    return {
        "newest page": history,
        "page in the middle": partial(history, older_than=book.oldest_id + book.operations // 2),
        "oldest page": partial(history, older_than=book.oldest_id + SIZE // 2),
        "newest page of the neighbour": partial(history, customer_id=book.neighbour_id),
        "balance early": partial(balance, moment=book.moment(1)),
        "balance late": partial(balance, moment=book.moment(99)),
        "first page of a statement": statement,
        "statement in the middle": partial(statement, after=book.operations // 2),
        "last page of a statement": partial(statement, after=book.operations * 891 // 1000 - SIZE // 2),
        "statement of a late hour": partial(statement, since=book.moment(99), until=book.moment(100)),
        "empty statement": partial(statement, since=since, until=since),
        "empty page of a statement": partial(statement, after=book.operations),
        "trial balance of a moment": partial(ledger.trial_balance, moment=book.moment(50)),
        "trial balance now": ledger.trial_balance,
    }


class Cost(NamedTuple):
    """What a question took: how the database goes about it, and how much work it was."""

    plan: list[str]
    effort: int


@contextmanager
def statements_of(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the database within the block, and the parameters."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_others: object) -> None:
        seen.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


def costs_in_sqlite(url: str, asked: Mapping[str, Callable[[Connection], object]]) -> dict[str, Cost]:
    """Asks each question twice, so that nothing but the answer is counted the second time."""
    engine, found = create_engine(url), {}
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        for name, question in asked.items():
            with statements_of(connection) as seen:
                question(connection)
            ticks: list[None] = []
            driver.set_progress_handler(partial(ticks.append, None), 1)
            question(connection)
            driver.set_progress_handler(None, 0)
            plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all() for sql, values in seen]
            found[name] = Cost([str(row[-1]) for plan in plans for row in plan], len(ticks))
    engine.dispose()
    return found


def costs_in_postgresql(connection: Connection, asked: Mapping[str, Callable[[Connection], object]]) -> dict[str, Cost]:
    """Explains what each question sends."""
    found = {}
    for name, question in asked.items():
        with statements_of(connection) as seen:
            question(connection)
        plan, effort = [], 0
        for sql, values in list(seen):
            told = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", values).scalar_one()
            top = told[0]["Plan"]
            plan += list(nodes(top))
            effort += top["Shared Hit Blocks"] + top["Shared Read Blocks"]
        found[name] = Cost(plan, effort)
    return found


def nodes(node: Mapping[str, Any]) -> Iterator[str]:
    """The steps of a plan; reading a whole table is called as SQLite calls it."""
    kind = str(node["Node Type"])
    yield f"SCAN {node['Relation Name']}" if kind == "Seq Scan" else kind
    for child in node.get("Plans", ()):
        yield from nodes(child)


@pytest.mark.parametrize("count", [10_000, pytest.param(102_000, marks=pytest.mark.slow)])
async def test_no_question_costs_more_in_a_long_history(
    database: Database, database_url: str, clock: ManualClock, payer: Customer, payee: Customer, count: int
) -> None:
    book = await long_book(database, clock, payer, payee, count)
    asked = questions(book)
    if database.dialect == "sqlite":
        costs = costs_in_sqlite(database_url, asked)
    else:
        # Statistics, as PostgreSQL's own autovacuum gathers them; the tests' server goes without.
        await database.write(lambda work: work.connection.execute(text("ANALYZE")))
        costs = await database.read(partial(costs_in_postgresql, asked=asked))
    assert {name: cost.effort for name, cost in costs.items() if cost.effort > PLENTY[database.dialect]} == {}
    for table in ("entries", "operations", "transfers"):
        assert [name for name, cost in costs.items() if f"SCAN {table}" in cost.plan] == []
    # Nobody sorts but the trial balances, whose accounts come by kind.
    assert {name for name, cost in costs.items() if any(step in SORTS for step in cost.plan)} == TRIAL_BALANCES
    for first, others in SAME_PRICE.items():
        for name in others:
            assert costs[name].effort <= costs[first].effort + 3


async def test_a_long_history_is_what_the_questions_take_it_for(
    database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    book = await long_book(database, clock, payer, payee, 3_000)
    answers: dict[str, Any] = {name: await database.read(question) for name, question in questions(book).items()}
    sizes = {name: len(answers[name].operations) for name in answers if "page" in name and "statement" not in name}
    assert sizes == {
        "newest page": SIZE,
        "page in the middle": SIZE,
        "newest page of the neighbour": SIZE,
        "oldest page": SIZE // 2,
    }
    assert answers["oldest page"].older_than is None
    statements = {name: len(answers[name].lines) for name in answers if "statement" in name}
    assert statements == {
        "first page of a statement": SIZE,
        "statement in the middle": SIZE,
        "last page of a statement": SIZE // 2,
        "statement of a late hour": SIZE,
        "empty statement": 0,
        "empty page of a statement": 0,
    }
    assert answers["first page of a statement"].opening == money(297)
    assert answers["last page of a statement"].closing == money(2_673)
    assert answers["balance early"] < answers["balance late"]
    assert [line.minor for line in answers["trial balance now"]] == [3_000, -3_000]
