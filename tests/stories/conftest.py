"""Stories play on the whole running product."""

from tests.stage import receiving, staff_language, stage

__all__ = ["receiving", "staff_language", "stage"]
