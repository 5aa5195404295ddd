"""Stories play on the whole running product."""

from tests.stage import receiving, stage, staff_language

__all__ = ["receiving", "staff_language", "stage"]
