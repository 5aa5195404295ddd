"""Rate alerts: a customer waits for a rate, is told once when it is reached, and then it is done."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Row

from wallet import outbox
from wallet.customers.models import customers
from wallet.database import Database, UnitOfWork
from wallet.errors import AlertNotFound, AlertsTooMany, RatesUnavailable, SameCurrency, TargetRateInvalid
from wallet.exchange.book import Market, RateBook
from wallet.exchange.models import rate_alerts
from wallet.money import CURRENCIES

ALERTS_MAX = 10
CHECKED_AT_ONCE_MAX, PAGES_MAX = 500, 200
KEPT_TOLD_FOR = timedelta(days=30)
FORGOTTEN_AT_ONCE_MAX = 500
TYPED_LENGTH_MAX = 24
TARGET = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,8})?")


@dataclass(frozen=True, slots=True)
class Alert:
    """`target` is in units of `quote` for one of `base`; `told_rate` is what it was when the customer was told."""

    id: int
    base: str
    quote: str
    above: bool
    target: Fraction
    told_rate: Fraction | None

    def reached(self, rate: Fraction) -> bool:
        """Whether a rate is what the customer waits for."""
        return rate >= self.target if self.above else rate <= self.target


def parse_target(text: str) -> Fraction:
    """A typed rate: digits with a point, nothing else. Raises `TargetRateInvalid`."""
    plain = unicodedata.normalize("NFKC", text[:TYPED_LENGTH_MAX]).strip()
    if len(text) > TYPED_LENGTH_MAX or not TARGET.fullmatch(plain) or not Decimal(plain):
        raise TargetRateInvalid
    return Fraction(Decimal(plain))


class RateAlerts:
    """Everything is looked up with its owner."""

    def __init__(self, database: Database, book: RateBook) -> None:
        self._database, self._book = database, book

    async def add(self, customer_id: int, base: str, quote: str, text: str) -> Alert:
        """Wait for a typed rate, above or below by what it is now.

        Raises `TargetRateInvalid`, `SameCurrency`, `AlertsTooMany`, `RatesUnavailable`.
        """
        if base == quote or not {base, quote} <= CURRENCIES.keys():
            raise SameCurrency
        target = parse_target(text)
        now = (await self._book.rate(base, quote)).rate
        if target == now:
            raise TargetRateInvalid
        above = target > now
        return await self._database.write(lambda work: _add(work, customer_id, base, quote, above, target))

    async def waiting(self, customer_id: int) -> list[Alert]:
        """What a customer waits for, the oldest first."""
        return await self._database.read(
            lambda connection: [_alert(row) for row in connection.execute(_mine(customer_id).limit(ALERTS_MAX))]
        )

    async def get(self, customer_id: int, alert_id: int) -> Alert:
        """Also one that was told. Raises `AlertNotFound`, also for somebody else's."""
        columns = rate_alerts.c
        query = select(rate_alerts).where(columns.id == alert_id, columns.customer_id == customer_id)
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        if row is None:
            raise AlertNotFound
        return _alert(row)

    async def remove(self, customer_id: int, alert_id: int) -> None:
        """Wait no longer. Raises `AlertNotFound`."""
        columns = rate_alerts.c
        mine = (columns.id == alert_id, columns.customer_id == customer_id, columns.told_at.is_(None))
        gone = delete(rate_alerts).where(*mine)
        if not await self._database.write(lambda work: work.connection.execute(gone).rowcount):
            raise AlertNotFound

    async def follow(self) -> None:
        """The job: the newest rates, and then who waits for them."""
        await self._book.refresh()
        await self.check()

    async def check(self) -> int:
        """The job: tell who waits for a rate that is reached; returns how many. A closed market tells nobody."""
        market, after, told = await self._book.market(), 0, 0
        for _ in range(PAGES_MAX):
            rows = await self._database.read(_page_after(after))
            reached = [(alert, rate) for alert in map(_alert, rows) if (rate := _reached(market, alert)) is not None]
            if reached:
                told += await self._database.write(_telling(reached))
            if len(rows) < CHECKED_AT_ONCE_MAX:
                break
            after = rows[-1].id
        return told


def _page_after(after: int) -> Any:
    columns = rate_alerts.c
    query = select(rate_alerts).where(columns.id > after, columns.told_at.is_(None))
    page = query.order_by(columns.id).limit(CHECKED_AT_ONCE_MAX)
    return lambda connection: connection.execute(page).all()


def _telling(reached: Sequence[tuple[Alert, Fraction]]) -> Any:
    return lambda work: sum(_tell(work, alert, rate) for alert, rate in reached)


def _reached(market: Market, alert: Alert) -> Fraction | None:
    """The rate that an alert waits for, if it is that now."""
    try:
        rate = market.rate(alert.base, alert.quote).rate
    except RatesUnavailable:
        return None
    return rate if alert.reached(rate) else None


def _tell(work: UnitOfWork, alert: Alert, rate: Fraction) -> int:
    columns = rate_alerts.c
    waiting = update(rate_alerts).where(columns.id == alert.id, columns.told_at.is_(None))
    told = waiting.values(told_at=work.now, told_rate=_text(rate)).returning(columns.customer_id)
    customer_id = work.connection.execute(told).scalar_one_or_none()
    if customer_id is None:
        return 0
    fields: dict[str, str | int | None] = {"customer_id": customer_id, "alert_id": alert.id}
    outbox.record(work, outbox.Fact(outbox.CUSTOMER_CHANNEL, f"rates/{customer_id}", outbox.RATE_ALERT, fields))
    return 1


def _add(work: UnitOfWork, customer_id: int, base: str, quote: str, above: bool, target: Fraction) -> Alert:
    # The lock makes two messages of one customer count after each other.
    work.connection.execute(select(customers.c.id).where(customers.c.id == customer_id).with_for_update())
    mine = _mine(customer_id).subquery()
    if work.connection.execute(select(func.count()).select_from(mine)).scalar_one() >= ALERTS_MAX:
        raise AlertsTooMany(count_max=ALERTS_MAX)
    values = {"customer_id": customer_id, "base": base, "quote": quote, "above": above, "target": _text(target)}
    row = work.connection.execute(
        insert(rate_alerts).values(**values, created_at=work.now).returning(rate_alerts)
    ).one()
    return _alert(row)


def _mine(customer_id: int) -> Any:
    columns = rate_alerts.c
    mine = select(rate_alerts).where(columns.customer_id == customer_id, columns.told_at.is_(None))
    return mine.order_by(columns.id)


def _alert(row: Row[*tuple[Any, ...]]) -> Alert:
    told = None if row.told_rate is None else Fraction(row.told_rate)
    return Alert(row.id, row.base, row.quote, row.above, Fraction(row.target), told)


def _text(rate: Fraction) -> str:
    return f"{rate.numerator}/{rate.denominator}"


def forget_old(work: UnitOfWork) -> int:
    """The job: delete alerts that were told long ago; some at a time."""
    columns = rate_alerts.c
    due = select(columns.id).where(columns.told_at < work.now - KEPT_TOLD_FOR).limit(FORGOTTEN_AT_ONCE_MAX)
    return int(work.connection.execute(delete(rate_alerts).where(columns.id.in_(due))).rowcount)
