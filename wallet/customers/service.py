"""What customers can do about themselves: register, be recognised, change their language."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from wallet import trail
from wallet.customers import queries
from wallet.customers.models import customers
from wallet.customers.queries import ACTIVE, Customer, birthday_place, name_place, phone_place
from wallet.database import Database, UnitOfWork
from wallet.errors import AlreadyRegistered, NameInvalid, PhoneTaken
from wallet.references import new_wallet_number
from wallet.security.codes import Codes
from wallet.security.models import security_settings
from wallet.security.pins import Pins, check_pin_choice, store_pin
from wallet.security.vault import Vault
from wallet.trail import Actor

NAME_LENGTH_MAX = 40
INSERT_TRIES_MAX = 3
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Fillers and joiners that Unicode counts among letters, marks and symbols, though nothing of them is seen."""


@dataclass(frozen=True, slots=True)
class Registration:
    """All that a new wallet needs. `phone` in E.164 form and already proved; `pin` never leaves this object."""

    telegram_user_id: int
    username: str | None
    name: str
    phone: str
    language: str
    time_zone: str
    default_currency: str
    pin: str = field(repr=False)
    birthday: date | None = field(default=None, repr=False)
    password_hash: str | None = field(default=None, repr=False)


def clean_name(text: str) -> str:
    """A name as it may be kept: one line, no invisible or direction-changing characters. Raises `NameInvalid`.

    Unicode categories Cc, Cf, Cs, Co and Cn, fillers and variation selectors are refused rather than dropped: a name
    that shows otherwise than it is written is how impostors look like somebody else.
    """
    name, readable = one_line(text)
    has_letter = any(unicodedata.category(character).startswith("L") for character in name)
    if not name or len(name) > NAME_LENGTH_MAX or not readable or not has_letter:
        raise NameInvalid(length_max=NAME_LENGTH_MAX)
    return name


