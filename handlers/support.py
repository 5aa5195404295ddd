"""Talking with a person: what the customer writes goes to the desk, and they see that it did."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row

from handlers.errors import telling
from handlers.parts.live import go_home
from handlers.parts.words import PROBLEM, Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.states import Support
from handlers.verify import official_places
from support.desk.service import IncomingMessage
from wallet.security.links import foreign_links

LINKS_LENGTH_MAX = 300
RELAYED = {ContentType.TEXT, ContentType.PHOTO, ContentType.DOCUMENT, ContentType.VOICE}


def incoming(message: Message) -> IncomingMessage | None:
    """The message as the desk takes it; None for kinds that it does not take yet."""
    if message.content_type not in RELAYED:
        return None
    file_id = file_name = None
    if message.photo:
        file_id = message.photo[-1].file_id
    elif message.document:
        file_id, file_name = message.document.file_id, message.document.file_name
    elif message.voice:
        file_id = message.voice.file_id
    return IncomingMessage(
        kind=ContentType(message.content_type).value,
        text=message.text or message.caption or "",
        file_id=file_id,
        file_name=file_name,
        source_chat_id=message.chat.id,
        source_message_id=message.message_id,
    )


async def write_to_open_ticket(message: Message, manager: DialogManager) -> bool:
    """Relay a message written elsewhere in the chat, if the customer has a ticket open."""
    ticket = await services_of(manager).desk.open_ticket(customer_of(manager).id)
    taken = incoming(message)
    if ticket is None or taken is None:
        return False
    await services_of(manager).desk.write_from_customer(customer_of(manager).id, taken)
    await manager.start(
        Support.write, data={"sent": True}, mode=StartMode.RESET_STACK, show_mode=ShowMode.DELETE_AND_SEND
    )
    return True


@telling
async def on_message(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """The customer's words stay in the chat; the screen moves below them."""
    manager.show_mode = ShowMode.DELETE_AND_SEND
    taken = incoming(message)
    if taken is None:
        manager.dialog_data[PROBLEM] = language_of(manager).text("support-kind-not-taken")
        return
    services = services_of(manager)
    await services.desk.write_from_customer(customer_of(manager).id, taken)
    manager.dialog_data["sent"] = True
    places = await official_places(services, manager.middleware_data["bot"])
    foreign = foreign_links(taken.text, places)
    if foreign:
        warning = language_of(manager).html("foreign-link", link=", ".join(foreign)[:LINKS_LENGTH_MAX])
        manager.dialog_data[PROBLEM] = str(warning)


@telling
async def close_ticket(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).desk.close_by_customer(customer_of(manager).id)
    manager.dialog_data.pop("sent", None)


async def support_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    services = services_of(dialog_manager)
    ticket = await services.desk.open_ticket(customer_of(dialog_manager).id)
    started = dialog_manager.start_data if isinstance(dialog_manager.start_data, dict) else {}
    sent = bool(dialog_manager.dialog_data.get("sent") or started.get("sent"))
    return {
        "ticket": "" if ticket is None else str(ticket.id),
        "fresh": ticket is None,
        "open": ticket is not None and not sent,
        "sent": ticket is not None and sent,
        "has_ticket": ticket is not None,
        "phone": services.support_phone,
        "email": services.support_email,
        "has_phone": bool(services.support_phone),
        "has_email": bool(services.support_email),
    }


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("support-fresh", when=F["fresh"]),
            Prose("support-open", "ticket", when=F["open"]),
            Prose("support-sent", "ticket", when=F["sent"]),
            Prose("support-phone", "phone", when=F["has_phone"]),
            Prose("support-email", "email", when=F["has_email"]),
            Prose("support-never-asks"),
            Row(
                Button(Label("support-close"), id="close", on_click=close_ticket, when=F["has_ticket"]),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            MessageInput(on_message, content_types=ContentType.ANY),
            state=Support.write,
            getter=support_data,
        ),
    )
