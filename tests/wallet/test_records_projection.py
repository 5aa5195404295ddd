"""Records are made from the ledger: what is spending, what a refund takes off, running sums that equal a recount."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from sqlalchemy import Connection, select

from tests import factories
from wallet import ledger
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import SplitInvalid
from wallet.ledger import NewOperation, NewTransfer, Posted
from wallet.records.models import spending, spending_days
from wallet.records.parts import Part, lock_book, parts_of, set_parts
from wallet.records.projecting import Book, project, project_some
from wallet.references import new_reference


def sums_agree(connection: Connection) -> bool:
    """The running sums equal a recount of the parts."""
    counted: Counter[tuple[object, ...]] = Counter()
    for row in connection.execute(select(spending)):
        counted[row.customer_id, row.day, row.category, row.currency] += row.minor
    kept = {(row.customer_id, row.day, row.category, row.currency): row.minor
            for row in connection.execute(select(spending_days)) if row.minor}  # fmt: skip
    return kept == {key: minor for key, minor in counted.items() if minor}


def given_back(work: UnitOfWork, operation_id: int, payer_id: int, payee_id: int, minor: int) -> Posted:
    """Some of a payment goes back, as a shop's refund does."""
    payer, payee = (ledger.customer_account(work, owner, "CNY") for owner in (payer_id, payee_id))
    item = NewTransfer(payee, payer, minor, "CNY", reverses_position=0)
    operation = NewOperation("refund", new_reference(), (item,), payee_id, reverses_id=operation_id)
    return ledger.post(work, operation)


async def test_a_transfer_is_spending_for_who_pays_alone(database: Database, payer: Customer, payee: Customer) -> None:
    await factories.fund(database, payer.id, 10_000)
    await factories.pay(database, payer.id, payee.id, 2_500)
    book = Book(database)
    assert await book.refresh(payer.id) == 2
    assert await book.refresh(payee.id) == 1
    assert await book.refresh(payer.id) == 0
    rows = await database.read(lambda connection: connection.execute(select(spending)).all())
    assert [(row.customer_id, row.category, row.minor) for row in rows] == [(payer.id, "people", 2_500)]
    assert await database.read(sums_agree)


async def test_a_split_moves_the_sums(database: Database, payer: Customer, payee: Customer) -> None:
    await factories.fund(database, payer.id, 10_000)
    await factories.pay(database, payer.id, payee.id, 2_500)
    await Book(database).refresh(payer.id)
    row = (await database.read(lambda connection: connection.execute(select(spending)).all()))[0]
    parts = (Part("food", 1_500), Part("fun", 1_000))

    def split(work: UnitOfWork) -> None:
        lock_book(work, payer.id)
        set_parts(work, payer.id, row.operation_id, parts, "hand")

    await database.write(split)
    assert await database.read(lambda connection: parts_of(connection, payer.id, row.operation_id)) == parts
    assert await database.read(sums_agree)


@pytest.mark.slow
async def test_rivals_make_each_record_once(database: Database, payer: Customer, payee: Customer) -> None:
    await factories.fund(database, payer.id, 10_000)
    for _ in range(5):
        await factories.pay(database, payer.id, payee.id, 100)
    book = Book(database)
    assert sum(await asyncio.gather(*(book.refresh(payer.id) for _ in range(8)))) == 6
    assert await database.read(sums_agree)


async def test_the_job_makes_records_of_everybody(database: Database, payer: Customer, payee: Customer) -> None:
    await factories.fund(database, payer.id, 10_000)
    await factories.pay(database, payer.id, payee.id, 100)
    assert await database.write(project_some) == 3
    assert await database.write(project_some) == 0


@pytest.mark.slow
async def test_small_pieces_make_the_same_records(database: Database, payer: Customer, payee: Customer) -> None:
    await factories.fund(database, payer.id, 10_000)
    for _ in range(7):
        await factories.pay(database, payer.id, payee.id, 100)
    pieces = []
    while made := await database.write(lambda work: project(work, payer.id, size=3)):
        pieces.append(made)
    assert pieces == [3, 3, 2]
    assert await database.read(sums_agree)


async def test_a_part_refund_takes_off_each_part(database: Database, payer: Customer, payee: Customer) -> None:
    await factories.fund(database, payer.id, 10_000)
    paid = await factories.pay(database, payer.id, payee.id, 1_000)
    book = Book(database)
    await book.refresh(payer.id)

    def split(work: UnitOfWork) -> None:
        lock_book(work, payer.id)
        set_parts(work, payer.id, paid.operation_id, (Part("food", 750), Part("fun", 250)), "hand")

    await database.write(split)
    back = await database.write(lambda work: given_back(work, paid.operation_id, payer.id, payee.id, 101))
    await book.refresh(payer.id)
    parts = await database.read(lambda connection: parts_of(connection, payer.id, back.operation_id))
    assert parts == (Part("food", -76), Part("fun", -25))
    assert await book.refresh(payee.id) == 2
    assert await database.read(sums_agree)


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (Part("food", 900),),
        (Part("food", 1_100), Part("fun", -100)),
        (Part("food", 1_000), Part("fun", 0)),
        (*(Part("food", 90) for _ in range(10)), Part("fun", 100)),
    ],
)
@pytest.mark.slow
async def test_parts_that_are_no_split(
    database: Database, payer: Customer, payee: Customer, parts: tuple[Part, ...]
) -> None:
    await factories.fund(database, payer.id, 10_000)
    paid = await factories.pay(database, payer.id, payee.id, 1_000)
    await Book(database).refresh(payer.id)
    with pytest.raises(SplitInvalid):
        await database.write(lambda work: set_parts(work, payer.id, paid.operation_id, parts, "hand"))
    assert await database.read(sums_agree)
