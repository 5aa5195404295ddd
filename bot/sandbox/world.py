"""The whole state of the sandbox: bots, people, chats, files, the log of calls; and how a message comes into being."""

import asyncio
import random
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.calls import CallLog
from bot.sandbox.chats import GENERAL_THREAD, Chat, GroupChat, Member, PrivateChat, StoredMessage, Topic
from bot.sandbox.errors import ControlError
from bot.sandbox.events import EventHub
from bot.sandbox.faults import Faults
from bot.sandbox.files import FileStore
from bot.sandbox.limits import SendLimits
from bot.sandbox.people import BotAccount, Person
from bot.sandbox.visibility import file_of, is_service, speaks_to
from bot.sandbox.webhook import Webhooks

BOTS_MAX, PEOPLE_MAX, GROUPS_MAX = 100, 10_000, 1_000
SMS_MAX = 5_000
CALLBACK_SECONDS_MAX = 60.0
PRESSED_MAX = 10_000
INLINE_MAX = 10_000


@dataclass(slots=True)
class PressedButton:
    """A callback query that waits for its answer."""

    id: str
    bot_id: int
    pressed_at: float
    answer: asyncio.Future[dict[str, Any]]


@dataclass(slots=True)
class InlineQuery:
    """A person's inline query; its answer holds `results`."""

    id: str
    bot_id: int
    person_id: int
    query: str
    asked_at: float
    answer: asyncio.Future[dict[str, Any]]


