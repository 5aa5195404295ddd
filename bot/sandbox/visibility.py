"""What a message is: an event of the chat or not, for a bot without rights or not, with a file or not."""

from typing import Any

from bot.sandbox.people import BotAccount

KINDS = ("photo", "animation", "document", "video", "audio", "voice", "video_note", "sticker")

SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "pinned_message",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "new_chat_title",
)


def is_service(data: dict[str, Any]) -> bool:
    """Tell whether a message reports an event of the chat."""
    return any(name in data for name in SERVICE)


def speaks_to(data: dict[str, Any], bot: BotAccount) -> bool:
    """What a bot without admin rights may read in a group: commands, mentions and replies to it."""
    text = data.get("text") or data.get("caption") or ""
    replied = data.get("reply_to_message", {}).get("from", {}).get("id") == bot.id
    return replied or text.startswith("/") or f"@{bot.username}".lower() in text.lower()


def file_of(data: dict[str, Any]) -> str | None:
    """Return the identifier of the file that a message holds."""
    return next((found for kind in KINDS if (found := _file_id(data.get(kind)))), None)


def _file_id(media: Any) -> str | None:
    found = media[-1] if isinstance(media, list) and media else media
    return found["file_id"] if isinstance(found, dict) else None
