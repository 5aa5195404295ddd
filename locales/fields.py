"""Values on their way into a text: what people typed is stripped of characters that could disguise what is shown."""

from __future__ import annotations

import html
import unicodedata

from wallet.money import Money


class Html(str):
    """Text that is HTML already: it goes into another HTML text as it is."""

    __slots__ = ()


FieldValue = str | int | Money | Html

_KEPT_CONTROLS = frozenset("\n")
_BLANK_LOOKING = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def plain(value: str) -> str:
    """`value` without control, bidirectional, zero-width, unassigned and surrogate characters; any blank is a space."""
    return "".join(map(_plain_character, value))


def escaped(value: str) -> Html:
    """`plain` text made safe inside Telegram's HTML."""
    return Html(html.escape(plain(value), quote=False))


def _plain_character(character: str) -> str:
    if character in _KEPT_CONTROLS:
        return character
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp"} or character in _BLANK_LOOKING or character == "\t":
        return " "
    return "" if category in {"Cc", "Cf", "Cs", "Cn"} else character
