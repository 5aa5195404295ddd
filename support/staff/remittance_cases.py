"""Payouts abroad in the staff group: a card for each with its buttons, and to whom it goes, shown on request.

Every act may be repeated. A card is brought to what became of the money by the outbox, and whatever was shown of the
recipient is taken away with the next state.
"""

from __future__ import annotations

import re

import structlog
from telegram import Bot, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest

from locales import Html, Language
from support.staff.calls import ALREADY_AWAY, leniently, says
from support.staff.card import frozen_cause
from support.staff.services import StaffServices
from wallet.customers.queries import Customer
from wallet.outbox import DueFact
from wallet.remittance.corridors import CORRIDORS
from wallet.remittance.models import CONVERTING, SENT, UNDER_WAY, WAITING
from wallet.remittance.payouts import Agent, PayoutDetails
from wallet.remittance.records import Remittance
from wallet.remittance.states import RETURN_REASONS

TAKE, SHOW, SENT_NOW, DELIVERED_NOW = "take", "show", "sent", "delivered"
RETURN, CONFIRM, KEEP, BACK = "return", "confirm", "keep", "back"
BUTTON = re.compile(
    rf"payout:(?P<id>[1-9][0-9]{{0,17}}):(?P<act>{TAKE}|{SHOW}|{SENT_NOW}|{DELIVERED_NOW}|{CONFIRM}|{KEEP}|{BACK}"
    rf"|{RETURN}(?::(?P<reason>{'|'.join(RETURN_REASONS)}))?)"
)
"""Every button of a payout, and nothing else."""

BY_STATUS = {
    WAITING: (("payout-take", TAKE), ("payout-return", RETURN)),
    CONVERTING: (("payout-show", SHOW), ("payout-sent", SENT_NOW), ("payout-return", RETURN)),
    SENT: (("payout-show", SHOW), ("payout-delivered", DELIVERED_NOW), ("payout-return", RETURN)),
}
TWO_DECIDE = (("payout-confirm", CONFIRM), ("payout-keep", KEEP))

log = structlog.get_logger(__name__)


def payout_card(language: Language, remittance: Remittance, customer: Customer) -> Html:
    """What is to be paid out to whom, with everybody masked, and how far it is."""
    return language.html(
        "payout-card",
        reference=remittance.reference,
        name=customer.masked_name,
        number=customer.masked_number,
        wallet=language.text("desk-wallet-state", status=customer.status, cause=frozen_cause(language, customer)),
        gets=remittance.gets,
        pays=remittance.pays,
        recipient=remittance.recipient,
        account=remittance.account,
        country=language.text("remittance-country", country=remittance.country),
        method=language.text("remittance-method", method=remittance.method),
        purpose=language.text("remittance-purpose", purpose=remittance.purpose),
        status=_status(language, remittance),
    )


def _status(language: Language, remittance: Remittance) -> str:
    agent = remittance.agent_name or ""
    if remittance.return_asked_by is not None and remittance.status in UNDER_WAY:
        asked, reason = remittance.return_asked_name or "", str(remittance.reason)
        return language.text(
            "payout-return-asked", agent=asked, reason=language.text("remittance-reason", reason=reason)
        )
    reason = "" if remittance.reason is None else language.text("remittance-reason", reason=remittance.reason)
    return language.text("payout-status", status=remittance.status, agent=agent, reason=reason)


def payout_buttons(language: Language, remittance: Remittance) -> InlineKeyboardMarkup | None:
    """What can be done now; nothing once it is over."""
    if remittance.status not in UNDER_WAY:
        return None
    acts = BY_STATUS[remittance.status] if remittance.return_asked_by is None else TWO_DECIDE
    return _rows([[(language.text(key), f"payout:{remittance.id}:{act}") for key, act in acts]])


def payout_reason_buttons(language: Language, remittance: Remittance) -> InlineKeyboardMarkup:
    """What the customer is told, and the way back."""
    reasons = [
        (language.text("remittance-reason", reason=reason), f"payout:{remittance.id}:{RETURN}:{reason}")
        for reason in RETURN_REASONS
    ]
    return _rows([[button] for button in [*reasons, (language.text("desk-back"), f"payout:{remittance.id}:{BACK}")]])


def _rows(rows: list[list[tuple[str, str]]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in rows]
    )


def _details(language: Language, details: PayoutDetails) -> Html:
    """To whom and where, and how much: all that the bank's form asks for."""
    remittance = details.remittance
    return language.html(
        "payout-details",
        gets=remittance.gets,
        name=details.name,
        account=details.account,
        form=CORRIDORS[remittance.country].method(remittance.method).kind,
        country=language.text("remittance-country", country=remittance.country),
        code=remittance.country,
        method=language.text("remittance-method", method=remittance.method),
        purpose=language.text("remittance-purpose", purpose=remittance.purpose),
        reference=remittance.reference,
    )


