"""Scanning: a picture of a code, sent on any screen that expects no picture. Ours is opened as by its link.

A code of others is named and nothing more: it is never followed, opened or handed on.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.exceptions import TelegramAPIError
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, Select
from aiogram_dialog.widgets.text import Format

from handlers.deep_links import open_link
from handlers.errors import telling
from handlers.parts.anything import ANYTHING
from handlers.parts.foreign_codes import name_of
from handlers.parts.live import go_home, showing_mode, tidy
from handlers.parts.words import PROBLEM, Label, Problem, Prose, language_of
from handlers.pay_merchant import open_refused
from handlers.services import services_of
from handlers.states import Business, Home, IdentityPages, Lock, Scan, Support
from wallet.customers.queries import Customer
from wallet.errors import PictureNotFetched, PictureTooLarge, QrForged, QrNotFound, WalletError
from wallet.qr.payload import QrKind, argument_in
from wallet.qr.reading import MEGAPIXELS_MAX, SIZE_BYTES_MAX, FoundCode

FETCH_SECONDS_MAX = 15
ASKED_MAX = 6
"""Codes of ours in one picture among which the customer chooses."""

ARGUMENTS = "arguments"
PICTURES_EXPECTED: frozenset[State | type[StatesGroup]] = frozenset(
    {Support, Lock, IdentityPages.photo, Business.logo, Scan.ask}
)
"""Screens that take pictures themselves, or nothing at all."""

PICTURE = F.photo | F.document.mime_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Sorted:
    """The codes of a picture: arguments of links to us, and what others' codes say."""

    ours: Sequence[str]
    foreign: Sequence[FoundCode]


class BoundedBytes(io.BytesIO):
    """Takes no more than a picture may have, whatever was announced."""

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > SIZE_BYTES_MAX:
            raise PictureTooLarge(megapixels_max=MEGAPIXELS_MAX)
        return super().write(data)


async def _fetched(message: Message, bot: Bot) -> bytes:
    picture = message.photo[-1] if message.photo else message.document
    if picture is None:
        raise QrNotFound
    if (picture.file_size or 0) > SIZE_BYTES_MAX:
        raise PictureTooLarge(megapixels_max=MEGAPIXELS_MAX)
    content = BoundedBytes()
    try:
        await bot.download(picture, content, timeout=FETCH_SECONDS_MAX)
    except (TelegramAPIError, aiohttp.ClientError, TimeoutError) as error:
        raise PictureNotFetched from error
    return content.getvalue()


async def codes_in(message: Message, manager: DialogManager) -> Sorted:
    """Fetch the picture and read it. Raises `PictureTooLarge`, `PictureUnreadable`, `PictureNotFetched`, `ScanBusy`."""
    bot: Bot = manager.middleware_data["bot"]
    found = await services_of(manager).pictures.read(await _fetched(message, bot))
    bot_name = str((await bot.me()).username)
    ours: list[str] = []
    foreign: list[FoundCode] = []
    for code in found:
        argument = argument_in(code.text, bot_name) if code.is_qr else None
        if argument is None:
            foreign.append(code)
        elif argument not in ours:
            ours.append(argument)
    return Sorted(ours[:ASKED_MAX], foreign)


async def open_ours(manager: DialogManager, arguments: Sequence[str], show_mode: ShowMode) -> None:
    """One is opened; several are asked about."""
    if len(arguments) > 1:
        data = {ARGUMENTS: list(arguments)}
        await manager.start(Scan.choose, data=data, mode=StartMode.RESET_STACK, show_mode=show_mode)
        return
    try:
        if not await open_link(manager, arguments[0], show_mode):
            raise QrForged
    except WalletError as error:
        await open_refused(manager, error, show_mode)


