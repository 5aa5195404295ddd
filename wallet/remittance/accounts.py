"""Accounts abroad, read strictly from what people type: IBANs, national accounts, local numbers, wallets of partners.

Each reader returns the one form in which an account is kept, so that the same account typed twice is the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

import phonenumbers

from wallet.customers.queries import mask_phone
from wallet.customers.service import one_line
from wallet.errors import (
    BankAccountInvalid,
    BicInvalid,
    IbanInvalid,
    LocalNumberInvalid,
    RecipientNameInvalid,
    RecipientWalletInvalid,
)
from wallet.remittance.corridors import ACCOUNT, IBAN, PHONE, Corridor, Method

TEXT_LENGTH_MAX = 80
NAME_LENGTH_MAX = 70
"""SEPA credit transfer rulebook: the name of a payee has at most 70 characters."""

BIC_FORM = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
NAME_MARKS = frozenset(" .,'-")
WALLET_NAME = re.compile(r"@[a-z][a-z0-9_.]{2,31}")

NATIONAL: Mapping[str, tuple[re.Pattern[str], ...]] = MappingProxyType(
    {
        country: tuple(re.compile(f"[0-9]{{{digits}}}") for digits in parts)
        for country, parts in {
            "GB": ("6", "8"),
            "US": ("9", "4,17"),
            "HK": ("3", "6,12"),
            "SG": ("4", "7,14"),
            "JP": ("4", "3", "7"),
            "KR": ("3", "10,14"),
        }.items()
    }
)
"""The digits of an account's parts: sort code and account (GB); routing number and account (US); bank code and account
(HK, SG, KR); bank code, branch and account (JP)."""


def read_account(corridor: Corridor, method: Method, text: str) -> str:
    """The account that was typed.

    Raises `IbanInvalid`, `BicInvalid`, `BankAccountInvalid`, `LocalNumberInvalid`, `RecipientWalletInvalid`.
    """
    typed = unicodedata.normalize("NFKC", text[: TEXT_LENGTH_MAX + 1]).strip()
    too_long = len(typed) > TEXT_LENGTH_MAX
    if method.kind == IBAN:
        return read_iban(corridor, "" if too_long else typed)
    if method.kind == ACCOUNT:
        return read_national(corridor.country, "" if too_long else typed)
    if method.kind == PHONE:
        return read_local_number(corridor.country, "" if too_long else typed)
    return read_wallet("" if too_long else typed)


def read_iban(corridor: Corridor, typed: str) -> str:
    """An IBAN (ISO 13616) of the corridor's country, and its bank's BIC (ISO 9362) where SEPA does not find it.

    The BIC may follow the IBAN; without one the bank is looked up. Raises `IbanInvalid`, `BicInvalid`.
    """
    # Imported here: its tables of banks are only read by who sends to a bank.
    from schwifty import IBAN as Iban  # noqa: N811 - a class with an acronym for a name
    from schwifty import exceptions

    number, bic = _split(typed.upper().replace("-", " "))
    try:
        iban = Iban(number)
    except exceptions.InvalidLength as error:
        raise IbanInvalid(fault="length") from error
    except exceptions.InvalidChecksumDigits as error:
        raise IbanInvalid(fault="checksum") from error
    except exceptions.SchwiftyException as error:
        raise IbanInvalid(fault="structure") from error
    if iban.country_code != corridor.country:
        raise IbanInvalid(fault="country")
    if bic:
        return f"{iban.compact} {_read_bic(bic, corridor.country)}"
    if corridor.euro:
        return str(iban.compact)
    if iban.bic is None:
        raise BicInvalid(fault="missing")
    return f"{iban.compact} {iban.bic.compact}"


def _split(typed: str) -> tuple[str, str]:
    """The IBAN without its blanks, and the last word if it stands apart as a BIC does.

    Groups of an IBAN have four characters at most where people write them in groups, a BIC has eight or eleven.
    """
    words = [word for word in typed.split() if word not in {"IBAN", "BIC"}]
    if len(words) > 1 and BIC_FORM.fullmatch(words[-1]):
        return "".join(words[:-1]), words[-1]
    return "".join(words), ""


def _read_bic(typed: str, country: str) -> str:
    from schwifty import BIC as Bic  # noqa: N811 - a class with an acronym for a name
    from schwifty import exceptions

    try:
        bic = Bic(typed)
    except exceptions.SchwiftyException as error:
        raise BicInvalid(fault="structure") from error
    if bic.country_code != country:
        raise BicInvalid(fault="country")
    return str(bic.compact)


def read_national(country: str, typed: str) -> str:
    """The parts of an account as its country writes them, each with its digits. Raises `BankAccountInvalid`."""
    parts = [part.replace("-", "") for part in re.split(r"[\s,;/]+", typed)]
    forms = NATIONAL[country]
    if len(parts) != len(forms) or not all(form.fullmatch(part) for form, part in zip(forms, parts, strict=True)):
        raise BankAccountInvalid(fault="structure")
    if country == "US" and not is_routing_number(parts[0]):
        raise BankAccountInvalid(fault="checksum")
    return " ".join(parts)


def is_routing_number(digits: str) -> bool:
    """Whether nine digits have the check digit of the American Bankers Association: weights 3, 7, 1."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, (3, 7, 1) * 3, strict=True))
    return total % 10 == 0 and int(digits) > 0


def read_local_number(country: str, typed: str) -> str:
    """E.164 of a number of this country, with or without its country code. Raises `LocalNumberInvalid`."""
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException as error:
        raise LocalNumberInvalid from error
    if not phonenumbers.is_valid_number_for_region(number, country):
        raise LocalNumberInvalid
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_wallet(typed: str) -> str:
    """A @name or an international phone number, by which a partner knows somebody. Raises `RecipientWalletInvalid`."""
    if WALLET_NAME.fullmatch(typed.lower()):
        return typed.lower()
    try:
        number = phonenumbers.parse(typed, None)
    except phonenumbers.NumberParseException as error:
        raise RecipientWalletInvalid from error
    if not phonenumbers.is_valid_number(number):
        raise RecipientWalletInvalid
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_name(text: str) -> str:
    """A name as banks abroad take it: Latin letters with their accents, one line. Raises `RecipientNameInvalid`."""
    name, readable = one_line(text[: 2 * NAME_LENGTH_MAX])
    letters = [character for character in name if character not in NAME_MARKS]
    latin = all(unicodedata.name(letter, "").startswith("LATIN ") and letter.isalpha() for letter in letters)
    if not readable or len(letters) < 2 or not latin or len(name) > NAME_LENGTH_MAX:
        raise RecipientNameInvalid(length_max=NAME_LENGTH_MAX)
    return name


def mask_account(account: str) -> str:
    """As much as is needed to recognise an account: the last four characters, or the edges of a number or name."""
    if not account:
        return ""
    if account.startswith("+"):
        return mask_phone(account)
    if account.startswith("@"):
        return f"{account[:3]}****"
    number = next((part for part in account.split() if part[:2].isalpha()), account.split()[-1])
    return f"****{number[-4:]}"
