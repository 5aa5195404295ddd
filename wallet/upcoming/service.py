"""What waits for a customer: bills and transfers that recur, goals with a date, requests for money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_

from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.days import local_day
from wallet.goals.service import active_goals
from wallet.money import Money
from wallet.recurring.due import BILL, TRANSFER, Due, due_between, overdue
from wallet.requests import queries as requests
from wallet.requests.models import OPEN, money_requests
from wallet.security.vault import Vault

SOON = timedelta(days=30)
GOAL, REQUEST = "goal", "request"
KINDS = (BILL, TRANSFER, GOAL, REQUEST)
REQUESTS_MAX = 20


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing. `amount` is what is due, what a goal still needs, or what somebody asks for until `day`."""

    kind: str
    name: str
    amount: Money
    day: date


@dataclass(frozen=True, slots=True)
class Things:
    """Both the earliest first."""

    overdue: tuple[Thing, ...]
    soon: tuple[Thing, ...]


class Upcoming:
    """Looks at what is there already; keeps nothing of its own."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def look(self, reader: Customer) -> Things:
        """What is overdue, and what comes within 30 days."""
        now = self._database.now()
        return await self._database.read(lambda connection: self._things(connection, reader, now))

    def _things(self, connection: Connection, reader: Customer, now: datetime) -> Things:
        today = local_day(now, reader.zone)
        last = today + SOON
        soon = [
            *map(_recurring, due_between(connection, reader.id, today, last)),
            *_goals(connection, reader.id, last),
            *self._requests(connection, reader, now),
        ]
        late = [*map(_recurring, overdue(connection, reader.id, today)), *(one for one in soon if one.day < today)]
        ahead = sorted((one for one in soon if one.day >= today), key=_order)
        return Things(tuple(sorted(late, key=_order)), tuple(ahead))

    def _requests(self, connection: Connection, reader: Customer, now: datetime) -> Iterator[Thing]:
        columns = money_requests.c
        waiting = and_(columns.payer_id == reader.id, columns.status == OPEN, columns.expires_at > now)
        for request in requests.page(connection, self._vault, waiting, None, REQUESTS_MAX).requests:
            day = local_day(request.expires_at, reader.zone)
            yield Thing(REQUEST, request.requester.masked_name, request.amount, day)


def _recurring(due: Due) -> Thing:
    return Thing(due.what, due.name, due.amount, due.due_on)


def _goals(connection: Connection, customer_id: int, last: date) -> Iterator[Thing]:
    """Goals that are not reached, with a date until then; one that has passed as well."""
    for goal in active_goals(connection, customer_id):
        missing = goal.target.minor - goal.saved.minor
        if goal.day is not None and goal.day <= last and missing > 0:
            yield Thing(GOAL, goal.name, Money(missing, goal.target.currency), goal.day)


def _order(thing: Thing) -> tuple[date, str, str]:
    return thing.day, thing.kind, thing.name
