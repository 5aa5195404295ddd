"""Bad conditions are made around the whole running product."""

from tests.stage import receiving, staff_language, stage

__all__ = ["receiving", "staff_language", "stage"]
