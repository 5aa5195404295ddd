"""Customers who pay each other without rest, by looking at their screen and doing what comes next."""

from __future__ import annotations

import asyncio
import random
import re
from dataclasses import dataclass, field

import httpx

from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import PIN
from tests.stories.words import Words

REFERENCE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}")
LOOK_SECONDS = 0.05


@dataclass
class Restless:
    """One customer; `payees` are names that they pay, `payments_max` bounds how often."""

    phone: Phone
    say: Words
    payees: list[str]
    payments_max: int = 10**6
    random: random.Random = field(default_factory=random.Random)
    begun: int = 0

    async def go_on(self) -> None:
        """Take steps until all payments are made (or for ever)."""
        while self.begun <= self.payments_max:
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
            await self.phone.say("@" + self.random.choice(self.payees))
        elif say("transfer-amount", payee="", payee_number="", available="").split("\n")[1] in text:
            await self.phone.say(f"{self.random.randint(1, 300) / 100:.2f}")
        elif say.first_line("transfer-confirm", payee="", payee_number="", amount="") in text:
            await self._press(screen, buttons[0])
        elif say.first_line("transfer-pin", payee="", amount="", dots="") in text:
            await self._press(screen, PIN[text.count("●")])
        elif say("home-transfer") in buttons:
            if self.begun >= self.payments_max:
                return False
            self.begun += 1
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
        done = self.say.first_line("transfer-receipt", payee="", payee_number="", amount="")
        for message in await self.phone.messages():
            if done in words_of(message):
                found.update(REFERENCE.findall(words_of(message)))
        return found
