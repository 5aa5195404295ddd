"""Records from the ledger: what an account's entries since the last look mean to their owner."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, func, select

from wallet import ledger
from wallet.customers.models import customers
from wallet.customers.queries import CLOSED
from wallet.database import Database, UnitOfWork, insert_with_conflict
from wallet.days import local_day
from wallet.ledger import OperationView
from wallet.ledger.models import accounts, entries
from wallet.payments.models import quotes
from wallet.payments.records import FEE, main_change
from wallet.records.choosing import BY_KIND, BY_REFUND, Payment, choose
from wallet.records.day_rates import keep_rates
from wallet.records.models import WORDS_LENGTH_MAX, record_marks, records, spending
from wallet.records.parts import Part, add_to_days, lock_book, mirrored, parts_of

PIECE = 500
PIECES_MAX = 2_000
CUSTOMERS_AT_ONCE = 5
NO_SPENDING = frozenset({"goal-put", "goal-take", "top-up"})
"""Kinds of operations that only move one's own money."""

_BEHIND = (
    select(accounts.c.id, accounts.c.sequence, func.coalesce(record_marks.c.sequence, 0).label("done"))
    .join(record_marks, record_marks.c.account_id == accounts.c.id, isouter=True)
    .where(
        accounts.c.customer_id == bindparam("customer_id"),
        accounts.c.sequence > func.coalesce(record_marks.c.sequence, 0),
    )
    .order_by(accounts.c.id)
)
_WAITING = (
    select(accounts.c.customer_id)
    .distinct()
    .join(record_marks, record_marks.c.account_id == accounts.c.id, isouter=True)
    .where(accounts.c.customer_id.is_not(None), accounts.c.sequence > func.coalesce(record_marks.c.sequence, 0))
    .limit(bindparam("size"))
)
_ENTRIES = (
    select(entries.c.sequence, entries.c.operation_id)
    .where(entries.c.account_id == bindparam("account_id"), entries.c.sequence > bindparam("done"))
    .order_by(entries.c.sequence)
    .limit(bindparam("size"))
)
_KNOWN = select(records.c.operation_id).where(
    records.c.customer_id == bindparam("customer_id"), records.c.operation_id.in_(bindparam("ids", expanding=True))
)
_DETAILS = select(quotes.c.reference, quotes.c.details).where(
    quotes.c.reference.in_(bindparam("references", expanding=True)), quotes.c.customer_id == bindparam("customer_id")
)


@dataclass(frozen=True, slots=True)
class Made:
    """A record's row and its parts."""

    row: dict[str, object]
    parts: Sequence[Part]
    day: str
    currency: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one operation: what it means to the customer, in minor units of one currency, before it has a category."""

    customer_id: int
    view: OperationView
    change_minor: int
    fee_minor: int
    currency: str
    payee_id: int | None
    words: str


class Book:
    """Keeps a customer's records up to date. Whoever reads records or sums calls `refresh` first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def refresh(self, customer_id: int) -> int:
        """Make records of everything new; returns how many. Costs one look when there is nothing."""
        made = 0
        for _ in range(PIECES_MAX):
            if not await self._database.read(lambda connection: is_behind(connection, customer_id)):
                break
            made += await self._database.write(lambda work: project(work, customer_id))
        return made


def project_some(work: UnitOfWork) -> int:
    """The job: make records for some customers who have new entries; returns how many records.

    Nobody waits for it: a look makes what is missing. It keeps that look short.
    """
    waiting = list(work.connection.execute(_WAITING, {"size": CUSTOMERS_AT_ONCE}).scalars())
    return sum(project(work, customer_id) for customer_id in sorted(waiting))


def is_behind(connection: Connection, customer_id: int) -> bool:
    """Whether an account of the customer has entries that are no records yet."""
    return connection.execute(_BEHIND.limit(1), {"customer_id": customer_id}).first() is not None


def project(work: UnitOfWork, customer_id: int, size: int = PIECE) -> int:
    """Make records of the next `size` entries of each of the customer's accounts; returns how many records."""
    lock_book(work, customer_id)
    connection, ids = work.connection, set()
    for account in connection.execute(_BEHIND, {"customer_id": customer_id}).all():
        found = connection.execute(_ENTRIES, {"account_id": account.id, "done": account.done, "size": size}).all()
        if found:
            ids |= {row.operation_id for row in found}
            _mark(work, account.id, found[-1].sequence)
    known = set(connection.execute(_KNOWN, {"customer_id": customer_id, "ids": list(ids)}).scalars())
    return _make(work, customer_id, sorted(ids - known)) if ids - known else 0


