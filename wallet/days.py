"""Days that people type, and which day it is where they are."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wallet.errors import DayInvalid

DAY_TEXT_MAX = 20
TYPED = re.compile(r"(\d{4})(?:[-/.年])?(\d{1,2})(?:[-/.月])?(\d{1,2})日?")


def parse_day(text: str) -> date:
    """A date with the year first: 2027-05-20, 2027/5/20, 20270520, 2027年5月20日. Raises `DayInvalid`."""
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
