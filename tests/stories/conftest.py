"""Stories play on the whole running product.

A story that is told in both languages on both databases is told once among the fast tests, every other one in Chinese
on SQLite and the rest in English on PostgreSQL; the other three tellings are among the slow ones.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stage import receiving, staff_language, stage

__all__ = ["receiving", "staff_language", "stage"]

FOLDER = Path(__file__).parent
TOLD_FIRST = (("sqlite", "zh-CN"), ("postgresql", "en"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tellings that are left to the slow tests."""
    for item in items:
        if item.path.is_relative_to(FOLDER) and isinstance(item, pytest.Function) and hasattr(item, "callspec"):
            told = item.callspec.params
            first = TOLD_FIRST[sum(item.originalname.encode()) % len(TOLD_FIRST)]
            if "code" in told and "database_kind" in told and (told["database_kind"], told["code"]) != first:
                item.add_marker(pytest.mark.slow)
