"""Alerts of budgets: each threshold and the forecast once a period, told when it is not quiet.

A job looks at every customer whose spending changed, under the lock of their book of records: it writes a row for what
is reached and, when it may speak, the fact for the outbox in the same transaction. Run twice, or by two at once, it
finds the rows there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import Connection, delete, exists, func, or_, select, update

from wallet import outbox
from wallet.budgets.alert_models import budget_alerts, budget_watches
from wallet.budgets.figures import BudgetFigures, all_figures, figures, find_budget
from wallet.budgets.forecast import used_up_on
from wallet.budgets.models import budgets
from wallet.budgets.quiet import settings_of
from wallet.customers.models import customers
from wallet.customers.queries import CLOSED, zone_of
from wallet.database import Database, UnitOfWork, insert_with_conflict
from wallet.days import local_day
from wallet.errors import WalletError
from wallet.ledger.models import accounts
from wallet.records.models import record_books, record_marks
from wallet.records.parts import lock_book
from wallet.records.projecting import is_behind, project

FORECAST, FULL = 0, 100
PIECE = 20
LOOK_AGAIN_AFTER = timedelta(hours=6)
"""Time alone changes a forecast, and which period it is."""
LEFT_ALONE_FOR = timedelta(hours=1)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice says: the threshold that was reached (0: the forecast) and the figures of now."""

    figures: BudgetFigures
    threshold: int
    used_up_on: date | None
    today: date


class BudgetAlerts:
    """What the notices look up."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, customer_id: int, budget_id: int, period_first: date, threshold: int) -> Told | None:
        """None for a budget that has ended, or is somebody else's."""
        now = self._database.now()

        def work(connection: Connection) -> Told | None:
            budget = find_budget(connection, customer_id, budget_id)
            if budget is None:
                return None
            today = local_day(now, zone_of(connection, customer_id))
            item = figures(connection, budget, period_first)
            return Told(item, threshold, _foretold(item, today), today)

        return await self._database.read(work)


def tell_due(work: UnitOfWork) -> int:
    """The job: look at some whose spending changed or whose alerts waited for the morning; returns how many."""
    found = _to_look_at(work)
    for customer_id in found:
        try:
            with work.connection.begin_nested():
                _look(work, customer_id)
        except (WalletError, LookupError, ValueError, ArithmeticError) as error:
            # One whose figures can't be had must not hold up everybody's behind them.
            log.error("budgets_left_alone", customer_id=customer_id, error=type(error).__name__)
            _watched(work, customer_id, wait_until=work.now + LEFT_ALONE_FOR)
    return len(found)


def _to_look_at(work: UnitOfWork) -> Sequence[int]:
    watch, book, mine = budget_watches.c, record_books.c, budgets.c.customer_id
    behind = (
        exists()
        .where(accounts.c.customer_id == mine, accounts.c.sequence > func.coalesce(record_marks.c.sequence, 0))
        .select_from(accounts.outerjoin(record_marks, record_marks.c.account_id == accounts.c.id))
    )
    changed = (
        select(mine)
        .select_from(
            budgets.join(customers, customers.c.id == mine)
            .outerjoin(budget_watches, watch.customer_id == mine)
            .outerjoin(record_books, book.customer_id == mine)
        )
        .where(
            budgets.c.ended_at.is_(None),
            customers.c.status != CLOSED,
            or_(
                watch.customer_id.is_(None),
                watch.looked_at < work.now - LOOK_AGAIN_AFTER,
                book.changed_at != watch.seen_at,
                behind,
            ),
        )
    )
    due = select(budget_alerts.c.customer_id).where(
        budget_alerts.c.told_at.is_(None), budget_alerts.c.due_at <= work.now
    )
    either = changed.union(due).subquery()
    ids = (
        select(either.c.customer_id)
        .outerjoin(budget_watches, watch.customer_id == either.c.customer_id)
        .where(or_(watch.wait_until.is_(None), watch.wait_until <= work.now))
    )
    return work.connection.execute(ids.order_by(either.c.customer_id).limit(PIECE)).scalars().all()


