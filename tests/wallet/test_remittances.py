"""Money abroad, the customer's side: figures, the payment, what is on its way, and calling it back."""

from __future__ import annotations

import asyncio
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.conftest import ManualClock
from tests.factories import WRONG_PIN, Wallet, balance, fund, money
from tests.wallet.remittance_tools import DATED_AT, MARK, Abroad, abroad, stored
from wallet import ledger
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    AccountFrozen,
    AmountTooSmall,
    CustomerNotActive,
    InsufficientFunds,
    LimitReached,
    PinWrong,
    QuoteExpired,
    RatesUnavailable,
    RemittanceNotInState,
)
from wallet.exchange.book import LiveRate
from wallet.ledger.audit import audit
from wallet.money import CURRENCIES, Money
from wallet.remittance.figures import GETS, PAYS, figures_of
from wallet.remittance.models import CANCELLED, WAITING
from wallet.remittance.service import VALID_FOR, Wish
from wallet.security import freezing
from wallet.security.vault import Vault
from wallet.trail import BY_SYSTEM

FEE = 20_00 + 30
"""For 100.00: 0.3% and 20.00."""


@pytest.fixture
def sending(database: Database, vault: Vault, wallet: Wallet) -> Abroad:
    return abroad(database, vault, wallet)


@given(
    st.integers(1, 10**11),
    st.sampled_from(["CNY", "USDT", "JPY"]),
    st.sampled_from(["EUR", "KRW", "GBP"]),
    st.fractions(min_value="1/1000", max_value=1000),
    st.integers(0, 500),
)
def test_the_other_amount_is_never_rounded_for_the_customer(
    minor: int, source: str, target: str, mid: Fraction, spread_bps: int
) -> None:
    live = LiveRate(source, target, mid, "still", DATED_AT)
    pays = Money(minor, CURRENCIES[source])
    try:
        forward = figures_of(pays, PAYS, CURRENCIES[target], live, spread_bps)
    except AmountTooSmall:
        return
    back = figures_of(forward.gets, GETS, CURRENCIES[source], live, spread_bps)
    assert back.pays <= pays
    assert (back.gets, forward.less.minor >= 0) == (forward.gets, True)
    assert figures_of(back.pays, PAYS, CURRENCIES[target], live, spread_bps).gets == forward.gets


async def test_money_goes_through_exchange_and_waits_for_paying_out(
    sending: Abroad, wallet: Wallet, database: Database, vault: Vault, payer: Customer
) -> None:
    await fund(database, payer.id, 200_00)
    quote = await sending.quote(payer.id)
    assert (quote.pays, quote.fee, quote.gets) == (money(100_00), money(FEE), money(9_95, "EUR"))
    assert (quote.leaves, quote.available_after) == (money(120_30), money(79_70))
    assert quote.expires_at - quote.created_at == VALID_FOR
    assert {name: quote.details[name] for name in ("shown_name", "account", "mid", "spread_bps")} == {
        "shown_name": "A** W**",
        "account": "****3000",
        "mid": "1/10",
        "spread_bps": 50,
    }
    assert "Weber" not in str(quote.details)
    paid = await sending.pay(quote)
    assert (await sending.pay(quote)).receipt.repeated
    assert await balance(database, payer.id) == paid.receipt.available_after.minor == 79_70
    lines = await database.read(lambda connection: ledger.trial_balance(connection))
    assert {
        (line.kind, line.currency): line.minor for line in lines if line.kind not in {"customer", "play_money"}
    } == {
        ("exchange", "CNY"): 100_00,
        ("exchange", "EUR"): -9_95,
        ("clearing", "EUR"): 9_95,
        ("fees", "CNY"): FEE,
    }
    found = await sending.remittances.get(payer.id, quote.reference)
    assert (found.status, found.recipient, found.account, found.purpose) == (WAITING, "A** W**", "****3000", "family")
    assert [step.state for step in found.steps] == [WAITING]
    assert (found.gets, found.arrives_at.isoformat()) == (quote.gets, quote.details["arrives_at"])
    assert not any("Weber" in value or "89370400" in value for value in await stored(database))
    assert await sending.remittances.mine(payer.id) == [found]


@pytest.mark.slow
async def test_by_target_and_within_one_currency(sending: Abroad, database: Database, payer: Customer) -> None:
    await fund(database, payer.id, 200_00)
    quote = await sending.quote(payer.id, 9_95, fixed=GETS)
    assert (quote.gets, quote.pays) == (money(9_95, "EUR"), money(100_00))
    await fund(database, payer.id, 200_00, "EUR")
    recipient_id = await sending.recipient(payer.id)
    same = await sending.remittances.quote(payer.id, Wish("DE", "EUR", money(10_00, "EUR")), recipient_id, "goods")
    assert (same.pays, same.gets, same.rate, same.fee) == (
        money(10_00, "EUR"),
        money(10_00, "EUR"),
        None,
        money(5, "EUR"),
    )
    await sending.pay(same)
    lines = await database.read(lambda connection: ledger.trial_balance(connection))
    assert {line.kind: line.minor for line in lines if line.currency == "EUR"} == {
        "customer": 189_95, "clearing": 10_00, "fees": 5, "play_money": -200_00,
    }  # fmt: skip


