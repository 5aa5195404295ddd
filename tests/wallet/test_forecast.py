"""The forecast of a budget, by cases computed by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.budgets.forecast import used_up_on
from wallet.budgets.periods import Period

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
FEBRUARY = Period(date(2028, 2, 1), date(2028, 2, 29))
WEEK = Period(date(2026, 11, 23), date(2026, 11, 29))
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ONE_DAY = Period(date(2026, 11, 26), date(2026, 11, 26))


@pytest.mark.parametrize(
    ("period", "limit", "spent", "today", "expected"),
    [
        # 60 a day: 600 are 10 days.
        (NOVEMBER, 600, 180, "2026-11-03", "2026-11-10"),
        # 200 in 9 days: 450 are 20.25 days.
        (NOVEMBER, 450, 200, "2026-11-09", "2026-11-21"),
        # Two days are too few to tell.
        (NOVEMBER, 600, 180, "2026-11-02", None),
        # Exactly enough for the whole month, and one unit too much for it.
        (NOVEMBER, 300, 100, "2026-11-10", None),
        (NOVEMBER, 300, 101, "2026-11-10", "2026-11-30"),
        # Used up already, nothing spent, refunds were more, no limit at all.
        (NOVEMBER, 300, 300, "2026-11-10", None),
        (NOVEMBER, 300, 0, "2026-11-10", None),
        (NOVEMBER, 300, -50, "2026-11-10", None),
        (NOVEMBER, 0, 50, "2026-11-10", None),
        (NOVEMBER, -10, 50, "2026-11-10", None),
        # 29 February is a day like any other: 100 in 10 days, 280 are 28 days, 285 are 28.5.
        (FEBRUARY, 280, 100, "2028-02-10", "2028-02-28"),
        (FEBRUARY, 285, 100, "2028-02-10", "2028-02-29"),
        (FEBRUARY, 290, 100, "2028-02-10", None),
        (WEEK, 70, 40, "2026-11-25", "2026-11-28"),
        (WEEK, 70, 40, "2026-11-24", None),
        # A tenth of a year is 36 whole days: 500 in them, so 1000 in 72.
        (YEAR, 1000, 500, "2026-02-04", None),
        (YEAR, 1000, 500, "2026-02-05", "2026-03-13"),
        (ONE_DAY, 100, 90, "2026-11-26", None),
        # Not in this period.
        (NOVEMBER, 600, 180, "2026-10-31", None),
        (NOVEMBER, 600, 180, "2026-12-01", None),
    ],
)
def test_by_hand(period: Period, limit: int, spent: int, today: str, expected: str | None) -> None:
    found = used_up_on(limit, spent, period, date.fromisoformat(today))
    assert found == (None if expected is None else date.fromisoformat(expected))


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(1, 366), st.integers(0, 365))
def test_the_day_is_the_first_on_which_the_pace_reaches_the_limit(limit: int, spent: int, days: int, ago: int) -> None:
    period = Period(NOVEMBER.first, NOVEMBER.first + timedelta(days=days - 1))
    today = period.first + timedelta(days=min(ago, days - 1))
    found = used_up_on(limit, spent, period, today)
    if found is None:
        return
    assert today < found <= period.last
    pace = Fraction(spent, (today - period.first).days + 1)
    assert pace * ((found - period.first).days + 1) >= limit > pace * (found - period.first).days
