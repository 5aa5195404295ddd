"""What a ticket looks like in the staff group: its topic's name, its card and its buttons."""

from __future__ import annotations

import re

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from locales import Html, Language
from support.desk.approvals import FREEZE, UNFREEZE
from support.desk.service import Ticket
from wallet.customers.queries import ACTIVE, FROZEN, Customer
from wallet.security.freezing import BY_CUSTOMER, GUESSES

TAKE, CLOSE = "take", "close"
TOPIC_NAME_LENGTH_MAX = 128
WALLET_KEYS = {FREEZE: "desk-freeze", UNFREEZE: "desk-unfreeze"}
BUTTON = re.compile(rf"t:([1-9][0-9]{{0,17}}):({TAKE}|{CLOSE})")


def topic_name(language: Language, ticket: Ticket, customer: Customer) -> str:
    """The number and the masked name, with a mark when the ticket is closed."""
    key = "desk-topic-closed" if ticket.closed else "desk-topic"
    return language.text(key, ticket=str(ticket.id), name=customer.masked_name)[:TOPIC_NAME_LENGTH_MAX]


def card_text(language: Language, ticket: Ticket, customer: Customer) -> Html:
    """The facts that an agent needs; neither the full name nor the phone number."""
    return language.html(
        "desk-card",
        ticket=str(ticket.id),
        name=customer.masked_name,
        number=customer.masked_number,
        language=language.text(f"language-{ticket.language}"),
        state=language.text("desk-wallet-state", status=customer.status, cause=frozen_cause(language, customer)),
        since=language.date(customer.registered_at, customer.zone),
        opened=language.moment(ticket.opened_at, customer.zone),
        status=_status(language, ticket),
    )


def frozen_cause(language: Language, customer: Customer) -> str:
    """Why the wallet is frozen; a dash when it is not."""
    return language.text("desk-frozen-cause", cause=customer.frozen_cause or "none")


def card_buttons(language: Language, ticket: Ticket, customer: Customer) -> InlineKeyboardMarkup | None:
    """Take, while nobody has it, close, and freeze or unfreeze the wallet; nothing on a closed ticket."""
    if ticket.closed:
        return None
    acts = [CLOSE] if ticket.agent_id is not None else [TAKE, CLOSE]
    keys = {TAKE: "desk-take", CLOSE: "desk-close"}
    row = [InlineKeyboardButton(language.text(keys[act]), callback_data=f"t:{ticket.id}:{act}") for act in acts]
    wallet = [
        InlineKeyboardButton(language.text(WALLET_KEYS[act]), callback_data=f"w:{ticket.id}:{act}")
        for act in _wallet_acts(customer)
    ]
    return InlineKeyboardMarkup([row, wallet] if len(wallet) > 1 else [row + wallet])


def _wallet_acts(customer: Customer) -> tuple[str, ...]:
    """What the customer or wrong guesses froze can be held by the desk too, which then stands above."""
    if customer.status == ACTIVE:
        return (FREEZE,)
    if customer.status != FROZEN:
        return ()
    return (FREEZE, UNFREEZE) if customer.frozen_cause in {BY_CUSTOMER, GUESSES} else (UNFREEZE,)


def _status(language: Language, ticket: Ticket) -> str:
    if ticket.closed and ticket.closed_by is None:
        return language.text("desk-status-closed-by-customer")
    if ticket.closed:
        return language.text("desk-status-closed", agent=ticket.closed_by or "")
    if ticket.agent_name is None:
        return language.text("desk-status-untaken")
    return language.text("desk-status-taken", agent=ticket.agent_name)
