"""What happens in the staff group: a message is the answer, a button takes or closes, strangers get nothing."""

from __future__ import annotations

import re
from typing import Any

import structlog
from telegram import Bot, CallbackQuery, Chat, ChatMember, ChatMemberRestricted, Message, ReplyParameters, Update, User
from telegram.constants import ChatType, ReactionEmoji
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from locales import FieldValue, Language
from support.desk.service import IncomingMessage, Ticket
from support.staff import case_cards, merchant_cases, remittance_cases
from support.staff.calls import tell
from support.staff.card import BUTTON, TAKE
from support.staff.case_handlers import CaseHandlers
from support.staff.services import StaffServices
from wallet.errors import StaffOnly, TicketClosed, TicketNotFound, WalletError

NOTE_MARK = "//"
TEXT_LENGTH_MAX = 3_400
CAPTION_LENGTH_MAX = 850
"""The customer reads an answer below a line of ours, and Telegram allows 4096 and 1024 characters in all."""

PRESENT = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})

log = structlog.get_logger(__name__)


class StaffHandlers:
    """Raising means that the update is handled again: every act of the desk may be repeated."""

    def __init__(self, staff_chat_id: int, services: StaffServices, language: Language) -> None:
        self._staff_chat_id, self._desk, self._language = staff_chat_id, services.desk, language
        self._cases = CaseHandlers(staff_chat_id, services, language)
        self._remittances = remittance_cases.RemittanceCases(staff_chat_id, services, language)
        self._shops = merchant_cases.ShopCases(staff_chat_id, services, language)

    async def on_message(self, update: Update, _context: Any) -> None:
        """An answer to the customer, a note that stays, or nothing of ours."""
        message = update.message
        if message is None:
            return
        if message.chat.id != self._staff_chat_id:
            await self._leave_foreign(message.get_bot(), message.chat, message.migrate_from_chat_id)
            return
        if message.migrate_to_chat_id is not None:
            log.error("staff_chat_moved", setting="STAFF_CHAT_ID", chat_id=message.migrate_to_chat_id)
            return
        ticket = await self._ticket_of(message)
        if ticket is None or _is_service(message) or not _is_human(message):
            return
        if (message.text or message.caption or "").lstrip().startswith(NOTE_MARK):
            return
        await self._answer(message, ticket)

    async def on_press(self, update: Update, _context: Any) -> None:
        """A button of a card. Who is not in the staff group now is refused, whatever the button says."""
        query = update.callback_query
        if query is None:
            return
        if not await self._may_press(query):
            await tell(query, self._language.error(StaffOnly()), alert=True)
        elif (matched := BUTTON.fullmatch(query.data or "")) is not None:
            await self._press_ticket(query, int(matched[1]), matched[2])
        elif (matched := case_cards.BUTTON.fullmatch(query.data or "")) is not None:
            await self._press_case(query, matched)
        elif (matched := merchant_cases.BUTTON.fullmatch(query.data or "")) is not None:
            await self._press_shop(query, matched)
        elif (matched := remittance_cases.BUTTON.fullmatch(query.data or "")) is not None:
            await self._press_payout(query, matched)
        else:
            await tell(query, self._language.text("desk-button-unknown"), alert=True)

    async def _press_ticket(self, query: CallbackQuery, ticket_id: int, act: str) -> None:
        try:
            said = await self._act(ticket_id, act, query.from_user)
        except WalletError as error:
            said = self._language.error(error)
        await tell(query, said)

    async def _press_case(self, query: CallbackQuery, matched: re.Match[str]) -> None:
        try:
            said = await self._cases.act(query, matched)
        except WalletError as error:
            await tell(query, self._language.error(error), alert=True)
        else:
            await tell(query, said.text, alert=said.alert)

    async def _press_shop(self, query: CallbackQuery, matched: re.Match[str]) -> None:
        try:
            said = await self._shops.act(query, matched)
        except WalletError as error:
            await tell(query, self._language.error(error), alert=True)
        else:
            await tell(query, said)

    async def _press_payout(self, query: CallbackQuery, matched: re.Match[str]) -> None:
        try:
            said = await self._remittances.act(query, matched)
        except WalletError as error:
            await tell(query, self._language.error(error), alert=True)
        else:
            await tell(query, said)

    async def on_own_membership(self, update: Update, _context: Any) -> None:
        """The bot was added somewhere: it stays in the staff group alone."""
        change = update.my_chat_member
        if change is not None and change.new_chat_member.status in PRESENT | {ChatMember.RESTRICTED}:
            await self._leave_foreign(change.get_bot(), change.chat, None)

    async def _ticket_of(self, message: Message) -> Ticket | None:
        """By its topic; in a group without topics by the message that is replied to."""
        try:
            if message.is_topic_message and message.message_thread_id is not None:
                return await self._desk.ticket_of_thread(message.message_thread_id)
            replied = message.reply_to_message
            return None if replied is None else await self._desk.ticket_of_copy(replied.message_id)
        except TicketNotFound:
            return None

    async def _answer(self, message: Message, ticket: Ticket) -> None:
        author, incoming = message.from_user, _incoming(message)
        if message.sender_chat is not None or author is None:
            await self._hint(message, "desk-anonymous")
            return
        if incoming is None:
            await self._hint(message, "desk-kind-not-taken")
            return
        length_max = TEXT_LENGTH_MAX if incoming.file_id is None else CAPTION_LENGTH_MAX
        if len(incoming.text) > length_max:
            await self._hint(message, "desk-answer-too-long", length_max=length_max)
            return
        try:
            await self._desk.write_from_agent(ticket.id, author.id, author.first_name, incoming)
        except TicketClosed:
            await self._hint(message, "desk-answer-after-end", ticket=str(ticket.id))
            return
        await _mark_taken(message)

    async def _hint(self, message: Message, key: str, **fields: FieldValue) -> None:
        await message.get_bot().send_message(
            message.chat.id,
            self._language.text(key, **fields),
            message_thread_id=message.message_thread_id if message.is_topic_message else None,
            reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
        )

    async def _may_press(self, query: CallbackQuery) -> bool:
        message = query.message
        if message is None or message.chat.id != self._staff_chat_id or query.from_user.is_bot:
            return False
        try:
            member = await query.get_bot().get_chat_member(self._staff_chat_id, query.from_user.id)
        except BadRequest:
            return False
        return member.status in PRESENT or (isinstance(member, ChatMemberRestricted) and member.is_member)

    async def _act(self, ticket_id: int, act: str, agent: User) -> str:
        language, number = self._language, str(ticket_id)
        before = await self._desk.ticket(ticket_id)
        if before.closed:
            return language.text("desk-closed-already", ticket=number)
        if act != TAKE:
            await self._desk.close(ticket_id, agent.first_name)
            return language.text("desk-closed", ticket=number)
        ticket = await self._desk.take(ticket_id, agent.id, agent.first_name)
        if ticket.agent_id != agent.id:
            return language.text("desk-taken-by-other", ticket=number, agent=ticket.agent_name or "")
        key = "desk-taken" if before.agent_id is None else "desk-taken-already"
        return language.text(key, ticket=number)

    async def _leave_foreign(self, bot: Bot, chat: Chat, migrated_from: int | None) -> None:
        """Leave any group but the staff's, also when that has moved here under a new id."""
        if chat.id == self._staff_chat_id or chat.type == ChatType.PRIVATE:
            return
        if migrated_from == self._staff_chat_id or await self._moved_to(bot) == chat.id:
            log.error("staff_chat_moved", setting="STAFF_CHAT_ID", chat_id=chat.id)
            return
        log.warning("foreign_chat_left", chat_id=chat.id)
        try:
            await bot.leave_chat(chat.id)
        except (BadRequest, Forbidden) as error:
            log.info("foreign_chat_gone", chat_id=chat.id, reason=error.message)

    async def _moved_to(self, bot: Bot) -> int | None:
        try:
            await bot.get_chat(self._staff_chat_id)
        except ChatMigrated as error:
            return error.new_chat_id
        except (BadRequest, Forbidden):
            return None
        return None


def _is_service(message: Message) -> bool:
    return message.text is None and message.effective_attachment is None


def _is_human(message: Message) -> bool:
    """Whether a person wrote it, be it in the group's own name (Telegram then names a bot as the author)."""
    author = message.from_user
    return author is not None and (not author.is_bot or message.sender_chat is not None)


def _incoming(message: Message) -> IncomingMessage | None:
    """The message as the desk takes it; None for kinds that it does not take yet."""
    kind, file_id, file_name = "text", None, None
    if message.photo:
        kind, file_id = "photo", message.photo[-1].file_id
    elif message.document:
        kind, file_id, file_name = "document", message.document.file_id, message.document.file_name
    elif message.voice:
        kind, file_id = "voice", message.voice.file_id
    elif message.text is None:
        return None
    text = message.text or message.caption or ""
    return IncomingMessage(kind, text, file_id, file_name, message.chat.id, message.message_id)


async def _mark_taken(message: Message) -> None:
    """A sign that the answer is on its way. Only a sign: a group may forbid reactions."""
    try:
        await message.set_reaction(ReactionEmoji.OK_HAND_SIGN)
    except TelegramError as error:
        log.info("reaction_refused", reason=error.message)
