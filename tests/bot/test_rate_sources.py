"""Rate sources that misbehave: nothing wrong is ever believed, and each fault has its name."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Callable
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from bot.rate_sources import (
    BODY_BYTES_MAX,
    PACKAGE_AGE_MAX,
    Address,
    BankFeed,
    CryptoFeed,
    make_rate_book,
    parse_bank_xml,
    parse_price_json,
)
from bot.settings import Settings, SettingsInvalid, load_settings
from tests.bot.fake_rates import Source, bank_xml, open_source
from tests.conftest import ManualClock
from wallet.database import Database
from wallet.errors import RatesUnavailable
from wallet.exchange.rates import PUBLISHED_AT

TODAY = date(2025, 3, 1)
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{of};" * 10}">' for of, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><x>&i;</x>"
)
FETCHER = (
    '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" '
    '[<!ENTITY f SYSTEM "file:///etc/hostname">]><x>&f;</x>'
)


def with_doctype(rest: str) -> str:
    """Rates that are right in a document that could say more than it shows."""
    return bank_xml(TODAY).replace("?>", f"?><!DOCTYPE x {rest}>", 1)


@pytest.fixture
async def source() -> AsyncIterator[Source]:
    async with open_source(bank_xml(TODAY)) as opened:
        yield opened


def bank(source: Source, seconds_max: float = 10.0) -> BankFeed:
    return BankFeed(Address(source.address, seconds_max), ManualClock())


async def reason(feed: BankFeed | CryptoFeed) -> str:
    with pytest.raises(RatesUnavailable) as refusal:
        await feed.fetch()
    assert refusal.value.__cause__ is None
    return str(refusal.value.fields["reason"])


async def test_the_banks_rates_are_read_exactly(source: Source) -> None:
    table = await bank(source).fetch()
    assert (table.base, table.source, table.dated_at) == ("EUR", "ecb", datetime.combine(TODAY, PUBLISHED_AT))
    assert (table.rates["CNY"], table.rates["KRW"]) == (Fraction(74, 10), Fraction(1490))


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"status": 500}, "offline"),
        ({"status": 404}, "garbled"),
        ({"status": 302, "headers": (("Location", "/elsewhere"),)}, "garbled"),
        ({"body": "<!DOCTYPE html><html><body>Please log in</body></html>"}, "garbled"),
        ({"body": "<html><body>Please log in</body></html>"}, "garbled"),
        ({"body": BOMB}, "garbled"),
        ({"body": FETCHER}, "garbled"),
        ({"body": with_doctype("")}, "garbled"),
        ({"body": with_doctype('[<!ENTITY r "7.4">]').replace("7.4000", "&r;")}, "garbled"),
        ({"body": ""}, "garbled"),
        ({"body": bank_xml(TODAY) + " " * BODY_BYTES_MAX}, "garbled"),
        ({"headers": (("Content-Encoding", "gzip"),)}, "garbled"),
        ({"body": bank_xml(TODAY + timedelta(days=2))}, "garbled"),
        ({"body": bank_xml(TODAY)[:-20]}, "garbled"),
        ({"body": bank_xml(TODAY, CNY="0")}, "garbled"),
        ({"body": bank_xml(TODAY, CNY="-7.4")}, "garbled"),
        ({"body": bank_xml(TODAY, CNY="7,4")}, "garbled"),
        ({"body": bank_xml(TODAY, CNY="NaN")}, "garbled"),
        ({"body": bank_xml(TODAY, CNY="1e9")}, "garbled"),
        ({"body": bank_xml(TODAY).replace("currency='CNY'", "currency='CNH'")}, "garbled"),
        ({"body": bank_xml(TODAY).replace("currency='CNY'", "currency='USD'")}, "garbled"),
        ({"body": bank_xml(TODAY).replace("2025-03-01", "2025-02-30")}, "garbled"),
    ],
)
async def test_a_bank_that_misbehaves_tells_no_rate(source: Source, change: dict[str, object], wanted: str) -> None:
    for name, value in change.items():
        setattr(source, name, value)
    assert await reason(bank(source)) == wanted


async def test_nobody_there_is_offline(source: Source) -> None:
    source.delay_seconds = 0.6
    assert await reason(bank(source, 0.3)) == "offline"
    assert await reason(BankFeed(Address("http://127.0.0.1:9/x", 0.3), ManualClock())) == "offline"
    assert await reason(BankFeed(Address("http://[/x", 0.3), ManualClock())) == "offline"


def test_a_bomb_of_entities_costs_nothing() -> None:
    tracemalloc.start()
    for body in (BOMB, FETCHER):
        with pytest.raises(RatesUnavailable):
            parse_bank_xml(body.encode())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize(
    ("body", "field", "price"),
    [
        ('{"price": "0.9998"}', "price", Fraction(9998, 10000)),
        ('{"data": [{"price": 1.0001}]}', "data.0.price", Fraction(10001, 10000)),
        ('{"price": 1}', "price", Fraction(1)),
    ],
)
def test_a_price_is_found_in_json(body: str, field: str, price: Fraction) -> None:
    assert parse_price_json(body.encode(), field.split(".")) == price


@pytest.mark.parametrize(
    "body",
    ["", "<html>", "[]", "{}", '{"price": null}', '{"price": true}', '{"price": -1}', '{"price": 0}',
     '{"price": "1,0"}', '{"price": 1e999999999}',
     '{"price": NaN}', '{"price": {"x": 1}}', "[" * 100_000, '{"price": ' + "9" * 5000 + "}"],
    ids=lambda body: body[:20],
)  # fmt: skip
def test_json_that_is_no_price_tells_none(body: str) -> None:
    with pytest.raises(RatesUnavailable):
        parse_price_json(body.encode(), ["price"])


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_the_settings_choose_the_sources(database: Database, clock: ManualClock, source: Source) -> None:
    async with open_source('{"p": ["1.0200"]}') as crypto:
        given = {"rates_url": source.address, "crypto_url": crypto.address, "crypto_field": "p.0"}
        book = make_rate_book(settings(**given), database, clock, sandbox=False)
        live = await book.rate("USD", "CNY")
        assert abs(live.rate - Fraction(740, 111)) < Fraction(1, 10**9)
        assert (live.source, live.dated_at) == ("ecb", datetime.combine(TODAY, PUBLISHED_AT))
        assert abs((await book.rate("USDT", "USD")).rate - Fraction(102, 100)) < Fraction(1, 10**9)
    clock.advance(timedelta(days=7))
    with pytest.raises(RatesUnavailable) as refusal:
        await book.rate("USD", "CNY")
    assert refusal.value.fields["reason"] == "old"


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_without_settings_the_package_is_the_source(database: Database, clock: ManualClock) -> None:
    """In the sandbox a market moves around its rates for ever; elsewhere they grow too old one day."""
    sandbox = make_rate_book(settings(), database, clock, sandbox=True)
    book = make_rate_book(settings(usdt_usd="0.99"), database, clock, sandbox=False)
    first, reference = await sandbox.rate("USD", "CNY"), await book.rate("USD", "CNY")
    assert (first.source, reference.source, first.dated_at) == ("sandbox", "ecb-package", reference.dated_at)
    assert 0 < abs(first.rate / reference.rate - 1) <= Fraction(31, 10_000)
    clock.advance(timedelta(seconds=5))
    assert (await sandbox.rate("USD", "CNY")).rate != first.rate
    await book.refresh()
    assert (await book.rate("USDT", "USD")).rate == Fraction(99, 100)
    assert await book.rate("USD", "CNY") == reference
    clock.advance(reference.dated_at + PACKAGE_AGE_MAX - clock.now() + timedelta(seconds=1))
    await sandbox.rate("USD", "CNY")
    with pytest.raises(RatesUnavailable) as refusal:
        await book.rate("USD", "CNY")
    assert refusal.value.fields["reason"] == "old"


def settings(**fields: object) -> Settings:
    make: Callable[..., Settings] = Settings
    return make(_env_file=None, **fields)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RATES_URL", "ftp://x"), ("CRYPTO_FIELD", "a b"), ("CRYPTO_FIELD", "a..b"), ("USDT_USD", "0.0"),
        ("USDT_USD", "one"), ("EXCHANGE_SPREAD_BPS", "-1"), ("RATES_AGE_HOURS_MAX", "-1"),
    ],
)  # fmt: skip
def test_settings_are_read_strictly(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsInvalid, match=name):
        load_settings(_env_file=None)


async def test_a_slow_drip_is_cut_off(source: Source) -> None:
    """Each step is quick enough, and all of them together are not."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = bank_xml(TODAY).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
        for start in range(0, len(body), 100):
            writer.write(body[start : start + 100])
            await asyncio.sleep(0.06)
        writer.close()

    source.serve = drip  # type: ignore[method-assign]
    assert await reason(bank(source, 0.3)) == "offline"
