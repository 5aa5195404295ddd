"""The job of digests: rows for periods that are over, each told once in the morning, none in quiet hours.

Rows are found by their due moment, so what was missed during a stop is told when the program is back. Run twice, or by
two at once, the job finds the rows there, and who tells has changed the row from `waiting` before anybody else could.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, exists, select, update
from sqlalchemy.engine import Row

from wallet import outbox
from wallet.budgets.periods import Period, Schedule, Unit
from wallet.budgets.quiet import Telling, settings_of
from wallet.customers.models import customers
from wallet.customers.queries import CLOSED, zone_of
from wallet.database import UnitOfWork, insert_with_conflict
from wallet.days import local_day
from wallet.digests.models import EMPTY, SKIPPED, TOLD, WAITING, digest_watches, digests
from wallet.errors import WalletError
from wallet.records.models import spending_days
from wallet.records.parts import lock_book
from wallet.records.projecting import is_behind, project

AT = time(9)
"""When a digest is told, by the customer's own clock, unless that is in their quiet hours."""

TOLD_LATE_MAX = timedelta(days=7)
PLANNED_AT_ONCE, TOLD_AT_ONCE = 20, 5
ROWS_MAX = 400
LEFT_ALONE_FOR = timedelta(hours=1)
MONDAY, FIRST = date(2024, 1, 1), date(2024, 1, 1)
SCHEDULES = {
    "daily": Schedule(Unit.DAY, FIRST),
    "weekly": Schedule(Unit.WEEK, MONDAY),
    "monthly": Schedule(Unit.MONTH, FIRST),
}

