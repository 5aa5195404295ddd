"""What is written about claim links: their address, their state, their lines."""

from __future__ import annotations

from urllib.parse import quote as escaped_part

from aiogram import Bot
from aiogram_dialog import DialogManager

from handlers.parts.words import language_of
from handlers.services import customer_of, services_of
from locales import Html, Language
from wallet.claim_links.links import ClaimLink
from wallet.claim_links.models import CANCELLED, DRAFT, OPEN, RETURNED
from wallet.customers.queries import Customer
from wallet.payments.quotes import Quote

LINK_ID, REFERENCE = "link_id", "reference"
PREFIX = "c_"
"""Before the token, in the argument of /start."""


def status_of(language: Language, link: ClaimLink) -> str:
    """In a word. A draft is only ever shown as if it were open."""
    return language.text("claim-link-status", status=OPEN if link.status == DRAFT else link.status)


async def link_address(manager: DialogManager, link: ClaimLink) -> str:
    """What is passed on; empty when there is nothing to be had any more."""
    if link.token is None or link.expires_at <= services_of(manager).clock.now():
        return ""
    bot: Bot = manager.middleware_data["bot"]
    return f"https://t.me/{(await bot.me()).username}?start={PREFIX}{link.token}"


def share_address(address: str, words: str) -> str:
    """Telegram's own way to choose a chat for a link ("Share button" of its widgets)."""
    return f"https://t.me/share/url?url={escaped_part(address, safe='')}&text={escaped_part(words, safe='')}"


def link_lines(manager: DialogManager, link: ClaimLink) -> list[Html]:
    """What belongs to a link, for who made it."""
    language, reader = language_of(manager), customer_of(manager)
    now = services_of(manager).clock.now()
    lines = [language.html("claim-link-line-fee", fee=link.fee)] if link.fee else []
    if link.only_for is not None:
        lines.append(language.html("claim-link-line-only-for", name=link.only_for))
    if link.has_password:
        lines.append(language.html("claim-link-line-password", set="yes"))
    if link.note:
        lines.append(language.html("claim-link-line-note", note=link.note))
    if link.taker is not None:
        name, number = seen(language, link.taker)
        lines.append(language.html("claim-link-line-taker", name=name, number=number))
    if link.closed_at is None:
        until = language.moment(link.expires_at, reader.zone, now=now)
        lines.append(language.html("claim-link-line-until", until=until))
    else:
        lines.append(
            language.html("claim-link-line-closed", when=language.moment(link.closed_at, reader.zone, now=now))
        )
    if link.status in {CANCELLED, RETURNED}:
        lines.append(language.html("claim-link-line-back"))
    return lines


def seen(language: Language, other: Customer) -> tuple[str, str]:
    """Somebody as strangers may see them. Who had their wallet closed has no name any more."""
    return other.masked_name or language.text("record-closed-wallet"), other.masked_number


def claim_link_to(language: Language, quote: Quote) -> list[Html]:
    """Where a link's money goes, on the confirm card and its receipt."""
    lines = [language.html("claim-link-to", named=str(quote.details.get("named")))]
    if quote.details.get("password") == "yes":
        lines.append(language.html("claim-link-with-password"))
    return [*lines, language.html("claim-link-terms")]
