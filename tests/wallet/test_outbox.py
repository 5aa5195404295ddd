"""Facts are delivered in order per lane, by one worker at a time, again after a failure, and not for ever."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select

from tests.conftest import ManualClock
from wallet import outbox
from wallet.database import Database, UnitOfWork
from wallet.errors import InsufficientFunds
from wallet.outbox import CUSTOMER_CHANNEL, LEASE, TRANSFER_RECEIVED, TRIES_MAX, DueFact, Fact


def record(work: UnitOfWork, *lanes: str) -> None:
    for lane in lanes:
        outbox.record(work, Fact(CUSTOMER_CHANNEL, lane, TRANSFER_RECEIVED, {"note": "王", "operation_id": 1}))


async def lease(database: Database, size_max: int = 10) -> list[DueFact]:
    return list(await database.write(partial(outbox.lease, channel=CUSTOMER_CHANNEL, size_max=size_max)))


async def states(database: Database) -> dict[str, int]:
    return await database.read(outbox.counts)


async def test_a_fact_comes_as_it_was_recorded(database: Database, clock: ManualClock) -> None:
    delivery = database.subscribe(outbox.OUTBOX_SIGNAL)
    await database.write(partial(record_one, lane="a"))
    assert delivery.is_set()
    (fact,) = await lease(database)
    assert (fact.lane, fact.kind, fact.tries, fact.created_at) == ("a", TRANSFER_RECEIVED, 1, clock.now())
    assert fact.fields == {"note": "王", "operation_id": 1}
    assert await database.write(partial(outbox.lease, channel="desk", size_max=10)) == []


def record_one(work: UnitOfWork, lane: str) -> None:
    record(work, lane)


async def test_a_fact_shares_the_fate_of_its_unit_of_work(database: Database) -> None:
    def refused(work: UnitOfWork) -> None:
        record(work, "a")
        raise InsufficientFunds

    delivery = database.subscribe(outbox.OUTBOX_SIGNAL)
    with pytest.raises(InsufficientFunds):
        await database.write(refused)
    assert await states(database) == {}
    assert not delivery.is_set()


async def test_an_unknown_kind_is_a_programming_error(database: Database) -> None:
    with pytest.raises(ValueError, match="unknown fact"):
        await database.write(lambda work: outbox.record(work, Fact(CUSTOMER_CHANNEL, "a", "gossip", {})))


async def test_a_lane_keeps_its_order(database: Database, clock: ManualClock) -> None:
    await database.write(lambda work: record(work, "a", "a", "b", "a"))
    first = await lease(database)
    assert [fact.lane for fact in first] == ["a", "b"]
    assert await lease(database) == []
    await database.write(partial(outbox.mark_sent, fact_id=first[0].id))
    second = await lease(database)
    assert [fact.lane for fact in second] == ["a"]
    await database.write(partial(outbox.mark_failed, fact=second[0], error="TimeoutError"))
    assert await lease(database) == []
    clock.advance(outbox.BACKOFF_FIRST)
    assert [fact.id for fact in await lease(database)] == [second[0].id]


async def test_a_lease_that_ran_out_is_taken_again(database: Database, clock: ManualClock) -> None:
    await database.write(lambda work: record(work, "a"))
    (first,) = await lease(database)
    clock.advance(LEASE - timedelta(seconds=1))
    assert await lease(database) == []
    clock.advance(timedelta(seconds=1))
    (again,) = await lease(database)
    assert (again.id, again.tries) == (first.id, 2)


async def test_a_fact_is_dead_after_its_last_try(database: Database, clock: ManualClock) -> None:
    await database.write(lambda work: record(work, "a", "a"))
    waits = []
    for tries in range(1, TRIES_MAX + 1):
        (fact,) = await lease(database)
        assert fact.tries == tries
        state = await database.write(partial(outbox.mark_failed, fact=fact, error="x" * 1000))
        if state == "dead":
            break
        wait = await database.read(partial(due_at, fact_id=fact.id)) - clock.now()
        waits.append(wait.total_seconds())
        clock.advance(wait)
    assert (tries, await states(database)) == (TRIES_MAX, {"dead": 1, "waiting": 1})
    assert waits == [min(2.0**number, 600.0) for number in range(TRIES_MAX - 1)]
    assert len(await lease(database)) == 1
    assert len(str(await database.read(last_error))) == 300


def due_at(connection: Connection, fact_id: int) -> datetime:
    found: datetime = connection.execute(
        select(outbox.outbox.c.due_at).where(outbox.outbox.c.id == fact_id)
    ).scalar_one()
    return found


def last_error(connection: Connection) -> object:
    return connection.execute(select(outbox.outbox.c.last_error).where(outbox.outbox.c.state == "dead")).scalar()


async def test_a_wait_that_was_asked_for_costs_no_try(database: Database, clock: ManualClock) -> None:
    await database.write(lambda work: record(work, "a"))
    for _ in range(TRIES_MAX + 3):
        (fact,) = await lease(database)
        assert fact.tries == 1
        change = partial(outbox.mark_failed, fact=fact, error="429", retry_after=timedelta(seconds=7))
        assert await database.write(change) == "waiting"
        clock.advance(timedelta(seconds=6))
        assert await lease(database) == []
        clock.advance(timedelta(seconds=1))


async def test_a_blocked_reader_is_not_tried_again(database: Database, clock: ManualClock) -> None:
    await database.write(lambda work: record(work, "a"))
    (fact,) = await lease(database)
    await database.write(partial(outbox.mark_blocked, fact_id=fact.id, error="Forbidden"))
    clock.advance(timedelta(days=1))
    assert await lease(database) == []
    assert await states(database) == {"blocked": 1}


async def test_many_workers_never_lease_one_fact_twice(database: Database) -> None:
    await database.write(lambda work: record(work, *(f"lane {number}" for number in range(60))))
    taken = await asyncio.gather(*(lease(database, 7) for _ in range(20)))
    ids = [fact.id for facts in taken for fact in facts]
    assert len(ids) == len(set(ids))
    for _ in range(60):
        rest = await lease(database, 7)
        if not rest:
            break
        ids += [fact.id for fact in rest]
    assert len(ids) == len(set(ids)) == 60


async def test_racing_workers_keep_the_order_of_one_lane(database: Database) -> None:
    await database.write(lambda work: record(work, *["a"] * 20))
    delivered: list[int] = []

    async def work_off() -> None:
        for _ in range(200):
            for fact in await lease(database, 1):
                delivered.append(fact.id)
                await database.write(partial(outbox.mark_sent, fact_id=fact.id))
            if len(delivered) == 20:
                return

    await asyncio.gather(*(work_off() for _ in range(4)))
    assert delivered == sorted(set(delivered))
    assert len(delivered) == 20


async def test_old_deliveries_are_forgotten_and_dead_facts_kept(database: Database, clock: ManualClock) -> None:
    await database.write(lambda work: record(work, "a", "b", "c", "d"))
    one, two, three, _ = await lease(database)
    await database.write(partial(outbox.mark_sent, fact_id=one.id))
    await database.write(partial(outbox.mark_blocked, fact_id=two.id, error="x"))
    await database.write(partial(outbox.mark_dead, fact_id=three.id, error="x"))
    clock.advance(outbox.KEPT_FOR)
    assert await database.write(outbox.forget_old) == 0
    clock.advance(timedelta(microseconds=1))
    assert await database.write(outbox.forget_old) == 2
    assert await states(database) == {"dead": 1, "waiting": 1}
