"""A screen as somebody had it before them: its buttons, and the conversation as it stood there.

A conversation can be put back to a screen, so that each of its buttons is pressed on the screen as it was.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy import delete, insert, select

from bot.conversations import ConversationStorage, conversation_states
from tests.stage import Stage
from tests.stories.people import LOOK_SECONDS, PATIENCE_SECONDS, Phone, buttons_of
from tests.stories.steps import Authenticator
from tests.stories.words import Words
from wallet import outbox
from wallet.security.models import proofs

_updates = itertools.count(10**12)


@dataclass(frozen=True)
class Screen:
    """A screen as somebody had it before them. `short` tells that one more digit completes a PIN."""

    state: State | None
    message: dict[str, Any]
    buttons: list[dict[str, str]]
    conversation: list[dict[str, Any]] = field(repr=False)
    short: bool = False

    def __str__(self) -> str:
        name = "a notice" if self.state is None else str(self.state.state)
        return f"{name}, one digit short" if self.short else name


@dataclass
class Walk:
    """The owner on their tour."""

    stage: Stage
    phone: Phone
    say: Words
    screens: list[Screen] = field(default_factory=list)
    authenticator: Authenticator | None = None
    recovery_codes: list[str] = field(default_factory=list)
    proved: list[dict[str, Any]] = field(default_factory=list, repr=False)
    """What the last digits of the short screens need besides."""

    async def state(self) -> str | None:
        """The screen that is open, as the conversation has it."""
        stack = await self._kept("aiogd:stack:")
        if not stack.get("intents"):
            return None
        return str((await self._kept(f"aiogd:context:{stack['intents'][-1]}"))["state"])

    async def _shown(self) -> dict[str, Any]:
        """The message of the open screen."""
        number = (await self._kept("aiogd:stack:"))["last_message_id"]
        return next(message for message in await self.phone.messages() if message["message_id"] == number)

    async def _kept(self, destiny: str) -> dict[str, Any]:
        container = self.stage.application.container
        return await ConversationStorage(container.database, container.vault).get_data(self._key(destiny))

    def _key(self, destiny: str) -> StorageKey:
        person = self.phone.person
        return StorageKey(bot_id=self.phone.bot, chat_id=person, user_id=person, destiny=destiny)

    async def reach(self, state: State) -> None:
        """Wait until this screen is open."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (idle(self.stage) and await self.state() == state.state):
            assert time.monotonic() < deadline, f"the way to {state.state} led to {await self.state()}"
            await asyncio.sleep(LOOK_SECONDS / 3)

    async def look(self, state: State, *, short: str = "") -> None:
        """Remember the screen that is open; of one that a digit completes only that digit."""
        message = await self._shown()
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = [
            button for row in rows for button in row if "url" not in button and (not short or button["text"] == short)
        ]
        conversation = await self._rows(self._mine(select))
        if short:
            self.proved = await self._rows(select(proofs))
        self.screens.append(Screen(state, message, buttons, conversation, bool(short)))

    async def look_at_notices(self) -> None:
        """Remember what stands in the chat beside the screen."""
        await told(self.stage)
        for message in await self.phone.messages():
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            buttons = [button for row in rows for button in row if "url" not in button]
            if buttons_of(message) and all("\x1d" not in button["callback_data"] for button in buttons):
                self.screens.append(Screen(None, message, buttons, []))

    async def put_back(self, screen: Screen) -> None:
        """The conversation as it was on this screen."""

        def change(connection: Any) -> None:
            connection.execute(self._mine(delete))
            if screen.conversation:
                connection.execute(insert(conversation_states), screen.conversation)

        await self.stage.application.container.database.write(lambda work: change(work.connection))

    async def conversation(self) -> list[Any]:
        """The conversation as it is kept now."""
        return await self._rows(self._mine(select))

    async def _rows(self, query: Any) -> list[dict[str, Any]]:
        read = self.stage.application.container.database.read
        return await read(lambda connection: [dict(row) for row in connection.execute(query).mappings()])

    def _mine(self, statement: Any) -> Any:
        mine = conversation_states.c.key.startswith(f"{self.phone.bot}/{self.phone.person}/")
        return statement(conversation_states).where(mine)

    async def later(self, **span: float) -> None:
        self.stage.clock.advance(timedelta(**span))


def idle(stage: Stage) -> bool:
    """Whether the customers' bot has nothing in hand."""
    return stage.application._runners["customer"].idle


async def told(stage: Stage) -> None:
    """Wait until everybody has heard what they are to hear."""
    waiting = select(outbox.outbox.c.id).where(outbox.outbox.c.state == "waiting")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while await stage.application.container.database.read(lambda connection: connection.execute(waiting).first()):
        assert time.monotonic() < deadline, "facts still wait"
        await asyncio.sleep(LOOK_SECONDS)


async def press_as(stage: Stage, user: dict[str, Any], chat: int, screen: Screen, data: str) -> str:
    """A press that comes from anybody, in any chat, whatever an honest app would let them do; returns its id."""
    number = next(_updates)
    message = screen.message | {"chat": {"id": chat, "type": "private", "first_name": "Somebody"}, "date": 1}
    query = {"id": str(number), "from": user, "message": message, "chat_instance": "1", "data": data}
    await stage.application._runners["customer"].accept([{"update_id": number, "callback_query": query}])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not idle(stage):
        assert time.monotonic() < deadline, f"{screen}: a press of {data!r} is never done"
        await asyncio.sleep(0.001)
    return str(number)
