"""The demo: sandbox, both bots and the scheduler in one process, with two customers and one agent to begin with."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import typer
from pydantic import SecretStr

from bot.application import Application, running
from bot.sandbox.app import create_app
from bot.sandbox.server import SandboxServer
from bot.settings import DATABASE_FILE, Settings

PEOPLE = (
    {"first_name": "小明", "last_name": "王", "username": "xiaoming", "language_code": "zh-hans"},
    {"first_name": "Ann", "last_name": "Lee", "username": "ann", "language_code": "en"},
)
AGENTS = (
    {"first_name": "Mark", "username": "mark_support", "language_code": "en"},
    {"first_name": "Lin", "username": "lin_support", "language_code": "zh-hans"},
)
"""Two, for some things need four eyes: the page lets you act as either."""


async def run_sandbox(port: int, stopping: asyncio.Event) -> int:
    """The sandbox alone, until stopped."""
    async with SandboxServer(create_app(), port=port) as server:
        typer.echo(f"Sandbox: {server.url}")
        await stopping.wait()
    return 0


async def run_demo(settings: Settings, port: int, stopping: asyncio.Event) -> int:
    """Everything, until stopped."""
    async with running_demo(settings, port) as url:
        typer.echo(f"Open {url} in a browser: two phones and the support desk. Ctrl+C stops.")
        await stopping.wait()
    return 0


@asynccontextmanager
async def running_demo(settings: Settings, port: int) -> AsyncIterator[str]:
    """Sandbox and bots, furnished and running; gives the page's address. Raises what breaks the bots."""
    async with running_application(settings, port) as (url, _application):
        yield url


@asynccontextmanager
async def running_application(settings: Settings, port: int) -> AsyncIterator[tuple[str, Application]]:
    """`running_demo`, and the application in it.

    The world of the sandbox is new each time, so the wallet is too.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    _set_aside(settings.data_dir / DATABASE_FILE)
    async with SandboxServer(create_app(), port=port) as server:
        settings = settings.model_copy(update=await _furnish(server.url) | {"telegram_api_base": server.url})
        async with running(settings) as application:
            await application.started.wait()
            yield server.url, application


def _set_aside(database: Path) -> None:
    """Keep the last demo's books as `previous.…`; ids of its people mean nothing in a new sandbox."""
    for suffix in ("", "-wal", "-shm"):
        file = database.with_name(database.name + suffix)
        if file.exists():
            file.replace(database.with_name(f"previous.{database.name}{suffix}"))


async def _furnish(url: str) -> dict[str, Any]:
    """Two bots, two customers, two agents and their group; returns the settings that point at them."""
    async with httpx.AsyncClient(base_url=f"{url}/sandbox/api") as api:
        customer = await _post(api, "/bots", {"username": "wallet_bot", "name": "Wallet", "role": "customer"})
        staff = await _post(api, "/bots", {"username": "wallet_desk_bot", "name": "Wallet Desk", "role": "staff"})
        for person in PEOPLE:
            await _post(api, "/people", person | {"phone": f"+86138{secrets.randbelow(10**8):08d}"})
        agents = [(await _post(api, "/people", agent))["id"] for agent in AGENTS]
        group = {
            "title": "Support desk",
            "type": "supergroup",
            "is_forum": True,
            "members": [*agents, staff["id"]],
            "admins": [*agents, staff["id"]],
        }
        chat = await _post(api, "/chats", group)
    return {
        "customer_bot_token": SecretStr(customer["token"]),
        "staff_bot_token": SecretStr(staff["token"]),
        "staff_chat_id": chat["id"],
    }


async def _post(api: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await api.post(path, json=body)
    answer.raise_for_status()
    result: dict[str, Any] = answer.json()
    return result
