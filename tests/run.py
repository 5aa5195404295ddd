"""One run of the test suite: its name, the folder that its worker processes share, and the cleaning up at its end."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from pathlib import Path

RUN_VARIABLE = "WALLET_TEST_RUN"
PREFIX = "wallet-tests-"


def begin() -> None:
    """Name this run, so that its worker processes share a folder, and clean up after runs that were killed."""
    os.environ[RUN_VARIABLE] = uuid.uuid4().hex[:12]
    folder = run_folder()
    folder.mkdir()
    (folder / "owner").write_text(str(os.getpid()))
    for other in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/owner"):
        text = other.read_text()
        if text.isdecimal() and not _is_alive(int(text)):
            _remove(other.parent)


def run_folder() -> Path:
    """What this run's workers share. Not below pytest's own folder: PostgreSQL's user must be able to enter it."""
    return Path(tempfile.gettempdir()) / f"{PREFIX}{os.environ[RUN_VARIABLE]}"


def end() -> None:
    """Stop the run's PostgreSQL, if there is one, and remove the folder."""
    _remove(run_folder())


def _remove(folder: Path) -> None:
    if (folder / "data" / "postmaster.pid").exists():
        from tests.postgresql_server import stop

        stop(folder / "data")
    shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
