"""Facts become messages: what a customer is told beyond the direct answer."""

from __future__ import annotations

from pathlib import Path

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import BufferedInputFile, FSInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from handlers.notices import NOTICES
from handlers.services import Services
from locales import Html, Language
from locales.fields import escaped
from support.desk.service import FileUnavailable
from wallet import outbox, trail
from wallet.customers.queries import CLOSED, Customer
from wallet.outbox import DueFact, ReaderBlocked, TryAfter, Undeliverable

CALM = frozenset({trail.FROZEN, trail.UNFROZEN, "password-old"})
"""Events that need no button to freeze."""

ANSWER_HERE = "\ue000"
"""Stands for the answer while its frame is put into words; nobody can type it, for it is of the private use area."""

CAPTION_LENGTH_MAX = 1024
"""Of a photo; a longer text goes without one."""

GONE = ("chat not found", "user not found", "user is deactivated")


class CustomerChannel:
    """The outbox's channel to customers: one fact, one message, in the reader's language."""

    def __init__(self, bot: Bot, services: Services) -> None:
        self._bot, self._services = bot, services

    async def deliver(self, fact: DueFact) -> None:
        """Raises `ReaderBlocked`, `TryAfter`, `Undeliverable`; anything else is tried again."""
        customer = await self._services.customers.get(fact.number("customer_id"))
        try:
            await self._deliver(fact, customer)
        except ReaderBlocked:
            if fact.kind == outbox.TICKET_ANSWERED:
                await self._services.desk.message_refused(fact.number("message_id"))
            raise

    async def _deliver(self, fact: DueFact, customer: Customer) -> None:
        if customer.bot_blocked or customer.status == CLOSED:
            raise ReaderBlocked("the customer blocked the bot, or closed the wallet")
        try:
            await self._send(fact, customer)
        except TelegramRetryAfter as error:
            raise TryAfter(error.retry_after) from error
        except TelegramForbiddenError as error:
            await self._services.customers.note_blocked(customer.telegram_user_id)
            raise ReaderBlocked(error.message) from error
        except TelegramBadRequest as error:
            if any(reason in error.message for reason in GONE):
                raise ReaderBlocked(error.message) from error
            raise Undeliverable(error.message) from error

    async def _send(self, fact: DueFact, customer: Customer) -> None:
        language = self._services.texts.language(customer.language)
        if fact.kind == outbox.TRANSFER_RECEIVED:
            text = await self._received(language, customer, fact.number("operation_id"))
            await self._tell(customer, text, _button(language, "home"))
        elif fact.kind == outbox.TICKET_ANSWERED:
            await self._answered(language, customer, fact.number("message_id"))
        elif fact.kind == outbox.TICKET_CLOSED:
            text = language.html("notice-ticket-closed", ticket=str(fact.fields["ticket_id"]))
            await self._tell(customer, text, _button(language, "home"))
        elif fact.kind == outbox.SECURITY:
            text, markup = self._security(language, customer, fact)
            await self._tell(customer, text, markup)
        elif fact.kind == outbox.IDENTITY_DECIDED:
            text = await self._identity(language, fact.number("review_id"))
            await self._tell(customer, text, _button(language, "home"))
        elif fact.kind in NOTICES:
            notice = await NOTICES[fact.kind](self._services, language, customer, fact)
            await self._tell(customer, notice.text, notice.markup, notice.photo)
        else:
            raise Undeliverable(f"no text for {fact.kind}")

    async def _tell(
        self, customer: Customer, text: Html, markup: InlineKeyboardMarkup, photo: Path | None = None
    ) -> None:
        chat_id, signed = customer.telegram_user_id, self._signed(customer, text)
        if photo is None or len(signed) > CAPTION_LENGTH_MAX:
            await self._bot.send_message(chat_id, signed, reply_markup=markup)
        else:
            await self._bot.send_photo(chat_id, FSInputFile(photo), caption=signed, reply_markup=markup)

    def _signed(self, customer: Customer, text: Html) -> Html:
        """Every notice carries the customer's own phrase, if they chose one: who does not know it is not us."""
        if customer.phrase is None:
            return text
        language = self._services.texts.language(customer.language)
        return Html(f"{text}\n\n{language.html('notice-phrase', phrase=customer.phrase)}")

    def _security(self, language: Language, customer: Customer, fact: DueFact) -> tuple[Html, InlineKeyboardMarkup]:
        event, now = str(fact.fields["event"]), self._services.clock.now()
        when = language.moment(fact.created_at, customer.zone, now=now)
        text = language.html("notice-security", what=language.text(f"activity-{event}"), when=when)
        if event in CALM:
            text = language.html("notice-security-calm", what=language.text(f"activity-{event}"), when=when)
            return text, _button(language, "home")
        keys = [("freeze", "freeze")]
        if event == trail.RESET_REQUESTED:
            keys.insert(0, ("totp-cancel-reset", f"reset:{fact.number('reset_id')}"))
        rows = [[InlineKeyboardButton(text=language.text(key), callback_data=data)] for key, data in keys]
        return text, InlineKeyboardMarkup(inline_keyboard=rows)

    async def _identity(self, language: Language, review_id: int) -> Html:
        review = await self._services.identity.review(review_id)
        text = language.html("notice-identity-decided", status=review.status)
        if review.reason is None:
            return text
        reason = language.text(f"identity-reason-{review.reason}")
        return Html(f"{text}\n{language.html('notice-identity-reason', reason=reason)}")

    async def _received(self, language: Language, customer: Customer, operation_id: int) -> Html:
        record = await self._services.records.get(customer.id, operation_id)
        balances = await self._services.payments.balances(customer.id)
        total = next(item.total for item in balances if item.total.currency == record.change.currency)
        return language.html(
            "notice-transfer-received",
            payer=record.counterparty or "",
            number=record.counterparty_number or "",
            amount=record.change,
            balance=total,
            when=language.moment(record.created_at, customer.zone, now=self._services.clock.now()),
            reference=record.reference,
        )

    async def _answered(self, language: Language, customer: Customer, message_id: int) -> None:
        answer = await self._services.desk.message(message_id)
        chat_id, markup = customer.telegram_user_id, _button(language, "support")
        code = self._services.desk.staff_code(answer.ticket_id, answer.id)
        framed = language.html(
            "notice-ticket-answered", ticket=str(answer.ticket_id), text=Html(ANSWER_HERE), code=code
        )
        # Fluent takes no field as long as an answer may be.
        text = self._signed(customer, Html(framed.replace(ANSWER_HERE, escaped(answer.text))))
        if answer.file_id is None:
            sent = await self._bot.send_message(chat_id, text, reply_markup=markup)
        else:
            content = await self._fetched(answer.file_id, message_id)
            file = BufferedInputFile(content, answer.file_name or answer.kind)
            if answer.kind == "photo":
                sent = await self._bot.send_photo(chat_id, file, caption=text, reply_markup=markup)
            elif answer.kind == "voice":
                sent = await self._bot.send_voice(chat_id, file, caption=text, reply_markup=markup)
            else:
                sent = await self._bot.send_document(chat_id, file, caption=text, reply_markup=markup)
        await self._services.desk.message_delivered(message_id, sent.message_id)

    async def _fetched(self, file_id: str, message_id: int) -> bytes:
        """A file that can't be had any more must not hold back what comes after it; the desk hears of it."""
        try:
            return await self._services.fetch_staff_file(file_id)
        except FileUnavailable as error:
            await self._services.desk.message_refused(message_id)
            raise Undeliverable("the file is gone") from error


def _button(language: Language, target: str) -> InlineKeyboardMarkup:
    key = "notice-reply" if target == "support" else "home"
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=language.text(key), callback_data=target)]])
