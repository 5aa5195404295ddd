"""Bad conditions are made around the whole running product."""

from tests.stage import staff_language, stage

__all__ = ["staff_language", "stage"]
