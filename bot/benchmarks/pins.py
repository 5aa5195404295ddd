"""`python -m bot bench pins`: a customer's button while twenty others enter their PIN, beside the same in quiet."""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from bot.application import Application
from bot.benchmarks.buttons import WARM_UP_PRESSES, Phone
from bot.demo import running_application
from bot.settings import Settings
from wallet.customers.service import Registration

AT_ONCE = 20
PIN = "739146"


async def bench_pins(presses: int, echo: Callable[[str], object]) -> int:
    """Press a button over and over, without and with `AT_ONCE` PINs being checked; prints milliseconds as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder))  # type: ignore[call-arg]
        async with (
            running_application(settings, port=0) as (url, application),
            httpx.AsyncClient(base_url=f"{url}/sandbox/api") as api,
        ):
            state = (await api.get("/state")).json()
            person = state["people"][0]["id"]
            bot = next(item["id"] for item in state["bots"] if item["role"] == "customer")
            phone = Phone(api, person, f"/chats/{person}:{bot}/messages")
            await phone.say("/start")
            customers = [await _customer(application, number) for number in range(1, AT_ONCE + 1)]
            quiet = [await phone.press() for _ in range(WARM_UP_PRESSES + presses)][WARM_UP_PRESSES:]
            checks: list[float] = []
            typing = [asyncio.create_task(_enter_pins(application, who, checks)) for who in customers]
            busy = [await phone.press() for _ in range(WARM_UP_PRESSES + presses)][WARM_UP_PRESSES:]
            for task in typing:
                task.cancel()
            await asyncio.gather(*typing, return_exceptions=True)
    figures: dict[str, float] = {"presses": presses, "pins_at_once": AT_ONCE, "pins_checked": len(checks)}
    figures |= _figures("quiet", quiet) | _figures("busy", busy) | _figures("pin", checks)
    echo(json.dumps({name: round(value, 1) for name, value in figures.items()}))
    return 0


def _figures(name: str, times: list[float]) -> dict[str, float]:
    return {
        f"{name}_p50_ms": statistics.median(times),
        f"{name}_p95_ms": statistics.quantiles(times, n=100)[94],
        f"{name}_max_ms": max(times),
    }


async def _customer(application: Application, number: int) -> int:
    """A customer's id. They are not in the sandbox: their PINs come straight to the check."""
    registration = Registration(
        telegram_user_id=10**9 + number,
        username=None,
        name="Ann Lee",
        phone=f"+86138{number:08d}",
        language="en",
        time_zone="Asia/Shanghai",
        default_currency="CNY",
        pin=PIN,
    )
    return (await application.container.customers.register(registration)).id


async def _enter_pins(application: Application, customer_id: int, checks: list[float]) -> None:
    """One after the other without a pause, until cancelled; notes the milliseconds of each."""
    while True:
        began = time.perf_counter()
        await application.container.pins.prove(customer_id, PIN)
        checks.append((time.perf_counter() - began) * 1000)
