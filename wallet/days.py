"""Days that people type, and which day it is where they are."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wallet.errors import DayInvalid

DAY_TEXT_MAX = 20
TYPED = re.compile("(\\d{4})[-/.\u5e74]?(\\d{1,2})[-/.\u6708]?(\\d{1,2})\u65e5?")
"""The signs of year, month and day as Chinese is written may stand between and behind the numbers."""


def parse_day(text: str) -> date:
    """A date with the year first: 2027-05-20, 2027/5/20, 20270520; also as in Chinese. Raises `DayInvalid`."""
    matched = TYPED.fullmatch(unicodedata.normalize("NFKC", text[: DAY_TEXT_MAX + 1]).strip())
    try:
        if matched:
            return date(*map(int, matched.groups()))
    except ValueError as error:
        raise DayInvalid from error
    raise DayInvalid


def local_day(now: datetime, zone: ZoneInfo) -> date:
    """The date on the calendar of somebody in that time zone."""
    return now.astimezone(zone).date()
