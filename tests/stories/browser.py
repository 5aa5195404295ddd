"""A real Chromium on the sandbox's page, and hands that press what a person would press."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Locator, Page, expect

from tests.browser import started_browser

LOOK_MILLISECONDS_MAX = 15_000


@asynccontextmanager
async def opened_page(
    url: str, *, width: int, height: int, language: str = "zh"
) -> AsyncIterator[tuple[Page, list[str]]]:
    """The page in a fresh browser, and the list of errors that its console shows."""
    async with started_browser() as browser:
        page = await browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=2)
        page.set_default_timeout(LOOK_MILLISECONDS_MAX)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        await page.add_init_script(f"localStorage.setItem('sandbox-language', '{language}')")
        await page.goto(url)
        yield page, errors


class Hands:
    """One panel of the page: a phone or the desk."""

    def __init__(self, page: Page, testid: str) -> None:
        self.panel = page.get_by_test_id(testid)

    async def start(self) -> None:
        await self.panel.get_by_test_id("start").click()

    async def type(self, text: str) -> None:
        await self.panel.get_by_test_id("composer").fill(text)
        await self.panel.get_by_test_id("send").click()

    async def press(self, text: str, *, exact: bool = False) -> None:
        """Press the newest inline button with this text."""
        await self._button("inline-button", text, exact=exact).click()

    async def press_reply(self, text: str) -> None:
        await self._button("reply-button", text).click()

    async def pin(self, digits: str) -> None:
        """Each digit waits until the one before it shows as a dot."""
        for index, digit in enumerate(digits):
            await self.press(digit, exact=True)
            if index < len(digits) - 1:
                await self.sees("● " * (index + 1) + "○")

    async def sees(self, text: str) -> None:
        await expect(self.panel.get_by_test_id("message").filter(has_text=text).last).to_be_visible(
            timeout=LOOK_MILLISECONDS_MAX
        )

    def _button(self, testid: str, text: str, *, exact: bool = False) -> Locator:
        return (
            self.panel.get_by_test_id(testid)
            .filter(has=self.panel.page.get_by_text(text, exact=exact))
            .or_(self.panel.get_by_role("button", name=text, exact=exact))
            .last
        )
