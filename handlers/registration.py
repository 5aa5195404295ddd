"""Registration: language, name, phone proved by a code, a payment PIN entered twice."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, RequestContact, Row, SwitchTo
from aiogram_dialog.widgets.markup.reply_keyboard import ReplyKeyboardFactory

from handlers.errors import tell, telling
from handlers.parts.anything import ANYTHING
from handlers.parts.keypad import clear_keypad, keypad, keypad_data
from handlers.parts.languages import chosen_language, language_buttons
from handlers.parts.live import tidy
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import services_of
from handlers.states import Home, Register
from wallet.customers.queries import normal_phone
from wallet.customers.service import NAME_LENGTH_MAX, Registration, clean_name
from wallet.errors import CodeTooSoon, ContactNotOwn, NameInvalid, PhoneInvalid, PhoneTaken, PinsDiffer, WalletError
from wallet.security.pins import check_pin_choice

CODE_TEXT_MAX = 12


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
async def take_contact(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """A phone number counts only when its owner shares it (Bot API, Contact.user_id)."""
    await tidy(message, manager)
    contact, sender = message.contact, message.from_user
    if contact is None:
        raise PhoneInvalid
    if sender is None or contact.user_id != sender.id:
        raise ContactNotOwn
    services, phone = services_of(manager), normal_phone(contact.phone_number)
    if not await services.customers.is_phone_free(phone):
        raise PhoneTaken
    manager.dialog_data["phone"] = phone
    if not services.codes_are_sent:
        await manager.switch_to(Register.pin)
        return
    await _send_code(manager)
    await manager.switch_to(Register.code)


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
    await tidy(message, manager)
    typed = (message.text or "").strip()[:CODE_TEXT_MAX]
    await services_of(manager).customers.codes.check(manager.dialog_data["phone"], typed)
    await manager.switch_to(Register.pin)


async def code_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    phone = dialog_manager.dialog_data["phone"]
    return {"phone": f"{phone[:4]}****{phone[-4:]}"}


async def first_pin(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    check_pin_choice(pin)
    manager.dialog_data["first_pin"] = pin
    await manager.switch_to(Register.pin_again)


async def second_pin(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    data, user = manager.dialog_data, manager.middleware_data["event_from_user"]
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
            )
        )
    except WalletError:
        await manager.switch_to(Register.phone)
        raise
    manager.middleware_data["customer"] = customer
    await manager.start(Home.main, data={"welcome": True}, mode=StartMode.RESET_STACK)


async def first_pin_again(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data.pop("first_pin", None)
    clear_keypad(manager)
    await manager.switch_to(Register.pin)


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
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
            RequestContact(Label("register-phone-share")),
            MessageInput(take_contact, content_types=ContentType.ANY),
            markup_factory=ReplyKeyboardFactory(resize_keyboard=True, one_time_keyboard=True),
            state=Register.phone,
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
        Window(
            Problem(),
            Prose("register-pin", "dots"),
            keypad(first_pin, SwitchTo(Label("back"), id="back", state=Register.phone)),
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
