"""Finding customers: by Telegram account, by id, and by what a payer may type."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import phonenumbers
from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.engine import Row

from wallet.customers.models import customers
from wallet.errors import CustomerNotFound, PayeeNotFound, PayeeNotUnderstood, PhoneInvalid
from wallet.references import is_wallet_number
from wallet.security.vault import Vault

ACTIVE, FROZEN, CLOSED = "active", "frozen", "closed"
USERNAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{1,31})")
PHONE_TEXT_MAX = 40


@dataclass(frozen=True, slots=True)
class Customer:
    """A registered customer, with their name opened."""

    id: int
    telegram_user_id: int
    wallet_number: str
    username: str | None
    name: str
    language: str
    time_zone: str
    default_currency: str
    status: str
    registered_at: datetime
    bot_blocked: bool
    identity_level: int = 0
    frozen_cause: str | None = None
    phrase: str | None = field(default=None, repr=False)

    @property
    def zone(self) -> ZoneInfo:
        """The customer's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def masked_name(self) -> str:
        """As strangers may see it: the last character of a Chinese name, the first letters of others."""
        return mask_name(self.name)

    @property
    def masked_number(self) -> str:
        """The wallet number with its middle hidden."""
        return mask_number(self.wallet_number)


def mask_name(name: str) -> str:
    """A Chinese name keeps its last character, `Ann Lee` becomes `A** L**`: enough to recognise, too little to find."""
    if any("\u3400" <= character <= "\u9fff" for character in name):
        return "*" * (len(name) - 1 or 1) + (name[-1] if len(name) > 1 else "")
    return " ".join(part[0] + "**" for part in name.split())


def mask_number(number: str) -> str:
    """`1234567890` becomes `123****890`."""
    return f"{number[:3]}****{number[-3:]}"


def mask_phone(phone: str) -> str:
    """`+8613800138000` becomes `+861****8000`."""
    return f"{phone[:4]}****{phone[-4:]}"


def normal_phone(text: str) -> str:
    """E.164 of a number in international form (a missing + is forgiven). Raises `PhoneInvalid`."""
    digits = text.strip()
    if len(digits) > PHONE_TEXT_MAX:
        raise PhoneInvalid
    try:
        number = phonenumbers.parse(digits if digits.startswith("+") else f"+{digits}", None)
    except phonenumbers.NumberParseException as error:
        raise PhoneInvalid from error
    if not phonenumbers.is_possible_number(number):
        raise PhoneInvalid
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def zone_of(connection: Connection, customer_id: int) -> ZoneInfo:
    """Where a customer's clock hangs, without opening anything else of them."""
    return ZoneInfo(connection.execute(select(customers.c.time_zone).where(customers.c.id == customer_id)).scalar_one())


def by_telegram_user(connection: Connection, vault: Vault, telegram_user_id: int) -> Customer | None:
    """The customer behind a Telegram account, if it is registered."""
    return _one(connection, vault, customers.c.telegram_user_id == telegram_user_id)


def by_id(connection: Connection, vault: Vault, customer_id: int) -> Customer:
    """Raises `CustomerNotFound`."""
    found = _one(connection, vault, customers.c.id == customer_id)
    if found is None:
        raise CustomerNotFound
    return found


def find_payee(connection: Connection, vault: Vault, text: str) -> Customer:
    """Who is meant by a @name, a wallet number or a phone number.

    Raises `PayeeNotUnderstood` when it is none of these and `PayeeNotFound` when nobody here has it.
    """
    for condition in _meant(vault, text.strip()):
        if found := _one(connection, vault, condition):
            return found
    raise PayeeNotFound


def _meant(vault: Vault, text: str) -> list[ColumnElement[bool]]:
    """In the order to try: a phone number that was typed without its + may look like a wallet number."""
    if match := USERNAME.fullmatch(text):
        return [customers.c.username == match[1].lower()]
    number = text.replace(" ", "")
    meant = [customers.c.wallet_number == number] if is_wallet_number(number) else []
    try:
        phone = normal_phone(text)
    except PhoneInvalid as error:
        if not meant:
            raise PayeeNotUnderstood from error
        return meant
    return [*meant, customers.c.phone_fingerprint == vault.fingerprint(phone, "phone")]


def _one(connection: Connection, vault: Vault, condition: ColumnElement[bool]) -> Customer | None:
    row = connection.execute(select(customers).where(condition).order_by(customers.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _opened(row, vault)


def _opened(row: Row[*tuple[object, ...]], vault: Vault) -> Customer:
    fields = row._mapping
    return Customer(
        id=fields["id"],
        telegram_user_id=fields["telegram_user_id"],
        wallet_number=fields["wallet_number"],
        username=fields["username"],
        name=vault.open(fields["name_sealed"], name_place(fields["wallet_number"])),
        language=fields["language"],
        time_zone=fields["time_zone"],
        default_currency=fields["default_currency"],
        status=fields["status"],
        registered_at=fields["registered_at"],
        bot_blocked=fields["bot_blocked_at"] is not None,
        identity_level=fields["identity_level"],
        frozen_cause=fields["frozen_cause"],
        phrase=_opened_if_any(vault, fields["phrase_sealed"], phrase_place(fields["wallet_number"])),
    )


def _opened_if_any(vault: Vault, sealed: str | None, place: str) -> str | None:
    return None if sealed is None else vault.open(sealed, place)


def name_place(wallet_number: str) -> str:
    """Where a sealed name belongs."""
    return f"customers/name/{wallet_number}"


def phone_place(wallet_number: str) -> str:
    """Where a sealed phone number belongs."""
    return f"customers/phone/{wallet_number}"


def address_place(wallet_number: str) -> str:
    """Where a sealed address belongs."""
    return f"customers/address/{wallet_number}"


def email_place(wallet_number: str) -> str:
    """Where a sealed e-mail address belongs."""
    return f"customers/email/{wallet_number}"


def birthday_place(wallet_number: str) -> str:
    """Where a sealed birthday (ISO 8601) belongs."""
    return f"customers/birthday/{wallet_number}"


def phrase_place(wallet_number: str) -> str:
    """Where the sealed phrase belongs by which a customer knows our notices."""
    return f"customers/phrase/{wallet_number}"
