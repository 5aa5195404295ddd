"""A rate that a customer waited for."""

from __future__ import annotations

from fractions import Fraction

from handlers.notices.notice import Notice, buttons
from handlers.parts.card_rates import rate_digits
from handlers.rates import alert_fields
from handlers.services import Services
from locales import Language
from wallet.customers.queries import Customer
from wallet.errors import AlertNotFound
from wallet.outbox import DueFact, Undeliverable


async def rate_alert_notice(services: Services, language: Language, customer: Customer, fact: DueFact) -> Notice:
    """The rate that was reached, and the way to exchange at the rate of now."""
    try:
        alert = await services.rate_alerts.get(customer.id, fact.number("alert_id"))
    except AlertNotFound as error:
        raise Undeliverable("the alert is gone") from error
    rate: Fraction = alert.told_rate or alert.target
    text = language.html("notice-rate-alert", rate=rate_digits(rate), **alert_fields(alert))
    return Notice(text, buttons(language, (("home-exchange", f"exchange:{alert.id}"), ("home", "home"))))
