"""The table of fees: what an operation costs in a currency at a level, read strictly from one setting, with a version.

    transfer/*/*=0%, exchange/*/*=0.1%, remittance/CNY/*=0.3%+20.00, remittance/CNY/2=0.2%+10.00

Each entry names operation/currency/level and a rate in percent, a fixed part in whole units, or both. The most exact
entry counts: operation, currency and level; then without the level; then without the currency; then the operation.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from wallet.money import CURRENCIES, Currency, Money

OPERATIONS = ("transfer", "claim-link", "request", "merchant", "invoice", "exchange", "remittance")
ANY = "*"
LEVELS = ("0", "1", "2")
ENTRY = re.compile(
    r"(?P<operation>[a-z-]+)/(?P<currency>[A-Z]{3,8}|\*)/(?P<level>[0-2]|\*)="
    r"(?:(?P<percent>[0-9]{1,2}(?:\.[0-9]{1,4})?)%)?(?:\+?(?P<fixed>[0-9]{1,9}(?:\.[0-9]{1,6})?))?"
)
DEFAULT_FEES = "exchange/*/*=0.1%,remittance/*/*=0.5%,remittance/CNY/*=0.3%+20.00"
ENTRIES_MAX = 200


@dataclass(frozen=True, slots=True)
class Fee:
    """A share of the amount, and a fixed part in minor units of the currency of the entry."""

    share: Fraction
    fixed_minor: int = 0


FREE = Fee(Fraction(0))


@dataclass(frozen=True, slots=True)
class FeeTable:
    """What everything costs. `version` names the content: a quote keeps it."""

    entries: Mapping[tuple[str, str, str], Fee]
    content: str
    version: str

    def fee(self, operation: str, amount: Money, level: int) -> Money:
        """The fee of an operation over `amount`, in its currency, rounded up: a fraction never costs the house."""
        found = self._entry(operation, amount.currency.code, LEVELS[min(max(level, 0), len(LEVELS) - 1)])
        return Money(ceil(amount.minor * found.share) + found.fixed_minor, amount.currency)

    def _entry(self, operation: str, code: str, level: str) -> Fee:
        for key in ((operation, code, level), (operation, code, ANY), (operation, ANY, level), (operation, ANY, ANY)):
            if key in self.entries:
                return self.entries[key]
        return FREE


def parse_fees(text: str) -> FeeTable:
    """Raises `ValueError` with one line for a person."""
    entries: dict[tuple[str, str, str], Fee] = {}
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > ENTRIES_MAX:
        raise ValueError(f"has at most {ENTRIES_MAX} entries")
    for part in parts:
        key, fee = _parse_entry(part)
        if key in entries:
            raise ValueError(f"says twice what {'/'.join(key)} costs")
        entries[key] = fee
    content = ",".join(sorted(parts))
    return FeeTable(entries, content, hashlib.sha256(content.encode()).hexdigest()[:12])


def _parse_entry(part: str) -> tuple[tuple[str, str, str], Fee]:
    matched = ENTRY.fullmatch(part)
    if matched is None or (matched["percent"] is None and matched["fixed"] is None):
        raise ValueError(f"needs operation/currency/level=percent%+fixed, such as exchange/*/*=0.1%; not {part[:40]!r}")
    operation, code, fixed = matched["operation"], matched["currency"], matched["fixed"]
    if operation not in OPERATIONS:
        raise ValueError(f"knows the operations {', '.join(OPERATIONS)}; not {operation!r}")
    if code != ANY and code not in CURRENCIES:
        raise ValueError(f"knows the currencies {', '.join(CURRENCIES)}; not {code!r}")
    if fixed is not None and code == ANY:
        raise ValueError(f"has a fixed part for every currency in {part[:40]!r}: name the currency")
    share = Fraction(Decimal(matched["percent"])) / 100 if matched["percent"] else Fraction(0)
    return (operation, code, matched["level"]), Fee(share, 0 if fixed is None else _minor(fixed, CURRENCIES[code]))


def _minor(text: str, of: Currency) -> int:
    minor = Decimal(text).scaleb(of.exponent)
    if minor != minor.to_integral_value():
        raise ValueError(f"{of.code} has {of.exponent} decimals; not {text}")
    return int(minor)
