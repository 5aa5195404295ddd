"""Texts in every language: complete, safe to insert typed text into, and never a raw key or a hole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import LANGUAGES, Html, TextMissing, Texts, load_texts, negotiate
from wallet.errors import AmountTooLarge, CodeTooSoon, InsufficientFunds, WalletError, all_errors
from wallet.money import CURRENCIES, Money, parse_amount

TEXTS = load_texts()
SAMPLE = """
plain = Hello { $name }
count = { $count ->
    [one] one
   *[other] { $count } things
}
sentence = Send <b>{ $amount }</b> to { $name }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "sample.ftl").write_text(SAMPLE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (None, "zh-CN"),
        ("", "zh-CN"),
        ("zh", "zh-CN"),
        ("zh-hans", "zh-CN"),
        ("zh-hans-raw", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("ZH_cn", "zh-CN"),
        ("en", "en"),
        ("en-GB", "en"),
        ("de", "en"),
        ("pt-br", "en"),
    ],
)
def test_negotiate(asked: str | None, language: str) -> None:
    assert negotiate(asked) == language


def test_loaded_once() -> None:
    assert load_texts() is TEXTS
    assert LANGUAGES == ("zh-CN", "en")
    with pytest.raises(KeyError):
        TEXTS.language("de")


def test_text_and_html(folder: Path) -> None:
    english = Texts(folder, ("en",)).language("en")
    amount = Money(123450, CURRENCIES["USD"])
    assert english.text("plain", name="<b>Ann</b>") == "Hello <b>Ann</b>"
    assert english.html("plain", name="<b>Ann & Co</b>") == "Hello &lt;b&gt;Ann &amp; Co&lt;/b&gt;"
    assert english.html("sentence", amount=amount, name="A") == "Send <b>US$1,234.50</b> to A"
    assert english.text("count", count=1) == "one"
    assert english.text("count", count=5) == "5 things"
    assert english.has("plain")
    assert not english.has("nothing")


def test_html_goes_in_as_it_is(folder: Path) -> None:
    english = Texts(folder, ("en",)).language("en")
    inner = english.html("plain", name="<i>")
    assert isinstance(inner, Html)
    assert english.html("plain", name=inner) == "Hello Hello &lt;i&gt;"
    with pytest.raises(TypeError, match="HTML"):
        english.text("plain", name=inner)


def test_faults_are_never_shown(folder: Path) -> None:
    english = Texts(folder, ("en",)).language("en")
    with pytest.raises(TextMissing, match="nothing"):
        english.text("nothing")
    with pytest.raises(TextMissing, match="name"):
        english.text("plain")
    for value in (1.5, None, True, b"x"):
        with pytest.raises(TypeError):
            english.text("plain", name=value)  # type: ignore[arg-type]


@pytest.mark.parametrize("content", ["broken = { $name", "just prose", "plain = again", ""])
def test_bad_files_stop_the_start(folder: Path, content: str) -> None:
    target = "other.ftl" if content else "sample.ftl"
    (folder / "en" / target).write_text(content, encoding="utf-8")
    with pytest.raises(TextMissing):
        Texts(folder, ("en",))


@pytest.mark.parametrize(
    "name",
    ["\u202eevil", "\u2066a\u2069", "a\u200bb", "a\u200d\u2060b", "\ufeffx", "a\x00b\x1b", "\u061cx", "\ud800"],
)
def test_disguising_characters_are_stripped(name: str) -> None:
    english = TEXTS.language("en")
    for shown in (
        english.text("error-amount-not-a-number", text=name),
        english.html("error-amount-not-a-number", text=name),
    ):
        assert shown.isprintable()


@given(st.text(max_size=60))
def test_typed_text_cannot_break_html(typed: str) -> None:
    shown = TEXTS.language("zh-CN").html("error-amount-not-a-number", text=typed)
    assert "<" not in shown
    assert ">" not in shown
    assert not re.search(r"&(?!(amp|lt|gt);)", shown)
    shown.encode()


FIELDS: dict[str, str | int | bool | None] = {
    "missing": "digits",
    "count_max": 3,
    "percent_max": 200,
    "first": "a",
    "second": "b",
    "length_min": 3,
    "limit": "day",
    "max_minor": 1_000_000,
    "level": 0,
    "factor": "password",
    "text": "abc",
    "currency": "JPY",
    "decimals": 2,
    "minor_max": 10**15,
    "length_max": 64,
    "days_max": 90,
    "megabytes_max": 5,
    "megapixels_max": 12,
    "account_id": 1234567,
    "available_minor": 10**15,
    "needed_minor": 10**15,
    "left_minor": 10**15,
    "held_minor": 10**15,
    "status": "frozen",
    "reference": "r",
    "hold_id": 5,
    "ticket_id": 5,
    "retry_after_seconds": 86_399,
    "tries_left": 2,
    "fault": "checksum",
    "reason": "offline",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", all_errors(), ids=lambda kind: kind.__name__)
def test_every_error_has_words(kind: type[WalletError], language: str) -> None:
    names = set(re.findall(r"[a-z_]+", (kind.__doc__ or "").partition("Fields:")[2].replace("(", " ")))
    error = kind(**{name: value for name, value in FIELDS.items() if name in names})
    shown = TEXTS.error(language, error)
    assert 5 < len(shown) <= 200, "an alert holds 200 characters"
    assert kind.code not in shown
    assert "{" not in shown
    assert "<" not in shown
    assert bool(re.search("[\u4e00-\u9fff]", shown)) == (language == "zh-CN")
    assert TEXTS.error_html(language, error) == shown


def test_error_fields_are_prepared() -> None:
    error = InsufficientFunds(currency="CNY", available_minor=50, needed_minor=123450)
    assert "¥1,234.50" in TEXTS.error("zh-CN", error)
    assert "CN¥0.50" in TEXTS.error("en", error)
    assert "¥100.00" in TEXTS.error("zh-CN", AmountTooLarge(currency="CNY", minor_max=10_000))
    assert "5 minutes" in TEXTS.error("en", CodeTooSoon(retry_after_seconds=300))
    assert "5 分钟" in TEXTS.error("zh-CN", CodeTooSoon(retry_after_seconds=300))
    with pytest.raises(TextMissing):
        TEXTS.error("en", CodeTooSoon())


def test_an_error_with_no_readable_text() -> None:
    for kind in all_errors():
        if kind.__name__ == "AmountNotANumber":
            assert "“…”" in TEXTS.error("zh-CN", kind(text="\u202e\u200b"))
            assert "&lt;b&gt;" in TEXTS.error_html("en", kind(text="<b>"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CURRENCIES)
def test_what_is_shown_can_be_typed(language: str, code: str) -> None:
    """A customer who copies an amount from a message, in whichever language, is understood."""
    shown = TEXTS.language(language)
    for minor in (1, 123_456_789, 10**15):
        amount = Money(minor, CURRENCIES[code])
        for other in LANGUAGES:
            style = TEXTS.language(other).number_style
            assert parse_amount(shown.money(amount), CURRENCIES[code], style) == amount
            assert parse_amount(shown.money(amount, code=False), CURRENCIES[code], style) == amount
    assert shown.currency_name(code)
