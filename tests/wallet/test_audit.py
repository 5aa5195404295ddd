"""The audit finds every kind of tampering that raw SQL can do, and nothing in honest books."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from tests.conftest import ManualClock
from tests.factories import fund, pay
from tests.wallet.tampering import TAMPERINGS, Tampering, tamper
from wallet import outbox
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.ledger.audit import FAULTS_OF_A_KIND_MAX, AuditReport, audit
from wallet.ledger.audit_checks import CHECKS


async def audited(database: Database, clock: ManualClock) -> AuditReport:
    return await database.read(lambda connection: audit(connection, clock.now()))


@pytest.fixture
async def books(database: Database, payer: Customer, payee: Customer) -> Database:
    """Two customers with money in two currencies, one transfer each way and one in dollars."""
    await fund(database, payer.id, 100_00)
    await fund(database, payee.id, 100_00)
    await fund(database, payer.id, 50_00, "USD")
    await pay(database, payer.id, payee.id, 30_00)
    await pay(database, payee.id, payer.id, 5_00)
    await pay(database, payer.id, payee.id, 7_00, currency="USD")
    return database


async def test_honest_books_have_no_fault(books: Database, clock: ManualClock) -> None:
    report = await audited(books, clock)
    assert report.faults == ()
    assert report.counts == {
        "customers": 2,
        "accounts": 7,
        "operations": 6,
        "transfers": 6,
        "entries": 12,
        "outbox": 3,
        "accounts CNY": 4,
        "accounts USD": 3,
        "transfers CNY": 4,
        "transfers USD": 2,
        "minor units with customers CNY": 200_00,
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
    await asyncio.gather(*(fund(books, payer.id, 1) for _ in range(FAULTS_OF_A_KIND_MAX // 2 + 1)))
    await books.write(lambda work: tamper(work, "UPDATE entries SET balance_before = balance_before + 1000"))
    found = [fault for fault in (await audited(books, clock)).faults if fault.code == "entry-arithmetic"]
    assert len(found) == FAULTS_OF_A_KIND_MAX + 1
    assert found[-1].ids == "more"


class Undone(Exception):
    """Takes a tampering back after it was audited."""

    def __init__(self, codes: set[str]) -> None:
        self.codes = codes
        super().__init__()


async def test_each_tampering_is_found_by_its_codes(books: Database, clock: ManualClock) -> None:
    def tamper_and_audit(work: UnitOfWork, case: Tampering) -> None:
        tamper(work, *case.statements)
        raise Undone({fault.code for fault in audit(work.connection, clock.now()).faults})

    found = {}
    for case in TAMPERINGS:
        with pytest.raises(Undone) as undone:
            await books.write(partial(tamper_and_audit, case=case))
        found[case.name] = undone.value.codes
    assert found == {case.name: case.codes for case in TAMPERINGS}
    assert (await audited(books, clock)).faults == ()


def test_every_check_has_a_tampering() -> None:
    assert {code for case in TAMPERINGS for code in case.codes} == set(CHECKS)
