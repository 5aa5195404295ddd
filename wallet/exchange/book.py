"""The rate book: the last good rates, checked before they are believed, and why exchange is closed when they are not.

A feed that tells something wrong closes exchange at once; one that only does not answer is given some time, for the
rates that it told last are still good. The desk hears of a closed feed once, and again only after it was good between.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

import structlog
from sqlalchemy import Connection, delete, select, update

from wallet import outbox
from wallet.database import Database, UnitOfWork, insert_with_conflict
from wallet.errors import RatesUnavailable
from wallet.exchange.models import rate_feeds, rates
from wallet.exchange.rates import (
    BANK_BASE,
    CRYPTO,
    CRYPTO_BASE,
    JUMP,
    OFFLINE,
    OLD,
    PAST,
    RateSource,
    RateTable,
    shortened,
    wobble,
)

BANK_FEED, CRYPTO_FEED = "bank", "crypto"
OFFLINE_FOR = timedelta(minutes=30)
JUMP_MAX, AGREEMENT = Fraction(1, 10), Fraction(1, 50)
BASIS_POINTS = 10_000
SANDBOX_SOURCE = "sandbox"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LiveRate:
    """The middle rate, without spread: units of `quote` for one unit of `base`. `dated_at` is the source's own."""

    base: str
    quote: str
    rate: Fraction
    source: str
    dated_at: datetime


def with_spread(rate: Fraction, spread_bps: int) -> Fraction:
    """The customer's rate: they get less by so many hundredths of a percent; short enough for a stored quote."""
    if not 0 <= spread_bps < BASIS_POINTS:
        raise ValueError("a spread is between 0 and 9999 basis points")
    return shortened(rate * Fraction(BASIS_POINTS - spread_bps, BASIS_POINTS))


@dataclass(frozen=True, slots=True)
class Feed:
    """One kind of rates. `second` is asked about a jump; `reference` stands for the last good ones before the first.

    `age_max` bounds how old the source's own date may be; `silent_max` how long ago it was last asked with success.
    """

    name: str
    source: RateSource
    second: RateSource | None = None
    reference: RateSource | None = None
    age_max: timedelta | None = None
    silent_max: timedelta | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed; its table of the last good rates is empty before the first."""

    table: RateTable | None
    good_at: datetime | None
    closed_reason: str | None


@dataclass(frozen=True, slots=True)
class Market:
    """All rates at one moment, so that every figure of a page is of the same."""

    now: datetime
    states: Mapping[str, FeedState]
    feeds: Mapping[str, Feed]
    moving: bool

    def rate(self, base: str, quote: str) -> LiveRate:
        """Raises `RatesUnavailable` with the reason."""
        tables = {name: self._table(name) for name in _feeds_of(base, quote)}
        per_base, per_quote = (self._per_euro(tables, code) for code in (base, quote))
        names = sorted(table.source for table in tables.values() if table.source != "fixed")
        source = SANDBOX_SOURCE if self.moving else "-".join(dict.fromkeys(names)) or "fixed"
        dated_at = min(table.dated_at for table in tables.values())
        return LiveRate(base, quote, shortened(per_quote / per_base), source, dated_at)

    def _table(self, name: str) -> RateTable:
        state, feed = self.states[name], self.feeds[name]
        if state.closed_reason is not None or state.table is None or state.good_at is None:
            raise RatesUnavailable(reason=state.closed_reason or OFFLINE)
        if feed.age_max is not None and self.now - state.table.dated_at > feed.age_max:
            raise RatesUnavailable(reason=OLD)
        # Also when the job that asks is not running: a price that nobody confirms any more is none.
        if feed.silent_max is not None and self.now - state.good_at > feed.silent_max:
            raise RatesUnavailable(reason=OFFLINE)
        return state.table

    def _per_euro(self, tables: Mapping[str, RateTable], code: str) -> Fraction:
        """Units of a currency for one euro; for one dollar when only the crypto feed is asked."""
        factor = wobble(code, self.now) if self.moving else Fraction(1)
        if code == CRYPTO:
            dollars = tables[BANK_FEED].rates[CRYPTO_BASE] if BANK_FEED in tables else Fraction(1)
            return dollars * tables[CRYPTO_FEED].rates[CRYPTO] * factor
        if code == BANK_BASE or BANK_FEED not in tables:
            return factor
        return tables[BANK_FEED].rates[code] * factor


def _feeds_of(base: str, quote: str) -> tuple[str, ...]:
    """Which feeds a pair rests on."""
    pair = {base, quote}
    if CRYPTO not in pair:
        return (BANK_FEED,)
    return (CRYPTO_FEED,) if pair <= {CRYPTO, CRYPTO_BASE} else (BANK_FEED, CRYPTO_FEED)


class RateBook:
    """Refreshed by a job; read by everybody."""

    def __init__(self, database: Database, feeds: Sequence[Feed], *, moving: bool = False) -> None:
        """`moving`: the sandbox's market, in which rates move a little around the reference."""
        self._database, self._feeds, self._moving = database, {feed.name: feed for feed in feeds}, moving
        self._lock = asyncio.Lock()

    async def rate(self, base: str, quote: str) -> LiveRate:
        """The middle rate of now. Raises `RatesUnavailable` with the reason: exchange is closed."""
        return (await self.market()).rate(base, quote)

    async def market(self) -> Market:
        """All rates of now. What is closed shows when a rate is asked for."""
        states = await self._database.read(self._states)
        if any(state.table is None and state.closed_reason is None for state in states.values()):
            await self.refresh()
            states = await self._database.read(self._states)
        return Market(self._database.now(), states, self._feeds, self._moving)

    async def refresh(self) -> None:
        """The job: ask each source, believe what holds, close what does not."""
        async with self._lock:
            for feed in self._feeds.values():
                await self._refresh(feed)

    async def _refresh(self, feed: Feed) -> None:
        last = (await self._database.read(self._states))[feed.name]
        try:
            table = await feed.source.fetch()
            await self._check(feed, table, last.table)
        except RatesUnavailable as error:
            reason = str(error.fields["reason"])
            log.warning("rates_refused", kind=feed.name, reason=reason)
            await self._database.write(lambda work: _fail(work, feed.name, reason))
        else:
            await self._database.write(lambda work: _keep(work, feed.name, table))

    async def _check(self, feed: Feed, table: RateTable, last: RateTable | None) -> None:
        """Raises `RatesUnavailable` for what is too old, goes back in time, or jumps with nobody to confirm it."""
        if feed.age_max is not None and self._database.now() - table.dated_at > feed.age_max:
            raise RatesUnavailable(reason=OLD)
        if last is None and feed.reference is not None:
            last = await feed.reference.fetch()
        if last is None:
            return
        if table.source == last.source and table.dated_at < last.dated_at:
            raise RatesUnavailable(reason=PAST)
        jumped = [code for code in table.rates if code in last.rates and _far(table, last, code, JUMP_MAX)]
        if jumped:
            await _confirm(feed, table, jumped)

    def _states(self, connection: Connection) -> dict[str, FeedState]:
        found = {row.feed: row for row in connection.execute(select(rate_feeds))}
        states = {name: FeedState(None, None, None) for name in self._feeds}
        for name in states.keys() & found.keys():
            row = found[name]
            states[name] = FeedState(_stored(connection, name, row.good_day), row.good_at, row.closed_reason)
        return states


