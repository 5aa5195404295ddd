"""Chats as data: private chats, groups, topics, members and their rights, and stored messages."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

MESSAGE_COUNT_MAX = 50_000
GENERAL_THREAD = 1

ADMINISTRATOR_RIGHTS = (
    "can_manage_chat",
    "can_change_info",
    "can_delete_messages",
    "can_invite_users",
    "can_restrict_members",
    "can_pin_messages",
    "can_manage_topics",
    "can_promote_members",
    "can_manage_video_chats",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_manage_tags",
)
MEMBER_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})


@dataclass(slots=True)
class Member:
    """One participant of a group, present or not; rights count for administrators and the restricted."""

    user_id: int
    status: str = "member"
    rights: dict[str, bool] = field(default_factory=dict)
    until_date: int = 0
    custom_title: str = ""

    @property
    def present(self) -> bool:
        """Whether the participant is in the group now."""
        return self.status in PRESENT

    @property
    def is_administrator(self) -> bool:
        """Whether the participant is the owner or an administrator."""
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        """Tell whether an administrator has the right; everybody else has none."""
        return self.status == "creator" or (self.status == "administrator" and self.rights.get(right, False))

    def describe(self, user: dict[str, Any]) -> dict[str, Any]:
        """Return the ChatMember object of the Bot API."""
        described: dict[str, Any] = {"user": user, "status": self.status}
        if self.status == "creator":
            described["is_anonymous"] = False
        if self.status == "administrator":
            rights = {right: self.rights.get(right, False) for right in ADMINISTRATOR_RIGHTS}
            described |= {"can_be_edited": False, "is_anonymous": False, **rights}
        if self.status == "restricted":
            permissions = {right: self.rights.get(right, False) for right in MEMBER_PERMISSIONS}
            described |= {"is_member": True, "until_date": self.until_date, **permissions}
        if self.status == "kicked":
            described["until_date"] = self.until_date
        if self.custom_title:
            described["custom_title"] = self.custom_title
        return described


@dataclass(slots=True)
class Topic:
    """One topic of a forum; `thread` is the id of the service message that opened it, 1 for General."""

    thread: int
    name: str
    icon_color: int = 0x6FB9F0
    icon_custom_emoji_id: str | None = None
    creator_id: int = 0
    closed: bool = False
    hidden: bool = False

    def describe(self) -> dict[str, Any]:
        """Return what the control API tells about the topic."""
        return {
            "thread": self.thread,
            "name": self.name,
            "icon_color": self.icon_color,
            "icon_custom_emoji_id": self.icon_custom_emoji_id,
            "closed": self.closed,
            "hidden": self.hidden,
        }


@dataclass(slots=True)
class StoredMessage:
    """A message: `data` is the Message object of the Bot API, the rest is what only the server knows."""

    id: int
    sender_id: int
    thread: int | None
    data: dict[str, Any]
    reactions: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    protected: bool = False
    inline_message_id: str | None = None


@dataclass
class Chat:
    """What private chats and groups have in common."""

    key: str
    api_id: int
    type: str
    messages: OrderedDict[int, StoredMessage] = field(default_factory=OrderedDict)
    keyboard: dict[str, Any] | None = None
    keyboard_message_id: int = 0
    pinned: list[int] = field(default_factory=list)

    def keep(self, message: StoredMessage) -> None:
        """Store a message; the oldest gives way beyond MESSAGE_COUNT_MAX."""
        self.messages[message.id] = message
        while len(self.messages) > MESSAGE_COUNT_MAX:
            self.messages.popitem(last=False)


@dataclass
class PrivateChat(Chat):
    """A person's chat with one bot."""

    person_id: int = 0
    bot_id: int = 0
    started: bool = False
    blocked: bool = False
    menu_button: dict[str, Any] | None = None


@dataclass
class GroupChat(Chat):
    """A group or supergroup, with topics when it is a forum."""

    title: str = ""
    is_forum: bool = False
    description: str = ""
    username: str | None = None
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(MEMBER_PERMISSIONS, True))
    last_message_id: int = 0
    migrated_to: int | None = None
    photo_file_id: str | None = None

    def describe(self) -> dict[str, Any]:
        """Return the Chat object of the Bot API."""
        described: dict[str, Any] = {"id": self.api_id, "title": self.title, "type": self.type}
        if self.username:
            described["username"] = self.username
        if self.is_forum:
            described["is_forum"] = True
        return described

    def member(self, user_id: int) -> Member:
        """Return the participant, one that left when it was never here."""
        return self.members.get(user_id) or Member(user_id, "left")

    def present_ids(self) -> list[int]:
        """Return who is in the group now, in the order of joining."""
        return [member.user_id for member in self.members.values() if member.present]
