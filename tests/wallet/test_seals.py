"""The hash chain: every operation is sealed once, in one unbroken chain, and nothing can be taken out of it unseen."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Row, text
from sqlalchemy.util import await_only

from tests.conftest import ManualClock
from tests.factories import fund
from tests.wallet.books import hold, keep_books, seal_all, unprotect
from wallet import ledger
from wallet.clock import MICROSECOND
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.ledger import AccountKind, NewHold, NewOperation, NewTransfer, seals
from wallet.ledger.audit import audit

CHAIN = text("SELECT position, operation_id, hash, sealed_at FROM seals ORDER BY position")
LONG_COMMIT = timedelta(minutes=9)
FIXED = "kind, customer_id AS owner_id, shard, may_be_negative, opened_at"


async def chain(database: Database) -> Sequence[Row[Any]]:
    return await database.read(lambda connection: connection.execute(CHAIN).all())


async def faults(database: Database, clock: ManualClock) -> list[tuple[str, str]]:
    report = await database.read(lambda connection: audit(connection, clock.now()))
    return [(fault.code, fault.ids) for fault in report.faults]


async def run_raw(database: Database, *statements: str) -> None:
    """Raw SQL with all protection taken away."""

    def work(unit: UnitOfWork) -> None:
        unprotect(unit.connection)
        for statement in statements:
            unit.connection.exec_driver_sql(statement)

    await database.write(work)


async def fund_many(database: Database, customer_id: int, size: int) -> list[int]:
    """Many operations in one unit of work; their ids."""

    def work(unit: UnitOfWork) -> list[int]:
        source = ledger.system_account(unit, AccountKind.PLAY_MONEY, "CNY", customer_id)
        target = ledger.customer_account(unit, customer_id, "CNY")
        items = (NewTransfer(source, target, 1, "CNY"),)
        commands = [NewOperation("test", f"MANY-{number}", items, note=f"第{number}笔") for number in range(size)]
        return [
            outcome.operation_id for outcome in ledger.post_many(unit, commands) if isinstance(outcome, ledger.Posted)
        ]

    return await database.write(work)


async def test_sealing_twice_adds_nothing(database: Database, clock: ManualClock, payer: Customer) -> None:
    ids = await fund_many(database, payer.id, 3)
    assert await database.write(ledger.seal) == 3
    sealed = await chain(database)
    assert [(row.position, row.operation_id) for row in sealed] == list(enumerate(ids, start=1))
    for _ in range(3):
        assert await database.write(ledger.seal) == 0
        clock.advance(LONG_COMMIT)
    assert await chain(database) == sealed


async def test_sealing_in_batches_equals_sealing_at_once(
    database: Database, clock: ManualClock, payer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Undone(Exception):
        pass

    at_once: list[Row[Any]] = []

    def seal_and_undo(work: UnitOfWork) -> None:
        assert ledger.seal(work) == 10
        at_once.extend(work.connection.execute(CHAIN))
        raise Undone

    await fund_many(database, payer.id, 10)
    with pytest.raises(Undone):
        await database.write(seal_and_undo)
    assert await chain(database) == []
    monkeypatch.setattr(seals, "SEALED_AT_ONCE_MAX", 3)
    assert [await database.write(ledger.seal) for _ in range(5)] == [3, 3, 3, 1, 0]
    assert await chain(database) == at_once


async def test_a_chain_of_two_sealings_is_walked_to_its_end(
    database: Database, clock: ManualClock, payer: Customer
) -> None:
    ids = await fund_many(database, payer.id, seals.SEALED_AT_ONCE_MAX + 20)
    assert [await database.write(ledger.seal) for _ in range(3)] == [seals.SEALED_AT_ONCE_MAX, 20, 0]
    assert await faults(database, clock) == []
    late = ids[seals.SEALED_AT_ONCE_MAX + 10]
    await run_raw(database, f"UPDATE operations SET note = 'gift' WHERE id = {late}")
    assert await faults(database, clock) == [("seal-broken", str(late)), ("operation-content", str(late))]


async def test_rival_sealings_leave_one_unbroken_chain(database: Database, clock: ManualClock, payer: Customer) -> None:
    ids = await fund_many(database, payer.id, 30)
    assert sum(await asyncio.gather(*(database.write(ledger.seal) for _ in range(8)))) == 30
    assert [(row.position, row.operation_id) for row in await chain(database)] == list(enumerate(ids, start=1))
    assert await faults(database, clock) == []


async def test_sealings_among_postings_leave_one_unbroken_chain(
    database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    jobs = [
        job
        for _ in range(15)
        for job in (fund(database, payer.id, 1), database.write(ledger.seal), fund(database, payee.id, 1))
    ]
    await asyncio.gather(*jobs)
    await seal_all(database)
    sealed = await chain(database)
    assert [row.position for row in sealed] == list(range(1, 31))
    assert len({row.operation_id for row in sealed}) == 30
    assert await faults(database, clock) == []


async def test_an_operation_that_is_deleted_with_its_seal_is_found(
    database: Database, clock: ManualClock, payer: Customer
) -> None:
    """A hold moves no money: without the chain nobody would miss it."""
    await fund(database, payer.id)
    taken = await hold(database, payer.id, NewHold(0, 1_00, "CNY"), "HOLD")
    later = (await fund(database, payer.id)).operation_id
    await seal_all(database)
    await run_raw(
        database,
        f"DELETE FROM seals WHERE operation_id = {taken}",
        f"DELETE FROM holds WHERE operation_id = {taken}",
        f"DELETE FROM operations WHERE id = {taken}",
        "UPDATE accounts SET held = 0",
    )
    assert await faults(database, clock) == [("seal-broken", str(later))]


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_lower_id_that_appears_later_is_sealed_later(
    database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    """SQLite's one writer gives no such ids by itself; they are swapped here."""
    quick = (await fund(database, payer.id)).operation_id + 1
    await run_raw(database, *renumbered(quick - 1, quick))
    assert await database.write(ledger.seal) == 1
    clock.advance(LONG_COMMIT)
    posted = (await fund(database, payee.id)).operation_id
    late = quick - 1
    await database.write(lambda work: [work.connection.exec_driver_sql(sql) for sql in renumbered(posted, late)])
    assert await database.write(ledger.seal) == 1
    assert [row.operation_id for row in await chain(database)] == [quick, late]
    assert await faults(database, clock) == []


