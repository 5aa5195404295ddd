"""What recurs, in words: how often, what it is, and what the buttons under its notices send."""

from __future__ import annotations

import re
from datetime import date

from locales import Language
from wallet.recurring.due import BILL, Rhythm

PREFIX = "recurring:"
BUTTON = re.compile(PREFIX + r"([1-9][0-9]{0,17}):(open|skip|pause|paid|pay):([0-9]{8})")


def rhythm_text(language: Language, rhythm: Rhythm) -> str:
    """Every month, every 2 weeks."""
    return language.text(
        "recurring-rhythm",
        unit=rhythm.unit.value,
        every=str(rhythm.every),
        one="yes" if rhythm.every == 1 else "no",
    )


def mark_of(what: str) -> str:
    """The sign of a bill or of a transfer."""
    return "🧾" if what == BILL else "🔁"


def shown_name(language: Language, name: str) -> str:
    """A payee who closed their wallet has no name any more."""
    return name or language.text("record-closed-wallet")


def button_data(recurring_id: int, act: str, day: date) -> str:
    """What a button under a notice sends."""
    return f"{PREFIX}{recurring_id}:{act}:{day:%Y%m%d}"
