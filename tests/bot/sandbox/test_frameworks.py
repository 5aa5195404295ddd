"""Both frameworks take the sandbox for Telegram: their own models read its answers."""

from collections.abc import AsyncIterator
from typing import Any

import aiogram
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter
from aiogram.types import BotCommand, BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest, Conflict, Forbidden, RetryAfter

from tests.bot.sandbox.harness import BotClient, Sandbox, base64_of, png


@pytest.fixture
async def aio(sandbox: Sandbox, bot: BotClient) -> AsyncIterator[aiogram.Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with aiogram.Bot(bot.token, session=session).context() as client:
        yield client


@pytest.fixture
async def ptb(sandbox: Sandbox, bot: BotClient) -> AsyncIterator[telegram.Bot]:
    base = f"{sandbox.url}/bot"
    async with telegram.Bot(bot.token, base_url=base, base_file_url=f"{sandbox.url}/file/bot") as client:
        yield client


async def test_aiogram_in_private(sandbox: Sandbox, bot: BotClient, aio: aiogram.Bot, ann: int) -> None:
    assert (await aio.me()).id == bot.id
    await sandbox.say(ann, bot, "/start ref", reply_to=1)
    update = (await aio.get_updates(offset=bot.confirmed, timeout=5))[-1]
    assert update.message is not None
    assert update.message.reply_to_message is not None
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="A", callback_data="a")]])
    sent = await aio.send_message(ann, "<b>hi</b>", parse_mode="HTML", reply_markup=keyboard)
    assert sent.html_text == "<b>hi</b>"
    assert sent.reply_markup is not None
    assert sent.reply_markup.model_dump(exclude_none=True) == keyboard.model_dump(exclude_none=True)
    edited = await aio.edit_message_text("new", chat_id=ann, message_id=sent.message_id)
    assert isinstance(edited, aiogram.types.Message)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await aio.edit_message_text("new", chat_id=ann, message_id=sent.message_id)
    picture = BufferedInputFile(png(), "qr.png")
    photo = await aio.send_photo(ann, picture, caption="QR")
    assert photo.photo is not None
    downloaded = await aio.download(photo.photo[-1])
    assert downloaded is not None
    assert downloaded.read() == png()
    album = await aio.send_media_group(
        ann, [InputMediaPhoto(media=picture), InputMediaPhoto(media=photo.photo[0].file_id)]
    )
    assert len(album) == 2
    assert await aio.set_my_commands([BotCommand(command="start", description="begin")])
    assert (await aio.get_my_commands())[0].command == "start"
    assert (await aio.get_chat(ann)).first_name == "Ann"
    await sandbox.post("/faults", status=429, description="Too Many Requests: retry after 3", retry_after=3)
    with pytest.raises(TelegramRetryAfter) as caught:
        await aio.send_message(ann, "x")
    assert caught.value.retry_after == 3


async def test_aiogram_in_a_forum(sandbox: Sandbox, bot: BotClient, aio: aiogram.Bot, ann: int) -> None:
    chat = await sandbox.forum([ann, bot.id], [ann, bot.id])
    topic = await aio.create_forum_topic(chat, "#1")
    await sandbox.post(f"/chats/{chat}/messages", **{"from": ann, "text": "@x hi", "thread": topic.message_thread_id})
    await sandbox.post(f"/chats/{chat}/topics/{topic.message_thread_id}/close", **{"from": ann})
    await aio.restrict_chat_member(chat, (await _eva(sandbox, chat)), aiogram.types.ChatPermissions())
    kinds = [update.event_type for update in await aio.get_updates(timeout=1)]
    assert set(kinds) == {"message", "my_chat_member"}
    administrators = await aio.get_chat_administrators(chat)
    assert {member.status for member in administrators} == {"administrator"}
    assert len(await aio.get_forum_topic_icon_stickers()) > 3
    assert (await aio.get_chat(chat)).is_forum


async def _eva(sandbox: Sandbox, chat: int) -> int:
    eva = await sandbox.person("Eva")
    await sandbox.post(f"/chats/{chat}/members", id=eva, status="member")
    return eva


async def test_telegram_in_a_forum(sandbox: Sandbox, bot: BotClient, ptb: telegram.Bot, ann: int) -> None:
    chat = await sandbox.forum([ann, bot.id], [ann, bot.id])
    topic = await ptb.create_forum_topic(chat, "#1")
    thread = topic.message_thread_id
    sent = await ptb.send_message(chat, "*hi*", parse_mode="MarkdownV2", message_thread_id=thread)
    assert sent.is_topic_message
    assert sent.entities[0].type == "bold"
    await ptb.edit_message_text("new", chat, sent.message_id)
    await ptb.edit_forum_topic(chat, thread, name="done")
    await ptb.close_forum_topic(chat, thread)
    with pytest.raises(BadRequest, match="Topic_not_modified"):
        await ptb.close_forum_topic(chat, thread)
    file = await (await ptb.send_document(chat, png(), filename="a.png", message_thread_id=thread)).document.get_file()  # type: ignore[union-attr]
    assert bytes(await file.download_as_bytearray()) == png()
    assert (await ptb.get_chat(chat)).is_forum
    assert (await ptb.get_chat_member(chat, ann)).status == "administrator"
    assert await ptb.set_message_reaction(chat, sent.message_id, "👍")
    updates = await ptb.get_updates(timeout=1)
    assert any(update.message and update.message.forum_topic_closed for update in updates)


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_telegram_errors(sandbox: Sandbox, bot: BotClient, ptb: telegram.Bot, ann: int) -> None:
    await sandbox.post(f"/chats/{ann}:{bot.id}/block", **{"from": ann})
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await ptb.send_message(ann, "x")
    update = (await ptb.get_updates(timeout=1))[-1]
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    await sandbox.post("/faults", status=429, description="Too Many Requests: retry after 3", retry_after=3)
    with pytest.raises(RetryAfter, match="Flood control exceeded"):
        await ptb.get_me()
    await ptb.set_webhook("http://127.0.0.1:9/")
    with pytest.raises(Conflict, match="webhook is active"):
        await ptb.get_updates()
    await ptb.delete_webhook()


async def test_every_kind_of_update_is_read_by_both(sandbox: Sandbox, bot: BotClient, ann: int) -> None:
    kinds: list[dict[str, Any]] = [
        {"photo": base64_of(png()), "caption": "c #tag"},
        {"document": base64_of(b"x"), "file_name": "a.txt"},
        {"voice": base64_of(b"OggS")},
        {"video": base64_of(b"v")},
        {"audio": base64_of(b"a")},
        {"animation": base64_of(b"g")},
        {"video_note": base64_of(b"n")},
        {"sticker": base64_of(b"s")},
        {"contact": True},
        {"forward_of": 1},
    ]
    for body in kinds:
        await sandbox.say(ann, bot, "", **body)
    updates = await bot.updates(timeout=1)
    assert len(updates) == len(kinds)
    for update, body in zip(updates, kinds, strict=True):
        name = next(iter(body))
        ours = aiogram.types.Update.model_validate(update).message
        theirs = telegram.Update.de_json(update, None).message
        assert ours is not None
        assert theirs is not None
        field = "forward_origin" if name == "forward_of" else name
        assert getattr(ours, field)
        assert getattr(theirs, field)
