"""What agents do in the staff group: answer in a ticket's topic, take it, close it."""

from __future__ import annotations

from typing import Any

import structlog
from telegram import CallbackQuery, Chat, ChatMember, Message, ReactionTypeEmoji, Update
from telegram.error import BadRequest, Forbidden

from locales import Language
from support.desk.service import Desk, IncomingMessage
from support.staff.card import BUTTON_DATA, TAKE
from wallet.errors import TicketClosed, TicketNotFound

NOTE, COMMAND = "//", "/"
ANSWER_LENGTH_MAX, CAPTION_LENGTH_MAX = 4000, 960
"""Less than Telegram allows: the customer reads a heading above the answer."""

STAFF = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})
RECORDED = "👌"
TOO_OLD = "query is too old"

log = structlog.get_logger(__name__)


class StaffHandlers:
    """Handlers of one staff chat; whatever comes from another chat does nothing."""

    def __init__(self, staff_chat_id: int, desk: Desk, language: Language) -> None:
        self._staff_chat_id, self._desk, self._language = staff_chat_id, desk, language

    async def on_message(self, update: Update, _context: Any) -> None:
        """A person's message in a ticket's topic is the answer, unless it is a note."""
        message = update.message
        if message is None:
            return
        if message.chat.id != self._staff_chat_id:
            await _leave(message.chat)
            return
        if message.migrate_to_chat_id is not None:
            log.error("staff_chat_moved", setting="STAFF_CHAT_ID", chat_id=message.migrate_to_chat_id)
            return
        if message.is_topic_message and message.message_thread_id is not None and self._is_meant(message):
            await self._answer_customer(message, message.message_thread_id)

    async def on_press(self, update: Update, _context: Any) -> None:
        """A button of a ticket's card."""
        query = update.callback_query
        if query is None:
            return
        done, text = await self._press(query)
        try:
            await query.answer(text, show_alert=not done)
        except BadRequest as error:
            if TOO_OLD not in error.message.lower():
                raise
            log.info("press_answered_late")

    async def on_membership(self, update: Update, _context: Any) -> None:
        """Somebody added the bot to a group that is not the staff's."""
        change = update.my_chat_member
        if change is None or change.chat.type == Chat.PRIVATE or change.chat.id == self._staff_chat_id:
            return
        if change.new_chat_member.status in STAFF:
            await _leave(change.chat)

    def _is_meant(self, message: Message) -> bool:
        """Whether a person of the staff wrote it; an anonymous administrator writes as the chat itself."""
        if message.sender_chat is not None:
            return message.sender_chat.id == self._staff_chat_id
        return message.from_user is not None and not message.from_user.is_bot

    async def _answer_customer(self, message: Message, thread_id: int) -> None:
        words = message.text or message.caption or ""
        answer = _incoming(message, words)
        if words.startswith(NOTE) or (answer is None and message.effective_attachment is None):
            return
        try:
            ticket = await self._desk.ticket_of_thread(thread_id)
        except TicketNotFound:
            return
        agent = message.from_user
        refusal = self._refusal(message, words, answer)
        if refusal is None and answer is not None and agent is not None:
            try:
                await self._desk.write_from_agent(thread_id, agent.id, agent.full_name, answer)
            except TicketClosed:
                refusal = self._language.text("desk-ticket-closed", ticket=str(ticket.id))
        if refusal is None:
            await _mark_recorded(message)
        else:
            await _reply(message, refusal)

    def _refusal(self, message: Message, words: str, answer: IncomingMessage | None) -> str | None:
        """Why this cannot go to the customer: what is not sent must not look as if it were."""
        if message.sender_chat is not None:
            return self._language.text("desk-anonymous")
        if answer is None:
            return self._language.text("desk-kind-not-taken")
        if words.startswith(COMMAND):
            return self._language.text("desk-command-unknown")
        length_max = ANSWER_LENGTH_MAX if answer.file_id is None else CAPTION_LENGTH_MAX
        if len(words) > length_max:
            return self._language.text("desk-too-long", length_max=length_max)
        return None

    async def _press(self, query: CallbackQuery) -> tuple[bool, str]:
        """Whether it was done, and what to tell."""
        meant = BUTTON_DATA.fullmatch(query.data or "")
        if meant is None:
            return False, self._language.text("desk-button-unknown")
        if not await self._is_staff(query):
            return False, self._language.text("desk-not-staff")
        ticket_id, action = int(meant[1]), meant[2]
        try:
            return await (self._take(ticket_id, query) if action == TAKE else self._close(ticket_id, query))
        except TicketNotFound:
            return False, self._language.text("desk-ticket-not-found")
        except TicketClosed:
            return False, self._language.text("desk-ticket-closed", ticket=str(ticket_id))

    async def _take(self, ticket_id: int, query: CallbackQuery) -> tuple[bool, str]:
        ticket = await self._desk.take(ticket_id, query.from_user.id, query.from_user.full_name)
        if ticket.agent_id == query.from_user.id:
            return True, self._language.text("desk-taken", ticket=str(ticket_id))
        return False, self._language.text("desk-taken-by-other", agent=ticket.agent_name or "")

    async def _close(self, ticket_id: int, query: CallbackQuery) -> tuple[bool, str]:
        await self._desk.close(ticket_id, query.from_user.full_name)
        return True, self._language.text("desk-closed-now", ticket=str(ticket_id))

    async def _is_staff(self, query: CallbackQuery) -> bool:
        """Asked anew at each press: who left the group can do nothing any more."""
        if query.message is None or query.message.chat.id != self._staff_chat_id:
            return False
        try:
            member = await query.get_bot().get_chat_member(self._staff_chat_id, query.from_user.id)
        except (BadRequest, Forbidden) as error:
            log.warning("press_denied", reason=error.message)
            return False
        return member.status in STAFF


def _incoming(message: Message, words: str) -> IncomingMessage | None:
    """The message as the desk takes it; None for kinds that it does not take."""
    if message.text:
        kind, file_id, file_name = "text", None, None
    elif message.photo:
        kind, file_id, file_name = "photo", message.photo[-1].file_id, None
    elif message.document:
        kind, file_id, file_name = "document", message.document.file_id, message.document.file_name
    elif message.voice:
        kind, file_id, file_name = "voice", message.voice.file_id, None
    else:
        return None
    return IncomingMessage(kind, words, file_id, file_name, message.chat.id, message.message_id)


async def _mark_recorded(message: Message) -> None:
    try:
        await message.set_reaction(ReactionTypeEmoji(RECORDED))
    except BadRequest as error:
        log.info("reaction_refused", reason=error.message)


async def _reply(message: Message, text: str) -> None:
    try:
        await message.reply_text(text, do_quote=True, allow_sending_without_reply=True)
    except BadRequest as error:
        log.warning("reply_refused", reason=error.message)


async def _leave(chat: Chat) -> None:
    log.warning("foreign_group_left", chat_id=chat.id)
    try:
        await chat.leave()
    except (BadRequest, Forbidden) as error:
        log.info("leaving_refused", reason=error.message)
