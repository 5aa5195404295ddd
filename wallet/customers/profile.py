"""The profile: what a customer tells about themselves, can change, and can have erased while the books stay."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Connection, case, delete, select, update

from wallet import ledger, outbox, trail
from wallet.budgets import service as budgets
from wallet.budgets.alert_models import budget_alerts, budget_watches, telling_settings
from wallet.categories import service as categories
from wallet.claim_links import returning as claim_links
from wallet.customers.models import customers
from wallet.customers.queries import (
    ACTIVE,
    CLOSED,
    Customer,
    address_place,
    birthday_place,
    email_place,
    name_place,
    phone_place,
)
from wallet.customers.service import clean_name, one_line
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    AddressInvalid,
    BirthdayInvalid,
    CustomerNotActive,
    CustomerNotFound,
    EmailInvalid,
    MoneyLeft,
    TimeZoneUnknown,
)
from wallet.exchange.models import rate_alerts
from wallet.goals import service as goals
from wallet.identity import records
from wallet.invoices import service as invoices
from wallet.limits.service import carry_over
from wallet.merchants import reviews
from wallet.money import currency
from wallet.payments import payees, quotes
from wallet.records import annotating
from wallet.recurring import service as recurring
from wallet.remittance.forgetting import forget_remittances
from wallet.requests import asking
from wallet.security.models import (
    credentials,
    factor_resets,
    guess_counters,
    proofs,
    recovery_codes,
    security_settings,
    totp_factors,
)
from wallet.security.proofs import require_all
from wallet.security.vault import Vault
from wallet.trail import Actor

ADDRESS_LENGTH_MIN, ADDRESS_LENGTH_MAX = 5, 200
EMAIL_LENGTH_MAX = 254
"""RFC 5321, section 4.5.3.1.3, less the angle brackets."""

AGE_YEARS_MAX = 120
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
BIRTHDAY = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D{0,2}(\d{1,2})\D?")
OF_THE_PERSON = (
    proofs,
    factor_resets,
    totp_factors,
    recovery_codes,
    guess_counters,
    security_settings,
    credentials,
    rate_alerts,
    telling_settings,
    budget_watches,
    budget_alerts,
)
"""Tables of which nothing stays when a person is erased."""

AT_MOST_ONE = case((customers.c.identity_level > 1, 1), else_=customers.c.identity_level)
ERASE_PURPOSE, PROFILE_PURPOSE = "erase", "profile"


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a customer told about themselves, opened. It is shown to the customer alone."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    address: str | None = field(repr=False)
    email: str | None = field(repr=False)
    birthday: date | None = field(repr=False)
    time_zone: str
    default_currency: str


def clean_address(text: str) -> str:
    """An address as it may be kept: readable, in one line. Raises `AddressInvalid`."""
    address, readable = one_line(text)
    if not ADDRESS_LENGTH_MIN <= len(address) <= ADDRESS_LENGTH_MAX or not readable:
        raise AddressInvalid(length_max=ADDRESS_LENGTH_MAX)
    return address


def clean_email(text: str) -> str:
    """An address of the usual form (HTML Living Standard, "valid e-mail address"). Raises `EmailInvalid`."""
    email = text.strip()
    if len(email) > EMAIL_LENGTH_MAX or not EMAIL.fullmatch(email):
        raise EmailInvalid
    return email


def parse_birthday(text: str, today: date) -> date:
    """A date with the year first: 1990-05-20, 1990/5/20, 19900520. Raises `BirthdayInvalid`."""
    matched = BIRTHDAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        birthday = date(*map(int, matched.groups())) if matched else None
    except ValueError:
        birthday = None
    if birthday is None or not today - timedelta(days=AGE_YEARS_MAX * 366) <= birthday <= today:
        raise BirthdayInvalid
    return birthday


def known_time_zone(text: str) -> str:
    """The IANA name of a time zone, whatever its case. Raises `TimeZoneUnknown`."""
    wanted = text.strip().replace(" ", "_").lower()
    for name in available_timezones():
        if name.lower() == wanted:
            return ZoneInfo(name).key
    raise TimeZoneUnknown


class Profiles:
    """Every change is one unit of work, with its event in the trail and a notice to the customer."""

    def __init__(
        self, database: Database, vault: Vault, on_erase: Callable[[UnitOfWork, int], None] | None = None
    ) -> None:
        """`on_erase` is run in the transaction that erases a customer, for what others keep about them."""
        self._database, self._vault, self._on_erase = database, vault, on_erase

    async def get(self, customer_id: int) -> Profile:
        """Raises `CustomerNotFound`."""
        return await self._database.read(lambda connection: self._get(connection, customer_id))

    async def set_name(self, customer: Customer, text: str) -> None:
        """Raises `NameInvalid`, `StepUpNeeded`. A name that a document proved has to be proved again: level 0."""
        sealed = self._vault.seal(clean_name(text), name_place(customer.wallet_number))
        await self._change(customer, "name", {"name_sealed": sealed, "identity_level": 0})

    async def set_address(self, customer: Customer, text: str | None) -> None:
        """None takes it away. Raises `AddressInvalid`, `StepUpNeeded`. Level 2 rests on it and falls to 1."""
        sealed = None
        if text is not None:
            sealed = self._vault.seal(clean_address(text), address_place(customer.wallet_number))
        await self._change(customer, "address", {"address_sealed": sealed, "identity_level": AT_MOST_ONE})

    async def set_email(self, customer: Customer, text: str | None) -> None:
        """None takes it away. Raises `EmailInvalid`, `StepUpNeeded`."""
        sealed = None
        if text is not None:
            sealed = self._vault.seal(clean_email(text), email_place(customer.wallet_number))
        await self._change(customer, "email", {"email_sealed": sealed})

    async def set_birthday(self, customer: Customer, birthday: date | None) -> None:
        """None takes it away. Raises `StepUpNeeded`."""
        sealed = None
        if birthday is not None:
            sealed = self._vault.seal(birthday.isoformat(), birthday_place(customer.wallet_number))
        await self._change(customer, "birthday", {"birthday_sealed": sealed})

    async def set_time_zone(self, customer: Customer, text: str) -> None:
        """Raises `TimeZoneUnknown`, `StepUpNeeded`: days and months of limits are counted in it."""
        zone = known_time_zone(text)
        await self._change(customer, "time_zone", {"time_zone": zone}, lambda work: carry_over(work, customer.id, zone))

    async def set_default_currency(self, customer: Customer, code: str) -> None:
        """The currency that is offered first. Raises `KeyError` for one that does not exist; asks for no proof."""
        change = update(customers).where(customers.c.id == customer.id).values(default_currency=currency(code).code)
        await self._database.write(lambda work: work.connection.execute(change) and None)

    async def erase(self, customer: Customer) -> None:
        """Close the wallet and erase the person; operations and entries stay. Raises `MoneyLeft`, `StepUpNeeded`."""
        await self._database.write(lambda work: self._erase(work, customer))

    async def _change(
        self,
        customer: Customer,
        what: str,
        values: dict[str, object],
        before: Callable[[UnitOfWork], None] | None = None,
    ) -> None:
        def work(unit: UnitOfWork) -> None:
            require_all(unit, customer.id, PROFILE_PURPOSE)
            if before is not None:
                before(unit)
            unit.connection.execute(update(customers).where(customers.c.id == customer.id).values(values))
            actor = Actor(trail.CUSTOMER, customer.telegram_user_id)
            trail.note(unit, customer.id, trail.PROFILE_CHANGED, actor, field=what)
            outbox.record_security(unit, customer.id, trail.PROFILE_CHANGED)

        await self._database.write(work)

    def _get(self, connection: Connection, customer_id: int) -> Profile:
        row = connection.execute(select(customers).where(customers.c.id == customer_id)).one_or_none()
        if row is None:
            raise CustomerNotFound
        number, birthday = row.wallet_number, row.birthday_sealed
        opened = self._vault.open
        return Profile(
            name=opened(row.name_sealed, name_place(number)),
            phone=opened(row.phone_sealed, phone_place(number)),
            address=None if row.address_sealed is None else opened(row.address_sealed, address_place(number)),
            email=None if row.email_sealed is None else opened(row.email_sealed, email_place(number)),
            birthday=None if birthday is None else date.fromisoformat(opened(birthday, birthday_place(number))),
            time_zone=row.time_zone,
            default_currency=row.default_currency,
        )

    def _erase(self, work: UnitOfWork, customer: Customer) -> None:
        connection = work.connection
        # The lock lets payments on their way refer to the customer: see `wallet.security.freezing`.
        mine = select(customers.c.status).where(customers.c.id == customer.id).with_for_update(key_share=True)
        status = connection.execute(mine).scalar_one()
        if status != ACTIVE:
            raise CustomerNotActive(status=status)
        require_all(work, customer.id, ERASE_PURPOSE)
        ledger.freeze(work, customer.id)
        if any(balance.total.minor for balance in ledger.balances(connection, customer.id)):
            raise MoneyLeft
        connection.execute(update(customers).where(customers.c.id == customer.id).values(self._erased(customer, work)))
        goals.forget_person(work, customer.id)
        recurring.forget_person(work, customer.id)
        categories.forget_person(work, customer.id)
        budgets.forget_person(work, customer.id)
        for table in OF_THE_PERSON:
            connection.execute(delete(table).where(table.c.customer_id == customer.id))
        records.withdraw(work, customer.id)
        forget_remittances(work, customer.id)
        reviews.withdraw(work, customer.id)
        invoices.forget(work, customer.id)
        claim_links.forget_person(work, customer.id)
        payees.forget_person(work, customer.id)
        asking.forget_person(work, customer.id)
        quotes.forget_person(work, customer.id)
        annotating.forget_person(work, customer.id)
        if self._on_erase is not None:
            self._on_erase(work, customer.id)
        trail.note(work, customer.id, trail.ERASED, Actor(trail.CUSTOMER, customer.telegram_user_id))

    def _erased(self, customer: Customer, work: UnitOfWork) -> dict[str, object]:
        """What stands in the row afterwards. The negative id frees the Telegram account for another wallet."""
        number = customer.wallet_number
        return {
            "telegram_user_id": -customer.id,
            "username": None,
            "name_sealed": self._vault.seal("", name_place(number)),
            "phone_sealed": self._vault.seal("", phone_place(number)),
            "phone_fingerprint": self._vault.fingerprint(number, "erased"),
            "address_sealed": None,
            "email_sealed": None,
            "birthday_sealed": None,
            "phrase_sealed": None,
            "identity_level": 0,
            "status": CLOSED,
            "erased_at": work.now,
        }
