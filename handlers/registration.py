"""Registration: language, name, phone proved by a code, birthday, password, and a payment PIN entered twice.

It can be left at any step and is taken up there again: the conversation is kept for 30 days.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, RequestContact, Row, SwitchTo
from aiogram_dialog.widgets.markup.reply_keyboard import ReplyKeyboardFactory

from handlers.deep_links import open_link
from handlers.errors import tell, telling
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.keypad import clear_keypad, keypad, keypad_data
from handlers.parts.languages import chosen_language, language_buttons
from handlers.parts.live import tidy
from handlers.parts.passwords import password_data, take_typed_password
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import services_of
from handlers.states import Home, Register
from wallet.customers.profile import parse_birthday
from wallet.customers.queries import mask_phone, normal_phone
from wallet.customers.service import NAME_LENGTH_MAX, Registration, clean_name
from wallet.errors import CodeTooSoon, ContactNotOwn, NameInvalid, PhoneInvalid, PhoneTaken, PinsDiffer, WalletError
from wallet.security.passwords import About
from wallet.security.pins import check_pin_choice

CODE_TEXT_MAX = 12


LINK = "link"
"""In the start data: what somebody without a wallet pressed; it opens when they have one."""


async def choose_language(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Remember the language, also for someone who has no wallet yet."""
    code = chosen_language(button)
    manager.middleware_data["language"] = services_of(manager).texts.language(code)
    await manager.middleware_data["state"].update_data(language=code)
    await manager.switch_to(Register.name)


