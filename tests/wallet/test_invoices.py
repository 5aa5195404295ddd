"""Invoices: one payer wins, many may pay, a locked one waits for its payer; and shops are paid by their code."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, WRONG_PIN, Wallet, balance, fund, money
from tests.wallet.invoice_tools import Shop, shop
from wallet import outbox
from wallet.customers.profile import Profiles
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
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
from wallet.invoices.paying import INVOICE, MERCHANT
from wallet.invoices.service import NewInvoice, forget
from wallet.security.vault import Vault

RIVALS = 100

__all__ = ["shop"]


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
