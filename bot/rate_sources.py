"""Live rates over HTTP: the European Central Bank's daily XML, and a price in JSON from anywhere.

What a server sends is not trusted: a time and a size limit, no redirects, no compression, no document type in XML, and
figures read strictly. Whatever else comes is refused as offline or garbled.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from xml.parsers import expat

import httpx

from bot.settings import Settings
from wallet.clock import Clock
from wallet.database import Database
from wallet.errors import RatesUnavailable
from wallet.exchange.book import BANK_FEED, CRYPTO_FEED, Feed, RateBook
from wallet.exchange.rates import (
    BANK_BASE,
    BANK_CODES,
    CRYPTO,
    CRYPTO_BASE,
    GARBLED,
    OFFLINE,
    EmbeddedBank,
    FixedCrypto,
    RateSource,
    RateTable,
    published,
    read_rate,
)

FETCH_SECONDS_MAX, STEP_SECONDS_MAX = 15.0, 5.0
BODY_BYTES_MAX = 256 * 1024
PATH_STEPS_MAX = 8
FEED_AGE_MAX = timedelta(days=6)
"""Over Easter the central bank publishes nothing for five days."""

PACKAGE_AGE_MAX = timedelta(days=7)
"""Enough to look around with; who exchanges real money names a live source."""

SILENT_MAX = timedelta(hours=1)
"""A live source is asked every few minutes."""

HEADERS = {"Accept-Encoding": "identity", "User-Agent": "wallet"}


class Address:
    """Fetches one address, within limits."""

    def __init__(self, url: str, fetch_seconds_max: float = FETCH_SECONDS_MAX) -> None:
        self._url, self._seconds_max = url, fetch_seconds_max

    async def body(self) -> bytes:
        """What is there. Raises `RatesUnavailable`: offline for no answer, garbled for one that is not allowed."""
        try:
            async with asyncio.timeout(self._seconds_max):
                return await self._read()
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            raise RatesUnavailable(reason=OFFLINE) from None

    async def _read(self) -> bytes:
        limits = httpx.Timeout(min(STEP_SECONDS_MAX, self._seconds_max))
        async with (
            httpx.AsyncClient(timeout=limits, headers=HEADERS) as client,
            client.stream("GET", self._url) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise RatesUnavailable(reason=OFFLINE if response.is_server_error else GARBLED)
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise RatesUnavailable(reason=GARBLED)
            parts = bytearray()
            async for part in response.aiter_raw():
                parts += part
                if len(parts) > BODY_BYTES_MAX:
                    raise RatesUnavailable(reason=GARBLED)
            return bytes(parts)


class BankFeed:
    """Euro reference rates in the form of the European Central Bank's eurofxref-daily.xml."""

    def __init__(self, address: Address, clock: Clock) -> None:
        self._address, self._clock = address, clock

    async def fetch(self) -> RateTable:
        """Raises `RatesUnavailable`."""
        table = parse_bank_xml(await self._address.body())
        if table.dated_at.date() > self._clock.now().date() + timedelta(days=1):
            raise RatesUnavailable(reason=GARBLED)
        return table


class CryptoFeed:
    """The price of one USDT in USD at a place in a JSON document."""

    def __init__(self, address: Address, field: str, clock: Clock) -> None:
        self._address, self._steps, self._clock = address, field.split(".")[:PATH_STEPS_MAX], clock

    async def fetch(self) -> RateTable:
        """Dated now: such sources tell the price of the moment. Raises `RatesUnavailable`."""
        price = parse_price_json(await self._address.body(), self._steps)
        return RateTable(CRYPTO_BASE, {CRYPTO: 1 / price}, self._clock.now(), "crypto")


class _Refused(Exception):
    """Raised inside the XML parser, which lets it through."""


def parse_bank_xml(body: bytes) -> RateTable:
    """Rates of all our currencies for one day. Raises `RatesUnavailable` (garbled) for anything else.

    A document type is refused before anything in it counts: without one there are no entities to expand or to fetch.
    """
    days: list[str] = []
    found: dict[str, str] = {}

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        if name.rpartition(":")[2] != "Cube":
            return
        if "time" in attributes:
            days.append(attributes["time"])
        if "currency" in attributes:
            if attributes["currency"] in found:
                raise _Refused
            found[attributes["currency"]] = attributes.get("rate", "")

    def refuse(*_: Any) -> None:
        raise _Refused

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(body, True)
        (day,) = days
        dated_at = published(date.fromisoformat(day))
    except (expat.ExpatError, _Refused, ValueError):
        raise RatesUnavailable(reason=GARBLED) from None
    if not found.keys() >= BANK_CODES:
        raise RatesUnavailable(reason=GARBLED)
    return RateTable(BANK_BASE, {code: read_rate(found[code]) for code in BANK_CODES}, dated_at, "ecb")


def parse_price_json(body: bytes, steps: list[str]) -> Fraction:
    """The positive number, or text of one, that the steps lead to. Raises `RatesUnavailable` (garbled)."""
    try:
        # Numbers stay text: 1e999999999 would be written out in full.
        value = json.loads(body, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        raise RatesUnavailable(reason=GARBLED) from None
    for step in steps:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            raise RatesUnavailable(reason=GARBLED)
    if not isinstance(value, str):
        raise RatesUnavailable(reason=GARBLED)
    return read_rate(value)


def make_rate_book(settings: Settings, database: Database, clock: Clock, *, sandbox: bool) -> RateBook:
    """The book with the sources that are set up; without any, the reference rates of the package.

    In the sandbox those are the middle of a market that moves, and never too old.
    """
    embedded = EmbeddedBank()
    hours = settings.rates_age_hours_max
    given = timedelta(hours=hours) if hours else None
    bank: RateSource = embedded
    age_max = given or (None if sandbox else PACKAGE_AGE_MAX)
    if settings.rates_url:
        bank, age_max = BankFeed(Address(settings.rates_url), clock), given or FEED_AGE_MAX
    second = BankFeed(Address(settings.rates_second_url), clock) if settings.rates_second_url else None
    fixed = FixedCrypto(Fraction(Decimal(settings.usdt_usd)), clock)
    crypto = _crypto(settings.crypto_url, settings.crypto_field, clock)
    crypto_second = _crypto(settings.crypto_second_url, settings.crypto_second_field, clock)
    feeds = (
        Feed(BANK_FEED, bank, second, embedded, age_max, SILENT_MAX if settings.rates_url else None),
        Feed(
            CRYPTO_FEED,
            crypto or fixed,
            crypto_second,
            fixed if crypto else None,
            silent_max=SILENT_MAX if crypto else None,
        ),
    )
    return RateBook(database, feeds, moving=sandbox)


def _crypto(url: str, field: str, clock: Clock) -> CryptoFeed | None:
    return CryptoFeed(Address(url), field, clock) if url else None
