"""Inline mode: what somebody may put into any chat after typing the bot's name and an amount.

Nothing here moves money: each offer is a message with an address that opens the presser's own private chat.
"""

from __future__ import annotations

import structlog
from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from handlers.deep_links import link_argument, pay_argument
from handlers.parts.claim_lines import PREFIX
from handlers.quick import quick_words
from handlers.services import Services
from locales import Language
from wallet.claim_links.links import ClaimLink
from wallet.customers.queries import Customer
from wallet.invoices.models import OPEN
from wallet.invoices.service import Invoice
from wallet.merchants.service import Merchant
from wallet.money import Money, currency
from wallet.qr.payload import Payload, QrKind

QUERY_LENGTH_MAX = 60
OFFERED_MAX = 5
INVOICES_SEEN_MAX = 20
OPEN_WALLET, HOW = "open", "inline"
"""Arguments of /start that name nothing: they lead to the registration, and home."""

log = structlog.get_logger(__name__)


async def offer(
    query: InlineQuery, bot: Bot, services: Services, customer: Customer | None, language: Language
) -> None:
    """Answer what was typed: personal, never kept by Telegram. A locked session shows nothing of the account."""
    if customer is None:
        await _answer(query, [], _button(language.text("inline-open-wallet"), OPEN_WALLET))
        return
    amount = _amount(query.query, customer, services)
    if amount is None:
        await _answer(query, [], _button(language.text("inline-how"), HOW))
        return
    name = (await bot.me()).username or ""
    offers = [_request(name, customer, language, amount)]
    if await services.security.is_locked(customer.id):
        await _answer(query, offers)
        return
    links = [link for link in await services.claim_links.open_links(customer.id) if link.amount == amount]
    offers += [_link(name, customer, language, link) for link in links[:OFFERED_MAX]]
    offers += await _invoices(name, services, customer, language, amount)
    await _answer(query, offers, _button(language.text("inline-make-link", amount=amount), link_argument(amount)))


def _amount(text: str, customer: Customer, services: Services) -> Money | None:
    """An amount and nothing beside it, read as in quick commands; None for all else."""
    if len(text) > QUERY_LENGTH_MAX:
        return None
    found = quick_words(services.texts).amounts.read(text.strip(), currency(customer.default_currency))
    only = found[0] if len(found) == 1 else None
    return only if isinstance(only, Money) else None


def _request(bot_name: str, customer: Customer, language: Language, amount: Money) -> InlineQueryResultArticle:
    """Who asks, as strangers may see them, and the way to a confirm card."""
    shown = language.html(
        "inline-request-message", name=customer.masked_name, number=customer.masked_number, amount=amount
    )
    return _article(
        "request",
        (language.text("inline-request-title", amount=amount), language.text("inline-request-description")),
        shown,
        language.text("inline-request-button", amount=amount),
        f"https://t.me/{bot_name}?start={pay_argument(customer.wallet_number, amount)}",
    )


def _link(bot_name: str, customer: Customer, language: Language, link: ClaimLink) -> InlineQueryResultArticle:
    """A link that the customer made and paid for already: whoever comes first takes it."""
    return _article(
        f"link-{link.id}",
        (language.text("inline-link-title", amount=link.amount), language.text("inline-link-description")),
        language.html("inline-link-message", name=customer.masked_name, amount=link.amount),
        language.text("inline-link-button"),
        f"https://t.me/{bot_name}?start={PREFIX}{link.token}",
    )


async def _invoices(
    bot_name: str, services: Services, customer: Customer, language: Language, amount: Money
) -> list[InlineQueryResultArticle]:
    """A merchant's own invoices of this amount that can still be paid, of the newest ones."""
    shop = await services.merchants.get(customer.id)
    if shop is None or not shop.open:
        return []
    page = await services.invoices.page(customer.id, size=INVOICES_SEEN_MAX)
    due = [invoice for invoice in page.invoices if invoice.status == OPEN and invoice.amount == amount]
    return [_invoice(bot_name, services, shop, language, invoice) for invoice in due[:OFFERED_MAX]]


def _invoice(
    bot_name: str, services: Services, shop: Merchant, language: Language, invoice: Invoice
) -> InlineQueryResultArticle:
    """Under the name of the shop, which is public."""
    number = str(invoice.number)
    return _article(
        f"invoice-{invoice.id}",
        (
            language.text("inline-invoice-title", number=number, amount=invoice.amount),
            language.text("inline-invoice-description"),
        ),
        language.html("inline-invoice-message", shop=shop.name, number=number, amount=invoice.amount),
        language.text("inline-request-button", amount=invoice.amount),
        f"https://t.me/{bot_name}?start={services.payloads.argument(Payload(QrKind.INVOICE, invoice.id))}",
    )


def _article(
    identifier: str, heading: tuple[str, str], shown: str, button: str, address: str
) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=identifier,
        title=heading[0],
        description=heading[1],
        input_message_content=InputTextMessageContent(message_text=shown),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=button, url=address)]]),
    )


def _button(text: str, argument: str) -> InlineQueryResultsButton:
    return InlineQueryResultsButton(text=text, start_parameter=argument)


async def _answer(
    query: InlineQuery, offers: list[InlineQueryResultArticle], button: InlineQueryResultsButton | None = None
) -> None:
    """An answer that comes too late is no fault: the next letter asks again."""
    try:
        await query.answer([*offers], cache_time=0, is_personal=True, button=button)
    except TelegramBadRequest as error:
        if "query is too old" not in error.message:
            raise
        log.info("inline_answered_late")


def router() -> Router:
    """Inline queries alone: what they put into a chat has no buttons that come back to us."""
    made = Router(name="inline mode")
    made.inline_query.register(offer)
    return made
