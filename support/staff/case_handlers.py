"""Presses of cases in the staff group: freezing a ticket's wallet, deciding requests and identity reviews.

Every act may be repeated. Cards are brought to what became of a case by the outbox, not here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, InputFile, ReplyParameters, User
from telegram.constants import ParseMode

from locales import Language
from support.desk.approvals import FREEZE
from support.desk.service import FileUnavailable, Ticket
from support.staff.calls import leniently
from support.staff.card import card_buttons
from support.staff.case_cards import (
    AGAIN,
    APPROVE,
    BACK,
    SHOW,
    documents_caption,
    reason_buttons,
    review_buttons,
    review_reason_buttons,
)
from support.staff.cases import CaseChannel
from support.staff.services import StaffServices
from wallet import trail
from wallet.errors import OwnRequest, TicketClosed
from wallet.identity import models as reviews
from wallet.trail import Actor


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to a press; an alert has to be confirmed."""

    text: str = ""
    alert: bool = False


class CaseHandlers:
    """Whoever calls this has made sure that the presser is in the staff group now."""

    def __init__(self, staff_chat_id: int, services: StaffServices, language: Language) -> None:
        self._chat_id, self._services, self._language = staff_chat_id, services, language

    async def act(self, query: CallbackQuery, matched: re.Match[str]) -> Said:
        """Do what a button says that `case_cards.BUTTON` matched. Raises what the services raise."""
        if matched["ticket"]:
            act, _, reason = matched["wallet_act"].partition(":")
            return await self._on_wallet(query, int(matched["ticket"]), act, reason)
        if matched["approval"]:
            approve = matched["approval_act"] == APPROVE
            return await self._on_approval(query.from_user, int(matched["approval"]), approve)
        act, _, reason = matched["review_act"].partition(":")
        return await self._on_review(query, int(matched["review"]), act, reason)

    async def _on_wallet(self, query: CallbackQuery, ticket_id: int, act: str, reason: str) -> Said:
        ticket = await self._services.desk.ticket(ticket_id)
        if ticket.closed:
            raise TicketClosed(ticket_id=ticket.id)
        if act != BACK and not reason:
            await self._set_buttons(query, reason_buttons(self._language, ticket.id, act))
            return Said(self._language.text("desk-why"))
        said = Said()
        try:
            if act != BACK:
                said = await self._change_wallet(ticket, act, reason, query.from_user)
        finally:
            customer = await self._services.customers.get(ticket.customer_id)
            await self._set_buttons(query, card_buttons(self._language, ticket, customer))
        return said

    async def _change_wallet(self, ticket: Ticket, act: str, reason: str, agent: User) -> Said:
        approvals, customer_id = self._services.approvals, ticket.customer_id
        if act == FREEZE:
            done = await approvals.freeze(customer_id, reason, agent.id, agent.first_name)
            return Said(self._language.text("desk-frozen" if done else "desk-frozen-already"))
        asked = await approvals.request_unfreeze(customer_id, ticket.id, reason, agent.id, agent.first_name)
        return Said(self._language.text("desk-unfreeze-asked", agent=asked.requested_name))

    async def _on_approval(self, agent: User, approval_id: int, approve: bool) -> Said:
        await self._services.approvals.decide(approval_id, approve, agent.id, agent.first_name)
        return Said(self._language.text("desk-unfrozen" if approve else "desk-unfreeze-refused"))

    async def _on_review(self, query: CallbackQuery, review_id: int, act: str, reason: str) -> Said:
        review = await self._services.identity.review(review_id)
        customer = await self._services.customers.get(review.customer_id)
        if customer.telegram_user_id == query.from_user.id:
            raise OwnRequest
        if act == SHOW:
            return await self._show(query, review_id)
        if act == BACK:
            await self._set_buttons(query, review_buttons(self._language, review))
            return Said()
        if act != APPROVE and not reason:
            await self._set_buttons(query, review_reason_buttons(self._language, review_id, act))
            return Said(self._language.text("desk-why"))
        status = {APPROVE: reviews.APPROVED, AGAIN: reviews.AGAIN}.get(act, reviews.REFUSED)
        agent = query.from_user
        await self._services.identity.decide(review_id, status, reason or None, agent.id, agent.first_name)
        return Said(self._language.text("desk-review-decided"))

    async def _show(self, query: CallbackQuery, review_id: int) -> Said:
        """The photo with the claim below the card; that they were read is in the trail before."""
        identity, bot = self._services.identity, query.get_bot()
        documents = await identity.show(review_id, Actor(trail.STAFF, query.from_user.id))
        try:
            content = await self._services.fetch_file(documents.photo_file_id)
        except FileUnavailable:
            return Said(self._language.text("desk-documents-unavailable"), alert=True)
        card_id = None if query.message is None else query.message.message_id
        sent = await bot.send_photo(
            self._chat_id,
            InputFile(content, filename="photo"),
            caption=documents_caption(self._language, documents),
            parse_mode=ParseMode.HTML,
            protect_content=True,
            reply_parameters=None if card_id is None else ReplyParameters(card_id, allow_sending_without_reply=True),
        )
        try:
            stale_id = await identity.documents_shown(review_id, sent.message_id)
        except BaseException:
            # What nobody remembers would never be taken away.
            await leniently(bot.delete_message(self._chat_id, sent.message_id))
            raise
        if stale_id is not None:
            await CaseChannel(bot, self._chat_id, self._services, self._language).take_away(review_id, stale_id)
        return Said(self._language.text("desk-documents-shown"))

    async def _set_buttons(self, query: CallbackQuery, buttons: InlineKeyboardMarkup | None) -> None:
        if query.message is not None:
            change = query.get_bot().edit_message_reply_markup
            await leniently(change(self._chat_id, query.message.message_id, reply_markup=buttons))
