"""What who made a claim link is told: somebody took the money, or it came back."""

from __future__ import annotations

from handlers.notices.notice import Notice, home_button
from handlers.parts.claim_lines import seen
from handlers.services import Services
from locales import Language
from wallet.customers.queries import Customer
from wallet.outbox import DueFact, Undeliverable


async def claim_link_taken_notice(services: Services, language: Language, reader: Customer, fact: DueFact) -> Notice:
    """Who took it, masked, and when."""
    link = await services.claim_links.get(reader.id, fact.number("link_id"))
    if link.taker is None or link.closed_at is None:
        raise Undeliverable("nobody took it")
    name, number = seen(language, link.taker)
    when = language.moment(link.closed_at, reader.zone, now=services.clock.now())
    text = language.html("notice-claim-link-taken", amount=link.amount, name=name, number=number, when=when)
    return Notice(text, home_button(language))


async def claim_link_returned_notice(services: Services, language: Language, reader: Customer, fact: DueFact) -> Notice:
    """The money is back."""
    link = await services.claim_links.get(reader.id, fact.number("link_id"))
    return Notice(language.html("notice-claim-link-returned", amount=link.amount), home_button(language))
