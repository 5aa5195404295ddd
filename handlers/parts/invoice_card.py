"""What a confirm card says of whom an invoice pays, and for which number."""

from __future__ import annotations

from locales import Html, Language
from wallet.payments.quotes import Quote


def invoice_to(language: Language, quote: Quote) -> list[Html]:
    """The merchant's public name and wallet, and the invoice."""
    number = "" if quote.payee is None else quote.payee.masked_number
    return [
        language.html("checkout-to", to=str(quote.details["shown_name"]), number=number),
        language.html("invoice-card-number", number=str(quote.details["invoice"])),
    ]
