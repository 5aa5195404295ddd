"""Chats and who is in them; copies, forwards, reactions and pins."""

import secrets
from typing import Any

from bot.sandbox.chats import ADMINISTRATOR_RIGHTS, Chat, GroupChat, Member, StoredMessage
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.content import caption_content, content_of
from bot.sandbox.methods.registry import Call, method
from bot.sandbox.methods.sending import send
from bot.sandbox.methods.targets import as_group, message_ids, readable_chat, require_right, stored_message
from bot.sandbox.world import is_service


@method("getChat")
def get_chat(call: Call) -> dict[str, Any]:
    """Return what a bot may know about a chat."""
    chat = readable_chat(call)
    described = call.world.describe_chat(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        ),
    }
    if isinstance(chat, GroupChat):
        described["permissions"] = dict(chat.permissions)
    return described


@method("getChatMember")
def get_chat_member(call: Call) -> dict[str, Any]:
    """Return one participant, also one that left or never was there."""
    chat, user_id = readable_chat(call), call.parameters.integer("user_id")
    if user_id not in call.world.people and user_id not in call.world.bots:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if not isinstance(chat, GroupChat):
        return Member(user_id).describe(call.world.user(user_id))
    return chat.member(user_id).describe(call.world.user(user_id))


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    """Return the owner and the administrators, other bots left out."""
    group = as_group(readable_chat(call))
    return [
        member.describe(call.world.user(member.user_id))
        for member in group.members.values()
        if member.is_administrator and (member.user_id not in call.world.bots or member.user_id == call.bot.id)
    ]


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    """Return how many are in the chat."""
    chat = readable_chat(call)
    return len(chat.present_ids()) if isinstance(chat, GroupChat) else 2


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    """Leave a group."""
    group = as_group(readable_chat(call))
    call.world.set_member(group, Member(call.bot.id, "left"), by=call.bot.id)
    return True


def _change_member(call: Call, status: str, rights: dict[str, bool] | None = None) -> bool:
    right = "can_promote_members" if status == "administrator" else "can_restrict_members"
    group = require_right(call, readable_chat(call), right, "not enough rights to restrict/unrestrict chat member")
    user_id = call.parameters.integer("user_id")
    if group.member(user_id).status == "creator":
        raise bad_request("can't remove chat owner")
    member = Member(user_id, status, rights or {}, call.parameters.integer("until_date"))
    call.world.set_member(group, member, by=call.bot.id)
    return True


@method("banChatMember")
def ban_chat_member(call: Call) -> bool:
    """Throw somebody out."""
    return _change_member(call, "kicked")


@method("unbanChatMember")
def unban_chat_member(call: Call) -> bool:
    """Let somebody come back; who is in the group and was not banned leaves it unless only_if_banned."""
    group = as_group(readable_chat(call))
    banned = group.member(call.parameters.integer("user_id")).status == "kicked"
    if not banned and call.parameters.boolean("only_if_banned"):
        return True
    return _change_member(call, "left")


@method("restrictChatMember")
def restrict_chat_member(call: Call) -> bool:
    """Take permissions away."""
    return _change_member(call, "restricted", dict(call.parameters.object("permissions") or {}))


@method("promoteChatMember")
def promote_chat_member(call: Call) -> bool:
    """Make an administrator, or with no right at all a member again."""
    rights = {name: call.parameters.boolean(name) for name in ADMINISTRATOR_RIGHTS}
    return _change_member(call, "administrator" if any(rights.values()) else "member", rights)


def _source(call: Call) -> Chat:
    return readable_chat(call, "from_chat_id")


def _copied(call: Call, source: StoredMessage) -> dict[str, Any]:
    if is_service(source.data) or source.protected:
        raise bad_request("message can't be copied")
    content = content_of(source.data)
    if "caption" in call.parameters and "text" not in content:
        content = {name: value for name, value in content.items() if not name.startswith("caption")}
        content |= caption_content(call.parameters)
    return content


@method("copyMessage")
def copy_message(call: Call) -> dict[str, Any]:
    """Send the same content anew."""
    source = stored_message(call, _source(call), "message to copy not found")
    return {"message_id": send(call, _copied(call, source))[0].id}


@method("copyMessages")
def copy_messages(call: Call) -> list[dict[str, Any]]:
    """Copy several; those that are gone are skipped."""
    source = _source(call)
    found = [source.messages[item] for item in message_ids(call) if item in source.messages]
    if not found:
        raise bad_request("there are no messages to copy")
    return [{"message_id": message.id} for message in send(call, *(_copied(call, item) for item in found))]


def _forwarded(call: Call, source: StoredMessage) -> dict[str, Any]:
    if is_service(source.data) or source.protected:
        raise bad_request("message can't be forwarded")
    origin = {"type": "user", "sender_user": call.world.user(source.sender_id), "date": source.data["date"]}
    return content_of(source.data) | {"forward_origin": source.data.get("forward_origin", origin)}


@method("forwardMessage")
def forward_message(call: Call) -> dict[str, Any]:
    """Send the same content, with where it came from."""
    source = stored_message(call, _source(call), "message to forward not found")
    return send(call, _forwarded(call, source))[0].data


@method("forwardMessages")
def forward_messages(call: Call) -> list[dict[str, Any]]:
    """Forward several; those that are gone are skipped."""
    source = _source(call)
    found = [source.messages[item] for item in message_ids(call) if item in source.messages]
    if not found:
        raise bad_request("there are no messages to forward")
    return [{"message_id": message.id} for message in send(call, *(_forwarded(call, item) for item in found))]


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """React with at most one emoji, or take the reaction back."""
    chat = readable_chat(call)
    message = stored_message(call, chat, "message to react not found")
    reactions = call.parameters.array("reaction", "reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in reactions:
        if not isinstance(reaction, dict) or not (reaction.get("emoji") or reaction.get("custom_emoji_id")):
            raise bad_request("REACTION_INVALID")
    message.reactions[call.bot.id] = reactions
    call.world.events.emit("reaction", chat.key, message_id=message.id)
    return True


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """Pin a message."""
    chat = readable_chat(call)
    message = stored_message(call, chat, "message to pin not found")
    if isinstance(chat, GroupChat):
        require_right(call, chat, "can_pin_messages", "not enough rights to manage pinned messages in the chat")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        call.world.add_message(chat, call.bot.id, {"pinned_message": message.data})
    return True


@method("unpinChatMessage", "unpinAllChatMessages")
def unpin_chat_message(call: Call) -> bool:
    """Unpin one message, the last one, or all."""
    chat = readable_chat(call)
    message_id = call.parameters.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    chat.pinned = [item for item in chat.pinned if item != message_id]
    return True


def new_query_id() -> str:
    """An id of a callback or inline query."""
    return str(secrets.randbelow(10**18) + 10**17)
