"""What stands in a code: a link to the bot with a signed argument, so that a phone's camera opens what scanning opens.

    q1s_<merchant's customer id>_<mac>   a shop's printed code: the payer types the amount
    q1i_<invoice id>_<mac>               an invoice
    q1p_<customer id>_<mac>              a person's own code

The digit is the version. The argument goes through `?start=`, so it has at most 64 characters of `[A-Za-z0-9_-]`.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import SplitResult, parse_qsl, urlsplit

from wallet.errors import QrForged, QrVersionUnknown
from wallet.security.vault import Vault

VERSION = "1"
MAC_LENGTH = 24
"""Hex digits: 96 bits, far beyond guessing against a bot that answers a few times a second."""

ID_MAX = (1 << 63) - 1
ARGUMENT = re.compile(r"q(?P<version>[0-9]{1,3})(?P<kind>[a-z])_(?P<id>[1-9][0-9]{0,18})_(?P<mac>[0-9a-f]{24})")
VERSIONED = re.compile(r"q(?P<version>[0-9]{1,3})[a-z].*")
START_ARGUMENT = re.compile(r"[A-Za-z0-9_-]{1,64}")
LINK_LENGTH_MAX = 200
HOSTS = frozenset({"t.me", "telegram.me"})


class QrKind(Enum):
    """Whose code it is, and so what it opens."""

    STATIC = "s"
    INVOICE = "i"
    PERSON = "p"


@dataclass(frozen=True, slots=True)
class Payload:
    """A genuine code: `id` is a customer's, or an invoice's."""

    kind: QrKind
    id: int


class Payloads:
    """Signs and checks what stands in codes."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def argument(self, payload: Payload) -> str:
        """What follows `?start=`."""
        return f"q{VERSION}{payload.kind.value}_{payload.id}_{self._mac(payload.kind.value, payload.id)}"

    def read(self, argument: str) -> Payload:
        """Raises `QrVersionUnknown` for a code of a later time, `QrForged` for one that we did not make."""
        versioned = VERSIONED.fullmatch(argument)
        if versioned is not None and versioned["version"] != VERSION:
            raise QrVersionUnknown
        matched = ARGUMENT.fullmatch(argument)
        if matched is None or int(matched["id"]) > ID_MAX:
            raise QrForged
        kind, number = matched["kind"], int(matched["id"])
        if not hmac.compare_digest(self._mac(kind, number), matched["mac"]):
            raise QrForged
        return Payload(QrKind(kind), number)

    def _mac(self, kind: str, number: int) -> str:
        return self._vault.fingerprint(f"{VERSION}{kind}:{number}", "qr")[:MAC_LENGTH]


def link(bot_name: str, argument: str) -> str:
    """The link that a code holds."""
    return f"https://t.me/{bot_name}?start={argument}"


def argument_in(text: str, bot_name: str) -> str | None:
    """The start argument when the text is nothing but a link to this very bot; None for everything else.

    Strict: whatever a browser or Telegram might understand in another way is not ours.
    """
    if len(text) > LINK_LENGTH_MAX or not text.isascii() or not text.isprintable() or "\\" in text:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    asked = parse_qsl(parts.query, keep_blank_values=True)
    expected = {"https": _web_start, "http": _web_start, "tg": _app_start}.get(parts.scheme)
    if expected is None or parts.fragment:
        return None
    argument = expected(parts, asked, bot_name.lower())
    return argument if argument is not None and START_ARGUMENT.fullmatch(argument) else None


def _web_start(parts: SplitResult, asked: list[tuple[str, str]], bot_name: str) -> str | None:
    ours = parts.netloc.lower() in HOSTS and parts.path.lower() == f"/{bot_name}"
    return asked[0][1] if ours and [name for name, _ in asked] == ["start"] else None


def _app_start(parts: SplitResult, asked: list[tuple[str, str]], bot_name: str) -> str | None:
    given = dict(asked)
    ours = parts.netloc.lower() == "resolve" and parts.path in {"", "/"} and len(asked) == len(given)
    if not ours or set(given) != {"domain", "start"} or given["domain"].lower() != bot_name:
        return None
    return given["start"]
