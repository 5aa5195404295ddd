"""Builds the python-telegram-bot application of the staff group."""

from __future__ import annotations

from typing import Any, NoReturn

from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    filters,
)

from locales import Texts
from support.desk.service import Desk
from support.staff.handlers import StaffHandlers
from support.staff.rate_limits import StaffRateLimiter

RETRIES_AFTER_LIMIT_MAX = 3
CONNECTIONS_MAX = 16
CONNECT_SECONDS_MAX = 5.0
POOL_SECONDS_MAX = 5.0
READ_SECONDS_MAX = 15.0
WRITE_SECONDS_MAX = 15.0
MEDIA_WRITE_SECONDS_MAX = 30.0


class StaffApplication(Application[Any, Any, Any, Any, Any, Any]):
    """An application whose errors reach the caller of `process_update`, who tries the update again."""

    __slots__ = ()

    async def process_error(self, update: object, error: Exception, job: Any = None, coroutine: Any = None) -> NoReturn:
        """Raises `error` instead of logging it."""
        raise error


def build_application(
    token: str, api_base: str, staff_chat_id: int, desk: Desk, texts: Texts, language: str
) -> Application[Any, Any, Any, Any, Any, Any]:
    """The application without an updater: it is fed by `process_update`, which raises what a handler raised."""
    builder = (
        ApplicationBuilder()
        .application_class(StaffApplication)
        .token(token)
        .base_url(f"{api_base}/bot")
        .base_file_url(f"{api_base}/file/bot")
        .updater(None)
        .job_queue(None)
        .rate_limiter(StaffRateLimiter(max_retries=RETRIES_AFTER_LIMIT_MAX))
        .connection_pool_size(CONNECTIONS_MAX)
        .connect_timeout(CONNECT_SECONDS_MAX)
        .pool_timeout(POOL_SECONDS_MAX)
        .read_timeout(READ_SECONDS_MAX)
        .write_timeout(WRITE_SECONDS_MAX)
        .media_write_timeout(MEDIA_WRITE_SECONDS_MAX)
    )
    application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
    handlers = StaffHandlers(staff_chat_id, desk, texts.language(language))
    application.add_handlers(
        [
            MessageHandler(filters.UpdateType.MESSAGE & filters.ChatType.GROUPS, handlers.on_message),
            CallbackQueryHandler(handlers.on_press),
            ChatMemberHandler(handlers.on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ]
    )
    return application
