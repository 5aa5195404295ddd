"""Shops in the staff group: the card of each wish for one, its logo on request, and one decision."""

from __future__ import annotations

import re

from telegram import Bot, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, ReplyParameters
from telegram.constants import ParseMode

from locales import Html, Language
from support.staff.calls import leniently
from support.staff.case_cards import APPROVE, BACK, ID, REFUSE, SHOW
from support.staff.services import StaffServices
from wallet.customers.queries import Customer
from wallet.errors import OwnRequest
from wallet.merchants.models import APPROVED, WAITING
from wallet.merchants.reviews import REASONS, ShopReview
from wallet.merchants.service import Merchant
from wallet.outbox import DueFact

SHOP = "m"
BUTTON = re.compile(
    rf"{SHOP}:(?P<shop>{ID}):(?P<shop_act>{SHOW}|{APPROVE}|{BACK}|{REFUSE}(?::(?:{'|'.join(REASONS)}))?)"
)
"""Every button of a shop's card, and nothing else."""


def shop_card(language: Language, review: ShopReview, owner: Customer, in_force: Merchant | None) -> Html:
    """What is asked for, by whom (masked), what it would replace, and what became of it."""
    card = language.html(
        "desk-shop-card",
        change="no" if in_force is None else "yes",
        shop=review.name,
        category=_category(language, review.category),
        logo="no" if review.logo is None else "yes",
        name=owner.masked_name,
        number=owner.masked_number,
        when=language.moment(review.created_at, owner.zone),
        status=_status(language, review),
    )
    if in_force is None or review.status != WAITING:
        return card
    now = language.html("desk-shop-now", shop=in_force.name, category=_category(language, in_force.category))
    return Html(f"{card}\n{now}")


def shop_buttons(language: Language, review: ShopReview) -> InlineKeyboardMarkup | None:
    """The logo, if there is one, and the decision; nothing once it is decided."""
    if review.status != WAITING:
        return None
    acts = [[("desk-approve", APPROVE), ("desk-refuse", REFUSE)]]
    if review.logo is not None:
        acts.insert(0, [("desk-shop-show-logo", SHOW)])
    return InlineKeyboardMarkup(
        [[_button(language.text(key), f"{SHOP}:{review.id}:{act}") for key, act in row] for row in acts]
    )


def shop_reason_buttons(language: Language, review_id: int) -> InlineKeyboardMarkup:
    """What the merchant is told, and the way back."""
    told = [
        (language.text("business-reason", reason=reason), f"{SHOP}:{review_id}:{REFUSE}:{reason}") for reason in REASONS
    ]
    rows = [*told, (language.text("desk-back"), f"{SHOP}:{review_id}:{BACK}")]
    return InlineKeyboardMarkup([[_button(label, data)] for label, data in rows])


class ShopCases:
    """Whoever calls `act` has made sure that the presser is in the staff group now. Every act may be repeated."""

    def __init__(self, staff_chat_id: int, services: StaffServices, language: Language) -> None:
        self._chat_id, self._services, self._language = staff_chat_id, services, language

    async def deliver(self, bot: Bot, fact: DueFact) -> None:
        """Post the card of a wish, or bring it to what has become of it. Safe to run again after a stop."""
        merchants = self._services.merchants
        review = await merchants.review(fact.number("review_id"))
        owner, shop = await self._services.customers.get(review.customer_id), await merchants.get(review.customer_id)
        in_force = shop if shop is not None and shop.status == APPROVED and review.status == WAITING else None
        text, buttons = shop_card(self._language, review, owner, in_force), shop_buttons(self._language, review)
        if review.card_message_id is None:
            sent = await bot.send_message(self._chat_id, text, parse_mode=ParseMode.HTML, reply_markup=buttons)
            await merchants.card_sent(review.id, sent.message_id)
            return
        await leniently(
            bot.edit_message_text(
                text, self._chat_id, review.card_message_id, parse_mode=ParseMode.HTML, reply_markup=buttons
            )
        )

    async def act(self, query: CallbackQuery, matched: re.Match[str]) -> str:
        """Do what a button says that `BUTTON` matched; returns the answer. Raises what the services raise."""
        review_id = int(matched["shop"])
        act, _, reason = matched["shop_act"].partition(":")
        review = await self._services.merchants.review(review_id)
        owner = await self._services.customers.get(review.customer_id)
        if owner.telegram_user_id == query.from_user.id:
            raise OwnRequest
        if act == SHOW:
            return await self._show(query, review)
        if act == BACK:
            await self._set_buttons(query, shop_buttons(self._language, review))
            return ""
        if act == REFUSE and not reason:
            await self._set_buttons(query, shop_reason_buttons(self._language, review_id))
            return self._language.text("desk-why")
        agent = query.from_user
        await self._services.merchants.decide(review_id, reason or None, agent.id, agent.first_name)
        return self._language.text("desk-review-decided")

    async def _show(self, query: CallbackQuery, review: ShopReview) -> str:
        """The logo below its card. It is public once approved, so it may stay."""
        if review.logo is None:
            return self._language.text("desk-shop-no-logo")
        card_id = None if query.message is None else query.message.message_id
        await query.get_bot().send_photo(
            self._chat_id,
            InputFile(review.logo, filename="logo.png"),
            caption=self._language.html("desk-shop-logo", shop=review.name),
            parse_mode=ParseMode.HTML,
            reply_parameters=None if card_id is None else ReplyParameters(card_id, allow_sending_without_reply=True),
        )
        return ""

    async def _set_buttons(self, query: CallbackQuery, buttons: InlineKeyboardMarkup | None) -> None:
        if query.message is not None:
            change = query.get_bot().edit_message_reply_markup
            await leniently(change(self._chat_id, query.message.message_id, reply_markup=buttons))


def _category(language: Language, category: str) -> str:
    return language.text("business-category-name", category=category)


def _status(language: Language, review: ShopReview) -> str:
    reason = language.text("business-reason", reason=review.reason or "not-allowed")
    return language.text("desk-shop-status", status=review.status, agent=review.decided_name or "", reason=reason)


def _button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data)
