"""The Bot API's methods; importing this package fills the table of handlers."""

from bot.sandbox.methods import editing, media, members, profile, sending, topics, updates
from bot.sandbox.methods.registry import HANDLERS, Call

__all__ = ["HANDLERS", "Call", "editing", "media", "members", "profile", "sending", "topics", "updates"]
