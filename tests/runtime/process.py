"""The bots as a process of their own, to be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.settings import Settings

START_SECONDS_MAX = 40


class BotProcess:
    """`python -m bot run` against a sandbox."""

    def __init__(self, settings: Settings, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        customer, staff, chat = settings.required_tokens()
        self._log = folder / "bots.log"
        self._environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
            "CUSTOMER_BOT_TOKEN": customer,
            "STAFF_BOT_TOKEN": staff,
            "STAFF_CHAT_ID": str(chat),
            "TELEGRAM_API_BASE": settings.telegram_api_base,
            "DATABASE_URL": settings.database_address,
            "DATA_DIR": str(settings.data_dir),
            **(environment or {}),
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start and wait until the bots poll."""
        before = self.log().count('"started"')
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self._environment, stdout=log, stderr=log
            )
        for _ in range(START_SECONDS_MAX * 20):
            if self.log().count('"started"') > before:
                return
            assert self._process.returncode is None, self.log()[-3000:]
            await asyncio.sleep(0.05)
        raise AssertionError("the bots did not start\n" + self.log()[-3000:])

    async def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self) -> int:
        """SIGTERM, and wait for a clean end; returns the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), 40)

    async def end(self) -> None:
        """Kill what still runs."""
        if self._process is not None and self._process.returncode is None:
            await self.kill()

    def log(self) -> str:
        """All that the bots have logged so far."""
        return self._log.read_text() if self._log.exists() else ""
