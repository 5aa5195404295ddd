"""What a statement is made of, and the words that a file is written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from wallet.budgets.periods import Period
from wallet.customers.queries import Customer
from wallet.errors import StatementDaysInvalid
from wallet.money import Currency, Money

DAYS_MAX = 366
FEE = "fee"
COLUMNS = ("time", "kind", "counterparty", "note", "reference", "change", "balance", "currency")


class Line(NamedTuple):
    """One entry of an account, in minor units of its currency; a tuple, for there may be very many.

    `counterparty` is masked, or a merchant's public name; empty when their wallet was closed, None when there is none.
    """

    sequence: int
    operation_id: int
    at: datetime
    kind: str
    purpose: str
    counterparty: str | None
    note: str
    reference: str
    change: int
    balance: int


@dataclass(frozen=True, slots=True)
class Section:
    """One account over the period: entries after `after` up to `last`, between two balances that they explain.

    `paid_in` and `paid_out` are positive: opening + paid_in - paid_out = closing.
    """

    account_id: int
    currency: Currency
    after: int
    last: int
    opening: Money
    paid_in: Money
    paid_out: Money
    closing: Money

    @property
    def count(self) -> int:
        """How many lines: an account's sequence has no gaps."""
        return self.last - self.after


@dataclass(frozen=True, slots=True)
class Outline:
    """A statement without its lines, which are read page by page."""

    customer: Customer
    period: Period
    made_at: datetime
    sections: Sequence[Section]

    @property
    def count(self) -> int:
        """How many lines in all."""
        return sum(section.count for section in self.sections)


@dataclass(frozen=True, slots=True)
class Words:
    """What a file says, in one language. `headings` has a text for each of `COLUMNS`."""

    title: str
    owner: str
    days: str
    made: str
    zone: str
    opening: str
    paid_in: str
    paid_out: str
    closing: str
    no_lines: str
    closed_wallet: str
    language: str
    headings: Mapping[str, str]
    kind: Callable[[Line], str]
    currency: Callable[[str], str]
    page: Callable[[str, str], str]
    code: Callable[[str], str]

    def other(self, line: Line) -> str:
        """Who is on the other side, or nothing."""
        return self.closed_wallet if line.counterparty == "" else line.counterparty or ""


class Writer(Protocol):
    """Writes one kind of file, piece by piece; used by one thread at a time."""

    def begin(self, section: Section) -> None:
        """The lines of this section come next."""

    def add(self, lines: Sequence[Line]) -> None:
        """Some lines, in their order."""

    def end(self) -> None:
        """The section has no more lines."""

    def finish(self, code: str) -> bytes:
        """The file; `code` is for who wants to know whether it is ours."""

    def close(self) -> None:
        """Leave nothing behind, whether the file was finished or not."""


def check_days(first: date, last: date, today: date) -> Period:
    """The days of a statement, both included, up to today. Raises `StatementDaysInvalid`."""
    if first > today:
        raise StatementDaysInvalid(reason="future", count_max=DAYS_MAX)
    if last < first:
        raise StatementDaysInvalid(reason="order", count_max=DAYS_MAX)
    period = Period(first, min(last, today))
    if period.days > DAYS_MAX:
        raise StatementDaysInvalid(reason="long", count_max=DAYS_MAX)
    return period


def moments(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the first day begins and the day after the last one does, as the clocks there show it."""
    return _midnight(period.first, zone), _midnight(period.last + timedelta(days=1), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """A day without a midnight begins when clocks are put forward; of two midnights the first one counts."""
    return datetime.combine(day, clock_time(), zone).astimezone(UTC)


def digits(minor: int, currency: Currency) -> str:
    """As `Money.digits`, without making money of each of very many amounts."""
    if not currency.exponent:
        return str(minor)
    whole, rest = divmod(abs(minor), 10**currency.exponent)
    return f"{'-' if minor < 0 else ''}{whole}.{rest:0{currency.exponent}}"


def grouped(minor: int, currency: Currency) -> str:
    """For tables in which all amounts have one currency: -1,234.50."""
    whole, rest = divmod(abs(minor), 10**currency.exponent)
    decimals = f".{rest:0{currency.exponent}}" if currency.exponent else ""
    return f"{'-' if minor < 0 else ''}{whole:,}{decimals}"
