"""What a person does in a chat: writes, edits, deletes, presses, reacts, blocks; and what they see."""

import asyncio
import base64
import binascii
import secrets
import time
from typing import Any

from bot.sandbox import topics
from bot.sandbox.chats import GENERAL_THREAD, Chat, GroupChat, PrivateChat, StoredMessage
from bot.sandbox.entities import find_entities
from bot.sandbox.errors import BotApiError, ControlError
from bot.sandbox.methods.content import content_of
from bot.sandbox.methods.targets import without_reply
from bot.sandbox.world import PressedButton, World

TEXT_LENGTH_MAX = 4_096
FILE_SIZE_MAX = 50 << 20
PRESS_SECONDS_MAX = 10.0
PRESSED_MAX = 10_000
KINDS = {"photo": "image/jpeg", "document": "application/octet-stream", "voice": "audio/ogg", "video": "video/mp4"}


def find_chat(world: World, key: str) -> Chat:
    """A chat by its id: `{person}:{bot}` or a group's number. Raises ControlError 404."""
    person, colon, bot = key.partition(":")
    if colon and person.isdigit() and bot.isdigit() and int(person) in world.people and int(bot) in world.bots:
        return world.private_chat(int(person), int(bot))
    if key.lstrip("-").isdigit() and int(key) in world.groups:
        return world.groups[int(key)]
    raise ControlError(404, "no such chat")


def find_group(world: World, key: str) -> GroupChat:
    """A group by its id. Raises ControlError."""
    chat = find_chat(world, key)
    if not isinstance(chat, GroupChat):
        raise ControlError(400, "not a group")
    return chat


def sender(world: World, chat: Chat, body: dict[str, Any]) -> int:
    """The person in `from`, who must be in the chat. Raises ControlError."""
    person = body.get("from")
    if person not in world.people:
        raise ControlError(400, "from must be a person's id")
    if isinstance(chat, PrivateChat) and chat.person_id != person:
        raise ControlError(403, "this is somebody else's chat")
    if isinstance(chat, GroupChat) and not chat.member(int(person)).present:
        raise ControlError(403, "not a member of this group")
    return int(person)


