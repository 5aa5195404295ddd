"""Forums: topics, members, rights, and what a bot reads there."""

from dataclasses import dataclass
from typing import Any

import pytest

from bot.sandbox.chats import ADMINISTRATOR_RIGHTS
from tests.bot.sandbox.harness import BotClient, Sandbox


@dataclass
class Desk:
    """A forum with an administrator bot, an agent who is an administrator, and a plain member."""

    sandbox: Sandbox
    bot: BotClient
    agent: int
    member: int
    chat: int

    async def say(self, person: int, text: str, **fields: Any) -> dict[str, Any]:
        sent: dict[str, Any] = await self.sandbox.post(
            f"/chats/{self.chat}/messages", **{"from": person, "text": text, **fields}
        )
        return sent

    async def rights(self, **rights: bool) -> None:
        await self.sandbox.post(f"/chats/{self.chat}/rights", id=self.bot.id, rights=rights)

    async def topic(self, name: str = "#1 Ann") -> int:
        return int((await self.bot("createForumTopic", chat_id=self.chat, name=name))["message_thread_id"])


@pytest.fixture
async def desk(sandbox: Sandbox, bot: BotClient) -> Desk:
    agent, member = await sandbox.person("Mark"), await sandbox.person("Eva")
    chat = await sandbox.forum([agent, member, bot.id], [agent, bot.id])
    return Desk(sandbox, bot, agent, member, chat)


async def test_a_new_group(desk: Desk) -> None:
    told = await desk.bot.next("my_chat_member")
    assert (told["chat"]["is_forum"], told["new_chat_member"]["status"]) == (True, "administrator")
    chat = await desk.bot("getChat", chat_id=desk.chat)
    assert (chat["id"], chat["type"], chat["is_forum"]) == (desk.chat, "supergroup", True)
    administrators = await desk.bot("getChatAdministrators", chat_id=desk.chat)
    assert {one["user"]["id"] for one in administrators} == {desk.agent, desk.bot.id}
    assert all(administrators[0][right] for right in ADMINISTRATOR_RIGHTS)
    assert await desk.bot("getChatMemberCount", chat_id=desk.chat) == 3
    assert (await desk.bot("getChatMember", chat_id=desk.chat, user_id=desk.member))["status"] == "member"
    refusal = await desk.bot.refused("getChatMember", chat_id=desk.chat, user_id=5)
    assert refusal == (400, "Bad Request: PARTICIPANT_ID_INVALID")


async def test_a_topic_from_begin_to_end(desk: Desk) -> None:
    bot, chat = desk.bot, desk.chat
    thread = await desk.topic()
    assert thread > 1
    sent = await bot("sendMessage", chat_id=chat, message_thread_id=thread, text="card")
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    assert "forum_topic_created" in sent["reply_to_message"]
    shown = await desk.sandbox.messages(chat, f"?thread={thread}")
    assert [one.get("text") for one in shown] == [None, "card"]
    assert "reply_to_message" not in shown[-1]
    await bot("closeForumTopic", chat_id=chat, message_thread_id=thread)
    refusal = await bot.refused("closeForumTopic", chat_id=chat, message_thread_id=thread)
    assert refusal == (400, "Bad Request: TOPIC_NOT_MODIFIED")
    await bot("sendMessage", chat_id=chat, message_thread_id=thread, text="administrators still write")
    body = {"from": desk.member, "text": "me too", "thread": thread}
    assert await desk.sandbox.refused(f"/chats/{chat}/messages", **body) == (403, "TOPIC_CLOSED")
    await bot("reopenForumTopic", chat_id=chat, message_thread_id=thread)
    await desk.say(desk.member, "now", thread=thread)
    await bot("editForumTopic", chat_id=chat, message_thread_id=thread, name="done")
    kinds = [
        one for update in await bot.updates() for one in update.get("message", {}) if one.startswith("forum_topic")
    ]
    assert kinds == ["forum_topic_created", "forum_topic_closed", "forum_topic_reopened", "forum_topic_edited"]
    await bot("deleteForumTopic", chat_id=chat, message_thread_id=thread)
    refusal = await bot.refused("sendMessage", chat_id=chat, message_thread_id=thread, text="gone")
    assert refusal == (400, "Bad Request: message thread not found")
    assert await desk.sandbox.messages(chat) == []


