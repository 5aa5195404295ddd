"""A running sandbox as tests use it: people and bots, over real HTTP."""

import asyncio
import base64
import struct
import zlib
from collections.abc import Callable
from typing import Any

import httpx

from bot.sandbox.server import SandboxServer

WAIT_SECONDS_MAX = 10.0
LOOK_SECONDS = 0.005


def png(width: int = 40, height: int = 30) -> bytes:
    """Return a small white PNG picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\xff" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def base64_of(data: bytes) -> str:
    """Return what the control API takes as a file."""
    return base64.b64encode(data).decode()


class BotClient:
    """One bot: its Bot API over HTTP."""

    def __init__(self, client: httpx.AsyncClient, identity: dict[str, Any]) -> None:
        self.client, self.id, self.token = client, identity["id"], identity["token"]
        self.confirmed = 0

    async def raw(self, method: str, files: Any = None, **parameters: Any) -> httpx.Response:
        """Send one request: JSON, or multipart when there are files."""
        path = f"/bot{self.token}/{method}"
        if files:
            return await self.client.post(path, data=parameters, files=files)
        return await self.client.post(path, json=parameters)

    async def __call__(self, method: str, files: Any = None, **parameters: Any) -> Any:
        """Return the result of a call that must succeed."""
        answer = await self.raw(method, files, **parameters)
        body = answer.json()
        assert body["ok"], body
        return body["result"]

    async def refused(self, method: str, files: Any = None, **parameters: Any) -> tuple[int, str]:
        """Return code and description of a call that must fail."""
        answer = await self.raw(method, files, **parameters)
        body = answer.json()
        assert not body["ok"], body
        assert body["error_code"] == answer.status_code
        return answer.status_code, body["description"]

    async def updates(self, **parameters: Any) -> list[dict[str, Any]]:
        """Return the next updates and confirm those that came before."""
        found: list[dict[str, Any]] = await self("getUpdates", offset=self.confirmed, **parameters)
        if found:
            self.confirmed = max(update["update_id"] for update in found) + 1
        return found

    async def next(self, kind: str) -> dict[str, Any]:
        """Wait for the next update of a kind and return what it holds."""
        for _ in range(50):
            for update in await self.updates(timeout=5):
                if kind in update:
                    content: dict[str, Any] = update[kind]
                    return content
        raise AssertionError(f"no {kind} came")


class Sandbox:
    """The control API over HTTP, and short cuts."""

    def __init__(self, server: SandboxServer, client: httpx.AsyncClient) -> None:
        self.server, self.client, self.url = server, client, server.url
        self._names = 0

    async def request(self, verb: str, path: str, body: Any = None) -> httpx.Response:
        """Send one control call."""
        return await self.client.request(verb, f"/sandbox/api{path}", json=body)

    async def get(self, path: str) -> Any:
        """Return what a GET shows."""
        answer = await self.request("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, **body: Any) -> Any:
        """Return the answer of a POST that must succeed."""
        answer = await self.request("POST", path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, path: str, **body: Any) -> tuple[int, str]:
        """Return status and error of a POST that must fail."""
        answer = await self.request("POST", path, body)
        assert 400 <= answer.status_code < 500, answer.text
        return answer.status_code, answer.json()["error"]

    async def bot(self, **fields: Any) -> BotClient:
        """Make a bot."""
        self._names += 1
        named = {"username": f"helper_{self._names}_bot", "name": "Helper"} | fields
        return BotClient(self.client, await self.post("/bots", **named))

    async def person(self, first_name: str = "Ann", **fields: Any) -> int:
        """Make a person and return the id."""
        made = await self.post("/people", first_name=first_name, **fields)
        return int(made["id"])

    async def say(self, person: int, bot: BotClient, text: str = "/start", **fields: Any) -> dict[str, Any]:
        """Write to a bot in private."""
        body = {"from": person} | ({"text": text} if text else {}) | fields
        sent: dict[str, Any] = await self.post(f"/chats/{person}:{bot.id}/messages", **body)
        return sent

    async def forum(self, members: list[int], admins: list[int]) -> int:
        """Make a forum and return its id."""
        made = await self.post("/chats", title="Desk", type="supergroup", is_forum=True, members=members, admins=admins)
        return int(made["id"])

    async def messages(self, chat: object, query: str = "") -> list[dict[str, Any]]:
        """Return what a chat shows."""
        found: list[dict[str, Any]] = await self.get(f"/chats/{chat}/messages{query}")
        return found


async def until(true: Callable[[], bool]) -> None:
    """Wait for a condition."""
    for _ in range(int(WAIT_SECONDS_MAX / LOOK_SECONDS)):
        if true():
            return
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError("it did not become true")
