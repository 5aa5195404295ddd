"""Numbers, money and points in time as one language writes them, by Babel with the wallet's own currency registry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from babel.core import Locale
from babel.dates import format_datetime
from babel.numbers import NumberPattern, parse_pattern

from wallet.money import Money

DECIMALS_SHOWN_MIN = 2

BABEL_LOCALES: Mapping[str, str] = MappingProxyType({"zh-CN": "zh_Hans_CN", "en": "en"})

# Two languages share one chat and forward pictures to each other: a bare "$" or "¥" would name several currencies.
# Only Chinese writes its own currency as a bare "¥".
_SYMBOLS: Mapping[str, str] = MappingProxyType(
    {"CNY": "CN¥", "USD": "US$", "EUR": "€", "HKD": "HK$", "JPY": "JP¥", "GBP": "£", "SGD": "S$", "KRW": "₩"}
)
_HOME_SYMBOLS: Mapping[tuple[str, str], str] = MappingProxyType({("zh-CN", "CNY"): "¥"})


@lru_cache(maxsize=8)
def babel_locale(language: str) -> Locale:
    """Babel's data for one of our languages."""
    return Locale.parse(BABEL_LOCALES[language])


@lru_cache(maxsize=32)
def _number_pattern(exponent: int) -> NumberPattern:
    shown_min = min(DECIMALS_SHOWN_MIN, exponent)
    decimals = "0" * shown_min + "#" * (exponent - shown_min)
    return parse_pattern(f"#,##0.{decimals}" if decimals else "#,##0")


def format_money(money: Money, language: str, *, code: bool = True, signed: bool = False) -> str:
    """ "¥1,234.50", "US$12.00", "12.50 USDT"; no digit is ever lost. `signed` puts "+" before a positive amount."""
    size = Decimal(abs(money.minor)).scaleb(-money.currency.exponent)
    digits: str = _number_pattern(money.currency.exponent).apply(
        size, babel_locale(language), decimal_quantization=False, group_separator=True
    )
    sign = "-" if money.minor < 0 else "+" if signed and money.minor > 0 else ""
    if not code:
        return sign + digits
    symbol = _HOME_SYMBOLS.get((language, money.currency.code)) or _SYMBOLS.get(money.currency.code)
    if symbol is None:
        return f"{sign}{digits} {money.currency.code}"
    return f"{sign}{symbol}{digits}"


def format_moment(when: datetime, zone: tzinfo, pattern: str, language: str) -> str:
    """An aware datetime, in this zone, by a CLDR pattern. Raises ValueError for a naive one."""
    if when.tzinfo is None:
        raise ValueError("a point in time needs its zone")
    return format_datetime(when.astimezone(zone), pattern, tzinfo=zone, locale=babel_locale(language))
