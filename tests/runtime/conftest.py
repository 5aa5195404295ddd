"""Bad conditions are made around the whole running product."""

from tests.stage import receiving, stage, staff_language

__all__ = ["receiving", "staff_language", "stage"]
