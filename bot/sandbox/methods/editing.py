"""Changing what was sent: texts, captions, files, keyboards; deleting; answering buttons."""

import time
from typing import Any

from bot.sandbox.chats import Chat, GroupChat, StoredMessage
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.content import CAPTIONED_FIELDS, CONTENT_FIELDS, MEDIA_FIELDS, caption_content, text_content
from bot.sandbox.methods.media import media_item
from bot.sandbox.methods.registry import Call, method
from bot.sandbox.methods.sending import checked_markup
from bot.sandbox.methods.targets import message_ids, readable_chat, stored_message
from bot.sandbox.visibility import is_service
from bot.sandbox.world import CALLBACK_SECONDS_MAX

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
CALLBACK_ANSWER_LENGTH_MAX = 200


def _editable(call: Call) -> tuple[Chat, StoredMessage]:
    inline_id = call.parameters.text("inline_message_id")
    if inline_id:
        found = call.world.inline_messages.get(inline_id)
        if found is None or found[1].data.get("via_bot", {}).get("id") != call.bot.id:
            raise bad_request("MESSAGE_ID_INVALID")
        return found
    chat = readable_chat(call)
    message = stored_message(call, chat, "message to edit not found")
    if message.sender_id != call.bot.id or is_service(message.data):
        raise bad_request("message can't be edited")
    return chat, message


def _edit(call: Call, chat: Chat, message: StoredMessage, content: dict[str, Any] | None) -> dict[str, Any] | bool:
    """Put new content (None leaves it) and the request's keyboard; without one the keyboard goes."""
    markup = checked_markup(call, chat)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    kept = {name: value for name, value in message.data.items() if name not in CONTENT_FIELDS}
    old_content = {name: value for name, value in message.data.items() if name in CONTENT_FIELDS}
    new_content = old_content if content is None else content
    if new_content == old_content and markup == message.data.get("reply_markup"):
        raise bad_request(NOT_MODIFIED)
    kept.pop("reply_markup", None)
    changed = {"edit_date": int(time.time())} if content is not None else {}
    message.data = kept | changed | new_content | ({"reply_markup": markup} if markup else {})
    call.world.edited(chat, message)
    return True if call.parameters.text("inline_message_id") else message.data


@method("editMessageText")
def edit_message_text(call: Call) -> dict[str, Any] | bool:
    """Replace the text."""
    content = text_content(call.parameters)
    chat, message = _editable(call)
    if "text" not in message.data:
        raise bad_request("there is no text in the message to edit")
    return _edit(call, chat, message, content)


@method("editMessageCaption")
def edit_message_caption(call: Call) -> dict[str, Any] | bool:
    """Replace or remove the caption."""
    caption = caption_content(call.parameters)
    chat, message = _editable(call)
    if not any(name in message.data for name in CAPTIONED_FIELDS):
        raise bad_request("there is no caption in the message to edit")
    dropped = ("caption", "caption_entities", "show_caption_above_media")
    kept = {name: value for name, value in message.data.items() if name in CONTENT_FIELDS and name not in dropped}
    return _edit(call, chat, message, kept | caption)


@method("editMessageMedia")
def edit_message_media(call: Call) -> dict[str, Any] | bool:
    """Replace the file of a message and its caption."""
    item = call.parameters.object("media", "input media")
    if item is None:
        raise bad_request("input media is not specified")
    content = media_item(call, item)
    chat, message = _editable(call)
    if not any(name in message.data for name in (*MEDIA_FIELDS, "text")):
        raise bad_request("message can't be edited")
    return _edit(call, chat, message, content)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> dict[str, Any] | bool:
    """Replace or remove the inline keyboard."""
    chat, message = _editable(call)
    return _edit(call, chat, message, None)


def _may_delete(call: Call, chat: Chat, message: StoredMessage) -> bool:
    if not isinstance(chat, GroupChat):
        return True
    if message.data.get("forum_topic_created"):
        return False
    return message.sender_id == call.bot.id or chat.member(call.bot.id).may("can_delete_messages")


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """Delete one message."""
    chat = readable_chat(call)
    message = stored_message(call, chat, "message to delete not found")
    if not _may_delete(call, chat, message):
        raise bad_request("message can't be deleted")
    call.world.delete(chat, [message.id])
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """Delete several messages; those that are gone already are passed over."""
    chat = readable_chat(call)
    ids = message_ids(call)
    found = [chat.messages[message_id] for message_id in ids if message_id in chat.messages]
    call.world.delete(chat, [message.id for message in found if _may_delete(call, chat, message)])
    return True


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """Answer a pressed button, once and in time."""
    text = call.parameters.text("text")
    if len(text) > CALLBACK_ANSWER_LENGTH_MAX:
        raise bad_request("MESSAGE_TOO_LONG")
    pressed = call.world.pressed.get(call.parameters.text("callback_query_id"))
    if pressed is None or pressed.bot_id != call.bot.id or time.monotonic() - pressed.pressed_at > CALLBACK_SECONDS_MAX:
        raise bad_request(QUERY_TOO_OLD)
    del call.world.pressed[pressed.id]
    answer = {"answer": text or None, "alert": call.parameters.boolean("show_alert")}
    if call.parameters.text("url"):
        answer["url"] = call.parameters.text("url")
    if not pressed.answer.done():
        pressed.answer.set_result(answer)
    return True
