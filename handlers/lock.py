"""The session lock: looking needs the PIN after a while, and every press is stopped here until it is entered."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.utils import CB_SEP
from aiogram_dialog.widgets.kbd import Button, Start

from handlers.deep_links import ARGUMENT, open_link
from handlers.parts.anything import ANYTHING
from handlers.parts.extras import take_left_behind
from handlers.parts.keypad import keypad, keypad_data
from handlers.parts.live import answer, leave_screen, tidy
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.states import Frozen, Help, Home, Lock, Support
from wallet.customers.queries import Customer

LINK = "link"
"""In the lock's data: the deep link that it stopped."""

OPEN_GROUPS = frozenset({Lock, Support, Help})
"""Screens that show nothing of the account: who can't remember the PIN still reaches a person."""

OPEN_COMMANDS = frozenset({"/freeze", "/lock", "/support", "/help"})
OPEN_NOTICES = frozenset({"support", "freeze"})
OPEN_NOTICE_PREFIX = "reset:"
"""Buttons under notices that only ever make the account safer."""

NOTICE_BUTTON = re.compile(r"([a-z]+):([1-9][0-9]{0,17})(?::[a-z]+)?(?::[0-9]{8})?")


class Gate(BaseMiddleware):
    """Between an update and its handler: a locked session gets the lock screen instead."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        customer: Customer | None = data["customer"]
        manager: DialogManager = data["dialog_manager"]
        if customer is None or not await services_of(manager).security.is_locked(customer.id):
            return await _handled(handler, event, data)
        if _is_open(event, manager):
            return await _handled(handler, event, data)
        if isinstance(event, CallbackQuery):
            await answer(event, language_of(manager).text("locked-answer"))
            if _is_under_notice(event):
                await leave_screen(data["bot"], event.from_user.id, manager)
                await show_lock(manager, ShowMode.SEND, _link_of_notice(event))
            else:
                await show_lock(manager, ShowMode.DELETE_AND_SEND)
        elif isinstance(event, Message):
            await tidy(event, manager)
            await show_lock(manager, manager.show_mode, _link_of(event))
        await take_left_behind(manager)
        return None


async def _handled(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], event: TelegramObject, data: dict[str, Any]
) -> Any:
    result = await handler(event, data)
    await take_left_behind(data["dialog_manager"])
    return result


def _is_open(event: TelegramObject, manager: DialogManager) -> bool:
    if isinstance(event, CallbackQuery):
        if _is_under_notice(event):
            pressed = event.data or ""
            return pressed in OPEN_NOTICES or pressed.startswith(OPEN_NOTICE_PREFIX)
    elif isinstance(event, Message) and (command := _command_of(event)):
        return command in OPEN_COMMANDS
    return manager.has_context() and manager.current_context().state.group in OPEN_GROUPS


def _is_under_notice(event: CallbackQuery) -> bool:
    """Not a button of the open screen, which may be one that is open to all."""
    return event.data is not None and CB_SEP not in event.data


def _link_of_notice(event: CallbackQuery) -> str:
    """What the button is about, as a deep link to it: `request:5:pay` becomes `request_5`, which only shows."""
    matched = NOTICE_BUTTON.fullmatch(event.data or "")
    return f"{matched[1]}_{matched[2]}" if matched else ""


def _command_of(message: Message) -> str:
    """The command as the router will understand it: also in a caption, with the bot's name, before a line break."""
    written = message.text or message.caption or ""
    return written.split(maxsplit=1)[0].partition("@")[0] if written.startswith("/") else ""


def _link_of(message: Message) -> str:
    """What a deep link would open; empty when the message is none."""
    command, _, argument = (message.text or "").partition(" ")
    return argument.strip() if command == "/start" and ARGUMENT.fullmatch(argument.strip()) else ""


async def show_lock(manager: DialogManager, show_mode: ShowMode, link: str = "") -> None:
    """Put the lock on top of the open screen, which comes back after it; a link opens in its place."""
    if not (manager.has_context() and manager.current_context().state == Lock.pin):
        mode = StartMode.NORMAL if manager.has_context() else StartMode.RESET_STACK
        await manager.start(Lock.pin, mode=mode, show_mode=show_mode)
    else:
        await manager.show(show_mode)
    if link:
        manager.dialog_data[LINK] = link


async def unlock(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    """The PIN opens the session; the screen that was open comes back, or the link opens that was pressed meanwhile."""
    await services_of(manager).security.open_session(customer_of(manager), pin)
    link = manager.dialog_data.pop(LINK, "")
    if link and await open_link(manager, link, ShowMode.EDIT):
        return
    if len(manager.current_stack().intents) > 1:
        await manager.done(show_mode=ShowMode.EDIT)
    else:
        await manager.start(Home.main, mode=StartMode.RESET_STACK, show_mode=ShowMode.EDIT)


async def freeze_here(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """One tap, no secret, no question."""
    await freeze_now(manager, ShowMode.EDIT)


async def freeze_now(manager: DialogManager, show_mode: ShowMode) -> None:
    """Freeze, and show what that means. What is frozen stays so."""
    customer = customer_of(manager)
    await services_of(manager).freezing.freeze_own(customer.id, customer.telegram_user_id)
    manager.middleware_data["customer"] = await services_of(manager).customers.get(customer.id)
    await manager.start(Frozen.main, mode=StartMode.RESET_STACK, show_mode=show_mode)


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("lock", "dots"),
            keypad(
                unlock,
                Start(Label("lock-support"), id="support", state=Support.write, mode=StartMode.RESET_STACK),
            ),
            Button(Label("freeze"), id="freeze", on_click=freeze_here),
            ANYTHING,
            state=Lock.pin,
            getter=keypad_data,
        ),
    )
