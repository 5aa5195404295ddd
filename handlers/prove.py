"""Proving: the password, and a code from the authenticator (or a recovery code), for one purpose."""

from __future__ import annotations

from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from handlers.errors import telling
from handlers.parts.live import tidy
from handlers.parts.words import Label, Problem, Prose
from handlers.services import customer_of, services_of
from handlers.states import Prove
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
    elif needed[0] is Factor.PASSWORD:
        await manager.switch_to(Prove.password)
    else:
        await manager.switch_to(Prove.second)


@telling
async def take_password(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    password = (message.text or "")[: LENGTH_MAX + 1]
    await services_of(manager).security.prove_password(customer_of(manager).id, _purpose(manager), password)
    await _next(manager)


@telling
async def take_code(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    code = (message.text or "").strip()[:CODE_TEXT_MAX]
    await services_of(manager).security.prove_second(customer_of(manager).id, _purpose(manager), code)
    await _next(manager)


async def give_up(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await manager.done({"proved": None})


CANCEL = Button(Label("cancel"), id="cancel", on_click=give_up)


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("prove-password"),
            CANCEL,
            MessageInput(take_password, content_types=ContentType.ANY),
            state=Prove.password,
        ),
        Window(
            Problem(),
            Prose("prove-second"),
            CANCEL,
            MessageInput(take_code, content_types=ContentType.ANY),
            state=Prove.second,
        ),
    )
