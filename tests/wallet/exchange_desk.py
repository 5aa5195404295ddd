"""What the tests of exchange share: a bank whose figures they change, and the services over it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from tests.conftest import ManualClock
from tests.factories import Wallet
from wallet.database import Database
from wallet.errors import RatesUnavailable
from wallet.exchange.alerts import RateAlerts
from wallet.exchange.book import BANK_FEED, CRYPTO_FEED, Feed, RateBook
from wallet.exchange.rates import FixedCrypto, RateTable
from wallet.exchange.service import EXCHANGE, Exchange
from wallet.payments.checkout import Checkout
from wallet.security.vault import Vault

RATES = {"USD": "1.1", "CNY": "7.9", "GBP": "0.85", "HKD": "8.6", "JPY": "171", "KRW": "1507", "SGD": "1.43"}
BOTH = pytest.mark.parametrize("database_kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
START = datetime(2025, 2, 28, 15, tzinfo=UTC)


@dataclass
class Bank:
    """A source whose figures a test may change, or which is silent."""

    table: RateTable | None

    async def fetch(self) -> RateTable:
        if self.table is None:
            raise RatesUnavailable(reason="garbled")
        return self.table

    def move(self, factor: Fraction) -> None:
        """A yuan is worth so much less."""
        assert self.table is not None
        rates = {**self.table.rates, "CNY": self.table.rates["CNY"] * factor}
        self.table = replace(self.table, rates=rates)


@dataclass(frozen=True)
class Desk:
    """All that exchange needs."""

    wallet: Wallet
    exchange: Exchange
    checkout: Checkout
    book: RateBook
    alerts: RateAlerts
    bank: Bank


@pytest.fixture
async def desk(wallet: Wallet, database: Database, vault: Vault, clock: ManualClock) -> Desk:
    bank = Bank(RateTable("EUR", {code: Fraction(rate) for code, rate in RATES.items()}, START, "ecb"))
    book = RateBook(database, (Feed(BANK_FEED, bank), Feed(CRYPTO_FEED, FixedCrypto(Fraction(1), clock))))
    exchange = Exchange(database, vault, wallet.quotes, book, spread_bps=30)
    checkout = Checkout(database, wallet.payments, wallet.quotes, {EXCHANGE: exchange})
    return Desk(wallet, exchange, checkout, book, RateAlerts(database, book), bank)
