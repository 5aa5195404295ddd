"""Control calls by which a person writes, edits and deletes messages."""

import base64
import binascii
import mimetypes
import secrets
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.chats import GENERAL_THREAD, Chat, GroupChat, PrivateChat, StoredMessage
from bot.sandbox.control.request import (
    body_of,
    chat_of,
    done,
    find_chat,
    integer_field,
    message_of,
    person_in,
    text_field,
    topic_in,
    world_of,
)
from bot.sandbox.entities import parse_text
from bot.sandbox.errors import ControlError
from bot.sandbox.methods.content import CAPTION_LENGTH_MAX, CAPTIONED_FIELDS, TEXT_LENGTH_MAX, content_of
from bot.sandbox.methods.copying import forward_fields
from bot.sandbox.methods.media import ALBUM_COUNT_MAX, describe_file
from bot.sandbox.methods.targets import without_reply
from bot.sandbox.parameters import Parameters
from bot.sandbox.reading import UPLOAD_SIZE_MAX
from bot.sandbox.world import INLINE_MAX, World

FILE_KINDS = ("photo", "document", "voice", "video", "audio", "animation", "video_note", "sticker")
CONTENTS = ("text", "contact", "album", "forward_of", "inline", *FILE_KINDS)
_MIME_TYPES = {"photo": "image/jpeg", "voice": "audio/ogg", "video": "video/mp4", "sticker": "image/webp"}


async def write_message(request: Request) -> Response:
    """Write into a chat; the first message to a bot is what its Start button does."""
    body, world = await body_of(request), world_of(request)
    chat = chat_of(request, create=True)
    person_id = person_in(world, chat, body)
    thread = _thread(chat, body, person_id)
    contents = _contents(world, person_id, body | {"_chat": chat.key})
    reply, reply_thread = _reply(chat, body)
    _begin(world, chat)
    _hide_one_time_keyboard(world, chat, contents[0])
    sent = [world.add_message(chat, person_id, reply | content, thread=thread or reply_thread) for content in contents]
    if contents[0].get("via_bot"):
        _remember_inline(world, chat, sent[0], body["inline"])
    shown = world.view(sent[0])
    if len(sent) > 1:
        shown["album"] = [world.view(message) for message in sent]
    return JSONResponse(shown)


def _begin(world: World, chat: Chat) -> None:
    """What comes before one's message to a bot: the Start button, or Restart after blocking it."""
    if not isinstance(chat, PrivateChat):
        return
    world.set_blocked(chat, blocked=False)
    if not chat.started:
        chat.started = True
        world.events.emit("chat", chat.key)


def _thread(chat: Chat, body: dict[str, Any], person_id: int) -> int | None:
    thread = integer_field(body, "thread") if body.get("thread") is not None else GENERAL_THREAD
    if not isinstance(chat, GroupChat) or not chat.is_forum:
        if thread != GENERAL_THREAD:
            raise ControlError(400, "this chat has no topics")
        return None
    topic, member = topic_in(chat, thread), chat.member(person_id)
    if topic.closed and not member.is_administrator:
        raise ControlError(403, "TOPIC_CLOSED")
    if member.status == "restricted" and not member.rights.get("can_send_messages", False):
        raise ControlError(403, f"{person_id} may not write in this group")
    return None if thread == GENERAL_THREAD else thread


def _contents(world: World, person_id: int, body: dict[str, Any]) -> list[dict[str, Any]]:
    given = [name for name in CONTENTS if body.get(name)]
    if len(given) == 2 and given[0] == "text" and given[1] in CAPTIONED_FIELDS:
        body, given = body | {"caption": body.get("caption") or body["text"]}, given[1:]
    if len(given) != 1:
        raise ControlError(
            400, "a message holds one of: text, contact, album, forward_of, inline, " + ", ".join(FILE_KINDS)
        )
    kind = given[0]
    if kind == "album":
        return _album(world, body["album"])
    return [_content(world, person_id, kind, body)]


