"""The jobs, on one page. Each body is safe to run twice; this file only says when (`bot/leader.py`: in which process)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import conversations, inbox
from wallet import ledger, outbox, trail_seals
from wallet.budgets import alerts as budget_alerts
from wallet.claim_links import returning as claim_links
from wallet.database import Database, UnitOfWork
from wallet.exchange import alerts
from wallet.exchange.alerts import RateAlerts
from wallet.limits import service as limits
from wallet.payments import quotes, waiting
from wallet.records import projecting
from wallet.requests import changes as requests
from wallet.security import codes, reminders, resets

PIECES_MAX = 200
"""At most so many pieces of a job in one turn: a job that never gets done must not hold the others up."""


def make_scheduler(database: Database, rate_alerts: RateAlerts) -> AsyncIOScheduler:
    """A scheduler with every job, not yet started."""
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(database.write, "interval", hours=1, args=[inbox.forget_old], id="forget handled updates")
    scheduler.add_job(database.write, "interval", hours=6, args=[outbox.forget_old], id="forget delivered facts")
    scheduler.add_job(
        database.write, "interval", hours=12, args=[conversations.forget_old], id="forget old conversations"
    )
    scheduler.add_job(database.write, "interval", hours=6, args=[codes.forget_old], id="forget old codes")
    scheduler.add_job(database.write, "interval", hours=12, args=[limits.forget_old], id="forget old usage of limits")
    scheduler.add_job(_until_done, "interval", hours=6, args=[database, quotes.forget_old], id="forget unpaid quotes")
    scheduler.add_job(
        _until_done, "interval", minutes=1, args=[database, claim_links.return_due], id="return unclaimed links"
    )
    scheduler.add_job(
        _until_done, "interval", hours=6, args=[database, claim_links.forget_drafts], id="forget unpaid links"
    )
    scheduler.add_job(_until_done, "interval", minutes=1, args=[database, ledger.expire_holds], id="expire holds")
    scheduler.add_job(_until_done, "interval", hours=1, args=[database, requests.expire], id="expire requests")
    scheduler.add_job(
        _until_done, "interval", minutes=1, args=[database, waiting.send_due], id="send transfers that waited"
    )
    scheduler.add_job(
        _until_done,
        "interval",
        minutes=1,
        args=[database, ledger.seal],
        id="seal operations",
        next_run_time=datetime.now(UTC),
    )
    scheduler.add_job(
        _until_done,
        "interval",
        minutes=1,
        args=[database, trail_seals.seal],
        id="seal events",
        next_run_time=datetime.now(UTC),
    )
    scheduler.add_job(_until_done, "interval", minutes=5, args=[database, projecting.project_some], id="make records")
    scheduler.add_job(_until_done, "interval", minutes=10, args=[database, resets.apply_due], id="apply due resets")
    scheduler.add_job(
        _until_done, "interval", hours=6, args=[database, reminders.remind_of_passwords], id="remind of passwords"
    )
    scheduler.add_job(_until_done, "interval", minutes=1, args=[database, budget_alerts.tell_due], id="tell of budgets")
    scheduler.add_job(rate_alerts.follow, "interval", minutes=5, id="refresh rates", next_run_time=datetime.now(UTC))
    scheduler.add_job(rate_alerts.check, "interval", minutes=1, id="tell who waits for a rate")
    scheduler.add_job(_until_done, "interval", hours=12, args=[database, alerts.forget_old], id="forget told alerts")
    return scheduler


async def seal_all(database_url: str) -> None:
    """Seal what an older version of the program booked before there were seals."""
    database = Database.open(database_url)
    try:
        while await database.write(ledger.seal):
            pass
    finally:
        await database.close()


async def _until_done(database: Database, job: Callable[[UnitOfWork], int]) -> None:
    """Run a job that does some at a time until there is nothing left, or until its next turn may go on."""
    for _ in range(PIECES_MAX):
        if not await database.write(job):
            return
