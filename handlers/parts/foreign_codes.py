"""Codes of others, by name: what kind it is and where it would lead. Secrets in it are not repeated."""

from __future__ import annotations

import re

from locales import Html, Language
from wallet.qr.reading import FoundCode
from wallet.security.links import foreign_links

SHOWN_MAX = 40
NO_NAME = "…"
NOTHING_IS_OURS: frozenset[str] = frozenset()
KINDS = (
    ("secret", re.compile(r"otpauth(-migration)?:", re.IGNORECASE)),
    ("wifi", re.compile(r"WIFI:", re.IGNORECASE)),
    ("contact", re.compile(r"BEGIN:VCARD|MECARD:", re.IGNORECASE)),
    ("mail", re.compile(r"mailto:|MATMSG:", re.IGNORECASE)),
    ("phone", re.compile(r"tel:|sms(to)?:", re.IGNORECASE)),
    ("link", re.compile(r"[a-z][a-z0-9+.-]{1,20}://", re.IGNORECASE)),
)
RETAIL = ("EAN", "UPC", "ISBN")
NETWORK = re.compile(r"(?<!\\)[:;]S:((?:[^;\\]|\\.){1,64})")
SILENT = frozenset({"secret", "contact", "mail"})
"""Of these only the kind is told: what stands in them is nobody's business, not even in this chat."""


def name_of(language: Language, code: FoundCode) -> Html:
    """What to tell of it."""
    kind = _kind(code)
    return language.html("scan-foreign", kind=kind, what=_what(kind, code))


def _kind(code: FoundCode) -> str:
    if code.format.startswith(RETAIL):
        return "product"
    text = code.text.strip()
    for kind, begins in KINDS:
        if begins.match(text):
            return kind
    return "link" if foreign_links(text, NOTHING_IS_OURS) and not any(map(str.isspace, text)) else "text"


def _what(kind: str, code: FoundCode) -> str:
    if kind == "link" and (hosts := foreign_links(code.text, NOTHING_IS_OURS)):
        return _short(hosts[0])
    if kind == "wifi":
        named = NETWORK.search(code.text)
        return _short(named[1]) if named else NO_NAME
    return "" if kind in SILENT else _short(code.text)


def _short(text: str) -> str:
    """In one line, without what is not seen."""
    line = " ".join("".join(character for character in text if character.isprintable() or character.isspace()).split())
    return line if len(line) <= SHOWN_MAX else f"{line[:SHOWN_MAX]}…"
