"""Control calls by which a person acts on what is there: buttons, reactions, blocking, topics, inline queries."""

import asyncio
import secrets
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox import topics
from bot.sandbox.chats import GroupChat, PrivateChat, StoredMessage
from bot.sandbox.control.request import (
    body_of,
    chat_of,
    done,
    group_of,
    integer_field,
    message_of,
    person_in,
    private_of,
    text_field,
    topic_in,
    world_of,
)
from bot.sandbox.errors import ControlError
from bot.sandbox.reactions import as_reaction
from bot.sandbox.world import INLINE_MAX, PRESSED_MAX, InlineQuery, PressedButton, World

ANSWER_SECONDS_MAX = 10.0


async def press_button(request: Request) -> Response:
    """Press an inline button and wait for what the bot answers."""
    body, world = await body_of(request), world_of(request)
    chat = chat_of(request)
    message, person_id = message_of(request, chat), person_in(world, chat, body)
    button = _button(message, body.get("button"))
    if "callback_data" not in button:
        opened = {name: value for name, value in button.items() if name not in ("text", "style")}
        return JSONResponse({"answer": None, "alert": False} | opened)
    bot_id = message.data.get("via_bot", message.data["from"])["id"]
    if isinstance(chat, PrivateChat) and chat.blocked:
        raise ControlError(403, "the bot is blocked; unblock it first")
    pressed = _pressed(world, bot_id)
    query = {
        "id": pressed.id,
        "from": world.user(person_id),
        **_pressed_message(message),
        "chat_instance": str(abs(chat.api_id) * 7919 + bot_id),
        "data": button["callback_data"],
    }
    world.bots[bot_id].updates.push("callback_query", query, chat.key)
    return JSONResponse(await _answer(pressed.answer))


def _pressed_message(message: StoredMessage) -> dict[str, Any]:
    if message.inline_message_id is not None:
        return {"inline_message_id": message.inline_message_id}
    return {"message": message.data}


def _button(message: StoredMessage, wanted: Any) -> dict[str, Any]:
    rows: list[list[dict[str, Any]]] = message.data.get("reply_markup", {}).get("inline_keyboard", [])
    if isinstance(wanted, list) and len(wanted) == 2 and all(isinstance(index, int) for index in wanted):
        row, column = wanted
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            return rows[row][column]
    for button in (button for row in rows for button in row):
        if button["text"] == wanted:
            return button
    shown = [[button["text"] for button in row] for row in rows]
    raise ControlError(404, f"no such button: {wanted}; there are {shown}")


def _pressed(world: World, bot_id: int) -> PressedButton:
    pressed = PressedButton(
        str(secrets.randbelow(9 * 10**17) + 10**17),
        bot_id,
        time.monotonic(),
        asyncio.get_running_loop().create_future(),
    )
    world.pressed[pressed.id] = pressed
    while len(world.pressed) > PRESSED_MAX:
        world.pressed.pop(next(iter(world.pressed)))
    return pressed


async def _answer(waiting: asyncio.Future[dict[str, Any]]) -> dict[str, Any]:
    """Return the bot's answer; the wait ends after ANSWER_SECONDS_MAX, the query itself lives on."""
    done_now, _ = await asyncio.wait({waiting}, timeout=ANSWER_SECONDS_MAX)
    if not done_now or waiting.cancelled():
        return {"answer": None, "alert": False, "timeout": True}
    return waiting.result()


async def react(request: Request) -> Response:
    """Put a reaction under a message, or with an empty emoji take it back."""
    body, world = await body_of(request), world_of(request)
    chat = chat_of(request)
    message, person_id = message_of(request, chat), person_in(world, chat, body)
    emoji = as_reaction(body.get("emoji"))
    if body.get("emoji") and emoji is None:
        raise ControlError(400, f"not a reaction: {body['emoji']}")
    old = message.reactions.pop(person_id, [])
    new = [{"type": "emoji", "emoji": emoji}] if emoji else []
    if new:
        message.reactions[person_id] = new
    change = {
        "chat": world.describe_chat(chat),
        "message_id": message.id,
        "user": world.user(person_id),
        "date": int(time.time()),
        "old_reaction": old,
        "new_reaction": new,
    }
    if isinstance(chat, GroupChat):
        told = [bot for bot in world.bots_in(chat) if chat.member(bot.id).is_administrator]
    else:
        told = [world.bots[private_of(chat).bot_id]]
    for bot in told:
        bot.updates.push("message_reaction", change, chat.key)
    world.events.emit("reaction", chat.key, message_id=message.id)
    return done()


