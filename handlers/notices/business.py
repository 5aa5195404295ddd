"""Notices of a shop: what the desk decided, and money that came back from one."""

from __future__ import annotations

from handlers.notices.notice import Notice, buttons, home_button
from handlers.services import Services
from locales import Html, Language
from wallet.customers.queries import Customer
from wallet.errors import OperationNotFound, ReviewNotFound
from wallet.merchants.models import APPROVED
from wallet.outbox import DueFact, Undeliverable


async def shop_decided(services: Services, language: Language, customer: Customer, fact: DueFact) -> Notice:
    """The shop, or its change, is approved or refused."""
    try:
        review = await services.merchants.review(fact.number("review_id"))
    except ReviewNotFound as error:
        raise Undeliverable("there is no such review") from error
    if review.customer_id != customer.id:
        raise Undeliverable("the review is somebody else's")
    text = language.html("notice-shop-decided", status=review.status, name=review.name)
    if review.status == APPROVED:
        rest = language.html("notice-shop-approved")
    else:
        reason = language.text("business-reason", reason=review.reason or "not-allowed")
        rest = language.html("notice-shop-refused", reason=reason)
    return Notice(Html(f"{text}\n{rest}"), buttons(language, (("home-business", "business:open"), ("home", "home"))))


async def refund_received(services: Services, language: Language, customer: Customer, fact: DueFact) -> Notice:
    """How much came back, from whom, why and for what."""
    try:
        refund = await services.refunds.received(customer.id, fact.number("operation_id"))
    except OperationNotFound as error:
        raise Undeliverable("there is no such refund") from error
    text = language.html(
        "notice-refund-received",
        amount=refund.amount,
        shop=refund.shop or language.text("notice-refund-shop-closed"),
        reason=refund.reason,
        paid_reference=refund.paid_reference,
        when=language.moment(refund.created_at, customer.zone, now=services.clock.now()),
        reference=refund.reference,
    )
    if refund.fee:
        text = Html(f"{text}\n{language.html('notice-refund-fee', fee=refund.fee)}")
    return Notice(text, home_button(language))
