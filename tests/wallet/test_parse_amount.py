"""An amount is read as a person would read it, or refused."""

from __future__ import annotations

import random
import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import LANGUAGES, load_texts
from tests.wallet.slow_reading import slow_reading
from wallet.errors import (
    AmountNotANumber,
    AmountNotPositive,
    AmountTooLarge,
    AmountTooManyDecimals,
    InvalidInput,
)
from wallet.money import CURRENCIES, MINOR_MAX, Currency, Money, NumberStyle, parse_amount

CNY, USD, JPY, USDT = (CURRENCIES[code] for code in ("CNY", "USD", "JPY", "USDT"))
WORDS = frozenset({("CNY", "元"), ("CNY", "块"), ("CNY", "块钱"), ("USD", "美元"), ("JPY", "日元")})
STYLE = NumberStyle(decimal=".", groups=",", currency_words=WORDS)
GERMAN = NumberStyle(decimal=",", groups=".")
SWISS = NumberStyle(decimal=".", groups="'")
FRENCH = NumberStyle(decimal=",", groups=" ")

currencies = st.sampled_from(list(CURRENCIES.values()))


@pytest.mark.parametrize(
    ("text", "of", "style", "minor"),
    [
        ("5", CNY, STYLE, 500),
        (" 5 ", CNY, STYLE, 500),
        ("0.01", CNY, STYLE, 1),
        ("88.5", CNY, STYLE, 8850),
        ("１，２３４．５０", CNY, STYLE, 123450),
        ("1,234,567.89", CNY, STYLE, 123456789),
        ("1234567.89", CNY, STYLE, 123456789),
        ("¥5", CNY, STYLE, 500),
        ("￥ 5", CNY, STYLE, 500),
        ("¥5", JPY, STYLE, 5),
        ("5元", CNY, STYLE, 500),
        ("5 块钱", CNY, STYLE, 500),
        ("5\u3000块", CNY, STYLE, 500),
        ("５ＲＭＢ", CNY, STYLE, 500),
        ("cny 5", CNY, STYLE, 500),
        ("5Usd", USD, STYLE, 500),
        ("US$5.25", USD, STYLE, 525),
        ("$5", USD, STYLE, 500),
        ("HK$5", CURRENCIES["HKD"], STYLE, 500),
        ("S$5", CURRENCIES["SGD"], STYLE, 500),
        ("€5", CURRENCIES["EUR"], STYLE, 500),
        ("£5", CURRENCIES["GBP"], STYLE, 500),
        ("₩5,000", CURRENCIES["KRW"], STYLE, 5000),
        ("0.000001 USDT", USDT, STYLE, 1),
        ("1.234,50", CNY, GERMAN, 123450),
        ("1.234", JPY, GERMAN, 1234),
        ("1'234.5", CNY, SWISS, 123450),
        ("1’234.5", CNY, SWISS, 123450),
        ("1\u202f234\u00a0567,5", CNY, FRENCH, 123456750),
        ("10000000000000", CNY, STYLE, MINOR_MAX),
    ],
)
def test_accepted(text: str, of: Currency, style: NumberStyle, minor: int) -> None:
    assert parse_amount(text, of, style) == Money(minor, of)


NOT_NUMBERS = [
    *("", " ", "NaN", "Infinity", "1e9", "1_000", "٣", "٥.٥", "五", "½", "²", "5%", "1/2", "0x10"),
    *("12,5", "1,23", "1234,567", "0,123", "1,2345", "1,,234", ",234", "1,234,", "1.2.3", "1.234,50", "1,234.5,6"),
    *("1、234", "5。5", "5.", ".5", "1 234", "1'234", "1,234'567", "007", "00", "5 5"),
    *("+5", "５＋", "--5", "5-", "(5)", "¥ ¥5", "-¥-5"),
    *("$5", "5 USD", "€5", "JP¥5", "元5", "5元元", "5円", "¥", "元", "Uſd5"),
    *("5\n", "\n5", "5\u200b", "\u202e5", "\ud800", "５\u0661", "5\x00", "9" * 41, "5" + " " * 40),
]


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_not_a_number(text: str) -> None:
    with pytest.raises(AmountNotANumber) as caught:
        parse_amount(text, CNY, STYLE)
    shown = caught.value.fields["text"]
    assert isinstance(shown, str)
    assert len(shown) <= 20
    assert shown == "" or shown.isprintable()


@pytest.mark.parametrize(
    "text", ["-5", "−5", "－5", "–5", "-¥5", "¥-5", "- 5", "-5.001", "0", "0.00", "０", "0元", "-0"]
)
def test_not_positive(text: str) -> None:
    with pytest.raises(AmountNotPositive) as caught:
        parse_amount(text, CNY, STYLE)
    assert caught.value.fields == {"currency": "CNY"}


