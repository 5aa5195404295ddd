"""Goals: made, filled, taken from, ended. Money moves only between the customer's account and the goal's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.engine import Row

from wallet import ledger
from wallet.customers.models import customers
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    AmountNotPositive,
    CustomerNotActive,
    DatabaseBusy,
    DayInvalid,
    GoalNameInvalid,
    GoalNotFound,
    GoalsTooMany,
    MoneyLeft,
)
from wallet.goals.models import NAME_LENGTH_MAX, goals
from wallet.ledger import NewOperation, NewTransfer
from wallet.money import Money, currency
from wallet.payments.notes import clean_note
from wallet.payments.rules import check_active, check_seems_active
from wallet.references import new_reference

GOALS_MAX = 20
PUT, TAKE = "goal-put", "goal-take"
DAYS_A_MONTH = 30


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal. `saved` is what is set aside."""

    id: int
    name: str
    target: Money
    saved: Money
    day: date | None

    @property
    def percent(self) -> int:
        """How much of the target is there, in whole percent, rounded down."""
        return self.saved.minor * 100 // self.target.minor

    def a_month(self, today: date) -> Money | None:
        """What to set aside each 30 days to be there in time, rounded up; None without a day, or when it is reached."""
        missing = self.target.minor - self.saved.minor
        if self.day is None or missing <= 0:
            return None
        days = max(1, (self.day - today).days)
        return Money(min(missing, -(-missing * DAYS_A_MONTH // days)), self.target.currency)


class Goals:
    """Every method looks a goal up with its owner and raises `GoalNotFound` for anybody else's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def mine(self, customer_id: int) -> list[Goal]:
        """Goals that go on, in the order they were made."""
        return await self._database.read(lambda connection: active_goals(connection, customer_id))

    async def get(self, customer_id: int, goal_id: int) -> Goal:
        """One that goes on."""
        return await self._database.read(lambda connection: _get(connection, customer_id, goal_id))

    async def make(self, customer_id: int, name: str, target: Money, day: date | None, today: date) -> Goal:
        """Raises `GoalNameInvalid`, `AmountNotPositive`, `DayInvalid`, `GoalsTooMany`."""
        cleaned = clean_name(name)
        if target.minor <= 0:
            raise AmountNotPositive
        if day is not None and day <= today:
            raise DayInvalid
        return await self._database.write(lambda work: _make(work, customer_id, cleaned, target, day))

    async def put(self, customer_id: int, goal_id: int, amount: Money, reference: str) -> Goal:
        """Set money aside, once for a reference. Raises `InsufficientFunds`, `AccountFrozen`, `CustomerNotActive`."""
        return await self._database.write(lambda work: _move(work, customer_id, goal_id, amount, reference, put=True))

    async def take(self, customer_id: int, goal_id: int, amount: Money, reference: str) -> Goal:
        """Take money back, once for a reference. Raises `InsufficientFunds` for more than is there."""
        return await self._database.write(lambda work: _move(work, customer_id, goal_id, amount, reference, put=False))

    async def end(self, customer_id: int, goal_id: int) -> Money:
        """End a goal; what was saved goes back to the balance. Returns how much that was."""
        return await self._database.write(lambda work: _end(work, customer_id, goal_id))


def clean_name(text: str) -> str:
    """Raises `GoalNameInvalid` when nothing is left, or too much."""
    if len(text) > NAME_LENGTH_MAX * 4:
        raise GoalNameInvalid(length_max=NAME_LENGTH_MAX)
    name = " ".join(clean_note(text).split())
    if not 0 < len(name) <= NAME_LENGTH_MAX:
        raise GoalNameInvalid(length_max=NAME_LENGTH_MAX)
    return name


def active_goals(connection: Connection, customer_id: int) -> list[Goal]:
    """Goals that go on, in the order they were made."""
    query = select(goals).where(goals.c.customer_id == customer_id, goals.c.ended_at.is_(None)).order_by(goals.c.id)
    rows = connection.execute(query.limit(GOALS_MAX)).all()
    saved = ledger.goal_balances(connection, [row.id for row in rows])
    return [_goal(row, saved.get(row.id, 0)) for row in rows]


def forget_person(work: UnitOfWork, customer_id: int) -> None:
    """Before a wallet is closed: names go, and nothing may be set aside any more. Raises `MoneyLeft`."""
    if any(goal.saved for goal in active_goals(work.connection, customer_id)):
        raise MoneyLeft
    work.connection.execute(update(goals).where(goals.c.customer_id == customer_id).values(name="", ended_at=work.now))


def _goal(row: Row[tuple[object, ...]], saved_minor: int) -> Goal:
    kind = currency(row.currency)
    day = None if row.day is None else date.fromisoformat(row.day)
    return Goal(row.id, row.name, Money(row.target_minor, kind), Money(saved_minor, kind), day)


def _get(connection: Connection, customer_id: int, goal_id: int) -> Goal:
    columns = goals.c
    mine = (columns.id == goal_id, columns.customer_id == customer_id, columns.ended_at.is_(None))
    row = connection.execute(select(goals).where(*mine)).one_or_none()
    if row is None:
        raise GoalNotFound
    return _goal(row, ledger.goal_balances(connection, [row.id]).get(row.id, 0))


def _lock(work: UnitOfWork, customer_id: int) -> None:
    """Whoever makes, moves or ends waits for who was first."""
    mine = select(customers.c.id).where(customers.c.id == customer_id).with_for_update(key_share=True)
    work.connection.execute(mine).all()


def _make(work: UnitOfWork, customer_id: int, name: str, target: Money, day: date | None) -> Goal:
    _lock(work, customer_id)
    check_seems_active(work.connection, customer_id)
    if len(active_goals(work.connection, customer_id)) >= GOALS_MAX:
        raise GoalsTooMany(count_max=GOALS_MAX)
    values = {
        "customer_id": customer_id,
        "name": name,
        "currency": target.currency.code,
        "target_minor": target.minor,
        "day": None if day is None else day.isoformat(),
        "created_at": work.now,
    }
    made = work.connection.execute(insert(goals).values(values).returning(goals.c.id)).scalar_one()
    return _get(work.connection, customer_id, made)


def _move(work: UnitOfWork, customer_id: int, goal_id: int, amount: Money, reference: str, *, put: bool) -> Goal:
    _lock(work, customer_id)
    goal = _get(work.connection, customer_id, goal_id)
    if amount.minor <= 0 or amount.currency != goal.target.currency:
        raise AmountNotPositive
    if put:
        _check_movable(work.connection, customer_id)
    _post(work, customer_id, goal, amount, reference, put=put)
    return _get(work.connection, customer_id, goal_id)


def _check_movable(connection: Connection, customer_id: int) -> None:
    """A wallet frozen under duress must not say so: it seems busy."""
    check_seems_active(connection, customer_id)
    try:
        check_active(connection, customer_id)
    except CustomerNotActive as error:
        raise DatabaseBusy from error


def _post(work: UnitOfWork, customer_id: int, goal: Goal, amount: Money, reference: str, *, put: bool) -> None:
    code = amount.currency.code
    own, aside = ledger.customer_account(work, customer_id, code), ledger.goal_account(work, code, goal.id)
    debit, credit = (own, aside) if put else (aside, own)
    item = NewTransfer(debit, credit, amount.minor, code)
    ledger.post(work, NewOperation(PUT if put else TAKE, reference, (item,), customer_id))


def _end(work: UnitOfWork, customer_id: int, goal_id: int) -> Money:
    _lock(work, customer_id)
    goal = _get(work.connection, customer_id, goal_id)
    if goal.saved:
        _post(work, customer_id, goal, goal.saved, new_reference(), put=False)
    work.connection.execute(update(goals).where(goals.c.id == goal_id).values(ended_at=work.now))
    return goal.saved
