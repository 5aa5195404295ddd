"""The audit trail: append-only, chained so that every change shows, and open to its own customer alone."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, column, select, table, text, update
from sqlalchemy.exc import DBAPIError

from bot.check import run_check, trail_faults
from tests.conftest import ManualClock
from tests.wallet.books import unprotect
from wallet import trail, trail_seals
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork, metadata
from wallet.trail import BY_SYSTEM, CUSTOMER, Actor

TABLES = ("audit_events", "audit_seals")
SEALS = text("SELECT position, event_id, hash, sealed_at FROM audit_seals ORDER BY position")


def keep_trail(work: UnitOfWork, customer_id: int) -> None:
    """Events of a customer, of nobody, and one that the customer must not see."""
    trail.note(work, customer_id, trail.PIN_CHANGED, Actor(CUSTOMER, 77))
    trail.note(work, customer_id, trail.FROZEN, BY_SYSTEM, cause="午饭")
    trail.note(work, customer_id, trail.DURESS_USED, Actor(CUSTOMER, 77))
    trail.note(work, None, trail.PERSONAL_DATA_READ, Actor(trail.OPERATOR))


def seal_all(work: UnitOfWork) -> int:
    """Run the job until it finds nothing more to do."""
    sealed = 0
    while size := trail_seals.seal(work):
        sealed += size
    return sealed


@pytest.fixture
async def events(database: Database, payer: Customer) -> Database:
    """A trail of several events, all of them sealed."""
    await database.write(partial(keep_trail, customer_id=payer.id))
    await database.write(seal_all)
    return database


def faults(connection: Connection) -> list[tuple[str, str]]:
    return [(fault.code, fault.ids) for fault in trail_faults(connection)]


async def test_an_event_is_never_changed_or_deleted(events: Database) -> None:
    refused = [f"DELETE FROM {name}" for name in TABLES]
    refused += [
        f"UPDATE {name} SET {field.name} = {field.name}" for name in TABLES for field in metadata.tables[name].columns
    ]
    if events.dialect == "postgresql":
        refused += [f"TRUNCATE {name} CASCADE" for name in TABLES]
    else:
        refused += [f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}" for name in TABLES]
    for statement in refused:
        with pytest.raises(DBAPIError, match="append-only"):
            await events.write(lambda work, sql=statement: work.connection.execute(text(sql)) and None)
    assert await events.read(faults) == []


async def test_every_single_edit_past_the_triggers_is_found(events: Database) -> None:
    def edit_all(work: UnitOfWork) -> list[tuple[str, list[tuple[str, str]]]]:
        unprotect(work.connection, TABLES)
        return [found for name in TABLES for found in edits_of(work.connection, name)]

    edited = await events.write(edit_all)
    assert len(edited) > 40
    assert [edit for edit, found in edited if not found] == []


def edits_of(connection: Connection, name: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each field of each row gets another value, and what that shows; then it is undone."""
    columns = metadata.tables[name].columns
    raw = table(name, *(column(field.name) for field in columns))
    key = "position" if name == "audit_seals" else "id"
    done = []
    for row in connection.execute(select(raw)).mappings().all():
        for field in columns:
            for other in other_values(row[field.name], nullable=field.nullable is True):
                savepoint = connection.begin_nested()
                changed = update(raw).where(raw.c[key] == row[key]).values({field.name: other})
                assert connection.execute(changed).rowcount == 1
                done.append((f"{name}.{field.name}: {row[field.name]!r} -> {other!r}", faults(connection)))
                savepoint.rollback()
    return done


def other_values(value: Any, *, nullable: bool) -> list[object]:
    others: list[object] = [None] if nullable and value is not None else []
    if isinstance(value, str):
        return [*others, value[:-1] + ("0" if value[-1:] != "0" else "1")]
    return [*others, 1 if value is None else value + 1000]