@pytest.mark.slow
async def test_an_expired_quote_is_renewed_for_the_amount_that_was_named(
    sending: Abroad, database: Database, payer: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 500_00)
    by_source, by_target = await sending.quote(payer.id), await sending.quote(payer.id, 9_95, fixed=GETS)
    clock.advance(VALID_FOR)
    sending.rates.per_euro["CNY"] = sending.rates.per_euro["EUR"] * 8
    for quote in (by_source, by_target):
        with pytest.raises(QuoteExpired):
            await sending.pay(quote)
    fresh = await sending.checkout.renew(payer.id, by_source.reference)
    assert (fresh.pays, fresh.gets) == (money(100_00), money(12_43, "EUR"))
    assert (fresh.subject_id, fresh.details["purpose"]) == (by_source.subject_id, "family")
    fresh = await sending.checkout.renew(payer.id, by_target.reference)
    assert (fresh.pays, fresh.gets) == (money(80_00), money(9_95, "EUR"))
    await sending.pay(fresh)


async def test_what_is_refused(sending: Abroad, wallet: Wallet, database: Database, payer: Customer) -> None:
    wish = Wish("DE", "CNY", money(100_00))
    with pytest.raises(InsufficientFunds):
        await sending.remittances.preview(payer.id, wish, "iban")
    await fund(database, payer.id, 900_000)
    with pytest.raises(LimitReached):
        await sending.remittances.preview(payer.id, Wish("DE", "CNY", money(6_000_00)), "iban")
    with pytest.raises(AmountTooSmall):
        await sending.remittances.preview(payer.id, Wish("DE", "CNY", money(1)), "iban")
    sending.rates.closed = True
    with pytest.raises(RatesUnavailable):
        await sending.remittances.preview(payer.id, wish, "iban")
    sending.rates.closed = False
    preview = await sending.remittances.preview(payer.id, wish, "iban")
    assert (preview.leaves, preview.figures.gets, preview.figures.less) == (
        money(120_30), money(9_95, "EUR"), money(5, "EUR"),
    )  # fmt: skip
    quote = await sending.quote(payer.id)
    with pytest.raises(PinWrong):
        await sending.checkout.pay(payer.id, quote.reference, WRONG_PIN)
    await database.write(lambda work: freezing.freeze(work, payer.id, freezing.BY_DESK, BY_SYSTEM))
    with pytest.raises((CustomerNotActive, AccountFrozen)):
        await sending.pay(quote)
    assert await sending.remittances.mine(payer.id) == []


async def test_calling_back_gives_everything_back_once(
    sending: Abroad, wallet: Wallet, database: Database, payer: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 200_00)
    quote = await sending.quote(payer.id)
    paid = await sending.pay(quote)
    tries = [sending.remittances.cancel(payer.id, quote.reference) for _ in range(2)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Remittance", "RemittanceNotInState"]
    found = await sending.remittances.get(payer.id, quote.reference)
    assert (found.status, [step.state for step in found.steps]) == (CANCELLED, [WAITING, CANCELLED])
    assert await balance(database, payer.id) == 200_00
    with pytest.raises(RemittanceNotInState) as refusal:
        await sending.desk.take(found.id, MARK)
    assert refusal.value.fields == {"status": CANCELLED}
    assert (await sending.pay(quote)).receipt.operation_id == paid.receipt.operation_id
    assert await balance(database, payer.id) == 200_00
    assert (await wallet.receipts.check(wallet.receipts.code(quote.reference))).given_back == money(100_00)
    assert (await database.read(audit)).faults == ()


@pytest.mark.slow
async def test_who_froze_their_wallet_may_still_call_it_back(
    sending: Abroad, database: Database, payer: Customer
) -> None:
    await fund(database, payer.id, 200_00)
    quote = await sending.quote(payer.id)
    await sending.pay(quote)
    await database.write(lambda work: freezing.freeze(work, payer.id, freezing.BY_CUSTOMER, BY_SYSTEM))
    await sending.remittances.cancel(payer.id, quote.reference)
    assert await balance(database, payer.id) == 200_00


async def test_a_forced_payment_is_followed_like_a_real_one(
    sending: Abroad, wallet: Wallet, database: Database, payer: Customer
) -> None:
    await fund(database, payer.id, 200_00)
    hashed = await wallet.pins.hash("862409")
    change = text("UPDATE credentials SET duress_pin_hash = :hash WHERE customer_id = :id")
    await database.write(lambda work: work.connection.execute(change.bindparams(hash=hashed, id=payer.id)).rowcount)
    quote = await sending.quote(payer.id)
    await sending.checkout.pay(payer.id, quote.reference, "862409")
    found = await sending.remittances.get(payer.id, quote.reference)
    assert (found.status, found.gets, found.recipient) == (WAITING, quote.gets, "A** W**")
    with pytest.raises(RemittanceNotInState):
        await sending.remittances.cancel(payer.id, quote.reference)
    assert await stored(database) == []
    assert await balance(database, payer.id) == 200_00
