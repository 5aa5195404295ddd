"""How pictures look: their font, their light and dark colours, and the figure that everything is drawn on."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PIXELS_WIDE = 1080
DOTS_PER_INCH = 200
"""Twice what a screen of 5.4 inches needs, so that phones show sharp letters."""

FONT_FILE = "fonts/NotoSansSC-Regular.ttf"


class Mode(StrEnum):
    """Of the chat that a picture is looked at in."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of one mode. Backgrounds are those of Telegram's chats."""

    background: str
    words: str
    quiet: str
    grid: str
    bar: str
    good: str
    warning: str
    bad: str


THEMES = {
    Mode.LIGHT: Theme("#ffffff", "#17212b", "#707579", "#e4e7ea", "#3390ec", "#31a24c", "#e8a317", "#df3f40"),
    Mode.DARK: Theme("#17212b", "#f5f5f5", "#8fa3b5", "#2b3a4a", "#5eb5f7", "#4fc26b", "#f2b84b", "#ef5b5b"),
}


@cache
def font_path() -> Path:
    """The file of a font with Latin and Chinese. Its package is found, not imported: importing it changes matplotlib.

    Raises `FileNotFoundError` when it is not installed.
    """
    found = find_spec("zhplot")
    if found is None or found.origin is None:
        raise FileNotFoundError("the font comes with the package zhplot, which is not installed")
    path = Path(found.origin).parent / FONT_FILE
    if not path.is_file():
        raise FileNotFoundError(f"the package zhplot has no {FONT_FILE}")
    return path


@cache
def _known_characters() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(font_path())).get_charmap())


def drawable(text: str) -> str:
    """Without emoji and whatever else the font has no glyph for; a `$` stays one and begins no formula."""
    known = _known_characters()
    kept = "".join(sign for sign in unicodedata.normalize("NFC", text) if ord(sign) in known and sign.isprintable())
    return " ".join(kept.split()).replace("$", r"\$")


def words(size: float) -> Any:
    """The font, in points; every piece of text in a picture is given one."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(font_path()), size=size)


def blank(theme: Theme, pixels_high: int) -> Any:
    """A figure without pyplot, so that nothing is shared between pictures and none is kept."""
    # Imported here: half a second that nobody but the first who looks at a picture waits for.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    size = (PIXELS_WIDE / DOTS_PER_INCH, pixels_high / DOTS_PER_INCH)
    figure = Figure(figsize=size, dpi=DOTS_PER_INCH, facecolor=theme.background)
    FigureCanvasAgg(figure)
    return figure


def png(figure: Any) -> bytes:
    """The picture's bytes, the same for the same figure."""
    from io import BytesIO

    written = BytesIO()
    figure.savefig(written, format="png", facecolor=figure.get_facecolor(), metadata={"Software": None})
    return written.getvalue()
