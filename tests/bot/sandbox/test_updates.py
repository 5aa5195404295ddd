"""How updates reach a bot: polling, confirmation, replay, webhooks."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.bot.sandbox.harness import BotClient, Sandbox, base64_of, png, until


async def test_an_unconfirmed_update_comes_again(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    for text in ("one", "two", "three"):
        await sandbox.say(ann, bot, text)
    first = await bot("getUpdates", limit=2)
    again = await bot("getUpdates")
    assert [update["message"]["text"] for update in first] == ["one", "two"]
    assert [update["message"]["text"] for update in again] == ["one", "two", "three"]
    ids = [update["update_id"] for update in again]
    assert ids == list(range(ids[0], ids[0] + 3))
    rest = await bot("getUpdates", offset=ids[1] + 1)
    assert [update["message"]["text"] for update in rest] == ["three"]
    assert [update["message"]["text"] for update in await bot("getUpdates", offset=-1)] == ["three"]
    assert await bot("getUpdates", offset=ids[2] + 1) == []


async def test_a_long_poll_ends_with_the_first_update(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    waiting = asyncio.create_task(bot("getUpdates", timeout=20, offset=bot.confirmed))
    queue = sandbox.server.app.state.world.bots[bot.id].updates
    await until(lambda: queue._waiter is not None)
    await sandbox.say(ann, bot, "now")
    assert (await asyncio.wait_for(waiting, 2))[0]["message"]["text"] == "now"


async def test_two_pollers(sandbox: Sandbox, bot: BotClient) -> None:
    older = asyncio.create_task(bot.refused("getUpdates", timeout=20))
    queue = sandbox.server.app.state.world.bots[bot.id].updates
    await until(lambda: queue._waiter is not None)
    newer = asyncio.create_task(bot("getUpdates", timeout=1))
    assert await asyncio.wait_for(older, 2) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    assert await newer == []


async def test_a_poller_that_went_away(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    queue = sandbox.server.app.state.world.bots[bot.id].updates
    polling = asyncio.create_task(bot.raw("getUpdates", timeout=20, offset=bot.confirmed))
    await until(lambda: queue._waiter is not None)
    polling.cancel()
    await until(lambda: queue._waiter is None)
    await sandbox.say(ann, bot, "kept")
    assert (await bot.next("message"))["text"] == "kept"
    assert all(call["status"] == 200 for call in await sandbox.get("/calls"))


async def test_kinds_on_request(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    await bot.updates(allowed_updates=["callback_query"])
    await sandbox.say(ann, bot, "unheard")
    assert await bot.updates() == []
    await bot.updates(allowed_updates=[])
    await sandbox.say(ann, bot, "heard")
    assert len(await bot.updates()) == 1


async def test_replay(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    for number in range(20):
        await sandbox.say(ann, bot, str(number))
    first = await bot.updates()
    assert await sandbox.post("/updates/replay", bot=bot.id, count=20) == {"count": 20}
    replayed = await bot("getUpdates", offset=bot.confirmed)
    assert replayed != first
    assert sorted(replayed, key=lambda update: update["update_id"]) == first
    assert await bot("getUpdates", offset=bot.confirmed) == []


async def test_people_are_recognized(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    await sandbox.say(ann, bot, "/start payload")
    message = await bot.next("message")
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {
        "id": ann, "is_bot": False, "first_name": "Ann", "username": "ann", "language_code": "en",
    }  # fmt: skip
    await sandbox.say(ann, bot, "", contact=True)
    contact = (await bot.next("message"))["contact"]
    assert contact == {"phone_number": "+8613800138000", "first_name": "Ann", "user_id": ann}
    await sandbox.say(ann, bot, "", contact={"phone_number": "+1", "first_name": "Bob"})
    assert "user_id" not in (await bot.next("message"))["contact"]


async def test_albums_and_forwards_of_people(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    picture = base64_of(png())
    sent = await sandbox.say(ann, bot, "", album=[{"photo": picture, "caption": "a"}, {"photo": picture}])
    assert len(sent["album"]) == 2
    messages = [update["message"] for update in await bot.updates(timeout=1)]
    assert [message["media_group_id"] for message in messages] == [sent["media_group_id"]] * 2
    await sandbox.say(ann, bot, "", forward_of=messages[0]["message_id"])
    assert (await bot.next("message"))["forward_origin"]["sender_user"]["id"] == ann
    await sandbox.say(ann, bot, "", document=base64_of(b"x"), file_name="a.pdf", caption="bill")
    document = await bot.next("message")
    assert (document["document"]["file_name"], document["document"]["mime_type"]) == ("a.pdf", "application/pdf")


@dataclass
class Hook:
    """A tiny HTTP server that takes webhooks."""

    url: str = ""
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    taken: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (head := await reader.readuntil(b"\r\n\r\n")) != b"":
                lines = head.decode().split("\r\n")[1:]
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
                update = json.loads(await reader.readexactly(int(headers["content-length"])))
                self.taken.append((headers, update))
                status, body = self.answers.pop(0) if self.answers else (200, b"")
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.taken]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    server = await asyncio.start_server(hook.serve, "127.0.0.1", 0)
    hook.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    yield hook
    server.close()


async def test_a_webhook(sandbox: Sandbox, bot: BotClient, ann: int, hook: Hook) -> None:
    await sandbox.say(ann, bot, "waiting already")
    await bot("setWebhook", url=hook.url, secret_token="s3cret")
    assert await bot.refused("getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    await sandbox.say(ann, bot, "next")
    await until(lambda: hook.texts == ["waiting already", "next"])
    assert hook.taken[0][0]["x-telegram-bot-api-secret-token"] == "s3cret"
    info = await bot("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (hook.url, 0)
    await bot("deleteWebhook")
    assert (await bot("getWebhookInfo"))["url"] == ""
    assert await bot("getUpdates") == []


async def test_a_webhook_is_tried_until_200(sandbox: Sandbox, bot: BotClient, ann: int, hook: Hook) -> None:
    bob = await sandbox.person("Bob")
    hook.answers = [(500, b"")]
    await bot("setWebhook", url=hook.url)
    await sandbox.say(ann, bot, "one")
    await until(lambda: len(hook.taken) == 1)
    await sandbox.say(ann, bot, "two")
    await sandbox.say(bob, bot, "another chat")
    await until(lambda: len(hook.taken) == 4)
    assert hook.texts == ["one", "another chat", "one", "two"]
    info = await bot("getWebhookInfo")
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")


async def test_an_answer_in_the_webhook(sandbox: Sandbox, bot: BotClient, ann: int, hook: Hook) -> None:
    hook.answers = [(200, json.dumps({"method": "sendMessage", "chat_id": ann, "text": "at once"}).encode())]
    await bot("setWebhook", url=hook.url)
    await sandbox.say(ann, bot, "hello")
    calls = sandbox.server.app.state.world.calls
    before = calls.last
    await until(lambda: calls.last > before or len(hook.taken) == 1)
    await until(lambda: any(b"at once" in record.head for record in calls._records))
    assert (await sandbox.messages(f"{ann}:{bot.id}"))[-1]["text"] == "at once"


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"url": "ftp://x"}, "invalid webhook URL specified"),
        ({"url": "http://127.0.0.1:1", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "http://127.0.0.1:1", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_refused_webhooks(bot: BotClient, parameters: dict[str, Any], description: str) -> None:
    assert await bot.refused("setWebhook", **parameters) == (400, f"Bad Request: {description}")
