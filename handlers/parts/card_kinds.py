"""Where the money goes, for kinds of quotes that do not go to a customer by name: the card's lines by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers.parts.claim_lines import claim_link_to
from handlers.parts.invoice_card import invoice_to
from handlers.parts.remittance_card import remittance_lines
from locales import Html, Language
from wallet.claim_links.links import KIND as CLAIM_LINK
from wallet.payments.quotes import Quote
from wallet.remittance.service import REMITTANCE

ToLines = Callable[[Language, Quote], list[Html]]

NOT_FINAL = frozenset({"exchange", "transfer-later", CLAIM_LINK, REMITTANCE})
"""Kinds of which nothing is lost at once: money that only changes its currency, or can be called back for a while."""

NOT_DONE = frozenset({CLAIM_LINK, REMITTANCE})
"""Kinds whose receipt is not the end: the receipt says what comes next."""

TO: Mapping[str, ToLines] = {
    REMITTANCE: remittance_lines,
    "invoice": invoice_to,
    CLAIM_LINK: claim_link_to,
}
