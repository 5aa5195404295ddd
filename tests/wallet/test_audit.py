"""The audit finds every kind of tampering that raw SQL can do, and nothing in honest books."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from tests.conftest import ManualClock
from tests.factories import fund
from tests.wallet.books import faults_after, keep_books, seal_all, unprotect
from tests.wallet.tampering import TAMPERINGS
from tests.wallet.tampering_holds import TAMPERINGS_OF_HOLDS
from wallet import outbox
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.ledger.audit import FAULTS_OF_A_KIND_MAX, WALKS, AuditReport, audit
from wallet.ledger.audit_checks import CHECKS

CASES = (*TAMPERINGS, *TAMPERINGS_OF_HOLDS)


async def audited(database: Database, clock: ManualClock) -> AuditReport:
    return await database.read(lambda connection: audit(connection, clock.now()))


@pytest.fixture
async def books(database: Database, clock: ManualClock, payer: Customer, payee: Customer) -> Database:
    """Everything that the ledger can write, all of it sealed."""
    await keep_books(database, clock, payer, payee)
    return database


async def test_honest_books_have_no_fault(books: Database, clock: ManualClock) -> None:
    report = await audited(books, clock)
    assert report.faults == ()
    assert report.counts == {
        "customers": 2,
        "accounts": 8,
        "operations": 14,
        "transfers": 9,
        "entries": 18,
        "holds": 4,
        "seals": 14,
        "outbox": 3,
        "accounts CNY": 5,
        "accounts USD": 3,
        "transfers CNY": 7,
        "transfers USD": 2,
        "minor units with customers CNY": 199_50,
        "minor units with customers USD": 50_00,
    }


async def test_empty_books_have_no_fault(database: Database, clock: ManualClock) -> None:
    assert (await audited(database, clock)).faults == ()


async def test_delivered_facts_may_be_forgotten(books: Database, clock: ManualClock) -> None:
    facts = await books.write(lambda work: outbox.lease(work, outbox.CUSTOMER_CHANNEL, 10))
    for fact in facts:
        await books.write(partial(outbox.mark_sent, fact_id=fact.id))
    clock.advance(outbox.KEPT_FOR + timedelta(seconds=1))
    assert await books.write(outbox.forget_old) == len(facts)
    assert (await audited(books, clock)).faults == ()


async def test_not_every_one_of_many_faults_is_listed(books: Database, payer: Customer, clock: ManualClock) -> None:
    """Neither those that a statement finds nor those of a walk."""
    await asyncio.gather(*(fund(books, payer.id, 1) for _ in range(FAULTS_OF_A_KIND_MAX + 1)))
    await seal_all(books)

    def tamper(work: UnitOfWork) -> None:
        unprotect(work.connection)
        work.connection.exec_driver_sql("UPDATE entries SET balance_before = balance_before + 1000")

    await books.write(tamper)
    faults = (await audited(books, clock)).faults
    for code in ("entry-arithmetic", "seal-broken"):
        found = [fault for fault in faults if fault.code == code]
        assert len(found) == FAULTS_OF_A_KIND_MAX + 1
        assert found[-1].ids == "more"


async def test_each_tampering_is_found_by_its_codes(books: Database, clock: ManualClock) -> None:
    def tamper_and_audit(work: UnitOfWork) -> dict[str, set[str]]:
        unprotect(work.connection)
        return {
            case.name: {fault.code for fault in faults_after(work.connection, case.statements, clock.now())}
            for case in CASES
        }

    assert await books.write(tamper_and_audit) == {case.name: case.codes for case in CASES}
    assert (await audited(books, clock)).faults == ()


def test_every_check_has_a_tampering() -> None:
    assert {code for case in CASES for code in case.codes} == {*CHECKS, *WALKS}
