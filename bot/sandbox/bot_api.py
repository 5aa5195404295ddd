"""The Bot API over HTTP: tokens, method names, faults on order, the log of calls, and how an answer looks."""

import asyncio
import inspect
import json
import logging
import time
from collections.abc import Coroutine
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.errors import BotApiError
from bot.sandbox.faults import Fault
from bot.sandbox.files import DOWNLOAD_SIZE_MAX
from bot.sandbox.method_names import OFFICIAL_NAMES
from bot.sandbox.methods import HANDLERS
from bot.sandbox.methods.registry import Call
from bot.sandbox.methods.updates import RawUpdates
from bot.sandbox.parameters import Parameters
from bot.sandbox.people import BotAccount
from bot.sandbox.reading import read_parameters
from bot.sandbox.world import World

TOKEN_LENGTH_MAX = 80
DROP_EXTENSION = "sandbox.drop_connection"

log = logging.getLogger(__name__)


class _Dropped(Exception):
    """The connection is to be closed without an answer."""


class _Silence(Response):
    """Closes the connection instead of answering."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        drop = scope.get("extensions", {}).get(DROP_EXTENSION)
        if drop is None:
            raise RuntimeError("this server cannot drop a connection")
        drop()


async def bot_method(request: Request) -> Response:
    """Serve `/bot<token>/<method>`."""
    world: World = request.app.state.world
    try:
        bot = authenticate(world, request.path_params["token"])
    except BotApiError as error:
        return _response(error.code, _refusal(error), error)
    started, asked = time.time(), request.path_params["method"]
    name = OFFICIAL_NAMES.get(asked.lower(), asked)
    try:
        parameters = await read_parameters(request)
    except BotApiError as error:
        body = _refusal(error)
        world.calls.add(bot=bot.user(), method=name, parameters={}, started=started, status=error.code, response=body)
        return _response(error.code, body, error)
    if name != "getUpdates":
        return await answer(world, bot, name, parameters, started)
    return await _while_connected(request, answer(world, bot, name, parameters, started))


async def _while_connected(request: Request, answering: Coroutine[Any, Any, Response]) -> Response:
    """Give up a long poll whose client has gone, so that it neither takes updates nor stands in the way of the next."""
    working = asyncio.create_task(answering)
    leaving = asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        return Response(status_code=499)
    finally:
        for task in (working, leaving):
            task.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def answer(world: World, bot: BotAccount, name: str, parameters: Parameters, started: float) -> Response:
    """Carry out one call with what was ordered to go wrong, and log it."""
    fault = world.faults.take(bot.user(), name)
    error: BotApiError | None = None
    try:
        body = bot.localized(_accepted(await _with_fault(world, bot, name, parameters, fault)))
        status: int | None = 200
    except BotApiError as refused:
        error, status, body = refused, refused.code, _refusal(refused)
    except _Dropped:
        status, body = None, b""
    world.calls.add(
        bot=bot.user(), method=name, parameters=parameters.logged(), started=started, status=status, response=body
    )
    return _Silence() if status is None else _response(status, body, error)


def authenticate(world: World, token: str) -> BotAccount:
    """Return the bot of a token. Raises BotApiError 401."""
    if (
        token.startswith("0")
        or len(token) > TOKEN_LENGTH_MAX
        or not token.partition(":")[0].isdigit()
        or ":" not in token
    ):
        raise BotApiError(401, "Unauthorized: invalid token specified")
    bot = world.bot_by_token(token)
    if bot is None:
        raise BotApiError(401, "Unauthorized")
    return bot


async def _with_fault(world: World, bot: BotAccount, name: str, parameters: Parameters, fault: Fault | None) -> Any:
    if fault is not None and not fault.after_effect:
        await asyncio.sleep(fault.delay_seconds)
        _fail(fault)
    result = await perform(world, bot, name, parameters)
    if fault is not None and fault.after_effect:
        await asyncio.sleep(fault.delay_seconds)
        _fail(fault)
    return result


def _fail(fault: Fault) -> None:
    if fault.drop:
        raise _Dropped
    if fault.status != 200:
        hint = None if fault.retry_after is None else {"retry_after": fault.retry_after}
        raise BotApiError(fault.status, fault.description, hint)


async def perform(world: World, bot: BotAccount, name: str, parameters: Parameters) -> Any:
    """Do one method and return its result. Raises BotApiError."""
    handler = HANDLERS.get(name)
    if handler is None:
        if name.lower() in OFFICIAL_NAMES:
            raise BotApiError(501, f"Not Implemented: the sandbox does not do {name}")
        raise BotApiError(404, "Not Found: method not found")
    result = handler(Call(world, bot, parameters))
    return await result if inspect.isawaitable(result) else result


async def perform_webhook_reply(world: World, bot: BotAccount, asked: dict[str, Any]) -> None:
    """Do the call that a bot answered a webhook with; it never learns the result, as in life."""
    name = OFFICIAL_NAMES.get(str(asked["method"]).lower(), str(asked["method"]))
    values = {key: value for key, value in asked.items() if key != "method"}
    await answer(world, bot, name, Parameters(values), time.time())


def _accepted(result: Any) -> bytes:
    encoded = result if isinstance(result, RawUpdates) else json.dumps(result, ensure_ascii=False).encode()
    return b'{"ok": true, "result": ' + encoded + b"}"


def _refusal(error: BotApiError) -> bytes:
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return json.dumps(body, ensure_ascii=False).encode()


def _response(status: int, body: bytes, error: BotApiError | None) -> Response:
    headers = {}
    if error is not None and error.parameters and "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return Response(body, status, headers, media_type="application/json")


async def bot_file(request: Request) -> Response:
    """Serve `/file/bot<token>/<path>`."""
    world: World = request.app.state.world
    try:
        authenticate(world, request.path_params["token"])
    except BotApiError as error:
        return _response(error.code, _refusal(error), error)
    stored = world.files.by_path(request.path_params["path"])
    if stored is None or stored.size > DOWNLOAD_SIZE_MAX:
        return not_found(request)
    return Response(stored.data, media_type="application/octet-stream")


def not_found(request: Request) -> Response:
    """Answer a path that is none of Telegram's."""
    return _response(404, _refusal(BotApiError(404, "Not Found")), None)