class RemittanceCases:
    """Whoever calls `act` has made sure that the presser is in the staff group now."""

    def __init__(self, staff_chat_id: int, services: StaffServices, language: Language) -> None:
        self._chat_id, self._services, self._language = staff_chat_id, services, language

    async def deliver(self, bot: Bot, fact: DueFact) -> None:
        """Post the card or bring it to what the money's state is now; what was shown goes. May run again."""
        desk, language = self._services.payout_desk, self._language
        remittance = await desk.get(fact.number("remittance_id"))
        customer = await self._services.customers.get(remittance.customer_id)
        text, buttons = payout_card(language, remittance, customer), payout_buttons(language, remittance)
        if remittance.card_message_id is None:
            sent = await bot.send_message(self._chat_id, text, parse_mode=ParseMode.HTML, reply_markup=buttons)
            await desk.card_sent(remittance.id, sent.message_id)
        else:
            change = bot.edit_message_text
            await leniently(
                change(text, self._chat_id, remittance.card_message_id, parse_mode=ParseMode.HTML, reply_markup=buttons)
            )
        if remittance.shown_message_id is not None:
            await self._take_away(bot, remittance.id, remittance.shown_message_id)

    async def act(self, query: CallbackQuery, matched: re.Match[str]) -> str:
        """Do what a button says that `BUTTON` matched; returns the answer. Raises what the service raises."""
        remittance_id, act, reason = int(matched["id"]), matched["act"].partition(":")[0], matched["reason"]
        agent = Agent(query.from_user.id, query.from_user.first_name)
        if act == SHOW:
            return await self._show(query, remittance_id, agent)
        if act == BACK or (act == RETURN and reason is None):
            return await self._ask_reason(query, remittance_id, back=act == BACK)
        desk = self._services.payout_desk
        acts = {
            TAKE: desk.take,
            SENT_NOW: desk.sent,
            DELIVERED_NOW: desk.delivered,
            CONFIRM: desk.confirm_return,
            KEEP: desk.keep,
        }
        if act in acts:
            await acts[act](remittance_id, agent)
            return self._language.text("payout-done")
        done = await desk.give_back(remittance_id, reason, agent)
        return self._language.text("payout-done" if done else "payout-second-asked")

    async def _ask_reason(self, query: CallbackQuery, remittance_id: int, *, back: bool) -> str:
        """Why it is to be given back, or the card's own buttons again."""
        remittance = await self._services.payout_desk.get(remittance_id)
        over = remittance.status not in UNDER_WAY or remittance.return_asked_by is not None
        if back or over:
            buttons = payout_buttons(self._language, remittance)
        else:
            buttons = payout_reason_buttons(self._language, remittance)
        if query.message is not None:
            change = query.get_bot().edit_message_reply_markup
            await leniently(change(self._chat_id, query.message.message_id, reply_markup=buttons))
        return "" if back or over else self._language.text("desk-why")

    async def _show(self, query: CallbackQuery, remittance_id: int, agent: Agent) -> str:
        """The recipient below the card; that they were read is in the trail before."""
        desk, bot = self._services.payout_desk, query.get_bot()
        details = await desk.show(remittance_id, agent)
        card_id = None if query.message is None else query.message.message_id
        sent = await bot.send_message(
            self._chat_id,
            _details(self._language, details),
            parse_mode=ParseMode.HTML,
            protect_content=True,
            reply_parameters=None if card_id is None else ReplyParameters(card_id, allow_sending_without_reply=True),
        )
        try:
            stale_id = await desk.details_shown(remittance_id, sent.message_id)
        except BaseException:
            # What nobody remembers would never be taken away.
            await leniently(bot.delete_message(self._chat_id, sent.message_id))
            raise
        if stale_id is not None:
            await self._take_away(bot, remittance_id, stale_id)
        return self._language.text("payout-shown")

    async def _take_away(self, bot: Bot, remittance_id: int, message_id: int) -> None:
        """Delete what was shown; where the bot may not, ask the staff to."""
        try:
            await bot.delete_message(self._chat_id, message_id)
        except BadRequest as error:
            if not says(error, ALREADY_AWAY):
                log.warning("documents_not_deleted", message_id=message_id, reason=error.message)
                await bot.send_message(
                    self._chat_id,
                    self._language.text("payout-not-deleted"),
                    reply_parameters=ReplyParameters(message_id, allow_sending_without_reply=True),
                )
        await self._services.payout_desk.details_taken_away(remittance_id, message_id)
