"""What stands in the staff chat about a ticket: its topic's name, its card and the card's buttons."""

from __future__ import annotations

import re

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from locales import Html, Language
from support.desk.service import Ticket
from wallet.customers.queries import Customer

TOPIC_NAME_LENGTH_MAX = 128
TAKE, CLOSE = "take", "close"
BUTTON_DATA = re.compile(r"t:([0-9]{1,18}):(take|close)", re.ASCII)


def topic_name(language: Language, ticket: Ticket, customer: Customer) -> str:
    """The number and the masked name; marked when the ticket is closed."""
    key = "desk-topic-closed" if ticket.closed else "desk-topic"
    return language.text(key, ticket=str(ticket.id), name=customer.masked_name)[:TOPIC_NAME_LENGTH_MAX]


def card_text(language: Language, ticket: Ticket, customer: Customer) -> Html:
    """The facts that an agent needs at a glance, none of them enough to look the customer up."""
    facts = language.html(
        "desk-card",
        ticket=str(ticket.id),
        name=customer.masked_name,
        number=customer.masked_number,
        language=language.text(f"language-{ticket.language}"),
        since=language.moment(ticket.opened_at, customer.zone),
    )
    return Html(f"{facts}\n{_state(language, ticket)}")


def card_buttons(language: Language, ticket: Ticket) -> InlineKeyboardMarkup | None:
    """What an agent can still do with the ticket."""
    if ticket.closed:
        return None
    actions = [CLOSE] if ticket.agent_id is not None else [TAKE, CLOSE]
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(language.text(f"desk-button-{action}"), callback_data=f"t:{ticket.id}:{action}")
                for action in actions
            ]
        ]
    )


def _state(language: Language, ticket: Ticket) -> Html:
    if ticket.closed and ticket.closed_by is None:
        return language.html("desk-card-closed-by-customer")
    if ticket.closed:
        return language.html("desk-card-closed", agent=ticket.closed_by or "")
    if ticket.agent_id is None:
        return language.html("desk-card-new")
    return language.html("desk-card-taken", agent=ticket.agent_name or "")
