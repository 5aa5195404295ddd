"""What a walk through the screens is made of: the acts of a person with a phone."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.fsm.state import State

from tests.stories.people import words_of
from tests.stories.screens import Walk
from tests.stories.steps import Authenticator

Act = Callable[[Walk], Awaitable[Any]]


def says(text: str) -> Act:
    return lambda walk: walk.phone.say(text)


def presses(key: str) -> Act:
    return lambda walk: walk.phone.press(walk.say(key))


def holding(text: str) -> Act:
    return lambda walk: walk.phone.press(text)


def enters(pin: str) -> Act:
    return lambda walk: walk.phone.enter_pin(pin)


def at(state: State) -> Act:
    return lambda walk: walk.reach(state)


async def shares(walk: Walk) -> None:
    await walk.phone.share_contact()


async def tells_sms(walk: Walk) -> None:
    await walk.phone.say(await walk.phone.code())


async def minute(walk: Walk) -> None:
    await walk.later(seconds=61)


async def forgets_proofs(walk: Walk) -> None:
    await walk.later(seconds=301)


def sees(key: str, **fields: str) -> Act:
    return lambda walk: walk.phone.sees(walk.say.first_line(key, **fields))


async def tells_recovery_code(walk: Walk) -> None:
    await walk.phone.say(walk.recovery_codes.pop())


async def saves_codes(walk: Walk) -> None:
    shown = await walk.phone.sees(walk.say.first_line("recovery-codes-shown", codes=""))
    walk.recovery_codes = re.findall(r"\w{4}-\w{4}-\w{4}", words_of(shown))
    await walk.phone.press(walk.say("recovery-saved"))


async def tells_code(walk: Walk) -> None:
    """What the authenticator shows; it learns its secret from the screen."""
    if walk.authenticator is None:
        shown = str((await walk.phone.screen())["text"])
        line = next(line for line in shown.split("\n") if len(line.replace(" ", "")) == 32)
        walk.authenticator = Authenticator(walk.stage, line.replace(" ", ""))
    await walk.phone.say(walk.authenticator.code())


Tour = tuple[tuple[State, tuple[Act, ...]], ...]
"""A way to each screen from the one before."""
