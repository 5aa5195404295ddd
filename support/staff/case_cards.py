"""What cases look like in the staff group, and their buttons: freezing, requests to unfreeze, reviews, alerts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from locales import Html, Language
from support.desk.approvals import FREEZE, FREEZE_REASONS, UNFREEZE, UNFREEZE_REASONS, Approval
from support.desk.models import APPROVAL_OPEN
from support.staff.card import frozen_cause
from wallet.customers.queries import Customer
from wallet.identity.models import WAITING
from wallet.identity.service import DOCUMENT, REASONS, Documents, Review
from wallet.security.freezing import DURESS

SHOW, APPROVE, REFUSE, AGAIN, BACK = "show", "approve", "refuse", "again", "back"
WALLET, APPROVAL, REVIEW = "w", "a", "r"
ID = "[1-9][0-9]{0,17}"
BUTTON = re.compile(
    rf"(?:{WALLET}:(?P<ticket>{ID}):(?P<wallet_act>{BACK}"
    rf"|{FREEZE}(?::(?:{'|'.join(FREEZE_REASONS)}))?|{UNFREEZE}(?::(?:{'|'.join(UNFREEZE_REASONS)}))?)"
    rf"|{APPROVAL}:(?P<approval>{ID}):(?P<approval_act>{APPROVE}|{REFUSE})"
    rf"|{REVIEW}:(?P<review>{ID}):(?P<review_act>{SHOW}|{APPROVE}|{BACK}|(?:{REFUSE}|{AGAIN})(?::(?:{'|'.join(REASONS)}))?))"
)
"""Every button of a case, and nothing else."""


def reason_buttons(language: Language, ticket_id: int, act: str) -> InlineKeyboardMarkup:
    """Why to freeze or to unfreeze, and the way back."""
    reasons = FREEZE_REASONS if act == FREEZE else UNFREEZE_REASONS
    asked = [
        (language.text("desk-reason", reason=reason), f"{WALLET}:{ticket_id}:{act}:{reason}") for reason in reasons
    ]
    return _column([*asked, (language.text("desk-back"), f"{WALLET}:{ticket_id}:{BACK}")])


def approval_card(language: Language, approval: Approval, customer: Customer) -> Html:
    """Who asks for what and why, and what became of it."""
    return language.html(
        "desk-approval-card",
        name=customer.masked_name,
        number=customer.masked_number,
        ticket="" if approval.ticket_id is None else f"#{approval.ticket_id}",
        cause=frozen_cause(language, customer),
        agent=approval.requested_name,
        reason=language.text("desk-reason", reason=approval.reason),
        until=language.moment(approval.expires_at, customer.zone),
        status=language.text(
            "desk-approval-status", status=approval.status, agent=approval.decided_name or approval.requested_name
        ),
    )


def approval_buttons(language: Language, approval: Approval) -> InlineKeyboardMarkup | None:
    """Approve and refuse, while nobody has."""
    if approval.status != APPROVAL_OPEN:
        return None
    acts = [("desk-approve", APPROVE), ("desk-refuse", REFUSE)]
    return InlineKeyboardMarkup([[_button(language.text(key), f"{APPROVAL}:{approval.id}:{act}") for key, act in acts]])


def review_card(language: Language, review: Review, customer: Customer) -> Html:
    """Who wants which level; what they handed in is shown on request only."""
    reason = "" if review.reason is None else language.text(f"identity-reason-{review.reason}")
    return language.html(
        "desk-review-card",
        name=customer.masked_name,
        number=customer.masked_number,
        level=review.level,
        when=language.moment(review.created_at, customer.zone),
        status=language.text(
            "desk-review-status", status=review.status, agent=review.decided_name or "", reason=reason
        ),
    )


def review_buttons(language: Language, review: Review) -> InlineKeyboardMarkup | None:
    """Look, then decide; nothing on a review that is decided."""
    if review.status != WAITING:
        return None
    rows = [[("desk-show", SHOW)], [("desk-approve", APPROVE), ("desk-refuse", REFUSE), ("desk-again", AGAIN)]]
    return InlineKeyboardMarkup(
        [[_button(language.text(key), f"{REVIEW}:{review.id}:{act}") for key, act in row] for row in rows]
    )


def review_reason_buttons(language: Language, review_id: int, act: str) -> InlineKeyboardMarkup:
    """What the customer is told, and the way back."""
    told = [(language.text(f"identity-reason-{reason}"), f"{REVIEW}:{review_id}:{act}:{reason}") for reason in REASONS]
    return _column([*told, (language.text("desk-back"), f"{REVIEW}:{review_id}:{BACK}")])


def documents_caption(language: Language, documents: Documents) -> Html:
    """What the customer claims, to be held against the photo; a proof of address also bears their name."""
    if documents.review.level == DOCUMENT:
        return language.html("desk-documents", claim=documents.claim)
    return language.html("desk-documents-address", claim=documents.claim, name=documents.customer.name)


def alert_text(language: Language, customer: Customer, cause: str) -> Html:
    """That a wallet was frozen. Under duress it says loudly what not to do."""
    if cause == DURESS:
        return language.html("desk-alert-duress", number=customer.masked_number)
    return language.html(
        "desk-alert", number=customer.masked_number, cause=language.text("desk-frozen-cause", cause=cause)
    )


def _column(buttons: Iterable[tuple[str, str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[_button(label, data)] for label, data in buttons])


def _button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data)
