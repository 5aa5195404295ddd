"""The chat page in a real browser, with an echo bot and a desk bot that speak plain HTTP."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import segno
from playwright.async_api import Browser, Locator, Page, expect

from bot.sandbox.app import create_app
from bot.sandbox.server import SandboxServer
from tests.browser import started_browser

pytestmark = pytest.mark.slow

SECONDS_MAX = 60
LONG_WORD = "pneumonoultramicroscopicsilicovolcanoconiosis" * 3
KEYPAD = [[{"text": digit, "callback_data": digit} for digit in row] for row in ("123⌫", "4560", "789✓")]
MENU = [[{"text": "💳 余额", "callback_data": "balance"}, {"text": "提醒", "callback_data": "alert"}]]
MENU += [[{"text": "Invite", "url": "https://t.me/echo_bot?start=ref_7"}]]
WIDE = """[...document.querySelectorAll("html, body, .panel.active .scroller")]
    .filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.className || node.tagName)"""
SHARE = {"keyboard": [[{"text": "📱 Share phone number", "request_contact": True}]], "resize_keyboard": True}


@dataclass
class Client:
    """A bot with its token, as any framework would speak for it."""

    http: httpx.AsyncClient
    base: str
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def call(self, method: str, files: dict[str, Any] | None = None, **parameters: Any) -> Any:
        form = {key: value if isinstance(value, str) else json.dumps(value) for key, value in parameters.items()}
        answer = (await self.http.post(f"{self.base}/{method}", data=form, files=files)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def run(self, react: Callable[[Client, dict[str, Any]], Any]) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                self.heard.append(update)
                await react(self, update)


async def echo(bot: Client, update: dict[str, Any]) -> None:
    """Answer what the page's tests need; everything else comes back as it came."""
    if query := update.get("callback_query"):
        alert = query["data"] == "alert"
        await bot.call(
            "answerCallbackQuery", callback_query_id=query["id"], text=f"<{query['data']}>", show_alert=alert
        )
        if not alert:
            place = {"chat_id": query["from"]["id"], "message_id": query["message"]["message_id"]}
            markup = query["message"]["reply_markup"]
            await bot.call("editMessageText", **place, text=f"Pressed {len(bot.heard)}", reply_markup=markup)
        return
    message = update.get("message", {})
    if message.get("chat", {}).get("type") != "private":
        return
    person, text = message["chat"]["id"], message.get("text", "")
    if text == "/start":
        await bot.call("sendMessage", chat_id=person, text="欢迎", reply_markup={"inline_keyboard": MENU})
    elif text == "phone":
        await bot.call("sendMessage", chat_id=person, text="Your number?", reply_markup=SHARE)
    elif contact := message.get("contact"):
        await bot.call("sendMessage", chat_id=person, text=f"Got {contact['phone_number']}")
    elif text:
        await bot.call("sendMessage", chat_id=person, text=f"echo: {text}")


async def say_nothing(_bot: Client, _update: dict[str, Any]) -> None:
    """The desk bot only listens."""