async def test_general(desk: Desk) -> None:
    bot, chat = desk.bot, desk.chat
    sent = await bot("sendMessage", chat_id=chat, text="all")
    assert "message_thread_id" not in sent
    refusal = await bot.refused("sendMessage", chat_id=chat, message_thread_id=1, text="all")
    assert refusal == (400, "Bad Request: message thread not found")
    assert [one["text"] for one in await desk.sandbox.messages(chat, "?thread=1")] == ["all"]
    await bot("closeGeneralForumTopic", chat_id=chat)
    body = {"from": desk.member, "text": "me"}
    assert (await desk.sandbox.refused(f"/chats/{chat}/messages", **body))[0] == 403
    await bot("hideGeneralForumTopic", chat_id=chat)
    await bot("reopenGeneralForumTopic", chat_id=chat)
    await desk.say(desk.member, "me")
    await bot("editGeneralForumTopic", chat_id=chat, name="Lobby")
    state = await desk.sandbox.get("/state")
    assert state["chats"][0]["topics"][0]["name"] == "Lobby"


async def test_a_reply_stays_in_its_topic(desk: Desk) -> None:
    thread = await desk.topic()
    asked = await desk.say(desk.agent, "question", thread=thread)
    answer = await desk.bot(
        "sendMessage", chat_id=desk.chat, text="answer", reply_parameters={"message_id": asked["message_id"]}
    )
    assert (answer["message_thread_id"], answer["reply_to_message"]["text"]) == (thread, "question")


async def test_topics_by_hand(desk: Desk) -> None:
    path = f"/chats/{desk.chat}/topics"
    topic = await desk.sandbox.post(path, **{"from": desk.agent, "name": "by hand"})
    assert (await desk.sandbox.refused(path, **{"from": desk.member, "name": "no"}))[0] == 403
    where = f"{path}/{topic['thread']}"
    await desk.sandbox.post(f"{where}/close", **{"from": desk.agent})
    assert (await desk.sandbox.refused(f"{where}/close", **{"from": desk.agent}))[0] == 400
    assert (await desk.sandbox.refused(f"{where}/reopen", **{"from": desk.member}))[0] == 403
    await desk.sandbox.post(f"{where}/reopen", **{"from": desk.agent})
    await desk.sandbox.post(f"{where}/delete", **{"from": desk.agent})
    assert (await desk.sandbox.refused(f"{where}/close", **{"from": desk.agent}))[0] == 404


async def test_refused_topics(desk: Desk, ann: int) -> None:
    bot = desk.bot
    for parameters, description in (
        ({"chat_id": ann, "name": "x"}, "the chat is not a forum"),
        ({"chat_id": desk.chat, "name": " "}, "name must be non-empty"),
    ):
        assert await bot.refused("createForumTopic", **parameters) == (400, f"Bad Request: {description}")
    await desk.rights(can_manage_topics=False)
    refusal = await bot.refused("createForumTopic", chat_id=desk.chat, name="x")
    assert refusal == (400, "Bad Request: not enough rights to create a topic")


async def test_deleting_needs_the_right(desk: Desk) -> None:
    hers = await desk.say(desk.member, "spam")
    where = {"chat_id": desk.chat, "message_id": hers["message_id"]}
    await desk.rights(can_delete_messages=False)
    assert await desk.bot.refused("deleteMessage", **where) == (400, "Bad Request: message can't be deleted")
    await desk.rights(can_delete_messages=True)
    assert await desk.bot("deleteMessage", **where) is True


async def test_thrown_out(desk: Desk) -> None:
    path = f"/chats/{desk.chat}/members"
    await desk.sandbox.post(path, id=desk.bot.id, status="left")
    refusal = await desk.bot.refused("sendMessage", chat_id=desk.chat, text="x")
    assert refusal == (403, "Forbidden: bot is not a member of the supergroup chat")
    await desk.sandbox.post(path, id=desk.bot.id, status="kicked")
    refusal = await desk.bot.refused("sendMessage", chat_id=desk.chat, text="x")
    assert refusal == (403, "Forbidden: bot was kicked from the supergroup chat")
    statuses = [one["my_chat_member"]["new_chat_member"]["status"] for one in await desk.bot.updates(timeout=1)
                if "my_chat_member" in one]  # fmt: skip
    assert statuses == ["administrator", "left", "kicked"]
    stranger = await desk.sandbox.bot()
    assert await stranger.refused("sendMessage", chat_id=desk.chat, text="x") == (400, "Bad Request: chat not found")


