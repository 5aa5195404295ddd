"""Translated widgets: `Prose` for the text of a message (HTML), `Label` for buttons (plain)."""

from __future__ import annotations

from typing import Any

from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.text import Text

from locales import Language


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
    """What was wrong with the last entry, shown above the question until the next one is right."""

    def __init__(self) -> None:
        super().__init__(when=None)

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        problem = manager.dialog_data.get("problem")
        return f"⚠️ {problem}\n" if problem else ""
