"""What every control call needs: the world, the body, the chat, the person; each refused in clear words."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.chats import Chat, GroupChat, PrivateChat, StoredMessage, Topic
from bot.sandbox.errors import ControlError
from bot.sandbox.world import World

# base64 makes a third more of the largest file
BODY_SIZE_MAX = 72 << 20


def world_of(request: Request) -> World:
    """Return the world that the application serves."""
    world: World = request.app.state.world
    return world


async def body_of(request: Request, *, optional: bool = False) -> dict[str, Any]:
    """Return the JSON object of the body. Raises ControlError 400 or 413."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_SIZE_MAX:
            raise ControlError(413, f"the body is larger than {BODY_SIZE_MAX} bytes")
        chunks.append(chunk)
    raw = b"".join(chunks)
    if optional and not raw.strip():
        return {}
    try:
        decoded = json.loads(raw)
    except ValueError as error:
        raise ControlError(400, "the body is not JSON") from error
    if not isinstance(decoded, dict):
        raise ControlError(400, "the body is not a JSON object")
    return decoded


def text_field(body: dict[str, Any], name: str, *, required: bool = False, length_max: int = 256) -> str | None:
    """Return a text field. Raises ControlError 400."""
    value = body.get(name)
    if value is None and not required:
        return None
    if not isinstance(value, str) or (required and not value.strip()):
        raise ControlError(400, f'"{name}" must be a {"non-empty " if required else ""}string')
    if len(value) > length_max:
        raise ControlError(400, f'"{name}" is longer than {length_max} characters')
    return value


def integer_field(body: dict[str, Any], name: str) -> int:
    """Return an integer field; digits in a string will do. Raises ControlError 400."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).lstrip("-").isdigit():
        raise ControlError(400, f'"{name}" must be an integer')
    return int(value)


def chat_of(request: Request, *, create: bool = False) -> Chat:
    """Return the chat of the path; `create` makes a private chat that nobody has used yet. Raises 404."""
    return find_chat(world_of(request), request.path_params["chat"], create=create)


def find_chat(world: World, key: str, *, create: bool = False) -> Chat:
    """Return a chat by the control API's id: `{person}:{bot}` or a group's number. Raises 404."""
    person, colon, bot = key.partition(":")
    if colon and person.isdigit() and bot.isdigit():
        if int(person) not in world.people or int(bot) not in world.bots:
            raise ControlError(404, f"no such person or bot: {key}")
        if create or key in world.private:
            return world.private_chat(int(person), int(bot))
        return PrivateChat(key, int(person), "private", person_id=int(person), bot_id=int(bot))
    if key.lstrip("-").isdigit() and int(key) in world.groups:
        return world.groups[int(key)]
    raise ControlError(404, f"no such chat: {key}")


def person_in(world: World, chat: Chat, body: dict[str, Any]) -> int:
    """Return who acts, by `from`; in a private chat it may be left out. Raises ControlError."""
    if isinstance(chat, PrivateChat):
        person_id = integer_field(body, "from") if "from" in body else chat.person_id
        if person_id != chat.person_id:
            raise ControlError(403, f"{person_id} is not the person of this chat")
        return person_id
    person_id = integer_field(body, "from")
    if person_id not in world.people:
        raise ControlError(404, f"no such person: {person_id}")
    assert isinstance(chat, GroupChat)
    if chat.migrated_to is not None:
        raise ControlError(400, f"this group was upgraded; its id is now {chat.migrated_to}")
    if not chat.member(person_id).present:
        raise ControlError(403, f"{person_id} is not in this group")
    return person_id


def message_of(request: Request, chat: Chat) -> StoredMessage:
    """Return the message of the path. Raises 404."""
    found = chat.messages.get(request.path_params["message_id"])
    if found is None:
        raise ControlError(404, f"no such message: {request.path_params['message_id']}")
    return found


def group_of(chat: Chat) -> GroupChat:
    """Return the chat as a group. Raises 400."""
    if not isinstance(chat, GroupChat):
        raise ControlError(400, "this is a private chat")
    return chat


def private_of(chat: Chat) -> PrivateChat:
    """Return the chat as a private one. Raises 400."""
    if not isinstance(chat, PrivateChat):
        raise ControlError(400, "this is not a private chat")
    return chat


def topic_in(chat: GroupChat, thread: int) -> Topic:
    """Return a topic of the forum. Raises 404."""
    if thread not in chat.topics:
        raise ControlError(404, f"no such topic: {thread}")
    return chat.topics[thread]


def done() -> Response:
    """Answer an act that has nothing to tell."""
    return JSONResponse({"ok": True})
