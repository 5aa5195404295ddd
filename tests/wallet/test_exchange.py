"""Exchange: whole units on both sides, never in the customer's favour by rounding."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, WRONG_PIN, balance, fund, money
from tests.wallet.exchange_desk import BOTH, START, Desk, desk
from wallet.customers.models import customers
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    AmountTooLarge,
    AmountTooSmall,
    CustomerNotActive,
    InsufficientFunds,
    PinWrong,
    QuoteExpired,
    RatesUnavailable,
    SameCurrency,
)
from wallet.exchange.book import with_spread
from wallet.exchange.service import VALID_FOR, price
from wallet.ledger.audit import audit
from wallet.money import CURRENCIES, MINOR_MAX, Money, convert
from wallet.security.freezing import DURESS, Freezing

__all__ = ["desk"]


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
    forced = update(customers).where(customers.c.id == payer.id).values(frozen_cause=DURESS)
    await database.write(lambda work: work.connection.execute(forced).rowcount)
    unseen = await exchange.quote_pay(payer.id, money(50_00), "USD")
    with pytest.raises(CustomerNotActive):
        await desk.checkout.pay(payer.id, unseen.reference, PIN)
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
SHARES = st.fractions(min_value=Fraction(1, 10**4), max_value=10**4)


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 10**9), CODES, CODES, SHARES, st.integers(0, 500))
def test_rounding_never_favours_the_customer(minor: int, code: str, other: str, middle: Fraction, bps: int) -> None:
    here, there = CURRENCIES[code], CURRENCIES[other]
    rate, back = with_spread(middle, bps), with_spread(1 / middle, bps)
    given, exact = Money(minor, here), Fraction(minor, 10**here.exponent) * middle
    assume(exact * 10**there.exponent <= MINOR_MAX)
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
