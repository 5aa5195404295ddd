"""Facts become topics, cards and messages in the staff chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram import Bot, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter

from locales import Html, Texts
from locales.fields import plain
from locales.texts import NO_CHARACTERS_SHOWN
from support.desk.service import Desk, Ticket, TicketMessage
from support.staff.card import card_buttons, card_text, topic_name
from wallet import outbox
from wallet.customers.queries import Customer
from wallet.customers.service import Customers
from wallet.errors import NotFound
from wallet.outbox import DueFact, TryAfter, Undeliverable

FetchFile = Callable[[str], Awaitable[bytes]]

TOPIC_TRIES_MAX = 2
FILE_TRIES_MAX = 3
PART_LENGTH_MAX, CAPTION_LENGTH_MAX = 4000, 1000
"""Less than Telegram allows: a ticket's number may stand in front."""

NO_FORUM = "chat is not a forum"
TOPIC_GONE = ("message thread not found", "topic_deleted", "topic_id_invalid")
NOTHING_TO_CHANGE = ("topic_not_modified", "message is not modified", "message to edit not found")
NOT_ALLOWED = "not enough rights"

log = structlog.get_logger(__name__)


class StaffChannel:
    """The outbox's channel to the staff chat. Everything it does may be done twice without harm."""

    def __init__(
        self,
        bot: Bot,
        staff_chat_id: int,
        desk: Desk,
        customers: Customers,
        texts: Texts,
        language: str,
        fetch_file: FetchFile,
    ) -> None:
        self._bot, self._staff_chat_id, self._desk, self._customers = bot, staff_chat_id, desk, customers
        self._language, self._fetch_file = texts.language(language), fetch_file

    async def deliver(self, fact: DueFact) -> None:
        """Raises `TryAfter`, `Undeliverable`; anything else is tried again."""
        try:
            if fact.kind == outbox.TICKET_MESSAGE:
                await self._bring_message(fact)
            elif fact.kind == outbox.TICKET_STATUS:
                await self._show_status(_number(fact, "ticket_id"))
            else:
                raise Undeliverable(f"the desk shows no {fact.kind}")
        except RetryAfter as error:
            raise TryAfter(_seconds(error)) from error
        except NotFound as error:
            raise Undeliverable(str(error)) from error
        except BadRequest as error:
            # A missing right is granted by an administrator later: what customers wrote must survive until then.
            if _says(error, NOT_ALLOWED):
                raise
            raise Undeliverable(error.message) from error

    async def _bring_message(self, fact: DueFact) -> None:
        ticket_id = _number(fact, "ticket_id")
        message = await self._desk.message(_number(fact, "message_id"))
        if message.target_message_id is not None:
            return
        for _ in range(TOPIC_TRIES_MAX):
            try:
                ticket = await self._opened(await self._desk.ticket(ticket_id))
                sent = await self._send(ticket, message, fact.tries)
            except BadRequest as error:
                if not _says(error, *TOPIC_GONE):
                    raise
                log.info("topic_gone", ticket_id=ticket_id)
                await self._desk.thread_lost(ticket_id)
            else:
                await self._desk.message_delivered(message.id, sent.message_id)
                return
        raise Undeliverable("the topic vanished again and again")

    async def _opened(self, ticket: Ticket) -> Ticket:
        """The ticket with its topic and its card. A card without a topic means that the chat is no forum."""
        if ticket.card_message_id is not None:
            return ticket
        customer = await self._customers.get(ticket.customer_id)
        if ticket.thread_id is None:
            thread_id = await self._open_topic(ticket, customer)
            if thread_id is not None:
                await self._desk.thread_opened(ticket.id, thread_id)
            ticket = await self._desk.ticket(ticket.id)
        card = await self._bot.send_message(
            self._staff_chat_id,
            card_text(self._language, ticket, customer),
            parse_mode=ParseMode.HTML,
            message_thread_id=ticket.thread_id,
            reply_markup=card_buttons(self._language, ticket),
        )
        await self._desk.card_sent(ticket.id, card.message_id)
        return ticket

    async def _open_topic(self, ticket: Ticket, customer: Customer) -> int | None:
        name = topic_name(self._language, ticket, customer)
        try:
            topic = await self._bot.create_forum_topic(self._staff_chat_id, name)
        except BadRequest as error:
            if not _says(error, NO_FORUM):
                raise
            log.warning("staff_chat_is_no_forum", setting="STAFF_CHAT_ID")
            return None
        return topic.message_thread_id

    async def _send(self, ticket: Ticket, message: TicketMessage, tries: int) -> Message:
        """Send all of it; the first message sent stands for the whole."""
        words = message.text if plain(message.text).strip() else ""
        caption = words if len(words) <= CAPTION_LENGTH_MAX else ""
        sent: Message | None = None
        if message.file_id is not None:
            content = await self._fetch(message.file_id, tries)
            if content is not None:
                sent = await self._send_file(ticket, message, content, caption)
            else:
                sent = await self._send_text(ticket, self._language.html("desk-file-lost"))
                caption = ""
        if sent is None or (words and not caption):
            for part in _parts(words or NO_CHARACTERS_SHOWN):
                part_sent = await self._send_text(ticket, self._words(ticket, part))
                sent = sent or part_sent
        if sent is None:
            raise Undeliverable("the message is empty")
        return sent

    async def _send_text(self, ticket: Ticket, text: Html) -> Message:
        return await self._bot.send_message(
            self._staff_chat_id,
            text,
            parse_mode=ParseMode.HTML,
            message_thread_id=ticket.thread_id,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def _send_file(self, ticket: Ticket, message: TicketMessage, content: bytes, caption: str) -> Message:
        shown = self._words(ticket, caption) if caption or ticket.thread_id is None else None
        options: dict[str, Any] = {
            "chat_id": self._staff_chat_id,
            "caption": shown,
            "parse_mode": ParseMode.HTML,
            "message_thread_id": ticket.thread_id,
        }
        if message.kind == "photo":
            return await self._bot.send_photo(photo=content, **options)
        if message.kind == "voice":
            return await self._bot.send_voice(voice=content, filename="voice.ogg", **options)
        return await self._bot.send_document(document=content, filename=message.file_name or message.kind, **options)

    async def _fetch(self, file_id: str, tries: int) -> bytes | None:
        """The customer's file; None when it stays out of reach, so that it does not hold up what came after it."""
        try:
            return await self._fetch_file(file_id)
        except Exception as error:
            if tries < FILE_TRIES_MAX:
                raise
            log.warning("file_out_of_reach", error=type(error).__name__)
            return None

    def _words(self, ticket: Ticket, text: str) -> Html:
        if ticket.thread_id is None:
            return self._language.html("desk-message-flat", ticket=str(ticket.id), text=text)
        return self._language.html("desk-message", text=text)

    async def _show_status(self, ticket_id: int) -> None:
        """Bring the card up to date, and close the topic of a closed ticket."""
        ticket = await self._desk.ticket(ticket_id)
        customer = await self._customers.get(ticket.customer_id)
        if ticket.card_message_id is not None:
            await _unless_done(
                self._bot.edit_message_text(
                    card_text(self._language, ticket, customer),
                    chat_id=self._staff_chat_id,
                    message_id=ticket.card_message_id,
                    parse_mode=ParseMode.HTML,
                    reply_markup=card_buttons(self._language, ticket),
                )
            )
        if ticket.closed and ticket.thread_id is not None:
            name, thread_id = topic_name(self._language, ticket, customer), ticket.thread_id
            await _unless_done(self._bot.edit_forum_topic(self._staff_chat_id, thread_id, name=name))
            await _unless_done(self._bot.close_forum_topic(self._staff_chat_id, thread_id))


async def _unless_done(request: Awaitable[object]) -> None:
    """Do it; that it is done already, or that its object was deleted by hand, is no fault."""
    try:
        await request
    except BadRequest as error:
        if not _says(error, *NOTHING_TO_CHANGE, *TOPIC_GONE):
            raise


def _says(error: BadRequest, *phrases: str) -> bool:
    """python-telegram-bot changes the case of Telegram's words."""
    return any(phrase in error.message.lower() for phrase in phrases)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


def _parts(text: str) -> list[str]:
    return [text[start : start + PART_LENGTH_MAX] for start in range(0, len(text), PART_LENGTH_MAX)]


def _number(fact: DueFact, name: str) -> int:
    value = fact.fields[name]
    if not isinstance(value, int):
        raise Undeliverable(f"{name} is no id")
    return value
