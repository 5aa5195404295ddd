"""The job of what recurs: each due day is reminded of, paid or told about once, however often and wherever it runs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import and_, exists, insert, select, update
from sqlalchemy.engine import Row

from wallet import ledger, outbox
from wallet.budgets.quiet import Telling, settings_of
from wallet.customers.models import customers
from wallet.customers.queries import ACTIVE as WALLET_ACTIVE
from wallet.customers.queries import CLOSED, FROZEN, zone_of
from wallet.database import UnitOfWork, insert_with_conflict
from wallet.days import local_day
from wallet.errors import (
    CustomerNotActive,
    InsufficientFunds,
    PayeeNameMoved,
    PayeeNotActive,
    RecurringFeeHigher,
    RecurringNotAgreed,
    Unavailable,
    WalletError,
)
from wallet.fees.table import FeeTable
from wallet.ledger import AccountKind, NewOperation, NewTransfer, Posted
from wallet.limits.service import Limits
from wallet.money import Money, currency
from wallet.payments.payees import note_paid
from wallet.payments.rules import TRANSFER as KIND
from wallet.payments.rules import told_to_payee
from wallet.recurring.due import ACTIVE, BILL, ENDED, OPEN, PAUSED, moment_of, rhythm_of
from wallet.recurring.models import recurring, recurring_runs
from wallet.security.freezing import DURESS

LATE_DAYS_MAX = 3
"""A transfer that could not run on its day, because the program was down, is paid so many days later at most."""
SKIPS_MAX = 3
MISSED_AT_ONCE_MAX = 400
AGAIN_AFTER = timedelta(hours=1)

REMIND, RUN, LATE = "remind", "run", "late"
PAID, SKIPPED, MISSED, MARKED = "paid", "skipped", "missed", "marked"
REMINDED, DUE, OVERDUE, GIVEN_UP = "reminded", "due", "overdue", "given-up"
"""What a notice tells, beside what became of a due day."""

_columns, _runs = recurring.c, recurring_runs.c

log = structlog.get_logger(__name__)

Found = Row[*tuple[Any, ...]]


class Runner:
    """Does what is due, one row at a time."""

    def __init__(self, limits: Limits, fees: FeeTable) -> None:
        self._limits, self.fees = limits, fees

    def run_due(self, work: UnitOfWork) -> int:
        """The job: take the next step of one row, the oldest; 0 when there is nothing to do.

        A row with which something is wrong is put off and holds nobody up. Safe to run twice, even at once: the row is
        locked, a rival passes it by, and a due day has one row of runs.
        """
        due = (
            select(recurring)
            .where(_columns.status == ACTIVE, _columns.next_at <= work.now)
            .order_by(_columns.next_at, _columns.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = work.connection.execute(due).one_or_none()
        if row is None:
            return 0
        try:
            with work.connection.begin_nested():
                self._take(work, row)
        except Unavailable:
            raise
        except (WalletError, LookupError, ValueError, ArithmeticError) as error:
            log.error("recurring_put_off", error=type(error).__name__)
            _put(work, row, next_at=work.now + AGAIN_AFTER)
        return 1

    def _take(self, work: UnitOfWork, row: Found) -> None:
        zone, telling = clock_of(work, row.customer_id)
        day = date.fromisoformat(row.next_due)
        planned = moment_of(_day_of_step(day, row.next_step, row.remind_days), zone, telling)
        moment = max(planned, telling.speaks_at(work.now, zone))
        if moment > work.now:
            # The customer has moved, or wants to hear nothing now: a step is never taken while it is quiet.
            _put(work, row, next_at=moment)
            return
        self._step(work, row, day, local_day(work.now, zone))

    def _step(self, work: UnitOfWork, row: Found, day: date, today: date) -> None:
        if row.next_step == REMIND:
            if today < day:
                _tell(work, row, REMINDED, day)
            schedule(work, row, day, reminded=True)
        elif row.next_step == LATE:
            if _is_open(work, row, day):
                _tell(work, row, OVERDUE, day)
            advance(work, row)
        elif (today - day).days > LATE_DAYS_MAX:
            _miss(work, row, day, today)
        elif row.what == BILL:
            self._ask(work, row, day, today)
        else:
            self._pay_or_skip(work, row, day)

    def _ask(self, work: UnitOfWork, row: Found, day: date, today: date) -> None:
        """A bill is told of on its day, and once more when it is overdue."""
        late = today > day
        if note_run(work, row, OPEN):
            _tell(work, row, OVERDUE if late else DUE, day)
        if late:
            advance(work, row)
        else:
            zone, telling = clock_of(work, row.customer_id)
            _put(work, row, next_step=LATE, next_at=moment_of(day + timedelta(days=1), zone, telling))

    def _pay_or_skip(self, work: UnitOfWork, row: Found, day: date) -> None:
        if _frozen_unseen(work, row.customer_id):
            _put(work, row, next_at=work.now + AGAIN_AFTER)
            return
        try:
            with work.connection.begin_nested():
                self._pay(work, row, day)
        except Unavailable:
            raise
        except WalletError as error:
            self._skip(work, row, day, error)
            return
        _put(work, row, skips=0)
        advance(work, row)

    def _pay(self, work: UnitOfWork, row: Found, day: date) -> None:
        """Nothing is paid twice: the day's row of runs, and the reference made of id and day, are each unique."""
        if not note_run(work, row, PAID):
            return
        amount, most = Money(row.amount_minor, currency(row.currency)), Money(row.fee_minor, currency(row.currency))
        fee = self.fees.fee(KIND, amount, _check_people(work, row))
        if fee > most:
            raise RecurringFeeHigher
        posted = _post(work, row, day, amount, fee)
        self._limits.count(work, row.customer_id, self._limits.value(amount + fee), amount.currency)
        note_paid(work, row.customer_id, row.payee_id, by_name=row.payee_username is not None)
        mine = (_runs.recurring_id == row.id, _runs.due_on == day.isoformat())
        paid = update(recurring_runs).where(*mine)
        work.connection.execute(paid.values(operation_id=posted.operation_id, reference=posted.reference))
        outbox.record_all(work, told_to_payee(row.payee_id, posted))
        _tell(work, row, PAID, day)

    def _skip(self, work: UnitOfWork, row: Found, day: date, error: WalletError) -> None:
        """Left out, with the reason; after three in a row the customer decides how it goes on."""
        short = None
        if isinstance(error, InsufficientFunds):
            short = int(error.fields["needed_minor"] or 0) - int(error.fields["available_minor"] or 0)
        log.info("recurring_skipped", recurring_id=row.id, code=error.code)
        if not note_run(work, row, SKIPPED, reason=error.code, short_minor=short):
            advance(work, row)
            return
        advance(work, row)
        if row.skips + 1 < SKIPS_MAX:
            _put(work, row, skips=row.skips + 1)
            _tell(work, row, SKIPPED, day)
            return
        still = update(recurring).where(_columns.id == row.id, _columns.status == ACTIVE)
        work.connection.execute(still.values(skips=0, status=PAUSED, next_at=None))
        _tell(work, row, GIVEN_UP, day)


