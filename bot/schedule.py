"""The jobs: what is done by the clock, how often. Each body is safe to run twice; docs/jobs.md says why.

Only the process that leads (`bot/leader.py`) runs them: it is asked before each body and between the pieces of one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import conversations, inbox
from wallet import ledger, outbox, trail_seals
from wallet.budgets import alerts as budget_alerts
from wallet.claim_links import returning as claim_links
from wallet.database import Database, UnitOfWork
from wallet.digests import service as digests
from wallet.exchange import alerts
from wallet.exchange.alerts import RateAlerts
from wallet.limits import service as limits
from wallet.payments import quotes, waiting
from wallet.records import projecting
from wallet.recurring.service import RecurringPayments
from wallet.requests import changes as requests
from wallet.security import codes, reminders, resets

PIECES_MAX = 200
"""At most so many pieces of a job in one turn: a job that never gets done must not hold the others up."""

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

Piece = Callable[[UnitOfWork], int]
"""Does some of a job in one transaction; returns how much, 0 when nothing is left."""


@dataclass(frozen=True, slots=True)
class Job:
    """Done piece by piece, or by `run`; first when so much time has passed, or at once."""

    name: str
    every: timedelta
    piece: Piece | None = None
    run: Callable[[], Awaitable[object]] | None = None
    at_once: bool = False


JOBS: tuple[Job, ...] = (
    Job("forget handled updates", HOUR, inbox.forget_old),
    Job("forget delivered facts", 6 * HOUR, outbox.forget_old),
    Job("forget old conversations", 12 * HOUR, conversations.forget_old),
    Job("forget old codes", 6 * HOUR, codes.forget_old),
    Job("forget old usage of limits", 12 * HOUR, limits.forget_old),
    Job("forget unpaid quotes", 6 * HOUR, quotes.forget_old),
    Job("return unclaimed links", MINUTE, claim_links.return_due),
    Job("forget unpaid links", 6 * HOUR, claim_links.forget_drafts),
    Job("expire holds", MINUTE, ledger.expire_holds),
    Job("expire requests", HOUR, requests.expire),
    Job("send transfers that waited", MINUTE, waiting.send_due),
    Job("seal operations", MINUTE, ledger.seal, at_once=True),
    Job("seal events", MINUTE, trail_seals.seal, at_once=True),
    Job("make records", 5 * MINUTE, projecting.project_some),
    Job("apply due resets", 10 * MINUTE, resets.apply_due),
    Job("remind of passwords", 6 * HOUR, reminders.remind_of_passwords),
    Job("tell of budgets", MINUTE, budget_alerts.tell_due),
    Job("tell digests", MINUTE, digests.tell_due),
    Job("forget told alerts", 12 * HOUR, alerts.forget_old),
)
"""Jobs that need nothing but the database."""


def all_jobs(rate_alerts: RateAlerts, recurring: RecurringPayments) -> tuple[Job, ...]:
    """Every job that there is."""
    return (
        *JOBS,
        Job("pay and tell what recurs", MINUTE, recurring.run_due),
        Job("refresh rates", 5 * MINUTE, run=rate_alerts.follow, at_once=True),
        Job("tell who waits for a rate", MINUTE, run=rate_alerts.check),
    )


def make_scheduler(
    database: Database, rate_alerts: RateAlerts, recurring: RecurringPayments, leads: Callable[[], bool]
) -> AsyncIOScheduler:
    """A scheduler with every job, not yet started. `leads`: whether this process is the one that runs them."""
    return scheduler_of(all_jobs(rate_alerts, recurring), database, leads)


def scheduler_of(jobs: tuple[Job, ...], database: Database, leads: Callable[[], bool]) -> AsyncIOScheduler:
    """A scheduler with these jobs. What came due while it was paused or late is done once, as soon as it goes on."""
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    now = datetime.now(UTC)
    for job in jobs:
        first = now if job.at_once else now + job.every
        scheduler.add_job(
            _turn, "interval", seconds=job.every.total_seconds(), args=[job, database, leads], id=job.name,
            next_run_time=first,
        )  # fmt: skip
    return scheduler


async def seal_all(database_url: str) -> None:
    """Seal what an older version of the program booked before there were seals."""
    database = Database.open(database_url)
    try:
        while await database.write(ledger.seal):
            pass
    finally:
        await database.close()


async def _turn(job: Job, database: Database, leads: Callable[[], bool]) -> None:
    """One turn of a job: until nothing is left, or its next turn may go on, or another process leads."""
    if job.run is not None and leads():
        await job.run()
    for _ in range(PIECES_MAX if job.piece is not None else 0):
        if job.piece is None or not leads() or not await database.write(job.piece):
            return