async def test_members_by_a_bot(desk: Desk) -> None:
    bot, chat = desk.bot, desk.chat
    await bot.updates(allowed_updates=["message", "chat_member"])
    await bot("restrictChatMember", chat_id=chat, user_id=desk.member, permissions={"can_send_messages": False})
    assert (await bot.next("chat_member"))["new_chat_member"]["status"] == "restricted"
    assert (await desk.sandbox.refused(f"/chats/{chat}/messages", **{"from": desk.member, "text": "x"}))[0] == 403
    await bot("banChatMember", chat_id=chat, user_id=desk.member)
    assert (await bot("getChatMember", chat_id=chat, user_id=desk.member))["status"] == "kicked"
    await bot("unbanChatMember", chat_id=chat, user_id=desk.member, only_if_banned=True)
    assert (await bot("getChatMember", chat_id=chat, user_id=desk.member))["status"] == "left"
    refusal = await bot.refused("banChatMember", chat_id=chat, user_id=desk.agent)
    assert refusal == (400, "Bad Request: user is an administrator of the chat")
    await desk.sandbox.post(f"/chats/{chat}/members", id=desk.member, status="member")
    await bot("promoteChatMember", chat_id=chat, user_id=desk.member, can_manage_topics=True)
    promoted = await bot("getChatMember", chat_id=chat, user_id=desk.member)
    assert (promoted["status"], promoted["can_manage_topics"], promoted["can_pin_messages"]) == (
        "administrator", True, False,
    )  # fmt: skip
    await desk.rights(can_restrict_members=False)
    refusal = await bot.refused("banChatMember", chat_id=chat, user_id=desk.member)
    assert refusal == (400, "Bad Request: not enough rights to restrict/unrestrict chat member")
    await bot("leaveChat", chat_id=chat)
    assert (await bot.refused("getChat", chat_id=chat))[0] == 403


async def test_what_a_plain_bot_reads(desk: Desk) -> None:
    plain = await desk.sandbox.bot(username="plain_bot")
    await desk.sandbox.post(f"/chats/{desk.chat}/members", id=plain.id, status="member")
    await plain.updates()
    mine = await plain("sendMessage", chat_id=desk.chat, text="I am here")
    for text, fields in (
        ("chatter", {}),
        ("/help", {}),
        ("ask @plain_bot", {}),
        ("an answer", {"reply_to": mine["message_id"]}),
    ):
        await desk.say(desk.member, text, **fields)
    read = [update["message"]["text"] for update in await plain.updates(timeout=1)]
    assert read == ["/help", "ask @plain_bot", "an answer"]
    everything = [update.get("message", {}).get("text") for update in await desk.bot.updates(timeout=1)]
    assert "chatter" in everything
    assert "I am here" not in everything


async def test_pinning(desk: Desk) -> None:
    sent = await desk.bot("sendMessage", chat_id=desk.chat, text="rules")
    where = {"chat_id": desk.chat, "message_id": sent["message_id"]}
    assert await desk.bot("pinChatMessage", **where) is True
    assert (await desk.bot("getChat", chat_id=desk.chat))["pinned_message"]["text"] == "rules"
    assert await desk.sandbox.get(f"/chats/{desk.chat}/pinned") == [sent["message_id"]]
    assert await desk.bot("unpinAllChatMessages", chat_id=desk.chat) is True
    refusal = await desk.bot.refused("pinChatMessage", chat_id=desk.chat, message_id=999)
    assert refusal == (400, "Bad Request: message to pin not found")
    await desk.rights(can_pin_messages=False)
    refusal = await desk.bot.refused("pinChatMessage", **where)
    assert refusal == (400, "Bad Request: not enough rights to manage pinned messages in the chat")


async def test_only_members_write(desk: Desk) -> None:
    stranger = await desk.sandbox.person("Zed")
    body = {"from": stranger, "text": "x"}
    assert (await desk.sandbox.refused(f"/chats/{desk.chat}/messages", **body))[0] == 403


async def test_an_upgraded_group(sandbox: Sandbox, bot: BotClient) -> None:
    agent = await sandbox.person("Mark")
    group = (await sandbox.post("/chats", title="Desk", type="group", members=[agent], admins=[bot.id]))["id"]
    assert (await bot("sendMessage", chat_id=group, text="x"))["chat"]["type"] == "group"
    new = (await sandbox.post(f"/chats/{group}/upgrade"))["id"]
    answer = await bot.raw("sendMessage", chat_id=group, text="x")
    assert answer.json() == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new},
    }
    assert (await bot("sendMessage", chat_id=new, text="x"))["chat"]["type"] == "supergroup"
    told = [update["message"] for update in await bot.updates(timeout=1) if "message" in update]
    assert (told[0]["migrate_to_chat_id"], told[1]["migrate_from_chat_id"]) == (new, group)