def one_line(text: str) -> tuple[str, bool]:
    """A text in one line, and whether it shows as it is written."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return line, not any(is_hidden(character) for character in line)


def is_hidden(character: str) -> bool:
    """Whether nothing of this character is seen, or it changes how others are seen."""
    return (
        character in INVISIBLE
        or unicodedata.category(character).startswith("C")
        or "VARIATION SELECTOR" in unicodedata.name(character, "")
    )


class Customers:
    """Registration and look-up; every method is one unit of work."""

    def __init__(self, database: Database, vault: Vault, pins: Pins, codes: Codes) -> None:
        self._database, self._vault, self._pins = database, vault, pins
        self.codes = codes

    async def register(self, registration: Registration) -> Customer:
        """Open the wallet. The same Telegram account registering twice gets the wallet it has.

        Raises `NameInvalid`, `PinInvalid`, `PinTooSimple`, `PhoneTaken`, `AlreadyRegistered` (with another phone).
        """
        name = clean_name(registration.name)
        check_pin_choice(registration.pin, registration.birthday)
        pin_hash = await self._pins.hash(registration.pin)
        return await self._database.write(lambda work: self._insert(work, registration, name, pin_hash))

    async def recognise(self, telegram_user_id: int, username: str | None) -> Customer | None:
        """Who is writing, with the @name they have now; None when not registered."""
        customer = await self._database.read(
            lambda connection: queries.by_telegram_user(connection, self._vault, telegram_user_id)
        )
        seen = username.lower() if username else None
        if customer is not None and (customer.username != seen or customer.bot_blocked):
            await self._database.write(lambda work: _note_seen(work, customer.id, seen))
        return customer

    async def get(self, customer_id: int) -> Customer:
        """Raises `CustomerNotFound`."""
        return await self._database.read(lambda connection: queries.by_id(connection, self._vault, customer_id))

    async def is_phone_free(self, phone: str) -> bool:
        """Whether no wallet has this number yet."""
        fingerprint = self._vault.fingerprint(phone, "phone")
        taken = select(customers.c.id).where(customers.c.phone_fingerprint == fingerprint)
        return await self._database.read(lambda connection: connection.execute(taken).first() is None)

    async def set_language(self, customer_id: int, language: str) -> None:
        """Change the language of everything the customer reads from now on."""
        change = update(customers).where(customers.c.id == customer_id).values(language=language)
        await self._database.write(lambda work: work.connection.execute(change) and None)

    async def note_blocked(self, telegram_user_id: int) -> None:
        """The customer blocked the bot: nothing is sent until they write again."""
        await self._database.write(
            lambda work: (
                work.connection.execute(
                    update(customers)
                    .where(customers.c.telegram_user_id == telegram_user_id, customers.c.bot_blocked_at.is_(None))
                    .values(bot_blocked_at=work.now)
                )
                and None
            )
        )

    def _insert(self, work: UnitOfWork, registration: Registration, name: str, pin_hash: str) -> Customer:
        connection = work.connection
        fingerprint = self._vault.fingerprint(registration.phone, "phone")
        for _ in range(INSERT_TRIES_MAX):
            if registered := self._registered(connection, registration, fingerprint):
                return registered
            customer_id = self._try_insert(work, registration, name, fingerprint)
            if customer_id is not None:
                _take_username(work, customer_id, registration.username)
                store_pin(work, customer_id, pin_hash, registration.password_hash)
                _open_session(work, customer_id)
                trail.note(work, customer_id, trail.REGISTERED, Actor(trail.CUSTOMER, registration.telegram_user_id))
                return queries.by_id(connection, self._vault, customer_id)
        raise RuntimeError("no free wallet number was found")

    def _registered(self, connection: Connection, registration: Registration, fingerprint: str) -> Customer | None:
        """The wallet that this Telegram account has. Raises `AlreadyRegistered` and `PhoneTaken`."""
        user_id, columns = registration.telegram_user_id, customers.c
        # One statement for both: a rival that commits between two would look like a stranger with the same phone.
        found = connection.execute(
            select(columns.telegram_user_id, columns.phone_fingerprint).where(
                or_(columns.telegram_user_id == user_id, columns.phone_fingerprint == fingerprint)
            )
        ).all()
        for row in found:
            if row.telegram_user_id == user_id:
                if row.phone_fingerprint != fingerprint:
                    raise AlreadyRegistered
                return queries.by_telegram_user(connection, self._vault, user_id)
        if found:
            raise PhoneTaken
        return None

    def _sealed_birthday(self, registration: Registration, number: str) -> str | None:
        if registration.birthday is None:
            return None
        return self._vault.seal(registration.birthday.isoformat(), birthday_place(number))

    def _try_insert(self, work: UnitOfWork, registration: Registration, name: str, fingerprint: str) -> int | None:
        """The new id, or None when a rival took the account, the phone or the wallet number since we looked."""
        number = new_wallet_number()
        try:
            with work.connection.begin_nested():
                customer_id: int = work.connection.execute(
                    insert(customers)
                    .values(
                        telegram_user_id=registration.telegram_user_id,
                        wallet_number=number,
                        username=registration.username.lower() if registration.username else None,
                        name_sealed=self._vault.seal(name, name_place(number)),
                        phone_sealed=self._vault.seal(registration.phone, phone_place(number)),
                        birthday_sealed=self._sealed_birthday(registration, number),
                        phone_fingerprint=fingerprint,
                        language=registration.language,
                        time_zone=registration.time_zone,
                        default_currency=registration.default_currency,
                        status=ACTIVE,
                        registered_at=work.now,
                    )
                    .returning(customers.c.id)
                ).scalar_one()
        except IntegrityError:
            return None
        return customer_id


def _open_session(work: UnitOfWork, customer_id: int) -> None:
    """Who has just chosen their PIN need not enter it to look around."""
    work.connection.execute(insert(security_settings).values(customer_id=customer_id, seen_at=work.now))


def _note_seen(work: UnitOfWork, customer_id: int, username: str | None) -> None:
    work.connection.execute(
        update(customers).where(customers.c.id == customer_id).values(username=username, bot_blocked_at=None)
    )
    _take_username(work, customer_id, username)


def _take_username(work: UnitOfWork, customer_id: int, username: str | None) -> None:
    """A @name belongs to one Telegram account at a time: whoever had it before has it no more."""
    if username is not None:
        work.connection.execute(
            update(customers)
            .where(customers.c.username == username.lower(), customers.c.id != customer_id)
            .values(username=None)
        )