@pytest.mark.parametrize(
    ("text", "of"), [("5.00", JPY), ("5.001", CNY), ("5.000", CNY), ("0.000", CNY), ("0.0000001", USDT)]
)
def test_too_many_decimals(text: str, of: Currency) -> None:
    with pytest.raises(AmountTooManyDecimals) as caught:
        parse_amount(text, of, STYLE)
    assert caught.value.fields == {"currency": of.code, "decimals": of.exponent}


def test_too_large() -> None:
    for text in ("10000000000000.01", "9" * 40):
        with pytest.raises(AmountTooLarge) as caught:
            parse_amount(text, CNY, STYLE)
        assert caught.value.fields == {"currency": "CNY", "minor_max": MINOR_MAX}
    with pytest.raises(AmountTooLarge):
        parse_amount("5.01", CNY, STYLE, minor_max=500)


@pytest.mark.parametrize(("decimal", "groups"), [("·", ","), (".", "."), (".", "_"), ("", ",")])
def test_styles_are_checked(decimal: str, groups: str) -> None:
    with pytest.raises(ValueError, match="mark"):
        NumberStyle(decimal, groups)


def grouped(digits: str, style: NumberStyle) -> str:
    """Plain digits of `Money.digits`, written in a style that has groups."""
    whole, _, decimals = digits.partition(".")
    separated = f"{int(whole):,}".replace(",", style.groups[0])
    return separated + (style.decimal + decimals if decimals else "")


FULL_WIDTH = {ord(character): ord(character) + 0xFEE0 for character in "0123456789,."}


@given(st.integers(1, MINOR_MAX), currencies, st.sampled_from([STYLE, GERMAN, SWISS, FRENCH]), st.booleans())
def test_what_is_written_is_read_back(minor: int, of: Currency, style: NumberStyle, wide: bool) -> None:
    amount = Money(minor, of)
    for written in (grouped(amount.digits(), style), amount.digits().replace(".", style.decimal)):
        typed = written.translate(FULL_WIDTH) if wide else written
        assert parse_amount(typed, of, style) == amount
        assert parse_amount(f"{of.code} {typed}", of, style) == amount


ALPHABET = "0011223456789０９,,..，．''-−+_eE ¥$元\u202f\u200b٣NaUSDcny、。"


def agrees(text: str, of: Currency, style: NumberStyle) -> bool:
    """Asserts that parser and reference agree; returns whether the text was accepted."""
    expected = slow_reading(text, of, style)
    try:
        got = parse_amount(text, of, style)
    except InvalidInput:
        assert expected is None, (text, of, style, expected)
        return False
    assert type(got.minor) is int
    assert expected is not None, (text, of, style, got)
    assert Fraction(got.minor, 10**of.exponent) == expected, (text, of, style)
    return True


def test_never_reads_otherwise_than_the_slow_reference() -> None:
    chance = random.Random(20240601)
    accepted = 0
    for _ in range(20_000):
        text = "".join(chance.choices(ALPHABET, k=chance.randint(0, 9)))
        if chance.random() < 0.5:
            text = mutated(
                f"{chance.randint(0, 10 ** chance.randint(1, 9)):,}" + chance.choice(["", ".5", ".25"]), chance
            )
        accepted += agrees(text, chance.choice([CNY, USD, JPY, USDT]), chance.choice([STYLE, GERMAN, SWISS, FRENCH]))
    assert accepted > 2_000


def mutated(text: str, chance: random.Random) -> str:
    """`text` with at most one character changed, removed or inserted."""
    place = chance.randint(0, len(text))
    kept = chance.choice([place, place + 1])
    return text[:place] + chance.choice(["", chance.choice(ALPHABET)]) + text[kept:]


@given(st.text(max_size=45), currencies)
def test_any_text_is_answered(text: str, of: Currency) -> None:
    agrees(text, of, STYLE)


def test_a_very_long_text_is_refused_shortly() -> None:
    with pytest.raises(AmountNotANumber) as caught:
        parse_amount("1" * 1_000_000, CNY, STYLE)
    assert caught.value.fields == {"text": "1" * 19 + "…"}


