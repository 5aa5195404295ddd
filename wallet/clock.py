"""Time as a service: everything that needs the hour is given a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Clock(Protocol):
    """Tells the moment, always aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def to_microseconds(moment: datetime) -> int:
    """Microseconds since 1970 in UTC, exact (no float on the way)."""
    return (moment - EPOCH) // MICROSECOND


def whole_seconds(span: timedelta) -> int:
    """How many seconds to tell somebody to wait: rounded up, at least one."""
    return max(1, -(-span // timedelta(seconds=1)))


def from_microseconds(microseconds: int) -> datetime:
    """The aware UTC moment of so many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=microseconds)
