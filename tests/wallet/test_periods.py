"""Periods of budgets: every day is in exactly one, whatever the calendar does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.budgets.periods import OWN_DAYS_MAX, Period, Schedule, Unit

DAYS = st.dates(date(1990, 1, 1), date(2110, 12, 31))
SCHEDULES = st.one_of(
    st.builds(Schedule, st.sampled_from([unit for unit in Unit if unit is not Unit.OWN]), DAYS),
    st.builds(Schedule, st.just(Unit.OWN), DAYS, st.integers(1, OWN_DAYS_MAX)),
)


@given(SCHEDULES, DAYS)
def test_a_day_is_in_its_period_and_in_neither_neighbour(schedule: Schedule, day: date) -> None:
    period = schedule.at(day)
    later, earlier = schedule.after(period), schedule.before(period)
    assert day in period
    assert day not in later
    assert day not in earlier
    assert earlier.last + timedelta(days=1) == period.first
    assert later.first == period.last + timedelta(days=1)


@given(SCHEDULES, DAYS, st.data())
def test_every_day_of_a_period_gives_the_same_period(schedule: Schedule, day: date, data: st.DataObject) -> None:
    period = schedule.at(day)
    other = period.first + timedelta(days=data.draw(st.integers(0, period.days - 1)))
    assert schedule.at(other) == period


@given(SCHEDULES)
def test_a_period_begins_on_the_anchor(schedule: Schedule) -> None:
    assert schedule.at(schedule.anchor).first == schedule.anchor


@given(DAYS, DAYS)
def test_a_month_has_the_length_of_a_month_and_a_year_that_of_a_year(anchor: date, day: date) -> None:
    assert 27 < Schedule(Unit.MONTH, anchor).at(day).days < 33
    assert 364 < Schedule(Unit.YEAR, anchor).at(day).days < 367


@pytest.mark.parametrize(
    ("unit", "anchor", "day", "period"),
    [
        (Unit.MONTH, "2026-01-01", "2026-11-25", ("2026-11-01", "2026-11-30")),
        (Unit.MONTH, "2026-01-31", "2026-02-27", ("2026-01-31", "2026-02-27")),
        (Unit.MONTH, "2026-01-31", "2026-02-28", ("2026-02-28", "2026-03-30")),
        (Unit.MONTH, "2026-01-31", "2028-02-29", ("2028-02-29", "2028-03-30")),
        (Unit.YEAR, "2024-02-29", "2025-02-27", ("2024-02-29", "2025-02-27")),
        (Unit.YEAR, "2024-02-29", "2025-03-01", ("2025-02-28", "2026-02-27")),
        (Unit.YEAR, "2024-02-29", "2028-02-29", ("2028-02-29", "2029-02-27")),
        (Unit.WEEK, "2026-11-23", "2026-11-29", ("2026-11-23", "2026-11-29")),
        (Unit.WEEK, "2026-11-23", "2026-11-22", ("2026-11-16", "2026-11-22")),
        (Unit.DAY, "2026-11-23", "2028-02-29", ("2028-02-29", "2028-02-29")),
    ],
)
def test_known_periods(unit: Unit, anchor: str, day: str, period: tuple[str, str]) -> None:
    first, last = map(date.fromisoformat, period)
    assert Schedule(unit, date.fromisoformat(anchor)).at(date.fromisoformat(day)) == Period(first, last)


@pytest.mark.parametrize(("unit", "days"), [(Unit.OWN, 0), (Unit.OWN, -3), (Unit.OWN, OWN_DAYS_MAX + 1), (Unit.DAY, 1)])
def test_only_an_own_period_says_how_many_days(unit: Unit, days: int) -> None:
    with pytest.raises(ValueError, match="own period"):
        Schedule(unit, date(2026, 1, 1), days)
