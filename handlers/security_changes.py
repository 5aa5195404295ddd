"""Changing the password, the PIN, the duress PIN and the phrase, each after its proof."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Keyboard

from handlers.errors import telling
from handlers.parts.anything import ANYTHING
from handlers.parts.keypad import clear_keypad, keypad, keypad_data
from handlers.parts.live import tidy
from handlers.parts.passwords import password_data, take_typed_password
from handlers.parts.words import Label, Problem, Prose, say_done
from handlers.services import customer_of, services_of
from handlers.states import Security
from wallet.errors import PhraseInvalid, PinsDiffer
from wallet.security.passwords import About
from wallet.security.pins import check_pin_choice
from wallet.security.proofs import FORGOTTEN_PURPOSE
from wallet.security.service import PHRASE_LENGTH_MAX, PHRASE_LENGTH_MIN

FIRST_PIN = "first_pin"


async def to_password(manager: DialogManager) -> None:
    await manager.switch_to(Security.password)


async def to_pin(manager: DialogManager) -> None:
    _forget_pin(manager)
    await manager.switch_to(Security.pin)


async def to_duress(manager: DialogManager) -> None:
    _forget_pin(manager)
    await manager.switch_to(Security.duress)


async def to_phrase(manager: DialogManager) -> None:
    await manager.switch_to(Security.phrase)


async def to_forgotten(manager: DialogManager) -> None:
    await manager.switch_to(Security.forgotten)


STEPS = {
    "password": to_password,
    FORGOTTEN_PURPOSE: to_forgotten,
    "pin": to_pin,
    "duress": to_duress,
    "phrase": to_phrase,
}


def _forget_pin(manager: DialogManager) -> None:
    manager.dialog_data.pop(FIRST_PIN, None)
    clear_keypad(manager)


@telling
async def take_password(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await _take_password(message, manager, forgotten=False)


@telling
async def take_forgotten(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await _take_password(message, manager, forgotten=True)


async def _take_password(message: Message, manager: DialogManager, *, forgotten: bool) -> None:
    services, customer = services_of(manager), customer_of(manager)
    profile = await services.profiles.get(customer.id)
    about = About(profile.name, profile.phone, profile.birthday)
    password = await take_typed_password(message, manager, about)
    await services.security.set_password(customer, password, forgotten=forgotten)
    await _done(manager, "security-password-done")


async def first_pin(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    check_pin_choice(pin, (await services_of(manager).profiles.get(customer_of(manager).id)).birthday)
    manager.dialog_data[FIRST_PIN] = pin
    await manager.switch_to(Security.pin_again)


async def second_pin(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    if manager.dialog_data.pop(FIRST_PIN, None) != pin:
        await manager.switch_to(Security.pin)
        raise PinsDiffer
    await manager.switch_to(Security.pin)
    await services_of(manager).security.change_pin(customer_of(manager), pin)
    await _done(manager, "security-pin-done")


async def first_duress(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    check_pin_choice(pin)
    manager.dialog_data[FIRST_PIN] = pin
    await manager.switch_to(Security.duress_again)


async def second_duress(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    if manager.dialog_data.pop(FIRST_PIN, None) != pin:
        await manager.switch_to(Security.duress)
        raise PinsDiffer
    await manager.switch_to(Security.duress)
    await services_of(manager).security.set_duress_pin(customer_of(manager), pin)
    await _done(manager, "security-duress-done")


@telling
async def remove_duress(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).security.set_duress_pin(customer_of(manager), None)
    await _done(manager, "security-duress-off")


async def duress_data(dialog_manager: DialogManager, **kwargs: Any) -> dict[str, Any]:
    overview = await services_of(dialog_manager).security.overview(customer_of(dialog_manager).id)
    return await keypad_data(dialog_manager, **kwargs) | {"duress_set": overview.duress_set}


@telling
async def take_phrase(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    if message.text is None:
        raise PhraseInvalid(length_min=PHRASE_LENGTH_MIN, length_max=PHRASE_LENGTH_MAX)
    await services_of(manager).security.set_phrase(customer_of(manager), message.text)
    await _done(manager, "security-phrase-done")


async def _done(manager: DialogManager, key: str) -> None:
    """Back to the page, which says what was done."""
    say_done(manager, key)
    await manager.switch_to(Security.main)


def windows(back: Keyboard) -> tuple[Window, ...]:
    """The screens of these changes; `back` leads to the page."""
    return (
        Window(
            Problem(),
            Prose("security-password-page", "rules"),
            back,
            MessageInput(take_password, content_types=ContentType.ANY),
            state=Security.password,
            getter=password_data,
        ),
        Window(
            Problem(),
            Prose("security-password-page", "rules"),
            back,
            MessageInput(take_forgotten, content_types=ContentType.ANY),
            state=Security.forgotten,
            getter=password_data,
        ),
        Window(
            Problem(),
            Prose("security-pin-page", "dots"),
            keypad(first_pin, back),
            ANYTHING,
            state=Security.pin,
            getter=keypad_data,
        ),
        Window(
            Problem(),
            Prose("security-pin-again", "dots"),
            keypad(second_pin, back),
            ANYTHING,
            state=Security.pin_again,
            getter=keypad_data,
        ),
        Window(
            Problem(),
            Prose("security-duress-page", "dots"),
            keypad(first_duress, back),
            Button(Label("security-duress-remove"), id="remove", on_click=remove_duress, when=F["duress_set"]),
            ANYTHING,
            state=Security.duress,
            getter=duress_data,
        ),
        Window(
            Problem(),
            Prose("security-duress-again", "dots"),
            keypad(second_duress, back),
            ANYTHING,
            state=Security.duress_again,
            getter=keypad_data,
        ),
        Window(
            Problem(),
            Prose("security-phrase-page"),
            back,
            MessageInput(take_phrase, content_types=ContentType.ANY),
            state=Security.phrase,
        ),
    )
