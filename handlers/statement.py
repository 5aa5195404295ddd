"""Statements: which days, which kind of file; the file stays in the chat and the screen goes on below it."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BufferedInputFile, CallbackQuery, ContentType, Message
from aiogram.utils.chat_action import ChatActionSender
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format as Shown

from handlers.errors import telling
from handlers.money_states import Money, Statement
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.live import go_home
from handlers.parts.statement_words import figure_texts, file_words
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from wallet.budgets.periods import Period
from wallet.days import local_day, parse_day
from wallet.statements.service import Format

SPAN, FIRST, LAST, ASKED = "span", "first", "last", "asked_first"
THIS_MONTH, LAST_MONTH, THIS_YEAR, LAST_YEAR, OWN = "month", "last-month", "year", "last-year", "own"
SPANS = {
    THIS_MONTH: "statement-this-month",
    LAST_MONTH: "statement-last-month",
    THIS_YEAR: "statement-this-year",
    LAST_YEAR: "statement-last-year",
}
"""Days that are one press away, with the texts of their buttons."""

PROGRESS_SECONDS = 1.5
"""A file that is made sooner needs no word about how far it is."""

log = structlog.get_logger(__name__)


def span_days(span: str, today: date) -> tuple[date, date]:
    """The first and the last day of one of `SPANS`, up to today."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    if span == LAST_MONTH:
        last = month - timedelta(days=1)
        return last.replace(day=1), last
    if span == LAST_YEAR:
        last = year - timedelta(days=1)
        return last.replace(month=1, day=1), last
    return (year if span == THIS_YEAR else month), today


def _period(manager: DialogManager) -> Period:
    """What is chosen; a month that goes on has a new last day each day."""
    data, customer, services = manager.dialog_data, customer_of(manager), services_of(manager)
    span = data.get(SPAN, THIS_MONTH)
    if span == OWN:
        first, last = date.fromisoformat(data[FIRST]), date.fromisoformat(data[LAST])
    else:
        first, last = span_days(span, local_day(services.clock.now(), customer.zone))
    return services.statements.days(customer, first, last)


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    period, language = _period(dialog_manager), language_of(dialog_manager)
    chosen = dialog_manager.dialog_data.get(SPAN, THIS_MONTH)
    return {
        "first": language.day(period.first),
        "last": language.day(period.last),
        "days": period.days,
        "spans": [{"id": span, "text": _marked(language.text(key), span == chosen)} for span, key in SPANS.items()],
        "formats": [{"id": kind.value, "text": language.text("statement-format", kind=kind.value)} for kind in Format],
    }


def _marked(text: str, chosen: bool) -> str:
    return f"✓ {text}" if chosen else text


@telling
async def choose(_callback: CallbackQuery, _select: object, manager: DialogManager, span: str) -> None:
    manager.dialog_data[SPAN] = span if span in SPANS else THIS_MONTH


@telling
async def take_first(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """The first day; one that is still to come is refused here."""
    text = await only_text(message, manager)
    if text is not None:
        first = parse_day(text)
        services_of(manager).statements.days(customer_of(manager), first, first)
        manager.dialog_data[ASKED] = first.isoformat()
        await manager.switch_to(Statement.last)


@telling
async def take_last(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """The last day; with it the choice is made."""
    text = await only_text(message, manager)
    if text is not None:
        await _choose_own(manager, parse_day(text))


@telling
async def until_today(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _choose_own(manager, local_day(services_of(manager).clock.now(), customer_of(manager).zone))


async def _choose_own(manager: DialogManager, last: date) -> None:
    data = manager.dialog_data
    period = services_of(manager).statements.days(customer_of(manager), date.fromisoformat(data[ASKED]), last)
    data.update({SPAN: OWN, FIRST: period.first.isoformat(), LAST: period.last.isoformat()})
    await manager.switch_to(Statement.main)


async def last_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    first = date.fromisoformat(dialog_manager.dialog_data[ASKED])
    return {"first": language_of(dialog_manager).day(first)}


@telling
async def make(callback: CallbackQuery, _select: object, manager: DialogManager, kind: str) -> None:
    """Write the file while Telegram shows that one is coming; who waits longer is told how far it is."""
    services, customer, language = services_of(manager), customer_of(manager), language_of(manager)
    period, bot = _period(manager), _bot(manager)
    chosen = next((item for item in Format if item.value == kind), Format.PDF)
    shown = callback.message.message_id if isinstance(callback.message, Message) else None
    said_at = time.monotonic()

    async def progress(done: int, of: int) -> None:
        nonlocal said_at
        if shown is not None and time.monotonic() - said_at >= PROGRESS_SECONDS:
            said_at = time.monotonic()
            text = language.html("statement-progress", done=done, of=of)
            await _edit(bot, customer.telegram_user_id, shown, text)

    words = file_words(language, customer, period, services.clock.now(), (await bot.me()).username or "")
    async with ChatActionSender.upload_document(chat_id=customer.telegram_user_id, bot=bot):
        made = await services.statements.make(customer, period, chosen, words, progress)
        days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
        caption = "\n".join((language.html("statement-caption", **days), *figure_texts(language, made.figures)))
        await bot.send_document(
            customer.telegram_user_id,
            BufferedInputFile(made.content, language.text("statement-name", **days, ending=chosen.value)),
            caption=caption,
        )
    say_done(manager, "statement-sent")
    manager.show_mode = ShowMode.DELETE_AND_SEND


async def _edit(bot: Bot, chat_id: int, message_id: int, text: str) -> None:
    """How far it is matters less than that it goes on."""
    try:
        await bot.edit_message_text(text, chat_id=chat_id, message_id=message_id)
    except TelegramAPIError as error:
        log.info("progress_not_shown", reason=error.message)


def _bot(manager: DialogManager) -> Bot:
    bot: Bot = manager.middleware_data["bot"]
    return bot


def _main_window() -> Window:
    return Window(
        Problem(),
        Prose("statement-page", "first", "last", "days"),
        Group(
            Select(
                Shown("{item[text]}"), id="span", item_id_getter=lambda item: item["id"], items="spans", on_click=choose
            ),
            width=2,
        ),
        SwitchTo(Label("statement-own"), id="own", state=Statement.first),
        Group(
            Select(
                Shown("{item[text]}"), id="make", item_id_getter=lambda item: item["id"], items="formats", on_click=make
            ),
            width=3,
        ),
        Row(
            Start(Label("back"), id="back", state=Money.main, mode=StartMode.RESET_STACK),
            Button(Label("home"), id="home", on_click=go_home),
        ),
        ANYTHING,
        state=Statement.main,
        getter=main_data,
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        _main_window(),
        Window(
            Problem(),
            Prose("statement-ask-first"),
            Row(
                SwitchTo(Label("back"), id="back", state=Statement.main),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            MessageInput(take_first, content_types=ContentType.ANY),
            state=Statement.first,
        ),
        Window(
            Problem(),
            Prose("statement-ask-last", "first"),
            Button(Label("statement-until-today"), id="today", on_click=until_today),
            Row(
                SwitchTo(Label("back"), id="back", state=Statement.first),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            MessageInput(take_last, content_types=ContentType.ANY),
            state=Statement.last,
            getter=last_data,
        ),
    )
