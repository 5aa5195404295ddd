"""Sending: one road for every kind of message, and the kinds without a file."""

import random
from typing import Any

from bot.sandbox.chats import Chat, PrivateChat, StoredMessage
from bot.sandbox.errors import bad_request
from bot.sandbox.markup import ChatKind, check_markup
from bot.sandbox.methods.content import text_content
from bot.sandbox.methods.registry import Call, method
from bot.sandbox.methods.targets import reply_of, thread_of, writable_chat
from bot.sandbox.world import World

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
        "record_audio",
        "upload_audio",
        "cancel",
    }
)
DICE_VALUES_MAX = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}


def send(call: Call, *contents: dict[str, Any]) -> list[StoredMessage]:
    """Check where the request goes and post one message for each content; an album has several."""
    chat = writable_chat(call)
    thread = thread_of(call, chat)
    reply, reply_thread = reply_of(call, chat)
    markup = checked_markup(call, chat)
    call.world.limits.check(call.bot.id, chat.key, private=isinstance(chat, PrivateChat), count=len(contents))
    inline = {"reply_markup": markup} if markup is not None and "inline_keyboard" in markup else {}
    protected = call.parameters.boolean("protect_content")
    sent = [
        call.world.add_message(
            chat, call.bot.id, reply | content | inline, thread=thread or reply_thread, protected=protected
        )
        for content in contents
    ]
    show_keyboard(call.world, chat, markup, sent[-1])
    return sent


def checked_markup(call: Call, chat: Chat) -> dict[str, Any] | None:
    """Return the request's reply markup, checked for this kind of chat."""
    kind: ChatKind = "private" if isinstance(chat, PrivateChat) else "group"
    return check_markup(call.parameters.values.get("reply_markup"), kind=kind)


def show_keyboard(world: World, chat: Chat, markup: dict[str, Any] | None, message: StoredMessage) -> None:
    """Change the reply keyboard that people see under the chat."""
    if markup is None or "inline_keyboard" in markup:
        return
    chat.keyboard = None if markup.get("remove_keyboard") else markup
    chat.keyboard_message_id = message.id
    world.events.emit("keyboard", chat.key)


@method("sendMessage")
def send_message(call: Call) -> dict[str, Any]:
    """Send a text."""
    return send(call, text_content(call.parameters))[0].data


@method("sendContact")
def send_contact(call: Call) -> dict[str, Any]:
    """Send a contact."""
    number, first_name = call.parameters.text("phone_number"), call.parameters.text("first_name")
    if not number:
        raise bad_request("phone number is empty")
    if not first_name:
        raise bad_request("first name is empty")
    contact = {"phone_number": number, "first_name": first_name}
    for name in ("last_name", "vcard"):
        if call.parameters.text(name):
            contact[name] = call.parameters.text(name)
    return send(call, {"contact": contact})[0].data


def _location(call: Call) -> dict[str, float]:
    latitude, longitude = call.parameters.number("latitude"), call.parameters.number("longitude")
    if latitude is None or not -90 <= latitude <= 90:
        raise bad_request("latitude is empty" if latitude is None else "wrong latitude specified")
    if longitude is None or not -180 <= longitude <= 180:
        raise bad_request("longitude is empty" if longitude is None else "wrong longitude specified")
    return {"latitude": latitude, "longitude": longitude}


@method("sendLocation")
def send_location(call: Call) -> dict[str, Any]:
    """Send a point on the map."""
    return send(call, {"location": _location(call)})[0].data


@method("sendVenue")
def send_venue(call: Call) -> dict[str, Any]:
    """Send a named point on the map."""
    location = _location(call)
    title, address = call.parameters.text("title"), call.parameters.text("address")
    if not title:
        raise bad_request("title is empty")
    if not address:
        raise bad_request("address is empty")
    venue = {"location": location, "title": title, "address": address}
    return send(call, {"venue": venue, "location": location})[0].data


@method("sendDice")
def send_dice(call: Call) -> dict[str, Any]:
    """Send a die that has fallen already."""
    emoji = call.parameters.text("emoji") or "🎲"
    if emoji not in DICE_VALUES_MAX:
        raise bad_request("invalid dice emoji specified")
    value = random.randint(1, DICE_VALUES_MAX[emoji])  # noqa: S311
    return send(call, {"dice": {"emoji": emoji, "value": value}})[0].data


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """Show that the bot is busy."""
    action = call.parameters.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = writable_chat(call)
    thread = thread_of(call, chat)
    call.world.events.emit("action", chat.key, action=action, thread=thread)
    return True
