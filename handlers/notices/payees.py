"""What a payer hears of a transfer that waits: that it does, that it was sent, that it came back."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.notices.notice import Maker, Notice, buttons, home_button
from handlers.services import Services
from handlers.waiting import CANCEL_PREFIX
from locales import Language
from wallet import outbox
from wallet.customers.queries import Customer
from wallet.outbox import DueFact


async def waiting_notice(services: Services, language: Language, customer: Customer, fact: DueFact) -> Notice:
    """With the button that stops it."""
    item = await services.waiting.get(customer.id, fact.number("hold_id"))
    text = language.html(
        "notice-transfer-waiting",
        amount=item.pays,
        payee=item.payee.masked_name,
        number=item.payee.masked_number,
        due=language.moment(item.due_at, customer.zone, now=services.clock.now()),
    )
    return Notice(text, buttons(language, (("waiting-cancel-this", f"{CANCEL_PREFIX}{item.hold_id}"),)))


async def sent_notice(services: Services, language: Language, customer: Customer, fact: DueFact) -> Notice:
    """The wait is over."""
    record = await services.records.get(customer.id, fact.number("operation_id"))
    text = language.html(
        "notice-transfer-sent",
        amount=-record.change,
        payee=record.counterparty or language.text("record-closed-wallet"),
        number=record.counterparty_number or "",
        when=language.moment(record.created_at, customer.zone, now=services.clock.now()),
        reference=record.reference,
    )
    return Notice(text, home_button(language))


async def returned_notice(services: Services, language: Language, customer: Customer, fact: DueFact) -> Notice:
    """It could not be sent; the money is free again."""
    item = await services.waiting.get(customer.id, fact.number("hold_id"))
    text = language.html("notice-transfer-returned", amount=item.leaves, why=item.status)
    return Notice(text, home_button(language))


NOTICES: Mapping[str, Maker] = {
    outbox.TRANSFER_WAITING: waiting_notice,
    outbox.TRANSFER_SENT: sent_notice,
    outbox.TRANSFER_RETURNED: returned_notice,
}
