"""Invoices: one payer wins, many may pay, a locked one waits for its payer; and shops are paid by their code."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.check import run_check
from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, WRONG_PIN, Wallet, balance, fund, money
from tests.wallet.shops import open_shop
from wallet import outbox
from wallet.customers.profile import Profiles
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    CustomerNotActive,
    InsufficientFunds,
    InvoiceClosed,
    InvoiceNotFound,
    InvoiceNotYours,
    LimitReached,
    MerchantNotActive,
    NoteTooLong,
    PayeeNotActive,
    PinWrong,
    QuoteExpired,
    SameAccount,
    TooManyInvoices,
    WalletError,
)
from wallet.invoices import service
from wallet.invoices.models import invoice_payments, invoices
from wallet.invoices.paying import INVOICE, MERCHANT, MerchantPayments
from wallet.invoices.service import Invoice, Invoices, NewInvoice, forget
from wallet.ledger.audit import audit
from wallet.payments.checkout import Checkout
from wallet.security.freezing import Freezing
from wallet.security.vault import Vault

RIVALS = 100


@dataclass(frozen=True, slots=True)
class Shop:
    """The payee's shop, and what its customers pay by."""

    owner: Customer
    invoices: Invoices
    payments: MerchantPayments
    checkout: Checkout

    async def asks(self, minor: int = 30_00, term: str = "day", **fields: object) -> Invoice:
        """A new invoice of the shop."""
        return await self.invoices.create(NewInvoice(self.owner.id, money(minor), term, **fields))  # type: ignore[arg-type]

    async def is_paid(self, payer: Customer, invoice: Invoice, pin: str = PIN) -> str:
        """The payer pays the invoice; returns the reference."""
        quote = await self.payments.quote_invoice(payer.id, invoice.id)
        return (await self.checkout.pay(payer.id, quote.reference, pin)).quote.reference

    async def look(self, invoice: Invoice) -> tuple[str, int]:
        """The status of an invoice and how often it was paid."""
        now = await self.invoices.get(self.owner.id, invoice.id)
        return now.status, now.paid_count


def _furnished(database: Database, vault: Vault, wallet: Wallet, owner: Customer) -> Shop:
    payments = MerchantPayments(database, vault, wallet.quotes)
    checkout = Checkout(database, wallet.payments, wallet.quotes, {MERCHANT: payments, INVOICE: payments})
    return Shop(owner, Invoices(database, vault), payments, checkout)


@pytest.fixture
async def shop(database: Database, vault: Vault, wallet: Wallet, payee: Customer) -> Shop:
    """The payee has an open shop."""
    await open_shop(database, vault, payee)
    return _furnished(database, vault, wallet, payee)


