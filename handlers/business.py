"""The merchant's page: the shop as customers see it, today's sales, the export, and asking for a shop or a change."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import Any

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import BufferedInputFile, CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format
from aiohttp import ClientError

from handlers.errors import show_current, telling
from handlers.invoices import shop_code
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.live import answer, go_home, open_below, tidy
from handlers.parts.words import PROBLEM, Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from handlers.states import Business, Invoices, Sales
from locales import Html, Language
from wallet.customers.queries import Customer
from wallet.days import local_day
from wallet.errors import LogoUnreadable, PictureNotFetched
from wallet.merchants.export import COLUMNS, to_csv
from wallet.merchants.logos import BYTES_MAX
from wallet.merchants.models import APPROVED, NAME_LENGTH_MAX, REFUSED, WAITING
from wallet.merchants.sales import Turnover
from wallet.merchants.service import CATEGORIES, NAME_LENGTH_MIN, clean_shop_name

NAME, CATEGORY = "shop_name", "shop_category"
FETCH_SECONDS_MAX = 15
NOTICE_BUTTON = re.compile(r"business:open")


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The shop in force with its day, or where the first wish for one stands."""
    services, customer, language = services_of(dialog_manager), customer_of(dialog_manager), language_of(dialog_manager)
    shop, wish = await services.merchants.get(customer.id), await services.merchants.latest(customer.id)
    in_force = shop is not None and shop.status == APPROVED
    turnovers = await services.sales.today(customer.id) if in_force else ()
    status = "" if wish is None else wish.status
    category = "other" if shop is None else shop.category
    reason = "not-allowed" if wish is None or wish.reason is None else wish.reason
    return {
        "name": "" if shop is None else shop.name,
        "category": language.text("business-category-name", category=category),
        "lines": Html("\n".join(_turnover(language, turnover) for turnover in turnovers)),
        "some": bool(turnovers),
        "none": in_force and not turnovers,
        "in_force": in_force,
        "intro": not in_force and status not in {WAITING, REFUSED},
        "first_waits": not in_force and status == WAITING,
        "first_refused": not in_force and status == REFUSED,
        "wanted": "" if wish is None else wish.name,
        "reason": language.text("business-reason", reason=reason),
        "change_waits": in_force and status == WAITING,
        "change_refused": in_force and status == REFUSED,
        "may_change": in_force and status != WAITING,
    }


def _turnover(language: Language, turnover: Turnover) -> Html:
    if turnover.refunded:
        return language.html(
            "business-turnover-refunded",
            amount=turnover.amount,
            count=turnover.count,
            refunded=turnover.refunded,
        )
    return language.html("business-turnover", amount=turnover.amount, count=turnover.count)


async def name_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    shop = await services_of(dialog_manager).merchants.get(customer_of(dialog_manager).id)
    name = "" if shop is None else shop.name
    return {"length_min": NAME_LENGTH_MIN, "length_max": NAME_LENGTH_MAX, "name": name, "has_name": bool(name)}


