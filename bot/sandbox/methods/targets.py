"""Where a request goes: the chat, the topic, the message it answers, and whether the bot may go there."""

from typing import Any

from bot.sandbox.chats import GENERAL_THREAD, Chat, GroupChat, PrivateChat, StoredMessage, Topic
from bot.sandbox.errors import BotApiError, bad_request, forbidden
from bot.sandbox.methods.registry import Call


def readable_chat(call: Call, name: str = "chat_id") -> Chat:
    """Return the chat that the bot knows. Raises 400 `chat not found` or 403 when it was thrown out."""
    raw = call.parameters.text(name).strip()
    if not raw:
        raise bad_request("chat_id is empty")
    group = call.world.groups.get(_group_id(call, raw))
    if group is not None:
        return _joined(call, group)
    chat = call.world.private.get(f"{raw}:{call.bot.id}")
    if chat is None:
        raise bad_request("chat not found")
    return chat


def writable_chat(call: Call) -> Chat:
    """Return the chat that the bot may write into. Raises 400 or 403 as Telegram does."""
    raw = call.parameters.text("chat_id").strip()
    if raw.isdigit() and int(raw) in call.world.bots:
        raise forbidden("bots can't send messages to bots")
    if raw.isdigit() and int(raw) in call.world.people:
        return _writable_private(call, int(raw))
    group = as_group(readable_chat(call))
    member = group.member(call.bot.id)
    muted = member.status == "restricted" and not member.rights.get("can_send_messages", False)
    if muted or (member.status == "member" and not group.permissions.get("can_send_messages", True)):
        raise bad_request("not enough rights to send text messages to the chat")
    return group


def _writable_private(call: Call, person_id: int) -> PrivateChat:
    if call.world.people[person_id].deactivated:
        raise forbidden("user is deactivated")
    chat = call.world.private.get(f"{person_id}:{call.bot.id}")
    if chat is None or not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    return chat


def _group_id(call: Call, raw: str) -> int:
    if raw.startswith("@"):
        named = [group for group in call.world.groups.values() if group.username and f"@{group.username}" == raw]
        return named[0].api_id if named else 0
    return int(raw) if raw.lstrip("-").isdigit() else 0


def _joined(call: Call, group: GroupChat) -> GroupChat:
    member = group.members.get(call.bot.id)
    if member is None:
        raise bad_request("chat not found")
    if group.migrated_to is not None:
        hint = {"migrate_to_chat_id": group.migrated_to}
        raise BotApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", hint)
    what = f"{group.type} chat"
    if member.status == "kicked":
        raise forbidden(f"bot was kicked from the {what}")
    if not member.present:
        raise forbidden(f"bot is not a member of the {what}")
    return group


def as_group(chat: Chat) -> GroupChat:
    """Return the chat as a group. Raises 400 for a private chat."""
    if not isinstance(chat, GroupChat):
        raise bad_request("method is available only for supergroups")
    return chat


def require_right(call: Call, chat: Chat, right: str, text: str) -> GroupChat:
    """Return the group in which the bot has an administrator's right. Raises 400 with `text`."""
    group = as_group(chat)
    if not group.member(call.bot.id).may(right):
        raise bad_request(text)
    return group


def thread_of(call: Call, chat: Chat) -> int | None:
    """Return the topic to write into, None for General. Raises 400 for an unknown or closed one."""
    if "message_thread_id" not in call.parameters:
        _refuse_closed_general(call, chat)
        return None
    thread = call.parameters.integer("message_thread_id")
    if thread == 0:
        _refuse_closed_general(call, chat)
        return None
    topic = topic_of(chat, thread)
    assert isinstance(chat, GroupChat)
    _refuse_closed(topic, is_administrator=chat.member(call.bot.id).is_administrator)
    return thread


def topic_of(chat: Chat, thread: int) -> Topic:
    """Return a topic other than General. Raises 400 `message thread not found`."""
    if not isinstance(chat, GroupChat) or thread == GENERAL_THREAD or thread not in chat.topics:
        raise bad_request("message thread not found")
    return chat.topics[thread]


def _refuse_closed_general(call: Call, chat: Chat) -> None:
    if isinstance(chat, GroupChat) and GENERAL_THREAD in chat.topics:
        _refuse_closed(chat.topics[GENERAL_THREAD], is_administrator=chat.member(call.bot.id).is_administrator)


def _refuse_closed(topic: Topic, *, is_administrator: bool) -> None:
    if topic.closed and not is_administrator:
        raise bad_request("TOPIC_CLOSED")


def reply_of(call: Call, chat: Chat) -> tuple[dict[str, Any], int | None]:
    """Return the fields that make the message a reply, and the topic of the message replied to."""
    asked = call.parameters.object("reply_parameters", "reply parameters") or {}
    message_id = asked.get("message_id", call.parameters.integer("reply_to_message_id"))
    if not message_id:
        return {}, None
    source = _replied_chat(call, chat, asked)
    replied = source.messages.get(int(message_id)) if source is not None else None
    if replied is None:
        lenient = asked.get("allow_sending_without_reply")
        if lenient is True or call.parameters.boolean("allow_sending_without_reply"):
            return {}, None
        raise bad_request("message to be replied not found")
    fields: dict[str, Any] = {"reply_to_message": without_reply(replied.data)}
    if asked.get("quote"):
        fields["quote"] = {"text": str(asked["quote"]), "position": 0, "is_manual": True}
    return fields, replied.thread if source is chat else None


def _replied_chat(call: Call, chat: Chat, asked: dict[str, Any]) -> Chat | None:
    other = asked.get("chat_id")
    if other is None or str(other) == str(chat.api_id):
        return chat
    return call.world.groups.get(int(other)) if str(other).lstrip("-").isdigit() else None


def without_reply(data: dict[str, Any]) -> dict[str, Any]:
    """Return a message as it is shown inside another: not deeper than one level."""
    return {name: value for name, value in data.items() if name != "reply_to_message"}


def stored_message(call: Call, chat: Chat, missing: str, name: str = "message_id") -> StoredMessage:
    """Return the message that the request names. Raises 400 with the text `missing`."""
    if name not in call.parameters:
        raise bad_request("message identifier is not specified")
    found = chat.messages.get(call.parameters.integer(name))
    if found is None:
        raise BotApiError(400, f"Bad Request: {missing}")
    return found


def message_ids(call: Call) -> list[int]:
    """Return 1 to 100 message identifiers. Raises 400."""
    ids = call.parameters.array("message_ids")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    if not all(isinstance(item, int) and not isinstance(item, bool) for item in ids):
        raise bad_request("invalid message identifier specified")
    return [int(item) for item in ids]
