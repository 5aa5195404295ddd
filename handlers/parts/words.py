"""Translated widgets: `Prose` for the text of a message (HTML), `Label` for buttons (plain)."""

from __future__ import annotations

from typing import Any

from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.text import Text

from locales import Language

PROBLEM, DONE = "problem", "done"


def language_of(manager: DialogManager) -> Language:
    """The language of whoever is writing, as the middleware found it."""
    language: Language = manager.middleware_data["language"]
    return language


class Prose(Text):
    """The Fluent message `key` in Telegram's HTML, filled with these fields of the window's data."""

    def __init__(self, key: str, *fields: str, when: Any = None) -> None:
        super().__init__(when=when)
        self.key, self.names = key, fields

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return str(language_of(manager).html(self.key, **{name: data[name] for name in self.names}))


class Label(Text):
    """The Fluent message `key` as plain text, filled with these fields of the window's data."""

    def __init__(self, key: str, *fields: str, when: Any = None) -> None:
        super().__init__(when=when)
        self.key, self.names = key, fields

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return language_of(manager).text(self.key, **{name: data[name] for name in self.names})


class Problem(Text):
    """Above the question: what was wrong with the last entry, or what was just done. It is shown once."""

    def __init__(self) -> None:
        super().__init__(when=None)

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        # Forgotten when shown: on the next screen it would be about something else.
        problem, done = manager.dialog_data.pop(PROBLEM, None), manager.dialog_data.pop(DONE, None)
        if problem:
            return f"⚠️ {problem}\n"
        return f"✅ {done}\n" if done else ""


def say_done(manager: DialogManager, key: str) -> None:
    """Show on the screen that comes next what was just done."""
    manager.dialog_data[DONE] = language_of(manager).text(key)
