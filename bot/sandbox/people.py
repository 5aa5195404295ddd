"""Persons and bots: who they are and what a bot has set up for itself."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.files import localize_file_ids
from bot.sandbox.updates import UpdateQueue


@dataclass(slots=True)
class Person:
    """A person with a phone."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    phone: str | None = None
    language_code: str | None = None
    deactivated: bool = False

    def user(self) -> dict[str, Any]:
        """Return the User object of the Bot API."""
        name = "" if self.deactivated else self.first_name
        described: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": name}
        for name in ("last_name", "username", "language_code"):
            value = getattr(self, name)
            if value:
                described[name] = value
        return described

    def chat(self) -> dict[str, Any]:
        """Return the private Chat object that a bot sees."""
        described: dict[str, Any] = {"id": self.id, "first_name": self.first_name}
        for name in ("last_name", "username"):
            value = getattr(self, name)
            if value:
                described[name] = value
        return described | {"type": "private"}

    def describe(self) -> dict[str, Any]:
        """Return what the control API tells about the person."""
        names = ("id", "first_name", "last_name", "username", "phone", "language_code")
        return {name: getattr(self, name) for name in names}


@dataclass(slots=True)
class WebhookSettings:
    """Where and how updates are pushed, and how the last deliveries went."""

    url: str = ""
    secret_token: str = ""
    connection_count_max: int = 40
    ip_address: str | None = None
    last_error_date: int | None = None
    last_error_message: str | None = None


@dataclass(eq=False)
class BotAccount:
    """One bot: its token, its queue and the texts, commands and buttons that it has set."""

    id: int
    token: str
    username: str
    name: str
    role: str | None = None
    updates: UpdateQueue = field(default_factory=UpdateQueue)
    webhook: WebhookSettings = field(default_factory=WebhookSettings)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_button: dict[str, Any] = field(default_factory=lambda: {"type": "commands"})
    default_rights: dict[bool, dict[str, bool]] = field(default_factory=dict)
    last_private_message_id: int = 0

    def user(self) -> dict[str, Any]:
        """Return the User object of the Bot API."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def me(self) -> dict[str, Any]:
        """Return the fuller User object that getMe answers."""
        return self.user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def localized(self, body: bytes) -> bytes:
        """Return serialized JSON with the file identifiers that this bot may use."""
        return localize_file_ids(body, self.id)