LOOK_AGAIN_AFTER = timedelta(hours=1)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose digests, and how they want them."""

    id: int
    zone: ZoneInfo
    telling: Telling

    def due_at(self, period: Period) -> datetime:
        """The morning after the period."""
        morning = datetime.combine(period.last + timedelta(days=1), AT, self.zone).astimezone(UTC)
        return self.telling.speaks_at(morning, self.zone)

    def wants(self, kind: str) -> bool:
        """Whether they get this kind."""
        return {"daily": self.telling.daily, "weekly": self.telling.weekly, "monthly": self.telling.monthly}[kind]


def tell_due(work: UnitOfWork) -> int:
    """The job: write rows for some customers whose periods are over, and tell some that are due; returns how many."""
    return _plan(work) + _tell(work)


def _plan(work: UnitOfWork) -> int:
    watch = digest_watches.c
    known = exists().where(watch.customer_id == customers.c.id)
    new = select(customers.c.id).where(~known, customers.c.status != CLOSED)
    due = select(watch.customer_id).where(watch.next_at <= work.now).order_by(watch.next_at)
    found = [*work.connection.execute(due.limit(PLANNED_AT_ONCE)).scalars()]
    found += work.connection.execute(new.order_by(customers.c.id).limit(PLANNED_AT_ONCE)).scalars()
    for customer_id in sorted(found):
        try:
            with work.connection.begin_nested():
                _plan_one(work, customer_id)
        except (LookupError, ValueError, ArithmeticError) as error:
            log.error("digests_not_planned", error=type(error).__name__)
            _look_at(work, customer_id, work.now + LOOK_AGAIN_AFTER)
    return len(found)


def _plan_one(work: UnitOfWork, customer_id: int) -> None:
    """Rows for what has come due since the last look; who was never looked at begins now."""
    reader, columns = _reader(work.connection, customer_id), digest_watches.c
    looked_at = work.connection.execute(select(columns.looked_at).where(columns.customer_id == customer_id)).scalar()
    today = local_day(work.now, reader.zone)
    rows = [
        {
            "customer_id": customer_id,
            "kind": kind,
            "period_first": period.first.isoformat(),
            "period_last": period.last.isoformat(),
            "state": WAITING if due_at > work.now - TOLD_LATE_MAX else SKIPPED,
            "due_at": due_at,
        }
        for kind in SCHEDULES
        if reader.wants(kind)
        for period, due_at in _since(reader, kind, looked_at or work.now, work.now, today)
    ]
    if rows:
        work.connection.execute(insert_with_conflict(work, digests).on_conflict_do_nothing(), rows)
    _look_at(work, customer_id, _next_at(reader, work.now, today))


def _look_at(work: UnitOfWork, customer_id: int, next_at: datetime) -> None:
    values, columns = {"looked_at": work.now, "next_at": next_at}, digest_watches.c
    adding = insert_with_conflict(work, digest_watches).values(customer_id=customer_id, **values)
    work.connection.execute(adding.on_conflict_do_update(index_elements=[columns.customer_id], set_=values))


def _since(reader: Reader, kind: str, after: datetime, now: datetime, today: date) -> Iterator[tuple[Period, datetime]]:
    """Periods that came due after one moment and not after another, the newest first."""
    schedule = SCHEDULES[kind]
    period = schedule.at(today)
    for _ in range(ROWS_MAX):
        period = schedule.before(period)
        due_at = reader.due_at(period)
        if due_at <= after:
            return
        if due_at <= now:
            yield period, due_at


def _next_at(reader: Reader, now: datetime, today: date) -> datetime:
    """When a period comes due next, of a kind that is wanted or not: what is wanted is asked then."""
    found = []
    for schedule in SCHEDULES.values():
        running = schedule.at(today)
        moments = (reader.due_at(schedule.before(running)), reader.due_at(running))
        found.append(next(moment for moment in moments if moment > now))
    return min(found)


def _reader(connection: Connection, customer_id: int) -> Reader:
    return Reader(customer_id, zone_of(connection, customer_id), settings_of(connection, customer_id))


def _tell(work: UnitOfWork) -> int:
    columns = digests.c
    due = select(digests).where(columns.state == WAITING, columns.due_at <= work.now)
    rows = work.connection.execute(due.order_by(columns.due_at, columns.customer_id).limit(TOLD_AT_ONCE)).all()
    for row in sorted(rows, key=lambda item: (item.customer_id, item.due_at, item.period_first)):
        try:
            with work.connection.begin_nested():
                _tell_one(work, row)
        except (WalletError, LookupError, ValueError, ArithmeticError) as error:
            # One that can't be told must not hold up everybody's behind it.
            log.error("digest_left_alone", customer_id=row.customer_id, kind=row.kind, error=type(error).__name__)
            _change(work, row, due_at=work.now + LEFT_ALONE_FOR)
    return len(rows)


def _tell_one(work: UnitOfWork, row: Row[tuple[object, ...]]) -> None:
    lock_book(work, row.customer_id)
    reader = _reader(work.connection, row.customer_id)
    if is_behind(work.connection, row.customer_id):
        project(work, row.customer_id)
        if is_behind(work.connection, row.customer_id):
            return
    speaks_at = reader.telling.speaks_at(work.now, reader.zone)
    morning = reader.due_at(Period(date.fromisoformat(row.period_first), date.fromisoformat(row.period_last)))
    if not reader.wants(row.kind) or morning <= work.now - TOLD_LATE_MAX:
        _change(work, row, state=SKIPPED)
    elif not _spent_anything(work.connection, row):
        _change(work, row, state=EMPTY)
    elif speaks_at > work.now:
        _change(work, row, due_at=speaks_at)
    elif _change(work, row, state=TOLD, told_at=work.now):
        fields: dict[str, str | int | None] = {
            "customer_id": row.customer_id,
            "kind": row.kind,
            "first": row.period_first,
            "last": row.period_last,
        }
        lane = f"digests/{row.customer_id}"
        outbox.record(work, outbox.Fact(outbox.CUSTOMER_CHANNEL, lane, outbox.DIGEST, fields))


def _spent_anything(connection: Connection, row: Row[tuple[object, ...]]) -> bool:
    columns = spending_days.c
    in_it = (columns.day.between(row.period_first, row.period_last), columns.minor != 0)
    query = select(columns.day).where(columns.customer_id == row.customer_id, *in_it).limit(1)
    return connection.execute(query).first() is not None


def _change(work: UnitOfWork, row: Row[tuple[object, ...]], **values: object) -> bool:
    """False when another one was faster."""
    columns = digests.c
    mine = (columns.customer_id == row.customer_id, columns.kind == row.kind, columns.period_first == row.period_first)
    changed = work.connection.execute(update(digests).where(*mine, columns.state == WAITING).values(**values))
    return bool(changed.rowcount)