@telling
async def take_name(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is not None:
        manager.dialog_data[NAME] = clean_shop_name(text)
        await manager.switch_to(Business.category)


@telling
async def keep_name(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    shop = await services_of(manager).merchants.get(customer_of(manager).id)
    if shop is not None:
        manager.dialog_data[NAME] = clean_shop_name(shop.name)
        await manager.switch_to(Business.category)


async def category_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    language = language_of(dialog_manager)
    categories = [{"id": code, "text": language.text("business-category-name", category=code)} for code in CATEGORIES]
    return {"name": dialog_manager.dialog_data.get(NAME, ""), "categories": categories}


@telling
async def take_category(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
    if code in CATEGORIES:
        manager.dialog_data[CATEGORY] = code
        await manager.switch_to(Business.logo)


async def logo_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    shop = await services_of(dialog_manager).merchants.get(customer_of(dialog_manager).id)
    return {"has_logo": shop is not None and shop.logo is not None}


@telling
async def take_logo(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """A photo, or a picture that was sent as a file; its message goes from the chat."""
    await tidy(message, manager)
    await _hand_in(manager, await _picture(message, manager))


async def _picture(message: Message, manager: DialogManager) -> bytes:
    """What was sent, not larger than a logo may be. Raises `LogoUnreadable`, `PictureNotFetched`."""
    sent = message.photo[-1] if message.photo else message.document
    unreadable = LogoUnreadable(megabytes_max=BYTES_MAX // 2**20)
    if sent is None or (sent.file_size or 0) > BYTES_MAX:
        raise unreadable
    bot: Bot = manager.middleware_data["bot"]
    try:
        content = await bot.download(sent.file_id, timeout=FETCH_SECONDS_MAX)
    except TelegramBadRequest as error:
        raise unreadable from error
    except (TelegramAPIError, ClientError, TimeoutError) as error:
        raise PictureNotFetched from error
    if content is None:
        raise unreadable
    return content.read(BYTES_MAX + 1)


@telling
async def without_logo(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _hand_in(manager, None)


@telling
async def keep_logo(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _hand_in(manager, None, keep=True)


async def _hand_in(manager: DialogManager, picture: bytes | None, *, keep: bool = False) -> None:
    data = manager.dialog_data
    merchants, customer = services_of(manager).merchants, customer_of(manager)
    await merchants.ask(customer, data[NAME], data[CATEGORY], picture, keep_logo=keep)
    data.pop(NAME)
    data.pop(CATEGORY)
    say_done(manager, "business-handed-in")
    await manager.switch_to(Business.main)


@telling
async def export(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """A file that stays in the chat; the page stands below it."""
    services, customer, language = services_of(manager), customer_of(manager), language_of(manager)
    sales, more = await services.sales.newest(customer.id)
    if not sales:
        manager.dialog_data[PROBLEM] = language.text("business-none-to-export")
        return
    headings = [language.text("export-column", column=column) for column in COLUMNS]
    closed = language.text("record-closed-wallet")
    content = await asyncio.to_thread(partial(to_csv, sales, headings, closed, customer.zone))
    date = local_day(services.clock.now(), customer.zone).isoformat()
    bot: Bot = manager.middleware_data["bot"]
    await bot.send_document(
        customer.telegram_user_id,
        BufferedInputFile(content, language.text("export-name", date=date)),
        caption=language.html("export-caption-more" if more else "export-caption", count=len(sales)),
    )
    manager.show_mode = ShowMode.DELETE_AND_SEND


async def notice_open(
    callback: CallbackQuery, bot: Bot, dialog_manager: DialogManager, customer: Customer | None
) -> None:
    """The button under a notice about the shop."""
    if customer is None:
        await answer(callback)
        await show_current(dialog_manager, customer)
    else:
        await open_below(callback, bot, dialog_manager, Business.main)


def router() -> Router:
    """What works on every screen."""
    made = Router(name="business")
    made.callback_query.register(notice_open, F.data.regexp(NOTICE_BUTTON))
    return made


def _main() -> Window:
    return Window(
        Problem(),
        Prose("business-intro", when=F["intro"]),
        Prose("business-first-waiting", "wanted", when=F["first_waits"]),
        Prose("business-refused", "wanted", "reason", when=F["first_refused"]),
        Prose("business-shop", "name", "category", when=F["in_force"]),
        Prose("business-today", "lines", when=F["some"]),
        Prose("business-today-none", when=F["none"]),
        Prose("business-change-waiting", "wanted", when=F["change_waits"]),
        Prose("business-change-refused", "wanted", "reason", when=F["change_refused"]),
        Row(
            Start(Label("business-sales"), id="sales", state=Sales.page, when=F["in_force"]),
            Button(Label("business-export"), id="export", on_click=export, when=F["in_force"]),
        ),
        Row(
            Button(Label("shop-code"), id="shopcode", on_click=shop_code, when=F["in_force"]),
            Start(Label("invoices-open"), id="invoices", state=Invoices.main, when=F["in_force"]),
        ),
        SwitchTo(Label("business-open"), id="open", state=Business.name, when=F["intro"]),
        SwitchTo(Label("business-again"), id="again", state=Business.name, when=F["first_refused"]),
        SwitchTo(Label("business-change"), id="change", state=Business.name, when=F["may_change"]),
        Button(Label("home"), id="home", on_click=go_home),
        ANYTHING,
        state=Business.main,
        getter=main_data,
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    back = SwitchTo(Label("back"), id="back", state=Business.main)
    choice = Select(
        Format("{item[text]}"),
        id="category",
        item_id_getter=lambda item: item["id"],
        items="categories",
        on_click=take_category,
    )
    return Dialog(
        _main(),
        Window(
            Problem(),
            Prose("business-name", "length_min", "length_max"),
            Button(Label("business-name-keep", "name"), id="keep", on_click=keep_name, when=F["has_name"]),
            back,
            MessageInput(take_name, content_types=ContentType.ANY),
            state=Business.name,
            getter=name_data,
        ),
        Window(
            Problem(),
            Prose("business-category", "name"),
            Group(choice, width=2),
            SwitchTo(Label("back"), id="back", state=Business.name),
            ANYTHING,
            state=Business.category,
            getter=category_data,
        ),
        Window(
            Problem(),
            Prose("business-logo"),
            Button(Label("business-logo-keep"), id="keep", on_click=keep_logo, when=F["has_logo"]),
            Button(Label("business-logo-none"), id="none", on_click=without_logo),
            SwitchTo(Label("back"), id="back", state=Business.category),
            MessageInput(take_logo, content_types=ContentType.ANY),
            state=Business.logo,
            getter=logo_data,
        ),
    )