def renumbered(operation_id: int, other_id: int) -> list[str]:
    columns = (("operations", "id"), ("transfers", "operation_id"), ("entries", "operation_id"))
    return [f"UPDATE {table} SET {name} = {other_id} WHERE {name} = {operation_id}" for table, name in columns]


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_a_slow_commit_is_sealed_after_a_quick_one(
    database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    """Ids are given before the commit, so that a higher one may be seen, and sealed, first."""
    begun, may_commit = asyncio.Event(), asyncio.Event()

    def slow(work: UnitOfWork) -> int:
        source = ledger.system_account(work, AccountKind.PLAY_MONEY, "CNY", payer.id)
        target = ledger.customer_account(work, payer.id, "CNY")
        posted = ledger.post(work, NewOperation("test", "SLOW", (NewTransfer(source, target, 1, "CNY"),)))
        begun.set()
        await_only(may_commit.wait())
        return posted.operation_id

    slowly = asyncio.create_task(database.write(slow))
    await begun.wait()
    quick = (await fund(database, payee.id)).operation_id
    assert await database.write(ledger.seal) == 1
    clock.advance(LONG_COMMIT)
    may_commit.set()
    late = await slowly
    assert late < quick
    assert await database.write(ledger.seal) == 1
    assert [row.operation_id for row in await chain(database)] == [quick, late]
    assert await faults(database, clock) == []


async def test_an_operation_without_seal_is_reported_after_a_while(
    database: Database, clock: ManualClock, payer: Customer
) -> None:
    await fund(database, payer.id)
    await seal_all(database)
    waiting = (await fund(database, payer.id)).operation_id
    clock.advance(seals.UNSEALED_FOR_MAX)
    await fund(database, payer.id)
    assert await faults(database, clock) == []
    clock.advance(MICROSECOND)
    await fund(database, payer.id)
    assert await faults(database, clock) == [("operation-unsealed", str(waiting))]
    assert await seal_all(database) == 3
    assert await faults(database, clock) == []


async def test_seals_are_what_the_documentation_says(
    database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    await keep_books(database, clock, payer, payee)
    link = "0" * 64
    for row in await chain(database):
        link = await database.read(partial(hashed, link=link, sealed_at=row.sealed_at, operation_id=row.operation_id))
        assert row.hash == link
    assert await database.read(seals.head) == (14, link)


def hashed(connection: Connection, link: str, sealed_at: int, operation_id: int) -> str:
    """SHA-256 over the seal before, the moment, and all columns of what the operation wrote, as compact JSON."""
    accounts = f"LEFT JOIN (SELECT id, currency AS unit, {FIXED} FROM accounts) AS account ON account.id = account_id"
    selects = {
        "operation": "SELECT operations.*, id AS operation_id FROM operations WHERE id = :id",
        "transfers": "SELECT * FROM transfers WHERE operation_id = :id ORDER BY position",
        "entries": f"SELECT *, unit AS currency FROM entries {accounts} WHERE operation_id = :id"
        " ORDER BY position, account_id",
        "hold": f"SELECT * FROM holds {accounts} WHERE operation_id = :id",
    }
    content: dict[str, list[dict[str, Any]]] = {}
    for part, sql in selects.items():
        rows = [dict(row) for row in connection.execute(text(sql), {"id": operation_id}).mappings()]
        for row in rows:
            row |= {"may_be_negative": bool(row["may_be_negative"])} if "may_be_negative" in row else {}
        kept = [{name: value for name, value in row.items() if name not in ("id", "unit", "status")} for row in rows]
        content |= {part: kept} if kept else {}
    form = json.dumps([link, sealed_at, content], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(form.encode()).hexdigest()
