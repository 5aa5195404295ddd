"""Control calls: state, faults, limits, text messages, and how they refuse."""

from typing import Any

import httpx
import pytest

from tests.bot.sandbox.harness import BotClient, Sandbox


async def test_state(sandbox: Sandbox) -> None:
    bot = await sandbox.bot(username="wallet_bot", name="Wallet", role="customer")
    ann = await sandbox.person("Ann", last_name="Lee", phone="+1", language_code="zh-hans")
    state = await sandbox.get("/state")
    assert state["bots"] == [{"id": bot.id, "username": "wallet_bot", "name": "Wallet", "role": "customer"}]
    assert state["people"] == [
        {
            "id": ann, "first_name": "Ann", "last_name": "Lee", "username": None, "phone": "+1",
            "language_code": "zh-hans",
        }
    ]  # fmt: skip
    assert state["chats"] == []
    await bot("setMyCommands", commands=[{"command": "start", "description": "begin"}])
    await bot("setMyCommands", commands=[{"command": "start", "description": "开始"}], language_code="zh")
    await sandbox.say(ann, bot)
    group = await sandbox.forum([ann, bot.id], [bot.id])
    private, forum = (await sandbox.get("/state"))["chats"]
    assert (private["id"], private["person"], private["bot"]) == (f"{ann}:{bot.id}", ann, bot.id)
    assert (private["started"], private["blocked"]) == (True, False)
    assert private["commands"] == [{"command": "start", "description": "开始"}]
    assert (forum["id"], forum["members"], forum["admins"]) == (group, [ann, bot.id], [bot.id])
    assert [topic["thread"] for topic in forum["topics"]] == [1]


async def test_a_failing_call(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    fault = {"bot": bot.id, "method": "sendmessage", "status": 429, "description": "Too Many Requests: retry after 7"}
    await sandbox.post("/faults", **fault, retry_after=7, times=1)
    assert (await bot("getMe"))["id"] == bot.id
    answer = await bot.raw("sendMessage", chat_id=ann, text="x")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert answer.json()["parameters"] == {"retry_after": 7}
    await bot("sendMessage", chat_id=ann, text="y")
    assert [one["text"] for one in await sandbox.messages(f"{ann}:{bot.id}")] == ["/start", "y"]


@pytest.mark.parametrize("drop", [False, True])
@pytest.mark.parametrize("after_effect", [False, True])
async def test_lost_answers(sandbox: Sandbox, bot: BotClient, ann: int, drop: bool, after_effect: bool) -> None:
    fault: dict[str, Any] = {"drop": True} if drop else {"status": 500, "description": "Internal Server Error"}
    await sandbox.post("/faults", method="sendMessage", after_effect=after_effect, **fault)
    if drop:
        with pytest.raises(httpx.RemoteProtocolError):
            await bot.raw("sendMessage", chat_id=ann, text="x")
    else:
        assert await bot.refused("sendMessage", chat_id=ann, text="x") == (500, "Internal Server Error")
    texts = [one["text"] for one in await sandbox.messages(f"{ann}:{bot.id}")]
    assert texts == ["/start"] + ["x"] * after_effect
    assert (await sandbox.get("/calls"))[-1]["status"] == (None if drop else 500)


async def test_faults_are_cleared(sandbox: Sandbox, bot: BotClient) -> None:
    await sandbox.post("/faults", status=502, times=5)
    assert await bot.refused("getMe") == (502, "Bad Gateway")
    await sandbox.request("DELETE", "/faults")
    await bot("getMe")
    assert (await sandbox.refused("/faults", times=1))[0] == 400
    assert (await sandbox.refused("/faults", bot=1, status=500))[0] == 404


async def test_limits(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    await sandbox.post("/limits", on=True)
    await bot("sendMessage", chat_id=ann, text="1")
    answer = await bot.raw("sendMessage", chat_id=ann, text="2")
    assert answer.status_code == 429
    assert answer.json()["description"] == "Too Many Requests: retry after 1"
    assert (answer.json()["parameters"], answer.headers["retry-after"]) == ({"retry_after": 1}, "1")
    group = await sandbox.forum([ann, bot.id], [bot.id])
    for number in range(20):
        await bot("sendMessage", chat_id=group, text=str(number))
    answer = await bot.raw("sendMessage", chat_id=group, text="20")
    assert 50 <= answer.json()["parameters"]["retry_after"] <= 60
    await sandbox.post("/limits", on=False)
    for _ in range(5):
        await bot("sendMessage", chat_id=ann, text="free")


async def test_the_limit_of_a_bot(sandbox: Sandbox, bot: BotClient) -> None:
    people = [await sandbox.person(str(number)) for number in range(31)]
    for person in people:
        await sandbox.say(person, bot)
    await sandbox.post("/limits", on=True)
    answers = [(await bot.raw("sendMessage", chat_id=person, text="x")).status_code for person in people]
    assert answers.count(429) >= 1
    assert answers[:30] == [200] * 30


async def test_sms(sandbox: Sandbox) -> None:
    await sandbox.post("/sms", phone="+86 138 0013 8000", text="Your code is 123456.")
    await sandbox.post("/sms", phone="+1", text="no code: 12 or 123456789")
    found = (await sandbox.get("/sms?phone=%2B8613800138000"))["messages"]
    assert [(one["text"], one["code"]) for one in found] == [("Your code is 123456.", "123456")]
    assert [one["code"] for one in (await sandbox.get("/sms"))["messages"]] == ["123456", None]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/bots", {}, 400),
        ("/bots", {"username": "a b", "name": "x"}, 400),
        ("/bots", {"username": "x_bot", "name": "x", "role": "boss"}, 400),
        ("/people", {"first_name": ""}, 400),
        ("/people", {"first_name": "A", "phone": "no"}, 400),
        ("/chats", {"title": "x", "type": "channel"}, 400),
        ("/chats", {"title": "x", "members": [5]}, 404),
        ("/chats/5:6/messages", {"from": 5, "text": "x"}, 404),
        ("/chats/-5/messages", {"from": 5, "text": "x"}, 404),
        ("/updates/replay", {"bot": 5, "count": 1}, 404),
        ("/limits", {"on": "yes"}, 400),
        ("/sms", {"phone": "1"}, 400),
        ("/nothing", {}, 404),
    ],
)
async def test_refusals(sandbox: Sandbox, path: str, body: dict[str, Any], status: int) -> None:
    assert (await sandbox.refused(path, **body))[0] == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"text": ""}, 400),
        ({"text": "x" * 4097}, 400),
        ({"photo": "%%"}, 400),
        ({"contact": {"first_name": "A"}}, 400),
        ({"text": "x", "thread": 7}, 400),
        ({"text": "x", "reply_to": 999}, 404),
        ({"forward_of": 999}, 404),
        ({"text": "x", "from": 1}, 403),
        ({"text": ["x"]}, 400),
    ],
)
async def test_refused_messages(sandbox: Sandbox, bot: BotClient, ann: int, body: dict[str, Any], status: int) -> None:
    refusal = await sandbox.refused(f"/chats/{ann}:{bot.id}/messages", **({"from": ann} | body))
    assert refusal[0] == status
    assert len(await sandbox.messages(f"{ann}:{bot.id}")) == 1


async def test_bodies_that_are_not_objects(sandbox: Sandbox) -> None:
    for content in (b"[]", b"{", b""):
        answer = await sandbox.client.post("/sandbox/api/bots", content=content)
        assert (answer.status_code, list(answer.json())) == (400, ["error"])