async def name_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Offer the name that Telegram knows, if it may be kept."""
    user = dialog_manager.middleware_data["event_from_user"]
    try:
        offered = clean_name(user.full_name)
    except NameInvalid:
        offered = ""
    return {"offered": offered}


@telling
async def take_offered_name(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    data = await name_data(manager)
    manager.dialog_data["name"] = clean_name(data["offered"])
    await manager.switch_to(Register.phone)


@telling
async def take_name(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    if message.text is None:
        raise NameInvalid(length_max=NAME_LENGTH_MAX)
    manager.dialog_data["name"] = clean_name(message.text)
    await manager.switch_to(Register.phone)


@telling
async def take_phone(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """A shared contact counts only from its owner (Bot API, Contact.user_id); a typed number is proved by a code.

    Whether a typed number has a wallet is told only to who has proved it: else anybody could ask for anybody.
    """
    await tidy(message, manager)
    contact, sender, services = message.contact, message.from_user, services_of(manager)
    if contact is None:
        if message.text is None or not services.codes_are_sent:
            raise PhoneInvalid
        manager.dialog_data["phone"] = normal_phone(message.text)
    else:
        if sender is None or contact.user_id != sender.id:
            raise ContactNotOwn
        phone = normal_phone(contact.phone_number)
        if not await services.customers.is_phone_free(phone):
            raise PhoneTaken
        manager.dialog_data["phone"] = phone
        if not services.codes_are_sent:
            await manager.switch_to(Register.birthday)
            return
    await _send_code(manager)
    await manager.switch_to(Register.code)


async def phone_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    return {"codes_are_sent": services_of(dialog_manager).codes_are_sent}


async def _send_code(manager: DialogManager) -> None:
    """A code that was sent a moment ago still counts: coming back to this screen is no new one."""
    try:
        await services_of(manager).customers.codes.send(manager.dialog_data["phone"], language_of(manager).code)
    except CodeTooSoon as error:
        tell(manager, error)


@telling
async def resend_code(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).customers.codes.send(manager.dialog_data["phone"], language_of(manager).code)


@telling
async def take_code(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    typed = text.strip()[:CODE_TEXT_MAX]
    phone, services = manager.dialog_data["phone"], services_of(manager)
    await services.customers.codes.check(phone, typed)
    if not await services.customers.is_phone_free(phone):
        await manager.switch_to(Register.phone)
        raise PhoneTaken
    await manager.switch_to(Register.birthday)


async def code_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    return {"phone": mask_phone(dialog_manager.dialog_data["phone"])}


@telling
async def take_birthday(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    birthday = parse_birthday(message.text or "", services_of(manager).clock.now().date())
    manager.dialog_data["birthday"] = birthday.isoformat()
    await manager.switch_to(Register.password)


async def skip_birthday(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data.pop("birthday", None)
    await manager.switch_to(Register.password)


def _birthday(manager: DialogManager) -> date | None:
    text = manager.dialog_data.get("birthday")
    return None if text is None else date.fromisoformat(text)


@telling
async def take_password(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """The typed message is deleted at once; what goes on is a hash."""
    data = manager.dialog_data
    about = About(data["name"], data["phone"], _birthday(manager))
    password = await take_typed_password(message, manager, about)
    data["password_hash"] = await services_of(manager).passwords.hash(password)
    await manager.switch_to(Register.pin)


async def first_pin(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    check_pin_choice(pin, _birthday(manager))
    manager.dialog_data["first_pin"] = pin
    await manager.switch_to(Register.pin_again)


async def second_pin(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    data, user = manager.dialog_data, manager.middleware_data["event_from_user"]
    if "password_hash" not in data:
        # The conversation began when no password was asked for.
        await manager.switch_to(Register.password)
        return
    if data.pop("first_pin", None) != pin:
        await manager.switch_to(Register.pin)
        raise PinsDiffer
    services = services_of(manager)
    try:
        customer = await services.customers.register(
            Registration(
                telegram_user_id=user.id,
                username=user.username,
                name=data["name"],
                phone=data["phone"],
                language=language_of(manager).code,
                time_zone=services.default_time_zone,
                default_currency=services.default_currency,
                pin=pin,
                birthday=_birthday(manager),
                password_hash=data["password_hash"],
            )
        )
    except WalletError:
        await manager.switch_to(Register.phone)
        raise
    manager.middleware_data["customer"] = customer
    link = manager.start_data.get(LINK) if isinstance(manager.start_data, dict) else None
    await manager.start(Home.main, data={"welcome": True}, mode=StartMode.RESET_STACK)
    if link:
        await open_link(manager, link, ShowMode.SEND)


async def first_pin_again(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data.pop("first_pin", None)
    clear_keypad(manager)
    await manager.switch_to(Register.pin)


def secret_windows() -> tuple[Window, ...]:
    """The steps after the phone is proved: birthday, password, PIN."""
    return (
        Window(
            Problem(),
            Prose("register-birthday"),
            Button(Label("register-birthday-skip"), id="skip", on_click=skip_birthday),
            MessageInput(take_birthday, content_types=ContentType.ANY),
            state=Register.birthday,
        ),
        Window(
            Problem(),
            Prose("register-password", "rules"),
            SwitchTo(Label("back"), id="back", state=Register.birthday),
            MessageInput(take_password, content_types=ContentType.ANY),
            state=Register.password,
            getter=password_data,
        ),
        Window(
            Problem(),
            Prose("register-pin", "dots"),
            keypad(first_pin, SwitchTo(Label("back"), id="back", state=Register.password)),
            ANYTHING,
            state=Register.pin,
            getter=keypad_data,
        ),
        Window(
            Problem(),
            Prose("register-pin-again", "dots"),
            keypad(second_pin, Button(Label("back"), id="again", on_click=first_pin_again)),
            ANYTHING,
            state=Register.pin_again,
            getter=keypad_data,
        ),
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("register-language"),
            language_buttons(choose_language),
            ANYTHING,
            state=Register.language,
        ),
        Window(
            Problem(),
            Prose("register-name"),
            Button(
                Label("register-name-offered", "offered"), id="offered", on_click=take_offered_name, when=F["offered"]
            ),
            SwitchTo(Label("back"), id="back", state=Register.language),
            MessageInput(take_name, content_types=ContentType.ANY),
            state=Register.name,
            getter=name_data,
        ),
        Window(
            Problem(),
            Prose("register-phone"),
            Prose("register-phone-typed", when=F["codes_are_sent"]),
            RequestContact(Label("register-phone-share")),
            MessageInput(take_phone, content_types=ContentType.ANY),
            markup_factory=ReplyKeyboardFactory(resize_keyboard=True, one_time_keyboard=True),
            state=Register.phone,
            getter=phone_data,
        ),
        Window(
            Problem(),
            Prose("register-code", "phone"),
            Row(
                Button(Label("register-code-resend"), id="resend", on_click=resend_code),
                SwitchTo(Label("register-code-other-phone"), id="phone", state=Register.phone),
            ),
            MessageInput(take_code, content_types=ContentType.ANY),
            state=Register.code,
            getter=code_data,
        ),
        *secret_windows(),
    )
