"""Builds the staff bot's application. It is fed with updates from our inbox, so it has no updater of its own."""

from __future__ import annotations

from typing import Any

from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from locales import Texts
from support.staff.handlers import StaffHandlers
from support.staff.pace import StaffRateLimiter
from support.staff.services import StaffServices

CONNECTIONS_MAX = 16
CONNECT_SECONDS_MAX = 5.0
READ_SECONDS_MAX = 20.0
WRITE_SECONDS_MAX = 20.0
UPLOAD_SECONDS_MAX = 40.0
POOL_SECONDS_MAX = 10.0

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class StaffApplication(AnyApplication):
    """An application whose handlers' errors reach the caller of `process_update`, who tries the update again."""

    async def process_error(
        self, update: object | None, error: Exception, job: Any = None, coroutine: Any = None
    ) -> bool:
        """Raise it: the library would log it and take the update as done."""
        raise error


def build_application(
    token: str,
    api_base: str,
    staff_chat_id: int,
    services: StaffServices,
    texts: Texts,
    language: str,
    rate_limiter: StaffRateLimiter | None = None,
) -> AnyApplication:
    """The application for `STAFF_CHAT_ID`; `language` is the one that the staff reads."""
    request = HTTPXRequest(
        connection_pool_size=CONNECTIONS_MAX,
        connect_timeout=CONNECT_SECONDS_MAX,
        read_timeout=READ_SECONDS_MAX,
        write_timeout=WRITE_SECONDS_MAX,
        pool_timeout=POOL_SECONDS_MAX,
        media_write_timeout=UPLOAD_SECONDS_MAX,
    )
    application: AnyApplication = (
        ApplicationBuilder()
        .application_class(StaffApplication)
        .token(token)
        .base_url(f"{api_base}/bot")
        .base_file_url(f"{api_base}/file/bot")
        .request(request)
        .rate_limiter(rate_limiter or StaffRateLimiter())
        .concurrent_updates(False)
        .job_queue(None)
        .updater(None)
        .build()
    )
    handlers = StaffHandlers(staff_chat_id, services, texts.language(language))
    application.add_handlers(
        [
            ChatMemberHandler(handlers.on_own_membership, ChatMemberHandler.MY_CHAT_MEMBER),
            CallbackQueryHandler(handlers.on_press),
            MessageHandler(filters.UpdateType.MESSAGE, handlers.on_message),
        ]
    )
    return application
