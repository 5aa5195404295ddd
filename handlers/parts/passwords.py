"""The step where a password is typed: deleted at once, with a live list of what it still lacks."""

from __future__ import annotations

from typing import Any

from aiogram.types import Message
from aiogram_dialog import DialogManager

from handlers.parts.live import tidy
from handlers.parts.words import language_of
from locales import Html
from wallet.security.passwords import About, check_password_choice, missing

RULES = {
    "length": "password-rule-length",
    "letters": "password-rule-letters",
    "digits": "password-rule-digits",
    "special": "password-rule-special",
    "common": "password-rule-common",
    "personal": "password-rule-personal",
}
LACKING, TRIED = "password_lacking", "password_tried"


async def password_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The rules as lines, each with a mark once something was typed."""
    data, language = dialog_manager.dialog_data, language_of(dialog_manager)
    lacking, tried = data.get(LACKING, []), data.get(TRIED, False)
    lines = []
    for rule, key in RULES.items():
        mark = "▫️" if not tried else "❌" if rule in lacking else "✅"
        lines.append(f"{mark} {language.html(key)}")
    return {"rules": Html("\n".join(lines))}


async def take_typed_password(message: Message, manager: DialogManager, about: About) -> str:
    """The password that was typed, its message deleted. Raises `PasswordTooWeak`; the screen shows what is missing."""
    await tidy(message, manager)
    data, password = manager.dialog_data, message.text or ""
    data[LACKING], data[TRIED] = list(missing(password, about)), True
    check_password_choice(password, about)
    data.pop(LACKING)
    data.pop(TRIED)
    return password
