"""Quick commands: strict reading of what people type instead of pressing buttons, in two languages, never by guessing.

    VERB amount [TO] payee [note]      send 20 usd to @li lunch
    VERB [TO] payee amount [note]      pay @li 20 lunch
    TO payee VERB amount [note]        the usual order in Chinese
    EXCHANGE amount INTO currency      exchange 100 usd to cny
    EXCHANGE amount currency           here the amount names its own currency
    BALANCE

The words stand in the quick.ftl of each language. Text is a command only when it is one of these forms as a whole; when
two readings are possible it is refused with both of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from babel.numbers import list_currencies

from handlers.parts.quick_amounts import Amounts, Numerals
from locales import LANGUAGES, Language, Texts
from wallet.errors import InvalidInput, QuickCommandNotUnderstood
from wallet.money import CURRENCIES, Currency, Money, currency
from wallet.references import is_wallet_number

TEXT_LENGTH_MAX = 300
AMOUNT_WORDS_MAX = 5
CURRENCY_LENGTH_MAX = 25
SAMPLE_AMOUNT, SAMPLE_PAYEE, SAMPLE_CURRENCIES = "20", "@li", ("USD", "CNY")
MAINLAND_PHONE = re.compile(r"1[3-9][0-9]{9}")
"""Mobile numbers in China, as people there write them."""

PAYEE = re.compile(
    r"(?<![A-Za-z0-9_@+.-])(?:@[A-Za-z][A-Za-z0-9_]{1,31}(?![A-Za-z0-9_])|\+[0-9]{7,15}(?![0-9])|[0-9]{10,11}(?![0-9]))"
)
LOOSE_PAYEE = re.compile(r"@[A-Za-z][A-Za-z0-9_]+|[0-9]{10,}")
COMMAS = ",\uff0c\u3001:\uff1a"
ENDINGS = ".!?;\u3002\uff01\uff1f\uff1b" + COMMAS
NOTE_STARTS_NUMBER = re.compile(r"[0-9.,+$\u00a5\u20ac\u00a3\u20a9\u20ae%-]")
_AS_ASCII = {0xFF01 + index: chr(0x21 + index) for index in range(94) if index not in (0x0B, 0x19, 0x1A)}
_AS_ASCII |= dict.fromkeys((0x09, 0xA0, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000), " ") | {0xFFE5: "\u00a5"}
_LOWER = {upper: chr(upper + 32) for upper in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True)
class QuickPay:
    """Money to somebody: a @name, a wallet number or a phone number as it was typed."""

    amount: Money
    payee: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class QuickExchange:
    """The customer gives `pays` and wants another currency for it."""

    pays: Money
    to: Currency


@dataclass(frozen=True, slots=True)
class QuickBalance:
    """A look at the balances."""


QuickCommand = QuickPay | QuickExchange | QuickBalance


class QuickWords:
    """The words of all languages, and the reading of what is typed."""

    def __init__(self, texts: Texts) -> None:
        languages = [texts.language(code) for code in LANGUAGES]
        self._pay = _words(languages, "quick-words-pay")
        self._to = _words(languages, "quick-words-to")
        self._exchange = _words(languages, "quick-words-exchange")
        self._into = _words(languages, "quick-words-into")
        self._balance = _words(languages, "quick-words-balance")
        first = languages[0]
        numerals = Numerals(first.text("quick-digits"), first.text("quick-units"), first.text("quick-two"))
        self.amounts = Amounts(first.number_style, numerals)
        units = {word.lower() for _, word in first.number_style.currency_words} | {code.lower() for code in CURRENCIES}
        self._currency_words = tuple(sorted(units, key=len, reverse=True))
        unclear = _words(languages, "quick-words-unclear")
        self._spaced_words = tuple(word for word in self._currency_words if " " in word)
        self._unclear = units | set(unclear) | {code.lower() for code in list_currencies()} | {"rmb"}
        going_on = "|".join(re.escape(word) for word in sorted({*units, *unclear}, key=len, reverse=True))
        self._counting = numerals.digits + numerals.units + numerals.two + first.text("quick-half")
        self._goes_on = re.compile(rf"[{self._counting}]+(?:{going_on}|$)|[0-9.,]+(?:{going_on})$")

    def read(self, text: str, default: Currency, language: Language) -> QuickCommand | None:
        """The command that this text is as a whole; None when it is no quick command at all.

        Raises `QuickCommandNotUnderstood` when it is nearly one, or one in two ways, and what `parse_amount` raises.
        """
        if not _is_line(text):
            return None
        typed = text.translate(_AS_ASCII)
        if typed.strip(" ").translate(_LOWER) in self._balance:
            return QuickBalance()
        found = [*self._payments(text, typed, default), *self._exchanges(typed, default)]
        command = self._settled(found, language)
        if command is None:
            self._refuse_near(typed, language)
        return command

    def read_payment(self, text: str, default: Currency, language: Language) -> QuickPay:
        """What follows /pay. Raises as `read`, and `QuickCommandNotUnderstood` for all that is no payment."""
        found = self._after_verb(text, text.translate(_AS_ASCII), default) if _is_line(text) else ()
        command = self._settled(found, language)
        if not isinstance(command, QuickPay):
            raise _not_a_payment(language, text)
        return command

    def read_exchange(self, text: str, default: Currency, language: Language) -> QuickExchange:
        """What follows /exchange. Raises as `read_payment`."""
        found = self._after_exchange(text.translate(_AS_ASCII), default) if _is_line(text) else ()
        command = self._settled(found, language)
        if not isinstance(command, QuickExchange):
            raise _not_an_exchange(language)
        return command

    def _payments(self, text: str, typed: str, default: Currency) -> Iterator[QuickPay | InvalidInput]:
        for _, start in _begins(typed, 0, self._pay):
            yield from self._after_verb(text[start:], typed[start:], default)
        for _, start in _begins(typed, 0, self._to):
            payee = self._payee_at(typed, start)
            if payee is None:
                continue
            for _, amount_start in _begins(typed, payee.end(), self._pay):
                yield from self._amount_then_note(text[amount_start:], typed[amount_start:], payee[0], default)

    def _after_verb(self, text: str, typed: str, default: Currency) -> Iterator[QuickPay | InvalidInput]:
        for found in filter(_is_payee, PAYEE.finditer(typed)):
            yield from self._amount_first(text, typed, found, default)
        starts = {0, *(start for _, start in _begins(typed, 0, self._to))}
        for start in sorted(starts):
            payee = self._payee_at(typed, start)
            if payee is not None and typed[payee.end() : payee.end() + 1] == " ":
                yield from self._amount_then_note(text[payee.end() :], typed[payee.end() :], payee[0], default)

    def _payee_at(self, typed: str, start: int) -> re.Match[str] | None:
        """The payee that stands at this place, blanks aside."""
        while typed[start : start + 1] == " ":
            start += 1
        found = PAYEE.match(typed, start)
        return found if found is not None and _is_payee(found) else None

    def _amount_first(
        self, text: str, typed: str, payee: re.Match[str], default: Currency
    ) -> Iterator[QuickPay | InvalidInput]:
        note = self._note(text[payee.end() :].lstrip(f" \u3000{COMMAS}"), after_amount=False)
        if note is None:
            return
        for amount_text in _before(typed[: payee.start()], self._to):
            for outcome in self.amounts.read(amount_text, default):
                yield outcome if isinstance(outcome, InvalidInput) else QuickPay(outcome, payee[0], note)

    def _amount_then_note(
        self, text: str, typed: str, payee: str, default: Currency
    ) -> Iterator[QuickPay | InvalidInput]:
        words = list(re.finditer(r"[^ ]+", typed))
        for count in range(1, min(AMOUNT_WORDS_MAX, len(words)) + 1):
            outcomes = self.amounts.read(" ".join(word[0] for word in words[:count]), default)
            note = self._note(text[words[count - 1].end() :].strip(), after_amount=True) if outcomes else None
            if note is not None:
                for outcome in outcomes:
                    yield outcome if isinstance(outcome, InvalidInput) else QuickPay(outcome, payee, note)

    def _note(self, text: str, *, after_amount: bool) -> str | None:
        """The note; None when it may be more of the amount, or somebody else to pay."""
        note, typed = text.strip(), text.strip().translate(_AS_ASCII).translate(_LOWER)
        if not note:
            return ""
        first = typed.split()[0].strip(ENDINGS)
        if not first or LOOSE_PAYEE.search(typed) or first in self._unclear or self._goes_on.match(first):
            return None
        if typed.startswith(self._spaced_words) or (after_amount and NOTE_STARTS_NUMBER.match(typed)):
            return None
        if NOTE_STARTS_NUMBER.match(first) and not any(character.isalpha() for character in first):
            return None
        return None if self.amounts.read(first, CURRENCIES["CNY"]) else note

    def _exchanges(self, typed: str, default: Currency) -> Iterator[QuickExchange | InvalidInput]:
        for _, start in _begins(typed, 0, self._exchange):
            yield from self._after_exchange(typed[start:], default)

    def _after_exchange(self, typed: str, default: Currency) -> Iterator[QuickExchange | InvalidInput]:
        asked = typed.strip(" ")
        for start in range(max(1, len(asked) - CURRENCY_LENGTH_MAX), len(asked)):
            if asked[start] == " " or (_is_word(asked[start]) and _is_word(asked[start - 1])):
                continue
            for wanted in self.amounts.currencies(asked[start:]):
                head = asked[:start]
                outcomes = self.amounts.read(head.strip(" "), default, named=True)
                for amount_text in _before(head, self._into, needed=True):
                    outcomes += self.amounts.read(amount_text, default)
                for outcome in outcomes:
                    yield outcome if isinstance(outcome, InvalidInput) else QuickExchange(outcome, wanted)

    def _settled(
        self, found: Iterable[QuickPay | QuickExchange | InvalidInput], language: Language
    ) -> QuickCommand | None:
        """The one reading that there is; None when there is none. Raises what the amount is refused for."""
        unlike: list[QuickPay | QuickExchange] = []
        for item in found:
            if isinstance(item, InvalidInput):
                raise item
            if item not in unlike:
                unlike.append(item)
        if len(unlike) > 1:
            first, second = (_form(language, item) for item in unlike[:2])
            raise QuickCommandNotUnderstood(first=first, second=second)
        return unlike[0] if unlike else None

    def _refuse_near(self, typed: str, language: Language) -> None:
        """Raises `QuickCommandNotUnderstood` for what was surely meant as a command: a verb, a number, whom or what."""
        has_number = any(character.isdigit() or character in self._counting for character in typed)
        if has_number and LOOSE_PAYEE.search(typed) and any(_begins(typed, 0, (*self._pay, *self._to))):
            raise _not_a_payment(language, typed)
        lowered = typed.translate(_LOWER)
        named = any(re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", lowered) for word in self._currency_words)
        if has_number and named and any(_begins(typed, 0, self._exchange)):
            raise _not_an_exchange(language)


def _words(languages: Iterable[Language], key: str) -> tuple[str, ...]:
    """The words of all languages under this key, the longest first."""
    words = {word.strip().lower() for language in languages for word in language.text(key).split("|")}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _is_line(text: str) -> bool:
    return len(text) <= TEXT_LENGTH_MAX and len(text.strip().splitlines()) == 1


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _begins(typed: str, start: int, words: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The words with which the text goes on at this place, and where they end. Latin words stand by themselves."""
    rest = typed[start:].lstrip(" ")
    first = len(typed) - len(rest)
    by_itself = start == 0 or first > start
    lowered = rest.translate(_LOWER)
    for word in words:
        if lowered.startswith(word):
            alone = not _is_word(word[0]) or (by_itself and lowered[len(word) : len(word) + 1] == " ")
            if alone:
                yield word, first + len(word)