def _look(work: UnitOfWork, customer_id: int) -> None:
    """Whoever changes the customer's records, or looks too, waits at the lock."""
    lock_book(work, customer_id)
    if is_behind(work.connection, customer_id):
        project(work, customer_id)
    zone = zone_of(work.connection, customer_id)
    today = local_day(work.now, zone)
    speaks_at = settings_of(work.connection, customer_id).speaks_at(work.now, zone)
    base = {"customer_id": customer_id, "created_at": work.now, "due_at": speaks_at}
    rows = [
        base | {"budget_id": item.budget.id, "period_first": item.period.first.isoformat(), "threshold": threshold}
        for item in all_figures(work.connection, customer_id, today)
        for threshold in _reached(item, today)
    ]
    if rows:
        work.connection.execute(insert_with_conflict(work, budget_alerts).on_conflict_do_nothing(), rows)
    if speaks_at <= work.now:
        _tell(work, customer_id, today)
    else:
        _put_off(work, customer_id, speaks_at)
    _watched(work, customer_id)


def _reached(item: BudgetFigures, today: date) -> list[int]:
    """Thresholds that are reached, and the forecast."""
    if item.spent.minor <= 0:
        return []
    found = [threshold for threshold in item.budget.thresholds if item.percent >= threshold]
    if _foretold(item, today) is not None:
        found.append(FORECAST)
    return found


def _foretold(item: BudgetFigures, today: date) -> date | None:
    return used_up_on(item.limit.minor, item.spent.minor, item.period, today)


def _tell(work: UnitOfWork, customer_id: int, today: date) -> None:
    """Of each budget and period only the highest that is still true; what is true no more may be reached again."""
    columns = budget_alerts.c
    waiting = select(columns.budget_id, columns.period_first).where(
        columns.customer_id == customer_id, columns.told_at.is_(None), columns.due_at <= work.now
    )
    for budget_id, period_first in work.connection.execute(waiting.distinct().order_by(*waiting.selected_columns)):
        mine = (columns.budget_id == budget_id) & (columns.period_first == period_first)
        rows = work.connection.execute(select(columns.threshold, columns.told_at).where(mine)).all()
        told = {row.threshold for row in rows if row.told_at is not None}
        still = _still(work.connection, customer_id, budget_id, date.fromisoformat(period_first), today)
        untold = {row.threshold for row in rows} - told
        void, true = untold - still, untold & still
        if void:
            work.connection.execute(delete(budget_alerts).where(mine, columns.threshold.in_(void)))
        if true:
            change = update(budget_alerts).where(mine, columns.threshold.in_(true)).values(told_at=work.now)
            work.connection.execute(change)
        if true and _is_news(max(true), told):
            outbox.record(work, _fact(customer_id, budget_id, period_first, max(true)))


def _still(connection: Connection, customer_id: int, budget_id: int, first: date, today: date) -> set[int]:
    budget = find_budget(connection, customer_id, budget_id)
    return set() if budget is None else set(_reached(figures(connection, budget, first), today))


def _is_news(threshold: int, told: Collection[int]) -> bool:
    """Nothing lower than what was told, and no forecast of what has happened."""
    return threshold > max(told, default=-1) or (threshold == FORECAST and max(told, default=-1) < FULL)


def _put_off(work: UnitOfWork, customer_id: int, until: datetime) -> None:
    """It is quiet now: settings or the time zone changed since."""
    columns = budget_alerts.c
    mine = (columns.customer_id == customer_id) & columns.told_at.is_(None) & (columns.due_at <= work.now)
    work.connection.execute(update(budget_alerts).where(mine).values(due_at=until))


def _watched(work: UnitOfWork, customer_id: int, wait_until: datetime | None = None) -> None:
    values = {"seen_at": work.now, "looked_at": work.now, "wait_until": wait_until}
    adding = insert_with_conflict(work, budget_watches).values(customer_id=customer_id, **values)
    columns = budget_watches.c
    work.connection.execute(adding.on_conflict_do_update(index_elements=[columns.customer_id], set_=values))


def _fact(customer_id: int, budget_id: int, period_first: str, threshold: int) -> outbox.Fact:
    fields: dict[str, str | int | None] = {
        "customer_id": customer_id,
        "budget_id": budget_id,
        "period_first": period_first,
        "threshold": threshold,
    }
    return outbox.Fact(outbox.CUSTOMER_CHANNEL, f"budgets/{customer_id}", outbox.BUDGET_ALERT, fields)