@dataclass
class World:
    """One sandbox."""

    bots: dict[int, BotAccount] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    private: dict[str, PrivateChat] = field(default_factory=dict)
    groups: dict[int, GroupChat] = field(default_factory=dict)
    files: FileStore = field(default_factory=FileStore)
    calls: CallLog = field(default_factory=CallLog)
    faults: Faults = field(default_factory=Faults)
    limits: SendLimits = field(default_factory=SendLimits)
    events: EventHub = field(default_factory=EventHub)
    webhooks: Webhooks = field(default_factory=Webhooks)
    sms: list[dict[str, Any]] = field(default_factory=list)
    pressed: dict[str, PressedButton] = field(default_factory=dict)
    inline_queries: dict[str, InlineQuery] = field(default_factory=dict)
    inline_messages: dict[str, tuple[Chat, StoredMessage]] = field(default_factory=dict)
    _last_person: int = field(default_factory=lambda: random.randrange(10**9, 5 * 10**9))  # noqa: S311
    _last_bot: int = field(default_factory=lambda: random.randrange(10**9, 8 * 10**9))  # noqa: S311
    _last_group: int = field(default_factory=lambda: random.randrange(10**9, 2 * 10**9))  # noqa: S311

    async def close(self) -> None:
        """End every stream, long poll, wait for a button and webhook; for shutdown, safe to call twice."""
        self.events.close()
        for bot in self.bots.values():
            bot.updates.release()
        for pressed in self.pressed.values():
            pressed.answer.cancel()
        for query in self.inline_queries.values():
            query.answer.cancel()
        await self.webhooks.close()

    def new_bot(self, username: str, name: str, role: str | None) -> BotAccount:
        """Make a bot with a fresh token. Raises ControlError."""
        if len(self.bots) >= BOTS_MAX:
            raise ControlError(400, "too many bots")
        if any(bot.username.lower() == username.lower() for bot in self.bots.values()):
            raise ControlError(400, f"there is a bot named {username} already")
        self._last_bot += random.randrange(1, 1000)  # noqa: S311
        bot = BotAccount(self._last_bot, f"{self._last_bot}:AA{secrets.token_urlsafe(25)[:33]}", username, name, role)
        self.bots[bot.id] = bot
        self.events.emit("bot")
        return bot

    def new_person(self, fields: dict[str, Any]) -> Person:
        """Make a person. Raises ControlError."""
        if len(self.people) >= PEOPLE_MAX:
            raise ControlError(400, "too many people")
        self._last_person += random.randrange(1, 1000)  # noqa: S311
        person = Person(self._last_person, **fields)
        self.people[person.id] = person
        self.events.emit("person")
        return person

    def new_group(self, title: str, kind: str, *, is_forum: bool) -> GroupChat:
        """Make an empty group. Raises ControlError."""
        if len(self.groups) >= GROUPS_MAX:
            raise ControlError(400, "too many groups")
        self._last_group += random.randrange(1, 1000)  # noqa: S311
        api_id = -(10**12 + self._last_group) if kind == "supergroup" else -self._last_group
        group = GroupChat(str(api_id), api_id, kind, title=title, is_forum=is_forum)
        # The message with id 1 is the one that says the group was made; so no topic can have General's thread.
        group.last_message_id = GENERAL_THREAD
        if is_forum:
            group.topics[GENERAL_THREAD] = Topic(GENERAL_THREAD, "General")
        self.groups[api_id] = group
        return group

    def bot_by_token(self, token: str) -> BotAccount | None:
        """The bot with exactly this token."""
        head = token.partition(":")[0]
        bot = self.bots.get(int(head)) if head.isdigit() else None
        return bot if bot is not None and secrets.compare_digest(bot.token.encode(), token.encode()) else None

    def private_chat(self, person_id: int, bot_id: int) -> PrivateChat:
        """The chat of a person with a bot, made at the first look."""
        key = f"{person_id}:{bot_id}"
        if key not in self.private:
            self.private[key] = PrivateChat(key, person_id, "private", person_id=person_id, bot_id=bot_id)
        return self.private[key]

    def user(self, user_id: int) -> dict[str, Any]:
        """The User object of a person or a bot."""
        found = self.people.get(user_id) or self.bots.get(user_id)
        return found.user() if found is not None else {"id": user_id, "is_bot": False, "first_name": ""}

    def describe_chat(self, chat: Chat) -> dict[str, Any]:
        """The Chat object as bots see it."""
        if isinstance(chat, GroupChat):
            return chat.describe()
        assert isinstance(chat, PrivateChat)
        return self.people[chat.person_id].chat()

    def add_message(
        self, chat: Chat, sender_id: int, content: dict[str, Any], *, thread: int | None = None, protected: bool = False
    ) -> StoredMessage:
        """Store a new message, tell the page, and queue it for the bots that may read it."""
        message_id = self._next_message_id(chat)
        data: dict[str, Any] = {
            "message_id": message_id,
            "from": self.user(sender_id),
            "chat": self.describe_chat(chat),
            "date": int(time.time()),
        }
        topic_opened = "forum_topic_created" in content
        thread = message_id if topic_opened else thread
        if thread is not None:
            data |= {"message_thread_id": thread, "is_topic_message": True}
        if protected:
            data["has_protected_content"] = True
        root = chat.messages.get(thread) if thread is not None else None
        if root is not None and "forum_topic_created" in root.data and not is_service(content):
            content = {"reply_to_message": root.data} | content
        message = StoredMessage(message_id, sender_id, thread, data | content, protected=protected)
        chat.keep(message)
        self.tell_page("message", chat, message)
        self._queue_for_bots(chat, message, "message")
        return message

    def tell_page(self, kind: str, chat: Chat, message: StoredMessage) -> None:
        """Send a message as it now looks to those who follow the events."""
        if self.events.listened:
            self.events.emit(kind, chat.key, message=self.view(message))

    def view(self, message: StoredMessage) -> dict[str, Any]:
        """Return the message as people see it: with its reactions and, for a file, where to download it."""
        seen = dict(message.data)
        if "forum_topic_created" in seen.get("reply_to_message", {}):
            # Telegram puts every message of a topic under the message that opened it; nobody sees that as a reply.
            del seen["reply_to_message"]
        seen["reactions"] = [
            {"user_id": user_id, **reaction} for user_id, given in message.reactions.items() for reaction in given
        ]
        stored = file_of(seen)
        if stored is not None:
            seen["download"] = f"/sandbox/api/files/{stored}"
        return seen

    def edited(self, chat: Chat, message: StoredMessage) -> None:
        """Tell the page, and for a person's message the bots, that a message has changed."""
        self.tell_page("edited", chat, message)
        if message.sender_id in self.people:
            self._queue_for_bots(chat, message, "edited_message")

    def delete(self, chat: Chat, ids: list[int]) -> list[int]:
        """Remove messages; a keyboard that came with one goes with it. Returns the ids that existed."""
        gone = [message_id for message_id in ids if chat.messages.pop(message_id, None) is not None]
        if chat.keyboard is not None and chat.keyboard_message_id in gone:
            chat.keyboard = None
            self.events.emit("keyboard", chat.key)
        if gone:
            self.events.emit("deleted", chat.key, message_ids=gone)
        return gone

    def topic_changed(self, chat: GroupChat, topic: Topic, *, deleted: bool = False) -> None:
        """Tell the page about a topic."""
        self.events.emit("topic", chat.key, topic=topic.describe() | {"deleted": deleted})

    def set_blocked(self, chat: PrivateChat, *, blocked: bool) -> None:
        """Block or unblock the bot, which hears of it by `my_chat_member`."""
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        bot = self.bots[chat.bot_id]
        inside, outside = {"status": "member"}, {"status": "kicked", "until_date": 0}
        change = {
            "chat": self.describe_chat(chat),
            "from": self.user(chat.person_id),
            "date": int(time.time()),
            "old_chat_member": {"user": bot.user(), **(inside if blocked else outside)},
            "new_chat_member": {"user": bot.user(), **(outside if blocked else inside)},
        }
        bot.updates.push("my_chat_member", change, chat.key)
        self.events.emit("chat", chat.key)

    def set_member(self, chat: GroupChat, new: Member, *, by: int, with_service_message: bool = True) -> None:
        """Change a membership; tell the bot it is about by `my_chat_member`, administrator bots by `chat_member`."""
        user_id = new.user_id
        old = chat.member(user_id)
        chat.members[user_id] = new
        user = self.user(user_id)
        change = {
            "chat": chat.describe(),
            "from": self.user(by),
            "date": int(time.time()),
            "old_chat_member": old.describe(user),
            "new_chat_member": new.describe(user),
        }
        for bot in self.bots_in(chat, also=user_id):
            if bot.id == user_id:
                bot.updates.push("my_chat_member", change, chat.key)
            elif chat.member(bot.id).is_administrator:
                bot.updates.push("chat_member", change, chat.key)
        if with_service_message and old.present != new.present:
            content = {"new_chat_members": [user]} if new.present else {"left_chat_member": user}
            self.add_message(chat, by, content)
        self.events.emit("chat", chat.key)

    def bots_in(self, chat: GroupChat, *, also: int = 0) -> list[BotAccount]:
        """The bots that are in the group now, and the one with the id `also`."""
        ids = [user_id for user_id in chat.members if user_id == also or chat.members[user_id].present]
        return [self.bots[user_id] for user_id in ids if user_id in self.bots]

    def _next_message_id(self, chat: Chat) -> int:
        if isinstance(chat, GroupChat):
            chat.last_message_id += 1
            return chat.last_message_id
        assert isinstance(chat, PrivateChat)
        bot = self.bots[chat.bot_id]
        bot.last_private_message_id += 1
        return bot.last_private_message_id

    def _queue_for_bots(self, chat: Chat, message: StoredMessage, kind: str) -> None:
        if isinstance(chat, PrivateChat):
            if message.sender_id != chat.bot_id and not chat.blocked:
                self.bots[chat.bot_id].updates.push(kind, message.data, chat.key)
            return
        assert isinstance(chat, GroupChat)
        for member in chat.members.values():
            bot = self.bots.get(member.user_id)
            if bot is None or not member.present or (bot.id == message.sender_id and not is_service(message.data)):
                continue
            if message.sender_id in self.bots and not is_service(message.data):
                continue
            if member.is_administrator or is_service(message.data) or speaks_to(message.data, bot):
                bot.updates.push(kind, message.data, chat.key)