def _mark(work: UnitOfWork, account_id: int, sequence: int) -> None:
    adding = insert_with_conflict(work, record_marks).values(account_id=account_id, sequence=sequence)
    columns = record_marks.c
    work.connection.execute(
        adding.on_conflict_do_update(index_elements=[columns.account_id], set_={"sequence": sequence})
    )


def _make(work: UnitOfWork, customer_id: int, ids: Sequence[int]) -> int:
    owner = work.connection.execute(
        select(customers.c.time_zone, customers.c.status).where(customers.c.id == customer_id)
    ).one()
    zone = ZoneInfo(owner.time_zone)
    views = sorted(ledger.operation_views(work.connection, customer_id, ids), key=lambda view: view.id)
    details = _details(work.connection, customer_id, [view.reference for view in views if view.initiated])
    in_hand: dict[int, Sequence[Part]] = {}
    made = []
    for view in views:
        item = _record(work.connection, customer_id, view, zone, details.get(view.reference, {}), in_hand)
        if owner.status == CLOSED:
            item.row["words"] = ""
        in_hand[view.id] = item.parts
        made.append(item)
    _store(work, customer_id, made)
    return len(made)


def _record(
    connection: Connection,
    customer_id: int,
    view: OperationView,
    zone: ZoneInfo,
    details: dict[str, object],
    in_hand: dict[int, Sequence[Part]],
) -> Made:
    main, received = main_change(view)
    fee_minor = sum(-item.change.minor for item in view.changes if item.purpose == FEE)
    if len(view.changes) == 1 and main.purpose == FEE:
        fee_minor = 0
    day = local_day(view.created_at, zone).isoformat()
    said = " ".join((view.note, str(details.get("shown_name") or ""), view.reference, view.kind))
    words = said.casefold()[:WORDS_LENGTH_MAX]
    code = main.change.currency.code
    figures = Figures(customer_id, view, main.change.minor, fee_minor, code, main.counterparty_id, words)
    parts, chosen_by = _parts(connection, figures, in_hand)
    row = {
        "customer_id": customer_id,
        "operation_id": view.id,
        "at": view.created_at,
        "day": day,
        "kind": view.kind,
        "initiated": view.initiated,
        "currency": code,
        "change_minor": main.change.minor,
        "fee_minor": fee_minor,
        "received_currency": None if received is None else received.currency.code,
        "received_minor": None if received is None else received.minor,
        "counterparty_id": main.counterparty_id,
        "reverses_id": view.reverses_id,
        "category": parts[0].category if parts else None,
        "chosen_by": chosen_by,
        "words": words,
    }
    return Made(row, parts, day, code)


def _parts(connection: Connection, of: Figures, in_hand: dict[int, Sequence[Part]]) -> tuple[Sequence[Part], str]:
    """What is spending: all that left for good, with the fee; of an exchange its fee. A refund takes off again."""
    kind, reverses_id = of.view.kind, of.view.reverses_id
    if reverses_id is not None and of.change_minor > 0:
        original = in_hand.get(reverses_id) or parts_of(connection, of.customer_id, reverses_id)
        back = of.change_minor - of.fee_minor
        return (mirrored(original, back, of.currency) if original and back > 0 else ()), BY_REFUND
    spent = of.fee_minor if kind == "exchange" else of.fee_minor - of.change_minor
    if kind in NO_SPENDING or reverses_id is not None or of.change_minor >= 0 or spent <= 0:
        return (), BY_KIND
    category, chosen_by = choose(connection, Payment(of.customer_id, kind, of.payee_id, of.words))
    return (Part(category, spent),), chosen_by


def _store(work: UnitOfWork, customer_id: int, made: Sequence[Made]) -> None:
    keep_rates(work, {item.day for item in made})
    work.connection.execute(records.insert(), [item.row for item in made])
    rows, sums = [], dict[tuple[str, str, str], int]()
    for item in made:
        for position, part in enumerate(item.parts):
            rows.append(
                {
                    "customer_id": customer_id,
                    "operation_id": item.row["operation_id"],
                    "position": position,
                    "category": part.category,
                    "currency": item.currency,
                    "minor": part.minor,
                    "day": item.day,
                }
            )
            key = (item.day, part.category, item.currency)
            sums[key] = sums.get(key, 0) + part.minor
    if rows:
        work.connection.execute(spending.insert(), rows)
    add_to_days(work, customer_id, sums)


def _details(connection: Connection, customer_id: int, references: Iterable[str]) -> dict[str, dict[str, object]]:
    rows = connection.execute(_DETAILS, {"references": list(references), "customer_id": customer_id})
    return {row.reference: json.loads(row.details) for row in rows}
