"""Brings cases to the staff group's General area: reviews, requests and alerts. Each card is kept current."""

from __future__ import annotations

import structlog
from telegram import Bot, InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest

from locales import Html, Language
from support.staff.calls import ALREADY_AWAY, leniently, says
from support.staff.case_cards import alert_text, approval_buttons, approval_card, review_buttons, review_card
from support.staff.services import StaffServices
from wallet import outbox
from wallet.identity.models import WAITING
from wallet.outbox import DueFact

KINDS = frozenset({outbox.IDENTITY_REVIEW, outbox.APPROVAL, outbox.DESK_ALERT, outbox.RATES_CLOSED})

log = structlog.get_logger(__name__)


class CaseChannel:
    """Safe to run again after a stop at any point."""

    def __init__(self, bot: Bot, staff_chat_id: int, services: StaffServices, language: Language) -> None:
        self._bot, self._chat_id, self._services, self._language = bot, staff_chat_id, services, language

    async def deliver(self, fact: DueFact) -> None:
        """Bring one of `KINDS`."""
        if fact.kind == outbox.IDENTITY_REVIEW:
            await self._show_review(fact.number("review_id"))
        elif fact.kind == outbox.APPROVAL:
            await self._show_approval(fact.number("approval_id"))
        elif fact.kind == outbox.RATES_CLOSED:
            feed, reason = str(fact.fields["feed"]), str(fact.fields["reason"])
            await self._post(self._language.html("desk-rates-closed", feed=feed, reason=reason), None)
        else:
            await self._alert(fact.number("customer_id"), str(fact.fields["cause"]))

    async def _show_review(self, review_id: int) -> None:
        """The card, and the end of what was shown once the review is decided."""
        review = await self._services.identity.review(review_id)
        customer = await self._services.customers.get(review.customer_id)
        text, buttons = review_card(self._language, review, customer), review_buttons(self._language, review)
        if review.card_message_id is None:
            card_id = await self._post(text, buttons)
            await self._services.identity.card_sent(review.id, card_id)
        else:
            await self._edit(review.card_message_id, text, buttons)
        if review.status != WAITING and review.shown_message_id is not None:
            await self.take_away(review.id, review.shown_message_id)

    async def take_away(self, review_id: int, message_id: int) -> None:
        """Delete what was shown of a customer's documents; where the bot may not, ask the staff to."""
        try:
            await self._bot.delete_message(self._chat_id, message_id)
        except BadRequest as error:
            if not says(error, ALREADY_AWAY):
                log.warning("documents_not_deleted", review_id=review_id, reason=error.message)
                await self._bot.send_message(
                    self._chat_id,
                    self._language.text("desk-documents-not-deleted"),
                    reply_parameters=ReplyParameters(message_id, allow_sending_without_reply=True),
                )
        await self._services.identity.documents_taken_away(review_id, message_id)

    async def _show_approval(self, approval_id: int) -> None:
        approval = await self._services.approvals.get(approval_id)
        customer = await self._services.customers.get(approval.customer_id)
        text, buttons = approval_card(self._language, approval, customer), approval_buttons(self._language, approval)
        if approval.card_message_id is None:
            card_id = await self._post(text, buttons)
            await self._services.approvals.card_sent(approval.id, card_id)
        else:
            await self._edit(approval.card_message_id, text, buttons)

    async def _alert(self, customer_id: int, cause: str) -> None:
        customer = await self._services.customers.get(customer_id)
        await self._post(alert_text(self._language, customer, cause), None)

    async def _post(self, text: Html, buttons: InlineKeyboardMarkup | None) -> int:
        sent = await self._bot.send_message(self._chat_id, text, parse_mode=ParseMode.HTML, reply_markup=buttons)
        return sent.message_id

    async def _edit(self, message_id: int, text: Html, buttons: InlineKeyboardMarkup | None) -> None:
        await leniently(
            self._bot.edit_message_text(
                text, self._chat_id, message_id, parse_mode=ParseMode.HTML, reply_markup=buttons
            )
        )
