"""A database of its own for each test of the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import support.desk.models  # noqa: F401 - fills the metadata
import wallet.security.models  # noqa: F401 - fills the metadata
from wallet.database import Database, metadata


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(f"sqlite:///{tmp_path / 'desk.db'}")
    await database.write(lambda work: metadata.create_all(work.connection))
    yield database
    await database.close()
