"""`/bot<token>/<method>`: reads a request, does it, makes ordered faults happen, logs it, answers as Telegram does."""

import asyncio
import inspect
import json
import time
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.errors import BotApiError, bad_request
from bot.sandbox.faults import Fault
from bot.sandbox.files import localize_file_ids
from bot.sandbox.method_names import OFFICIAL_NAMES
from bot.sandbox.methods import HANDLERS, Call
from bot.sandbox.methods.updates import RawUpdates
from bot.sandbox.parameters import Parameters, Upload
from bot.sandbox.people import BotAccount
from bot.sandbox.world import TOKEN, World

UPLOAD_SIZE_MAX = 50 << 20
FIELDS_MAX = 500


class Dropped(Response):
    """An answer that is lost on the way: headers, and then the connection ends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})


async def serve(request: Request) -> Response:
    """One Bot API request."""
    world: World = request.app.state.world
    token, name = request.path_params["token"], request.path_params["method"]
    started = time.time()
    bot = world.bot_by_token(token)
    if bot is None:
        malformed = not TOKEN.fullmatch(token)
        reason = "Unauthorized: invalid token specified" if malformed else "Unauthorized"
        return _answer(401, _refusal(BotApiError(401, reason)))
    official = OFFICIAL_NAMES.get(name.lower())
    fault = world.faults.take(bot.user(), official or name)
    try:
        parameters = await _parameters(request)
    except BotApiError as error:
        return _answer(error.code, _refusal(error))
    status, body = await _perform(Call(world, bot, parameters), official, fault)
    if official != "getUpdates" or status != 200 or body != b'{"ok":true,"result":[]}':
        logged_status = None if fault is not None and fault.drop else status
        world.calls.add(
            bot=bot.user(),
            method=official or name,
            parameters=parameters.logged(),
            started=started,
            status=logged_status,
            response=body,
        )
    if fault is not None and fault.drop:
        return Dropped()
    return _answer(status, body)


async def _perform(call: Call, official: str | None, fault: Fault | None) -> tuple[int, bytes]:
    if fault is not None and fault.delay_seconds:
        await asyncio.sleep(fault.delay_seconds)
    acts = fault is None or fault.after_effect or (fault.status == 200 and not fault.drop)
    status, body = await _result(call, official) if acts else (200, b"")
    if fault is not None and (fault.status != 200 or not acts):
        parameters = None if fault.retry_after is None else {"retry_after": fault.retry_after}
        error = BotApiError(fault.status, fault.description, parameters)
        return fault.status, _refusal(error)
    return status, body


async def _result(call: Call, official: str | None) -> tuple[int, bytes]:
    try:
        if official is None:
            raise BotApiError(404, "Not Found: method not found")
        handler = HANDLERS.get(official)
        if handler is None:
            raise BotApiError(501, f"Not Implemented: the sandbox does not do {official}")
        result = handler(call)
        if inspect.isawaitable(result):
            result = await result
    except BotApiError as error:
        return error.code, _refusal(error)
    if isinstance(result, RawUpdates):
        return 200, localize_file_ids(b'{"ok":true,"result":' + bytes(result) + b"}", call.bot.id)
    body = json.dumps({"ok": True, "result": result}, ensure_ascii=False, separators=(",", ":")).encode()
    return 200, localize_file_ids(body, call.bot.id)


def _refusal(error: BotApiError) -> bytes:
    described: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        described["parameters"] = error.parameters
    return json.dumps(described, ensure_ascii=False).encode()


def _answer(status: int, body: bytes) -> Response:
    response = Response(body, status_code=status, media_type="application/json")
    if status == 429:
        retry_after = json.loads(body).get("parameters", {}).get("retry_after")
        if retry_after is not None:
            response.headers["Retry-After"] = str(retry_after)
    return response


async def _parameters(request: Request) -> Parameters:
    """Query, then body: JSON, form or multipart. Raises 413 and 400."""
    if int(request.headers.get("content-length") or 0) > UPLOAD_SIZE_MAX:
        raise BotApiError(413, "Request Entity Too Large")
    values: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        raw = await request.body()
        try:
            body = json.loads(raw) if raw.strip() else {}
        except ValueError as error:
            raise bad_request("can't parse request JSON object") from error
        if not isinstance(body, dict):
            raise bad_request("can't parse request: Object expected")
        return Parameters(values | body)
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return Parameters(values)
    uploads: dict[str, Upload] = {}
    async with request.form(max_files=FIELDS_MAX, max_fields=FIELDS_MAX, max_part_size=UPLOAD_SIZE_MAX) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime_type = value.content_type or "application/octet-stream"
                uploads[name] = Upload(value.filename or "file", mime_type, await value.read())
            else:
                values[name] = value
    return Parameters(values, uploads)


async def download(request: Request) -> Response:
    """`/file/bot<token>/<path>`: the content of a file that `getFile` named."""
    world: World = request.app.state.world
    bot: BotAccount | None = world.bot_by_token(request.path_params["token"])
    if bot is None:
        return _answer(401, _refusal(BotApiError(401, "Unauthorized")))
    found = world.files.by_path(request.path_params["path"])
    if found is None:
        return _answer(404, _refusal(BotApiError(404, "Not Found")))
    return Response(found.data, media_type=found.mime_type)
