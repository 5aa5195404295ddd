"""The second factor: setting it up with a picture that goes away, recovery codes, and the way without the phone."""

from __future__ import annotations

import io
from typing import Any

import segno
from aiogram import Bot, F
from aiogram.types import BufferedInputFile, CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Start, SwitchTo

from handlers.errors import telling
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.extras import keep_extra, take_extra
from handlers.parts.proving import WANT, asking, continuing
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from handlers.states import SecondFactor, Security
from locales import Html

TOTP, RECOVERY, RESET = "totp", "recovery", "reset"
REMOVE = "remove"
SECRET, CODES, DOWNLOADED = "secret", "codes", "downloaded"
SECRET_GROUP = 4
QR_SCALE, QR_BORDER = 8, 3
CODE_TEXT_MAX = 12


def _bot(manager: DialogManager) -> Bot:
    bot: Bot = manager.middleware_data["bot"]
    return bot


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    services, customer, language = services_of(dialog_manager), customer_of(dialog_manager), language_of(dialog_manager)
    overview = await services.security.overview(customer.id)
    reset = overview.reset
    due = "" if reset is None else language.moment(reset.due_at, customer.zone, now=services.clock.now())
    return {
        "on": overview.totp_on,
        "off": not overview.totp_on,
        "left": overview.recovery_codes_left,
        "waits": reset is not None,
        "may_reset": overview.totp_on and reset is None,
        "due": due,
    }


async def totp_step(manager: DialogManager) -> None:
    """After the proof: switch off, or begin with a new device."""
    services, customer = services_of(manager), customer_of(manager)
    if manager.dialog_data.get(WANT) == REMOVE:
        await services.security.remove_totp(customer)
        say_done(manager, "totp-removed")
        await manager.switch_to(SecondFactor.main)
        return
    setup = await services.security.begin_totp(customer)
    picture = io.BytesIO()
    segno.make(setup.uri, error="m").save(picture, kind="png", scale=QR_SCALE, border=QR_BORDER)
    sent = await _bot(manager).send_photo(
        customer.telegram_user_id,
        BufferedInputFile(picture.getvalue(), "code.png"),
        caption=language_of(manager).html("totp-picture"),
    )
    await keep_extra(manager, sent.message_id)
    manager.dialog_data[SECRET] = setup.secret
    await manager.switch_to(SecondFactor.set_up, show_mode=ShowMode.DELETE_AND_SEND)


async def set_up_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    secret = dialog_manager.dialog_data.get(SECRET, "")
    groups = [secret[start : start + SECRET_GROUP] for start in range(0, len(secret), SECRET_GROUP)]
    return {"secret": " ".join(groups)}


@telling
async def take_code(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """The first code of the new device; the picture goes away with it."""
    text = await only_text(message, manager)
    if text is None:
        return
    code = text.replace(" ", "")[:CODE_TEXT_MAX]
    codes = await services_of(manager).security.confirm_totp(customer_of(manager), code)
    await take_extra(manager)
    manager.dialog_data.pop(SECRET, None)
    manager.dialog_data[CODES] = list(codes)
    await manager.switch_to(SecondFactor.codes, show_mode=ShowMode.DELETE_AND_SEND)


async def leave_set_up(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await take_extra(manager)
    manager.dialog_data.pop(SECRET, None)
    await manager.switch_to(SecondFactor.main)


async def recovery_step(manager: DialogManager) -> None:
    codes = await services_of(manager).security.renew_recovery_codes(customer_of(manager))
    manager.dialog_data[CODES] = list(codes)
    await manager.switch_to(SecondFactor.codes)


async def codes_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    language = language_of(dialog_manager)
    lines = [language.html("recovery-code-line", code=code) for code in dialog_manager.dialog_data.get(CODES, [])]
    return {"codes": Html("\n".join(lines)), "downloaded": DOWNLOADED in dialog_manager.dialog_data}


@telling
async def download(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """The codes as a file, which goes away with the screen."""
    language, customer = language_of(manager), customer_of(manager)
    lines = [language.text("recovery-file-title", number=customer.masked_number), *manager.dialog_data.get(CODES, [])]
    sent = await _bot(manager).send_document(
        customer.telegram_user_id,
        BufferedInputFile("\n".join(lines).encode(), "recovery-codes.txt"),
        caption=language.html("recovery-file-caption"),
    )
    await keep_extra(manager, sent.message_id)
    manager.dialog_data[DOWNLOADED] = True
    manager.show_mode = ShowMode.DELETE_AND_SEND


async def saved(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Shown once: from here on nobody can see them again."""
    await take_extra(manager)
    manager.dialog_data.pop(CODES, None)
    manager.dialog_data.pop(DOWNLOADED, None)
    await manager.switch_to(SecondFactor.main)


async def reset_step(manager: DialogManager) -> None:
    await services_of(manager).security.request_reset(customer_of(manager))
    say_done(manager, "totp-reset-asked")
    await manager.switch_to(SecondFactor.main)


@telling
async def cancel_reset(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    services, customer = services_of(manager), customer_of(manager)
    reset = (await services.security.overview(customer.id)).reset
    if reset is not None:
        await services.security.cancel_reset(customer, reset.id)
    say_done(manager, "totp-reset-cancelled")


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("totp-off", when=F["off"]),
            Prose("totp-on", "left", when=F["on"]),
            Prose("totp-reset-waits", "due", when=F["waits"]),
            Button(Label("totp-begin"), id="begin", on_click=asking(TOTP, totp_step), when=F["off"]),
            Button(Label("totp-cancel-reset"), id="cancelreset", on_click=cancel_reset, when=F["waits"]),
            Button(Label("totp-replace"), id="replace", on_click=asking(TOTP, totp_step), when=F["on"]),
            Button(Label("totp-new-codes"), id="renew", on_click=asking(RECOVERY, recovery_step), when=F["on"]),
            Button(Label("totp-remove"), id="remove", on_click=asking(TOTP, totp_step, REMOVE), when=F["on"]),
            SwitchTo(Label("totp-lost"), id="lost", state=SecondFactor.reset, when=F["may_reset"]),
            Start(Label("back"), id="back", state=Security.main, mode=StartMode.RESET_STACK),
            ANYTHING,
            state=SecondFactor.main,
            getter=main_data,
        ),
        Window(
            Problem(),
            Prose("totp-set-up", "secret"),
            Button(Label("cancel"), id="leave", on_click=leave_set_up),
            MessageInput(take_code, content_types=ContentType.ANY),
            state=SecondFactor.set_up,
            getter=set_up_data,
        ),
        Window(
            Problem(),
            Prose("recovery-codes-shown", "codes"),
            Button(Label("recovery-download"), id="download", on_click=download, when=~F["downloaded"]),
            Button(Label("recovery-saved"), id="saved", on_click=saved),
            ANYTHING,
            state=SecondFactor.codes,
            getter=codes_data,
        ),
        Window(
            Problem(),
            Prose("totp-reset-page"),
            Button(Label("totp-reset-ask"), id="reset", on_click=asking(RESET, reset_step)),
            SwitchTo(Label("back"), id="back", state=SecondFactor.main),
            ANYTHING,
            state=SecondFactor.reset,
        ),
        on_process_result=continuing({TOTP: totp_step, RECOVERY: recovery_step, RESET: reset_step}),
    )
