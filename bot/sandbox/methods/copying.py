"""Copies and forwards of messages that exist already."""

import itertools
from typing import Any

from bot.sandbox.chats import Chat, StoredMessage
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.content import CAPTIONED_FIELDS, caption_content, content_of
from bot.sandbox.methods.registry import Call, method
from bot.sandbox.methods.sending import send
from bot.sandbox.methods.targets import message_ids, readable_chat
from bot.sandbox.parameters import Parameters
from bot.sandbox.world import World

_CAPTION = ("caption", "caption_entities", "show_caption_above_media")


def forward_fields(world: World, chat: Chat, message: StoredMessage) -> dict[str, Any]:
    """Return what tells where a forwarded message comes from; a forward of a forward keeps its origin."""
    origin = message.data.get("forward_origin") or {
        "type": "user",
        "date": message.data["date"],
        "sender_user": world.user(message.sender_id),
    }
    fields: dict[str, Any] = {"forward_origin": origin, "forward_date": origin["date"]}
    if origin["type"] == "user":
        fields["forward_from"] = origin["sender_user"]
    return fields


def _source(call: Call, chat: Chat, message_id: int, verb: str) -> StoredMessage:
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message.protected or not content_of(message.data):
        raise bad_request(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


def _copy(call: Call, message: StoredMessage) -> dict[str, Any]:
    content = content_of(message.data)
    captioned = any(name in content for name in CAPTIONED_FIELDS)
    if captioned and ("caption" in call.parameters or call.parameters.boolean("remove_caption")):
        content = {name: value for name, value in content.items() if name not in _CAPTION}
        content |= caption_content(call.parameters)
    return content


@method("copyMessage")
def copy_message(call: Call) -> dict[str, int]:
    """Send a message once more as the bot's own."""
    source = readable_chat(call, "from_chat_id")
    message = _source(call, source, call.parameters.integer("message_id"), "copy")
    return {"message_id": send(call, _copy(call, message))[0].id}


@method("forwardMessage")
def forward_message(call: Call) -> dict[str, Any]:
    """Send a message on, with the name of who wrote it."""
    source = readable_chat(call, "from_chat_id")
    message = _source(call, source, call.parameters.integer("message_id"), "forward")
    content = content_of(message.data) | forward_fields(call.world, source, message)
    return send(_without_markup(call), content)[0].data


def _several(call: Call, verb: str) -> tuple[Chat, list[StoredMessage]]:
    source = readable_chat(call, "from_chat_id")
    ids = message_ids(call)
    if any(later <= earlier for earlier, later in itertools.pairwise(ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    found = [source.messages[message_id] for message_id in ids if message_id in source.messages]
    usable = [message for message in found if not message.protected and content_of(message.data)]
    if not usable:
        raise bad_request("there are no messages to copy" if verb == "copy" else "there are no messages to forward")
    return source, usable


@method("copyMessages")
def copy_messages(call: Call) -> list[dict[str, int]]:
    """Copy several messages; those that are gone are passed over."""
    _, messages = _several(call, "copy")
    sent = send(_without_markup(call), *(_copy(call, message) for message in messages))
    return [{"message_id": message.id} for message in sent]


@method("forwardMessages")
def forward_messages(call: Call) -> list[dict[str, int]]:
    """Forward several messages; those that are gone are passed over."""
    source, messages = _several(call, "forward")
    contents = [content_of(message.data) | forward_fields(call.world, source, message) for message in messages]
    return [{"message_id": message.id} for message in send(_without_markup(call), *contents)]


def _without_markup(call: Call) -> Call:
    values = {name: value for name, value in call.parameters.values.items() if name != "reply_markup"}
    return Call(call.world, call.bot, Parameters(values, call.parameters.uploads))
