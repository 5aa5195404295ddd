"""Links in what people write: whose they are. A link of strangers is named with a warning, never followed."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

LINKS_MAX = 20
TEXT_MAX = 4096
LINK = re.compile(
    r"(?P<scheme>https?|ftp|tg):[/\\]+\S+"
    r"|(?<![@\w.])(?:[\w-]{1,63}\.){1,126}(?:xn--[a-z0-9-]{1,59}|[a-z]{2,24})"
    r"(?![a-z0-9_-]|\.[a-z0-9]|[\w.]*@)(?:[/?#:]\S*)?",
    re.IGNORECASE,
)
AUTHORITY_ENDS = re.compile(r"[/\\?#]")
IDEOGRAPHIC_DOT = re.compile("\u3002(?=[a-z0-9])")
"""A browser takes it for a dot; before anything else it ends a Chinese sentence."""

HOST = re.compile(r"\[[0-9a-f:.]+\]|[\w.-]+")
GLUED = re.compile("([a-z0-9.-]+\\.[a-z]{2,24})[\u2e80-\u9fff\uac00-\ud7af][^.]*")
"""A host with the next words of a Chinese sentence right behind it: no ending of a host is mixed so."""

FILE_ENDINGS = frozenset(
    {"pdf", "jpg", "jpeg", "png", "gif", "webp", "heic", "doc", "docx", "xls", "xlsx", "txt", "csv", "mp3", "mp4"}
)
"""What stands after the dot in files' names, and ends no host."""

TELEGRAM_HOSTS = ("t.me", "telegram.me", "telegram.dog")
TELEGRAM_NAME = re.compile(r"[/\\]+(?:s[/\\]+)?(\+?\w+)")
TELEGRAM_DOMAIN = re.compile(r"[?&]domain=(\w+)")
WRITTEN_ALIKE = re.compile("[^\u0000-\u007f\u2e80-\u9fff\uac00-\ud7af]")
"""Letters that may look like Latin ones: a host with any is told in its ASCII form."""


def foreign_links(text: str, official: frozenset[str]) -> list[str]:
    """The hosts in a text that are neither `official` nor below one of them, each once, at most `LINKS_MAX`.

    A host is what a browser would go to: `https://bank.example@evil.example` is `evil.example` (RFC 3986, section
    3.2.1). Hosts are compared by their ASCII form (RFC 5890), so letters that only look like others match no official
    name; a host with such letters is never taken as below an official one, and is told in its ASCII form. A link to
    a Telegram account is told as `t.me/name`.
    """
    found: list[str] = []
    for place in links_in(text):
        shown = _ascii(place) if WRITTEN_ALIKE.search(place) else place
        if not _is_official(place, official) and shown not in found:
            found.append(shown)
    return found[:LINKS_MAX]


def only_official(text: str, official: frozenset[str]) -> bool:
    """Whether there is a link in the text and none of a stranger."""
    return has_link(text) and not foreign_links(text, official)


def has_link(text: str) -> bool:
    """Whether any link stands in the text."""
    return bool(links_in(text))


def links_in(text: str) -> list[str]:
    """Where each link of a text goes: a host in lower case, or `t.me/name`. What is not seen is dropped."""
    normal = unicodedata.normalize("NFKC", text[:TEXT_MAX])
    seen = "".join(character for character in normal if unicodedata.category(character) != "Cf")
    places = [_place_of(matched[0], matched["scheme"]) for matched in LINK.finditer(seen)]
    return [place for place in places if place]


def _place_of(link: str, scheme: str | None) -> str:
    """Empty when it is no link after all."""
    rest = link if scheme is None else link[len(scheme) + 1 :].lstrip("/\\")
    host = _host_of(AUTHORITY_ENDS.split(rest, maxsplit=1)[0])
    if scheme is not None and scheme.lower() == "tg":
        named = TELEGRAM_DOMAIN.search(rest)
        return f"t.me/{named[1].lower()}" if named else f"tg://{host}"
    if scheme is None and host.rpartition(".")[2] in FILE_ENDINGS:
        return ""
    for telegram in TELEGRAM_HOSTS:
        if host == telegram:
            named = TELEGRAM_NAME.match(rest[len(host) :])
            return f"t.me/{named[1].lower() if named else ''}"
        if host.endswith(f".{telegram}"):
            return f"t.me/{host.removesuffix(f'.{telegram}')}"
    return host


def _host_of(authority: str) -> str:
    after_user = unquote(authority.rpartition("@")[2]).lower()
    matched = HOST.match(IDEOGRAPHIC_DOT.sub(".", after_user))
    host = matched[0].strip(".") if matched else ""
    glued = GLUED.fullmatch(host)
    return glued[1] if glued else host


def _is_official(place: str, official: frozenset[str]) -> bool:
    ours, written = {_ascii(name) for name in official}, _ascii(place)
    if written in ours:
        return True
    return any(written.endswith(f".{name}") and "xn--" not in written.removesuffix(name) for name in ours)


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host
