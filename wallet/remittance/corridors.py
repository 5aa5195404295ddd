"""Corridors: where money can be sent, in which currency, by which methods, and how long that takes.

The partners are examples: who runs a wallet puts those in whom they have a contract with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

IBAN, ACCOUNT, PHONE, WALLET = "iban", "account", "phone", "wallet"
CLOSE_OF_BUSINESS = time(17)
SATURDAY = 5
PURPOSES = ("family", "goods", "services", "education", "travel", "salary", "other")


@dataclass(frozen=True, slots=True)
class Method:
    """How money arrives, and when: within hours at any time, or at the end of so many working days.

    `partner` names the operator of a wallet abroad.
    """

    kind: str
    hours: int = 0
    working_days: int = 0
    partner: str = ""

    @property
    def code(self) -> str:
        """`iban`, or `wallet-harbour`."""
        return f"{self.kind}-{self.partner}" if self.partner else self.kind


@dataclass(frozen=True, slots=True)
class Corridor:
    """A country (ISO 3166-1 alpha-2) with its currency and time zone. `euro`: reached through SEPA."""

    country: str
    currency: str
    zone: str
    methods: tuple[Method, ...]
    euro: bool = False

    def method(self, code: str) -> Method:
        """Raises `KeyError` for one that this country does not have."""
        return {method.code: method for method in self.methods}[code]


EURO_ZONES: Mapping[str, str] = MappingProxyType(
    {
        "AT": "Vienna", "BE": "Brussels", "BG": "Sofia", "CY": "Nicosia", "DE": "Berlin", "EE": "Tallinn",
        "ES": "Madrid", "FI": "Helsinki", "FR": "Paris", "GR": "Athens", "HR": "Zagreb", "IE": "Dublin",
        "IT": "Rome", "LT": "Vilnius", "LU": "Luxembourg", "LV": "Riga", "MT": "Malta", "NL": "Amsterdam",
        "PT": "Lisbon", "SI": "Ljubljana", "SK": "Bratislava",
    }
)  # fmt: skip
"""The countries whose currency is the euro, since 1 January 2026."""

SEPA = (Method(IBAN, working_days=1),)
ELSEWHERE = (
    Corridor("GB", "GBP", "Europe/London", (Method(IBAN, working_days=1), Method(ACCOUNT, hours=4))),
    Corridor("US", "USD", "America/New_York", (Method(ACCOUNT, working_days=2),)),
    Corridor(
        "HK",
        "HKD",
        "Asia/Hong_Kong",
        (Method(PHONE, hours=2), Method(ACCOUNT, working_days=1), Method(WALLET, hours=1, partner="harbour")),
    ),
    Corridor(
        "SG",
        "SGD",
        "Asia/Singapore",
        (Method(PHONE, hours=2), Method(ACCOUNT, working_days=1), Method(WALLET, hours=1, partner="merlion")),
    ),
    Corridor("JP", "JPY", "Asia/Tokyo", (Method(PHONE, hours=4), Method(ACCOUNT, working_days=1))),
    Corridor("KR", "KRW", "Asia/Seoul", (Method(PHONE, hours=4), Method(ACCOUNT, working_days=1))),
)
CORRIDORS: Mapping[str, Corridor] = MappingProxyType(
    {corridor.country: corridor for corridor in ELSEWHERE}
    | {code: Corridor(code, "EUR", f"Europe/{city}", SEPA, euro=True) for code, city in EURO_ZONES.items()}
)


def arrives_at(now: datetime, corridor: Corridor, method: Method) -> datetime:
    """When the money is there, by the clock of the country that it goes to: public holidays are not known here.

    Working days begin with the next one; what is sent on a weekend counts from Monday.
    """
    if method.hours:
        return now + timedelta(hours=method.hours)
    there = now.astimezone(ZoneInfo(corridor.zone))
    day, left = there.date(), method.working_days
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    while left:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            left -= 1
    return datetime.combine(day, CLOSE_OF_BUSINESS, there.tzinfo).astimezone(now.tzinfo)
