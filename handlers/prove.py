"""Proving: the password, and a code from the authenticator (or a recovery code), for one purpose."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from handlers.errors import tell, telling
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.keypad import keypad, keypad_data
from handlers.parts.proving import PROVED_AT
from handlers.parts.words import Label, Problem, Prose
from handlers.services import customer_of, services_of
from handlers.states import Prove, Security
from wallet.errors import CodeTooSoon
from wallet.security.passwords import LENGTH_MAX
from wallet.security.proofs import Factor

CODE_TEXT_MAX = 40


def _purpose(manager: DialogManager) -> str:
    started = manager.start_data
    if not isinstance(started, dict):
        raise TypeError("a proof is always for a purpose")
    return str(started["purpose"])


async def _next(manager: DialogManager) -> None:
    """Ask for what is still needed, or go back to the change."""
    purpose = _purpose(manager)
    needed = await services_of(manager).security.needed(customer_of(manager).id, purpose)
    if not needed:
        await manager.done({"proved": purpose})
        return
    if needed[0] is Factor.PHONE:
        await _send_code(manager)
    await manager.switch_to(PROVED_AT[needed[0]])


async def _send_code(manager: DialogManager) -> None:
    """A code that was sent a moment ago still counts."""
    services = services_of(manager)
    try:
        await services.security.send_phone_code(customer_of(manager), services.customers.codes)
    except CodeTooSoon as error:
        tell(manager, error)


@telling
async def take_password(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    password = text[: LENGTH_MAX + 1]
    await services_of(manager).security.prove_password(customer_of(manager).id, _purpose(manager), password)
    await _next(manager)


@telling
async def take_code(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    code = text.strip()[:CODE_TEXT_MAX]
    await services_of(manager).security.prove_second(customer_of(manager).id, _purpose(manager), code)
    await _next(manager)


async def take_pin(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    await services_of(manager).security.prove_pin(customer_of(manager), _purpose(manager), pin)
    await _next(manager)


@telling
async def take_phone_code(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    services, code = services_of(manager), text.strip()[:CODE_TEXT_MAX]
    await services.security.prove_phone(customer_of(manager), _purpose(manager), services.customers.codes, code)
    await _next(manager)


@telling
async def resend(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    services = services_of(manager)
    await services.security.send_phone_code(customer_of(manager), services.customers.codes)


async def forgot(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Back to the security page's way for a forgotten password, whatever this proof was for."""
    await manager.done({"proved": None})
    await manager.start(Security.main, data={"forgotten": True}, mode=StartMode.RESET_STACK)


async def password_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Without a way to send codes a forgotten password is a matter for the desk."""
    return {"codes_are_sent": services_of(dialog_manager).codes_are_sent}


async def give_up(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await manager.done({"proved": None})


CANCEL = Button(Label("cancel"), id="cancel", on_click=give_up)


async def on_start(_start_data: Any, manager: DialogManager) -> None:
    """With the PIN still proved the phone comes first: its code is sent now."""
    if manager.current_context().state == Prove.phone:
        await telling(_send_at_once)(None, None, manager)


async def _send_at_once(_event: Any, _widget: Any, manager: DialogManager) -> None:
    await _send_code(manager)


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("prove-password"),
            Button(Label("prove-forgot"), id="forgot", on_click=forgot, when=F["codes_are_sent"]),
            CANCEL,
            MessageInput(take_password, content_types=ContentType.ANY),
            state=Prove.password,
            getter=password_data,
        ),
        Window(
            Problem(),
            Prose("prove-pin", "dots"),
            keypad(take_pin, CANCEL),
            ANYTHING,
            state=Prove.pin,
            getter=keypad_data,
        ),
        Window(
            Problem(),
            Prose("prove-phone"),
            Button(Label("register-code-resend"), id="resend", on_click=resend),
            CANCEL,
            MessageInput(take_phone_code, content_types=ContentType.ANY),
            state=Prove.phone,
        ),
        Window(
            Problem(),
            Prose("prove-second"),
            CANCEL,
            MessageInput(take_code, content_types=ContentType.ANY),
            state=Prove.second,
        ),
        on_start=on_start,
    )
