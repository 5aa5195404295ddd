"""When a budget will be used up if spending goes on as it did so far in the period."""

from __future__ import annotations

from datetime import date, timedelta

from wallet.budgets.periods import Period

DAYS_MIN, SHARE_MIN = 3, 10
"""Nothing is foretold from less than three days, nor from less than a tenth of the period in whole days."""


def used_up_on(limit_minor: int, spent_minor: int, period: Period, today: date) -> date | None:
    """The day on which the limit is reached at the pace of the days so far, today included.

    None when it lasts to the end of the period, is used up already, or it is too early to tell.
    """
    elapsed = (today - period.first).days + 1
    if not max(DAYS_MIN, period.days // SHARE_MIN) <= elapsed <= period.days:
        return None
    if not 0 < spent_minor < limit_minor or spent_minor * period.days <= limit_minor * elapsed:
        return None
    days = -(-limit_minor * elapsed // spent_minor)
    return period.first + timedelta(days=days - 1)
