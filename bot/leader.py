"""The leader: of many processes over one database, the one whose scheduler runs, by a claim that has to be renewed."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy import BigInteger, Column, Connection, String, Table, or_, select, update
from sqlalchemy.exc import DBAPIError

from wallet.database import Database, Moment, UnitOfWork, insert_with_conflict, metadata
from wallet.errors import Unavailable

SCHEDULER = "scheduler"
LEASE = timedelta(seconds=30)
RENEWED_EVERY_SECONDS = 10.0
TRIED_FOR_SECONDS = 5.0
MARGIN_SECONDS = 5.0
"""Who could not renew stops leading so long before others may begin."""

log = structlog.get_logger(__name__)

leaders = Table(
    "leaders",
    metadata,
    Column("name", String(24), primary_key=True),
    Column("holder", String(32), nullable=False),
    Column("term", BigInteger, nullable=False),
    Column("until", Moment, nullable=False),
)
"""One row for what only one process does. `term` counts the holders."""


def claim(work: UnitOfWork, name: str, holder: str) -> bool:
    """Become or stay the leader until the lease ends; False while another one's lease goes on."""
    columns = leaders.c
    first = {"name": name, "holder": "", "term": 0, "until": work.now - LEASE}
    work.connection.execute(insert_with_conflict(work, leaders).values(first).on_conflict_do_nothing())
    row = work.connection.execute(select(leaders).where(columns.name == name).with_for_update()).one()
    if row.holder != holder and row.until >= work.now:
        return False
    term = row.term + (row.holder != holder)
    taken = update(leaders).where(columns.name == name, or_(columns.holder == row.holder, columns.until < work.now))
    work.connection.execute(taken.values(holder=holder, term=term, until=work.now + LEASE))
    return True


def release(work: UnitOfWork, name: str, holder: str) -> None:
    """Let others begin at once, if this one leads."""
    mine = (leaders.c.name == name, leaders.c.holder == holder)
    work.connection.execute(update(leaders).where(*mine).values(until=work.now - LEASE))


def term_of(connection: Connection, name: str = SCHEDULER) -> int:
    """How many holders there have been."""
    return connection.execute(select(leaders.c.term).where(leaders.c.name == name)).scalar() or 0


class Leader:
    """Claims and renews; calls `gained` and `lost` as this process begins and ceases to lead.

    Trouble with the database ends the leading in time: when a renewal fails for so long that the lease is about to end,
    `lost` is called before any other process can begin. Bodies of jobs are safe to run twice all the same.
    """

    def __init__(
        self, database: Database, gained: Callable[[], None], lost: Callable[[], None], name: str = SCHEDULER
    ) -> None:
        self._database, self._gained, self._lost, self._name = database, gained, lost, name
        self._stopping = asyncio.Event()
        self._leads_until, self._was_told = 0.0, False
        self.holder = secrets.token_hex(8)

    def leads(self) -> bool:
        """Whether this process leads at this moment; what it does next may be done by no other. A lease that could not
        be renewed, also because the process stood still, has ended here before it ends for others."""
        return self._was_told and time.monotonic() < self._leads_until

    async def run(self) -> None:
        """Claim, renew and watch the lease until `stop`; then let others begin at once."""
        while not self._stopping.is_set():
            await self.renew()
            await self._wait(RENEWED_EVERY_SECONDS)
        if self._was_told:
            self._turn(leads=False)
            await self._database.write(lambda work: release(work, self._name, self.holder))

    async def renew(self) -> None:
        """One claim or renewal."""
        asked_at = time.monotonic()
        try:
            async with asyncio.timeout(TRIED_FOR_SECONDS):
                got = await self._database.write(lambda work: claim(work, self._name, self.holder))
        except (Unavailable, DBAPIError, TimeoutError) as error:
            log.warning("leader_not_renewed", error=type(error).__name__)
            got = self._was_told and time.monotonic() + RENEWED_EVERY_SECONDS < self._leads_until
        else:
            self._leads_until = asked_at + LEASE.total_seconds() - MARGIN_SECONDS
        self._turn(leads=got)

    def stop(self) -> None:
        """End `run`."""
        self._stopping.set()

    def _turn(self, *, leads: bool) -> None:
        if leads == self._was_told:
            return
        self._was_told = leads
        if leads:
            log.info("leader_began")
            self._gained()
        else:
            log.info("leader_ended")
            self._lost()

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
