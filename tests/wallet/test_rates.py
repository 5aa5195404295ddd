"""The rate book believes what holds, closes what does not, and tells the desk once."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.conftest import ManualClock
from wallet import outbox
from wallet.database import Database
from wallet.errors import RatesUnavailable
from wallet.exchange.book import BANK_FEED, CRYPTO_FEED, OFFLINE_FOR, Feed, RateBook, with_spread
from wallet.exchange.rates import (
    BANK_CODES,
    DIGITS,
    EmbeddedBank,
    FixedCrypto,
    RateTable,
    read_rate,
    shortened,
    wobble,
)

BOTH = pytest.mark.parametrize("database_kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
DAY = timedelta(days=1)
START = datetime(2025, 2, 28, 15, tzinfo=UTC)
FIRST = RateTable("EUR", {code: Fraction(index + 1) for index, code in enumerate(sorted(BANK_CODES))}, START, "bank")


@dataclass
class Told:
    """A source that tells what it is given, or fails with a reason."""

    answer: RateTable | str
    asked: int = 0

    async def fetch(self) -> RateTable:
        self.asked += 1
        if isinstance(self.answer, str):
            raise RatesUnavailable(reason=self.answer)
        return self.answer


def changed(code: str = "CNY", factor: Fraction = Fraction(1), later: timedelta = timedelta()) -> RateTable:
    return replace(FIRST, rates={**FIRST.rates, code: FIRST.rates[code] * factor}, dated_at=START + later)


def open_book(database: Database, clock: ManualClock, bank: Told, second: Told | None = None) -> RateBook:
    crypto = Feed(CRYPTO_FEED, FixedCrypto(Fraction(1), clock))
    return RateBook(database, (Feed(BANK_FEED, bank, second, None, 6 * DAY), crypto))


async def closed_by(book: RateBook) -> str:
    with pytest.raises(RatesUnavailable) as refusal:
        await book.rate("USD", "CNY")
    return str(refusal.value.fields["reason"])


async def alarms(database: Database) -> list[str]:
    """What the desk was told, in order."""
    query = select(outbox.outbox.c.fields).where(outbox.outbox.c.kind == outbox.RATES_CLOSED)
    rows = await database.read(
        lambda connection: connection.execute(query.order_by(outbox.outbox.c.id)).scalars().all()
    )
    return [json.loads(fields)["reason"] for fields in rows]


@BOTH
async def test_a_rate_is_crossed_over_the_base(database: Database, clock: ManualClock) -> None:
    book = open_book(database, clock, Told(FIRST))
    live = await book.rate("USD", "CNY")
    exact = FIRST.rates["CNY"] / FIRST.rates["USD"]
    assert exact * (1 - Fraction(1, 10**11)) < live.rate <= exact
    assert (live.base, live.quote, live.source, live.dated_at) == ("USD", "CNY", "bank", START)
    assert (await book.rate("EUR", "CNY")).rate == FIRST.rates["CNY"]
    assert (await book.rate("USDT", "USD")).rate == 1
    assert (await book.rate("USDT", "CNY")).rate == live.rate


@BOTH
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("garbled", "garbled"),
        (changed(factor=Fraction(100), later=DAY), "jump"),
        (changed(factor=Fraction(1, 100), later=DAY), "jump"),
        (changed(factor=Fraction(111, 100), later=DAY), "jump"),
        (changed(later=-DAY), "past"),
        (replace(FIRST, dated_at=START - 7 * DAY), "old"),
    ],
)
async def test_what_is_wrong_closes_at_once_and_the_desk_hears_once(
    database: Database, clock: ManualClock, answer: RateTable | str, reason: str
) -> None:
    source = Told(FIRST)
    book = open_book(database, clock, source)
    before = await book.rate("USD", "CNY")
    source.answer = answer
    for _ in range(3):
        await book.refresh()
        assert await closed_by(book) == reason
    assert (await book.rate("USDT", "USD")).rate == 1
    assert await alarms(database) == [reason]
    source.answer = FIRST
    await book.refresh()
    assert await book.rate("USD", "CNY") == before
    source.answer = "garbled"
    await book.refresh()
    assert await alarms(database) == [reason, "garbled"]


@BOTH
async def test_silence_closes_only_after_a_while(database: Database, clock: ManualClock) -> None:
    source = Told(FIRST)
    book = open_book(database, clock, source)
    rate = await book.rate("USD", "CNY")
    source.answer = "offline"
    clock.advance(OFFLINE_FOR - timedelta(seconds=1))
    await book.refresh()
    assert await book.rate("USD", "CNY") == rate
    clock.advance(timedelta(seconds=1))
    await book.refresh()
    await book.refresh()
    assert await closed_by(book) == "offline"
    assert await alarms(database) == ["offline"]


@BOTH
async def test_without_a_first_answer_it_is_closed(database: Database, clock: ManualClock) -> None:
    book = open_book(database, clock, Told("offline"))
    assert await closed_by(book) == "offline"
    assert await closed_by(book) == "offline"
    assert await alarms(database) == ["offline"]


@BOTH
async def test_a_jump_counts_when_a_second_source_agrees(database: Database, clock: ManualClock) -> None:
    jump = changed(factor=Fraction(120, 100), later=DAY)
    for second, believed in (
        (changed(factor=Fraction(122, 100)), True),
        (changed(factor=Fraction(123, 100)), False),
        (FIRST, False),
        ("offline", False),
    ):
        source, other = Told(FIRST), Told(second)
        book = open_book(database, clock, source, other)
        await book.refresh()
        assert other.asked == 0
        source.answer = jump
        await book.refresh()
        assert other.asked == 1
        if believed:
            assert (await book.rate("EUR", "CNY")).rate == jump.rates["CNY"]
            await database.write(lambda work: work.connection.exec_driver_sql("DELETE FROM rate_feeds").rowcount)
        else:
            assert await closed_by(book) == "jump"


@BOTH
async def test_the_first_rates_are_compared_with_a_reference(database: Database, clock: ManualClock) -> None:
    lie = changed(factor=Fraction(100))
    feed = Feed(BANK_FEED, Told(lie), reference=Told(FIRST))
    book = RateBook(database, (feed, Feed(CRYPTO_FEED, FixedCrypto(Fraction(1), clock))))
    assert await closed_by(book) == "jump"


@BOTH
async def test_rates_grow_old_while_nobody_refreshes(database: Database, clock: ManualClock) -> None:
    book = open_book(database, clock, Told(FIRST))
    await book.rate("USD", "CNY")
    clock.advance(7 * DAY)
    assert await closed_by(book) == "old"


@BOTH
async def test_the_package_brings_rates_with_their_date(database: Database, clock: ManualClock) -> None:
    table = await EmbeddedBank().fetch()
    assert table.rates.keys() == BANK_CODES
    assert table.dated_at.date().isoformat() >= "2026-10-30"
    assert 4 < table.rates["CNY"] / table.rates["USD"] < 12


def test_the_sandboxes_market_moves_a_little_every_five_seconds() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    seen = [wobble("CNY", start + timedelta(seconds=seconds)) for seconds in range(0, 3600, 5)]
    assert all(abs(factor - 1) <= Fraction(15, 10_000) for factor in seen)
    assert len(set(seen)) > 60
    assert all(abs(later - now) <= Fraction(1, 1000) for now, later in pairwise(seen))
    assert wobble("CNY", start + timedelta(seconds=4)) == seen[0] == wobble("CNY", start)
    assert wobble("USD", start) != seen[0]


@settings(max_examples=60, deadline=None)
@given(st.fractions(min_value=Fraction(1, 10**9), max_value=10**9), st.integers(0, 1000))
def test_a_spread_only_ever_takes_from_the_customer(rate: Fraction, bps: int) -> None:
    theirs = with_spread(rate, bps)
    wanted = rate * (10_000 - bps) / 10_000
    assert wanted * (1 - Fraction(1, 10 ** (DIGITS - 2))) < theirs <= wanted
    assert len(f"{theirs.numerator}/{theirs.denominator}") <= 40
    assert shortened(theirs) == theirs


def test_a_spread_is_a_share() -> None:
    for bps in (-1, 10_000):
        with pytest.raises(ValueError, match="spread"):
            with_spread(Fraction(1), bps)


@pytest.mark.parametrize("text", ["", "0", "0.0", "-1", "+1", "1,5", " 1", "1e5", "NaN", "1.", ".5", "1" * 10, "٣"])
def test_only_plain_positive_decimals_are_rates(text: str) -> None:
    with pytest.raises(RatesUnavailable):
        read_rate(text)
