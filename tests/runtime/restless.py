"""Customers who pay each other without rest, by looking at their screen and doing what comes next."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import PIN
from tests.stories.words import Words

REFERENCE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}")
LOOK_SECONDS = 0.05
STEPS_MAX = 100_000


def by_chance(names: list[str], seed: int) -> Callable[[int], tuple[str, str]]:
    """Payees and amounts from 0.01 to 3.00 by a seed: the same number of payment is always the same payment."""

    def choose(number: int) -> tuple[str, str]:
        chance = random.Random(f"{seed}/{number}")
        return "@" + chance.choice(names), f"{chance.randint(1, 300) / 100:.2f}"

    return choose


@dataclass
class Restless:
    """One customer, who pays as `choose` says: the number of the payment -> (@name, amount)."""

    phone: Phone
    say: Words
    choose: Callable[[int], tuple[str, str]]
    payments_max: int = 10**6

    async def go_on(self) -> None:
        """Take steps until all payments are made."""
        for _ in range(STEPS_MAX):
            try:
                if not await self.step():
                    return
            except httpx.HTTPError:
                await asyncio.sleep(LOOK_SECONDS)

    async def step(self) -> bool:
        """One press or word. False when the last payment's receipt is on the screen."""
        screen = await self.phone.screen()
        text, buttons, say = words_of(screen), buttons_of(screen), self.say
        if text.startswith(say.first_line("transfer-payee")) or say.first_line("transfer-payee") in text:
            await self.phone.say(self.choose(len(await self.receipts()))[0])
        elif say("transfer-amount", payee="", payee_number="", available="").split("\n")[1] in text:
            await self.phone.say(self.choose(len(await self.receipts()))[1])
        elif say.first_line("checkout-card", lines="") in text:
            await self._press(screen, buttons[0])
        elif say.first_line("checkout-pin", what="", dots="") in text:
            await self._press(screen, PIN[text.count("●")])
        elif say("home-transfer") in buttons:
            if len(await self.receipts()) >= self.payments_max:
                return False
            await self._press(screen, say("home-transfer"))
        elif say("home") in buttons:
            await self._press(screen, say("home"))
        else:
            await self.phone.say("/home")
        await self._until_changed(screen)
        return True

    async def _press(self, screen: dict[str, object], button: str) -> None:
        path = f"/chats/{self.phone.chat}/messages/{screen['message_id']}/press"
        answer = await self.phone.world.api.post(path, json={"from": self.phone.person, "button": button})
        if answer.status_code == 404:
            await asyncio.sleep(LOOK_SECONDS)

    async def _until_changed(self, screen: dict[str, object], looks_max: int = 40) -> None:
        for _ in range(looks_max):
            now = await self.phone.screen()
            if now != screen:
                return
            await asyncio.sleep(LOOK_SECONDS)

    async def receipts(self) -> set[str]:
        """The references of all receipts that this customer was ever shown and still sees."""
        found: set[str] = set()
        done = self.say.first_line("checkout-receipt", lines="")
        for message in await self.phone.messages():
            if done in words_of(message):
                found.update(REFERENCE.findall(words_of(message)))
        return found
