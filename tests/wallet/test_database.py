"""Units of work: one commit or none, signals only after it, neighbours unharmed, a busy database told as busy."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.conftest import ManualClock
from wallet import database_sqlite
from wallet.database import Database, UnitOfWork
from wallet.errors import DatabaseBusy, InsufficientFunds
from wallet.outbox import outbox


def add(work: UnitOfWork, lane: str) -> int:
    """Any row will do."""
    values = {"channel": "test", "lane": lane, "kind": "test", "fields": "{}", "due_at": work.now}
    statement = insert(outbox).values(created_at=work.now, **values).returning(outbox.c.id)
    return int(work.connection.execute(statement).scalar_one())


def lanes(connection: Connection) -> list[str]:
    return list(connection.execute(select(outbox.c.lane).order_by(outbox.c.lane)).scalars())


async def test_what_a_unit_of_work_raises_takes_its_changes_back(database: Database) -> None:
    def refused(work: UnitOfWork) -> None:
        add(work, "refused")
        work.signal("news")
        raise InsufficientFunds(currency="CNY")

    news = database.subscribe("news")
    with pytest.raises(InsufficientFunds):
        await database.write(refused)
    assert await database.read(lanes) == []
    assert not news.is_set()


async def test_a_signal_comes_after_the_commit(database: Database) -> None:
    def signalling(work: UnitOfWork) -> None:
        add(work, "one")
        work.signal("news")

    news = database.subscribe("news")
    forgotten = database.subscribe("news")
    database.unsubscribe("news", forgotten)
    await database.write(signalling)
    assert (news.is_set(), forgotten.is_set()) == (True, False)


async def test_one_callers_refusal_leaves_its_neighbours_alone(database: Database) -> None:
    def work(unit: UnitOfWork, number: int) -> None:
        add(unit, f"{number:02d}")
        if number % 3 == 0:
            raise InsufficientFunds(currency="CNY")
        if number % 3 == 1:
            unit.connection.execute(text("INSERT INTO outbox (id) VALUES (NULL)"))

    tries = [database.write(partial(work, number=number)) for number in range(30)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    kinds = [type(outcome) for outcome in outcomes]
    assert kinds == [InsufficientFunds, IntegrityError, type(None)] * 10
    assert await database.read(lanes) == [f"{number:02d}" for number in range(2, 30, 3)]


async def test_moments_come_back_exact(database: Database, clock: ManualClock) -> None:
    clock.advance(timedelta(microseconds=123_457))
    await database.write(lambda work: add(work, "one"))
    assert await database.read(lambda connection: connection.execute(select(outbox.c.due_at)).scalar()) == clock.now()


async def test_a_read_cannot_write(database: Database) -> None:
    await database.write(lambda work: add(work, "one"))
    with pytest.raises(DBAPIError, match=r"read-?only"):
        await database.read(lambda connection: connection.execute(text("DELETE FROM outbox")).rowcount)
    assert await database.read(lanes) == ["one"]


async def test_a_read_sees_one_moment(database: Database, database_url: str) -> None:
    """A commit between two statements of one read is not seen by the second."""

    async def write_elsewhere() -> None:
        other = Database.open(database_url)
        await other.write(lambda work: add(work, "two"))
        await other.close()

    def read(connection: Connection) -> tuple[list[str], list[str]]:
        before = lanes(connection)
        with ThreadPoolExecutor(1) as threads:
            threads.submit(asyncio.run, write_elsewhere()).result()
        return before, lanes(connection)

    await database.write(lambda work: add(work, "one"))
    assert await database.read(read) == (["one"], ["one"])
    assert await database.read(lanes) == ["one", "two"]


async def test_close_finishes_what_is_in_hand(database_url: str, clock: ManualClock) -> None:
    database = Database.open(database_url, clock)
    writing = [asyncio.create_task(database.write(lambda work: add(work, "one"))) for _ in range(20)]
    await asyncio.sleep(0)
    await asyncio.gather(*writing)
    await database.close()
    again = Database.open(database_url, clock)
    assert len(await again.read(lanes)) == 20
    await again.close()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_caller_who_gave_up_does_no_harm(database: Database) -> None:
    writing = asyncio.create_task(database.write(lambda work: add(work, "given up")))
    await asyncio.sleep(0)
    writing.cancel()
    await database.write(lambda work: add(work, "other"))
    assert await database.read(lanes) == ["given up", "other"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_callers_loop_that_ended_does_no_harm(database: Database) -> None:
    """Somebody asks from a loop that ends before the answer comes."""
    begun, ended = threading.Event(), threading.Event()

    def slow(work: UnitOfWork) -> None:
        begun.set()
        assert ended.wait(10)
        add(work, "slow")

    async def ask() -> None:
        asking = asyncio.create_task(database.write(slow))
        await asyncio.to_thread(begun.wait, 10)
        asking.cancel()

    await asyncio.to_thread(asyncio.run, ask())
    ended.set()
    await database.write(lambda work: add(work, "other"))
    assert await database.read(lanes) == ["other", "slow"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_closed_database_says_so(database_url: str) -> None:
    database = Database.open(database_url)
    await database.close()
    with pytest.raises(RuntimeError, match="closed"):
        await database.write(lambda work: add(work, "one"))


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_another_process_that_holds_the_lock_makes_it_busy(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_sqlite, "BUSY_TIMEOUT_MILLISECONDS", 50)
    database = Database.open(database_url)
    rival = sqlite3.connect(str(make_url(database_url).database), isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy):
        await database.write(lambda work: add(work, "one"))
    rival.execute("ROLLBACK")
    rival.close()
    await database.write(lambda work: add(work, "two"))
    assert await database.read(lanes) == ["two"]
    await database.close()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_sqlite_is_opened_for_durable_writes(database: Database) -> None:
    def pragmas(connection: Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}

    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert await database.write(lambda work: pragmas(work.connection)) == wanted
    assert await database.read(pragmas) == wanted


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_deadlock_is_tried_again(database: Database) -> None:
    """Two units of work that lock two rows in opposite order both succeed."""
    one, two = [await database.write(lambda work: add(work, "zero")) for _ in range(2)]
    lock = text("SELECT id FROM outbox WHERE id = :id FOR UPDATE")
    met = 0

    def crossing(work: UnitOfWork, first: int, second: int) -> None:
        nonlocal met
        met += 1
        work.connection.execute(lock, {"id": first})
        work.connection.execute(text("SELECT pg_sleep(0.2)"))
        work.connection.execute(lock, {"id": second})
        add(work, "crossed")

    await asyncio.gather(
        database.write(lambda work: crossing(work, one, two)), database.write(lambda work: crossing(work, two, one))
    )
    assert (await database.read(lanes)).count("crossed") == 2
    assert met == 3


def test_other_databases_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="not mysql:"):
        Database.open("mysql://localhost/wallet")