def note_run(work: UnitOfWork, row: Found, state: str, **fields: str | int | None) -> bool:
    """Say what became of the row's due day; False when that was said before."""
    values = {
        "recurring_id": row.id,
        "due_on": row.next_due,
        "customer_id": row.customer_id,
        "state": state,
        "at": work.now,
        **fields,
    }
    noted = insert_with_conflict(work, recurring_runs).values(values).on_conflict_do_nothing()
    return bool(work.connection.execute(noted).rowcount)


def advance(work: UnitOfWork, row: Found) -> None:
    """On to the due day after the row's; after the last one it has ended."""
    following = rhythm_of(row).after(date.fromisoformat(row.next_due))
    if following is None:
        _put(work, row, status=ENDED, next_due=None, next_step=None, next_at=None)
    else:
        schedule(work, row, following)


def schedule(work: UnitOfWork, row: Found, day: date, *, reminded: bool = False, wait_seconds: int = 0) -> None:
    """What is done next about a due day: a reminder, when there is still time for it, or the day's own work."""
    zone, telling = clock_of(work, row.customer_id)
    step, moment = RUN, moment_of(day, zone, telling)
    if row.remind_days and not reminded:
        before = moment_of(day - timedelta(days=row.remind_days), zone, telling)
        if before > work.now:
            step, moment = REMIND, before
    not_before = work.now + timedelta(seconds=wait_seconds) if wait_seconds else row.not_before
    moment = moment if not_before is None else max(moment, not_before)
    _put(work, row, next_due=day.isoformat(), next_step=step, next_at=moment, not_before=not_before)


