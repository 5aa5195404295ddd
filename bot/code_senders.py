"""How one-time codes reach a phone: the sandbox's page, Telegram's own gateway, any SMS gateway over HTTP, or nothing.

What goes wrong is told by `CodeNotSent` alone, and logged by a word: a request holds the code and the gateway's token,
so no error of the HTTP client, which holds the request, leaves this file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import httpx
import structlog
from tenacity import AsyncRetrying, RetryCallState, RetryError, retry_if_exception_type, stop_after_attempt

from bot.settings import Settings
from locales import Texts
from wallet.errors import CodeNotSent
from wallet.security.codes import VALID_FOR, CodeSender

SEND_SECONDS_MAX = 10.0
TRIES_MAX = 3
RETRY_SECONDS, RETRY_AFTER_SECONDS_MAX = 0.3, 3.0
UNREACHABLE = frozenset({"PHONE_NUMBER_INVALID", "PHONE_NUMBER_NOT_FOUND", "PHONE_NUMBER_NOT_AVAILABLE"})
"""What Telegram's gateway answers when it cannot bring a code to a number."""

SENT_AGAIN = (httpx.ConnectError, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
"""The gateway was not there, or hung up. If it had taken the code after all, the same code arrives twice."""

log = structlog.get_logger(__name__)


class SandboxSms:
    """Hands codes to the local Telegram, which shows them as SMS."""

    def __init__(self, api_base: str, texts: Texts) -> None:
        self._address, self._texts = f"{api_base}/sandbox/api/sms", texts

    async def send(self, phone: str, code: str, language: str) -> None:
        """Raises `CodeNotSent` when the sandbox did not take it."""
        text = self._texts.language(language).text("sms-code", code=code)
        response = await Gateway(self._address, None).post({"phone": phone, "text": text})
        if not response.is_success:
            raise _refused("sandbox", str(response.status_code))


class NoCodes:
    """Outside the sandbox the number is proved by Telegram itself: a contact counts only from its owner."""

    async def send(self, phone: str, code: str, language: str) -> None:
        """Never called: registration skips the code when there is no way to send one."""
        raise CodeNotSent


class HttpSms:
    """Any SMS gateway that takes JSON: `body` is its template, with {phone} and {text} inside its strings."""

    def __init__(self, gateway: Gateway, body: str, texts: Texts) -> None:
        self._gateway, self._body, self._texts = gateway, json.loads(body), texts

    async def send(self, phone: str, code: str, language: str) -> None:
        """Raises `CodeNotSent` when the gateway did not take it."""
        text = self._texts.language(language).text("sms-code", code=code)
        response = await self._gateway.post(_filled(self._body, phone, text))
        if not response.is_success:
            raise _refused("sms", str(response.status_code))


class TelegramGateway:
    """Telegram's Gateway API: the code comes as a message of Telegram's own, to numbers that have an account."""

    def __init__(self, gateway: Gateway, otherwise: CodeSender | None) -> None:
        self._gateway, self._otherwise = gateway, otherwise

    async def send(self, phone: str, code: str, language: str) -> None:
        """Raises `CodeNotSent` when the gateway did not take it; a number it cannot reach gets an SMS if it can."""
        ttl_seconds = int(VALID_FOR.total_seconds())
        response = await self._gateway.post({"phone_number": phone, "code": code, "ttl": ttl_seconds})
        answer = _answer(response)
        if answer.get("ok") is True:
            return
        reason = str(answer.get("error"))
        if reason in UNREACHABLE and self._otherwise is not None:
            await self._otherwise.send(phone, code, language)
            return
        raise _refused("telegram", reason if re.fullmatch(r"[A-Z_]{1,40}", reason) else str(response.status_code))


def choose_sender(settings: Settings, texts: Texts, *, sandbox: bool) -> CodeSender:
    """The sandbox's page, Telegram's gateway (with SMS behind it, if set), SMS, or `NoCodes`, in this order."""
    if sandbox:
        return SandboxSms(settings.telegram_api_base, texts)
    sms = None
    if settings.sms_gateway_url:
        token = settings.sms_gateway_token
        gateway = Gateway(settings.sms_gateway_url, None if token is None else token.get_secret_value())
        sms = HttpSms(gateway, settings.sms_gateway_body, texts)
    if settings.telegram_gateway_token is not None:
        address = f"{settings.telegram_gateway_base}/sendVerificationMessage"
        return TelegramGateway(Gateway(address, settings.telegram_gateway_token.get_secret_value()), sms)
    return sms or NoCodes()


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to wait for a gateway, and between tries, in seconds."""

    send_seconds_max: float = SEND_SECONDS_MAX
    retry_seconds: float = RETRY_SECONDS


class _TryAgain(Exception):
    """This try came to nothing and the same may be sent once more."""

    def __init__(self, reason: str, wait_seconds: float) -> None:
        self.reason, self.wait_seconds = reason, wait_seconds
        super().__init__(reason)


class Gateway:
    """Posts JSON to one address; tries again, a few times, what may safely be sent twice."""

    def __init__(self, address: str, token: str | None, pace: Pace | None = None) -> None:
        self._address, self._pace = address, pace or Pace()
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}

    def __repr__(self) -> str:
        return "Gateway()"

    async def post(self, body: object) -> httpx.Response:
        """The gateway's last word: an answer that is no call for another try. Raises `CodeNotSent` without one.

        A gateway that is only slow is not asked again: it has the code, and may be bringing it.
        """
        attempts = AsyncRetrying(
            retry=retry_if_exception_type(_TryAgain), stop=stop_after_attempt(TRIES_MAX), wait=_wait_seconds
        )
        reason = ""
        try:
            return await attempts(self._post_once, body)
        except RetryError as error:
            failure = error.last_attempt.exception()
            reason = failure.reason if isinstance(failure, _TryAgain) else ""
        raise _refused("gateway", reason)

    async def _post_once(self, body: object) -> httpx.Response:
        response, failure, again = None, "", False
        try:
            async with httpx.AsyncClient(timeout=self._pace.send_seconds_max) as client:
                response = await client.post(self._address, json=body, headers=self._headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure, again = type(error).__name__, isinstance(error, SENT_AGAIN)
        if response is None:
            if again:
                raise _TryAgain(failure, self._pace.retry_seconds)
            raise _refused("gateway", failure)
        if response.is_server_error:
            raise _TryAgain(str(response.status_code), self._pace.retry_seconds)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise self._asked_to_wait(response)
        return response

    def _asked_to_wait(self, response: httpx.Response) -> Exception:
        """A short wait is kept to; for a long one the customer would wait too long."""
        asked = response.headers.get("Retry-After", "")
        wait_seconds = float(asked) if re.fullmatch(r"[0-9]{1,6}", asked) else self._pace.retry_seconds
        if wait_seconds > RETRY_AFTER_SECONDS_MAX:
            return _refused("gateway", "429")
        return _TryAgain("429", wait_seconds)


def _wait_seconds(state: RetryCallState) -> float:
    failure = None if state.outcome is None else state.outcome.exception()
    return failure.wait_seconds if isinstance(failure, _TryAgain) else 0.0


def _refused(gateway: str, reason: str) -> CodeNotSent:
    log.warning("code_not_sent", channel=gateway, reason=reason)
    return CodeNotSent()


def _answer(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; empty when it is none."""
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _filled(template: Any, phone: str, text: str) -> Any:
    if isinstance(template, str):
        return template.replace("{phone}", phone).replace("{text}", text)
    if isinstance(template, dict):
        return {key: _filled(value, phone, text) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, phone, text) for value in template]
    return template