def _content(world: World, person_id: int, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    match kind:
        case "text":
            return text_of(text_field(body, "text", required=True, length_max=100_000) or "")
        case "contact":
            return {"contact": _contact(world, person_id, body["contact"])}
        case "forward_of":
            return _forwarded(world, person_id, body)
        case "inline":
            return _chosen_inline(world, person_id, body["inline"])
        case _:
            return _file(world, kind, body)


def text_of(text: str) -> dict[str, Any]:
    """Return a typed text with what Telegram finds in it. Raises 400."""
    shown, entities = parse_text(text, None, None)
    if not shown:
        raise ControlError(400, "the text is empty")
    if len(shown) > TEXT_LENGTH_MAX:
        raise ControlError(400, f"the text is longer than {TEXT_LENGTH_MAX} characters")
    return {"text": shown} | ({"entities": entities} if entities else {})


def caption_of(text: str) -> dict[str, Any]:
    """Return a typed caption with what Telegram finds in it, nothing for an empty one. Raises 400."""
    shown, entities = parse_text(text, None, None)
    if len(shown) > CAPTION_LENGTH_MAX:
        raise ControlError(400, f"the caption is longer than {CAPTION_LENGTH_MAX} characters")
    return ({"caption": shown} if shown else {}) | ({"caption_entities": entities} if entities else {})


def _contact(world: World, person_id: int, contact: Any) -> dict[str, Any]:
    if contact is True:
        person = world.people[person_id]
        if not person.phone:
            raise ControlError(400, "this person has no phone number")
        own = {"phone_number": person.phone, "first_name": person.first_name, "user_id": person.id}
        return own | ({"last_name": person.last_name} if person.last_name else {})
    if not isinstance(contact, dict):
        raise ControlError(400, '"contact" must be true or an object')
    shared: dict[str, Any] = {
        "phone_number": text_field(contact, "phone_number", required=True, length_max=32),
        "first_name": text_field(contact, "first_name", length_max=64) or "",
    }
    if text_field(contact, "last_name", length_max=64):
        shared["last_name"] = contact["last_name"]
    if contact.get("user_id") is not None:
        shared["user_id"] = integer_field(contact, "user_id")
    return shared


def _file(world: World, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    given = body[kind]
    details = given if isinstance(given, dict) else {"data": given}
    name = str(details.get("file_name") or body.get("file_name") or "")[:128]
    mime_type = details.get("mime_type") or body.get("mime_type") or _MIME_TYPES.get(kind)
    mime_type = str(mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream")[:100]
    stored = world.files.add(kind, _decoded(kind, details.get("data")), name, mime_type)
    described = describe_file(stored, Parameters({"duration": details.get("duration", 0)}))
    caption = text_field(body, "caption", length_max=100_000)
    return described | (caption_of(caption) if caption and kind in CAPTIONED_FIELDS else {})


def _decoded(kind: str, data: Any) -> bytes:
    if not isinstance(data, str):
        raise ControlError(400, f'"{kind}" must be base64')
    if data.startswith("data:"):
        data = data.partition(",")[2]
    try:
        decoded = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ControlError(400, f'"{kind}" is not base64') from error
    if not decoded:
        raise ControlError(400, f'"{kind}" is empty')
    if len(decoded) > UPLOAD_SIZE_MAX:
        raise ControlError(413, f'"{kind}" is larger than {UPLOAD_SIZE_MAX} bytes')
    return decoded


def _album(world: World, items: Any) -> list[dict[str, Any]]:
    if not isinstance(items, list) or not 1 <= len(items) <= ALBUM_COUNT_MAX:
        raise ControlError(400, f'"album" must be a list of 1 to {ALBUM_COUNT_MAX} files')
    contents = []
    for item in items:
        kinds = [kind for kind in ("photo", "video", "document", "audio") if isinstance(item, dict) and item.get(kind)]
        if len(kinds) != 1:
            raise ControlError(400, "each part of an album is an object with a photo, video, document or audio")
        contents.append(_file(world, kinds[0], item))
    group = {"media_group_id": str(secrets.randbelow(10**17) + 10**16)}
    return [content | group for content in contents]


def _forwarded(world: World, person_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """A message of this chat by its id, or of another by `{"chat", "message_id"}`."""
    wanted = body["forward_of"]
    fields = wanted if isinstance(wanted, dict) else {"message_id": wanted}
    key = fields.get("chat", body.get("_chat"))
    source = find_chat(world, str(key))
    person_in(world, source, {"from": person_id})
    name = "message_id" if "message_id" in fields else "id"
    message = source.messages.get(integer_field(fields, name))
    if message is None or not content_of(message.data):
        raise ControlError(404, "no such message to forward")
    if message.protected:
        raise ControlError(403, "this message is protected from forwarding")
    return content_of(message.data) | forward_fields(world, source, message)


def _chosen_inline(world: World, person_id: int, chosen: Any) -> dict[str, Any]:
    if not isinstance(chosen, dict):
        raise ControlError(400, '"inline" must be {"query", "result"}')
    query = world.inline_queries.get(str(chosen.get("query")))
    if query is None or query.person_id != person_id or not query.answer.done():
        raise ControlError(404, "no such answered inline query")
    results = {result["id"]: result for result in query.answer.result()["results"]}
    result = results.get(str(chosen.get("result")))
    if result is None or "text" not in result["message"]:
        raise ControlError(404, "no such result with a text")
    content: dict[str, Any] = result["message"]
    return content | {"via_bot": world.bots[query.bot_id].user()}


def _remember_inline(world: World, chat: Chat, message: StoredMessage, chosen: dict[str, Any]) -> None:
    """Tell the bot which result was chosen; one with buttons can be edited by its inline_message_id."""
    query = world.inline_queries[str(chosen["query"])]
    feedback = {"result_id": str(chosen["result"]), "from": world.user(query.person_id), "query": query.query}
    if "reply_markup" in message.data:
        message.inline_message_id = feedback["inline_message_id"] = secrets.token_urlsafe(18)
        world.inline_messages[message.inline_message_id] = (chat, message)
        while len(world.inline_messages) > INLINE_MAX:
            world.inline_messages.pop(next(iter(world.inline_messages)))
    world.bots[query.bot_id].updates.push("chosen_inline_result", feedback, f"user:{query.person_id}")


def _reply(chat: Chat, body: dict[str, Any]) -> tuple[dict[str, Any], int | None]:
    if body.get("reply_to") is None:
        return {}, None
    replied = chat.messages.get(integer_field(body, "reply_to"))
    if replied is None:
        raise ControlError(404, "no such message to reply to")
    return {"reply_to_message": without_reply(replied.data)}, replied.thread


def _hide_one_time_keyboard(world: World, chat: Chat, content: dict[str, Any]) -> None:
    keyboard = chat.keyboard
    if keyboard is None:
        return
    buttons = [button for row in keyboard.get("keyboard", []) for button in row]
    pressed = any(
        button["text"] == content.get("text") or (button.get("request_contact") and "contact" in content)
        for button in buttons
    )
    if keyboard.get("force_reply") or (pressed and keyboard.get("one_time_keyboard")):
        chat.keyboard = None
        world.events.emit("keyboard", chat.key)


async def edit_message(request: Request) -> Response:
    """Change one's own text or caption."""
    body, world = await body_of(request), world_of(request)
    chat = chat_of(request)
    message = _own(world, chat, message_of(request, chat), body)
    text = text_field(body, "text", required=True, length_max=100_000) or ""
    if "text" in message.data:
        old, new = ("text", "entities"), text_of(text)
    elif any(kind in message.data for kind in CAPTIONED_FIELDS):
        old, new = ("caption", "caption_entities"), caption_of(text)
    else:
        raise ControlError(400, "there is no text in this message")
    kept = {name: value for name, value in message.data.items() if name not in old}
    message.data = kept | {"edit_date": int(time.time())} | new
    world.edited(chat, message)
    return JSONResponse(world.view(message))


def _own(world: World, chat: Chat, message: StoredMessage, body: dict[str, Any]) -> StoredMessage:
    if message.sender_id != person_in(world, chat, body):
        raise ControlError(403, "this is somebody else's message")
    return message


async def delete_message(request: Request) -> Response:
    """Delete a message: any in a private chat, one's own in a group, any as an administrator who may."""
    body, world = await body_of(request, optional=True), world_of(request)
    if "from" in request.query_params:
        body["from"] = request.query_params["from"]
    chat = chat_of(request)
    message, person_id = message_of(request, chat), person_in(world, chat, body)
    own = not isinstance(chat, GroupChat) or message.sender_id == person_id
    if not own and not (isinstance(chat, GroupChat) and chat.member(person_id).may("can_delete_messages")):
        raise ControlError(403, "this person may not delete this message")
    world.delete(chat, [message.id])
    return done()


ROUTES = [
    Route("/chats/{chat}/messages", write_message, methods=["POST"]),
    Route("/chats/{chat}/messages/{message_id:int}", edit_message, methods=["PATCH"]),
    Route("/chats/{chat}/messages/{message_id:int}", delete_message, methods=["DELETE"]),
]