def write(world: World, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    """`POST /chats/{chat}/messages`: one message, or an album's; returns the (first) Message."""
    person = sender(world, chat, body)
    thread = _thread(chat, body, person)
    if isinstance(chat, PrivateChat):
        if chat.blocked:
            unblock(world, chat, person)
        chat.started = True
    reply = _reply(chat, body)
    if thread is None and reply:
        thread = chat.messages[reply["reply_to_message"]["message_id"]].thread
    if isinstance(body.get("album"), list) and body["album"]:
        group = {"media_group_id": str(secrets.randbelow(10**17))}
        contents = [_content(world, person, item) | group for item in body["album"][:10]]
    else:
        contents = [_content(world, person, body)]
    sent = [world.add_message(chat, person, reply | content, thread=thread) for content in contents]
    if chat.keyboard is not None and chat.keyboard.get("one_time_keyboard"):
        chat.keyboard = None
        world.events.emit("keyboard", chat.key)
    return world.view(sent[0])


def _thread(chat: Chat, body: dict[str, Any], person: int) -> int | None:
    thread = body.get("thread")
    if thread in (None, GENERAL_THREAD, 0) or not isinstance(chat, GroupChat):
        return None
    topic = chat.topics.get(int(thread))
    if topic is None:
        raise ControlError(404, "no such topic")
    if topic.closed and not chat.member(person).is_administrator:
        raise ControlError(403, "the topic is closed")
    return topic.thread


def _reply(chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    if body.get("reply_to") is None:
        return {}
    replied = chat.messages.get(int(body["reply_to"]))
    if replied is None:
        raise ControlError(404, "the message replied to is gone")
    return {"reply_to_message": without_reply(replied.data)}


def _content(world: World, person: int, body: dict[str, Any]) -> dict[str, Any]:
    if body.get("forward_of") is not None:
        return _forwarded(world, body["forward_of"])
    if body.get("contact"):
        return {"contact": _contact(world, person, body["contact"])}
    for kind in KINDS:
        if body.get(kind):
            return _media(world, kind, body)
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ControlError(400, "nothing to send: text, contact, photo, document, album or forward_of")
    text = text.strip()
    if len(text) > TEXT_LENGTH_MAX:
        raise ControlError(400, f"a text has at most {TEXT_LENGTH_MAX} characters")
    entities = find_entities(text)
    return {"text": text} | ({"entities": entities} if entities else {})


def _contact(world: World, person: int, given: Any) -> dict[str, Any]:
    if given is True:
        own = world.people[person]
        if not own.phone:
            raise ControlError(400, "this person has no phone number")
        contact = {"phone_number": own.phone, "first_name": own.first_name, "user_id": person}
        return contact | ({"last_name": own.last_name} if own.last_name else {})
    if not isinstance(given, dict) or not given.get("phone_number"):
        raise ControlError(400, "contact must be true or have a phone_number")
    return {"first_name": "Contact"} | given


def _media(world: World, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    given = body[kind]
    details = given if isinstance(given, dict) else {"data": given}
    try:
        data = base64.b64decode(str(details.get("data", "")).rpartition(",")[2], validate=True)
    except binascii.Error as error:
        raise ControlError(400, f"{kind} must be base64") from error
    if not data or len(data) > FILE_SIZE_MAX:
        raise ControlError(400, f"{kind} must have 1 byte to 50 MB")
    name = str(details.get("file_name") or body.get("file_name") or kind)
    mime_type = str(details.get("mime_type") or body.get("mime_type") or KINDS[kind])
    stored = world.files.add(kind, data, name, mime_type)
    described: dict[str, Any] = {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": stored.size}
    content: dict[str, Any]
    if kind == "photo":
        content = {"photo": [described | {"width": stored.width or 1, "height": stored.height or 1}]}
    elif kind == "document":
        content = {"document": described | {"file_name": name, "mime_type": mime_type}}
    else:
        content = {kind: described | {"duration": 1, "width": 1, "height": 1, "mime_type": mime_type}}
    caption = str(body.get("caption") or "").strip()[:1024]
    return content | ({"caption": caption} if caption else {})


def _forwarded(world: World, given: Any) -> dict[str, Any]:
    asked = given if isinstance(given, dict) else {}
    source = find_chat(world, str(asked.get("chat", "")))
    message = source.messages.get(int(asked.get("message_id", 0)))
    if message is None:
        raise ControlError(404, "the message to forward is gone")
    hidden = bool(asked.get("hidden"))
    user = world.user(message.sender_id)
    origin: dict[str, Any] = {"type": "user", "sender_user": user, "date": message.data["date"]}
    if hidden:
        origin = {"type": "hidden_user", "sender_user_name": user["first_name"], "date": message.data["date"]}
    return content_of(message.data) | {"forward_origin": origin}


def own_message(chat: Chat, message_id: int, person: int) -> StoredMessage:
    """A message of this person. Raises ControlError."""
    found = chat.messages.get(message_id)
    if found is None:
        raise ControlError(404, "no such message")
    if found.sender_id != person:
        raise ControlError(403, "somebody else's message")
    return found


def edit(world: World, chat: Chat, message_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """`PATCH`: change the text, or the caption of a file."""
    message = own_message(chat, message_id, sender(world, chat, body))
    text = str(body.get("text") or "").strip()[:TEXT_LENGTH_MAX]
    if not text:
        raise ControlError(400, "text is missing")
    name = "text" if "text" in message.data else "caption"
    entities = find_entities(text)
    message.data = {key: value for key, value in message.data.items() if key not in ("entities", "caption_entities")}
    message.data |= {name: text, "edit_date": int(time.time())}
    if entities:
        message.data["entities" if name == "text" else "caption_entities"] = entities
    world.edited(chat, message)
    return world.view(message)


def delete(world: World, chat: Chat, message_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """`DELETE`: in a private chat anything, in a group one's own or, as an administrator, anybody's."""
    person = sender(world, chat, body)
    if message_id not in chat.messages:
        raise ControlError(404, "no such message")
    if isinstance(chat, GroupChat) and not chat.member(person).is_administrator:
        own_message(chat, message_id, person)
    world.delete(chat, [message_id])
    return {"ok": True}


async def press(world: World, chat: Chat, message_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """Press an inline button by its text or `[row, column]`; waits for the bot's answer."""
    person = sender(world, chat, body)
    message = chat.messages.get(message_id)
    if message is None:
        raise ControlError(404, "no such message")
    button = _button(message, body.get("button"))
    if "callback_data" not in button:
        raise ControlError(400, "this button has no callback_data")
    bot = world.bots.get(message.sender_id)
    if bot is None:
        raise ControlError(400, "only a bot's buttons can be pressed")
    query_id = str(secrets.randbelow(10**18) + 10**17)
    future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
    while len(world.pressed) >= PRESSED_MAX:
        world.pressed.pop(next(iter(world.pressed)))
    world.pressed[query_id] = PressedButton(query_id, bot.id, time.monotonic(), future)
    query = {
        "id": query_id,
        "from": world.user(person),
        "message": message.data,
        "chat_instance": str(abs(hash(chat.key))),
        "data": button["callback_data"],
    }
    bot.updates.push("callback_query", query, chat.key)
    try:
        return await asyncio.wait_for(future, PRESS_SECONDS_MAX)
    except TimeoutError:
        return {"answer": None, "alert": False, "timeout": True}


def _button(message: StoredMessage, asked: Any) -> dict[str, Any]:
    rows = message.data.get("reply_markup", {}).get("inline_keyboard", [])
    if isinstance(asked, list) and len(asked) == 2:
        row, column = int(asked[0]), int(asked[1])
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            found: dict[str, Any] = rows[row][column]
            return found
    for row in rows:
        for button in row:
            if button["text"] == asked:
                return dict(button)
    raise ControlError(404, "no such button")


def react(world: World, chat: Chat, message_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """A person's reaction; an empty emoji takes it back."""
    person = sender(world, chat, body)
    message = chat.messages.get(message_id)
    if message is None:
        raise ControlError(404, "no such message")
    old, emoji = message.reactions.get(person, []), body.get("emoji")
    new = [{"type": "emoji", "emoji": str(emoji)}] if emoji else []
    message.reactions[person] = new
    change = {
        "chat": world.describe_chat(chat),
        "message_id": message_id,
        "user": world.user(person),
        "date": int(time.time()),
        "old_reaction": old,
        "new_reaction": new,
    }
    for bot in [world.bots[chat.bot_id]] if isinstance(chat, PrivateChat) else _administrators(world, chat):
        bot.updates.push("message_reaction", change, chat.key)
    world.events.emit("reaction", chat.key, message_id=message_id)
    return {"ok": True}


def _administrators(world: World, chat: Chat) -> list[Any]:
    assert isinstance(chat, GroupChat)
    return [bot for bot in world.bots_in(chat) if chat.member(bot.id).is_administrator]


def block(world: World, chat: Chat, person: int) -> dict[str, Any]:
    """Block the bot; it is told by `my_chat_member`."""
    return _set_blocked(world, chat, person, blocked=True)


def unblock(world: World, chat: Chat, person: int) -> dict[str, Any]:
    """Unblock the bot."""
    return _set_blocked(world, chat, person, blocked=False)


def _set_blocked(world: World, chat: Chat, person: int, *, blocked: bool) -> dict[str, Any]:
    if not isinstance(chat, PrivateChat):
        raise ControlError(400, "only a private chat can be blocked")
    if chat.blocked != blocked:
        chat.blocked = blocked
        bot = world.bots[chat.bot_id]
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        until = {"until_date": 0}
        bot.updates.push(
            "my_chat_member",
            {
                "chat": world.describe_chat(chat),
                "from": world.user(person),
                "date": int(time.time()),
                "old_chat_member": {"user": bot.user(), "status": old} | (until if old == "kicked" else {}),
                "new_chat_member": {"user": bot.user(), "status": new} | (until if new == "kicked" else {}),
            },
            chat.key,
        )
        world.events.emit("chat", chat.key)
    return {"ok": True}


def change_topic(world: World, chat: GroupChat, thread: int, act: str, body: dict[str, Any]) -> dict[str, Any]:
    """`/topics/{thread}/close|reopen|delete` by hand. Raises ControlError."""
    person = sender(world, chat, body)
    topic = chat.topics.get(thread)
    if topic is None:
        raise ControlError(404, "no such topic")
    if not chat.member(person).is_administrator:
        raise ControlError(403, "only administrators manage topics")
    if act == "delete":
        topics.delete(world, chat, topic)
        return {"ok": True}
    try:
        topics.set_closed(world, chat, topic, person, closed=act == "close")
    except BotApiError as error:
        raise ControlError(409, error.description) from error
    return {"ok": True}


def seen(world: World, chat: Chat, after: int, thread: int | None) -> list[dict[str, Any]]:
    """The chat as it is now, oldest first; `thread` 1 is General."""
    wanted = None if thread == GENERAL_THREAD else thread
    return [
        world.view(message)
        for message in chat.messages.values()
        if message.id > after and (thread is None or message.thread == wanted)
    ]