async def block(request: Request) -> Response:
    """Block the bot."""
    return await _set_blocked(request, blocked=True)


async def unblock(request: Request) -> Response:
    """Unblock the bot."""
    return await _set_blocked(request, blocked=False)


async def _set_blocked(request: Request, *, blocked: bool) -> Response:
    body, world = await body_of(request, optional=True), world_of(request)
    chat = private_of(chat_of(request, create=True))
    person_in(world, chat, body)
    world.set_blocked(chat, blocked=blocked)
    return done()


async def create_topic(request: Request) -> Response:
    """Open a topic by hand."""
    body, world = await body_of(request), world_of(request)
    chat = _forum(request)
    person_id = person_in(world, chat, body)
    _require(chat, person_id, "can_manage_topics")
    name = text_field(body, "name", required=True, length_max=topics.NAME_LENGTH_MAX) or ""
    topic = topics.create(world, chat, person_id, name.strip(), color=7322096)
    return JSONResponse(topic.describe())


async def change_topic(request: Request) -> Response:
    """Close, reopen or delete a topic by hand."""
    body, world = await body_of(request, optional=True), world_of(request)
    chat, act = _forum(request), request.path_params["act"]
    person_id = person_in(world, chat, body)
    topic = topic_in(chat, request.path_params["thread"])
    if act == "delete":
        if topic.thread == 1:
            raise ControlError(400, "General cannot be deleted")
        _require(chat, person_id, "can_delete_messages")
        topics.delete(world, chat, topic)
    elif act in ("close", "reopen"):
        if topic.creator_id != person_id:
            _require(chat, person_id, "can_manage_topics")
        topics.set_closed(world, chat, topic, person_id, closed=act == "close")
    else:
        raise ControlError(404, f"no such act: {act}")
    return done()


def _forum(request: Request) -> GroupChat:
    chat = group_of(chat_of(request))
    if not chat.is_forum:
        raise ControlError(400, "this group has no topics")
    return chat


def _require(chat: GroupChat, person_id: int, right: str) -> None:
    if not chat.member(person_id).may(right):
        raise ControlError(403, f"{person_id} lacks the right {right}")


async def ask_inline(request: Request) -> Response:
    """Type a query after a bot's name and wait for its results."""
    body, world = await body_of(request), world_of(request)
    person_id, bot_id = integer_field(body, "from"), integer_field(body, "bot")
    if person_id not in world.people or bot_id not in world.bots:
        raise ControlError(404, "no such person or bot")
    query = InlineQuery(
        str(secrets.randbelow(9 * 10**17) + 10**17),
        bot_id,
        person_id,
        text_field(body, "query") or "",
        time.monotonic(),
        asyncio.get_running_loop().create_future(),
    )
    world.inline_queries[query.id] = query
    while len(world.inline_queries) > INLINE_MAX:
        world.inline_queries.pop(next(iter(world.inline_queries)))
    update = {"id": query.id, "from": world.user(person_id), "query": query.query, "offset": body.get("offset") or ""}
    world.bots[bot_id].updates.push("inline_query", update, f"user:{person_id}")
    answer = await _answer(query.answer)
    return JSONResponse({"id": query.id, "results": [], "next_offset": ""} | answer)


ROUTES = [
    Route("/chats/{chat}/messages/{message_id:int}/press", press_button, methods=["POST"]),
    Route("/chats/{chat}/messages/{message_id:int}/react", react, methods=["POST"]),
    Route("/chats/{chat}/block", block, methods=["POST"]),
    Route("/chats/{chat}/unblock", unblock, methods=["POST"]),
    Route("/chats/{chat}/topics", create_topic, methods=["POST"]),
    Route("/chats/{chat}/topics/{thread:int}/{act}", change_topic, methods=["POST"]),
    Route("/inline", ask_inline, methods=["POST"]),
]
