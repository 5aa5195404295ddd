"""What tests of statements share: plain words, and a statement of these days."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from xml.etree import ElementTree

from wallet.budgets.periods import Period
from wallet.customers.queries import Customer
from wallet.statements.model import COLUMNS, Words
from wallet.statements.service import Format, Made, Statements


def plain_words(**others: object) -> Words:
    """Words that are the keys themselves."""
    values: dict[str, object] = {
        "title": "Statement",
        "owner": "Owner",
        "days": "Days",
        "made": "Made",
        "zone": "Zone",
        "opening": "Opening",
        "paid_in": "In",
        "paid_out": "Out",
        "closing": "Closing",
        "no_lines": "Nothing",
        "closed_wallet": "a closed wallet",
        "language": "en",
        "headings": {name: name for name in COLUMNS},
        "kind": lambda line: line.kind if line.purpose != "fee" else "fee",
        "currency": lambda code: code,
        "page": lambda number, count: f"Page {number} of {count}",
        "code": lambda code: f"Code {code}",
    }
    return Words(**(values | others))  # type: ignore[arg-type]


async def made(
    statements: Statements, customer: Customer, first: date, last: date, kind: Format = Format.CSV, **others: object
) -> Made:
    """A statement of these days."""
    return await statements.make(customer, Period(first, last), kind, plain_words(**others))


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by column."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets_of(content: bytes) -> dict[str, list[dict[str, tuple[str, str]]]]:
    """Each sheet's rows: by column how a cell is stored (inlineStr: text, n: a number, f: a formula), and what."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        book = ElementTree.fromstring(packed.read("xl/workbook.xml"))
        names = [str(sheet.get("name")) for sheet in book.iter(f"{MAIN}sheet")]
        return {
            name: [
                dict(_cell(cell) for cell in row)
                for row in ElementTree.fromstring(packed.read(f"xl/worksheets/sheet{place}.xml")).iter(f"{MAIN}row")
            ]
            for place, name in enumerate(names, 1)
        }


def _cell(cell: ElementTree.Element) -> tuple[str, tuple[str, str]]:
    column = str(cell.get("r")).rstrip("0123456789")
    kind = "f" if cell.find(f"{MAIN}f") is not None else str(cell.get("t", "n"))
    return column, (kind, "".join(cell.itertext()))
