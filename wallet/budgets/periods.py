"""Periods of budgets: computed when looked at from local days alone, so that no job has to begin one."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

OWN_DAYS_MAX = 366
MONTHS_A_YEAR, DAYS_A_WEEK = 12, 7


class Unit(StrEnum):
    """How long a period is; `OWN` is a number of days."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Schedule:
    """Periods one after the other without a gap; one of them begins on `anchor`.

    A month or year that is anchored on a day which another month lacks begins there on the last day of that month, and
    on the anchor's own day again in the next: who is paid on the 31st is paid on 30 April. `own_days` is for `OWN`.
    """

    unit: Unit
    anchor: date
    own_days: int = 0

    def __post_init__(self) -> None:
        if (self.unit is Unit.OWN) != (self.own_days != 0) or not 0 <= self.own_days <= OWN_DAYS_MAX:
            raise ValueError(f"an own period has 1 to {OWN_DAYS_MAX} days, and no other says how many")

    def at(self, day: date) -> Period:
        """The period that a local day belongs to, before the anchor too. Raises what `date` does past its years."""
        step = self._months()
        if step:
            return self._of_months(day, step)
        length = self.own_days or (DAYS_A_WEEK if self.unit is Unit.WEEK else 1)
        first = day - timedelta(days=(day - self.anchor).days % length)
        return Period(first, first + timedelta(days=length - 1))

    def after(self, period: Period) -> Period:
        """The next one."""
        return self.at(period.last + timedelta(days=1))

    def before(self, period: Period) -> Period:
        """The one before."""
        return self.at(period.first - timedelta(days=1))

    def _months(self) -> int:
        return {Unit.MONTH: 1, Unit.YEAR: MONTHS_A_YEAR}.get(self.unit, 0)

    def _of_months(self, day: date, step: int) -> Period:
        index = (_month_number(day) - _month_number(self.anchor)) // step
        first = self._begin(index * step)
        if first > day:
            index -= 1
            first = self._begin(index * step)
        return Period(first, self._begin((index + 1) * step) - timedelta(days=1))

    def _begin(self, months: int) -> date:
        """The anchor, so many months later or earlier."""
        year, month = divmod(_month_number(self.anchor) + months, MONTHS_A_YEAR)
        return date(year, month + 1, min(self.anchor.day, monthrange(year, month + 1)[1]))


def _month_number(day: date) -> int:
    return day.year * MONTHS_A_YEAR + day.month - 1
