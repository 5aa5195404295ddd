"""Limits: what may leave a customer at their level, counted in the same transaction as the money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Connection, bindparam, delete, select, text

from wallet.customers.models import customers
from wallet.database import Database, UnitOfWork
from wallet.days import local_day
from wallet.errors import CustomerNotFound, LimitReached
from wallet.ledger.models import accounts
from wallet.limits.levels import DAY, DEFAULT_LEVELS, LIMITS_CURRENCY, MONTH, OPERATION, Level
from wallet.limits.models import limit_usage
from wallet.limits.valuation import Valuation
from wallet.money import Currency, Money

_COUNT = text("""
    INSERT INTO limit_usage (customer_id, period, starts_on, used_minor)
    VALUES (:customer_id, 'day', :day, :value_minor), (:customer_id, 'month', :month, :value_minor)
    ON CONFLICT (customer_id, period, starts_on)
    DO UPDATE SET used_minor = limit_usage.used_minor + excluded.used_minor
    WHERE limit_usage.used_minor + excluded.used_minor
        <= CASE limit_usage.period WHEN 'day' THEN :day_minor_max ELSE :month_minor_max END
    RETURNING period
""").bindparams(
    *(bindparam(name, type_=BigInteger) for name in ("customer_id", "value_minor", "day_minor_max", "month_minor_max"))
)
"""Both periods in one hop. The database adds and compares under the row's lock, so parallel payments cannot slip by; a
first row needs no comparison, as no operation is larger than a day's limit. What comes back was counted."""

_CARRY_OVER = text("""
    INSERT INTO limit_usage (customer_id, period, starts_on, used_minor)
    SELECT customer_id, period, CASE period WHEN 'day' THEN :new_day ELSE :new_month END, used_minor
    FROM limit_usage
    WHERE customer_id = :customer_id
        AND (period = 'day' AND starts_on = :day OR period = 'month' AND starts_on = :month)
    ON CONFLICT (customer_id, period, starts_on)
    DO UPDATE SET used_minor = excluded.used_minor WHERE limit_usage.used_minor < excluded.used_minor
""").bindparams(bindparam("customer_id", type_=BigInteger))

KEPT_FOR = timedelta(days=400)
"""No period is longer than a month; the year on top is for questions."""

_WHO = select(customers.c.identity_level, customers.c.time_zone).where(customers.c.id == bindparam("customer_id"))
_USED = select(limit_usage.c.period, limit_usage.c.used_minor).where(
    limit_usage.c.customer_id == bindparam("customer_id"),
    ((limit_usage.c.period == DAY) & (limit_usage.c.starts_on == bindparam("day")))
    | ((limit_usage.c.period == MONTH) & (limit_usage.c.starts_on == bindparam("month"))),
)


@dataclass(frozen=True, slots=True)
class Left:
    """One limit and what is left of it: `limit` is operation, day or month."""

    limit: str
    maximum: Money
    left: Money


@dataclass(frozen=True, slots=True)
class Usage:
    """A customer's limits in the limits' currency: operation, day, month."""

    level: int
    limits: tuple[Left, Left, Left]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A customer's level and the periods they are in; days and months begin in their time zone."""

    customer_id: int
    level: int
    maximum: Level
    day: str
    month: str

    @property
    def keys(self) -> dict[str, str | int]:
        return {"customer_id": self.customer_id, "day": self.day, "month": self.month}