async def test_an_invoice_is_paid_once_and_the_merchant_hears_its_number(
    shop: Shop, wallet: Wallet, database: Database, payer: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    await shop.asks()
    invoice = await shop.asks(note=" Table  4 ")
    assert (invoice.number, invoice.status, invoice.note) == (2, "open", "Table 4")
    quote = await shop.payments.quote_invoice(payer.id, invoice.id)
    assert (quote.kind, quote.pays, quote.note) == (INVOICE, money(30_00), "Table 4")
    assert quote.details == {"shown_name": "Corner shop", "invoice": 2}
    late = await shop.payments.quote_invoice(payer.id, invoice.id)
    paid = await shop.checkout.pay(payer.id, quote.reference, PIN)
    again = await shop.checkout.pay(payer.id, quote.reference, PIN)
    assert (again.receipt.repeated, again.receipt.operation_id) == (True, paid.receipt.operation_id)
    with pytest.raises(InvoiceClosed) as refusal:
        await shop.checkout.pay(payer.id, late.reference, PIN)
    assert refusal.value.fields == {"status": "paid"}
    with pytest.raises(InvoiceClosed):
        await shop.checkout.renew(payer.id, late.reference)
    assert (await balance(database, payer.id), await balance(database, shop.owner.id)) == (70_00, 30_00)
    assert await shop.look(invoice) == ("paid", 1)
    query = select(invoice_payments.c.reference, invoice_payments.c.payer_id)
    rows = await database.read(lambda connection: connection.execute(query).all())
    assert [tuple(row) for row in rows] == [(quote.reference, payer.id)]
    told = select(outbox.outbox.c.lane, outbox.outbox.c.fields).where(outbox.outbox.c.kind == outbox.INVOICE_PAID)
    facts = await database.read(lambda connection: connection.execute(told).all())
    assert [fact.lane for fact in facts] == [str(shop.owner.id)]
    assert f'"invoice_id": {invoice.id}' in facts[0].fields
    record = await wallet.records.get(payer.id, paid.receipt.operation_id)
    assert (record.kind, record.counterparty) == (INVOICE, "Corner shop")


async def test_many_pay_one_invoice_until_it_is_cancelled(
    shop: Shop, wallet: Wallet, database: Database, payer: Customer
) -> None:
    other = await wallet.customers.register(factories.registration())
    invoice = await shop.asks(many=True)
    for person in (payer, other):
        await fund(database, person.id, 70_00)
        await shop.is_paid(person, invoice)
    quote = await shop.payments.quote_invoice(payer.id, invoice.id)
    assert await shop.look(invoice) == ("open", 2)
    await shop.invoices.cancel(shop.owner.id, invoice.id)
    with pytest.raises(InvoiceClosed) as refusal:
        await shop.checkout.pay(payer.id, quote.reference, PIN)
    assert refusal.value.fields == {"status": "cancelled"}
    assert await shop.look(invoice) == ("cancelled", 2)
    with pytest.raises(InvoiceClosed):
        await shop.invoices.cancel(shop.owner.id, invoice.id)
    with pytest.raises(InvoiceNotFound):
        await shop.invoices.cancel(payer.id, invoice.id)
    with pytest.raises(InvoiceNotFound):
        await shop.invoices.get(payer.id, invoice.id)


async def test_a_locked_invoice_is_for_its_payer_alone(
    shop: Shop, wallet: Wallet, database: Database, payer: Customer
) -> None:
    other = await wallet.customers.register(factories.registration())
    await fund(database, payer.id, 100_00)
    await fund(database, other.id, 100_00)
    invoice = await shop.asks(payer_id=payer.id, many=True)
    assert (invoice.many, invoice.payer) == (False, payer)
    with pytest.raises(InvoiceNotYours):
        await shop.payments.quote_invoice(other.id, invoice.id)
    await shop.is_paid(payer, invoice)
    with pytest.raises(InvoiceNotYours):
        await shop.payments.quote_invoice(other.id, invoice.id)
    with pytest.raises(SameAccount):
        await shop.asks(payer_id=shop.owner.id)


@pytest.mark.parametrize(
    "term", ["hour", "month", *(pytest.param(term, marks=pytest.mark.slow) for term in ("day", "week"))]
)
async def test_an_invoice_ends(shop: Shop, database: Database, payer: Customer, clock: ManualClock, term: str) -> None:
    await fund(database, payer.id, 100_00)
    invoice = await shop.asks(term=term)
    assert invoice.expires_at == clock.now() + service.TERMS[term]
    clock.advance(service.TERMS[term] - timedelta(minutes=5))
    quote = await shop.payments.quote_invoice(payer.id, invoice.id)
    assert quote.expires_at == invoice.expires_at
    clock.advance(timedelta(minutes=5))
    with pytest.raises(QuoteExpired):
        await shop.checkout.pay(payer.id, quote.reference, PIN)
    for act in (shop.payments.quote_invoice(payer.id, invoice.id), shop.checkout.renew(payer.id, quote.reference)):
        with pytest.raises(InvoiceClosed) as refusal:
            await act
        assert refusal.value.fields == {"status": "expired"}
    with pytest.raises(InvoiceClosed):
        await shop.invoices.cancel(shop.owner.id, invoice.id)
    assert await shop.look(invoice) == ("expired", 0)


async def test_a_shop_is_paid_by_its_code(
    shop: Shop, wallet: Wallet, database: Database, payer: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    quote = await shop.payments.quote_merchant(payer.id, shop.owner.id, money(12_34))
    assert (quote.kind, quote.payee, quote.details["shown_name"]) == (MERCHANT, shop.owner, "Corner shop")
    with pytest.raises(PinWrong):
        await shop.checkout.pay(payer.id, quote.reference, WRONG_PIN)
    await shop.checkout.pay(payer.id, quote.reference, PIN)
    assert await balance(database, shop.owner.id) == 12_34
    clock.advance(timedelta(hours=1))
    assert (await shop.checkout.renew(payer.id, quote.reference)).pays == money(12_34)
    with pytest.raises(InsufficientFunds):
        await shop.payments.quote_merchant(payer.id, shop.owner.id, money(90_00))
    with pytest.raises(SameAccount):
        await shop.payments.quote_merchant(shop.owner.id, shop.owner.id, money(1))
    with pytest.raises(MerchantNotActive):
        await shop.payments.quote_merchant(shop.owner.id, payer.id, money(1))


async def test_who_may_not_pay_or_be_paid(shop: Shop, wallet: Wallet, database: Database, payer: Customer) -> None:
    await fund(database, payer.id, 9_000_00)
    invoice = await shop.asks()
    with pytest.raises(LimitReached):
        await shop.payments.quote_invoice(payer.id, (await shop.asks(8_000_00)).id)
    quote = await shop.payments.quote_invoice(payer.id, invoice.id)

    async def refused_while(statement: str, back: str, error: type[WalletError]) -> None:
        for step in (statement, back):
            await database.write(lambda work, step=step: work.connection.execute(text(step)).rowcount)  # type: ignore[misc]
            if step is statement:
                with pytest.raises(error):
                    await shop.checkout.pay(payer.id, quote.reference, PIN)

    mine = f"WHERE customer_id = {shop.owner.id}"
    await refused_while(
        f"UPDATE merchants SET status = 'closed' {mine}",
        f"UPDATE merchants SET status = 'approved' {mine}",
        MerchantNotActive,
    )
    await refused_while(
        f"UPDATE customers SET status = 'closed' WHERE id = {shop.owner.id}",
        f"UPDATE customers SET status = 'active' WHERE id = {shop.owner.id}",
        PayeeNotActive,
    )
    assert await shop.look(invoice) == ("open", 0)
    await shop.checkout.pay(payer.id, quote.reference, PIN)
    assert await shop.look(invoice) == ("paid", 1)


async def test_what_is_no_invoice(
    shop: Shop, database: Database, payer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoteTooLong):
        await shop.asks(note="x" * 101)
    with pytest.raises(MerchantNotActive):
        await shop.invoices.create(NewInvoice(payer.id, money(1), "day"))
    with pytest.raises(InvoiceNotFound):
        await shop.payments.quote_invoice(payer.id, 4711)
    monkeypatch.setattr(service, "OPEN_MAX", 2)
    await asyncio.gather(*(shop.asks(note=str(number)) for number in range(2)))
    with pytest.raises(TooManyInvoices):
        await shop.asks()
    page = await shop.invoices.page(shop.owner.id, size=1)
    assert ([item.number for item in page.invoices], page.older_than) == ([2], 2)
    last = await shop.invoices.page(shop.owner.id, page.older_than, size=1)
    assert ([item.number for item in last.invoices], last.older_than) == ([1], None)
    await database.write(lambda work: forget(work, shop.owner.id))
    query = select(invoices.c.status, invoices.c.note)
    left = await database.read(lambda connection: connection.execute(query).all())
    assert {tuple(row) for row in left} == {("cancelled", "")}


@pytest.mark.slow
async def test_a_frozen_shop_is_paid_and_a_frozen_payer_pays_nothing(
    shop: Shop, wallet: Wallet, database: Database, payer: Customer
) -> None:
    """A freeze stops money out, and nobody else is to learn of it."""
    await fund(database, payer.id, 100_00)
    await Freezing(database).freeze_own(shop.owner.id, shop.owner.telegram_user_id)
    invoice, later = [await shop.asks() for _ in range(2)]
    await shop.is_paid(payer, invoice)
    free = await shop.payments.quote_merchant(payer.id, shop.owner.id, money(5_00))
    await shop.checkout.pay(payer.id, free.reference, PIN)
    assert await balance(database, shop.owner.id) == 35_00
    await Freezing(database).freeze_own(payer.id, payer.telegram_user_id)
    with pytest.raises(CustomerNotActive):
        await shop.is_paid(payer, later)
    assert await shop.look(later) == ("open", 0)


@pytest.mark.slow
async def test_of_a_hundred_payers_at_once_one_wins(
    shop: Shop, vault: Vault, wallet: Wallet, database: Database, database_url: str, clock: ManualClock
) -> None:
    """Through two doors, as if in two processes: nothing but the database decides."""
    people = [await wallet.customers.register(factories.registration()) for _ in range(RIVALS)]
    for person in people:
        await fund(database, person.id, 50_00)
    invoice = await shop.asks()
    quotes = [await shop.payments.quote_invoice(person.id, invoice.id) for person in people]
    async with factories.open_wallet(database, vault) as second:
        doors = (shop, _furnished(database, vault, second, shop.owner))

        async def outcome(number: int) -> str:
            through = doors[number % 2]
            try:
                await through.checkout.pay(people[number].id, quotes[number].reference, PIN)
            except InvoiceClosed as error:
                return str(error.fields["status"])
            return "won"

        outcomes = await asyncio.gather(*map(outcome, range(RIVALS)))
    assert sorted(outcomes) == ["paid"] * (RIVALS - 1) + ["won"]
    assert await shop.look(invoice) == ("paid", 1)
    assert await balance(database, shop.owner.id) == 30_00
    assert (await database.read(lambda connection: audit(connection, clock.now()))).faults == ()
    assert await run_check(database_url, print) == 0


async def test_a_closed_wallet_asks_for_nothing(
    shop: Shop, wallet: Wallet, database: Database, vault: Vault, payer: Customer
) -> None:
    """Its open invoices are cancelled, the notes blank; what was paid keeps its number."""
    await fund(database, payer.id, 100_00)
    paid, left = await shop.asks(note="tea"), await shop.asks(note="for Mr Wang")
    await shop.is_paid(payer, paid)
    away = await wallet.transfers.quote(shop.owner.id, payer.id, money(30_00))
    await wallet.checkout.pay(shop.owner.id, away.reference, PIN)
    await factories.prove_pin_if_asked(wallet, shop.owner, "erase")
    await Profiles(database, vault).erase(shop.owner)
    query = select(invoices.c.number, invoices.c.status, invoices.c.note).order_by(invoices.c.number)
    rows = await database.read(lambda connection: connection.execute(query).all())
    assert [tuple(row) for row in rows] == [(paid.number, "paid", ""), (left.number, "cancelled", "")]
    with pytest.raises(InvoiceClosed):
        await shop.payments.quote_invoice(payer.id, left.id)
