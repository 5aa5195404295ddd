"""Edits, deletes and pressed buttons."""

import asyncio
import re
from typing import Any

from tests.bot.sandbox.harness import BotClient, Sandbox, png, until

KIND_TOLD = re.compile(r'^data: .*?"type": "(\w+)"')
KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]]}


async def test_editing_a_text(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    sent = await bot("sendMessage", chat_id=ann, text="one", reply_markup=KEYBOARD)
    where = {"chat_id": ann, "message_id": sent["message_id"]}
    code, description = await bot.refused("editMessageText", **where, text="one", reply_markup=KEYBOARD)
    assert code == 400
    assert description.startswith("Bad Request: message is not modified: specified new message content")
    edited = await bot("editMessageText", **where, text="two", reply_markup=KEYBOARD)
    assert (edited["text"], edited["reply_markup"]) == ("two", KEYBOARD)
    assert edited["edit_date"] >= edited["date"]
    assert "reply_markup" not in await bot("editMessageReplyMarkup", **where)
    assert (await sandbox.messages(f"{ann}:{bot.id}"))[-1]["text"] == "two"
    assert not await bot.updates()


async def test_what_cannot_be_edited(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    mine = await sandbox.say(ann, bot, "mine")
    photo = await bot("sendPhoto", {"photo": png()}, chat_id=ann, caption="c")
    for message_id, description in (
        (999, "message to edit not found"),
        (mine["message_id"], "message can't be edited"),
        (photo["message_id"], "there is no text in the message to edit"),
    ):
        refusal = await bot.refused("editMessageText", chat_id=ann, message_id=message_id, text="x")
        assert refusal == (400, f"Bad Request: {description}")
    refusal = await bot.refused("editMessageText", chat_id=ann, text="x")
    assert refusal == (400, "Bad Request: message identifier is not specified")


async def test_captions_and_media(bot: BotClient, ann: int) -> None:
    photo = await bot("sendPhoto", {"photo": png()}, chat_id=ann, caption="old")
    where = {"chat_id": ann, "message_id": photo["message_id"]}
    assert (await bot("editMessageCaption", **where, caption="new"))["caption"] == "new"
    media = '{"type":"photo","media":"attach://file","caption":"other"}'
    changed = await bot("editMessageMedia", {"file": png(70, 70)}, **where, media=media)
    assert (changed["photo"][-1]["width"], changed["caption"]) == (70, "other")


async def test_deleting(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    sent = await bot("sendMessage", chat_id=ann, text="one")
    assert await bot("deleteMessage", chat_id=ann, message_id=sent["message_id"]) is True
    refusal = await bot.refused("deleteMessage", chat_id=ann, message_id=sent["message_id"])
    assert refusal == (400, "Bad Request: message to delete not found")
    two = [(await bot("sendMessage", chat_id=ann, text=str(number)))["message_id"] for number in range(2)]
    assert await bot("deleteMessages", chat_id=ann, message_ids=[*two, 999]) is True
    assert [message["text"] for message in await sandbox.messages(f"{ann}:{bot.id}")] == ["/start"]


async def _press(sandbox: Sandbox, bot: BotClient, person: int, message_id: int, button: Any) -> asyncio.Task[Any]:
    body = {"from": person, "button": button}
    return asyncio.create_task(sandbox.post(f"/chats/{person}:{bot.id}/messages/{message_id}/press", **body))


async def test_a_pressed_button(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    sent = await bot("sendMessage", chat_id=ann, text="?", reply_markup=KEYBOARD)
    for button, data in (("Yes", "y"), ([0, 1], "n")):
        pressed = await _press(sandbox, bot, ann, sent["message_id"], button)
        query = await bot.next("callback_query")
        assert (query["data"], query["from"]["id"], query["message"]["text"]) == (data, ann, "?")
        await bot("answerCallbackQuery", callback_query_id=query["id"], text="done", show_alert=True)
        assert await pressed == {"answer": "done", "alert": True}
        refusal = await bot.refused("answerCallbackQuery", callback_query_id=query["id"])
        assert refusal == (
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        )


async def test_an_expired_query(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    sent = await bot("sendMessage", chat_id=ann, text="?", reply_markup=KEYBOARD)
    pressed = await _press(sandbox, bot, ann, sent["message_id"], "Yes")
    query = await bot.next("callback_query")
    waiting = sandbox.server.app.state.world.pressed[query["id"]]
    waiting.pressed_at -= 61
    code, _ = await bot.refused("answerCallbackQuery", callback_query_id=query["id"])
    assert code == 400
    waiting.answer.set_result({"answer": None, "alert": False})
    await pressed


async def test_buttons_that_are_not_there(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    link = {"inline_keyboard": [[{"text": "Site", "url": "https://example.com"}]]}
    sent = await bot("sendMessage", chat_id=ann, text="?", reply_markup=link)
    path = f"/chats/{ann}:{bot.id}/messages/{sent['message_id']}/press"
    status, error = await sandbox.refused(path, **{"from": ann, "button": "Maybe"})
    assert (status, "Maybe" in error) == (404, True)
    opened = await sandbox.post(path, **{"from": ann, "button": "Site"})
    assert opened == {"answer": None, "alert": False, "url": "https://example.com"}


async def test_a_person_edits_and_deletes(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    mine = await sandbox.say(ann, bot, "teh")
    path = f"/chats/{ann}:{bot.id}/messages/{mine['message_id']}"
    answer = await sandbox.request("PATCH", path, {"from": ann, "text": "the @ann_lee"})
    assert answer.json()["text"] == "the @ann_lee"
    edited = await bot.next("edited_message")
    assert (edited["text"], edited["entities"][0]["type"]) == ("the @ann_lee", "mention")
    assert (await sandbox.request("DELETE", path, {"from": ann})).status_code == 200
    assert mine["message_id"] not in [one["message_id"] for one in await sandbox.messages(f"{ann}:{bot.id}")]
    his = await bot("sendMessage", chat_id=ann, text="his")
    path = f"/chats/{ann}:{bot.id}/messages/{his['message_id']}"
    assert (await sandbox.request("PATCH", path, {"from": ann, "text": "x"})).status_code == 403


async def test_reactions(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    await bot("getUpdates", allowed_updates=["message", "message_reaction"])
    sent = await bot("sendMessage", chat_id=ann, text="?")
    await sandbox.post(f"/chats/{ann}:{bot.id}/messages/{sent['message_id']}/react", **{"from": ann, "emoji": "👍"})
    told = await bot.next("message_reaction")
    assert told["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    mine = await sandbox.say(ann, bot, "hello")
    where = {"chat_id": ann, "message_id": mine["message_id"]}
    assert await bot("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "❤"}]) is True
    shown = (await sandbox.messages(f"{ann}:{bot.id}"))[-1]
    assert shown["reactions"] == [{"user_id": bot.id, "type": "emoji", "emoji": "❤"}]
    refusal = await bot.refused("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "🥔"}])
    assert refusal == (400, "Bad Request: REACTION_INVALID")


async def test_inline_mode(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    asking = asyncio.create_task(sandbox.post("/inline", **{"from": ann, "bot": bot.id, "query": "rate"}))
    query = await bot.next("inline_query")
    assert query["query"] == "rate"
    content = {"message_text": "<b>7.1</b>", "parse_mode": "HTML"}
    result = {"type": "article", "id": "1", "title": "USD", "input_message_content": content, "reply_markup": KEYBOARD}
    assert await bot("answerInlineQuery", inline_query_id=query["id"], results=[result]) is True
    found = await asking
    assert [one["title"] for one in found["results"]] == ["USD"]
    await sandbox.say(ann, bot, "", inline={"query": found["id"], "result": "1"})
    chosen = await bot.next("chosen_inline_result")
    assert chosen["result_id"] == "1"
    shown = (await sandbox.messages(f"{ann}:{bot.id}"))[-1]
    assert (shown["text"], shown["via_bot"]["id"]) == ("7.1", bot.id)
    pressed = await _press(sandbox, bot, ann, shown["message_id"], "Yes")
    query = await bot.next("callback_query")
    assert (query["inline_message_id"], "message" in query) == (chosen["inline_message_id"], False)
    await bot("answerCallbackQuery", callback_query_id=query["id"])
    assert await pressed == {"answer": None, "alert": False}
    assert await bot("editMessageText", inline_message_id=chosen["inline_message_id"], text="7.2") is True
    assert (await sandbox.messages(f"{ann}:{bot.id}"))[-1]["text"] == "7.2"


async def test_the_button_above_inline_results(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    asking = asyncio.create_task(sandbox.post("/inline", **{"from": ann, "bot": bot.id, "query": "rate"}))
    query = await bot.next("inline_query")
    for button, refusal in (
        ({"text": " ", "start_parameter": "x"}, "can't parse inline query results button: Text must be non-empty"),
        ({"text": "a"}, "can't parse inline query results button: Can't find field \"start_parameter\""),
        ({"text": "a", "start_parameter": "a b"}, "START_PARAM_INVALID"),
    ):
        parameters = {"inline_query_id": query["id"], "results": [], "button": button}
        assert await bot.refused("answerInlineQuery", **parameters) == (400, f"Bad Request: {refusal}")
    button = {"text": "Open", "start_parameter": "open"}
    parameters = {"inline_query_id": query["id"], "results": [], "button": button, "is_personal": True, "cache_time": 0}
    await bot("answerInlineQuery", **parameters)
    found = await asking
    assert (found["button"], found["is_personal"], found["cache_time"]) == (button, True, 0)


async def test_events(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    told: list[str] = []
    world = sandbox.server.app.state.world

    async def follow() -> None:
        async with sandbox.client.stream("GET", "/sandbox/api/events") as stream:
            async for line in stream.aiter_lines():
                told.extend(KIND_TOLD.findall(line))

    following = asyncio.create_task(follow())
    await until(lambda: world.events.listened)
    sent = await bot("sendMessage", chat_id=ann, text="one", reply_markup={"keyboard": [["Home"]]})
    await bot("editMessageText", chat_id=ann, message_id=sent["message_id"], text="two")
    await bot("deleteMessage", chat_id=ann, message_id=sent["message_id"])
    kinds = ["message", "keyboard", "edited", "keyboard", "deleted"]
    await until(lambda: len(told) >= len(kinds))
    assert told == kinds
    following.cancel()
