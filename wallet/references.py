"""References and numbers that people read aloud: no letter that looks like a digit (Crockford base 32)."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_GROUPS, REFERENCE_GROUP_LENGTH = 3, 4
WALLET_NUMBER_DIGITS = 10


def new_reference() -> str:
    """A reference such as `K7Q2-M9XF-3TZA`: 60 random bits, minted when a confirm card is shown."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_GROUP_LENGTH)) for _ in range(REFERENCE_GROUPS))
    return "-".join(groups)


def new_wallet_number() -> str:
    """Ten digits: a first digit from 1 to 9, eight random ones and a Luhn check digit (ISO/IEC 7812-1, annex B)."""
    body = str(secrets.randbelow(9) + 1) + f"{secrets.randbelow(10**8):08d}"
    return body + str(_luhn_digit(body))


def is_wallet_number(text: str) -> bool:
    """Whether these are ten digits with a right check digit: most typing errors are caught before any look-up."""
    plain = text.isascii() and text.isdigit() and len(text) == WALLET_NUMBER_DIGITS
    return plain and _luhn_digit(text[:-1]) == int(text[-1])


def _luhn_digit(body: str) -> int:
    total = 0
    for index, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10
