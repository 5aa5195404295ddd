"""The customers' bot: aiogram with our storage, our retries, and one commit for state and inbox together."""

from __future__ import annotations

from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from bot.conversations import ConversationStorage, collected_changes
from bot.inbox import WaitingUpdate, finish
from handlers.application import install
from handlers.parts.countdown import COUNTDOWNS
from handlers.services import Services
from support.desk.service import FileUnavailable
from wallet.database import Database, UnitOfWork

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "inline_query")
TRIES_MAX = 4
WAIT_SECONDS_MAX = 30.0
REQUEST_SECONDS_MAX = 20.0

log = structlog.get_logger(__name__)
_backoff = wait_random_exponential(multiplier=0.1, max=3)


class RetryRequests(BaseRequestMiddleware):
    """Requests that Telegram could not take are sent again a few times; `retry_after` is obeyed."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        attempts = AsyncRetrying(
            retry=retry_if_exception_type((TelegramRetryAfter, TelegramNetworkError, TelegramServerError)),
            stop=stop_after_attempt(TRIES_MAX),
            wait=_wait,
            reraise=True,
        )
        return await attempts(make_request, bot, method)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, TelegramRetryAfter):
        return min(float(error.retry_after), WAIT_SECONDS_MAX)
    return _backoff(state)


def make_bot(token: str, api_base: str) -> Bot:
    """A bot that speaks HTML and retries; close its session when done."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api_base), timeout=REQUEST_SECONDS_MAX)
    session.middleware(RetryRequests())
    return Bot(
        token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    )


class CustomerBot:
    """Handles the customers' updates."""

    def __init__(self, bot: Bot, database: Database, storage: ConversationStorage, services: Services) -> None:
        self.bot, self._database, self._storage = bot, database, storage
        self._dispatcher = Dispatcher(storage=storage)
        install(self._dispatcher, services)

    async def handle(self, update: WaitingUpdate) -> None:
        """Handle one update, then commit its conversation state and its being done together."""
        with collected_changes() as changes:
            await self._dispatcher.feed_raw_update(self.bot, update.payload)

        def commit(work: UnitOfWork) -> None:
            self._storage.commit(work, changes)
            finish(work, update.id)

        await self._database.write(commit)

    async def file(self, file_id: str) -> bytes:
        """The content of a file that a customer sent to this bot. Raises `FileUnavailable` when it can't be had."""
        try:
            content: Any = await self.bot.download(file_id)
        except TelegramBadRequest as error:
            raise FileUnavailable(error.message) from error
        if content is None:
            raise RuntimeError("Telegram gave no content for a file")
        data: bytes = content.read()
        return data

    async def close(self) -> None:
        """End what still counts down, and close the HTTP session."""
        await self._dispatcher[COUNTDOWNS].close()
        await self.bot.session.close()
