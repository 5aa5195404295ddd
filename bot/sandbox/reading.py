"""A Bot API request as Telegram reads it: query, JSON, form and multipart bodies, with a bound on the size."""

import json
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message

from bot.sandbox.errors import BotApiError, bad_request
from bot.sandbox.parameters import Parameters, Upload

UPLOAD_SIZE_MAX = 50 << 20
BODY_SIZE_MAX = UPLOAD_SIZE_MAX + (1 << 20)
FIELD_SIZE_MAX = 4 << 20
FIELDS_MAX = 1_000

TOO_LARGE = BotApiError(413, "Request Entity Too Large")


async def read_parameters(request: Request) -> Parameters:
    """Return the parameters of a request. Raises BotApiError 400 or 413."""
    values: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "POST":
        return Parameters(values)
    _bound(request)
    if kind == "application/json":
        return Parameters(values | _json(await request.body()))
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return await _form(request, values)
    return Parameters(values)


def _bound(request: Request) -> None:
    """Refuse a body over BODY_SIZE_MAX bytes, announced or not."""
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > BODY_SIZE_MAX:
        raise BotApiError(TOO_LARGE.code, TOO_LARGE.description)
    receive, received = request.receive, 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > BODY_SIZE_MAX:
            raise BotApiError(TOO_LARGE.code, TOO_LARGE.description)
        return message

    request._receive = bounded


def _json(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        decoded = json.loads(body)
    except ValueError as error:
        raise bad_request("can't parse request body as JSON") from error
    if not isinstance(decoded, dict):
        raise bad_request("expected a JSON object as request body")
    return decoded


async def _form(request: Request, values: dict[str, Any]) -> Parameters:
    uploads: dict[str, Upload] = {}
    try:
        async with request.form(max_files=FIELDS_MAX, max_fields=FIELDS_MAX, max_part_size=FIELD_SIZE_MAX) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[name] = await _upload(value)
                else:
                    values[name] = value
    except MultiPartException as error:
        raise bad_request(f"can't parse request body: {error.message}") from error
    return Parameters(values, uploads)


async def _upload(file: UploadFile) -> Upload:
    data = await file.read()
    if len(data) > UPLOAD_SIZE_MAX:
        raise BotApiError(TOO_LARGE.code, TOO_LARGE.description)
    return Upload(file.filename or "", file.content_type or "application/octet-stream", data)
