"""The few words of each language by which stories find their way."""

from __future__ import annotations

from dataclasses import dataclass

from locales import Language, load_texts
from wallet.errors import WalletError
from wallet.money import Money, currency


@dataclass(frozen=True)
class Words:
    """Texts of one language, without their markup, as a person reads them."""

    language: Language

    def __call__(self, key: str, **fields: str | int) -> str:
        text = self.language.text(key, **fields)
        for tag in ("<b>", "</b>", "<code>", "</code>"):
            text = text.replace(tag, "")
        return text.strip()

    def refusal(self, error: WalletError) -> str:
        """What the product says when it refuses."""
        return str(self.language.error(error))

    def yuan(self, minor: int, *, signed: bool = False) -> str:
        """An amount of CNY in minor units as this language writes it."""
        return self.language.money(Money(minor, currency("CNY")), signed=signed)

    def first_line(self, key: str, **fields: str | int) -> str:
        """The first line: enough to recognise a screen."""
        return self(key, **fields).split("\n")[0]


def words(code: str) -> Words:
    """The texts of a language."""
    return Words(load_texts().language(code))
