"""What a notice is: words with buttons, made from a fact for one reader."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.services import Services
from locales import Html, Language
from wallet.customers.queries import Customer
from wallet.outbox import DueFact


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to a customer; with a photo the text stands below it."""

    text: Html
    markup: InlineKeyboardMarkup
    photo: Path | None = None


Maker = Callable[[Services, Language, Customer, DueFact], Awaitable[Notice]]
"""Looks up what the fact names and puts it into the reader's words. Raises `Undeliverable`."""


def buttons(language: Language, *rows: tuple[tuple[str, str], ...]) -> InlineKeyboardMarkup:
    """Rows of buttons under a notice, each a key of `locales` and the data it sends."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=language.text(key), callback_data=data) for key, data in row] for row in rows
        ]
    )


def home_button(language: Language) -> InlineKeyboardMarkup:
    """Only the way home."""
    return buttons(language, (("home", "home"),))
