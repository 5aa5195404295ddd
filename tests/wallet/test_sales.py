"""Sales: the merchant's own day, page by page, and as a file in which nothing computes."""

from __future__ import annotations

import csv
import io
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, text, update

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, Wallet, money
from tests.wallet.shops import sell
from wallet.customers.models import customers
from wallet.customers.queries import Customer, name_place
from wallet.database import Database, UnitOfWork
from wallet.errors import OperationNotFound
from wallet.ledger.models import accounts, entries, operations, transfers
from wallet.merchants.export import COLUMNS, harmless, to_csv
from wallet.merchants.refunds import Refunds
from wallet.merchants.sales import EXPORTED_FOR, INVOICE, MERCHANT, Sale, Sales, Turnover
from wallet.payments.quotes import NewQuote
from wallet.security.vault import Vault

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def sales(database: Database, vault: Vault) -> Sales:
    return Sales(database, vault)


async def test_today_is_the_merchant_s_day(
    database: Database, vault: Vault, wallet: Wallet, sales: Sales, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    """The clock begins at noon in UTC, which is eight in the evening in Shanghai."""
    assert await sales.today(payee.id) == ()
    await sell(database, payer.id, payee.id, 1_00)
    clock.advance(timedelta(hours=4))
    sale = await sell(database, payer.id, payee.id, 20_00)
    await sell(database, payer.id, payee.id, 5_00, kind=INVOICE)
    await sell(database, payer.id, payee.id, 300, currency="JPY", fee_minor=9)
    await factories.fund(database, payer.id, 100_00)
    await factories.pay(database, payer.id, payee.id, 7_00)
    refunds = Refunds(database, vault, wallet.pins)
    await refunds.refund(await refunds.check(payee.id, sale.operation_id, money(3_00), "sold out"), PIN)
    assert await sales.today(payee.id) == (
        Turnover(2, money(25_00), money(3_00)),
        Turnover(1, money(300, "JPY"), money(0, "JPY")),
    )
    assert await sales.today(payer.id) == ()
    moved = update(customers).where(customers.c.id == payee.id).values(time_zone="Europe/London")
    await database.write(lambda work: work.connection.execute(moved) and None)
    assert (await sales.today(payee.id))[0].count == 3


@pytest.mark.slow
async def test_pages_of_sales_with_what_was_given_back(
    database: Database, vault: Vault, wallet: Wallet, sales: Sales, payer: Customer, payee: Customer
) -> None:
    made = [await sell(database, payer.id, payee.id, 10_00 + number, note=f"no {number}") for number in range(5)]
    await sell(database, payee.id, payer.id, 99_00)
    refunds = Refunds(database, vault, wallet.pins)
    for minor in (4_00, 2_00):
        await refunds.refund(await refunds.check(payee.id, made[3].operation_id, money(minor), "sold out"), PIN)
    seen, cursor = [], None
    for _ in range(3):
        page = await sales.page(payee.id, cursor, 2)
        seen += page.sales
        cursor = page.older_than
    assert cursor is None
    assert [sale.amount.minor for sale in seen] == [10_04, 10_03, 10_02, 10_01, 10_00]
    assert [sale.refunded.minor for sale in seen] == [0, 6_00, 0, 0, 0]
    assert (seen[1].left, seen[1].note, seen[1].payer, seen[1].invoice) == (money(4_03), "no 3", "**明", None)
    one = await sales.get(payee.id, made[3].operation_id)
    assert one == seen[1]
    for reader, wanted in ((payer.id, made[3].operation_id), (payee.id, 10**9), (payee.id + 9, made[0].operation_id)):
        with pytest.raises(OperationNotFound):
            await sales.get(reader, wanted)


@pytest.mark.slow
async def test_an_invoice_is_named_by_its_number(
    database: Database, wallet: Wallet, sales: Sales, payer: Customer, payee: Customer
) -> None:
    await factories.fund(database, payer.id, 50_00)
    new = NewQuote(
        INVOICE, payer.id, money(5_00), money(0), money(5_00), payee_id=payee.id, subject_id=3, details={INVOICE: 41}
    )
    quote = await wallet.quotes.make(new)
    await sell(database, payer.id, payee.id, 5_00, kind=INVOICE, reference=quote.reference)
    free = NewQuote(MERCHANT, payer.id, money(6_00), money(0), money(6_00), payee_id=payee.id, subject_id=7)
    other = await wallet.quotes.make(free)
    await sell(database, payer.id, payee.id, 6_00, reference=other.reference)
    page = await sales.page(payee.id)
    assert [sale.invoice for sale in page.sales] == [None, 41]


@pytest.mark.slow
async def test_the_export_has_ninety_days_and_a_bound(
    database: Database, sales: Sales, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await sell(database, payer.id, payee.id, 1_00)
    clock.advance(EXPORTED_FOR)
    for minor in (2_00, 3_00, 4_00):
        await sell(database, payer.id, payee.id, minor)
    found, more = await sales.newest(payee.id)
    assert ([sale.amount.minor for sale in found], more) == ([4_00, 3_00, 2_00, 1_00], False)
    clock.advance(timedelta(seconds=1))
    found, more = await sales.newest(payee.id)
    assert ([sale.amount.minor for sale in found], more) == ([4_00, 3_00, 2_00], False)
    found, more = await sales.newest(payee.id, 2)
    assert ([sale.amount.minor for sale in found], more) == ([4_00, 3_00], True)


def test_no_cell_is_a_formula() -> None:
    notes = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\uff1d1", '"quoted", with\nlines', "plain")
    noon = datetime(2025, 3, 1, 12, tzinfo=UTC)
    found = [
        Sale(
            number, f"K7Q2-{number}", MERCHANT, money(1_00), money(0), 0, 1, "**\u660e", "123****890", None, note, noon
        )
        for number, note in enumerate(notes)
    ]
    content = to_csv(found, COLUMNS, "=closed", SHANGHAI)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == list(COLUMNS)
    assert [row[-1] for row in rows[1:]] == [
        "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'\uff1d1", '"quoted", with\nlines', "plain",
    ]  # fmt: skip
    assert rows[1][:7] == [
        "2025-03-01 20:00:00+08:00", "K7Q2-0", "1.00", "CNY", "0.00", "**\u660e", "",
    ]  # fmt: skip
    assert harmless("=1") == "'=1"


@pytest.mark.slow
async def test_an_erased_payer_has_no_name(
    database: Database, vault: Vault, sales: Sales, payer: Customer, payee: Customer
) -> None:
    await sell(database, payer.id, payee.id, 1_00)
    sealed = vault.seal("", name_place(payer.wallet_number))
    erased = update(customers).where(customers.c.id == payer.id).values(name_sealed=sealed)
    await database.write(lambda work: work.connection.execute(erased) and None)
    found, _ = await sales.newest(payee.id)
    assert found[0].payer == ""
    assert b"=closed" not in to_csv(found, COLUMNS, "=closed", UTC).replace(b"'=closed", b"")


SALES_BEFORE, OTHERS_BEFORE = 20_000, 20_000


@pytest.mark.slow
async def test_many_sales_are_as_quick_as_few(
    database: Database, sales: Sales, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    """Rows are written past the ledger's door, as only a test may; they count for reading alone."""
    await sell(database, payer.id, payee.id, 1_00)
    await factories.pay(database, payee.id, payer.id, 1_00)
    yesterday = clock.now() - timedelta(days=2)

    def fill(work: UnitOfWork) -> None:
        ids = [row.id for row in work.connection.execute(accounts.select().order_by(accounts.c.id)) if row.customer_id]
        ends = dict(zip(("payer", "payee"), ids, strict=True))
        _write(work, ends, payee.id, yesterday)

    await database.write(fill)
    # As the database does by itself after a while.
    await database.write(lambda work: work.connection.execute(text("ANALYZE")) and None)
    clock.advance(timedelta(minutes=1))
    await sell(database, payer.id, payee.id, 9_00)
    started = time.perf_counter()
    today = await sales.today(payee.id)
    after_today = time.perf_counter()
    page = await sales.page(payee.id)
    after_page = time.perf_counter()
    found, more = await sales.newest(payee.id)
    after_export = time.perf_counter()
    content = to_csv(found, COLUMNS, "closed", SHANGHAI)
    taken = {"today": after_today - started, "page": after_page - after_today, "export": after_export - after_page}
    told = ", ".join(f"{what} {seconds:.4f} s" for what, seconds in taken.items())
    sys.stdout.write(f"{database.dialect}: {told}, CSV {time.perf_counter() - after_export:.3f} s, {len(content)} B\n")
    assert (today[0].count, len(page.sales), len(found), more) == (2, 6, 10_000, True)
    assert taken["today"] < 0.5
    assert taken["page"] < 0.5
    assert taken["export"] < 10


def _write(work: UnitOfWork, ends: dict[str, int], merchant_id: int, moment: datetime) -> None:
    """Sales and other movements of before, alternately."""
    first = 1_000
    rows: list[list[dict[str, object]]] = [[], [], []]
    for number in range(SALES_BEFORE + OTHERS_BEFORE):
        operation_id, kind = first + number, MERCHANT if number % 2 else "transfer"
        rows[0].append({"id": operation_id, "reference": f"old-{number}", "kind": kind, "customer_id": 1, "note": "",
                        "category": "", "content_hash": "", "created_at": moment})  # fmt: skip
        rows[1].append({"operation_id": operation_id, "position": 0, "purpose": "amount", "amount": 5,
                        "currency": "CNY", "debit_account_id": ends["payer"],
                        "credit_account_id": ends["payee"]})  # fmt: skip
        rows[2].append({"account_id": ends["payee"], "sequence": first + number, "operation_id": operation_id,
                        "position": 0, "customer_id": merchant_id, "amount": 5, "balance_before": 0,
                        "balance_after": 5, "created_at": moment})  # fmt: skip
    tables: Sequence[object] = (operations, transfers, entries)
    for table, content in zip(tables, rows, strict=True):
        work.connection.execute(insert(table), content)  # type: ignore[call-overload]
