"""What a bot may send and how it is refused."""

from typing import Any

import pytest

from tests.bot.sandbox.harness import BotClient, Sandbox, base64_of, png


async def test_a_text(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    sent = await bot("sendMessage", chat_id=ann, text="<b>hi</b> there", parse_mode="HTML")
    assert sent["text"] == "hi there"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert sent["chat"] == {"id": ann, "first_name": "Ann", "username": "ann", "type": "private"}
    assert sent["from"]["id"] == bot.id
    shown = (await sandbox.messages(f"{ann}:{bot.id}"))[-1]
    assert {name: shown[name] for name in sent} == sent


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"chat_id": None, "text": "a"}, "chat_id is empty"),
        ({"chat_id": 12345, "text": "a"}, "chat not found"),
        ({"chat_id": "@nobody_here", "text": "a"}, "chat not found"),
        ({}, "message text is empty"),
        ({"text": ""}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "x" * 32769}, "text is too long"),
        ({"text": "a", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "a", "message_thread_id": 5}, "message thread not found"),
        ({"text": "a", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": ""}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
    ],
)
async def test_refused_texts(bot: BotClient, ann: int, parameters: dict[str, Any], description: str) -> None:
    assert await bot.refused("sendMessage", **{"chat_id": ann, **parameters}) == (400, f"Bad Request: {description}")


async def test_broken_markup_is_named(bot: BotClient, ann: int) -> None:
    code, description = await bot.refused("sendMessage", chat_id=ann, text="<b>a", parse_mode="HTML")
    assert code == 400
    assert description.startswith("Bad Request: can't parse entities: ")


async def test_lengths_are_code_points_after_parsing(bot: BotClient, ann: int) -> None:
    sent = await bot("sendMessage", chat_id=ann, text="<b>" + "😀" * 4096 + "</b>", parse_mode="HTML")
    assert len(sent["text"]) == 4096
    await bot("sendPhoto", {"photo": png()}, chat_id=ann, caption="汉" * 1024)
    refusal = await bot.refused("sendPhoto", {"photo": png()}, chat_id=ann, caption="汉" * 1025)
    assert refusal == (400, "Bad Request: message caption is too long")


async def test_a_bot_cannot_write_first(sandbox: Sandbox, bot: BotClient) -> None:
    stranger = await sandbox.person("Bob")
    refusal = await bot.refused("sendMessage", chat_id=stranger, text="hi")
    assert refusal == (403, "Forbidden: bot can't initiate conversation with a user")
    assert await bot.refused("getChat", chat_id=stranger) == (400, "Bad Request: chat not found")