OTHER_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۵۹०१२๐๑၁᠑〇一二三½²①⑤𝟏𝟗𝟘Ⅷ"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2069\ufeff\u00ad\u0301\u20e3\ufe0f"
SEPARATORS = ",，.．'’＇ \u00a0\u2007\u2009\u200a\u202f\u3000٫٬·˙_、。;:/|\t\n\r\v\f\x1c\x85\u2028\u2029\x00\\"
SIGNS = "+-−–—＋－﹣±()（）%‰eExX×^~#*=<>&"
LABELS = "¥￥$＄€£￡₩￦₮元块圆円CNYRMBUSDTcnyJPHKS\u017f\u212a\u0430\u0415🪙💰\ud83d\udcb0"
HOSTILE = ("0123456789", "０１２３４５６７８９", OTHER_DIGITS, INVISIBLE, SEPARATORS, SIGNS, LABELS)
STYLES = (STYLE, GERMAN, SWISS, FRENCH, load_texts().language("en").number_style)
FIELDS: dict[type[InvalidInput], set[str]] = {
    AmountNotANumber: {"text"},
    AmountNotPositive: {"currency"},
    AmountTooLarge: {"currency", "minor_max"},
    AmountTooManyDecimals: {"currency", "decimals"},
}


def hostile_text(chance: random.Random, of: Currency, style: NumberStyle) -> str:
    """Something like an amount with a few characters that do not belong, or noise, or far too much of either."""
    kind = chance.random()
    if kind < 0.15:
        return "".join(chance.choice(chance.choice(HOSTILE)) for _ in range(chance.randint(0, 12)))
    amount = Money(chance.randrange(10 ** chance.randint(0, 17)), of)
    text = chance.choice(
        [grouped(amount.digits(), style), amount.digits().replace(".", style.decimal), str(amount.minor)]
    )
    if chance.random() < 0.2:
        text += chance.choice(["0", "000", style.decimal, style.decimal + "5", style.decimal + "0" * 9])
    if chance.random() < 0.3:
        text = chance.choice(
            [f"{of.code} {text}", f"{text}{of.code}", f"-{text}", f" {text} ", text.translate(FULL_WIDTH)]
        )
    for _ in range(chance.choice([0, 1, 1, 2, 5])):
        place = chance.randint(0, len(text))
        kept = place + chance.choice([0, 0, 1])
        text = text[:place] + chance.choice(chance.choice(HOSTILE)) + text[kept:]
    return text * chance.choice([2, 9, 500]) if kind > 0.98 else text


def check_refusal(refusal: InvalidInput, of: Currency) -> None:
    """One of the documented classes, with its documented fields."""
    assert set(refusal.fields) == FIELDS[type(refusal)]
    assert refusal.fields.get("currency", of.code) == of.code
    shown = refusal.fields.get("text", "")
    assert isinstance(shown, str)
    assert len(shown) <= 20
    assert shown.isprintable()
    str(refusal).encode()


def check_reading(text: str, amount: Money, of: Currency, style: NumberStyle) -> None:
    """Only what a keyboard gives for a number was read, no decimal too many, and its form is read back as itself."""
    assert type(amount.minor) is int
    assert amount.currency == of
    assert 0 < amount.minor <= MINOR_MAX
    assert Fraction(amount.minor, 10**of.exponent) == slow_reading(text, of, style)
    plain = unicodedata.normalize("NFKC", text).replace("’", "'")
    assert not {unicodedata.category(character) for character in text.replace("\t", " ")} & {
        "Cc",
        "Cf",
        "Cs",
        "Mn",
        "Zl",
    }
    assert all(character in "0123456789" or unicodedata.decimal(character, None) is None for character in plain)
    _, mark, after = plain.partition(style.decimal)
    assert sum(character.isdigit() for character in after) <= of.exponent if mark else True
    assert parse_amount(amount.digits().replace(".", style.decimal), of, style) == amount
    assert parse_amount(grouped(amount.digits(), style), of, style) == amount
    assert parse_amount(str(amount), of) == amount


def read_hostile_texts(chance: random.Random, count: int) -> tuple[int, set[type[InvalidInput]]]:
    """How many of so many texts were accepted, and the ways in which the others were refused."""
    accepted, refused = 0, set()
    known = list(CURRENCIES.values())
    for _ in range(count):
        of, style = chance.choice(known), chance.choice(STYLES)
        text = hostile_text(chance, of, style)
        try:
            amount = parse_amount(text, of, style)
        except InvalidInput as refusal:
            check_refusal(refusal, of)
            assert slow_reading(text, of, style) is None
            refused.add(type(refusal))
            continue
        accepted += 1
        check_reading(text, amount, of, style)
        if accepted % 20 == 0:
            for language in map(load_texts().language, LANGUAGES):
                assert parse_amount(language.money(amount), of, language.number_style) == amount
    return accepted, refused


def test_hostile_texts_are_refused_or_read_to_the_last_digit() -> None:
    accepted, refused = read_hostile_texts(random.Random(99), 10_000)
    assert accepted > 1_000
    assert refused == set(FIELDS)


@pytest.mark.slow
def test_100_000_hostile_texts() -> None:
    accepted, refused = read_hostile_texts(random.Random(100), 100_000)
    assert accepted > 10_000
    assert refused == set(FIELDS)
