"""The limits of each identity level, in minor units of the limits' currency, and how a setting replaces them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wallet.money import CURRENCIES, MINOR_MAX

LIMITS_CURRENCY = CURRENCIES["CNY"]
UNIT_MINOR = 10**LIMITS_CURRENCY.exponent
OPERATION, DAY, MONTH = "operation", "day", "month"
LEVELS_COUNT = 3
_SAID = (
    f"needs operation/day/month in whole {LIMITS_CURRENCY.code} for the levels 0, 1 and 2, separated by commas: "
    "1 <= operation <= day <= month, and no level below the one before it (5000/10000/50000,…)"
)
SHAPE = re.compile(r"\s*([0-9]{1,13})\s*/\s*([0-9]{1,13})\s*/\s*([0-9]{1,13})\s*")


@dataclass(frozen=True, slots=True)
class Level:
    """What may leave a customer of one level at most."""

    operation_minor_max: int
    day_minor_max: int
    month_minor_max: int


DEFAULT_LEVELS = (
    Level(5_000 * UNIT_MINOR, 10_000 * UNIT_MINOR, 50_000 * UNIT_MINOR),
    Level(50_000 * UNIT_MINOR, 100_000 * UNIT_MINOR, 500_000 * UNIT_MINOR),
    Level(200_000 * UNIT_MINOR, 500_000 * UNIT_MINOR, 2_000_000 * UNIT_MINOR),
)
"""Level 0 has proved a phone, 1 a name by a document, 2 an address."""


def parse_levels(text: str) -> tuple[Level, ...]:
    """Levels from whole units, `operation/day/month` of each level, separated by commas.

    Raises `ValueError` with one line for a person.
    """
    levels = tuple(_parse_level(part) for part in text.split(","))
    columns = zip(*(_columns(level) for level in levels), strict=True)
    if len(levels) != LEVELS_COUNT or any(list(column) != sorted(column) for column in columns):
        raise ValueError(_SAID)
    return levels


def _parse_level(text: str) -> Level:
    matched = SHAPE.fullmatch(text)
    if matched is None:
        raise ValueError(_SAID)
    operation, day, month = (int(part) * UNIT_MINOR for part in matched.groups())
    if not 0 < operation <= day <= month <= MINOR_MAX:
        raise ValueError(_SAID)
    return Level(operation, day, month)


def _columns(level: Level) -> tuple[int, int, int]:
    return level.operation_minor_max, level.day_minor_max, level.month_minor_max
