"""Money as whole minor units of one currency, exact arithmetic, and the strict reading of amounts typed by people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, assert_never

from wallet.errors import AmountNotANumber, AmountNotPositive, AmountTooLarge, AmountTooManyDecimals

MINOR_MAX = 10**15
"""Largest amount that a person may type, in minor units."""

STORED_MINOR_MAX = 2**63 - 1
TYPED_LENGTH_MAX = 40
SHOWN_LENGTH_MAX = 20
ALLOCATION_PARTS_MAX = 10_000

Rounding = Literal["down", "up", "half_even"]


@dataclass(frozen=True, slots=True)
class Currency:
    """`exponent` is how many decimal places one unit has: 2 for CNY, 0 for JPY, 6 for USDT."""

    code: str
    exponent: int


CURRENCIES: Mapping[str, Currency] = MappingProxyType(
    {
        code: Currency(code, exponent)
        for code, exponent in (
            ("CNY", 2),
            ("USD", 2),
            ("EUR", 2),
            ("HKD", 2),
            ("JPY", 0),
            ("GBP", 2),
            ("SGD", 2),
            ("KRW", 0),
            ("USDT", 6),
        )
    }
)


def currency(code: str) -> Currency:
    """The registered currency with this upper-case code. Raises KeyError for any other."""
    return CURRENCIES[code]


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` whole minor units of `currency`, of either sign. Money of two currencies never mixes: TypeError."""

    minor: int
    currency: Currency

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are whole: {type(self.minor).__name__} is not int")
        if not isinstance(self.currency, Currency):
            raise TypeError(f"{type(self.currency).__name__} is not a Currency")
        if abs(self.minor) > STORED_MINOR_MAX:
            raise ValueError("more minor units than a stored amount can hold")

    def __str__(self) -> str:
        return f"{self.digits()} {self.currency.code}"

    def __bool__(self) -> bool:
        return self.minor != 0

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._minor_of(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._minor_of(other), self.currency)

    def __mul__(self, factor: int) -> Money:
        return Money(self.minor * _whole(factor), self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._minor_of(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._minor_of(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._minor_of(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._minor_of(other)

    def digits(self) -> str:
        """Plain digits with every decimal place and no grouping: "-1234.50"; for logs and machines, not for people."""
        sign = "-" if self.minor < 0 else ""
        padded = str(abs(self.minor)).zfill(self.currency.exponent + 1)
        if self.currency.exponent == 0:
            return sign + padded
        return f"{sign}{padded[: -self.currency.exponent]}.{padded[-self.currency.exponent :]}"

    def allocate(self, parts: Sequence[int]) -> list[Money]:
        """Split in proportion to `parts` (not negative, not all zero) by largest remainder; the shares sum to self."""
        if not 0 < len(parts) <= ALLOCATION_PARTS_MAX:
            raise ValueError(f"between 1 and {ALLOCATION_PARTS_MAX} parts, not {len(parts)}")
        weights = [_whole(part) for part in parts]
        total = sum(weights)
        if min(weights) < 0 or total == 0:
            raise ValueError("parts must not be negative, nor all zero")
        shares, remainders = [], []
        for weight in weights:
            share, remainder = divmod(abs(self.minor) * weight, total)
            shares.append(share)
            remainders.append(remainder)
        missing = abs(self.minor) - sum(shares)
        by_remainder = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
        for index in by_remainder[:missing]:
            shares[index] += 1
        sign = -1 if self.minor < 0 else 1
        return [Money(sign * share, self.currency) for share in shares]

    def divide_exactly(self, count: int) -> list[Money]:
        """`count` shares, as equal as minor units allow, that sum to self."""
        return self.allocate([1] * _whole(count))

    def scale(self, numerator: int, denominator: int, rounding: Rounding) -> Money:
        """self * numerator / denominator in whole minor units; "down" is towards zero and "up" away from it."""
        if _whole(denominator) == 0:
            raise ZeroDivisionError("scale by a zero denominator")
        product = self.minor * _whole(numerator)
        sign = -1 if (product < 0) != (denominator < 0) else 1
        quotient, remainder = divmod(abs(product), abs(denominator))
        if remainder and _rounds_up(quotient, remainder, abs(denominator), rounding):
            quotient += 1
        return Money(sign * quotient, self.currency)

    def _minor_of(self, other: object) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"{type(other).__name__} is not Money")
        if other.currency != self.currency:
            raise TypeError(f"{self.currency.code} and {other.currency.code} do not mix")
        return other.minor


def zero(of: Currency) -> Money:
    """No money, in this currency."""
    return Money(0, of)


def total(amounts: Iterable[Money], of: Currency) -> Money:
    """The sum of amounts that are all in this currency; zero when there are none."""
    return sum(amounts, start=zero(of))


def convert(money: Money, to: Currency, numerator: int, denominator: int) -> Money:
    """What `money` buys of another currency when one whole unit of its own buys numerator / denominator units of `to`.

    Rounds down (towards zero) to a minor unit of `to`, whatever decimals the two have: a customer never gains by
    rounding, not even there and back. Raises ValueError for a rate that is not positive, and AmountTooLarge when the
    result is more than can be booked.
    """
    if _whole(numerator) <= 0 or _whole(denominator) <= 0:
        raise ValueError("a rate is positive")
    product = abs(money.minor) * numerator * 10**to.exponent
    minor = product // (denominator * 10**money.currency.exponent)
    if minor > MINOR_MAX:
        raise AmountTooLarge(currency=to.code, minor_max=MINOR_MAX)
    return Money(-minor if money.minor < 0 else minor, to)


def _whole(number: int) -> int:
    if type(number) is not int:
        raise TypeError(f"only whole numbers: {type(number).__name__} is not int")
    return number


def _rounds_up(quotient: int, remainder: int, denominator: int, rounding: Rounding) -> bool:
    if rounding == "down":
        return False
    if rounding == "up":
        return True
    if rounding == "half_even":
        return 2 * remainder > denominator or (2 * remainder == denominator and quotient % 2 == 1)
    assert_never(rounding)


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How one language writes amounts: the decimal mark, the group marks it may use, and its words for currencies.

    `groups` are single characters out of `,` `.` `'` and space; `currency_words` are (currency code, word that may
    follow the number).
    """

    decimal: str
    groups: str
    currency_words: frozenset[tuple[str, str]] = frozenset()

    def __post_init__(self) -> None:
        if self.decimal not in {".", ","}:
            raise ValueError("the decimal mark is a point or a comma")
        if self.decimal in self.groups or not set(self.groups) <= set(",.' "):
            raise ValueError("group marks are a comma, point, apostrophe or space, and not the decimal mark")


PLAIN_STYLE = NumberStyle(decimal=".", groups=",")

_SYMBOLS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CNY": ("¥", "CN¥", "RMB"),
        "USD": ("$", "US$"),
        "EUR": ("€",),
        "HKD": ("HK$",),
        "JPY": ("¥", "JP¥"),
        "GBP": ("£",),
        "SGD": ("S$",),
        "KRW": ("₩",),
        "USDT": ("₮",),
    }
)


def _typed_characters() -> dict[int, str]:
    """Characters that keyboards give for ASCII ones. Whatever is not listed is not a part of an amount."""
    mapping = {0xFF10 + digit: str(digit) for digit in range(10)}
    mapping |= {0xFF21 + index: chr(0x41 + index) for index in range(26)}
    mapping |= {0xFF41 + index: chr(0x41 + index) for index in range(26)}
    mapping |= {0x61 + index: chr(0x41 + index) for index in range(26)}
    mapping |= dict.fromkeys((0x09, 0xA0, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000), " ")
    mapping |= dict.fromkeys((0x2212, 0x2013, 0xFF0D, 0xFE63), "-")
    mapping |= {0xFF0C: ",", 0xFF0E: ".", 0x2019: "'", 0xFF07: "'"}
    mapping |= {0xFF04: "$", 0xFFE1: "£", 0xFFE5: "¥", 0xFFE6: "₩"}
    return mapping


_TYPED_CHARACTERS = _typed_characters()


@lru_cache(maxsize=256)
def _amount_pattern(of: Currency, style: NumberStyle) -> re.Pattern[str]:
    symbols = sorted({of.code, *_SYMBOLS.get(of.code, ())}, key=len, reverse=True)
    words = sorted({word for code, word in style.currency_words if code == of.code}, key=len, reverse=True)
    before = "|".join(map(re.escape, symbols))
    after = "|".join(map(re.escape, symbols + words))
    whole = "0|[1-9][0-9]*"
    if style.groups:
        # The back-reference holds a number to one kind of group mark.
        whole += rf"|[1-9][0-9]{{0,2}}(?P<group>[{re.escape(style.groups)}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*"
    number = rf"(?P<whole>{whole})(?:{re.escape(style.decimal)}(?P<decimals>[0-9]+))?"
    return re.compile(rf"(?P<minus>-?) ?(?:(?:{before}) ?(?P<inner_minus>-?))?{number}(?: ?(?:{after}))?")


def parse_amount(
    text: str, currency: Currency, style: NumberStyle = PLAIN_STYLE, *, minor_max: int = MINOR_MAX
) -> Money:
    """The positive amount that a person typed, read strictly in this style, never guessed.

    Raises AmountNotANumber, AmountTooManyDecimals (zeros count too), AmountNotPositive, AmountTooLarge.
    """
    refusal = AmountNotANumber(text=_shortened(text))
    if len(text) > TYPED_LENGTH_MAX:
        raise refusal
    match = _amount_pattern(currency, style).fullmatch(text.translate(_TYPED_CHARACTERS).strip(" "))
    if match is None or (match["minus"] and match["inner_minus"]):
        raise refusal
    if match["minus"] or match["inner_minus"]:
        raise AmountNotPositive(currency=currency.code)
    decimals = match["decimals"] or ""
    if len(decimals) > currency.exponent:
        raise AmountTooManyDecimals(currency=currency.code, decimals=currency.exponent)
    whole = match["whole"].translate(_WITHOUT_GROUPS)
    minor = int(whole + decimals.ljust(currency.exponent, "0"))
    if minor == 0:
        raise AmountNotPositive(currency=currency.code)
    if minor > minor_max:
        raise AmountTooLarge(currency=currency.code, minor_max=minor_max)
    return Money(minor, currency)


_WITHOUT_GROUPS = dict.fromkeys(map(ord, ",.' "))


def _shortened(text: str) -> str:
    spaced = (" " if character.isspace() else character for character in text[: 10 * SHOWN_LENGTH_MAX])
    printable = "".join(character for character in spaced if character.isprintable()).strip()
    if len(printable) <= SHOWN_LENGTH_MAX and len(text) <= 10 * SHOWN_LENGTH_MAX:
        return printable
    return printable[: SHOWN_LENGTH_MAX - 1] + "…"
