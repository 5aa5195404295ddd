"""How one-time codes reach a phone. In the sandbox they show up as SMS on the phone's page."""

from __future__ import annotations

import httpx

from locales import Texts
from wallet.errors import CodeNotSent

SEND_SECONDS_MAX = 10.0


class SandboxSms:
    """Hands codes to the local Telegram, which shows them as SMS."""

    def __init__(self, api_base: str, texts: Texts) -> None:
        self._address, self._texts = f"{api_base}/sandbox/api/sms", texts

    async def send(self, phone: str, code: str, language: str) -> None:
        """Raises `CodeNotSent` when the sandbox did not take it."""
        text = self._texts.language(language).text("sms-code", code=code)
        try:
            async with httpx.AsyncClient(timeout=SEND_SECONDS_MAX) as client:
                response = await client.post(self._address, json={"phone": phone, "text": text})
                response.raise_for_status()
        except httpx.HTTPError as error:
            raise CodeNotSent from error


class NoCodes:
    """Outside the sandbox the number is proved by Telegram itself: a contact counts only from its owner."""

    async def send(self, phone: str, code: str, language: str) -> None:
        """Never called: registration skips the code when there is no way to send one."""
        raise CodeNotSent
