"""Steps that many stories share: register, top up, pay."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyotp
from sqlalchemy import update

from tests.stage import Stage
from tests.stories.people import LOOK_SECONDS, PATIENCE_SECONDS, Agent, Phone, buttons_of, words_of
from tests.stories.words import Words
from wallet.payments.models import quotes

PIN, PASSWORD = "258046", "Plum-tree 4 lanterns"
GENERAL = 1
"""The thread of a forum's General area."""


async def register(phone: Phone, say: Words, *, name: str, pin: str = PIN, birthday: str | None = None) -> str:
    """From /start to a wallet; returns the wallet number."""
    await phone.say("/start")
    await phone.sees("Choose your language")
    await phone.press(say(f"language-{say.language.code}"))
    await phone.sees(say.first_line("register-name"))
    await phone.say(name)
    await phone.sees(say.first_line("register-phone"))
    await phone.share_contact()
    await phone.sees(say.first_line("register-code", phone="x"))
    await phone.say(await phone.code())
    await phone.sees(say.first_line("register-birthday"))
    await (phone.press(say("register-birthday-skip")) if birthday is None else phone.say(birthday))
    await phone.sees(say.first_line("register-password", rules=""))
    await phone.say(PASSWORD)
    await phone.sees(say.first_line("register-pin", dots=""))
    await phone.enter_pin(pin)
    await phone.sees(say.first_line("register-pin-again", dots=""))
    await phone.enter_pin(pin)
    home = await phone.sees(say("home-welcome", name=name).split("\n")[0])
    return next(word for word in words_of(home).split() if word.isdigit() and len(word) == 10)


async def two_customers(stage: Stage, say: Words, minor: int) -> tuple[Phone, Phone]:
    """Ann with so much play money, in minor units of CNY, and Bob with none."""
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    bob = await stage.phone("Bob", username="bob", phone="+8613800138002", language="en")
    await register(ann, say, name="Ann Lee")
    await register(bob, say, name="Bob Ray")
    await top_up(ann, say, minor)
    return ann, bob


async def top_up(phone: Phone, say: Words, minor: int) -> None:
    """Play money by one of the amounts offered, in minor units of CNY."""
    preset = say.yuan(minor)
    await phone.press(say("home-top-up"))
    await phone.press(preset)
    await phone.sees(preset, say("top-up-done", amount="", available="", reference="").split("\n")[-1])
    await phone.press(say("home"))
    await phone.sees(say.first_line("home-title", name="", number="").split("👛")[0].strip() or "👛")


async def pay(phone: Phone, say: Words, payee: str, amount: str, *, pin: str = PIN) -> None:
    """A transfer from the home screen to the receipt."""
    await phone.press(say("home-transfer"))
    await phone.sees(say.first_line("transfer-payee"))
    await phone.say(payee)
    await phone.sees(say("transfer-amount", payee="", payee_number="", available="").split("\n")[1])
    await phone.say(amount)
    await phone.sees(say.first_line("checkout-card", lines=""))
    await phone.press("✅")
    await phone.sees(say.first_line("checkout-pin", what="", dots=""))
    await phone.enter_pin(pin)
    await phone.sees(say.first_line("checkout-receipt", lines=""))


async def open_security(phone: Phone, say: Words, page: str) -> None:
    """From anywhere to one of the pages of Security; `page` is its button's text."""
    asked = await phone.say("/security")
    shown = await sees_below(phone, asked, say.first_line("security-title", bar="", score=0) + "\n")
    await phone.press(say(page), on=shown)


async def prove(phone: Phone, say: Words, code: str | None = None) -> None:
    """The password, and a code when one is asked for too."""
    await phone.sees(say.first_line("prove-password"))
    await phone.say(PASSWORD)
    if code is not None:
        await phone.sees(say.first_line("prove-second"))
        await phone.say(code)


