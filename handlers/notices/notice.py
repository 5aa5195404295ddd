"""What a notice is: words with buttons, made from a fact for one reader."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.services import Services
from locales import Html, Language
from wallet.customers.queries import Customer
from wallet.outbox import DueFact, TryAfter


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to a customer; with a photo the text stands below it."""

    text: Html
    markup: InlineKeyboardMarkup
    photo: Path | None = None


Maker = Callable[[Services, Language, Customer, DueFact], Awaitable[Notice]]
"""Looks up what the fact names and puts it into the reader's words. Raises `Undeliverable`."""


async def not_at_night(services: Services, customer: Customer) -> None:
    """For what may wait: when it became quiet on the way, deliver it at the end of the quiet hours (`TryAfter`)."""
    now, chosen = services.clock.now(), await services.telling.get(customer.id)
    wait = chosen.speaks_at(now, customer.zone) - now
    if wait:
        raise TryAfter(wait.total_seconds())


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
