"""The one place where the wallet's refusals become words, and where stale buttons get their answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import structlog
from aiogram import Router
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent, Message
from aiogram_dialog import DialogManager, ShowMode, StartMode
from aiogram_dialog.api.exceptions import NoContextError, OutdatedIntent, UnknownIntent, UnknownState

from handlers.parts.live import answer, open_home
from handlers.parts.words import DONE, PROBLEM, language_of
from handlers.services import Services
from handlers.states import Register
from locales import Language
from wallet.customers.queries import Customer
from wallet.errors import WalletError

Handler = Callable[..., Awaitable[None]]
log = structlog.get_logger(__name__)


def telling(handler: Handler) -> Any:
    """Wrap a dialog's handler: a refusal is shown on the same screen, above the question, and nothing is lost."""

    @wraps(handler)
    async def wrapped(event: Any, widget: Any, manager: DialogManager, *rest: Any) -> None:
        manager.dialog_data.pop(PROBLEM, None)
        manager.dialog_data.pop(DONE, None)
        try:
            await handler(event, widget, manager, *rest)
        except WalletError as error:
            tell(manager, error)

    return wrapped


def tell(manager: DialogManager, error: WalletError) -> None:
    """Show a refusal on the screen that comes next."""
    log.info("refused", code=error.code)
    manager.dialog_data[PROBLEM] = str(language_of(manager).error_html(error))


async def on_stale_button(event: ErrorEvent, dialog_manager: DialogManager, customer: Customer | None) -> None:
    """A button of a screen that is gone: say so, take its keyboard away and show where the customer is.

    A screen that stands further down the chat is left as it is: were it shown anew, an impatient customer's next press
    would again be on an older screen, and so on without end.
    """
    callback = event.update.callback_query
    if callback is not None:
        await answer(callback, language_of(dialog_manager).text("stale-button"))
        await _take_keyboard(callback)
    if callback is None or not _stands_below(callback, dialog_manager):
        await show_current(dialog_manager, customer)


def _stands_below(callback: CallbackQuery, manager: DialogManager) -> bool:
    """Whether the open screen is a newer message than the one whose button was pressed."""
    stack = manager.current_stack()
    shown = stack.last_message_id if stack.intents else None
    return shown is not None and callback.message is not None and shown > callback.message.message_id


async def on_refusal(event: ErrorEvent, language: Language) -> None:
    """A refusal that no dialog caught."""
    error = event.exception
    if not isinstance(error, WalletError):
        raise error
    log.info("refused", code=error.code)
    if event.update.callback_query is not None:
        await answer(event.update.callback_query, language.error(error), alert=True)
    elif event.update.message is not None:
        await event.update.message.answer(language.error_html(error))


async def on_blocked(event: ErrorEvent, services: Services) -> None:
    """The customer blocked the bot while we were answering: there is nobody to answer."""
    user = event.update.callback_query or event.update.message or event.update.edited_message
    if user is not None and user.from_user is not None:
        await services.customers.note_blocked(user.from_user.id)


async def show_current(manager: DialogManager, customer: Customer | None) -> None:
    """Show where somebody is, at the end of the chat: home, or the step of the registration that they left."""
    if customer is not None:
        await open_home(manager, ShowMode.SEND)
    elif manager.has_context() and manager.current_context().state.group is Register:
        await manager.show(ShowMode.DELETE_AND_SEND)
    else:
        await manager.start(Register.language, mode=StartMode.RESET_STACK, show_mode=ShowMode.DELETE_AND_SEND)


async def _take_keyboard(callback: CallbackQuery) -> None:
    if not isinstance(callback.message, Message):
        return
    try:
        await callback.message.edit_reply_markup(reply_markup=None)
    except TelegramAPIError as error:
        log.info("keyboard_not_taken", reason=error.message)


def register_errors(router: Router) -> None:
    """Attach the handlers, the most particular first."""
    router.errors.register(
        on_stale_button, ExceptionTypeFilter(UnknownIntent, OutdatedIntent, UnknownState, NoContextError)
    )
    router.errors.register(on_blocked, ExceptionTypeFilter(TelegramForbiddenError))
    router.errors.register(on_refusal, ExceptionTypeFilter(WalletError))
