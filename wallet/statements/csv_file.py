"""A statement as CSV: UTF-8 with the mark that spreadsheets want, no cell of which is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from wallet.merchants.export import harmless
from wallet.money import Money
from wallet.statements.model import COLUMNS, Line, Outline, Section, Words, digits


class CsvWriter:
    """One table for all currencies; each begins with its opening balance and ends with its closing one.

    Times are ISO 8601 with the offset that was in force; amounts have a point and every decimal place.
    """

    def __init__(self, outline: Outline, words: Words) -> None:
        self._words, self._zone = words, outline.customer.zone
        self._written = io.BytesIO()
        self._text = io.TextIOWrapper(self._written, encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._text, lineterminator="\r\n")
        self._rows.writerow(harmless(words.headings[name]) for name in COLUMNS)
        self._section: Section | None = None

    def begin(self, section: Section) -> None:
        """The opening balance."""
        self._section = section
        self._balance(self._words.opening, section.opening)

    def add(self, lines: Sequence[Line]) -> None:
        """A row each."""
        assert self._section is not None
        unit, zone, words = self._section.currency, self._zone, self._words
        self._rows.writerows(
            (
                line.at.astimezone(zone).isoformat(sep=" ", timespec="seconds"),
                harmless(words.kind(line)),
                harmless(words.other(line)),
                harmless(line.note),
                line.reference,
                digits(line.change, unit),
                digits(line.balance, unit),
                unit.code,
            )
            for line in lines
        )

    def end(self) -> None:
        """The closing balance."""
        assert self._section is not None
        self._balance(self._words.closing, self._section.closing)

    def finish(self, code: str) -> bytes:
        """The file; a code of ours would be in the way of whoever computes with it."""
        self._text.flush()
        return self._written.getvalue()

    def close(self) -> None:
        """Let the memory go."""
        self._text.close()

    def _balance(self, said: str, balance: Money) -> None:
        self._rows.writerow(("", harmless(said), "", "", "", "", balance.digits(), balance.currency.code))
