"""When what recurs is due: its days, the moments at which something is done about them, and what comes soon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from wallet.budgets.periods import DAYS_A_WEEK, Schedule, Unit
from wallet.budgets.quiet import Telling
from wallet.money import Money, currency
from wallet.recurring.models import recurring, recurring_runs

EVERY_MAX = 12
AT = time(9)
"""When, by the customer's own clock, a payment is made or something is told of a due day."""

TRANSFER, BILL = "transfer", "bill"
ACTIVE, PAUSED, ENDED = "active", "paused", "ended"
OPEN = "open"
SHOWN_MAX = 200


@dataclass(frozen=True, slots=True)
class Due:
    """One due day. `name` of a transfer is its payee's masked name, empty when their wallet is closed."""

    recurring_id: int
    what: str
    name: str
    amount: Money
    due_on: date


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so many days, weeks, months or years from a first day on, until a last one or without an end."""

    unit: Unit
    every: int
    first: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.unit is Unit.OWN or not 1 <= self.every <= EVERY_MAX:
            raise ValueError(f"every 1 to {EVERY_MAX} days, weeks, months or years")

    def after(self, day: date) -> date | None:
        """The due day that follows one; None when that was the last. The 31st is the last day of a shorter month."""
        if self.unit in {Unit.DAY, Unit.WEEK}:
            following = day + timedelta(days=self.every * (DAYS_A_WEEK if self.unit is Unit.WEEK else 1))
        else:
            schedule, period = Schedule(self.unit, self.first), Schedule(self.unit, self.first).at(day)
            for _ in range(self.every):
                period = schedule.after(period)
            following = period.first
        return None if self.until is not None and following > self.until else following

    def days_from(self, day: date | None) -> Iterator[date]:
        """This due day and those that follow."""
        while day is not None:
            yield day
            day = self.after(day)

    def not_before(self, due: date, day: date) -> date | None:
        """The first due day from `due` on that is not before a day."""
        return next((found for found in self.days_from(due) if found >= day), None)


def moment_of(day: date, zone: ZoneInfo, telling: Telling) -> datetime:
    """When a due day's work is done: in the morning, and not while it is quiet."""
    return telling.speaks_at(datetime.combine(day, AT, zone).astimezone(UTC), zone)


def rhythm_of(row: Row[tuple[object, ...]]) -> Rhythm:
    """The rhythm of a stored row."""
    until = None if row.until_day is None else date.fromisoformat(row.until_day)
    return Rhythm(Unit(row.unit), row.every, date.fromisoformat(row.first_day), until)


def due_between(connection: Connection, customer_id: int, first: date, last: date) -> list[Due]:
    """What is due on these local days, both included, and not yet dealt with; the next first."""
    columns = recurring.c
    going_on = select(recurring).where(
        columns.customer_id == customer_id, columns.status == ACTIVE, columns.next_due <= last.isoformat()
    )
    found = [item for item in _open(connection, customer_id, last) if item.due_on >= first]
    told = {(item.recurring_id, item.due_on) for item in found}
    for row in connection.execute(going_on.order_by(columns.next_due, columns.id).limit(SHOWN_MAX)).all():
        for day in rhythm_of(row).days_from(date.fromisoformat(row.next_due)):
            if day > last:
                break
            if day >= first and (row.id, day) not in told:
                found.append(_due(row, day))
    return sorted(found, key=lambda item: (item.due_on, item.recurring_id))[:SHOWN_MAX]


def overdue(connection: Connection, customer_id: int, today: date) -> list[Due]:
    """Bills of days before today that nobody has marked as paid; the oldest first."""
    return [item for item in _open(connection, customer_id, today) if item.due_on < today]


def _open(connection: Connection, customer_id: int, last: date) -> list[Due]:
    runs = recurring_runs.c
    query = (
        select(recurring, runs.due_on)
        .join(recurring_runs, runs.recurring_id == recurring.c.id)
        .where(runs.customer_id == customer_id, runs.state == OPEN, runs.due_on <= last.isoformat())
        .order_by(runs.due_on, runs.recurring_id)
        .limit(SHOWN_MAX)
    )
    return [_due(row, date.fromisoformat(row.due_on)) for row in connection.execute(query).all()]


def _due(row: Row[tuple[object, ...]], day: date) -> Due:
    return Due(row.id, row.what, row.name, Money(row.amount_minor, currency(row.currency)), day)