async def _confirm(feed: Feed, table: RateTable, codes: Sequence[str]) -> None:
    """A second source must tell the same. Raises `RatesUnavailable`."""
    if feed.second is None:
        raise RatesUnavailable(reason=JUMP)
    try:
        other = await feed.second.fetch()
    except RatesUnavailable:
        other = None
    if other is None or any(code not in other.rates or _far(table, other, code, AGREEMENT) for code in codes):
        raise RatesUnavailable(reason=JUMP)


def _far(table: RateTable, other: RateTable, code: str, share_max: Fraction) -> bool:
    rate, known = table.rates[code], other.rates[code]
    return abs(rate - known) > known * share_max


def _stored(connection: Connection, feed: str, day: str | None) -> RateTable | None:
    query = select(rates).where(rates.c.feed == feed, rates.c.day == day)
    rows = connection.execute(query).all() if day is not None else []
    if not rows:
        return None
    found = {row.code: Fraction(row.rate) for row in rows}
    return RateTable(rows[0].base, found, rows[0].dated_at, rows[0].source)


def _keep(work: UnitOfWork, feed: str, table: RateTable) -> None:
    """Store good rates and open the feed. A day's earlier rates give way."""
    day = table.dated_at.date().isoformat()
    work.connection.execute(delete(rates).where(rates.c.feed == feed, rates.c.day == day))
    common = {"feed": feed, "day": day, "base": table.base, "source": table.source, "dated_at": table.dated_at}
    rows = [
        common | {"code": code, "rate": f"{short.numerator}/{short.denominator}", "stored_at": work.now}
        for code, rate in sorted(table.rates.items())
        for short in [shortened(rate)]
    ]
    # Nothing to do for what another process stored meanwhile: it asked the same source.
    work.connection.execute(insert_with_conflict(work, rates).on_conflict_do_nothing(), rows)
    good = {"good_day": day, "good_at": work.now, "closed_reason": None, "closed_at": None}
    first = insert_with_conflict(work, rate_feeds).values(feed=feed, **good)
    work.connection.execute(first.on_conflict_do_update(index_elements=["feed"], set_=good))


def _fail(work: UnitOfWork, feed: str, reason: str) -> None:
    """Close a feed and tell the desk, unless it is closed already, or has only been silent for a while."""
    columns = rate_feeds.c
    work.connection.execute(insert_with_conflict(work, rate_feeds).values(feed=feed).on_conflict_do_nothing())
    row = work.connection.execute(select(rate_feeds).where(columns.feed == feed).with_for_update()).one()
    if reason == OFFLINE and row.good_at is not None and work.now - row.good_at < OFFLINE_FOR:
        return
    closing = update(rate_feeds).where(columns.feed == feed)
    work.connection.execute(closing.values(closed_reason=reason, closed_at=row.closed_at or work.now))
    if row.closed_reason is None:
        fields: dict[str, str | int | None] = {"feed": feed, "reason": reason}
        outbox.record(work, outbox.Fact(outbox.DESK_CHANNEL, f"rates/{feed}", outbox.RATES_CLOSED, fields))
