"""An independent, slow reading of a typed amount, character by character, to compare the parser with."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

from wallet.money import MINOR_MAX, Currency, NumberStyle

BLANKS = "\t \u00a0\u2007\u2009\u200a\u202f\u3000"
LABELS = {
    "CNY": {"CNY", "RMB", "¥", "CN¥"},
    "USD": {"USD", "$", "US$"},
    "JPY": {"JPY", "¥", "JP¥"},
    "USDT": {"USDT", "₮"},
    "EUR": {"EUR", "€"},
    "HKD": {"HKD", "HK$"},
    "GBP": {"GBP", "£"},
    "SGD": {"SGD", "S$"},
    "KRW": {"KRW", "₩"},
}


def slow_reading(text: str, of: Currency, style: NumberStyle) -> Fraction | None:
    """The amount in units, or None where it must be refused."""
    if len(text) > 40:
        return None
    characters = "".join(map(_narrow, text)).strip(" ")
    labels = LABELS[of.code]
    words = {word for code, word in style.currency_words if code == of.code}
    readings = {
        _number(number, style)
        for start in {0, *(len(label) for label in labels if characters.upper().startswith(label))}
        for end in {0, *(len(label) for label in labels | words if characters.upper().endswith(label))}
        if (number := _between(characters, start, end)) is not None
    } - {None}
    if len(readings) != 1:
        return None
    (written,) = readings
    assert written is not None
    whole, decimals = written
    if len(decimals) > of.exponent:
        return None
    value = sum(Fraction(int(digit)) * 10**place for place, digit in enumerate(reversed(whole)))
    value += sum(Fraction(int(digit), 10 ** (place + 1)) for place, digit in enumerate(decimals))
    return value if 0 < value <= Fraction(MINOR_MAX, 10**of.exponent) else None


def _narrow(character: str) -> str:
    if character in BLANKS:
        return " "
    if "\uff01" <= character <= "\uff5e" and character not in "\uff0b\uff0d":
        return unicodedata.normalize("NFKC", character)
    if character == "’":
        return "'"
    return {"￥": "¥", "＄": "$", "￡": "£", "￦": "₩"}.get(character, character)


def _between(characters: str, start: int, end: int) -> str | None:
    """What stands between two labels, without the one space that may follow or precede a label."""
    if start + end > len(characters):
        return None
    inner = characters[start : len(characters) - end]
    if start and inner.startswith(" "):
        inner = inner[1:]
    if end and inner.endswith(" "):
        inner = inner[:-1]
    return inner


def _number(text: str, style: NumberStyle) -> tuple[str, str] | None:
    whole, mark, decimals = text.partition(style.decimal)
    if mark and not _digits(decimals):
        return None
    marks = {character for character in whole if character in style.groups}
    if len(marks) > 1:
        return None
    pieces = whole.split(marks.pop()) if marks else [whole]
    if not all(map(_digits, pieces)):
        return None
    if len(pieces) > 1 and (len(pieces[0]) > 3 or any(len(piece) != 3 for piece in pieces[1:])):
        return None
    joined = "".join(pieces)
    if joined.startswith("0") and joined != "0":
        return None
    return joined, decimals


def _digits(text: str) -> bool:
    return text != "" and all("0" <= character <= "9" for character in text)
