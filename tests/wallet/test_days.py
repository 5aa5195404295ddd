"""Days as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from wallet.days import local_day, parse_day
from wallet.errors import DayInvalid


@pytest.mark.parametrize(
    "text", ["2027-05-20", "2027/5/20", "2027.5.20", "20270520", " ２０２７-05-20 ", "2027\u5e745\u670820\u65e5"]
)
def test_days_as_they_are_typed(text: str) -> None:
    assert parse_day(text) == date(2027, 5, 20)


@pytest.mark.parametrize("text", ["", "tomorrow", "2027-02-29", "20-05-2027", "2027-13-01", "2027-05-20" * 9, "0"])
def test_no_days(text: str) -> None:
    with pytest.raises(DayInvalid):
        parse_day(text)


def test_it_is_tomorrow_already_in_apia() -> None:
    now = datetime(2027, 2, 28, 12, tzinfo=UTC)
    assert local_day(now, ZoneInfo("Pacific/Apia")) == date(2027, 3, 1)
    assert local_day(now, ZoneInfo("America/New_York")) == date(2027, 2, 28)
