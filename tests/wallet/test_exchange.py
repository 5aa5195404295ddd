"""Exchange: whole units on both sides, never in the customer's favour by rounding; alerts are told once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, WRONG_PIN, Wallet, balance, fund, money
from wallet import outbox
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    AlertNotFound,
    AlertsTooMany,
    AmountTooLarge,
    AmountTooSmall,
    CustomerNotActive,
    InsufficientFunds,
    PinWrong,
    QuoteExpired,
    RatesUnavailable,
    SameCurrency,
    TargetRateInvalid,
)
from wallet.exchange import alerts as alerts_module
from wallet.exchange.alerts import ALERTS_MAX, KEPT_TOLD_FOR, RateAlerts, forget_old, parse_target
from wallet.exchange.book import BANK_FEED, CRYPTO_FEED, Feed, RateBook, with_spread
from wallet.exchange.models import rate_alerts
from wallet.exchange.rates import FixedCrypto, RateTable
from wallet.exchange.service import EXCHANGE, VALID_FOR, Exchange, price
from wallet.ledger.audit import audit
from wallet.money import CURRENCIES, MINOR_MAX, Money, convert
from wallet.payments.checkout import Checkout
from wallet.security.freezing import Freezing
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


@BOTH
async def test_what_is_given_buys_at_the_middle_less_the_spread(
    desk: Desk, database: Database, payer: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 200_00)
    quote = await desk.exchange.quote_pay(payer.id, money(100_00), "USD")
    assert quote.rate is not None
    middle = Fraction(str(quote.details["mid"]))
    assert abs(middle - Fraction(11, 79)) < Fraction(1, 10**12)
    assert quote.rate == with_spread(middle, 30)
    assert (quote.pays, quote.fee, quote.gets) == (money(100_00), money(10), money(13_88, "USD"))
    assert quote.details == {
        "fixed": "pays",
        "mid": quote.details["mid"],
        "spread_bps": 30,
        "source": "ecb",
        "dated_at": START.isoformat(),
    }
    assert quote.expires_at == clock.now() + timedelta(seconds=30)
    paid = await desk.checkout.pay(payer.id, quote.reference, PIN)
    again = await desk.checkout.pay(payer.id, quote.reference, PIN)
    assert (paid.receipt.repeated, again.receipt.repeated) == (False, True)
    assert (await balance(database, payer.id), await balance(database, payer.id, "USD")) == (99_90, 13_88)
    assert (await database.read(lambda connection: audit(connection, clock.now()))).faults == ()


@BOTH
async def test_what_is_wanted_is_got_exactly(desk: Desk, database: Database, payer: Customer) -> None:
    await fund(database, payer.id, 200_00)
    quote = await desk.exchange.quote_get(payer.id, money(20_00, "USD"), "CNY")
    assert quote.rate is not None
    assert quote.gets == money(20_00, "USD")
    assert (quote.pays.minor - 1) * quote.rate < 20_00 <= quote.pays.minor * quote.rate
    await desk.checkout.pay(payer.id, quote.reference, PIN)
    assert await balance(database, payer.id, "USD") == 20_00
    assert await balance(database, payer.id) == 200_00 - quote.leaves.minor


@BOTH
async def test_an_expired_quote_is_renewed_at_the_rate_of_now(
    desk: Desk, database: Database, payer: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 300_00)
    given = await desk.exchange.quote_pay(payer.id, money(100_00), "USD")
    wanted = await desk.exchange.quote_get(payer.id, money(10_00, "USD"), "CNY")
    desk.bank.move(Fraction(105, 100))
    await desk.book.refresh()
    clock.advance(VALID_FOR)
    with pytest.raises(QuoteExpired):
        await desk.checkout.pay(payer.id, given.reference, PIN)
    fresh = await desk.checkout.renew(payer.id, given.reference)
    assert (fresh.pays, fresh.gets < given.gets) == (given.pays, True)
    fresh = await desk.checkout.renew(payer.id, wanted.reference)
    assert (fresh.gets, fresh.pays > wanted.pays) == (wanted.gets, True)
    assert await balance(database, payer.id) == 300_00


@BOTH
async def test_a_quote_that_is_valid_is_kept_to_when_the_market_closes(
    desk: Desk, database: Database, payer: Customer
) -> None:
    await fund(database, payer.id, 300_00)
    quote = await desk.exchange.quote_pay(payer.id, money(100_00), "USD")
    desk.bank.table = None
    await desk.book.refresh()
    with pytest.raises(RatesUnavailable):
        await desk.exchange.quote_pay(payer.id, money(100_00), "USD")
    with pytest.raises(RatesUnavailable):
        await desk.checkout.renew(payer.id, quote.reference)
    await desk.checkout.pay(payer.id, quote.reference, PIN)
    assert await balance(database, payer.id, "USD") == quote.gets.minor


@BOTH
async def test_what_cannot_be_exchanged_is_refused(desk: Desk, database: Database, payer: Customer) -> None:
    await fund(database, payer.id, 100_00)
    await fund(database, payer.id, 1_000_00, "KRW")
    exchange = desk.exchange
    refused: list[tuple[type[Exception], Callable[[], object]]] = [
        (SameCurrency, lambda: exchange.quote_pay(payer.id, money(1_00), "CNY")),
        (SameCurrency, lambda: exchange.quote_get(payer.id, money(1_00), "CNY")),
        (InsufficientFunds, lambda: exchange.quote_pay(payer.id, money(100_00), "USD")),
        (InsufficientFunds, lambda: exchange.quote_get(payer.id, money(100_00, "USD"), "CNY")),
        (AmountTooSmall, lambda: exchange.quote_pay(payer.id, money(1, "KRW"), "USD")),
        (AmountTooLarge, lambda: exchange.quote_get(payer.id, money(MINOR_MAX, "USD"), "KRW")),
    ]
    for error, ask in refused:
        with pytest.raises(error):
            await ask()  # type: ignore[misc]
    quote = await exchange.quote_pay(payer.id, money(50_00), "USD")
    with pytest.raises(PinWrong):
        await desk.checkout.pay(payer.id, quote.reference, WRONG_PIN)
    await Freezing(database).freeze_own(payer.id, payer.telegram_user_id)
    with pytest.raises(CustomerNotActive):
        await desk.checkout.pay(payer.id, quote.reference, PIN)
    with pytest.raises(CustomerNotActive):
        await exchange.quote_pay(payer.id, money(50_00), "USD")
    assert await balance(database, payer.id) == 100_00


@BOTH
async def test_an_exchange_uses_no_limit(desk: Desk, database: Database, payer: Customer) -> None:
    """The money stays with the customer."""
    await fund(database, payer.id, 90_000_00)
    quote = await desk.exchange.quote_pay(payer.id, money(80_000_00), "USD")
    assert not await desk.checkout.second_factor_due(payer.id, quote.reference)
    await desk.checkout.pay(payer.id, quote.reference, PIN)
    await desk.wallet.transfers.quote(payer.id, (await another(desk)).id, money(5_000_00))


async def another(desk: Desk) -> Customer:
    return await desk.wallet.customers.register(factories.registration())


CODES = st.sampled_from(sorted(CURRENCIES))
SHARES = st.fractions(min_value=Fraction(1, 10**6), max_value=10**6)


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 10**11), CODES, CODES, SHARES, st.integers(0, 500))
def test_rounding_never_favours_the_customer(minor: int, code: str, other: str, middle: Fraction, bps: int) -> None:
    here, there = CURRENCIES[code], CURRENCIES[other]
    rate, back = with_spread(middle, bps), with_spread(1 / middle, bps)
    given, exact = Money(minor, here), Fraction(minor, 10**here.exponent) * middle
    got = convert(given, there, rate.numerator, rate.denominator)
    assert Fraction(got.minor, 10**there.exponent) <= exact
    assert convert(got, here, back.numerator, back.denominator) <= given
    if got:
        # Less would not have bought it: no unit is lost between the two ways to ask.
        costs = price(got, here, rate)
        assert costs <= given
        assert convert(costs, there, rate.numerator, rate.denominator) >= got
        cheaper = costs - Money(1, here)
        assert convert(cheaper, there, rate.numerator, rate.denominator) < got


# --- Alerts


async def add(desk: Desk, owner: Customer, text: str) -> int:
    return (await desk.alerts.add(owner.id, "EUR", "CNY", text)).id


async def told(database: Database, owner: Customer) -> int:
    mine = select(func.count()).select_from(outbox.outbox).where(outbox.outbox.c.lane == f"rates/{owner.id}")
    return await database.read(lambda connection: connection.execute(mine).scalar_one())


@BOTH
async def test_an_alert_is_told_once(desk: Desk, database: Database, payer: Customer, clock: ManualClock) -> None:
    above, below = await add(desk, payer, "8.1"), await add(desk, payer, "7.5")
    assert [alert.above for alert in await desk.alerts.waiting(payer.id)] == [True, False]
    assert await desk.alerts.check() == 0
    desk.bank.move(Fraction(103, 100))
    await asyncio.gather(desk.alerts.follow(), desk.alerts.follow())
    assert (await desk.alerts.check(), await told(database, payer)) == (0, 1)
    reached = await desk.alerts.get(payer.id, above)
    assert reached.told_rate == Fraction(79, 10) * Fraction(103, 100)
    desk.bank.move(Fraction(92, 100))
    await desk.alerts.follow()
    assert (await told(database, payer), await desk.alerts.waiting(payer.id)) == (2, [])
    clock.advance(KEPT_TOLD_FOR + timedelta(seconds=1))
    assert await database.write(forget_old) == 2
    with pytest.raises(AlertNotFound):
        await desk.alerts.get(payer.id, below)


@BOTH
async def test_alerts_belong_to_who_set_them(desk: Desk, payer: Customer, payee: Customer) -> None:
    alert_id = await add(desk, payer, "8.1")
    for act in (desk.alerts.get, desk.alerts.remove):
        with pytest.raises(AlertNotFound):
            await act(payee.id, alert_id)
    await desk.alerts.remove(payer.id, alert_id)
    with pytest.raises(AlertNotFound):
        await desk.alerts.remove(payer.id, alert_id)


@BOTH
async def test_ten_alerts_are_the_most(desk: Desk, database: Database, payer: Customer) -> None:
    tries = [add(desk, payer, f"8.{index:02}") for index in range(ALERTS_MAX + 3)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, AlertsTooMany) for result in results) == 3
    assert len(await desk.alerts.waiting(payer.id)) == ALERTS_MAX
    await database.write(lambda work: alerts_module.erase(work, payer.id))
    left = select(func.count()).select_from(rate_alerts)
    assert await database.read(lambda connection: connection.execute(left).scalar_one()) == 0


@BOTH
async def test_alerts_are_checked_page_by_page_and_not_while_closed(
    desk: Desk, database: Database, payer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts_module, "CHECKED_AT_ONCE_MAX", 2)
    for index in range(5):
        await add(desk, payer, f"8.{index:02}")
    table, desk.bank.table = desk.bank.table, None
    await desk.alerts.follow()
    assert await told(database, payer) == 0
    desk.bank.table = table
    desk.bank.move(Fraction(105, 100))
    await desk.alerts.follow()
    assert await told(database, payer) == 5


@BOTH
async def test_an_alert_waits_for_another_rate(desk: Desk, payer: Customer) -> None:
    with pytest.raises(TargetRateInvalid):
        await add(desk, payer, "7.9")
    with pytest.raises(SameCurrency):
        await desk.alerts.add(payer.id, "CNY", "CNY", "2")
    with pytest.raises(SameCurrency):
        await desk.alerts.add(payer.id, "CNY", "XXX", "2")


def test_a_typed_rate_is_read_strictly() -> None:
    assert [parse_target(text) for text in ("7.25", " 7 ", "７．２５", "0.00000001")] == [
        Fraction(29, 4),
        Fraction(7),
        Fraction(29, 4),
        Fraction(1, 10**8),
    ]
    for text in ("", "0", "0.0", "-1", "7,25", "1e3", "07", "7.", ".5", "7.25 CNY", "NaN", "1" * 10, "9" * 500, "٣"):
        with pytest.raises(TargetRateInvalid):
            parse_target(text)
