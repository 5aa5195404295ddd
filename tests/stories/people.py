"""People who use the product through the sandbox's control API, and what they see."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE_SECONDS = 15.0
LOOK_SECONDS = 0.03


class World:
    """The sandbox as seen from outside: only its control API."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.api = httpx.AsyncClient(base_url=f"{url}/sandbox/api", timeout=30)

    async def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One control call; an error of the sandbox fails the test with its text."""
        answer = await self.api.request(method, path, json=body)
        assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def bot(self, username: str, role: str) -> dict[str, Any]:
        made: dict[str, Any] = await self.call("POST", "/bots", {"username": username, "name": username, "role": role})
        return made

    async def person(self, first_name: str, **fields: Any) -> int:
        made = await self.call("POST", "/people", {"first_name": first_name} | fields)
        return int(made["id"])

    async def calls(self, after: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.call("GET", f"/calls?after={after}")
        return found

    async def close(self) -> None:
        await self.api.aclose()


def buttons_of(message: dict[str, Any]) -> list[str]:
    """The texts of a message's inline buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def words_of(message: dict[str, Any]) -> str:
    """A message's text or caption."""
    return str(message.get("text") or message.get("caption") or "")


@dataclass
class Phone:
    """One person's private chat with the customer bot."""

    world: World
    person: int
    bot: int
    phone: str = ""
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def chat(self) -> str:
        return f"{self.person}:{self.bot}"

    async def say(self, text: str) -> dict[str, Any]:
        return await self._write({"text": text})

    async def _write(self, body: dict[str, Any]) -> dict[str, Any]:
        sent: dict[str, Any] = await self.world.call(
            "POST", f"/chats/{self.chat}/messages", {"from": self.person} | body
        )
        return sent

    async def share_contact(self, contact: Any = True) -> dict[str, Any]:
        return await self._write({"contact": contact})

    async def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.world.call("GET", f"/chats/{self.chat}/messages")
        return found

    async def screen(self) -> dict[str, Any]:
        """The newest message of the bot."""
        for message in reversed(await self.messages()):
            if message.get("from", {}).get("id") == self.bot:
                return message
        raise AssertionError("the bot has not said anything yet")

    async def sees(self, *words: str) -> dict[str, Any]:
        """Wait until one message of the bot holds all these words; returns the newest such."""
        deadline, seen = time.monotonic() + PATIENCE_SECONDS, []
        while time.monotonic() < deadline:
            seen = [m for m in await self.messages() if m.get("from", {}).get("id") == self.bot]
            for message in reversed(seen):
                if all(word in words_of(message) for word in words):
                    return message
            await asyncio.sleep(LOOK_SECONDS)
        raise AssertionError(f"never saw {words!r}; the chat shows:\n" + "\n---\n".join(map(words_of, seen)))

    async def press(self, button: str, *, on: dict[str, Any] | None = None) -> dict[str, Any]:
        """Press the button whose text holds `button`, on the newest message that has it (waited for)."""
        message, label = await self._find(button, on)
        answer: dict[str, Any] = await self.world.call(
            "POST", f"/chats/{self.chat}/messages/{message['message_id']}/press", {"from": self.person, "button": label}
        )
        self.answers.append(answer)
        return answer

    async def _find(self, button: str, on: dict[str, Any] | None) -> tuple[dict[str, Any], str]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for message in [on] if on else reversed(await self.messages()):
                for label in buttons_of(message):
                    if label == button or (not button.isdigit() and button in label):
                        return message, label
            await asyncio.sleep(LOOK_SECONDS)
        shown = [buttons_of(m) for m in await self.messages()]
        raise AssertionError(f"no button {button!r}; there are {shown}")

    async def enter_pin(self, pin: str) -> None:
        for digit in pin:
            await self.press(digit)

    async def code(self) -> str:
        """The newest code that came as SMS."""
        found = await self.world.api.get("/sms", params={"phone": self.phone})
        return str(found.json()["messages"][-1]["code"])


@dataclass
class Agent:
    """A support agent in the staff group."""

    world: World
    person: int
    chat: int

    async def topics(self) -> list[dict[str, Any]]:
        state = await self.world.call("GET", "/state")
        chat = next(item for item in state["chats"] if str(item["id"]) == str(self.chat))
        topics: list[dict[str, Any]] = chat["topics"]
        return topics

    async def topic_with(self, words: str) -> int:
        """Wait for a topic in which a message holds these words; returns its thread."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for topic in await self.topics():
                if any(words in words_of(message) for message in await self.messages(topic["thread"])):
                    return int(topic["thread"])
            await asyncio.sleep(LOOK_SECONDS)
        raise AssertionError(f"no topic says {words!r}: {await self.topics()}")

    async def messages(self, thread: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.world.call("GET", f"/chats/{self.chat}/messages?thread={thread}")
        return found

    async def say(self, thread: int, text: str) -> None:
        await self.world.call(
            "POST", f"/chats/{self.chat}/messages", {"from": self.person, "text": text, "thread": thread}
        )

    async def press(self, thread: int, button: str) -> dict[str, Any]:
        for message in reversed(await self.messages(thread)):
            for label in buttons_of(message):
                if button in label:
                    path = f"/chats/{self.chat}/messages/{message['message_id']}/press"
                    answer: dict[str, Any] = await self.world.call("POST", path, {"from": self.person, "button": label})
                    return answer
        raise AssertionError(f"no button {button!r} in the topic")