@dataclass
class Stage:
    """A sandbox with two bots, two customers and a forum with two agents."""

    url: str
    app: Any
    http: httpx.AsyncClient
    echo: Client
    desk: Client
    ann: int
    bob: int
    group: int

    async def post(self, path: str, **body: Any) -> Any:
        answer = await self.http.post(f"{self.url}/sandbox/api{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    app = create_app()
    async with SandboxServer(app) as server, httpx.AsyncClient(timeout=SECONDS_MAX) as http:
        made = Stage(server.url, app, http, Client(http, ""), Client(http, ""), 0, 0, 0)
        bot = await made.post("/bots", username="echo_bot", name="Echo", role="customer")
        desk = await made.post("/bots", username="desk_bot", name="Desk", role="staff")
        made.echo.base, made.desk.base = f"{server.url}/bot{bot['token']}", f"{server.url}/bot{desk['token']}"
        made.ann = (await made.post("/people", first_name="安娜", phone="+8613800138001", language_code="zh-hans"))[
            "id"
        ]
        made.bob = (await made.post("/people", first_name="Bob", phone="+8613800138002", language_code="en"))["id"]
        mark, nina = [(await made.post("/people", first_name=name))["id"] for name in ("Mark", "Nina")]
        group = {"title": "Support desk", "type": "supergroup", "is_forum": True}
        everyone = [mark, nina, desk["id"]]
        made.group = (await made.post("/chats", **group, members=everyone, admins=[mark, desk["id"]]))["id"]
        tasks = [asyncio.create_task(made.echo.run(echo)), asyncio.create_task(made.desk.run(say_nothing))]
        yield made
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with started_browser() as started:
        yield started


@pytest.fixture
async def page(browser: Browser, stage: Stage) -> AsyncIterator[Page]:
    opened = await browser.new_page(viewport={"width": 1440, "height": 820}, locale="en-GB")
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    opened.set_default_timeout(15_000)
    await opened.goto(stage.url)
    await expect(opened.get_by_test_id(f"phone-{stage.ann}")).to_be_visible()
    yield opened
    assert errors == []


def message(panel: Locator, text: str) -> Locator:
    return panel.get_by_test_id("message").filter(has_text=text)


async def write(panel: Locator, text: str) -> None:
    await panel.get_by_test_id("composer").fill(text)
    await panel.get_by_test_id("send").click()


async def test_a_customer_starts_writes_and_presses_with_the_keyboard(page: Page, stage: Stage) -> None:
    phone = page.get_by_test_id(f"phone-{stage.ann}")
    await phone.get_by_test_id("start").click()
    await expect(message(phone, "欢迎")).to_be_visible()
    await expect(phone.get_by_test_id("start")).to_be_hidden()
    await write(phone, "<img src=x onerror=alert(1)>")
    await expect(message(phone, "echo: <img src=x onerror=alert(1)>")).to_be_visible()

    balance = phone.get_by_role("button", name="💳 余额")
    await balance.focus()
    await page.keyboard.press("Enter")
    await expect(phone.get_by_role("status").filter(has_text="<balance>")).to_be_visible()
    await expect(message(phone, "Pressed")).to_contain_text("edited")
    await expect(balance).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await expect(page.get_by_role("dialog")).to_contain_text("<alert>")
    await page.keyboard.press("Escape")
    await phone.get_by_role("button", name="Invite").click()
    await expect(message(phone, "echo: /start ref_7")).to_be_visible()


async def test_photos_codes_contacts_and_blocking(page: Page, stage: Stage) -> None:
    phone = page.get_by_test_id(f"phone-{stage.bob}")
    await phone.get_by_test_id("start").click()
    await expect(message(phone, "欢迎")).to_be_visible()
    picture = io.BytesIO()
    segno.make("https://t.me/echo_bot?start=pay", error="m").save(picture, kind="png", scale=4)
    await stage.echo.call("sendPhoto", files={"photo": ("qr.png", picture.getvalue())}, chat_id=stage.bob, caption="QR")
    shown = phone.get_by_role("img", name="QR")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    await phone.get_by_role("button", name="Open the photo").click()
    await expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()

    await stage.post("/sms", phone="+8613800138002", text="Your code is 482913.")
    banner = phone.get_by_test_id("sms-banner")
    await expect(banner).to_contain_text("482913")
    await expect(page.get_by_test_id(f"phone-{stage.ann}").get_by_test_id("sms-banner")).to_have_count(0)
    await banner.get_by_role("button").first.click()
    await expect(phone.get_by_test_id("composer")).to_have_value("482913")

    await write(phone, "phone")
    await phone.get_by_test_id("reply-button").click()
    await page.get_by_role("dialog").get_by_role("button", name="Share").click()
    await expect(message(phone, "Got +8613800138002")).to_be_visible()

    await phone.get_by_test_id("chat-actions").click()
    await page.get_by_role("menuitem", name="Block bot").click()
    await phone.get_by_test_id("unblock").click()
    await expect(phone.get_by_test_id("composer")).to_be_visible()


async def test_a_topic_is_answered_closed_and_reopened(page: Page, stage: Stage) -> None:
    desk = page.get_by_test_id(f"desk-{stage.group}")
    opened = await stage.desk.call("createForumTopic", chat_id=stage.group, name="#17 安娜", icon_color=0xFB6F5F)
    thread = opened["message_thread_id"]
    await stage.desk.call("sendMessage", chat_id=stage.group, message_thread_id=thread, text="钱没有到账")
    topic = desk.get_by_test_id(f"topic-{thread}")
    await expect(topic.locator(".badge")).to_have_text("1")
    await expect(message(desk, "钱没有到账")).to_have_count(0)
    await topic.click()
    await expect(message(desk, "钱没有到账")).to_be_visible()
    await expect(topic.locator(".badge")).to_have_count(0)

    await desk.get_by_test_id("acting-as").select_option(label="Nina")
    await write(desk, "Nina here")
    await expect(message(desk, "Nina here")).to_contain_class("out")
    heard = [update["message"] for update in stage.desk.heard if update.get("message", {}).get("text") == "Nina here"]
    assert [one["message_thread_id"] for one in heard] == [thread]

    await message(desk, "Nina here").locator(".bubble").click(button="right")
    await page.get_by_role("menuitem", name="Edit").click()
    await write(desk, "Nina is here")
    await expect(message(desk, "Nina is here")).to_contain_text("edited")
    await desk.get_by_test_id("acting-as").select_option(label="Mark")
    await desk.get_by_test_id("topic-actions").click()
    await page.get_by_role("menuitem", name="Close topic").click()
    await expect(desk.get_by_text("This topic is closed")).to_be_visible()
    await desk.get_by_role("button", name="Reopen topic").click()
    await expect(desk.get_by_text("This topic is closed")).to_be_hidden()


async def test_after_a_lost_connection_the_page_fetches_what_it_missed(page: Page, stage: Stage) -> None:
    phone = page.get_by_test_id(f"phone-{stage.ann}")
    await phone.get_by_test_id("start").click()
    await expect(message(phone, "欢迎")).to_be_visible()
    stage.app.state.world.events.close()
    await stage.echo.call("sendMessage", chat_id=stage.ann, text="while you were away")
    await expect(message(phone, "while you were away")).to_be_visible()
    await stage.echo.call("sendMessage", chat_id=stage.ann, text="and now")
    await expect(message(phone, "and now")).to_be_visible()


async def test_older_messages_stay_where_they_are_being_read(page: Page, stage: Stage) -> None:
    phone = page.get_by_test_id(f"phone-{stage.ann}")
    await phone.get_by_test_id("start").click()
    for number in range(12):
        await stage.echo.call("sendMessage", chat_id=stage.ann, text=f"line {number}.\n" * 3)
    await expect(message(phone, "line 11.")).to_be_in_viewport()
    scroller = phone.locator(".scroller")
    await scroller.evaluate("scroller => { scroller.scrollTop = 0; }")
    await expect(phone.get_by_role("button", name="To the newest message")).to_be_visible()
    await stage.echo.call("sendMessage", chat_id=stage.ann, text="newest")
    await expect(phone.locator(".to-bottom .badge")).to_have_text("1")
    assert await scroller.evaluate("scroller => scroller.scrollTop") == 0
    await phone.get_by_role("button", name="To the newest message").click()
    await expect(message(phone, "newest")).to_be_in_viewport()


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_narrow_screen_never_scrolls_sideways(page: Page, stage: Stage, language: str) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    if language == "zh":
        await page.get_by_test_id("language").click()
        await expect(page.get_by_test_id("language")).to_have_text("English")
    topic = await stage.desk.call("createForumTopic", chat_id=stage.group, name=LONG_WORD[:120])
    place = {"chat_id": stage.group, "message_thread_id": topic["message_thread_id"]}
    await stage.desk.call("sendMessage", **place, text=LONG_WORD, reply_markup={"inline_keyboard": KEYPAD})
    for panel in (f"phone-{stage.ann}", f"desk-{stage.group}", f"phone-{stage.bob}"):
        await page.get_by_test_id(f"tab-{panel}").click()
        await expect(page.get_by_test_id(panel)).to_be_visible()
        if panel.startswith("desk"):
            await page.get_by_test_id(f"topic-{topic['message_thread_id']}").click()
            await expect(message(page.get_by_test_id(panel), LONG_WORD)).to_be_visible()
        else:
            await page.get_by_test_id(panel).get_by_test_id("start").click()
            await stage.echo.call(
                "sendMessage",
                chat_id=int(panel.removeprefix("phone-")),
                text=f"{LONG_WORD} 一段很长的中文文字，没有空格，也要在手机上好好换行。😀",
                reply_markup={"inline_keyboard": KEYPAD},
            )
            await expect(message(page.get_by_test_id(panel), "😀")).to_be_visible()
        assert await page.evaluate(WIDE) == []
