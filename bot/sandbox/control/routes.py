"""The control API's addresses under /sandbox/api."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from sse_starlette.sse import EventSourceResponse
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.control import messages, people
from bot.sandbox.errors import ControlError
from bot.sandbox.world import SMS_MAX, World

CODE = re.compile(r"(?<!\d)\d{4,8}(?!\d)")
BODY_SIZE_MAX = 100 << 20

Answer = Callable[[World, Request, dict[str, Any]], Any]


def endpoint(answer: Answer) -> Callable[[Request], Any]:
    """Wrap a function of world, request and JSON body; errors become `{"error": ...}`."""

    async def handle(request: Request) -> Response:
        try:
            result = answer(request.app.state.world, request, await _body(request))
            if asyncio.iscoroutine(result):
                result = await result
        except ControlError as error:
            return JSONResponse({"error": error.text}, status_code=error.status)
        except (TypeError, ValueError, KeyError) as error:
            return JSONResponse({"error": f"malformed request: {error}"}, status_code=400)
        return result if isinstance(result, Response) else JSONResponse(result)

    return handle


async def _body(request: Request) -> dict[str, Any]:
    if int(request.headers.get("content-length") or 0) > BODY_SIZE_MAX:
        raise ControlError(413, "the body is too large")
    raw = await request.body()
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise ControlError(400, "the body is not JSON") from error
    if not isinstance(body, dict):
        raise ControlError(400, "the body must be a JSON object")
    return body


def _chat(world: World, request: Request) -> Any:
    return messages.find_chat(world, request.path_params["chat"])


def _group(world: World, request: Request) -> Any:
    return messages.find_group(world, request.path_params["chat"])


def _number(request: Request, name: str) -> int | None:
    given = request.query_params.get(name)
    return None if given in (None, "") else int(given)


def _see(world: World, request: Request, _body: dict[str, Any]) -> Any:
    return messages.seen(world, _chat(world, request), _number(request, "after") or 0, _number(request, "thread"))


def _press(world: World, request: Request, body: dict[str, Any]) -> Any:
    return messages.press(world, _chat(world, request), int(request.path_params["id"]), body)


def _block(world: World, request: Request, body: dict[str, Any]) -> Any:
    chat = _chat(world, request)
    person = messages.sender(world, chat, body)
    act = messages.block if request.path_params["act"] == "block" else messages.unblock
    return act(world, chat, person)


def _topic(world: World, request: Request, body: dict[str, Any]) -> Any:
    act = request.path_params["act"]
    if act not in ("close", "reopen", "delete"):
        raise ControlError(404, "no such act")
    return messages.change_topic(world, _group(world, request), int(request.path_params["thread"]), act, body)


def _calls(world: World, request: Request, _body: dict[str, Any]) -> Response:
    return Response(world.calls.after(_number(request, "after") or 0), media_type="application/json")


def _bot_id(world: World, given: Any) -> int | None:
    if given is None:
        return None
    for bot in world.bots.values():
        if given in (bot.id, str(bot.id), bot.username, bot.token):
            return bot.id
    raise ControlError(404, "no such bot")


def _fault(world: World, _request: Request, body: dict[str, Any]) -> Any:
    world.faults.add(body, _bot_id(world, body.get("bot")))
    return {"ok": True}


def _no_faults(world: World, _request: Request, _body: dict[str, Any]) -> Any:
    world.faults.clear()
    return {"ok": True}


def _replay(world: World, _request: Request, body: dict[str, Any]) -> Any:
    bot_id = _bot_id(world, body.get("bot"))
    if bot_id is None:
        raise ControlError(400, "bot is missing")
    return {"count": world.bots[bot_id].updates.replay(int(body.get("count", 1)))}


def _limits(world: World, _request: Request, body: dict[str, Any]) -> Any:
    world.limits.switch(bool(body.get("on")))
    return {"on": world.limits.on}


def _plain(phone: str) -> str:
    return re.sub(r"[^\d]", "", phone)


def _new_sms(world: World, _request: Request, body: dict[str, Any]) -> Any:
    phone, text = str(body.get("phone", "")), str(body.get("text", ""))
    if not phone or not text:
        raise ControlError(400, "phone and text are needed")
    code = CODE.search(text)
    world.sms.append({"phone": phone, "time": time.time(), "text": text, "code": code[0] if code else None})
    del world.sms[:-SMS_MAX]
    world.events.emit("sms", phone=phone, text=text)
    return {"ok": True}


def _sms(world: World, request: Request, _body: dict[str, Any]) -> Any:
    phone = request.query_params.get("phone")
    return {"messages": [sms for sms in world.sms if phone is None or _plain(sms["phone"]) == _plain(phone)]}


def _file(world: World, request: Request, _body: dict[str, Any]) -> Response:
    found = world.files.get(request.path_params["id"])
    if found is None:
        raise ControlError(404, "no such file")
    inline = found.kind == "photo"
    headers = {} if inline else {"Content-Disposition": "attachment"}
    kind = found.mime_type if not inline or found.mime_type.startswith("image/") else "image/png"
    return Response(found.data, media_type=kind, headers=headers | {"X-Content-Type-Options": "nosniff"})


async def events(request: Request) -> Response:
    """`GET /events`: server-sent events until the reader or the server goes away."""
    hub = request.app.state.world.events
    queue = hub.listen()

    async def stream() -> AsyncIterator[dict[str, str]]:
        try:
            while (event := await queue.get()) is not None:
                yield {"data": json.dumps(event, ensure_ascii=False)}
        finally:
            hub.forget(queue)

    return EventSourceResponse(stream(), ping=15)


def routes() -> list[Route]:
    """Every address of the control API."""
    chat, message = "/chats/{chat}", "/chats/{chat}/messages/{id:int}"
    table: list[tuple[str, str, Answer]] = [
        ("GET", "/state", lambda world, _request, _body: people.state(world)),
        ("POST", "/bots", lambda world, _request, body: people.make_bot(world, body)),
        ("POST", "/people", lambda world, _request, body: people.make_person(world, body)),
        ("POST", "/chats", lambda world, _request, body: people.make_group(world, body)),
        ("GET", f"{chat}/messages", _see),
        ("POST", f"{chat}/messages", lambda w, request, body: messages.write(w, _chat(w, request), body)),
        ("PATCH", message, lambda w, r, body: messages.edit(w, _chat(w, r), int(r.path_params["id"]), body)),
        ("DELETE", message, lambda w, r, body: messages.delete(w, _chat(w, r), int(r.path_params["id"]), body)),
        ("POST", f"{message}/press", _press),
        ("POST", f"{message}/react", lambda w, r, b: messages.react(w, _chat(w, r), int(r.path_params["id"]), b)),
        ("GET", f"{chat}/keyboard", lambda world, request, _body: _chat(world, request).keyboard),
        ("POST", f"{chat}/topics/{{thread:int}}/{{act}}", _topic),
        ("POST", f"{chat}/members", lambda w, r, body: people.change_member(w, _group(w, r), body)),
        ("POST", f"{chat}/rights", lambda w, r, body: people.change_rights(w, _group(w, r), body)),
        ("POST", f"{chat}/{{act:act}}", _block),
        ("GET", "/calls", _calls),
        ("POST", "/faults", _fault),
        ("DELETE", "/faults", _no_faults),
        ("POST", "/updates/replay", _replay),
        ("POST", "/limits", _limits),
        ("POST", "/sms", _new_sms),
        ("GET", "/sms", _sms),
        ("GET", "/files/{id}", _file),
    ]
    made = [Route(path.replace("{act:act}", "{act}"), endpoint(answer), methods=[verb]) for verb, path, answer in table]
    return [*made, Route("/events", events)]
