"""What happens to a topic, whoever does it: a bot or a person by hand."""

from bot.sandbox.chats import GENERAL_THREAD, GroupChat, Topic
from bot.sandbox.errors import bad_request
from bot.sandbox.world import World

NAME_LENGTH_MAX = 128
TOPIC_COUNT_MAX = 10_000
NOT_MODIFIED = "TOPIC_NOT_MODIFIED"


def create(world: World, chat: GroupChat, by: int, name: str, *, color: int, emoji: str | None = None) -> Topic:
    """Open a topic; its thread is the id of the service message. Raises BotApiError 400."""
    if len(chat.topics) >= TOPIC_COUNT_MAX:
        raise bad_request("TOPICS_TOO_MUCH")
    name = name[:NAME_LENGTH_MAX]
    described = {"name": name, "icon_color": color} | ({"icon_custom_emoji_id": emoji} if emoji else {})
    message = world.add_message(chat, by, {"forum_topic_created": described})
    topic = chat.topics[message.id] = Topic(message.id, name, color, emoji, creator_id=by)
    world.topic_changed(chat, topic)
    return topic


def edit(world: World, chat: GroupChat, topic: Topic, by: int, *, name: str | None, emoji: str | None) -> None:
    """Rename a topic or change its icon; an empty `emoji` removes the icon. Raises BotApiError 400."""
    changes: dict[str, str] = {}
    if name is not None and name[:NAME_LENGTH_MAX] != topic.name:
        topic.name = changes["name"] = name[:NAME_LENGTH_MAX]
    if emoji is not None and emoji != (topic.icon_custom_emoji_id or ""):
        topic.icon_custom_emoji_id = emoji or None
        changes["icon_custom_emoji_id"] = emoji
    if not changes:
        raise bad_request(NOT_MODIFIED)
    _announce(world, chat, topic, by, "forum_topic_edited", changes)


def set_closed(world: World, chat: GroupChat, topic: Topic, by: int, *, closed: bool) -> None:
    """Close or reopen a topic. Raises BotApiError 400 when it is so already."""
    if topic.closed == closed:
        raise bad_request(NOT_MODIFIED)
    topic.closed = closed
    _announce(world, chat, topic, by, "forum_topic_closed" if closed else "forum_topic_reopened", {})


def set_hidden(world: World, chat: GroupChat, topic: Topic, by: int, *, hidden: bool) -> None:
    """Hide or show General. Raises BotApiError 400 when it is so already."""
    if topic.hidden == hidden:
        raise bad_request(NOT_MODIFIED)
    topic.hidden = hidden
    what = "general_forum_topic_hidden" if hidden else "general_forum_topic_unhidden"
    _announce(world, chat, topic, by, what, {})


def delete(world: World, chat: GroupChat, topic: Topic) -> None:
    """Delete a topic with its messages; bots are not told, as in life."""
    del chat.topics[topic.thread]
    world.delete(chat, [message.id for message in chat.messages.values() if message.thread == topic.thread])
    world.topic_changed(chat, topic, deleted=True)


def _announce(world: World, chat: GroupChat, topic: Topic, by: int, what: str, details: dict[str, str]) -> None:
    thread = None if topic.thread == GENERAL_THREAD else topic.thread
    world.add_message(chat, by, {what: details}, thread=thread)
    world.topic_changed(chat, topic)