def _before(head: str, words: Iterable[str], *, needed: bool = False) -> Iterator[str]:
    """What stands before one of the words at the end of `head`, or before a blank there unless a word is needed."""
    lowered, bare = head.translate(_LOWER), head.rstrip(" ")
    if not needed and head != bare:
        yield bare.strip(" ")
    for word in words:
        if not lowered.rstrip(" ").endswith(word):
            continue
        before = bare[: len(bare) - len(word)]
        if not _is_word(word[0]) or (before.endswith(" ") and head.endswith(" ")):
            yield before.strip(" ")


def _is_payee(found: re.Match[str]) -> bool:
    """Whether the match ends where a payee may end, and digits are a wallet number or a phone number."""
    after = found.string[found.end() : found.end() + 1]
    ends = not after or after in f" {COMMAS}" or (after.isalpha() and "\u3400" <= after <= "\u9fff")
    typed = found[0]
    return ends and (not typed[0].isdigit() or is_wallet_number(typed) or bool(MAINLAND_PHONE.fullmatch(typed)))


def _form(language: Language, command: QuickPay | QuickExchange) -> str:
    if isinstance(command, QuickPay):
        return language.text("quick-form-pay", amount=str(command.amount), payee=command.payee)
    return language.text("quick-form-exchange-into", amount=str(command.pays), currency=command.to.code)


def _not_a_payment(language: Language, text: str) -> QuickCommandNotUnderstood:
    """With the only @name that was typed; an amount is never put into anybody's mouth."""
    names = {found[0] for found in PAYEE.finditer(text.translate(_AS_ASCII)) if found[0].startswith("@")}
    fields = {"amount": SAMPLE_AMOUNT, "payee": names.pop() if len(names) == 1 else SAMPLE_PAYEE}
    return QuickCommandNotUnderstood(
        first=language.text("quick-form-pay", **fields), second=language.text("quick-form-pay-payee-first", **fields)
    )


def _not_an_exchange(language: Language) -> QuickCommandNotUnderstood:
    pays, to = (currency(code) for code in SAMPLE_CURRENCIES)
    fields = {"amount": f"100 {pays.code}", "currency": to.code}
    return QuickCommandNotUnderstood(
        first=language.text("quick-form-exchange", **fields),
        second=language.text("quick-form-exchange-into", **fields),
    )
