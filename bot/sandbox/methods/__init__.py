"""The served Bot API methods; importing this package fills the table."""

from bot.sandbox.methods import (
    chat_settings,
    copying,
    editing,
    inline,
    media,
    members,
    profile,
    sending,
    topics,
    updates,
)
from bot.sandbox.methods.registry import HANDLERS

__all__ = (
    "HANDLERS",
    "chat_settings",
    "copying",
    "editing",
    "inline",
    "media",
    "members",
    "profile",
    "sending",
    "topics",
    "updates",
)
