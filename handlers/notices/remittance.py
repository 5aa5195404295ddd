"""Notices of money abroad: it came to its next state."""

from __future__ import annotations

from handlers.notices.notice import Notice, buttons
from handlers.services import Services
from locales import Html, Language
from wallet.customers.queries import Customer
from wallet.outbox import DueFact
from wallet.remittance.models import RETURNED


async def remittance_changed_notice(
    services: Services, language: Language, customer: Customer, fact: DueFact
) -> Notice:
    """What it has come to; for what was given back, how much and why."""
    found = await services.remittances.by_id(customer.id, fact.number("remittance_id"))
    state = str(fact.fields["state"])
    text = language.html(
        "notice-remittance-changed",
        state=state,
        amount=found.gets,
        name=found.recipient,
        account=found.account,
        reference=found.reference,
    )
    if state == RETURNED and found.reason is not None:
        reason = language.text("remittance-reason", reason=found.reason)
        back = language.html("remittance-returned", amount=found.pays + found.fee, reason=reason)
        text = Html(f"{text}\n{back}")
    return Notice(text, buttons(language, (("remittance-follow", f"remittance:{found.id}"), ("home", "home"))))
