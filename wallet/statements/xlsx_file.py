"""A statement as XLSX: a sheet for each currency; texts stay texts, and amounts are numbers where those are exact."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook

from wallet.money import Currency
from wallet.statements.model import COLUMNS, Line, Outline, Section, Words, digits, grouped

DIGITS_EXACT_MAX = 15
"""Spreadsheets keep numbers as doubles: of longer ones they change the last digits."""

SHOWN = COLUMNS[:-1]
WIDTHS = {"time": 19, "kind": 18, "counterparty": 18, "note": 32, "reference": 18, "change": 16, "balance": 16}
FIRST_DAY = datetime(1899, 12, 30, tzinfo=UTC)
"""Day zero of spreadsheets."""

SECONDS_A_DAY = 86_400
TIME, KIND, OTHER, NOTE, REFERENCE, CHANGE, BALANCE = range(7)
AS_WRITTEN: Mapping[str, bool] = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class XlsxWriter:
    """Rows leave the memory as they are written. Times are those of the customer's clocks."""

    def __init__(self, outline: Outline, words: Words) -> None:
        self._outline, self._words, self._zone = outline, words, outline.customer.zone
        self._written = io.BytesIO()
        self._folder = TemporaryDirectory(prefix="statement-")
        self._book = Workbook(self._written, {**AS_WRITTEN, "tmpdir": self._folder.name})
        self._book.set_properties({"title": words.title, "created": outline.made_at.replace(tzinfo=None)})
        self._bold = self._book.add_format({"bold": True})
        self._heading = self._book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF3FA"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"})
        self._sheet: Any = None
        self._section: Section | None = None
        self._row = 0

    def begin(self, section: Section) -> None:
        """A sheet with the balances and the headings."""
        self._section, self._row = section, 0
        unit, words = section.currency, self._words
        self._sheet = self._book.add_worksheet(unit.code)
        self._amounts = self._amount_format(unit)
        self._bold_amounts = self._amount_format(unit, bold=True)
        for place, name in enumerate(SHOWN):
            self._sheet.set_column(place, place, WIDTHS[name])
        self._say(f"{words.title} · {words.currency(unit.code)}", self._bold)
        for said in (words.owner, words.days, words.made, words.zone):
            self._say(said)
        for said, amount in (
            (words.opening, section.opening),
            (words.paid_in, section.paid_in),
            (words.paid_out, -section.paid_out),
            (words.closing, section.closing),
        ):
            self._sheet.write_string(self._row, KIND, said, self._bold)
            self._write(self._row, BALANCE, amount.minor, self._bold_amounts)
            self._row += 1
        self._row += 1
        for place, name in enumerate(SHOWN):
            self._sheet.write_string(self._row, place, words.headings[name], self._heading)
        self._row += 1
        self._sheet.freeze_panes(self._row, 0)

    def add(self, lines: Sequence[Line]) -> None:
        """A row each."""
        sheet, words, zone = self._sheet, self._words, self._zone
        for line in lines:
            row = self._row
            sheet.write_number(row, TIME, _day_number(line.at, zone), self._moment)
            sheet.write_string(row, KIND, words.kind(line))
            if other := words.other(line):
                sheet.write_string(row, OTHER, other)
            if line.note:
                sheet.write_string(row, NOTE, line.note)
            sheet.write_string(row, REFERENCE, line.reference)
            self._write(row, CHANGE, line.change, self._amounts)
            self._write(row, BALANCE, line.balance, self._amounts)
            self._row += 1

    def end(self) -> None:
        """The closing balance once more, below the lines that lead to it."""
        assert self._section is not None
        self._sheet.write_string(self._row, KIND, self._words.closing, self._bold)
        self._write(self._row, BALANCE, self._section.closing.minor, self._bold_amounts)

    def finish(self, code: str) -> bytes:
        """The file; codes are for paper."""
        self._book.close()
        return self._written.getvalue()

    def close(self) -> None:
        """Rows that wait for their file are on the disk: they go."""
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()
        self._folder.cleanup()

    def _say(self, text: str, style: Any = None) -> None:
        self._sheet.write_string(self._row, 0, text, style)
        self._row += 1

    def _write(self, row: int, place: int, minor: int, style: Any) -> None:
        assert self._section is not None
        unit = self._section.currency
        if len(str(abs(minor))) > DIGITS_EXACT_MAX:
            self._sheet.write_string(row, place, grouped(minor, unit), style)
        else:
            self._sheet.write_number(row, place, Decimal(digits(minor, unit)), style)

    def _amount_format(self, unit: Currency, *, bold: bool = False) -> Any:
        decimals = f".{'0' * unit.exponent}" if unit.exponent else ""
        return self._book.add_format({"num_format": f"#,##0{decimals}", "align": "right", "bold": bold})


def _day_number(moment: datetime, zone: tzinfo) -> Decimal:
    """A moment as spreadsheets count: days since their day zero by local clocks, to the second."""
    local = moment.astimezone(zone).replace(tzinfo=UTC)
    return round(Decimal((local - FIRST_DAY) // timedelta(seconds=1)) / SECONDS_A_DAY, 10)
