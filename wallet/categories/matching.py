"""Which rule speaks for a payment: that of its payee, else the longest word that its words hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SPACED_BELOW = "\u0e00"
"""Scripts below put spaces between words; those from here on, Thai, Chinese and Japanese among them, mostly do not."""


@dataclass(frozen=True, slots=True)
class Rule:
    """By payee or by word, never both."""

    id: int
    payee_id: int | None
    word: str | None
    category: str


def winner(rules: Iterable[Rule], payee_id: int | None, words: str) -> Rule | None:
    """The rule that decides. Of words as long as each other the newer one does."""
    found: Rule | None = None
    for rule in rules:
        if rule.payee_id is not None:
            if rule.payee_id == payee_id:
                return rule
        elif rule.word is not None and holds(words, rule.word) and _rank(rule) > _rank(found):
            found = rule
    return found


def holds(words: str, word: str) -> bool:
    """Whether casefolded words hold a word: a whole one where words are spaced, so that `rent` is not in `parents`."""
    at = words.find(word)
    while at >= 0:
        end = at + len(word)
        if not (_joined(words[at - 1 : at], word[0]) or _joined(words[end : end + 1], word[-1])):
            return True
        at = words.find(word, at + 1)
    return False


def _joined(mark: str, edge: str) -> bool:
    return _spaced(mark) and _spaced(edge)


def _spaced(mark: str) -> bool:
    return mark.isalnum() and mark < SPACED_BELOW


def _rank(rule: Rule | None) -> tuple[int, int]:
    return (0, 0) if rule is None else (len(rule.word or ""), rule.id)
