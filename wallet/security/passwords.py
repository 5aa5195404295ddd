"""The account password: what may be chosen, and how it is proved.

Passwords count and are kept in Unicode's form NFKC (NIST SP 800-63B), so a full-width keyboard makes no other password.
Common ones are the 30,000 of zxcvbn's list, which was counted in leaked passwords.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from sqlalchemy import Connection, select

from wallet.database import Database, UnitOfWork
from wallet.errors import PasswordNotSet, PasswordTooWeak
from wallet.security.argon import Hasher
from wallet.security.guesses import Attempt, Secret, count_attempt, forget_failures, note_wrong
from wallet.security.models import credentials

LENGTH_MIN, LENGTH_MAX = 8, 128
MISSING = ("length", "letters", "digits", "special", "common", "personal", "too-long")
OWN_LETTERS_MIN = 3
"""How many letters there must be beside a common password for it not to be one."""
COMMON_LENGTH_MIN, COMMON_DIGITS_MIN = 4, 6
"""How many characters of a common password give a longer one away; when all of them are digits, it takes more."""
LOOKALIKES = tuple(str.maketrans("@4301!$57", f"aaeo{letter}{letter}sst") for letter in "il")
BIRTHDAY_FORMS = ("%Y%m%d", "%y%m%d", "%d%m%Y", "%d%m%y", "%m%d%Y", "%m%d%y", "%Y%m", "%m%Y", "%d%Y", "%Y%d%m")
PHONE_DIGITS_MIN = 6
NAME_LETTERS_MIN, CASELESS_LETTERS_MIN = 3, 2


@dataclass(frozen=True, slots=True)
class About:
    """What the password may not hold. `phone` in E.164 form."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    birthday: date | None = field(default=None, repr=False)


def missing(password: str, about: About) -> tuple[str, ...]:
    """All that a password lacks, in the order of `MISSING`; empty when it is fine."""
    normal = _normal(password)
    kinds = {unicodedata.category(character)[0] for character in normal}
    lacking = {
        "length": len(normal) < LENGTH_MIN,
        "letters": "L" not in kinds,
        "digits": not any(character.isdecimal() for character in normal),
        "special": not kinds & {"P", "S"},
        "common": _is_common(normal),
        "personal": _is_personal(normal, about),
        "too-long": len(normal) > LENGTH_MAX,
    }
    return tuple(rule for rule in MISSING if lacking[rule])


def warm_up() -> None:
    """Load the list of common passwords now rather than when the first customer waits for it."""
    missing("", About("", ""))


def check_password_choice(password: str, about: About) -> None:
    """Raises `PasswordTooWeak(missing)` with the first thing that it lacks."""
    if lacking := missing(password, about):
        raise PasswordTooWeak(missing=lacking[0])


class Passwords:
    """Hashes and proves account passwords. No method logs, returns or raises with a password in it."""

    def __init__(self, database: Database, hasher: Hasher) -> None:
        self._database, self._hasher = database, hasher

    async def hash(self, password: str) -> str:
        """The hash of a password that passed `check_password_choice`."""
        return await self._hasher.hash(_normal(password))

    async def prove(self, customer_id: int, password: str) -> None:
        """Returns when it is right.

        Raises `PasswordNotSet`, `PasswordWrong(tries_left)`, `PasswordLocked(retry_after_seconds)`.
        """
        attempt, password_hash = await self._database.write(lambda work: _begin(work, customer_id))
        if not await self._hasher.matches(password_hash, _normal(password)):
            await self._database.write(lambda work: note_wrong(work, customer_id, attempt))
            raise attempt.refusal
        await self._database.write(lambda work: forget_failures(work, customer_id, Secret.PASSWORD))

    async def is_set(self, customer_id: int) -> bool:
        """Whether the customer has chosen a password."""
        return await self._database.read(lambda connection: _password_hash(connection, customer_id)) is not None


def _begin(work: UnitOfWork, customer_id: int) -> tuple[Attempt, str]:
    password_hash = _password_hash(work.connection, customer_id)
    if password_hash is None:
        raise PasswordNotSet
    return count_attempt(work, customer_id, Secret.PASSWORD), password_hash


def _password_hash(connection: Connection, customer_id: int) -> str | None:
    found: str | None = connection.execute(
        select(credentials.c.password_hash).where(credentials.c.customer_id == customer_id)
    ).scalar()
    return found


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@cache
def _common_length_max() -> int:
    return max(map(len, _common_passwords()))


@cache
def _common_passwords() -> frozenset[str]:
    """Those that give away what they are within: not the short ones, for four digits are in many good passwords."""
    # Loaded when the first password is chosen: the library's tables are large.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(
        word
        for word in FREQUENCY_LISTS["passwords"]
        if len(word) >= (COMMON_DIGITS_MIN if word.isdecimal() else COMMON_LENGTH_MIN)
    )


def _is_common(normal: str) -> bool:
    """Whether it is a common password with digits, signs and next to no letters around it, also as in `P@ssw0rd`."""
    typed = normal.lower()[:LENGTH_MAX]
    for text in (typed, *(typed.translate(table) for table in LOOKALIKES)):
        for word in _common_within(text):
            covered = text.replace(word, "\0" * len(word))
            own = sum(letter.isalpha() and mark != "\0" for letter, mark in zip(typed, covered, strict=True))
            if own < OWN_LETTERS_MIN:
                return True
    return False


def _common_within(text: str) -> set[str]:
    common, length_max = _common_passwords(), _common_length_max()
    parts = (
        text[start:end]
        for start in range(len(text))
        for end in range(start + COMMON_LENGTH_MIN, min(start + length_max, len(text)) + 1)
    )
    return {part for part in parts if part in common}


def _is_personal(normal: str, about: About) -> bool:
    plain = _plain(normal)
    digits = _digits(plain)
    phone = _digits(about.phone)[-PHONE_DIGITS_MIN:]
    numbers = _birthday_forms(about.birthday)
    if len(phone) == PHONE_DIGITS_MIN:
        numbers.add(phone)
    return any(number in digits for number in numbers) or any(part in plain for part in _name_parts(about.name))


def _birthday_forms(birthday: date | None) -> set[str]:
    """As it may be typed, whatever stands between its digits."""
    if birthday is None:
        return set()
    year, month, day = birthday.year, birthday.month, birthday.day
    short = {f"{year}{month}{day}", f"{day}{month}{year}", f"{month}{day}{year}"}
    return short | {birthday.strftime(form) for form in BIRTHDAY_FORMS}


def _name_parts(name: str) -> set[str]:
    """Parts of three letters or more; where letters have no case (Chinese) of two, with and without the first one."""
    parts: set[str] = set()
    for part in re.findall(r"[^\W\d_]+", _plain(name)):
        if any(letter.upper() != letter for letter in part):
            parts |= {part} if len(part) >= NAME_LETTERS_MIN else set()
        else:
            parts |= {piece for piece in (part, part[1:]) if len(piece) >= CASELESS_LETTERS_MIN}
    return parts


def _plain(text: str) -> str:
    """In lower case and without accents."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in apart if not unicodedata.combining(character))


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())
