"""Links in what people write: whose they are. A link of strangers is named with a warning, never followed."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

LINKS_MAX = 20
TEXT_MAX = 4096
LINK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![@\w.])(?:[\w-]{1,63}\.){1,8}(?:[a-z]{2,24}|xn--[a-z0-9-]{1,59})(?![\w.]*@)(?:[/?#:]\S*)?",
    re.IGNORECASE,
)
NO_HOST = re.compile(r"\d+(?:\.\d+)+")
SHARED_HOSTS = {"t.me": "t.me", "telegram.me": "t.me", "telegram.dog": "t.me"}
TRAILING = ".,;:!?)]}'\"，。；：！？）】」』"


def foreign_links(text: str, official: frozenset[str]) -> list[str]:
    """The hosts in a text that are neither `official` nor below one of them, each once, at most `LINKS_MAX`.

    A link to a Telegram account is told as `t.me/name`.

    A host is what a browser would go to: `https://bank.example@evil.example` is `evil.example` (RFC 3986, section
    3.2.1), and letters that only look like others stay as they are, so they match no official name.
    """
    found: list[str] = []
    for matched in LINK.finditer(unicodedata.normalize("NFKC", text[:TEXT_MAX])):
        host = _place_of(matched[0])
        if host and not _is_official(host, official) and host not in found:
            found.append(host)
        if len(found) >= LINKS_MAX:
            break
    return found


def _place_of(link: str) -> str:
    """The host; where many share one, with the name that comes after it: `t.me/name`."""
    host = host_of(link)
    if host not in SHARED_HOSTS:
        return host
    path = link.replace("\\", "/").partition("://")[2] or link
    name = path.partition("/")[2].split("/")[0].split("?")[0].rstrip(TRAILING).lower()
    return f"{SHARED_HOSTS[host]}/{name}"


def has_link(text: str) -> bool:
    """Whether any link stands in the text."""
    return any(host_of(matched[0]) for matched in LINK.finditer(unicodedata.normalize("NFKC", text[:TEXT_MAX])))


def host_of(link: str) -> str:
    """The host that a browser would open, in lower case; empty when it is no link after all."""
    trimmed = link.rstrip(TRAILING).replace("\\", "/")
    try:
        parts = urlsplit(trimmed if "://" in trimmed else f"https://{trimmed}")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    return "" if "." not in host or ("://" not in trimmed and NO_HOST.fullmatch(host)) else host


def _is_official(host: str, official: frozenset[str]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in official)
