"""When the bot may speak: quiet hours by the customer's own clock, and which digests they want."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from wallet.budgets.alert_models import telling_settings
from wallet.database import Database, UnitOfWork, insert_with_conflict
from wallet.errors import QuietHoursInvalid

MINUTES_AN_HOUR, MINUTES_A_DAY = 60, 24 * 60
TYPED_LENGTH_MAX = 24
TYPED = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-~]\s*(\d{1,2})(?:[:.](\d{2}))?")
DASHES = str.maketrans("\u2010\u2011\u2013\u2014\u2212\u301c\u81f3\u5230", "-" * 8)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Minutes of the day, the end not included; from the evening into the morning when the end is smaller."""

    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        whole_day = range(MINUTES_A_DAY)
        if self.start_minute not in whole_day or self.end_minute not in whole_day:
            raise ValueError("a minute of the day")
        if self.start_minute == self.end_minute:
            raise ValueError("quiet hours begin and end at different times")

    @property
    def text(self) -> str:
        """As people write it: 22:00-08:00."""
        return "-".join(f"{at // MINUTES_AN_HOUR:02}:{at % MINUTES_AN_HOUR:02}" for at in self._ends)

    def covers(self, local: datetime) -> bool:
        """Whether it is quiet when clocks on the wall show this."""
        minute, (start, end) = _minute(local), self._ends
        return start <= minute < end if start < end else minute >= start or minute < end

    @property
    def _ends(self) -> tuple[int, int]:
        return self.start_minute, self.end_minute


USUAL = Quiet(22 * MINUTES_AN_HOUR, 8 * MINUTES_AN_HOUR)


@dataclass(frozen=True, slots=True)
class Telling:
    """How a customer wants to be told. `quiet` is None for who wants to hear everything at once."""

    quiet: Quiet | None = USUAL
    daily: bool = False
    weekly: bool = True
    monthly: bool = True

    def speaks_at(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """As the function of this name."""
        return moment if self.quiet is None else speaks_at(moment, zone, self.quiet)


def speaks_at(moment: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """The moment itself or, when it is quiet there and then, the end of the quiet hours, in UTC.

    Clocks on the wall decide, also in a night in which they are put forward or back: an end that they skip is the
    moment at which they skip it, and one that they show twice is the first that is still to come.
    """
    local = moment.astimezone(zone)
    if not quiet.covers(local):
        return moment
    day = local.date() + timedelta(days=_minute(local) >= quiet.end_minute)
    wall = datetime.combine(day, time(*divmod(quiet.end_minute, MINUTES_AN_HOUR)), zone)
    ends = sorted(wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    end = next(end for end in ends if end >= moment and not quiet.covers(end.astimezone(zone)))
    while not quiet.covers((end - MINUTE).astimezone(zone)):
        end -= MINUTE
    return end


def parse_quiet(text: str) -> Quiet:
    """Typed hours: 22:00-08:00, 22-8, 22:30 ~ 7:00. Raises `QuietHoursInvalid`."""
    plain = unicodedata.normalize("NFKC", text[: TYPED_LENGTH_MAX + 1]).translate(DASHES).strip()
    matched = TYPED.fullmatch(plain)
    if matched is None:
        raise QuietHoursInvalid
    first, first_minute, last, last_minute = (int(group or 0) for group in matched.groups())
    if max(first, last) >= MINUTES_A_DAY // MINUTES_AN_HOUR or max(first_minute, last_minute) >= MINUTES_AN_HOUR:
        raise QuietHoursInvalid
    start, end = first * MINUTES_AN_HOUR + first_minute, last * MINUTES_AN_HOUR + last_minute
    if start == end:
        raise QuietHoursInvalid
    return Quiet(start, end)


def settings_of(connection: Connection, customer_id: int) -> Telling:
    """What the customer chose, or what is usual."""
    columns = telling_settings.c
    row = connection.execute(select(telling_settings).where(columns.customer_id == customer_id)).one_or_none()
    if row is None:
        return Telling()
    quiet = None if row.quiet_start is None else Quiet(row.quiet_start, row.quiet_end)
    return Telling(quiet, daily=row.daily, weekly=row.weekly, monthly=row.monthly)


class TellingSettings:
    """Each customer's choice, read and changed one thing at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, customer_id: int) -> Telling:
        """What they chose, or what is usual."""
        return await self._database.read(lambda connection: settings_of(connection, customer_id))

    async def set_quiet(self, customer_id: int, quiet: Quiet | None) -> Telling:
        """None: tell me everything at once."""
        return await self._database.write(lambda work: _change(work, customer_id, quiet=quiet))

    async def set_digest(self, customer_id: int, kind: str, *, wanted: bool) -> Telling:
        """`kind` is daily, weekly or monthly."""
        if kind not in {"daily", "weekly", "monthly"}:
            raise ValueError(f"no digest is {kind}")
        return await self._database.write(lambda work: _change(work, customer_id, **{kind: wanted}))


def _change(work: UnitOfWork, customer_id: int, **changes: Quiet | bool | None) -> Telling:
    telling = replace(settings_of(work.connection, customer_id), **changes)  # type: ignore[arg-type]
    quiet = telling.quiet
    values = {
        "quiet_start": None if quiet is None else quiet.start_minute,
        "quiet_end": None if quiet is None else quiet.end_minute,
        "daily": telling.daily,
        "weekly": telling.weekly,
        "monthly": telling.monthly,
        "changed_at": work.now,
    }
    adding = insert_with_conflict(work, telling_settings).values(customer_id=customer_id, **values)
    columns = telling_settings.c
    work.connection.execute(adding.on_conflict_do_update(index_elements=[columns.customer_id], set_=values))
    return telling


def _minute(local: datetime) -> int:
    return local.hour * MINUTES_AN_HOUR + local.minute
