"""Amounts in quick commands: by the wallet's strict reading, in a named currency or the customer's own.

Chinese numerals are read when they are written out in full, and in no other form: what people shorten (one thousand
two for 1,200) or leave open is no amount.
"""

from __future__ import annotations

from dataclasses import dataclass

from wallet.errors import AmountNotANumber, InvalidInput
from wallet.money import CURRENCIES, Currency, Money, NumberStyle, parse_amount

TEN_THOUSAND = 10_000
NUMERAL_MAX = TEN_THOUSAND**2 - 1
Outcome = Money | InvalidInput
"""An amount, or why an amount of a known currency is refused."""


@dataclass(frozen=True)
class Numerals:
    """`digits` are the characters for 0 to 9, `units` those for 10, 100, 1,000 and 10,000; `two` may stand for 2."""

    digits: str
    units: str
    two: str

    def __contains__(self, character: str) -> bool:
        return character in self.digits or character in self.units or character in self.two

    def value(self, text: str) -> int | None:
        """The number whose full spelling this is, from 1 to 99,999,999; None for any other text."""
        plain = self._with_one_two(text)
        if not plain or plain.count(self.units[3]) > 1:
            return None
        high, mark, low = plain.rpartition(self.units[3])
        number = (self._loosely(high) if mark else 0) * TEN_THOUSAND + self._loosely(low)
        return number if 0 < number <= NUMERAL_MAX and self.spelled(number) == plain else None

    def spelled(self, number: int) -> str:
        """The full spelling of 1 to 99,999,999, always with the same character for two."""
        high, low = divmod(number, TEN_THOUSAND)
        spelled = self._section(high) + self.units[3] if high else ""
        if high and 0 < low < TEN_THOUSAND // 10:
            spelled += self.digits[0]
        spelled += self._section(low)
        return spelled[1:] if spelled.startswith(self.digits[1] + self.units[0]) else spelled

    def _section(self, number: int) -> str:
        """1 to 9,999, each unit with its digit."""
        spelled, gap = "", False
        for place in (3, 2, 1, 0):
            digit = number // 10**place % 10
            if digit and gap and spelled:
                spelled += self.digits[0]
            if digit:
                spelled += self.digits[digit] + (self.units[place - 1] if place else "")
            gap = not digit
        return spelled

    def _loosely(self, text: str) -> int:
        """What a careless reader takes it for; `value` accepts it only when it is spelled that way."""
        total, digit = 0, 0
        for character in text:
            if character in self.units[:3]:
                total, digit = total + (digit or 1) * 10 ** (self.units.index(character) + 1), 0
            else:
                digit = self.digits.find(character)
        return total + digit

    def _with_one_two(self, text: str) -> str:
        """With the usual two for the one that stands before hundreds and above, or alone; "" if it stands elsewhere."""
        two = self.digits[2]
        if text == self.two:
            return two
        if text.find(self.two + self.units[3]) > 0:
            return ""
        plain = text
        for unit in self.units[1:]:
            plain = plain.replace(self.two + unit, two + unit)
        known = all(character in self.digits or character in self.units for character in plain)
        return plain if known else ""


class Amounts:
    """Reads the amounts of quick commands in the writing of one language."""

    def __init__(self, style: NumberStyle, numerals: Numerals) -> None:
        self._style, self.numerals = style, numerals

    def read(self, text: str, default: Currency, *, named: bool = False) -> list[Outcome]:
        """What the text may mean: nothing when it is no amount, several when its sign belongs to several currencies.

        A bare number is an amount of `default`, and with `named` it is none. A sign that `default` shares with others
        (a yen or yuan sign) means `default`.
        """
        found = self._by_currency(self._in_digits(text))
        if len(found) == len(CURRENCIES):
            return [] if named else [found[default.code]]
        if default.code in found:
            return [found[default.code]]
        return list(found.values())

    def currencies(self, text: str) -> list[Currency]:
        """Which currencies this code, word or sign names."""
        if any(character.isdigit() or character in self.numerals for character in text) or not text.strip():
            return []
        found = self._by_currency(f"1 {text}")
        wanted = {code: Money(10 ** CURRENCIES[code].exponent, CURRENCIES[code]) for code in found}
        named = [CURRENCIES[code] for code, outcome in found.items() if outcome == wanted[code]]
        return named if len(named) < len(CURRENCIES) else []

    def _by_currency(self, text: str) -> dict[str, Outcome]:
        found: dict[str, Outcome] = {}
        if not any(character.isdigit() for character in text):
            return found
        for code, currency in CURRENCIES.items():
            try:
                found[code] = parse_amount(text, currency, self._style)
            except AmountNotANumber:
                continue
            except InvalidInput as refusal:
                found[code] = refusal
        return found

    def _in_digits(self, text: str) -> str:
        """A numeral at the beginning in digits; as it is when there is none, or one that is not written out."""
        length = next((index for index, character in enumerate(text) if character not in self.numerals), len(text))
        number = self.numerals.value(text[:length]) if length else None
        if number is None or any(character.isdigit() or character in ".,-" for character in text[length:]):
            return text
        return f"{number}{text[length:]}"
