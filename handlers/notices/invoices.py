"""What a merchant is told when an invoice is paid."""

from __future__ import annotations

from handlers.notices.notice import Notice, home_button
from handlers.services import Services
from locales import Language
from wallet.customers.queries import Customer
from wallet.outbox import DueFact


async def invoice_paid_notice(services: Services, language: Language, customer: Customer, fact: DueFact) -> Notice:
    """Which invoice, how much, and by whom."""
    record = await services.records.get(customer.id, fact.number("operation_id"))
    invoice = await services.invoices.get(customer.id, fact.number("invoice_id"))
    text = language.html(
        "notice-invoice-paid",
        number=str(invoice.number),
        amount=record.change,
        payer=record.counterparty or "",
        wallet=record.counterparty_number or "",
        when=language.moment(record.created_at, customer.zone, now=services.clock.now()),
        reference=record.reference,
    )
    return Notice(text, home_button(language))
