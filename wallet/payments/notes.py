"""The note that goes with money: one line that shows as it is written, cleaned the same way wherever it is typed."""

from __future__ import annotations

import unicodedata

from wallet.customers.service import one_line
from wallet.errors import NoteTooLong

NOTE_LENGTH_MAX = 100
JOINER = "\u200d"
"""Holds the parts of one emoji together."""


def clean_note(text: str, length_max: int = NOTE_LENGTH_MAX) -> str:
    """A note as it may be kept; what nobody could see (Unicode's categories C) is dropped. Raises `NoteTooLong`."""
    line, _ = one_line(text)
    note = "".join(mark for mark in line if mark == JOINER or not unicodedata.category(mark).startswith("C"))
    if len(note) > length_max:
        raise NoteTooLong(length_max=length_max)
    return note.strip(JOINER + " ")
