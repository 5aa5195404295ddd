"""The one door to spending: what a record's parts are, and the running sums that follow them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from wallet.budgets.carries import forget_carries
from wallet.database import UnitOfWork, insert_with_conflict
from wallet.errors import SplitInvalid
from wallet.money import Money, currency
from wallet.records.choosing import BY_REFUND
from wallet.records.models import record_books, records, spending, spending_days

PARTS_MAX = 10
REFUNDS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a record in one category; negative in a refund."""

    category: str
    minor: int


def lock_book(work: UnitOfWork, customer_id: int) -> None:
    """Everybody who changes a customer's records waits here for who was first."""
    row = {"customer_id": customer_id, "changed_at": work.now}
    work.connection.execute(insert_with_conflict(work, record_books).values(row).on_conflict_do_nothing())
    columns = record_books.c
    work.connection.execute(select(columns.customer_id).where(columns.customer_id == customer_id).with_for_update())
    work.connection.execute(update(record_books).where(columns.customer_id == customer_id).values(changed_at=work.now))


def parts_of(connection: Connection, customer_id: int, operation_id: int) -> tuple[Part, ...]:
    """The parts of one record, in order; none for what is no spending."""
    query = select(spending.c.category, spending.c.minor).where(*_mine(customer_id, operation_id))
    return tuple(Part(row.category, row.minor) for row in connection.execute(query.order_by(spending.c.position)))


def set_parts(work: UnitOfWork, customer_id: int, operation_id: int, parts: Sequence[Part], chosen_by: str) -> None:
    """Give a record its parts in place of those it had; the day's sums follow, and so do its refunds.

    The book must be locked. Raises `SplitInvalid` when the parts are more than ten, have another sign than the record,
    or don't add up to what the record had (a record that had no parts takes any).
    """
    row = work.connection.execute(
        select(records.c.day, records.c.currency).where(
            records.c.customer_id == customer_id, records.c.operation_id == operation_id
        )
    ).one()
    before = parts_of(work.connection, customer_id, operation_id)
    _check(before, parts)
    if tuple(parts) != before:
        work.connection.execute(delete(spending).where(*_mine(customer_id, operation_id)))
        base = {"customer_id": customer_id, "operation_id": operation_id, "currency": row.currency, "day": row.day}
        work.connection.execute(
            insert(spending),
            [
                base | {"position": place, "category": part.category, "minor": part.minor}
                for place, part in enumerate(parts)
            ],
        )
        _add_up(
            work, customer_id, row.day, row.currency, [*(Part(part.category, -part.minor) for part in before), *parts]
        )
    work.connection.execute(
        update(records)
        .where(records.c.customer_id == customer_id, records.c.operation_id == operation_id)
        .values(category=parts[0].category, chosen_by=chosen_by)
    )
    _follow(work, customer_id, operation_id, parts)


def move_whole(work: UnitOfWork, customer_id: int, ids: Sequence[int], category: str, chosen_by: str) -> None:
    """Give payments that are not split another category, all at once; sums and refunds follow as in `set_parts`.

    The book must be locked.
    """
    columns, mine = records.c, records.c.customer_id == customer_id
    refunds = select(columns.operation_id).where(mine, columns.reverses_id.in_(ids), columns.change_minor > 0)
    back = work.connection.execute(refunds).scalars().all()
    moved = (spending.c.customer_id == customer_id, spending.c.operation_id.in_([*ids, *back]))
    sums: dict[tuple[str, str, str], int] = {}
    query = select(spending.c.day, spending.c.category, spending.c.currency, func.sum(spending.c.minor)).where(*moved)
    for day, before, code, minor in work.connection.execute(
        query.group_by(spending.c.day, spending.c.category, spending.c.currency)
    ):
        sums[day, before, code] = sums.get((day, before, code), 0) - int(minor)
        sums[day, category, code] = sums.get((day, category, code), 0) + int(minor)
    work.connection.execute(update(spending).where(*moved).values(category=category))
    add_to_days(work, customer_id, sums)
    work.connection.execute(
        update(records).where(mine, columns.operation_id.in_(ids)).values(category=category, chosen_by=chosen_by)
    )
    work.connection.execute(
        update(records).where(mine, columns.operation_id.in_(back)).values(category=category, chosen_by=BY_REFUND)
    )


def mirrored(parts: Sequence[Part], minor: int, currency_code: str) -> tuple[Part, ...]:
    """What a refund of `minor` takes off each part of the payment: in proportion, to the last minor unit."""
    shares = Money(minor, currency(currency_code)).allocate([abs(part.minor) for part in parts])
    return tuple(Part(part.category, -share.minor) for part, share in zip(parts, shares, strict=True) if share.minor)


def _follow(work: UnitOfWork, customer_id: int, operation_id: int, parts: Sequence[Part]) -> None:
    """Refunds count against the category that the payment has now."""
    refunds = select(records.c.operation_id, records.c.currency, records.c.change_minor, records.c.fee_minor).where(
        records.c.customer_id == customer_id, records.c.reverses_id == operation_id, records.c.change_minor > 0
    )
    for refund in work.connection.execute(refunds.limit(REFUNDS_MAX)).all():
        back = mirrored(parts, refund.change_minor - refund.fee_minor, refund.currency)
        if back and back != parts_of(work.connection, customer_id, refund.operation_id):
            set_parts(work, customer_id, refund.operation_id, back, BY_REFUND)


def _check(before: Sequence[Part], parts: Sequence[Part]) -> None:
    signs = {part.minor > 0 for part in parts}
    if not 0 < len(parts) <= PARTS_MAX or len(signs) > 1 or any(part.minor == 0 for part in parts):
        raise SplitInvalid
    if before and sum(part.minor for part in before) != sum(part.minor for part in parts):
        raise SplitInvalid


def _add_up(work: UnitOfWork, customer_id: int, day: str, currency_code: str, changes: Sequence[Part]) -> None:
    sums: dict[str, int] = {}
    for part in changes:
        sums[part.category] = sums.get(part.category, 0) + part.minor
    add_to_days(work, customer_id, {(day, code, currency_code): minor for code, minor in sums.items()})


def add_to_days(work: UnitOfWork, customer_id: int, sums: dict[tuple[str, str, str], int]) -> None:
    """Raise the running sums of (day, category, currency), in one order for everybody."""
    rows = [
        {"customer_id": customer_id, "day": day, "category": category, "currency": code, "minor": minor}
        for (day, category, code), minor in sorted(sums.items())
        if minor
    ]
    if not rows:
        return
    forget_carries(work, customer_id, min(day for day, _, _ in sums))
    adding = insert_with_conflict(work, spending_days)
    columns = spending_days.c
    work.connection.execute(
        adding.on_conflict_do_update(
            index_elements=[columns.customer_id, columns.day, columns.category, columns.currency],
            set_={"minor": columns.minor + adding.excluded.minor},
        ),
        rows,
    )


def _mine(customer_id: int, operation_id: int):  # type: ignore[no-untyped-def]
    return spending.c.customer_id == customer_id, spending.c.operation_id == operation_id
