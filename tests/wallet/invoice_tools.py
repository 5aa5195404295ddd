"""A shop whose invoices and codes tests pay."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.factories import PIN, Wallet, money
from tests.wallet.shops import open_shop
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.invoices.paying import INVOICE, MERCHANT, MerchantPayments
from wallet.invoices.service import Invoice, Invoices, NewInvoice
from wallet.payments.checkout import Checkout
from wallet.security.vault import Vault


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


def furnished(database: Database, vault: Vault, wallet: Wallet, owner: Customer) -> Shop:
    """The services around somebody's shop."""
    payments = MerchantPayments(database, vault, wallet.quotes)
    checkout = Checkout(database, wallet.payments, wallet.quotes, {MERCHANT: payments, INVOICE: payments})
    return Shop(owner, Invoices(database, vault), payments, checkout)


@pytest.fixture
async def shop(database: Database, vault: Vault, wallet: Wallet, payee: Customer) -> Shop:
    """The payee has an open shop."""
    await open_shop(database, vault, payee)
    return furnished(database, vault, wallet, payee)
