"""The jobs, on one page. Each body is safe to run twice; this file only says when."""

from __future__ import annotations

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import conversations, inbox
from wallet import outbox
from wallet.database import Database


def make_scheduler(database: Database) -> AsyncIOScheduler:
    """A scheduler with every job, not yet started."""
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(database.write, "interval", hours=1, args=[inbox.forget_old], id="forget handled updates")
    scheduler.add_job(database.write, "interval", hours=6, args=[outbox.forget_old], id="forget delivered facts")
    scheduler.add_job(
        database.write, "interval", hours=12, args=[conversations.forget_old], id="forget old conversations"
    )
    return scheduler