class Limits:
    """Counts by value. A level that is raised raises the limits at once: it is read where the money is counted."""

    def __init__(self, database: Database, valuation: Valuation, levels: tuple[Level, ...] = DEFAULT_LEVELS) -> None:
        self._database, self._valuation, self._levels = database, valuation, levels

    def value(self, money: Money) -> int:
        """What money counts as, in minor units of the limits' currency. Its first call may read a file."""
        return self._valuation.value(money)

    def count(self, work: UnitOfWork, customer_id: int, value_minor: int, kind: Currency) -> None:
        """Count what leaves a customer, once for each payment, after its accounts are locked.

        Raises `LimitReached` with figures in `kind`, the payment's currency, and then the caller must roll back.
        """
        standing = self._standing(work.connection, customer_id, work.now)
        self._check_operation(standing, value_minor, kind)
        maximum = standing.maximum
        values = standing.keys | {
            "value_minor": value_minor,
            "day_minor_max": maximum.day_minor_max,
            "month_minor_max": maximum.month_minor_max,
        }
        counted = set(work.connection.execute(_COUNT, values).scalars())
        if counted == {DAY, MONTH}:
            return
        used = _used(work.connection, standing)
        refused = DAY if DAY not in counted else MONTH
        raise self._reached(standing, refused, used[refused], kind)

    def look(self, connection: Connection, now: datetime, customer_id: int, value_minor: int, kind: Currency) -> None:
        """Whether so much could leave now; counts nothing. Raises `LimitReached` as `count` does."""
        standing = self._standing(connection, customer_id, now)
        self._check_operation(standing, value_minor, kind)
        used = _used(connection, standing)
        for limit in (DAY, MONTH):
            if used[limit] + value_minor > _max_of(standing.maximum, limit):
                raise self._reached(standing, limit, used[limit], kind)

    async def left(self, customer_id: int) -> Usage:
        """Each limit and what is left of it, now. Raises `CustomerNotFound`."""
        return await self._database.read(lambda connection: self._left(connection, customer_id))

    def _left(self, connection: Connection, customer_id: int) -> Usage:
        standing = self._standing(connection, customer_id, self._database.now())
        used = _used(connection, standing)
        operation, day, month = (
            Left(limit, _money(maximum), _money(max(0, maximum - used[limit])))
            for limit in (OPERATION, DAY, MONTH)
            for maximum in (_max_of(standing.maximum, limit),)
        )
        return Usage(standing.level, (operation, day, month))

    def _standing(self, connection: Connection, customer_id: int, now: datetime) -> _Standing:
        row = connection.execute(_WHO, {"customer_id": customer_id}).one_or_none()
        if row is None:
            raise CustomerNotFound
        level = min(row.identity_level, len(self._levels) - 1)
        return _Standing(customer_id, row.identity_level, self._levels[level], *_periods(now, row.time_zone))

    def _check_operation(self, standing: _Standing, value_minor: int, kind: Currency) -> None:
        if value_minor > standing.maximum.operation_minor_max:
            raise self._reached(standing, OPERATION, 0, kind)

    def _reached(self, standing: _Standing, limit: str, used_minor: int, kind: Currency) -> LimitReached:
        maximum = _max_of(standing.maximum, limit)
        return LimitReached(
            limit=limit,
            currency=kind.code,
            left_minor=self._valuation.amount(max(0, maximum - used_minor), kind).minor,
            max_minor=self._valuation.amount(maximum, kind).minor,
            level=standing.level,
        )


def carry_over(work: UnitOfWork, customer_id: int, time_zone: str) -> None:
    """Another date opens no fresh limit: what is used of the present day and month counts in the new zone's as well.

    Call it before the zone is changed, in the same unit of work. Raises `CustomerNotFound`.
    """
    mine = select(customers.c.time_zone).where(customers.c.id == customer_id).with_for_update(key_share=True)
    zone = work.connection.execute(mine).scalar()
    if zone is None:
        raise CustomerNotFound
    # Payments read the zone after they have locked an account. Those on their way are waited for, later ones find the
    # new zone; the customer's row is locked first, as for a freeze, so that no account is opened meanwhile.
    theirs = select(accounts.c.id).where(accounts.c.customer_id == customer_id).order_by(accounts.c.id)
    work.connection.execute(theirs.with_for_update(key_share=True)).all()
    (day, month), (new_day, new_month) = _periods(work.now, zone), _periods(work.now, time_zone)
    keys = {"customer_id": customer_id, "day": day, "month": month, "new_day": new_day, "new_month": new_month}
    work.connection.execute(_CARRY_OVER, keys)


def forget_old(work: UnitOfWork) -> int:
    """Delete what was used in periods that ended long ago."""
    last = (work.now - KEPT_FOR).date().isoformat()
    return int(work.connection.execute(delete(limit_usage).where(limit_usage.c.starts_on < last)).rowcount)


def _periods(now: datetime, time_zone: str) -> tuple[str, str]:
    """The first days of the day and the month that it is in a time zone."""
    today = local_day(now, ZoneInfo(time_zone))
    return today.isoformat(), today.replace(day=1).isoformat()


def _used(connection: Connection, standing: _Standing) -> dict[str, int]:
    rows = connection.execute(_USED, standing.keys)
    return {OPERATION: 0, DAY: 0, MONTH: 0} | {row.period: row.used_minor for row in rows}


def _max_of(level: Level, limit: str) -> int:
    return {OPERATION: level.operation_minor_max, DAY: level.day_minor_max, MONTH: level.month_minor_max}[limit]


def _money(minor: int) -> Money:
    return Money(minor, LIMITS_CURRENCY)
