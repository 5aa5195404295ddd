"""The category that a customer gives a record by hand: one for all of it, or several with a share each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from wallet.categories.service import check_choosable
from wallet.database import Database, UnitOfWork
from wallet.errors import NotSpending, OperationNotFound, SplitInvalid
from wallet.money import Money, currency
from wallet.records.choosing import BY_HAND
from wallet.records.models import records
from wallet.records.parts import Part, lock_book, parts_of, set_parts
from wallet.records.projecting import Book


@dataclass(frozen=True, slots=True)
class Spent:
    """A record that is spending. `operation_id` is the payment's, also when a refund of it was asked about."""

    operation_id: int
    total: Money
    parts: tuple[Part, ...]
    payee_id: int | None
    kind: str
    chosen_by: str


class Giving:
    """Every method looks a record up with its owner and raises `OperationNotFound` for anybody else's."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._book = Book(database)

    async def get(self, customer_id: int, operation_id: int) -> Spent:
        """What was spent and on what. A refund leads to its payment. Raises `NotSpending`."""
        await self._book.refresh(customer_id)
        return await self._database.read(lambda connection: _get(connection, customer_id, operation_id))

    async def give(self, customer_id: int, operation_id: int, category: str) -> Spent:
        """One category for all of a record. Raises `CategoryNotFound`, `NotSpending`."""
        return await self.split(customer_id, operation_id, ((category, None),))

    async def split(self, customer_id: int, operation_id: int, shares: Sequence[tuple[str, Money | None]]) -> Spent:
        """Categories with their shares, which add up to the record; a single one may leave its share open.

        Raises `SplitInvalid`, `CategoryNotFound`, `NotSpending`.
        """
        await self._book.refresh(customer_id)
        return await self._database.write(lambda work: _split(work, customer_id, operation_id, shares))


def _get(connection: Connection, customer_id: int, operation_id: int) -> Spent:
    columns = records.c
    mine = (columns.customer_id == customer_id, columns.operation_id == operation_id)
    row = connection.execute(select(records).where(*mine)).one_or_none()
    if row is None:
        raise OperationNotFound
    if row.reverses_id is not None and row.change_minor > 0:
        return _get(connection, customer_id, row.reverses_id)
    parts = parts_of(connection, customer_id, operation_id)
    if not parts:
        raise NotSpending
    total = Money(sum(part.minor for part in parts), currency(row.currency))
    return Spent(operation_id, total, parts, row.counterparty_id, row.kind, row.chosen_by)


def _split(work: UnitOfWork, customer_id: int, operation_id: int, shares: Sequence[tuple[str, Money | None]]) -> Spent:
    lock_book(work, customer_id)
    spent = _get(work.connection, customer_id, operation_id)
    parts = []
    for category, share in shares:
        check_choosable(work.connection, customer_id, category)
        money = spent.total if share is None else share
        if money.currency != spent.total.currency:
            raise SplitInvalid
        parts.append(Part(category, money.minor))
    set_parts(work, customer_id, spent.operation_id, parts, BY_HAND)
    return _get(work.connection, customer_id, spent.operation_id)
