"""Tokens, method names, bodies, and the server's start and end."""

import asyncio
import time

import httpx
import pytest

from bot.sandbox.method_names import OFFICIAL_NAMES
from bot.sandbox.methods import HANDLERS
from bot.sandbox.server import SandboxServer
from tests.bot.sandbox.harness import BotClient, Sandbox


@pytest.mark.parametrize(
    ("token", "description"),
    [
        ("nonsense", "Unauthorized: invalid token specified"),
        ("0123:abc", "Unauthorized: invalid token specified"),
        ("1:" + "a" * 80, "Unauthorized: invalid token specified"),
        ("123456:AAunknown", "Unauthorized"),
    ],
)
async def test_wrong_tokens(sandbox: Sandbox, token: str, description: str) -> None:
    answer = await sandbox.client.get(f"/bot{token}/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": description}


async def test_method_names(sandbox: Sandbox, bot: BotClient) -> None:
    assert (await bot("GETME"))["id"] == bot.id
    assert await bot.refused("fly") == (404, "Not Found: method not found")
    code, description = await bot.refused("sendpoll")
    assert code == 501
    assert "sendPoll" in description
    assert set(HANDLERS) <= set(OFFICIAL_NAMES.values())
    answer = await sandbox.client.get("/elsewhere")
    assert answer.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_bodies(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    path = f"/bot{bot.token}/sendMessage"
    fields = {"chat_id": str(ann), "text": "你好 & <b>"}
    for answer in (
        await sandbox.client.get(path, params=fields),
        await sandbox.client.post(path, data=fields),
        await sandbox.client.post(path, json=fields | {"chat_id": ann}),
        await sandbox.client.post(path, data=fields, files={"unused": b"1"}),
    ):
        assert answer.json()["result"]["text"] == "你好 & <b>"
    broken = await sandbox.client.post(path, content=b"{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 400


async def test_an_upload_over_the_limit(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    answer = await bot.raw("sendDocument", {"document": ("large.bin", bytes(52 << 20))}, chat_id=ann)
    assert answer.status_code == 413
    assert answer.json()["description"] == "Request Entity Too Large"


async def test_calls_are_logged(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    await bot("sendMessage", chat_id=ann, text="one")
    await bot.refused("sendMessage", chat_id=ann)
    calls = await sandbox.get("/calls")
    sent, failed = calls[-2:]
    assert (sent["bot"], sent["method"], sent["status"]) == (bot.id, "sendMessage", 200)
    assert sent["params"] == {"chat_id": ann, "text": "one"}
    assert sent["response"]["result"]["text"] == "one"
    assert (failed["n"], failed["status"]) == (sent["n"] + 1, 400)
    assert [call["n"] for call in await sandbox.get(f"/calls?after={sent['n']}")] == [failed["n"]]


async def test_the_end_is_prompt() -> None:
    async with httpx.AsyncClient(timeout=30) as client:
        async with SandboxServer() as server:
            made = (await client.post(f"{server.url}/sandbox/api/bots", json={"username": "b1", "name": "B"})).json()
            poll = asyncio.create_task(
                client.get(f"{server.url}/bot{made['token']}/getUpdates", params={"timeout": 50})
            )
            async with client.stream("GET", f"{server.url}/sandbox/api/events") as events:
                assert events.status_code == 200
                await client.get(f"{server.url}/sandbox/api/state")
                started = time.monotonic()
        assert time.monotonic() - started < 2
        assert (await poll).json() == {"ok": True, "result": []}


async def test_a_taken_port_is_an_error() -> None:
    async with SandboxServer() as server:
        with pytest.raises(OSError, match=r"[Aa]ddress already in use"):
            async with SandboxServer(port=server.port):
                raise AssertionError("unreachable")


async def test_the_page(sandbox: Sandbox) -> None:
    page = await sandbox.client.get("/")
    assert page.headers["cache-control"] == "no-store"
    assert "<html" in page.text
