"""Control calls that only look: messages, keyboards, files, the log of calls, and the stream of events."""

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from sse_starlette.sse import EventSourceResponse
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.chats import GENERAL_THREAD, Chat
from bot.sandbox.control.request import chat_of, world_of
from bot.sandbox.errors import ControlError
from bot.sandbox.world import World


def _number(request: Request, name: str, default: int = 0) -> int:
    raw = request.query_params.get(name)
    if raw is None or raw == "":
        return default
    if not raw.lstrip("-").isdigit():
        raise ControlError(400, f'"{name}" must be an integer')
    return int(raw)


async def show_messages(request: Request) -> Response:
    """Show the chat as it looks now, oldest first; thread 1 is General."""
    world, chat = world_of(request), chat_of(request)
    after, thread = _number(request, "after"), _number(request, "thread")
    chosen = [
        world.view(message)
        for message in chat.messages.values()
        if message.id > after and (not thread or (message.thread or GENERAL_THREAD) == thread)
    ]
    return JSONResponse(chosen)


async def show_keyboard(request: Request) -> Response:
    """Show the reply keyboard under the chat, null when there is none."""
    return JSONResponse(chat_of(request).keyboard)


async def download(request: Request) -> Response:
    """Hand out a file to people."""
    stored = world_of(request).files.get(request.path_params["file_id"])
    if stored is None:
        raise ControlError(404, "no such file")
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if stored.kind == "document":
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name or 'file')}"
    return Response(stored.data, headers=headers, media_type=stored.mime_type)


async def show_calls(request: Request) -> Response:
    """Show what bots asked for; a header tells how many asked-for calls are no longer kept."""
    calls, after = world_of(request).calls, _number(request, "after")
    headers = {"X-Sandbox-Calls-Dropped": str(max(0, calls.first - 1 - max(after, 0)))}
    return Response(calls.after(after), headers=headers, media_type="application/json")


async def follow_events(request: Request) -> Response:
    """Stream every change as it happens."""
    return EventSourceResponse(_events(world_of(request)), ping=15)


async def _events(world: World) -> AsyncIterator[dict[str, Any]]:
    queue = world.events.listen()
    try:
        while (event := await queue.get()) is not None:
            yield {"data": json.dumps(event, ensure_ascii=False)}
    finally:
        world.events.forget(queue)


async def show_pinned(request: Request) -> Response:
    """Show the ids of the pinned messages, oldest first."""
    chat: Chat = chat_of(request)
    return JSONResponse([message_id for message_id in chat.pinned if message_id in chat.messages])


ROUTES = [
    Route("/chats/{chat}/messages", show_messages, methods=["GET"]),
    Route("/chats/{chat}/keyboard", show_keyboard, methods=["GET"]),
    Route("/chats/{chat}/pinned", show_pinned, methods=["GET"]),
    Route("/files/{file_id}", download, methods=["GET"]),
    Route("/calls", show_calls, methods=["GET"]),
    Route("/events", follow_events, methods=["GET"]),
]
