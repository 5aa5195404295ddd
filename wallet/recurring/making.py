"""Making what recurs: what the confirm screen shows, and the row that is kept when the customer agrees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.sql.elements import ColumnElement

from wallet.customers import queries
from wallet.customers.models import customers
from wallet.customers.queries import Customer
from wallet.database import UnitOfWork
from wallet.days import local_day
from wallet.errors import AmountNotPositive, DayInvalid, LimitReached, RecurringNameInvalid, RecurringTooMany
from wallet.fees.table import FeeTable
from wallet.limits.service import Limits
from wallet.money import Money
from wallet.payments.notes import clean_note
from wallet.payments.payees import cool_off_seconds, former_payee_id
from wallet.payments.rules import check_active, payable
from wallet.payments.transfers import FIRST_PAYMENT, NAME_MOVED
from wallet.recurring import running
from wallet.recurring.due import ACTIVE, BILL, ENDED, TRANSFER, Rhythm
from wallet.recurring.models import NAME_LENGTH_MAX, recurring
from wallet.security import proofs
from wallet.security.service import is_due, was_paid
from wallet.security.vault import Vault

RECURRING_MAX = 30
AHEAD_MAX = timedelta(days=3660)
REMIND_DAYS = (0, 1, 3, 7)

_columns = recurring.c


@dataclass(frozen=True, slots=True)
class NewRecurring:
    """What a customer wants. `by_name`: they typed the payee's @name. The name of a transfer is its payee's, masked."""

    reference: str
    what: str
    amount: Money
    rhythm: Rhythm
    name: str = ""
    payee_id: int | None = None
    by_name: bool = False
    note: str = ""
    remind_days: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What the confirm screen shows: `fee` each time, what to look at twice, whether a code is asked for first.

    `former` is whom the @name meant before, masked.
    """

    payee: Customer | None
    fee: Money
    warnings: tuple[str, ...] = ()
    former: str = ""
    second_due: bool = False


def clean_name(text: str) -> str:
    """Raises `RecurringNameInvalid` when nothing is left, or too much."""
    if len(text) > NAME_LENGTH_MAX * 4:
        raise RecurringNameInvalid(length_max=NAME_LENGTH_MAX)
    name = " ".join(clean_note(text).split())
    if not 0 < len(name) <= NAME_LENGTH_MAX:
        raise RecurringNameInvalid(length_max=NAME_LENGTH_MAX)
    return name


def check_days(rhythm: Rhythm, today: date) -> None:
    """From today on, and the last day not before the first. Raises `DayInvalid`."""
    last = rhythm.until or rhythm.first
    if not today <= rhythm.first <= last <= today + AHEAD_MAX:
        raise DayInvalid


class Maker:
    """Looks at what somebody wants, and keeps it."""

    def __init__(self, vault: Vault, limits: Limits, fees: FeeTable) -> None:
        self._vault, self._limits, self._fees = vault, limits, fees

    def preview(self, connection: Connection, now: datetime, customer_id: int, new: NewRecurring) -> Preview:
        """Raises `AmountNotPositive`, `DayInvalid`, `SameAccount`, `PayeeNotActive`, `NoteTooLong`, `LimitReached`."""
        owner = queries.by_id(connection, self._vault, customer_id)
        check_days(new.rhythm, local_day(now, owner.zone))
        if new.amount.minor <= 0:
            raise AmountNotPositive(currency=new.amount.currency.code)
        free = Money(0, new.amount.currency)
        if new.payee_id is None:
            return Preview(None, free)
        payee = payable(queries.by_id(connection, self._vault, new.payee_id), customer_id)
        if new.what == BILL:
            return Preview(payee, free)
        fee = self._fees.fee(TRANSFER, new.amount, owner.identity_level)
        self._check_operation(connection, now, customer_id, new.amount + fee)
        former_id = former_payee_id(connection, customer_id, payee.id) if new.by_name else None
        former = "" if former_id is None else queries.by_id(connection, self._vault, former_id).masked_name
        warnings = () if former_id is None else (NAME_MOVED,)
        if not was_paid(connection, customer_id, payee.id):
            warnings = (*warnings, FIRST_PAYMENT)
        return Preview(payee, fee, warnings, former, is_due(connection, customer_id, payee.id, new.amount))

    def make(self, work: UnitOfWork, customer_id: int, new: NewRecurring, *, agreed: bool) -> int:
        """Keep it, once for a reference; returns its id. `agreed` is False for a bill, and under duress.

        Raises as `preview`, and `CustomerNotActive`, `StepUpNeeded`, `RecurringTooMany`.
        """
        lock = select(customers.c.id).where(customers.c.id == customer_id).with_for_update(key_share=True)
        work.connection.execute(lock).all()
        mine = _columns.customer_id == customer_id
        known = select(_columns.id).where(mine, _columns.reference == new.reference)
        made = work.connection.execute(known).scalar()
        if made is not None:
            return int(made)
        preview = self.preview(work.connection, work.now, customer_id, new)
        if agreed:
            check_active(work.connection, customer_id)
            if preview.second_due:
                proofs.consume_second(work, customer_id, new.reference)
        _check_count(work, mine)
        values = _values(customer_id, new, preview)
        values |= {"created_at": work.now, "consent_at": work.now if agreed else None}
        row = work.connection.execute(insert(recurring).values(values).returning(*_columns)).one()
        wait = cool_off_seconds(work.connection, customer_id) if preview.warnings else 0
        running.schedule(work, row, new.rhythm.first, wait_seconds=wait)
        return int(row.id)

    def _check_operation(self, connection: Connection, now: datetime, customer_id: int, leaves: Money) -> None:
        """What is used of a day or a month says nothing of later ones; what no payment may ever be is refused now."""
        value = self._limits.value(leaves)
        try:
            self._limits.look(connection, now, customer_id, value, leaves.currency)
        except LimitReached as error:
            if error.fields["limit"] == "operation":
                raise


def _check_count(work: UnitOfWork, mine: ColumnElement[bool]) -> None:
    count = select(func.count()).select_from(recurring).where(mine, _columns.status != ENDED)
    if work.connection.execute(count).scalar_one() >= RECURRING_MAX:
        raise RecurringTooMany(count_max=RECURRING_MAX)


def _values(customer_id: int, new: NewRecurring, preview: Preview) -> dict[str, object]:
    payee, rhythm = preview.payee, new.rhythm
    return {
        "customer_id": customer_id,
        "reference": new.reference,
        "what": new.what,
        "name": payee.masked_name[:NAME_LENGTH_MAX] if new.what == TRANSFER and payee else clean_name(new.name),
        "payee_id": new.payee_id,
        "payee_username": payee.username if payee is not None and new.by_name else None,
        "currency": new.amount.currency.code,
        "amount_minor": new.amount.minor,
        "fee_minor": preview.fee.minor,
        "unit": rhythm.unit.value,
        "every": rhythm.every,
        "first_day": rhythm.first.isoformat(),
        "until_day": None if rhythm.until is None else rhythm.until.isoformat(),
        "note": clean_note(new.note),
        "remind_days": new.remind_days if new.remind_days in REMIND_DAYS else 0,
        "status": ACTIVE,
        "skips": 0,
    }
