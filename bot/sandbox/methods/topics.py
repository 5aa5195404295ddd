"""Forum topics: creating, editing, closing, reopening, deleting; General has methods of its own."""

from typing import Any

from bot.sandbox import topics
from bot.sandbox.chats import GENERAL_THREAD, GroupChat, Topic
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.registry import Call, method
from bot.sandbox.methods.targets import readable_chat, topic_of

ICON_COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
ICON_EMOJI = {
    "5312536423851630001": "💡",
    "5312016608254762256": "⚡️",
    "5377544228505134960": "🎙",
    "5418085807791545980": "🔝",
    "5370870893004203704": "🗣",
    "5420216386448270341": "🆒",
    "5379748062124056162": "❗️",
    "5373251851074415873": "📝",
    "5433614043006903194": "📆",
    "5357315181649076022": "📁",
}


def _forum(call: Call, right: str, refusal: str) -> GroupChat:
    chat = readable_chat(call)
    if not isinstance(chat, GroupChat) or not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not chat.member(call.bot.id).may(right):
        raise bad_request(refusal)
    return chat


def _topic(call: Call, chat: GroupChat) -> Topic:
    if not call.parameters.integer("message_thread_id"):
        raise bad_request("message thread not found")
    return topic_of(chat, call.parameters.integer("message_thread_id"))


def _general(chat: GroupChat) -> Topic:
    return chat.topics[GENERAL_THREAD]


@method("createForumTopic")
def create_forum_topic(call: Call) -> dict[str, Any]:
    """Open a topic."""
    chat = _forum(call, "can_manage_topics", "not enough rights to create a topic")
    name = call.parameters.text("name").strip()
    if not name:
        raise bad_request("name must be non-empty")
    color = call.parameters.integer("icon_color", ICON_COLORS[0])
    if color not in ICON_COLORS:
        raise bad_request("invalid icon color specified")
    emoji = call.parameters.text("icon_custom_emoji_id") or None
    topic = topics.create(call.world, chat, call.bot.id, name, color=color, emoji=emoji)
    described = {"message_thread_id": topic.thread, "name": topic.name, "icon_color": color}
    return described | ({"icon_custom_emoji_id": emoji} if emoji else {})


@method("editForumTopic")
def edit_forum_topic(call: Call) -> bool:
    """Rename a topic or change its icon."""
    chat = _forum(call, "can_manage_topics", "not enough rights to edit the topic")
    topic = _topic(call, chat)
    name = call.parameters.text("name").strip() or None
    emoji = call.parameters.text("icon_custom_emoji_id") if "icon_custom_emoji_id" in call.parameters else None
    topics.edit(call.world, chat, topic, call.bot.id, name=name, emoji=emoji)
    return True


@method("closeForumTopic")
def close_forum_topic(call: Call) -> bool:
    """Close a topic."""
    chat = _forum(call, "can_manage_topics", "not enough rights to close the topic")
    topics.set_closed(call.world, chat, _topic(call, chat), call.bot.id, closed=True)
    return True


@method("reopenForumTopic")
def reopen_forum_topic(call: Call) -> bool:
    """Reopen a topic."""
    chat = _forum(call, "can_manage_topics", "not enough rights to reopen the topic")
    topics.set_closed(call.world, chat, _topic(call, chat), call.bot.id, closed=False)
    return True


@method("deleteForumTopic")
def delete_forum_topic(call: Call) -> bool:
    """Delete a topic with all its messages."""
    chat = _forum(call, "can_delete_messages", "not enough rights to delete the topic")
    topics.delete(call.world, chat, _topic(call, chat))
    return True


@method("unpinAllForumTopicMessages")
def unpin_all_forum_topic_messages(call: Call) -> bool:
    """Unpin what is pinned in a topic."""
    chat = _forum(call, "can_pin_messages", "not enough rights to manage pinned messages in the chat")
    _unpin(chat, _topic(call, chat).thread)
    return True


@method("unpinAllGeneralForumTopicMessages")
def unpin_all_general_forum_topic_messages(call: Call) -> bool:
    """Unpin what is pinned in General."""
    _unpin(_forum(call, "can_pin_messages", "not enough rights to manage pinned messages in the chat"), None)
    return True


def _unpin(chat: GroupChat, thread: int | None) -> None:
    chat.pinned = [kept for kept in chat.pinned if kept in chat.messages and chat.messages[kept].thread != thread]


@method("editGeneralForumTopic")
def edit_general_forum_topic(call: Call) -> bool:
    """Rename General."""
    chat = _forum(call, "can_manage_topics", "not enough rights to edit the topic")
    name = call.parameters.text("name").strip()
    if not name:
        raise bad_request("name must be non-empty")
    topics.edit(call.world, chat, _general(chat), call.bot.id, name=name, emoji=None)
    return True


@method("closeGeneralForumTopic")
def close_general_forum_topic(call: Call) -> bool:
    """Close General."""
    chat = _forum(call, "can_manage_topics", "not enough rights to close the topic")
    topics.set_closed(call.world, chat, _general(chat), call.bot.id, closed=True)
    return True


@method("reopenGeneralForumTopic")
def reopen_general_forum_topic(call: Call) -> bool:
    """Reopen General; a hidden one shows again."""
    chat = _forum(call, "can_manage_topics", "not enough rights to reopen the topic")
    general = _general(chat)
    topics.set_closed(call.world, chat, general, call.bot.id, closed=False)
    if general.hidden:
        topics.set_hidden(call.world, chat, general, call.bot.id, hidden=False)
    return True


@method("hideGeneralForumTopic")
def hide_general_forum_topic(call: Call) -> bool:
    """Hide General, which closes it too."""
    chat = _forum(call, "can_manage_topics", "not enough rights to edit the topic")
    general = _general(chat)
    if not general.closed:
        topics.set_closed(call.world, chat, general, call.bot.id, closed=True)
    topics.set_hidden(call.world, chat, general, call.bot.id, hidden=True)
    return True


@method("unhideGeneralForumTopic")
def unhide_general_forum_topic(call: Call) -> bool:
    """Show General again."""
    chat = _forum(call, "can_manage_topics", "not enough rights to edit the topic")
    topics.set_hidden(call.world, chat, _general(chat), call.bot.id, hidden=False)
    return True


@method("getForumTopicIconStickers")
def get_forum_topic_icon_stickers(call: Call) -> list[dict[str, Any]]:
    """Return some of the custom emoji that may stand before a topic's name."""
    looks = {"type": "custom_emoji", "width": 100, "height": 100, "is_animated": True, "is_video": False}
    return [
        {**looks, "file_id": f"icon{key}", "file_unique_id": f"icon{key}", "emoji": emoji, "custom_emoji_id": key}
        for key, emoji in ICON_EMOJI.items()
    ]
