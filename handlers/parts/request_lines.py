"""The lines of a request for money, the same on its page and in the notices about it."""

from __future__ import annotations

from datetime import datetime

from handlers.parts.people import shown_name
from locales import Html, Language
from wallet.customers.queries import Customer
from wallet.requests.changes import REMINDERS_MAX
from wallet.requests.models import OPEN
from wallet.requests.queries import Request

TOLD_REASONS = frozenset({"not-me", "settled", "amount"})
"""What who asked is told of why it was declined."""


def request_lines(language: Language, reader: Customer, request: Request, now: datetime) -> list[Html]:
    """Who asks whom for what, since when, and what has become of it."""
    of_me = request.asked_of(reader.id)
    state, other = request.state(now), request.requester if of_me else request.payer
    title = "request-title-of-me" if of_me else "request-title-by-me"
    lines = [
        language.html(title, other=shown_name(language, other), amount=request.amount),
        *detail_lines(language, request, other),
        language.html("request-asked", when=language.moment(request.created_at, reader.zone, now=now)),
        language.html(
            "request-state",
            icon=language.text("request-icon", state=state),
            state=language.text(f"request-state-{state}"),
        ),
    ]
    if state == OPEN:
        until = language.moment(request.expires_at, reader.zone, now=now)
        lines.append(language.html("request-until", until=until))
    if request.reason in TOLD_REASONS:
        lines.append(language.html("request-why", reason=language.text(f"request-reason-{request.reason}")))
    if request.payment_reference is not None:
        lines.append(language.html("request-reference", reference=request.payment_reference))
    if not of_me and request.reminders:
        lines.append(language.html("request-reminded", count=request.reminders, count_max=REMINDERS_MAX))
    return lines


def detail_lines(language: Language, request: Request, other: Customer) -> list[Html]:
    """The other side's wallet, and what it is for."""
    lines = [language.html("request-number", number=other.masked_number)]
    if request.note:
        lines.append(language.html("request-note", note=request.note))
    return lines
