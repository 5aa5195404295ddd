"""The lines of a confirm card and of its receipt, from one stored quote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.parts.card_kinds import NOT_DONE, TO
from handlers.parts.card_rates import rate_lines
from locales import Html, Language
from wallet.customers.queries import Customer
from wallet.money import Money
from wallet.payments.quotes import Quote


def headline(language: Language, quote: Quote) -> str:
    """What is paid, in one line: "¥20.00 to A** L**"."""
    to = _to(quote)
    return language.text("checkout-headline", amount=quote.leaves, to=to, named="yes" if to else "no")


def _to(quote: Quote) -> str:
    """A merchant's public name, or the masked name of a person; empty when there is nobody to name."""
    shown = quote.details.get("shown_name")
    return str(shown) if shown else "" if quote.payee is None else quote.payee.masked_name


def card_lines(
    language: Language,
    reader: Customer,
    quote: Quote,
    now: datetime,
    former: str = "",
    budgets: Sequence[Html] = (),
) -> list[Html]:
    """What leaves, the fee, the rate, what arrives, to whom, what will remain, until when it is valid.

    `former` is whom a @name meant before it moved, masked; `budgets` are lines about what the payment does to them.
    """
    valid_until = language.moment(quote.expires_at, reader.zone, now=now)
    left = max(0, int((quote.expires_at - now).total_seconds()))
    return [
        *_figures(language, quote),
        Html(""),
        language.html("checkout-remains", amount=quote.available_after),
        language.html("checkout-valid", until=valid_until, seconds=left, short="yes" if left < 120 else "no"),
        *([Html(""), *budgets] if budgets else []),
        *_warnings(language, quote, former),
    ]


def receipt_lines(language: Language, quote: Quote, left_minor: int, paid_at: str, code: str) -> list[Html]:
    """The figures of the card again; then what is left now, when it happened, and the code that /verify knows."""
    left = Money(left_minor, quote.pays.currency)
    return [
        *_figures(language, quote),
        Html(""),
        language.html("checkout-receipt-rest", left=left, paid_at=paid_at, reference=quote.reference, code=code),
        *([language.html("checkout-receipt-hint", kind=quote.kind)] if quote.kind in NOT_DONE else []),
    ]


def receipt_again_lines(language: Language, quote: Quote, paid_at: str, code: str) -> list[Html]:
    """The figures once more, long after the payment: what was left then is no news any more."""
    rest = language.html("record-receipt-rest", paid_at=paid_at, reference=quote.reference, code=code)
    return [*_figures(language, quote), Html(""), rest]


def _figures(language: Language, quote: Quote) -> list[Html]:
    lines = [language.html("checkout-what", kind=quote.kind)]
    if quote.kind in TO:
        lines += TO[quote.kind](language, quote)
    elif quote.payee is not None:
        lines.append(language.html("checkout-to", to=_to(quote), number=quote.payee.masked_number))
    lines.append(language.html("checkout-amount", amount=quote.pays))
    lines.append(language.html("checkout-fee", fee=quote.fee) if quote.fee else language.html("checkout-free"))
    if quote.fee:
        lines.append(language.html("checkout-total", amount=quote.leaves))
    if quote.rate is not None:
        lines.append(language.html("checkout-arrives", amount=quote.gets))
    if quote.note:
        lines.append(language.html("checkout-note", note=quote.note))
    if quote.rate is not None:
        lines += rate_lines(language, quote)
    return lines


def _warnings(language: Language, quote: Quote, former: str) -> list[Html]:
    """Why to look twice: texts `checkout-warning-…` that the quote names, separated by commas."""
    named = str(quote.details.get("warnings") or "")
    return [language.html(f"checkout-warning-{name}", former=former) for name in named.split(",") if name]
