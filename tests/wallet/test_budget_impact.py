"""What a payment would do to budgets: which it touches, at which rate, what is worth saying, and who could help."""

from __future__ import annotations

import time
from datetime import date

import pytest
from sqlalchemy import insert

from tests.factories import Wallet, fund, money, pay
from tests.wallet.alert_tools import MARCH, budget
from wallet.budgets.impact import Outlook, Outlooks
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.payments.quotes import NewQuote
from wallet.records.day_rates import newest, rounded, worth
from wallet.records.models import spending_days
from wallet.records.projecting import Book

pytestmark = pytest.mark.slow


async def look(
    wallet: Wallet,
    database: Database,
    payer: Customer,
    payee: Customer,
    minor: int,
    *,
    kind: str = "transfer",
    currency: str = "CNY",
    fee: int = 0,
) -> Outlook:
    new = NewQuote(kind, payer.id, money(minor, currency), money(fee, currency), money(minor, currency), payee.id)
    return await Outlooks(database).look(await wallet.quotes.make(new), payer.zone)


def said(outlook: Outlook) -> list[tuple[int, int, int]]:
    """Budget, percent and minor units spent, in the order in which they are said."""
    return [(one.before.budget.id, one.percent, one.spent.minor) for one in outlook.impacts]


async def test_only_what_reaches_a_threshold_or_passes_the_limit_is_said(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    assert await _nothing(wallet, database, payer, payee)
    people, everything = await budget(database, payer), await budget(database, payer, 200_00, None)
    await budget(database, payer, 1_00, "food")
    await budget(database, payee, 1_00)
    assert said(await look(wallet, database, payer, payee, 49_99)) == []
    assert said(await look(wallet, database, payer, payee, 50_00)) == [(people, 50, 50_00)]
    assert said(await look(wallet, database, payer, payee, 49_90, fee=10)) == [(people, 50, 50_00)]
    await pay(database, payer.id, payee.id, 60_00)
    assert said(await look(wallet, database, payer, payee, 10_00)) == []
    assert said(await look(wallet, database, payer, payee, 52_00)) == [(people, 112, 112_00), (everything, 56, 112_00)]
    await pay(database, payer.id, payee.id, 60_00)
    assert said(await look(wallet, database, payer, payee, 1)) == [(people, 120, 120_01)]


async def _nothing(wallet: Wallet, database: Database, payer: Customer, payee: Customer) -> bool:
    await fund(database, payer.id, 1000_00)
    return await look(wallet, database, payer, payee, 500_00) == Outlook()


@pytest.mark.slow
async def test_a_transfer_that_waits_is_one_and_an_exchange_costs_its_fee(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 1000_00)
    people, fees = await budget(database, payer, 10_00), await budget(database, payer, 1_00, "fees")
    later = await look(wallet, database, payer, payee, 10_00, kind="transfer-later")
    assert said(later) == [(people, 100, 10_00)]
    assert said(await look(wallet, database, payer, payee, 500_00, kind="exchange")) == []
    costly = await look(wallet, database, payer, payee, 500_00, kind="exchange", fee=1_50)
    assert said(costly) == [(fees, 150, 1_50)]


@pytest.mark.slow
async def test_another_currency_counts_at_the_rate_of_today(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 1000_00, "USD")
    mine = await budget(database, payer, 100_00)
    known = await database.read(lambda connection: newest(connection, MARCH))
    rates = {(MARCH, code): rate for code, rate in known.items()}
    yuan = rounded(worth(20_00, "USD", money(0).currency, MARCH, rates), money(0).currency)
    assert yuan.minor > 100_00
    expected = [(mine, yuan.minor // 100, yuan.minor)]
    assert said(await look(wallet, database, payer, payee, 20_00, currency="USD")) == expected
    await pay(database, payer.id, payee.id, 20_00, currency="USD")
    await Book(database).refresh(payer.id)
    outlook = await look(wallet, database, payer, payee, 20_00, currency="USD")
    assert [one.before.spent.minor for one in outlook.impacts] == [yuan.minor]


async def test_the_budget_with_the_most_left_helps_if_it_has_enough(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 1000_00)
    await budget(database, payer)
    await budget(database, payer, 1000_00, None)
    await budget(database, payer, 900_00, "travel", unit="week")
    assert (await look(wallet, database, payer, payee, 112_00)).offer is None
    await budget(database, payer, 11_99, "home")
    assert (await look(wallet, database, payer, payee, 112_00)).offer is None
    fun = await budget(database, payer, 300_00, "fun")
    await budget(database, payer, 200_00, "food")
    offer = (await look(wallet, database, payer, payee, 112_00)).offer
    assert offer is not None
    assert (offer.source.budget.id, offer.amount) == (fun, money(12_00))
    assert (await look(wallet, database, payer, payee, 100_00)).offer is None
    assert (await look(wallet, database, payer, payee, 401_00)).offer is None


@pytest.mark.slow
async def test_a_card_is_not_slower_for_it(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    """Thirty budgets of weeks and months, ten categories a day: a median look takes 10 ms of a processor."""
    await fund(database, payer.id, 1000_00)
    categories = ("people", "food", "fun", "home", "travel", "health", "digital", "other", "abroad", "fees")
    for number in range(30):
        unit = ("month", "week", "year")[number % 2]
        await budget(database, payer, 1_00, categories[number % len(categories)], unit=unit)
    first = date(2025, 3, 1).toordinal()
    rows = [
        {
            "customer_id": payer.id,
            "day": date.fromordinal(first + ahead).isoformat(),
            "category": category,
            "currency": "CNY",
            "minor": 1,
        }
        for ahead in range(365)
        for category in categories
    ]
    await database.write(lambda work: work.connection.execute(insert(spending_days), rows).rowcount)
    quote = await wallet.quotes.make(
        NewQuote("transfer", payer.id, money(5_00), money(0), money(5_00), payee_id=payee.id)
    )
    outlooks, spans = Outlooks(database), []
    await Book(database).refresh(payer.id)
    for _ in range(30):
        began = time.process_time()
        outlook = await outlooks.look(quote, payer.zone)
        spans.append(time.process_time() - began)
        assert outlook.impacts
    print(f"{database.dialect}: median {sorted(spans)[15] * 1000:.1f} ms")  # noqa: T201 - a figure for the reader
    assert sorted(spans)[15] < 0.03, "three times the aim, for a busy machine"
