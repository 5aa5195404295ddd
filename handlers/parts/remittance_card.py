"""How money abroad is told: the lines of its confirm card and receipt, and what becomes of it."""

from __future__ import annotations

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from locales import Html, Language
from wallet.payments.quotes import Quote
from wallet.remittance.corridors import CORRIDORS
from wallet.remittance.models import CANCELLED, CONVERTING, DELIVERED, SENT, WAITING
from wallet.remittance.records import Remittance

WAY = (WAITING, CONVERTING, SENT, DELIVERED)
"""The states of money that arrives."""


def remittance_lines(language: Language, quote: Quote) -> list[Html]:
    """To whom, where, what for, and when it will be there."""
    details = quote.details
    country = str(details["country"])
    return [
        language.html(
            "remittance-card-to",
            name=str(details["shown_name"]),
            account=str(details["account"]),
            country=language.text("remittance-country", country=country),
            method=language.text("remittance-method", method=str(details["method"])),
            purpose=language.text("remittance-purpose", purpose=str(details["purpose"])),
            arrives=there(language, country, datetime.fromisoformat(str(details["arrives_at"])), quote.created_at),
        )
    ]


def there(language: Language, country: str, arrives_at: datetime, now: datetime) -> str:
    """A moment by the clock of the country that the money goes to."""
    return language.moment(arrives_at, ZoneInfo(CORRIDORS[country].zone), now=now)


def state_lines(language: Language, remittance: Remittance, zone: tzinfo, now: datetime) -> list[Html]:
    """The line of states: what was reached with its time, and what is still to come."""
    reached = [
        language.html(
            "remittance-step",
            state=language.text("remittance-state", state=step.state),
            when=language.moment(step.at, zone, now=now),
        )
        for step in remittance.steps
    ]
    if remittance.status not in WAY:
        return reached
    to_come = WAY[WAY.index(remittance.status) + 1 :]
    return reached + [
        language.html("remittance-step-to-come", state=language.text("remittance-state", state=state))
        for state in to_come
    ]


def why_lines(language: Language, remittance: Remittance) -> list[Html]:
    """Why it was given back, and what came back."""
    if remittance.reason is None or remittance.status in WAY:
        return []
    back = remittance.pays + remittance.fee
    if remittance.status == CANCELLED:
        return [language.html("remittance-cancelled", amount=back)]
    reason = language.text("remittance-reason", reason=remittance.reason)
    return [language.html("remittance-returned", amount=back, reason=reason)]
