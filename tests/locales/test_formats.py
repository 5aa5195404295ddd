"""Money, points in time and durations as people write them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import LANGUAGES, load_texts
from wallet.money import CURRENCIES, Money

TEXTS = load_texts()
CHINESE, ENGLISH = TEXTS.language("zh-CN"), TEXTS.language("en")
SHANGHAI = ZoneInfo("Asia/Shanghai")
AFTERNOON = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "minor", "chinese", "english"),
    [
        ("CNY", 123450, "¥1,234.50", "CN¥1,234.50"),
        ("USD", 1200, "US$12.00", "US$12.00"),
        ("EUR", 1, "€0.01", "€0.01"),
        ("HKD", 100, "HK$1.00", "HK$1.00"),
        ("JPY", 1234, "JP¥1,234", "JP¥1,234"),
        ("GBP", 0, "£0.00", "£0.00"),
        ("SGD", -500, "-S$5.00", "-S$5.00"),
        ("KRW", 50000, "₩50,000", "₩50,000"),
        ("USDT", 12500000, "12.50 USDT", "12.50 USDT"),
        ("USDT", 1, "0.000001 USDT", "0.000001 USDT"),
        ("USDT", -1234567890, "-1,234.56789 USDT", "-1,234.56789 USDT"),
    ],
)
def test_money(code: str, minor: int, chinese: str, english: str) -> None:
    amount = Money(minor, CURRENCIES[code])
    assert CHINESE.money(amount) == chinese
    assert ENGLISH.money(amount) == english


def test_money_signed_and_bare() -> None:
    amount = Money(123450, CURRENCIES["CNY"])
    assert CHINESE.money(amount, signed=True) == "+¥1,234.50"
    assert CHINESE.money(-amount, signed=True) == "-¥1,234.50"
    assert CHINESE.money(amount - amount, signed=True) == "¥0.00"
    assert ENGLISH.money(amount, code=False) == "1,234.50"


def test_no_two_currencies_look_alike() -> None:
    for language in LANGUAGES:
        shown = {TEXTS.language(language).money(Money(0, of)).strip("0.") for of in CURRENCIES.values()}
        assert len(shown) == len(CURRENCIES)


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.sampled_from(list(CURRENCIES.values())), st.sampled_from(LANGUAGES))
def test_no_digit_is_lost(minor: int, of: object, language: str) -> None:
    amount = Money(minor, of)  # type: ignore[arg-type]
    shown = TEXTS.language(language).money(amount, code=False)
    assert Decimal(shown.replace(",", "")) == Decimal(amount.digits())


def test_moment_in_the_zone_of_the_reader() -> None:
    assert CHINESE.moment(AFTERNOON, SHANGHAI, now=AFTERNOON) == "11月24日 14:05"
    assert ENGLISH.moment(AFTERNOON, SHANGHAI, now=AFTERNOON) == "24 Nov, 14:05"
    assert CHINESE.date(AFTERNOON, SHANGHAI, now=AFTERNOON) == "11月24日"
    assert ENGLISH.date(AFTERNOON, SHANGHAI, now=AFTERNOON) == "24 Nov"


def test_moment_of_another_year_has_the_year() -> None:
    next_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert next_year.astimezone(SHANGHAI).year == 2027
    assert CHINESE.moment(AFTERNOON, SHANGHAI, now=next_year) == "2026年11月24日 14:05"
    assert ENGLISH.moment(AFTERNOON, SHANGHAI, now=next_year) == "24 Nov 2026, 14:05"
    assert ENGLISH.moment(AFTERNOON, UTC, now=next_year) == "24 Nov, 06:05"
    assert CHINESE.date(AFTERNOON, SHANGHAI) == "2026年11月24日"
    assert ENGLISH.date(AFTERNOON, SHANGHAI) == "24 Nov 2026"


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        ENGLISH.moment(AFTERNOON.replace(tzinfo=None), SHANGHAI)


@pytest.mark.parametrize(
    ("seconds", "chinese", "english"),
    [
        (0, "1 秒", "1 second"),
        (59, "59 秒", "59 seconds"),
        (60, "1 分钟", "1 minute"),
        (61, "2 分钟", "2 minutes"),
        (300, "5 分钟", "5 minutes"),
        (3541, "1 小时", "1 hour"),
        (4800, "1 小时 20 分钟", "1 hour 20 minutes"),
        (86_400, "1 天", "1 day"),
        (172_801, "2 天 1 小时", "2 days 1 hour"),
    ],
)
def test_duration(seconds: int, chinese: str, english: str) -> None:
    assert CHINESE.duration(seconds) == chinese
    assert ENGLISH.duration(seconds) == english


def test_only_our_languages_are_loaded_from_babel() -> None:
    program = (
        "from datetime import UTC, datetime\n"
        "from babel import localedata\n"
        "from locales import LANGUAGES, load_texts\n"
        "from wallet.money import CURRENCIES, Money\n"
        "for code in LANGUAGES:\n"
        "    language = load_texts().language(code)\n"
        "    language.money(Money(1, CURRENCIES['CNY']))\n"
        "    language.moment(datetime.now(UTC), UTC)\n"
        "print(*sorted(localedata._cache))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert set(done.stdout.split()) <= {"root", "en", "zh", "zh_Hans", "zh_Hans_CN", "zh_CN"}
