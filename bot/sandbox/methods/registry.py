"""The table of served Bot API methods, and what a method is called with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.parameters import Parameters
from bot.sandbox.people import BotAccount
from bot.sandbox.world import World


@dataclass(slots=True, frozen=True)
class Call:
    """One request of one bot."""

    world: World
    bot: BotAccount
    parameters: Parameters


Handler = Callable[[Call], Any]
"""Returns the `result`, or an awaitable of it; raises BotApiError."""

HANDLERS: dict[str, Handler] = {}
"""Official method name -> handler."""


def method(*names: str) -> Callable[[Handler], Handler]:
    """Register a handler under one or more official names."""

    def register(handler: Handler) -> Handler:
        for name in names:
            HANDLERS[name] = handler
        return handler

    return register
