"""Statements on paper: read back and looked at, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest

from tests import factories
from tests.conftest import ManualClock
from tests.wallet.statement_tools import plain_words
from wallet.budgets.periods import Period
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.money import MINOR_MAX, Money, currency
from wallet.security.vault import Vault
from wallet.statements.model import Line, Outline, Section
from wallet.statements.pdf_file import UNKNOWN, PdfWriter
from wallet.statements.service import Format, Statements

pytestmark = pytest.mark.slow
NOON = datetime(2025, 3, 1, 4, tzinfo=UTC)
A4_POINTS = (595, 842)


def owner() -> Customer:
    return Customer(1, 1, "1234567897", None, "王小明", "zh-CN", "Asia/Shanghai", "CNY", "active", NOON, False)


def paper(notes: Sequence[str], change: int = 1_00, code: str = "CNY") -> bytes:
    """A statement with a line for each note."""
    unit = currency(code)
    figures = [Money(minor, unit) for minor in (0, change * len(notes), 0, change * len(notes))]
    section = Section(1, unit, 0, len(notes), *figures)
    words = plain_words(title="账户对账单", headings={"time": "时间", "kind": "类型", "reference": "流水号",
                        "change": "金额", "balance": "余额", "currency": "币种"})  # fmt: skip
    writer = PdfWriter(Outline(owner(), Period(date(2025, 3, 1), date(2025, 3, 1)), NOON, [section]), words)
    writer.begin(section)
    fixed = ("transfer", "amount", "**明")
    lines = [
        Line(place, place, NOON + timedelta(minutes=place), *fixed, note, "K7Q2-M9XF-3TZA", change, change * place)
        for place, note in enumerate(notes, 1)
    ]
    writer.add(lines)
    writer.end()
    content = writer.finish("AAAA-BBBB-CCCC-DDDD-EEEE")
    writer.close()
    return content


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(content)
    try:
        yield document
    finally:
        document.close()


def pages_of(content: bytes) -> list[str]:
    """What can be read on each page."""
    with opened(content) as document:
        return [str(page.get_textpage().get_text_range()) for page in document]


def test_every_page_has_headings_and_its_number() -> None:
    pages = pages_of(paper([f"备注 {number}" for number in range(120)]))
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert all(heading in page for heading in ("时间", "类型", "流水号", "金额", "余额 (CNY)"))
    read = "\n".join(pages)
    assert [f"备注 {number}" in read for number in range(120)] == [True] * 120
    assert "账户对账单" in pages[0]
    assert "Opening" in pages[0]
    assert "120.00" in pages[0]
    assert "Code AAAA-BBBB-CCCC-DDDD-EEEE" in pages[-1]
    assert "Closing" in pages[-1]


def test_a_long_note_is_there_in_full_and_unknown_characters_are_seen() -> None:
    long = "很长的备注要一行一行写下去" * 15 + "完"
    (page, *_) = pages_of(paper([long, "午饭 🍜 谢谢", "ไทย", "one\nline", "W" * 200]))
    read = "".join(page.split())
    assert long in read
    assert "午饭谢谢" in read
    assert UNKNOWN in read
    assert "oneline" in read
    assert "W" * 200 in read


def test_the_largest_amounts_fit_their_column() -> None:
    """Nothing is drawn beyond the margins."""
    content = paper(["", ""], change=MINOR_MAX)
    assert "10,000,000,000,000.00" in pages_of(content)[0]
    with opened(content) as document:
        picture = document[0].render(scale=2).to_pil().convert("L")
    assert picture.crop((picture.width - 2 * 30, 0, picture.width, picture.height)).getextrema()[0] > 200
    assert picture.crop((0, 0, 2 * 30, picture.height)).getextrema()[0] > 200


def test_it_is_a4_with_one_font_inside() -> None:
    content = paper(["一"])
    with opened(content) as document:
        assert tuple(round(side) for side in document[0].get_size()) == A4_POINTS
        assert document.get_metadata_value("Title") == "账户对账单"
    assert len(content) < 60_000, "only the characters that are drawn are inside"


async def test_a_statement_without_lines_says_so(
    database: Database, vault: Vault, payer: Customer, clock: ManualClock
) -> None:
    await factories.fund(database, payer.id, 12_00)
    period = Period(date(2024, 1, 1), date(2024, 1, 31))
    made = await Statements(database, vault).make(payer, period, Format.PDF, plain_words())
    (page,) = pages_of(made.content)
    assert ("Nothing" in page, made.code in page, made.count) == (True, True, 0)
