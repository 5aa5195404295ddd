"""Brings the outbox's facts to the staff group: a topic a ticket, the card first, then every message in order."""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from telegram import Bot, InputFile, Message, ReplyParameters
from telegram.constants import MessageLimit, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from locales import Html, Language, Texts
from support.desk.service import FileUnavailable, Ticket, TicketMessage
from support.staff.calls import THREAD_GONE, leniently, says
from support.staff.card import card_buttons, card_text, topic_name
from support.staff.cases import KINDS, CaseChannel
from support.staff.merchant_cases import ShopCases
from support.staff.pace import seconds_of
from support.staff.remittance_cases import RemittanceCases
from support.staff.services import StaffServices
from wallet import outbox
from wallet.outbox import DueFact, TryAfter, Undeliverable
from wallet.security.links import foreign_links

AT_ONCE_MAX = 3
PLACE_SECONDS_MAX = 15.0
HOSTS_MAX, HOST_LENGTH_MAX = 3, 60
UNREACHABLE_SECONDS = 30.0
"""How often a staff group is tried that the bot was thrown out of: nothing is lost until it is let in again."""

NO_TOPICS = ("the chat is not a forum", "not enough rights to create a topic")

log = structlog.get_logger(__name__)


class StaffChannel:
    """The outbox's channel to the desk. Safe to run again after a stop at any point."""

    def __init__(
        self,
        bot: Bot,
        staff_chat_id: int,
        services: StaffServices,
        texts: Texts,
        language: str,
    ) -> None:
        """`language` is the one that the staff reads."""
        self._bot, self._chat_id, self._desk, self._customers = bot, staff_chat_id, services.desk, services.customers
        self._language: Language = texts.language(language)
        self._fetch_file, self._official_places = services.fetch_file, services.official_places
        self._cases = CaseChannel(bot, staff_chat_id, services, self._language)
        self._remittances = RemittanceCases(staff_chat_id, services, self._language)
        self._shops = ShopCases(staff_chat_id, services, self._language)
        self._places = asyncio.Semaphore(AT_ONCE_MAX)

    async def deliver(self, fact: DueFact) -> None:
        """Raises `TryAfter` or `Undeliverable`; anything else is tried again."""
        try:
            async with self._place():
                await self._deliver(fact)
        except RetryAfter as error:
            raise TryAfter(seconds_of(error)) from error
        except ChatMigrated as error:
            log.error("staff_chat_moved", setting="STAFF_CHAT_ID", chat_id=error.new_chat_id)
            raise TryAfter(UNREACHABLE_SECONDS) from error
        except Forbidden as error:
            raise self._unreachable(error.message) from error
        except BadRequest as error:
            if "chat not found" in error.message.lower():
                raise self._unreachable(error.message) from error
            raise Undeliverable(error.message) from error

    def _unreachable(self, reason: str) -> TryAfter:
        log.error("staff_chat_unreachable", chat_id=self._chat_id, reason=reason)
        return TryAfter(UNREACHABLE_SECONDS)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """A few deliveries at a time: each may hold a whole file in memory."""
        try:
            async with asyncio.timeout(PLACE_SECONDS_MAX):
                await self._places.acquire()
        except TimeoutError as error:
            raise TryAfter(1) from error
        try:
            yield
        finally:
            self._places.release()

    async def _deliver(self, fact: DueFact) -> None:
        if fact.kind == outbox.SHOP_REVIEW:
            await self._shops.deliver(self._bot, fact)
            return
        if fact.kind == outbox.REMITTANCE_PAYOUT:
            await self._remittances.deliver(self._bot, fact)
            return
        if fact.kind in KINDS:
            await self._deliver_case(fact)
            return
        ticket = await self._desk.ticket(fact.number("ticket_id"))
        if fact.kind == outbox.TICKET_MESSAGE:
            await self._relay(ticket, await self._desk.message(fact.number("message_id")))
        elif fact.kind == outbox.TICKET_STATUS:
            await self._show_status(ticket)
        elif fact.kind == outbox.TICKET_REFUSED:
            await self._say_refused(ticket, await self._desk.message(fact.number("message_id")))
        else:
            raise Undeliverable(f"no text for {fact.kind}")

    async def _deliver_case(self, fact: DueFact) -> None:
        """The alert first; then whoever reads it finds the customer's ticket up to date, if that can be done."""
        await self._cases.deliver(fact)
        if fact.kind != outbox.DESK_ALERT:
            return
        ticket = await self._desk.open_ticket(fact.number("customer_id"))
        if ticket is not None:
            try:
                await self._show_status(ticket)
            except BadRequest as error:
                log.warning("status_not_shown", reason=error.message)

    async def _relay(self, ticket: Ticket, message: TicketMessage) -> None:
        if message.target_message_id is not None:
            return
        content = await self._content(message)
        try:
            sent = await self._send(await self._placed(ticket), message, content)
        except BadRequest as error:
            if not says(error, THREAD_GONE):
                raise
            log.warning("topic_lost", ticket_id=ticket.id)
            await self._desk.thread_lost(ticket.id)
            sent = await self._send(await self._placed(await self._desk.ticket(ticket.id)), message, content)
        await self._desk.message_delivered(message.id, sent.message_id)

    async def _content(self, message: TicketMessage) -> bytes | None:
        """The file, or None when there is none or it can't be had."""
        if message.file_id is None:
            return None
        try:
            return await self._fetch_file(message.file_id)
        except FileUnavailable as error:
            log.warning("file_unavailable", message_id=message.id, reason=str(error))
            return None

    async def _placed(self, ticket: Ticket) -> Ticket:
        """The ticket with its topic and card. Each is recorded as soon as it is there."""
        customer = await self._customers.get(ticket.customer_id)
        if ticket.thread_id is None and ticket.card_message_id is None:
            try:
                topic = await self._bot.create_forum_topic(self._chat_id, topic_name(self._language, ticket, customer))
                await self._desk.thread_opened(ticket.id, topic.message_thread_id)
            except BadRequest as error:
                if not says(error, NO_TOPICS):
                    raise
                log.warning("topic_not_opened", ticket_id=ticket.id, reason=error.message)
            ticket = await self._desk.ticket(ticket.id)
        if ticket.card_message_id is None:
            card = await self._bot.send_message(
                self._chat_id,
                card_text(self._language, ticket, customer),
                parse_mode=ParseMode.HTML,
                message_thread_id=ticket.thread_id,
                reply_markup=card_buttons(self._language, ticket, customer),
            )
            await self._desk.card_sent(ticket.id, card.message_id)
            ticket = await self._desk.ticket(ticket.id)
        return ticket

    async def _send(self, ticket: Ticket, message: TicketMessage, content: bytes | None) -> Message:
        """The message itself; a caption that is too long for Telegram follows as a text of its own."""
        where, warning = self._where(ticket), await self._warning(message)
        text = html.escape(message.text, quote=False)
        if warning and len(message.text) + len(warning) > MessageLimit.CAPTION_LENGTH:
            await self._bot.send_message(self._chat_id, warning, parse_mode=ParseMode.HTML, **where)
            warning = Html("")
        text = f"{warning}\n{text}" if warning else text
        if content is None:
            if message.file_id is not None:
                missing = self._language.html("desk-file-unavailable", name=message.file_name or message.kind)
                text = f"{missing}\n\n{text}".rstrip()
            return await self._bot.send_message(self._chat_id, text, parse_mode=ParseMode.HTML, **where)
        fits = len(message.text) <= MessageLimit.CAPTION_LENGTH
        options = where | {"caption": text if fits else None, "parse_mode": ParseMode.HTML}
        file = InputFile(content, filename=message.file_name or message.kind)
        if message.kind == "photo":
            sent = await self._bot.send_photo(self._chat_id, file, **options)
        elif message.kind == "voice":
            sent = await self._bot.send_voice(self._chat_id, file, **options)
        else:
            sent = await self._bot.send_document(self._chat_id, file, **options)
        if not fits:
            await self._bot.send_message(self._chat_id, text, parse_mode=ParseMode.HTML, **where)
        return sent

    async def _warning(self, message: TicketMessage) -> Html:
        """Above a link that is not ours: agents are tricked too. Empty when there is none."""
        foreign = foreign_links(message.text, await self._official_places())
        if not foreign:
            return Html("")
        named = ", ".join(host[:HOST_LENGTH_MAX] for host in foreign[:HOSTS_MAX])
        return self._language.html("desk-link-warning", link=named)

    def _where(self, ticket: Ticket) -> dict[str, Any]:
        """In the ticket's topic; in a group without topics below the ticket's card."""
        if ticket.thread_id is not None or ticket.card_message_id is None:
            return {"message_thread_id": ticket.thread_id}
        return {"reply_parameters": ReplyParameters(ticket.card_message_id, allow_sending_without_reply=True)}

    async def _show_status(self, ticket: Ticket) -> None:
        """Bring the card, and at the end the topic, to what the ticket is now."""
        if ticket.card_message_id is None:
            return
        customer = await self._customers.get(ticket.customer_id)
        await leniently(
            self._bot.edit_message_text(
                card_text(self._language, ticket, customer),
                self._chat_id,
                ticket.card_message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=card_buttons(self._language, ticket, customer),
            )
        )
        if ticket.closed and ticket.thread_id is not None:
            name = topic_name(self._language, ticket, customer)
            await leniently(self._bot.edit_forum_topic(self._chat_id, ticket.thread_id, name=name))
            await leniently(self._bot.close_forum_topic(self._chat_id, ticket.thread_id))

    async def _say_refused(self, ticket: Ticket, message: TicketMessage) -> None:
        reply = ReplyParameters(message.source_message_id, allow_sending_without_reply=True)
        where = self._where(ticket) | {"reply_parameters": reply}
        await self._bot.send_message(self._chat_id, self._language.text("desk-answer-refused"), **where)