@dataclass
class Authenticator:
    """The app with the customer's second factor. It goes by the product's clock."""

    stage: Stage
    secret: str
    shown: str = ""

    def code(self) -> str:
        """The next code: half a minute after the one before, for each counts once."""
        self.stage.clock.advance(timedelta(seconds=30))
        self.shown = str(pyotp.TOTP(self.secret).at(self.stage.clock.now()))
        return self.shown

    def code_again(self) -> str:
        """The code that was used last."""
        return self.shown

    def wrong_code(self) -> str:
        """Six digits that it does not show, nor shows soon."""
        now = int(pyotp.TOTP(self.secret).at(self.stage.clock.now()))
        return f"{(now + 500_000) % 1_000_000:06}"


async def begin_two_step(stage: Stage, phone: Phone, say: Words) -> Authenticator:
    """To the screen that asks for the first code; the key is typed off it."""
    await open_security(phone, say, "security-totp")
    await phone.press(say("totp-begin"))
    await prove(phone, say)
    shown = await phone.sees(say.first_line("totp-set-up", secret=""))
    key = re.search(r"[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}", words_of(shown))
    assert key is not None
    return Authenticator(stage, key[0].replace(" ", ""))


async def finish_two_step(phone: Phone, say: Words, authenticator: Authenticator) -> list[str]:
    """The first code; returns the recovery codes, which stay on the screen."""
    await phone.say(authenticator.code())
    shown = await phone.sees(say.first_line("recovery-codes-shown", codes=""))
    return re.findall(r"\w{4}-\w{4}-\w{4}", words_of(shown))


async def to_confirm(phone: Phone, say: Words, payee: str, amount: str) -> None:
    """A transfer from the home screen to its confirm card."""
    await phone.say("/transfer")
    await phone.sees(say.first_line("transfer-payee"))
    await phone.say(payee)
    await phone.sees(say("transfer-amount", payee="", payee_number="", available="").split("\n")[1])
    await phone.say(amount)
    await phone.sees(say.first_line("checkout-card", lines=""))


async def quotes_expire(stage: Stage) -> None:
    """Every open quote is out of date now, while the session stays open."""
    database = stage.application.container.database
    change = update(quotes).where(quotes.c.used_at.is_(None)).values(expires_at=stage.clock.now())
    await database.write(lambda work: work.connection.execute(change).rowcount)


async def gone(phone: Phone, message: dict[str, Any]) -> None:
    """Wait until a message is taken out of the chat."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while message["message_id"] in {item["message_id"] for item in await phone.messages()}:
        assert time.monotonic() < deadline, f"still there: {words_of(message)}"
        await asyncio.sleep(LOOK_SECONDS)


async def desk_hears(stage: Stage, words: str) -> dict[str, Any]:
    """Wait for a message in the staff group's General area; returns the newest that holds these words."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for message in reversed(await stage.agent.messages(GENERAL)):
            if words in words_of(message):
                return message
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError(f"the desk never heard {words!r}")


async def notified(phone: Phone, say: Words, event: str) -> dict[str, Any]:
    """Wait for the security notice of this event."""
    return await phone.sees(say.first_line("notice-security", what="", when=""), say(f"activity-{event}"))


async def sees_below(phone: Phone, message: dict[str, Any], *words: str) -> dict[str, Any]:
    """Wait for a message of the bot that stands below this one and holds all these words; returns the newest such."""
    deadline, below = time.monotonic() + PATIENCE_SECONDS, []
    while time.monotonic() < deadline:
        below = [item for item in await phone.messages() if item["message_id"] > message["message_id"]]
        for item in reversed(below):
            if item.get("from", {}).get("id") == phone.bot and all(word in words_of(item) for word in words):
                return item
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError(f"never saw {words!r} below, only {list(map(words_of, below))}")


async def colleague(stage: Stage, first_name: str) -> Agent:
    """One more agent in the staff group."""
    person = await stage.world.person(first_name, username=first_name.lower(), language_code="en")
    await stage.world.call("POST", f"/chats/{stage.staff_chat}/members", {"id": person, "status": "member"})
    return Agent(stage.world, person, stage.staff_chat)


async def desk_presses(agent: Agent, thread: int, button: str) -> str:
    """Wait for a button in this thread of the staff group and press it; returns what it answers."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not any(button in label for item in await agent.messages(thread) for label in buttons_of(item)):
        assert time.monotonic() < deadline, f"no button {button!r}"
        await asyncio.sleep(LOOK_SECONDS)
    return str((await agent.press(thread, button))["answer"])
