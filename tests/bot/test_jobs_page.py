"""docs/jobs.md lists the jobs that there are, and how often."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from bot.schedule import all_jobs

PAGE = Path(__file__).parent.parent.parent / "docs" / "jobs.md"
ROW = re.compile(r"^\| ([a-z ]+) \| (\d+) (min|h) \|", re.MULTILINE)
UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1)}


class AnyJob:
    """Stands for the services that have jobs: only their names are asked for."""

    def __getattr__(self, name: str) -> str:
        return name


def test_the_page_lists_every_job_and_how_often() -> None:
    nothing = cast(Any, AnyJob())
    jobs = {job.name: job.every for job in all_jobs(nothing, nothing)}
    listed = {name: int(count) * UNITS[unit] for name, count, unit in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert listed == jobs
