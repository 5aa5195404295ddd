"""The staff bot: python-telegram-bot's application fed from our inbox."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.inbox import WaitingUpdate, finish
from wallet.database import Database

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")


class StaffBot:
    """Handles the staff group's updates."""

    def __init__(self, application: Application[Any, Any, Any, Any, Any, Any], database: Database) -> None:
        self._application, self._database = application, database

    async def start(self) -> None:
        """Open the HTTP client and learn who the bot is."""
        await self._application.initialize()

    async def handle(self, update: WaitingUpdate) -> None:
        """Handle one update; raising means that it is tried again."""
        parsed = Update.de_json(update.payload, self._application.bot)
        await self._application.process_update(parsed)
        await self._database.write(lambda work: finish(work, update.id))

    async def file(self, file_id: str) -> bytes:
        """The content of a file that an agent sent to this bot."""
        file = await self._application.bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())

    async def close(self) -> None:
        """Close the HTTP client."""
        await self._application.shutdown()
