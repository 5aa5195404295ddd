"""A statement as PDF on A4: the balances first, then a table for each currency, whose heading stands on every page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from fpdf import FPDF, Align, XPos, YPos
from fpdf.fonts import TTFFont

from wallet.charts.theme import font_path
from wallet.statements.model import Line, Outline, Section, Words, grouped

FONT = "Noto"
MARGIN, BOTTOM = 12.0, 18.0
TITLE_SIZE, SIZE, SMALL = 16.0, 8.5, 7.5
LINE, GAP = 4.3, 1.6
INK, GREY, RULE, SHADE = (26, 32, 44), (98, 108, 122), (208, 214, 222), (238, 243, 250)
TIME, WHAT, REFERENCE, CHANGE, BALANCE = WIDTHS = (25.0, 73.0, 26.0, 30.0, 32.0)
SUMMED = (26.0, 40.0, 40.0, 40.0, 40.0)
SIZE_MIN = 4.0
UNKNOWN = "\u25a1"


class Paper(FPDF):
    """A4 with the number of each page at its foot."""

    def __init__(self, words: Words) -> None:
        super().__init__(format="A4")
        self._words = words
        self.add_font(FONT, "", font_path())
        self.set_margin(MARGIN)
        self.set_auto_page_break(False)
        self.set_draw_color(*RULE)
        self.set_lang(words.language)
        self.set_title(words.title)

    def footer(self) -> None:
        """Page x of y."""
        self.set_xy(MARGIN, -12)
        self.write_in(0, self._words.page(str(self.page_no()), self.str_alias_nb_pages or ""), SMALL, GREY, Align.C)

    def write_in(
        self,
        width: float,
        text: str,
        size: float = SIZE,
        ink: tuple[int, int, int] = INK,
        align: Align = Align.L,
    ) -> None:
        """One line of text in a cell that begins here; what is too wide becomes smaller."""
        self.set_text_color(*ink)
        self.set_font(FONT, size=size)
        while width and self.get_string_width(text) > width - 3 and size > SIZE_MIN:
            size -= 0.5
            self.set_font(FONT, size=size)
        self.cell(width, LINE, text, align=align, new_x=XPos.RIGHT, new_y=YPos.TOP)


class PdfWriter:
    """Lays out line by line. Characters that the font lacks are left out, or stand as a square."""

    def __init__(self, outline: Outline, words: Words) -> None:
        self._outline, self._words, self._zone = outline, words, outline.customer.zone
        self._paper = Paper(words)
        self._paper.set_creation_date(outline.made_at)
        font = self._paper.fonts[FONT.lower()]
        assert isinstance(font, TTFFont)
        self._font, self._known = font, font.cmap
        self._section: Section | None = None
        self._widths: dict[tuple[str, float], float] = {}
        self._paper.add_page()
        self._head()
        self._summary()

    def begin(self, section: Section) -> None:
        """The heading of a currency's table."""
        self._section = section
        self._make_room(6 * LINE)
        paper = self._paper
        paper.set_y(paper.get_y() + 3 * GAP)
        paper.write_in(0, self._clean(self._words.currency(section.currency.code)), 11)
        paper.ln(LINE + GAP)
        self._headings()
        self._balance(self._words.opening, section.opening.minor)

    def add(self, lines: Sequence[Line]) -> None:
        """A row each: what it was and with whom, the note below it."""
        assert self._section is not None
        paper, unit = self._paper, self._section.currency
        for line in lines:
            said = " · ".join(filter(None, (self._words.kind(line), self._words.other(line))))
            told = [(text, SIZE, INK) for text in self._wrapped(said, SIZE)]
            told += [(text, SMALL, GREY) for text in self._wrapped(line.note, SMALL)]
            height = len(told) * LINE + GAP
            if self._make_room(height):
                self._headings()
            top = paper.get_y()
            paper.set_xy(MARGIN, top)
            paper.write_in(TIME, line.at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M"), SMALL)
            paper.set_x(MARGIN + TIME + WHAT)
            paper.write_in(REFERENCE, line.reference, SMALL, GREY)
            paper.write_in(CHANGE, grouped(line.change, unit), align=Align.R)
            paper.write_in(BALANCE, grouped(line.balance, unit), align=Align.R)
            for place, (text, size, ink) in enumerate(told):
                paper.set_xy(MARGIN + TIME, top + place * LINE)
                paper.write_in(0, text, size, ink)
            self._rule(top + height)

    def end(self) -> None:
        """The closing balance."""
        assert self._section is not None
        if not self._section.count:
            self._paper.write_in(0, self._clean(self._words.no_lines), ink=GREY)
            self._rule(self._paper.get_y() + LINE + GAP)
        if self._make_room(LINE + GAP):
            self._headings()
        self._balance(self._words.closing, self._section.closing.minor)

    def finish(self, code: str) -> bytes:
        """The file, with the code at its end."""
        paper = self._paper
        self._make_room(4 * LINE)
        paper.set_y(paper.get_y() + 2 * LINE)
        for text in self._words.code(code).split("\n"):
            paper.write_in(0, self._clean(text), SIZE if code in text else SMALL, INK if code in text else GREY)
            paper.ln(LINE + GAP)
        return bytes(paper.output())

    def close(self) -> None:
        """The font's file is kept open until then."""
        self._font.ttfont.close()

    def _head(self) -> None:
        paper, words = self._paper, self._words
        paper.write_in(0, self._clean(words.title), TITLE_SIZE)
        paper.ln(2 * LINE)
        for text in (words.owner, words.days, words.made, words.zone):
            paper.write_in(0, self._clean(text), ink=GREY)
            paper.ln(LINE + 0.4)
        paper.ln(GAP)

    def _summary(self) -> None:
        """All currencies at a glance."""
        paper, words = self._paper, self._words
        paper.set_fill_color(*SHADE)
        paper.rect(MARGIN, paper.get_y(), sum(SUMMED), LINE + GAP, "F")
        paper.set_y(paper.get_y() + GAP / 2)
        heads = (words.headings["currency"], words.opening, words.paid_in, words.paid_out, words.closing)
        for place, (width, text) in enumerate(zip(SUMMED, heads, strict=True)):
            paper.write_in(width, self._clean(text), SMALL, align=Align.R if place else Align.L)
        self._rule(paper.get_y() + LINE + GAP / 2)
        for section in self._outline.sections:
            unit = section.currency
            amounts = (section.opening, section.paid_in, -section.paid_out, section.closing)
            paper.write_in(SUMMED[0], unit.code)
            for width, amount in zip(SUMMED[1:], amounts, strict=True):
                paper.write_in(width, grouped(amount.minor, unit), align=Align.R)
            self._rule(paper.get_y() + LINE + GAP)

    def _headings(self) -> None:
        assert self._section is not None
        paper, headings = self._paper, self._words.headings
        paper.set_fill_color(*SHADE)
        paper.rect(MARGIN, paper.get_y(), sum(WIDTHS), LINE + GAP, "F")
        paper.set_xy(MARGIN, paper.get_y() + GAP / 2)
        for width, name in zip(WIDTHS, ("time", "kind", "reference", "change", "balance"), strict=True):
            code = f" ({self._section.currency.code})" if name == "balance" else ""
            align = Align.R if name in {"change", "balance"} else Align.L
            paper.write_in(width, self._clean(headings[name] + code), SMALL, align=align)
        self._rule(paper.get_y() + LINE + GAP / 2)

    def _balance(self, said: str, minor: int) -> None:
        assert self._section is not None
        paper = self._paper
        paper.set_x(MARGIN + TIME)
        paper.write_in(WHAT + REFERENCE + CHANGE, self._clean(said))
        paper.write_in(BALANCE, grouped(minor, self._section.currency), align=Align.R)
        self._rule(paper.get_y() + LINE + GAP)

    def _rule(self, at: float) -> None:
        """A line across, and go on below it."""
        self._paper.line(MARGIN, at, MARGIN + sum(WIDTHS), at)
        self._paper.set_xy(MARGIN, at + GAP / 2)

    def _make_room(self, height: float) -> bool:
        """A new page when this one has not so much room left; whether there is one."""
        if self._paper.get_y() + height <= self._paper.h - BOTTOM:
            return False
        self._paper.add_page()
        return True

    def _wrapped(self, text: str, size: float) -> Iterator[str]:
        """Lines no wider than the column; broken at a space, or anywhere in a script without any."""
        line, width, room = "", 0.0, WHAT - 3
        for character in self._clean(text):
            wide = self._width(character, size)
            if width + wide > room:
                head, space, rest = line.rpartition(" ")
                if not space or character == " ":
                    head, rest = line, ""
                yield head
                line, width = rest, sum(self._width(one, size) for one in rest)
                if character == " ":
                    continue
            line, width = line + character, width + wide
        if line:
            yield line

    def _width(self, character: str, size: float) -> float:
        key = (character, size)
        if key not in self._widths:
            self._paper.set_font(FONT, size=size)
            self._widths[key] = self._paper.get_string_width(character)
        return self._widths[key]

    def _clean(self, text: str) -> str:
        """Only what the font can draw: pictures go, other unknown characters become a square."""
        shown = (character if ord(character) in self._known else _instead(character) for character in text)
        return "".join(shown).strip()


@cache
def _instead(character: str) -> str:
    if character.isspace():
        return " "
    return UNKNOWN if unicodedata.category(character)[0] in "LN" else ""