def clock_of(work: UnitOfWork, customer_id: int) -> tuple[ZoneInfo, Telling]:
    """Where a customer is, and when they may be told something."""
    return zone_of(work.connection, customer_id), settings_of(work.connection, customer_id)


def _put(work: UnitOfWork, row: Found, **values: str | int | datetime | None) -> None:
    work.connection.execute(update(recurring).where(_columns.id == row.id).values(**values))


def _day_of_step(day: date, step: str, remind_days: int) -> date:
    return day + timedelta(days={REMIND: -remind_days, LATE: 1}.get(step, 0))


def _is_open(work: UnitOfWork, row: Found, day: date) -> bool:
    mine = and_(_runs.recurring_id == row.id, _runs.due_on == day.isoformat(), _runs.state == OPEN)
    return bool(work.connection.execute(select(exists().where(mine))).scalar())


def _frozen_unseen(work: UnitOfWork, customer_id: int) -> bool:
    """A freeze under duress is told to nobody: what is due waits until it is let go, or is missed."""
    row = work.connection.execute(select(customers).where(customers.c.id == customer_id)).one()
    return (row.status, row.frozen_cause) == (FROZEN, DURESS)


def _check_people(work: UnitOfWork, row: Found) -> int:
    """Both as they are now, locked as by who sends held money; returns the payer's level."""
    columns = customers.c
    both = select(columns.id, columns.status, columns.username, columns.identity_level)
    both = both.where(columns.id.in_([row.customer_id, row.payee_id])).order_by(columns.id).with_for_update(read=True)
    found = {person.id: person for person in work.connection.execute(both).all()}
    payer, payee = found[row.customer_id], found[row.payee_id]
    if row.consent_at is None:
        raise RecurringNotAgreed
    if payer.status != WALLET_ACTIVE:
        raise CustomerNotActive(status=payer.status)
    if payee.status == CLOSED:
        raise PayeeNotActive
    if row.payee_username is not None and payee.username != row.payee_username:
        raise PayeeNameMoved
    return int(payer.identity_level)


def _post(work: UnitOfWork, row: Found, day: date, amount: Money, fee: Money) -> Posted:
    code = amount.currency.code
    payer, payee = (ledger.customer_account(work, who, code) for who in (row.customer_id, row.payee_id))
    items = [NewTransfer(payer, payee, amount.minor, code)]
    if fee:
        fees = ledger.system_account(work, AccountKind.FEES, code, row.customer_id)
        items.append(NewTransfer(payer, fees, fee.minor, code, "fee"))
    reference = f"recurring-{row.id}-{day:%Y%m%d}"
    return ledger.post(work, NewOperation(KIND, reference, tuple(items), row.customer_id, row.note))


def _miss(work: UnitOfWork, row: Found, day: date, today: date) -> None:
    """Days too long ago: a transfer is not made up for, a bill stays open; one notice tells of all of them."""
    rhythm = rhythm_of(row)
    days: list[date] = []
    following: date | None = day
    while following is not None and (today - following).days > LATE_DAYS_MAX and len(days) < MISSED_AT_ONCE_MAX:
        days.append(following)
        following = rhythm.after(following)
    state = OPEN if row.what == BILL else MISSED
    who = {"recurring_id": row.id, "customer_id": row.customer_id, "state": state, "at": work.now}
    dealt_with = select(_runs.due_on).where(_runs.recurring_id == row.id, _runs.due_on >= day.isoformat())
    known = set(work.connection.execute(dealt_with).scalars())
    new = [who | {"due_on": each.isoformat()} for each in days if each.isoformat() not in known]
    if new:
        work.connection.execute(insert(recurring_runs), new)
        _tell(work, row, OVERDUE if row.what == BILL else MISSED, days[-1], count=len(new))
    if following is None:
        _put(work, row, status=ENDED, next_due=None, next_step=None, next_at=None)
    else:
        schedule(work, row, following)


def _tell(work: UnitOfWork, row: Found, told: str, day: date, *, count: int = 1) -> None:
    fields: dict[str, str | int | None] = {
        "customer_id": row.customer_id,
        "recurring_id": row.id,
        "due_on": day.isoformat(),
        "told": told,
        "count": count,
    }
    outbox.record(work, outbox.Fact(outbox.CUSTOMER_CHANNEL, str(row.customer_id), outbox.RECURRING, fields))
