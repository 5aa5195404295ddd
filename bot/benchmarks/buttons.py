"""`python -m bot bench buttons`: how fast a button is answered, and how much memory the idle demo takes."""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from bot.demo import running_demo
from bot.settings import Settings

WARM_UP_PRESSES = 20


async def bench_buttons(presses: int, echo: Callable[[str], object]) -> int:
    """Press the buttons of one phone in turn, one after the other; prints milliseconds and MiB as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder))  # type: ignore[call-arg]
        async with running_demo(settings, port=0) as url, httpx.AsyncClient(base_url=f"{url}/sandbox/api") as api:
            state = (await api.get("/state")).json()
            person = state["people"][0]["id"]
            bot = next(item["id"] for item in state["bots"] if item["role"] == "customer")
            phone = Phone(api, person, f"/chats/{person}:{bot}/messages")
            await phone.say("/start")
            times = [await phone.press() for _ in range(WARM_UP_PRESSES + presses)][WARM_UP_PRESSES:]
    quantiles = statistics.quantiles(times, n=100)
    figures = {
        "presses": presses,
        "p50_ms": quantiles[49],
        "p95_ms": quantiles[94],
        "p99_ms": quantiles[98],
        "peak_mib": peak_mib(),
    }
    echo(json.dumps({name: round(value, 1) for name, value in figures.items()}))
    return 0


def peak_mib() -> float:
    """The most memory that this process ever took, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


class Phone:
    """One person who presses the last button of the newest message that has any."""

    def __init__(self, api: httpx.AsyncClient, person: int, path: str) -> None:
        self._api, self._person, self._path = api, person, path

    async def say(self, text: str) -> None:
        """Write a message."""
        (await self._api.post(self._path, json={"from": self._person, "text": text})).raise_for_status()

    async def press(self) -> float:
        """Press, wait for the answer; returns milliseconds."""
        message, position = await self._find()
        began = time.perf_counter()
        body = {"from": self._person, "button": position}
        answer = await self._api.post(f"{self._path}/{message['message_id']}/press", json=body, timeout=30)
        answer.raise_for_status()
        return (time.perf_counter() - began) * 1000

    async def _find(self) -> tuple[dict[str, Any], list[int]]:
        for _ in range(1000):
            for message in reversed((await self._api.get(self._path)).json()):
                rows = message.get("reply_markup", {}).get("inline_keyboard")
                if rows:
                    return message, [len(rows) - 1, 0]
            await asyncio.sleep(0.01)
        raise RuntimeError("no button came")