async def anywhere(message: Message, dialog_manager: DialogManager, customer: Customer | None) -> None:
    """A picture on a screen that expects none: a code of ours is opened; else all goes on as before."""
    if customer is None or not await _may_scan(dialog_manager, customer):
        raise SkipHandler
    try:
        found = await codes_in(message, dialog_manager)
    except WalletError as error:
        raise SkipHandler from error
    if found.ours:
        await tidy(message, dialog_manager)
        await open_ours(dialog_manager, found.ours, showing_mode(dialog_manager))
    elif found.foreign and dialog_manager.has_context() and not await _goes_to_desk(dialog_manager, customer):
        await tidy(message, dialog_manager)
        dialog_manager.dialog_data[PROBLEM] = str(name_of(language_of(dialog_manager), found.foreign[0]))
        await dialog_manager.show(dialog_manager.show_mode)
    else:
        raise SkipHandler


async def _may_scan(manager: DialogManager, customer: Customer) -> bool:
    state = manager.current_context().state if manager.has_context() else None
    if state is not None and (state in PICTURES_EXPECTED or state.group in PICTURES_EXPECTED):
        return False
    # The pages that are open while the session is locked show nothing of the account, and neither may a code.
    return not await services_of(manager).security.is_locked(customer.id)


async def _goes_to_desk(manager: DialogManager, customer: Customer) -> bool:
    at_home = manager.current_context().state == Home.main
    return at_home and await services_of(manager).desk.open_ticket(customer.id) is not None


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """The screen may open with a refusal, or with codes to choose from."""
    if isinstance(start_data, dict):
        manager.dialog_data.update({name: start_data[name] for name in (PROBLEM, ARGUMENTS) if name in start_data})


@telling
async def take(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """The picture that was asked for."""
    await tidy(message, manager)
    if not message.photo and not (message.document and (message.document.mime_type or "").startswith("image/")):
        manager.dialog_data[PROBLEM] = language_of(manager).text("scan-not-a-picture")
        return
    found = await codes_in(message, manager)
    if found.ours:
        await open_ours(manager, found.ours, manager.show_mode)
    elif found.foreign:
        manager.dialog_data[PROBLEM] = str(name_of(language_of(manager), found.foreign[0]))
    else:
        raise QrNotFound


async def choose_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Each code by whom it pays; one that opens nothing says so when it is pressed."""
    arguments = dialog_manager.dialog_data[ARGUMENTS]
    return {
        "codes": [
            {"id": str(index), "text": f"{index + 1}. {await _label(dialog_manager, argument)}"}
            for index, argument in enumerate(arguments)
        ],
        "count": len(arguments),
    }


async def _label(manager: DialogManager, argument: str) -> str:
    services, language = services_of(manager), language_of(manager)
    try:
        payload = services.payloads.read(argument)
        if payload.kind is QrKind.STATIC:
            return (await services.merchants.require_open(payload.id)).name
        if payload.kind is QrKind.INVOICE:
            name, amount = await services.merchant_payments.shown(payload.id)
            return language.text("scan-choice-invoice", name=name, amount=amount)
        return (await services.customers.get(payload.id)).masked_name
    except WalletError:
        return language.text("scan-choice-other")


@telling
async def choose(_callback: CallbackQuery, _select: object, manager: DialogManager, index: str) -> None:
    """Opened as if it had been alone in the picture."""
    arguments = manager.dialog_data[ARGUMENTS]
    await open_ours(manager, [arguments[int(index)]], ShowMode.EDIT)


def router() -> Router:
    """Pictures on every screen, before the screens themselves see them."""
    made = Router(name="scan")
    made.message.register(anywhere, PICTURE)
    return made


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    home = Button(Label("home"), id="home", on_click=go_home)
    choice = Select(
        Format("{item[text]}"), id="code", item_id_getter=lambda item: item["id"], items="codes", on_click=choose
    )
    return Dialog(
        Window(
            Problem(),
            Prose("scan-page"),
            home,
            MessageInput(take, content_types=ContentType.ANY),
            state=Scan.ask,
        ),
        Window(
            Problem(),
            Prose("scan-choose", "count"),
            Column(choice),
            home,
            ANYTHING,
            state=Scan.choose,
            getter=choose_data,
        ),
        on_start=on_start,
    )