async def test_a_deleted_account(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    await sandbox.post(f"/people/{ann}/deactivate")
    assert await bot.refused("sendMessage", chat_id=ann, text="hi") == (403, "Forbidden: user is deactivated")


async def test_blocking(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    await sandbox.post(f"/chats/{ann}:{bot.id}/block", **{"from": ann})
    told = await bot.next("my_chat_member")
    assert (told["old_chat_member"]["status"], told["new_chat_member"]["status"]) == ("member", "kicked")
    refusal = await bot.refused("sendMessage", chat_id=ann, text="hi")
    assert refusal == (403, "Forbidden: bot was blocked by the user")
    await sandbox.post(f"/chats/{ann}:{bot.id}/unblock", **{"from": ann})
    assert (await bot.next("my_chat_member"))["new_chat_member"]["status"] == "member"
    await bot("sendMessage", chat_id=ann, text="hi")


async def test_replies(bot: BotClient, ann: int) -> None:
    first = await bot("sendMessage", chat_id=ann, text="one")
    second = await bot("sendMessage", chat_id=ann, text="two", reply_parameters={"message_id": first["message_id"]})
    assert second["reply_to_message"]["text"] == "one"
    lenient = {"message_id": 999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await bot("sendMessage", chat_id=ann, text="3", reply_parameters=lenient)


async def test_reply_keyboards(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    chat = f"{ann}:{bot.id}"
    assert await sandbox.get(f"/chats/{chat}/keyboard") is None
    keyboard = {"keyboard": [[{"text": "Phone", "request_contact": True}]], "one_time_keyboard": True}
    sent = await bot("sendMessage", chat_id=ann, text="?", reply_markup=keyboard)
    assert "reply_markup" not in sent
    assert (await sandbox.get(f"/chats/{chat}/keyboard"))["keyboard"] == keyboard["keyboard"]
    await sandbox.say(ann, bot, "something else")
    assert await sandbox.get(f"/chats/{chat}/keyboard")
    await sandbox.say(ann, bot, "", contact=True)
    assert await sandbox.get(f"/chats/{chat}/keyboard") is None
    await bot("sendMessage", chat_id=ann, text="?", reply_markup={"keyboard": [["Home"]]})
    await bot("sendMessage", chat_id=ann, text="gone", reply_markup={"remove_keyboard": True})
    assert await sandbox.get(f"/chats/{chat}/keyboard") is None


async def test_photos_and_files(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    sent = await bot("sendPhoto", {"photo": ("p.png", png(40, 30))}, chat_id=ann, caption="QR")
    size = sent["photo"][-1]
    assert (size["width"], size["height"], size["file_size"]) == (40, 30, len(png(40, 30)))
    again = await bot("sendPhoto", chat_id=ann, photo=size["file_id"])
    assert again["photo"] == sent["photo"]
    described = await bot("getFile", file_id=size["file_id"])
    content = await sandbox.client.get(f"/file/bot{bot.token}/{described['file_path']}")
    assert content.content == png(40, 30)
    shown = (await sandbox.messages(f"{ann}:{bot.id}"))[-1]
    assert (await sandbox.client.get(shown["download"])).content == png(40, 30)
    document = await bot("sendDocument", {"document": ("账单.csv", b"a,b", "text/csv")}, chat_id=ann)
    assert document["document"]["file_name"] == "账单.csv"
    assert document["document"]["mime_type"] == "text/csv"


async def test_a_file_id_belongs_to_one_bot(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    other = await sandbox.bot()
    await sandbox.say(ann, other)
    await sandbox.say(ann, bot, "", photo=base64_of(png()), caption="passport")
    photo = (await bot.next("message"))["photo"][-1]
    assert (await bot("getFile", file_id=photo["file_id"]))["file_unique_id"] == photo["file_unique_id"]
    assert await other.refused("getFile", file_id=photo["file_id"]) == (400, "Bad Request: invalid file_id")
    refusal = await other.refused("sendPhoto", chat_id=ann, photo=photo["file_id"])
    assert refusal == (400, "Bad Request: wrong file identifier/HTTP URL specified")


@pytest.mark.parametrize(
    ("files", "description"),
    [
        (None, "there is no photo in the request"),
        ({"photo": ("p.png", b"no picture")}, "IMAGE_PROCESS_FAILED"),
        ({"photo": ("p.png", png(500, 10))}, "PHOTO_INVALID_DIMENSIONS"),
        ({"photo": ("p.png", b"")}, "file must be non-empty"),
    ],
)
async def test_refused_photos(bot: BotClient, ann: int, files: Any, description: str) -> None:
    assert await bot.refused("sendPhoto", files, chat_id=ann) == (400, f"Bad Request: {description}")


async def test_a_document_over_the_download_limit(bot: BotClient, ann: int) -> None:
    sent = await bot("sendDocument", {"document": ("large.bin", bytes((20 << 20) + 1))}, chat_id=ann)
    assert await bot.refused("getFile", file_id=sent["document"]["file_id"]) == (400, "Bad Request: file is too big")


async def test_albums(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    media = '[{"type":"photo","media":"attach://a","caption":"one"},{"type":"photo","media":"attach://b"}]'
    sent = await bot("sendMediaGroup", {"a": png(), "b": png(50, 50)}, chat_id=ann, media=media)
    assert len({message["media_group_id"] for message in sent}) == 1
    assert [message.get("caption") for message in sent] == ["one", None]
    mixed = '[{"type":"photo","media":"attach://a"},{"type":"document","media":"attach://b"}]'
    code, _ = await bot.refused("sendMediaGroup", {"a": png(), "b": b"x"}, chat_id=ann, media=mixed)
    assert code == 400
    assert await bot.refused("sendMediaGroup", chat_id=ann, media=[]) == (
        400,
        "Bad Request: there are no messages to send",
    )


async def test_other_kinds(bot: BotClient, ann: int) -> None:
    assert (await bot("sendVoice", {"voice": b"OggS"}, chat_id=ann, duration=3))["voice"]["duration"] == 3
    assert (await bot("sendVideo", {"video": b"v"}, chat_id=ann, width=10))["video"]["width"] == 10
    assert "animation" in await bot("sendAnimation", {"animation": b"GIF89a"}, chat_id=ann)
    assert "sticker" in await bot("sendSticker", {"sticker": b"s"}, chat_id=ann)
    assert (await bot("sendLocation", chat_id=ann, latitude=31.2, longitude=121.5))["location"]["latitude"] == 31.2
    contact = await bot("sendContact", chat_id=ann, phone_number="+1", first_name="Bob")
    assert contact["contact"] == {"phone_number": "+1", "first_name": "Bob"}
    assert await bot.refused("sendLocation", chat_id=ann, latitude=91, longitude=0) == (
        400,
        "Bad Request: wrong latitude specified",
    )
    assert await bot("sendChatAction", chat_id=ann, action="typing") is True
    assert await bot.refused("sendChatAction", chat_id=ann, action="dance") == (
        400,
        "Bad Request: wrong parameter action in request",
    )


async def test_copies_and_forwards(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    bob = await sandbox.person("Bob")
    await sandbox.say(bob, bot)
    photo = await sandbox.say(ann, bot, "", photo=base64_of(png()), caption="see")
    copied = await bot("copyMessage", chat_id=bob, from_chat_id=ann, message_id=photo["message_id"], caption="new")
    shown = (await sandbox.messages(f"{bob}:{bot.id}"))[-1]
    assert (shown["message_id"], shown["caption"], "forward_origin" in shown) == (copied["message_id"], "new", False)
    forwarded = await bot("forwardMessage", chat_id=bob, from_chat_id=ann, message_id=photo["message_id"])
    assert forwarded["forward_origin"]["sender_user"]["id"] == ann
    assert await bot.refused("copyMessage", chat_id=bob, from_chat_id=ann, message_id=999) == (
        400,
        "Bad Request: message to copy not found",
    )
    assert await bot.refused("forwardMessage", chat_id=bob, from_chat_id=ann, message_id=999) == (
        400,
        "Bad Request: message to forward not found",
    )
    several = await bot("copyMessages", chat_id=bob, from_chat_id=ann, message_ids=[1, photo["message_id"], 999])
    assert len(several) == 2
    secret = await bot("sendMessage", chat_id=ann, text="secret", protect_content=True)
    refusal = await bot.refused("forwardMessage", chat_id=bob, from_chat_id=ann, message_id=secret["message_id"])
    assert refusal == (400, "Bad Request: message can't be forwarded")
