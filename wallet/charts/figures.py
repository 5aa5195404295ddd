"""What pictures show: spending by category and over time, and a balance day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, func, select

from wallet.budgets.counting import Rates, Row, read_days, sum_periods
from wallet.budgets.periods import Period, Schedule, Unit
from wallet.categories.models import own_categories
from wallet.categories.service import own_code
from wallet.ledger.accounts import customer_account_id
from wallet.ledger.models import entries
from wallet.money import Currency, Money
from wallet.records.categories import parent_of
from wallet.records.day_rates import rounded
from wallet.statements.model import moments

CATEGORIES_SHOWN_MAX = 8
POINTS_MAX = 60
DAYS_BY_DAY_MAX, DAYS_BY_WEEK_MAX = 31, 100
PERMILLE = 1000
A_MONDAY, A_FIRST = date(2024, 1, 1), date(2024, 1, 1)

_BEFORE = (
    select(entries.c.balance_after)
    .where(entries.c.account_id == bindparam("account_id"), entries.c.created_at < bindparam("moment"))
    .order_by(entries.c.created_at.desc(), entries.c.sequence.desc())
    .limit(1)
)
_BOUNDS = select(func.min(entries.c.balance_after), func.max(entries.c.balance_after)).where(
    entries.c.account_id == bindparam("account_id"),
    entries.c.created_at >= bindparam("since"),
    entries.c.created_at < bindparam("until"),
)


@dataclass(frozen=True, slots=True)
class Share:
    """One category's spending. `permille`: of all that was spent."""

    category: str
    spent: Money
    permille: int


@dataclass(frozen=True, slots=True)
class Split:
    """Spending by top category, the most first; `rest` is that of the smallest `rest_count` together."""

    period: Period
    total: Money
    shares: tuple[Share, ...]
    rest: Money
    rest_count: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Spending by day, week or month of a period; `average` is that of one of them, days without spending too."""

    period: Period
    unit: Unit
    columns: tuple[tuple[Period, Money], ...]
    total: Money
    average: Money


@dataclass(frozen=True, slots=True)
class Balances:
    """What was on the account at the end of some days, the last day's among them.

    `high` and `low` are the most and the least that was on it at any moment.
    """

    period: Period
    opening: Money
    high: Money
    low: Money
    days: tuple[tuple[date, Money], ...]

    @property
    def closing(self) -> Money:
        """At the end of the last day, or now."""
        return self.days[-1][1]


def split(connection: Connection, customer_id: int, to: Currency, period: Period) -> Split | None:
    """None when nothing was spent. A category given back more than was spent on it counts below zero."""
    rows, rates = _read(connection, customer_id, to, period)
    above, by_code = _parents(connection, customer_id), dict[str, list[Row]]()
    for row in rows:
        by_code.setdefault(parent_of(row[1]) or above.get(row[1]) or row[1], []).append(row)
    sums = {code: _sum(some, to, rates) for code, some in by_code.items()}
    found = sorted((code for code, money in sums.items() if money), key=lambda code: (-sums[code].minor, code))
    if not found:
        return None
    total = _sum(rows, to, rates)
    shown = len(found) if len(found) <= CATEGORIES_SHOWN_MAX + 1 else CATEGORIES_SHOWN_MAX
    shares = tuple(Share(code, sums[code], _permille(sums[code], total)) for code in found[:shown])
    rest = _sum([row for code in found[shown:] for row in by_code[code]], to, rates)
    return Split(period, total, shares, rest, len(found) - shown)


def trend(connection: Connection, customer_id: int, to: Currency, period: Period) -> Trend | None:
    """None when nothing was spent."""
    unit = _unit(period)
    pieces = _pieces(period, unit)
    rows, rates = _read(connection, customer_id, to, period)
    index_of = {
        (piece.first + timedelta(days=number)).isoformat(): index
        for index, piece in enumerate(pieces)
        for number in range(piece.days)
    }
    sums = sum_periods(rows, to, rates, index_of)
    if not any(sums.values()):
        return None
    columns = tuple((piece, Money(sums.get(index, 0), to)) for index, piece in enumerate(pieces))
    total = _sum(rows, to, rates)
    return Trend(period, unit, columns, total, rounded(Fraction(total.minor, len(pieces)), to))


def _read(connection: Connection, customer_id: int, to: Currency, period: Period) -> tuple[list[Row], Rates]:
    """The running sums of a period, and the rates of its days for the currencies in them."""
    first, last = period.first.isoformat(), period.last.isoformat()
    rows = read_days(connection, customer_id, last, [(first, None)])
    used = {row[2] for row in rows} | {to.code}
    return rows, Rates(connection, first, last, used if len(used) > 1 else ())


def _sum(rows: Sequence[Row], to: Currency, rates: Rates) -> Money:
    """All of them together, rounded once."""
    return Money(sum_periods(rows, to, rates, dict.fromkeys((row[0] for row in rows), 0)).get(0, 0), to)


def _permille(part: Money, whole: Money) -> int:
    return part.minor * PERMILLE // whole.minor if part.minor > 0 and whole.minor > 0 else 0


def balances(connection: Connection, customer_id: int, of: Currency, period: Period, zone: ZoneInfo) -> Balances | None:
    """At most `POINTS_MAX` days at equal distances, each found by the index. None without an account."""
    account_id = customer_account_id(connection, customer_id, of.code)
    if account_id is None:
        return None
    since, until = moments(period, zone)
    every = -(-period.days // POINTS_MAX)
    days = sorted(period.last - timedelta(days=number) for number in range(0, period.days, every))
    ends = [moments(Period(day, day), zone)[1] for day in days]
    found = [_before(connection, account_id, moment, of) for moment in (since, *ends)]
    span = {"account_id": account_id, "since": since, "until": until}
    low, high = connection.execute(_BOUNDS, span).one()
    opening = found[0].minor
    most, least = max(opening, opening if high is None else high), min(opening, opening if low is None else low)
    return Balances(period, found[0], Money(most, of), Money(least, of), tuple(zip(days, found[1:], strict=True)))


def _before(connection: Connection, account_id: int, moment: datetime, of: Currency) -> Money:
    found: int | None = connection.execute(_BEFORE, {"account_id": account_id, "moment": moment}).scalar()
    return Money(found or 0, of)


def _parents(connection: Connection, customer_id: int) -> dict[str, str]:
    """The top category above each own one that has one."""
    columns = own_categories.c
    query = select(columns.id, columns.parent).where(columns.customer_id == customer_id, columns.parent.is_not(None))
    return {own_code(row.id): row.parent for row in connection.execute(query)}


def _unit(period: Period) -> Unit:
    if period.days <= DAYS_BY_DAY_MAX:
        return Unit.DAY
    return Unit.WEEK if period.days <= DAYS_BY_WEEK_MAX else Unit.MONTH


def _pieces(period: Period, unit: Unit) -> Sequence[Period]:
    """Days, weeks or months from the first to the last day; the first and the last may be cut."""
    schedule = Schedule(unit, A_MONDAY if unit is Unit.WEEK else A_FIRST)
    found, first = list[Period](), period.first
    while first <= period.last:
        whole = schedule.at(first)
        found.append(Period(first, min(whole.last, period.last)))
        first = whole.last + timedelta(days=1)
    return found
