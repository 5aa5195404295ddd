"""Loads the Fluent files of every language and turns keys, fields and wallet errors into what people read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from datetime import date as date_type
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Junk, Message, Term

from locales.fields import FieldValue, Html, escaped, plain
from locales.formats import format_moment, format_money
from wallet.errors import WalletError
from wallet.money import CURRENCIES, Money, NumberStyle

LANGUAGES = ("zh-CN", "en")
"""The first is the default."""

TEXTS_FOLDER = Path(__file__).parent
NO_CHARACTERS_SHOWN = "…"


class TextMissing(LookupError):
    """A key that no file has, a field that was not given, or a file that cannot be read: a fault of ours."""


def negotiate(language_code: str | None) -> str:
    """The language for Telegram's `language_code` ("zh-hans", "en-GB", "de"); Chinese when it is not known."""
    if not language_code:
        return LANGUAGES[0]
    return "zh-CN" if language_code.lower().startswith("zh") else "en"


class Language:
    """All texts of one language and its ways of writing money and time."""

    def __init__(self, code: str, folder: Path, number_style: NumberStyle) -> None:
        self.code = code
        self.number_style = number_style
        self._bundle = _load_bundle(code, folder)

    def has(self, key: str) -> bool:
        """Whether any file of this language has this key."""
        return bool(self._bundle.has_message(key))

    def text(self, key: str, **fields: FieldValue) -> str:
        """Plain text, for buttons and alerts. Raises TextMissing rather than show a key or a hole."""
        return self._format(key, fields, plain)

    def html(self, key: str, **fields: FieldValue) -> Html:
        """Text of a message in Telegram's HTML; strings are escaped, `Html` values go in as they are."""
        return Html(self._format(key, fields, escaped))

    def money(self, money: Money, *, code: bool = True, signed: bool = False) -> str:
        """ "¥1,234.50"; without the currency when `code` is false; with "+" when `signed` and positive."""
        return format_money(money, self.code, code=code, signed=signed)

    def currency_name(self, code: str) -> str:
        """The name of a registered currency in this language."""
        return self.text(f"currency-{code}")

    def moment(self, when: datetime, zone: tzinfo, *, now: datetime | None = None) -> str:
        """Day and time, short; with the year unless it is the year of `now`."""
        key = "pattern-moment" if _same_year(when, now, zone) else "pattern-moment-year"
        return format_moment(when, zone, self.text(key), self.code)

    def date(self, when: datetime, zone: tzinfo, *, now: datetime | None = None) -> str:
        """The day, short; with the year unless it is the year of `now`."""
        key = "pattern-date" if _same_year(when, now, zone) else "pattern-date-year"
        return format_moment(when, zone, self.text(key), self.code)

    def day(self, day: date_type, today: date_type | None = None) -> str:
        """A day on the calendar, short; with the year unless it is this year's."""
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        now = None if today is None else datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
        return self.date(noon, UTC, now=now)

    def duration(self, seconds: int) -> str:
        """How long to wait, never less than it is: "45 seconds", "5 minutes", "1 hour 20 minutes", "2 days 3 hours"."""
        if seconds < 60:
            return self.text("duration-seconds", count=max(seconds, 1))
        minutes = -(-seconds // 60)
        if minutes < 60:
            return self.text("duration-minutes", count=minutes)
        if minutes < 24 * 60:
            return self._two_units("duration-hours", minutes // 60, "duration-minutes", minutes % 60)
        hours = -(-seconds // 3600)
        return self._two_units("duration-days", hours // 24, "duration-hours", hours % 24)

    def error(self, error: WalletError) -> str:
        """What to tell a person about this refusal, as plain text of at most 200 characters."""
        return self.text(f"error-{error.code}", **self._error_fields(error))

    def error_html(self, error: WalletError) -> Html:
        """The same for a message in Telegram's HTML."""
        return self.html(f"error-{error.code}", **self._error_fields(error))

    def _two_units(self, large_key: str, large: int, small_key: str, small: int) -> str:
        first = self.text(large_key, count=large)
        return f"{first} {self.text(small_key, count=small)}" if small else first

    def _format(self, key: str, fields: Mapping[str, FieldValue], clean: Callable[[str], str]) -> str:
        if not self._bundle.has_message(key):
            raise TextMissing(f"{self.code} has no text {key!r}")
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise TextMissing(f"{self.code} has no text {key!r}")
        given = {name: self._field(name, value, clean) for name, value in fields.items()}
        shown, faults = self._bundle.format_pattern(pattern, given)
        if faults:
            raise TextMissing(f"{self.code} cannot fill {key!r}: {'; '.join(map(str, faults))}")
        return str(shown)

    def _field(self, name: str, value: FieldValue, clean: Callable[[str], str]) -> str | int:
        if isinstance(value, Money):
            return self.money(value)
        if isinstance(value, Html):
            if clean is plain:
                raise TypeError(f"{name} is HTML in a plain text")
            return str(value)
        if isinstance(value, str):
            return clean(value)
        if type(value) is int:
            return value
        raise TypeError(f"{name} is a {type(value).__name__}: give a str, int or Money")

    def _error_fields(self, error: WalletError) -> dict[str, FieldValue]:
        prepared: dict[str, FieldValue] = {}
        for name, value in error.fields.items():
            if name.endswith("_minor") or name.startswith("minor_"):
                currency = CURRENCIES[str(error.fields["currency"])]
                prepared[name.removesuffix("_minor").removeprefix("minor_")] = Money(int(str(value)), currency)
            elif name.endswith("_seconds"):
                prepared[name.removesuffix("_seconds")] = self.duration(int(str(value)))
            elif name == "currency":
                prepared[name] = self.currency_name(str(value))
            elif type(value) is int and not name.endswith("_id"):
                prepared[name] = value
            elif value is not None:
                prepared[name] = plain(str(value)).strip() or NO_CHARACTERS_SHOWN
        return prepared


class Texts:
    """Every language, loaded once."""

    def __init__(self, folder: Path = TEXTS_FOLDER, languages: tuple[str, ...] = LANGUAGES) -> None:
        words = _currency_words(folder, languages)
        style = NumberStyle(decimal=".", groups=",", currency_words=words)
        self._languages: Mapping[str, Language] = MappingProxyType(
            {code: Language(code, folder / code, style) for code in languages}
        )

    def language(self, code: str) -> Language:
        """One of LANGUAGES. Raises KeyError for any other: use `negotiate` for what Telegram says."""
        return self._languages[code]

    def error(self, language: str, error: WalletError) -> str:
        """`Language.error` of this language."""
        return self.language(language).error(error)

    def error_html(self, language: str, error: WalletError) -> Html:
        """`Language.error_html` of this language."""
        return self.language(language).error_html(error)


@lru_cache(maxsize=1)
def load_texts() -> Texts:
    """The texts beside this file; read once a process. Raises TextMissing when a file cannot be read as Fluent."""
    return Texts()


def _same_year(when: datetime, now: datetime | None, zone: tzinfo) -> bool:
    return now is not None and when.astimezone(zone).year == now.astimezone(zone).year


def _load_bundle(code: str, folder: Path) -> FluentBundle:
    bundle = FluentBundle([code], use_isolating=False)
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.ftl")):
        resource = FluentResource(path.read_text(encoding="utf-8"))
        for entry in resource.body:
            if isinstance(entry, Junk):
                raise TextMissing(f"{code}/{path.name} is not Fluent near {(entry.content or '').strip()[:60]!r}")
            if isinstance(entry, Message | Term):
                name = ("-" if isinstance(entry, Term) else "") + entry.id.name
                if name in seen:
                    raise TextMissing(f"{name} is in {code}/{path.name} and in {code}/{seen[name]}")
                seen[name] = path.name
        bundle.add_resource(resource)
    if not seen:
        raise TextMissing(f"there are no texts for {code}")
    return bundle


def _currency_words(folder: Path, languages: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    """What people of all languages write after an amount: a person may type either, whatever language is chosen."""
    words = set()
    for code in languages:
        bundle = _load_bundle(code, folder / code)
        for currency in CURRENCIES:
            key = f"currency-words-{currency}"
            pattern = bundle.get_message(key).value if bundle.has_message(key) else None
            if pattern is not None:
                shown, _ = bundle.format_pattern(pattern)
                words |= {(currency, word.upper()) for word in str(shown).split("|")}
    return frozenset(words)
