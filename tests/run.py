"""One run of the test suite: its name, the folder that its worker processes share, and the cleaning up at its end."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from pathlib import Path

RUN_VARIABLE = "WALLET_TEST_RUN"


def name_run() -> None:
    """Give this run a name that its worker processes inherit."""
    os.environ.setdefault(RUN_VARIABLE, uuid.uuid4().hex[:12])


def run_folder() -> Path:
    """What this run's workers share. Not below pytest's own folder: PostgreSQL's user must be able to enter it."""
    return Path(tempfile.gettempdir()) / f"wallet-tests-{os.environ[RUN_VARIABLE]}"


def clean_up() -> None:
    """Stop the run's PostgreSQL, if there is one, and remove the folder."""
    folder = run_folder()
    if (folder / "data" / "postmaster.pid").exists():
        from tests.postgresql_server import stop

        stop(folder / "data")
    shutil.rmtree(folder, ignore_errors=True)
