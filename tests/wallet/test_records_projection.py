"""Records are made from the ledger: what is spending, what a refund takes off, running sums that equal a recount."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, select

from tests import factories
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.records.models import spending, spending_days
from wallet.records.parts import Part, lock_book, parts_of, set_parts
from wallet.records.projecting import Book


def sums_agree(connection: Connection) -> bool:
    """The running sums equal a recount of the parts."""
    counted: Counter[tuple[object, ...]] = Counter()
    for row in connection.execute(select(spending)):
        counted[row.customer_id, row.day, row.category, row.currency] += row.minor
    kept = {(row.customer_id, row.day, row.category, row.currency): row.minor
            for row in connection.execute(select(spending_days)) if row.minor}  # fmt: skip
    return kept == {key: minor for key, minor in counted.items() if minor}


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

    def split(work):  # type: ignore[no-untyped-def]
        lock_book(work, payer.id)
        set_parts(work, payer.id, row.operation_id, parts, "hand")

    await database.write(split)
    assert await database.read(lambda connection: parts_of(connection, payer.id, row.operation_id)) == parts
    assert await database.read(sums_agree)
