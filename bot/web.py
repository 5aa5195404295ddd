"""Webhooks: Telegram's requests are answered 200 only after the inbox has committed them."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence

import httpx
import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from bot.runner import Runner
from bot.settings import SettingsInvalid

BODY_BYTES_MAX = 1_000_000
REQUEST_SECONDS_MAX = 15.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name, not a secret
TRIES_MAX = 6


class TelegramBusy(Exception):
    """Telegram could not take a request now, after several tries."""


def webhook_app(runners: Mapping[str, Runner], secret: str) -> Starlette:
    """`POST /webhook/customer` and `/webhook/staff` (Bot API, setWebhook). Without the right secret: 403."""

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        runner = runners.get(request.path_params["bot"])
        if runner is None:
            return Response(status_code=404)
        if int(request.headers.get("content-length", "0")) > BODY_BYTES_MAX:
            return Response(status_code=413)
        try:
            update = json.loads(await request.body())
        except ValueError:
            return Response(status_code=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return Response(status_code=400)
        await runner.accept([update])
        return Response(status_code=200)

    return Starlette(routes=[Route("/webhook/{bot}", receive, methods=["POST"])])


async def set_webhook(
    api_base: str, token: str, address: str, secret: SecretStr | None, allowed_updates: Sequence[str]
) -> None:
    """Tell Telegram where updates go; an empty address means long polling. Raises `SettingsInvalid` if refused."""
    body: dict[str, object] = {"url": address, "allowed_updates": list(allowed_updates)}
    if secret is not None and address:
        body["secret_token"] = secret.get_secret_value()
    answer = await _asked(f"{api_base}/bot{token}/setWebhook", body)
    if not answer.get("ok"):
        raise SettingsInvalid(f"Telegram refused the bot's token or WEBHOOK_URL: {answer.get('description')}")


@retry(
    retry=retry_if_exception_type((TelegramBusy, httpx.TransportError)),
    stop=stop_after_attempt(TRIES_MAX),
    wait=wait_random_exponential(multiplier=0.5, max=10),
    reraise=True,
)
async def _asked(address: str, body: dict[str, object]) -> dict[str, object]:
    async with httpx.AsyncClient(timeout=REQUEST_SECONDS_MAX) as client:
        response = await client.post(address, json=body)
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
        raise TelegramBusy(f"Telegram answered {response.status_code}")
    answer: dict[str, object] = response.json()
    return answer


def webhook_server(runners: Mapping[str, Runner], secret: str, port: int) -> uvicorn.Server:
    """A server on 127.0.0.1; a TLS proxy stands in front of it."""
    config = uvicorn.Config(
        webhook_app(runners, secret),
        host="127.0.0.1",
        port=port,
        log_config=None,  # it would go past our masking
        log_level="warning",
        access_log=False,
        lifespan="off",
    )
    return uvicorn.Server(config)
