"""Stories play on the whole running product.

A story that is told in both languages on both databases is told crosswise among the fast tests (Chinese on SQLite,
English on PostgreSQL); the other two tellings are among the slow ones.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stage import receiving, staff_language, stage

__all__ = ["receiving", "staff_language", "stage"]

FOLDER = Path(__file__).parent
TOLD_LATER = {("sqlite", "en"), ("postgresql", "zh-CN")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tellings that are left to the slow tests."""
    for item in items:
        if item.path.is_relative_to(FOLDER) and isinstance(item, pytest.Function) and hasattr(item, "callspec"):
            told = item.callspec.params
            if (told.get("database_kind"), told.get("code")) in TOLD_LATER:
                item.add_marker(pytest.mark.slow)
