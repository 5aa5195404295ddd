"""Who is writing, and in which language: found once for each update, before any handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, TelegramObject

from handlers.parts.live import answer
from handlers.services import Services
from locales import LANGUAGES, Language, negotiate


class Recognise(BaseMiddleware):
    """An update-level middleware: what it adds reaches error handlers too."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        user, customer, code = data.get("event_from_user"), None, LANGUAGES[0]
        if user is not None:
            customer = await self._services.customers.recognise(user.id, user.username)
            code = customer.language if customer else await _chosen(data) or negotiate(user.language_code)
        data |= {
            "services": self._services,
            "customer": customer,
            "language": self._services.texts.language(code),
        }
        return await handler(event, data)


class OwnChat(BaseMiddleware):
    """A button counts only from the person whose private chat it stands in; anybody else gets an answer and no more."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if isinstance(event, CallbackQuery) and (event.message is None or event.message.chat.id != event.from_user.id):
            language: Language = data["language"]
            await answer(event, language.text("stale-button"))
            return None
        return await handler(event, data)


async def _chosen(data: dict[str, Any]) -> str | None:
    """What somebody without a wallet chose on the first screen."""
    state = data.get("state")
    chosen: str | None = (await state.get_data()).get("language") if state is not None else None
    return chosen
