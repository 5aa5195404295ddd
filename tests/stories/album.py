"""An album of the tour: what a phone on the sandbox's page shows, kept when `PICTURES` names a folder."""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

from tests.stories.people import Phone

ROOT = Path(__file__).parent.parent.parent
PAGES = {"en": ROOT / "docs" / "tour.md", "zh-CN": ROOT / "docs" / "tour.zh-CN.md"}
COLOURS = 160
"""Enough for a chat; a picture is then a third as large."""


@dataclass
class Album:
    """Takes pictures of phones in the order of the tour."""

    page: Page
    code: str
    names: list[str] = field(default_factory=list)

    async def keep(self, phone: Phone, name: str) -> None:
        """Look at a phone; keep the picture when somebody asked for them."""
        self.names.append(name)
        panel = self.page.get_by_test_id(f"phone-{phone.person}")
        banners = self.page.get_by_test_id("sms-banner")
        while await banners.count():
            await banners.first.get_by_role("button").last.click()
        await self.page.wait_for_timeout(500)
        taken = await panel.screenshot(type="png", scale="css")
        folder = os.environ.get("PICTURES")
        if folder:
            path = Path(folder) / "tour" / self.code / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            with Image.open(io.BytesIO(taken)) as opened:
                opened.convert("RGB").quantize(COLOURS).save(path, optimize=True)

    def file(self, name: str, content: bytes) -> None:
        """Keep a picture that was sent, when somebody asked for pictures."""
        folder = os.environ.get("PICTURES")
        if folder:
            path = Path(folder) / f"{name}.{self.code}.png"
            path.write_bytes(content)

    def named_in_docs(self) -> list[str]:
        """The pictures that the page of this language shows, in its order."""
        return re.findall(rf"pictures/tour/{self.code}/([a-z-]+)\.png", PAGES[self.code].read_text(encoding="utf-8"))