async def test_the_chain_goes_on_after_a_break_and_the_check_names_the_event(
    events: Database, database_url: str, payer: Customer
) -> None:
    ids = [row.event_id for row in await events.read(lambda connection: connection.execute(SEALS).all())]
    lines: list[str] = []
    assert await run_check(database_url, lines.append) == 0, lines
    shown = next(line for line in lines if line.startswith("newest seal of the trail: "))
    noted = shown.removeprefix("newest seal of the trail: ")

    def change(work: UnitOfWork) -> None:
        unprotect(work.connection, TABLES)
        work.connection.exec_driver_sql(f"UPDATE audit_events SET actor_id = 1 WHERE id = {ids[1]}")
        trail.note(work, payer.id, trail.UNFROZEN, BY_SYSTEM)
        assert trail_seals.seal(work) == 1

    await events.write(change)
    assert await run_check(database_url, lines.append, trail_seal=noted) == 1
    assert [line for line in lines if line.startswith("FAULT")] == [
        f"FAULT event-broken at {ids[1]}: seal 2 does not fit: the row or its seal was changed"
    ]
    unknown = noted[:-1] + "x"
    assert await run_check(database_url, lines.append, trail_seal=unknown) == 1
    assert f"FAULT seal-unknown at {unknown}: not in the chain" in lines


async def test_an_event_that_is_taken_out_with_its_seal_is_found(events: Database) -> None:
    rows = await events.read(lambda connection: connection.execute(SEALS).all())

    def take_out(work: UnitOfWork) -> None:
        unprotect(work.connection, TABLES)
        work.connection.exec_driver_sql(f"DELETE FROM audit_seals WHERE event_id = {rows[1].event_id}")
        work.connection.exec_driver_sql(f"DELETE FROM audit_events WHERE id = {rows[1].event_id}")

    await events.write(take_out)
    assert await events.read(faults) == [("event-broken", str(rows[2].event_id))]


async def test_an_event_that_never_gets_its_seal_is_found(
    events: Database, clock: ManualClock, payer: Customer
) -> None:
    await events.write(lambda work: trail.note(work, payer.id, trail.UNFROZEN, BY_SYSTEM))
    clock.advance(trail_seals.UNSEALED_FOR_MAX + timedelta(seconds=1))
    await events.write(lambda work: trail.note(work, payer.id, trail.PIN_CHANGED, BY_SYSTEM))
    assert [code for code, _ in await events.read(faults)] == ["event-unsealed"]
    assert await events.write(seal_all) == 2
    assert await events.read(faults) == []


async def test_seals_are_sha_256_over_the_seal_before_and_the_whole_event(events: Database) -> None:
    def recomputed(connection: Connection) -> tuple[int, str]:
        link, position = "0" * 64, 0
        for row in connection.execute(SEALS).all():
            event = connection.execute(text("SELECT * FROM audit_events WHERE id = :id"), {"id": row.event_id})
            form = [link, row.sealed_at, dict(event.mappings().one())]
            packed = json.dumps(form, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            link, position = hashlib.sha256(packed.encode()).hexdigest(), row.position
        return position, link

    assert await events.read(recomputed) == await events.read(trail_seals.head)
    position, link = await events.read(recomputed)
    assert await events.read(lambda connection: trail_seals.has_seal(connection, position, link))


async def test_customers_see_their_own_events_without_the_hidden_ones(
    events: Database, payer: Customer, payee: Customer
) -> None:
    await events.write(partial(keep_trail, customer_id=payee.id))
    seen = await events.read(lambda connection: trail.of_customer(connection, payer.id, None, 50))
    assert {event.customer_id for event in seen} == {payer.id}
    assert [event.kind for event in seen[:2]] == [trail.FROZEN, trail.PIN_CHANGED]
    assert not {event.kind for event in seen} & trail.HIDDEN
    older = await events.read(lambda connection: trail.of_customer(connection, payer.id, seen[0].id, 1))
    assert [(event.kind, event.actor) for event in older] == [(trail.PIN_CHANGED, Actor(CUSTOMER, 77))]
