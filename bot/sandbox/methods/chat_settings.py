"""What a chat is and how it is arranged: its description, title, permissions, pinned messages and reactions."""

from typing import Any

from bot.sandbox.chats import MEMBER_PERMISSIONS, Chat, GroupChat, StoredMessage
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.registry import Call, method
from bot.sandbox.methods.targets import (
    readable_chat,
    require_right,
    stored_message,
    without_reply,
    writable_chat,
)
from bot.sandbox.reactions import as_reaction

TITLE_LENGTH_MAX = 128
DESCRIPTION_LENGTH_MAX = 255
PIN_REFUSAL = "not enough rights to manage pinned messages in the chat"


@method("getChat")
def get_chat(call: Call) -> dict[str, Any]:
    """Return everything about a chat."""
    chat = readable_chat(call)
    described = call.world.describe_chat(chat) | {"accent_color_id": 0, "max_reaction_count": 11}
    described["accepted_gift_types"] = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    pinned = [chat.messages[message_id] for message_id in chat.pinned if message_id in chat.messages]
    if pinned:
        described["pinned_message"] = without_reply(pinned[-1].data)
    if isinstance(chat, GroupChat):
        described["permissions"] = dict(chat.permissions)
        if chat.description:
            described["description"] = chat.description
    return described


@method("setChatTitle")
def set_chat_title(call: Call) -> bool:
    """Rename a group."""
    chat = require_right(call, readable_chat(call), "can_change_info", "not enough rights to set chat title")
    title = call.parameters.text("title").strip()
    if not title:
        raise bad_request("title must be non-empty")
    chat.title = title[:TITLE_LENGTH_MAX]
    call.world.add_message(chat, call.bot.id, {"new_chat_title": chat.title})
    call.world.events.emit("chat", chat.key)
    return True


@method("setChatDescription")
def set_chat_description(call: Call) -> bool:
    """Describe a group."""
    chat = require_right(call, readable_chat(call), "can_change_info", "not enough rights to set chat description")
    description = call.parameters.text("description").strip()[:DESCRIPTION_LENGTH_MAX]
    if description == chat.description:
        raise bad_request("chat description is not modified")
    chat.description = description
    return True


@method("setChatPermissions")
def set_chat_permissions(call: Call) -> bool:
    """Say what members that are no administrators may do."""
    refusal = "not enough rights to change chat permissions"
    chat = require_right(call, readable_chat(call), "can_restrict_members", refusal)
    wanted = call.parameters.object("permissions", "ChatPermissions")
    if wanted is None:
        raise bad_request("permissions are not specified")
    chat.permissions = {name: bool(wanted.get(name, False)) for name in MEMBER_PERMISSIONS}
    return True


def _pinnable(call: Call) -> tuple[Chat, StoredMessage]:
    chat = writable_chat(call)
    if isinstance(chat, GroupChat):
        require_right(call, chat, "can_pin_messages", PIN_REFUSAL)
    return chat, stored_message(call, chat, "message to pin not found")


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """Pin a message."""
    chat, message = _pinnable(call)
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    call.world.add_message(chat, call.bot.id, {"pinned_message": without_reply(message.data)}, thread=message.thread)
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call) -> bool:
    """Unpin a message, the last one when none is named."""
    chat = writable_chat(call)
    if isinstance(chat, GroupChat):
        require_right(call, chat, "can_pin_messages", PIN_REFUSAL)
    if not chat.pinned:
        raise bad_request("message to unpin not found")
    message_id = call.parameters.integer("message_id", chat.pinned[-1])
    if message_id not in chat.messages:
        raise bad_request("message to unpin not found")
    chat.pinned = [kept for kept in chat.pinned if kept != message_id]
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(call: Call) -> bool:
    """Unpin everything."""
    chat = writable_chat(call)
    if isinstance(chat, GroupChat):
        require_right(call, chat, "can_pin_messages", PIN_REFUSAL)
    chat.pinned = []
    return True


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """React to a message with one emoji, or take the reaction back."""
    chat = writable_chat(call)
    message = stored_message(call, chat, "message to react not found")
    wanted = call.parameters.array("reaction", "reaction") or []
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in wanted:
        if not isinstance(reaction, dict) or reaction.get("type") not in {"emoji", "custom_emoji", "paid"}:
            raise bad_request("can't parse ReactionType: Unsupported type specified")
        if reaction["type"] != "emoji" or as_reaction(reaction.get("emoji")) is None:
            raise bad_request("REACTION_INVALID")
    if wanted:
        message.reactions[call.bot.id] = [{"type": "emoji", "emoji": as_reaction(wanted[0]["emoji"])}]
    else:
        message.reactions.pop(call.bot.id, None)
    call.world.events.emit("reaction", chat.key, message_id=message.id)
    return True
