"""Draws pictures: rows of bars, columns over time, a line over time. All is placed in pixels from the top left."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wallet.charts.theme import DOTS_PER_INCH, PIXELS_WIDE, THEMES, Mode, Theme, blank, drawable, png, words

TITLE, SUBTITLE, BODY, SMALL = 16.0, 11.5, 12.5, 10.5
EDGE, HEAD, FOOT = 60, 190, 40
PLOT_TOP = 240
ROW, BAR_HIGH = 104, 24
PLOT_HIGH = 520
TICKS_MAX = 5
COLUMN_SHARE = 0.68


class Level(StrEnum):
    """How a bar is coloured."""

    BAR = "bar"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: what it is, what it says, and how much of the width it fills (in thousandths)."""

    label: str
    said: str
    thousandths: int
    level: Level = Level.BAR


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows below each other."""

    title: str
    subtitle: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A value in minor units, and what stands below it when there is room."""

    label: str
    minor: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Values beside each other, with a line at `average` when there is one, and what it says."""

    title: str
    subtitle: str
    points: tuple[Point, ...]
    exponent: int
    average: int | None = None
    average_said: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Values one after the other; each holds until the next."""

    title: str
    subtitle: str
    points: tuple[Point, ...]
    exponent: int


Drawing = Bars | Columns | Line


def draw(drawing: Drawing, mode: Mode) -> bytes:
    """The picture as PNG bytes."""
    theme = THEMES[mode]
    rows = len(drawing.bars) if isinstance(drawing, Bars) else 0
    high = (HEAD + rows * ROW if isinstance(drawing, Bars) else PLOT_TOP + PLOT_HIGH + 90) + FOOT
    paper = _Paper(theme, high)
    paper.write(drawing.title, EDGE, 78, TITLE, theme.words, room=PIXELS_WIDE - 2 * EDGE)
    paper.write(drawing.subtitle, EDGE, 136, SUBTITLE, theme.quiet, room=PIXELS_WIDE - 2 * EDGE)
    if isinstance(drawing, Bars):
        _draw_bars(paper, drawing.bars)
    else:
        _draw_plot(paper, drawing)
    return png(paper.figure)


class _Paper:
    """A figure whose coordinates are its pixels."""

    def __init__(self, theme: Theme, high: int) -> None:
        self.theme, self.figure = theme, blank(theme, high)
        self.axes: Any = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, PIXELS_WIDE)
        self.axes.set_ylim(high, 0)

    def write(
        self, text: str, x: float, y: float, size: float, color: str, align: str = "left", room: float = PIXELS_WIDE
    ) -> None:
        """A line of text on the base line `y`, cut to its room."""
        said = drawable(_fitted(text, size, room))
        self.axes.text(x, y, said, fontproperties=words(size), color=color, ha=align, va="baseline")

    def box(self, x: float, y: float, wide: float, high: float, color: str, corner: float = 0) -> None:
        """A filled rectangle, with round corners when there is room for them."""
        from matplotlib.patches import FancyBboxPatch, Rectangle

        corner = min(corner, wide / 2, high / 2)
        if corner < 1:
            self.axes.add_patch(Rectangle((x, y), wide, high, facecolor=color, linewidth=0))
            return
        style = f"round,pad=0,rounding_size={corner}"
        patch = FancyBboxPatch((x, y), wide, high, boxstyle=style, facecolor=color, linewidth=0, mutation_aspect=1)
        self.axes.add_patch(patch)

    def line(self, xs: Sequence[float], ys: Sequence[float], color: str, width: float, style: str = "-") -> None:
        """A line through points: a dashed one lies over what is drawn, others below it."""
        depth = 0 if style == "-" else 3
        self.axes.plot(xs, ys, color=color, linewidth=width, linestyle=style, zorder=depth)


def _draw_bars(paper: _Paper, bars: Sequence[Bar]) -> None:
    theme, wide = paper.theme, PIXELS_WIDE - 2 * EDGE
    for index, bar in enumerate(bars):
        top = HEAD + index * ROW
        said_wide = _width(bar.said, BODY)
        paper.write(bar.label, EDGE, top + 36, BODY, theme.words, room=max(120, wide - said_wide - 30))
        paper.write(bar.said, PIXELS_WIDE - EDGE, top + 36, BODY, theme.words, "right", room=wide - 120)
        paper.box(EDGE, top + 54, wide, BAR_HIGH, theme.grid, BAR_HIGH / 2)
        filled = wide * max(0, min(1000, bar.thousandths)) / 1000
        if filled:
            paper.box(EDGE, top + 54, max(filled, BAR_HIGH), BAR_HIGH, getattr(theme, bar.level), BAR_HIGH / 2)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where values stand between the top and the bottom of a plot."""

    low: int
    high: int

    def y(self, minor: int) -> float:
        return PLOT_TOP + PLOT_HIGH * (self.high - minor) / (self.high - self.low)


def _draw_plot(paper: _Paper, drawing: Columns | Line) -> None:
    values = [point.minor for point in drawing.points]
    step = _step(min(0, *values), max(0, *values), 10 ** max(0, drawing.exponent - 2))
    scale = _Scale(step * (min(0, *values) // step), step * max(1, -(-max(0, *values) // step)))
    ticks = range(scale.low, scale.high + 1, step)
    left = EDGE + max(_width(_digits(tick, drawing.exponent), SMALL) for tick in ticks) + 24
    right = PIXELS_WIDE - EDGE
    for tick in ticks:
        y = scale.y(tick)
        paper.line((left, right), (y, y), paper.theme.grid, 0.7)
        digits = _digits(tick, drawing.exponent)
        paper.write(digits, left - 24, y + 11, SMALL, paper.theme.quiet, "right")
    if isinstance(drawing, Columns):
        _draw_columns(paper, drawing, scale, left, right)
    else:
        _draw_line(paper, drawing, scale, left, right)


def _draw_columns(paper: _Paper, drawing: Columns, scale: _Scale, left: float, right: float) -> None:
    theme, count = paper.theme, len(drawing.points)
    slot = (right - left) / count
    wide, zero = min(slot * COLUMN_SHARE, 120), scale.y(0)
    for index, point in enumerate(drawing.points):
        y, x = scale.y(point.minor), left + slot * (index + 0.5) - wide / 2
        paper.box(x, min(y, zero), wide, abs(zero - y), theme.bar if point.minor >= 0 else theme.good, 8)
    _label(paper, drawing.points, lambda index: left + slot * (index + 0.5))
    if drawing.average is not None:
        y = scale.y(drawing.average)
        paper.line((left, right), (y, y), theme.warning, 1.4, "--")
        paper.write(drawing.average_said, right, PLOT_TOP - 28, SMALL, theme.warning, "right", room=right - left)


def _draw_line(paper: _Paper, drawing: Line, scale: _Scale, left: float, right: float) -> None:
    theme, count = paper.theme, len(drawing.points)
    xs = [left + (right - left) * (index / (count - 1) if count > 1 else 0.5) for index in range(count)]
    ys = [scale.y(point.minor) for point in drawing.points]
    paper.axes.fill_between(xs, ys, scale.y(0), color=theme.bar, alpha=0.15, step="post", linewidth=0)
    paper.axes.step(xs, ys, where="post", color=theme.bar, linewidth=2.2, solid_joinstyle="round")
    paper.axes.plot(xs[-1:], ys[-1:], "o", color=theme.bar, markersize=7)
    _label(paper, drawing.points, lambda index: xs[index])


def _label(paper: _Paper, points: Sequence[Point], x_of: Any) -> None:
    """What stands below the points: the last one always, and others at equal distances before it."""
    widest = max(_width(point.label, SMALL) for point in points) + 40
    every = -(-len(points) // max(1, int((PIXELS_WIDE - 4 * EDGE) // widest)))
    shown = list(range(len(points) - 1, -1, -every))
    for index in shown:
        label = points[index].label
        half = _width(label, SMALL) / 2
        x = min(max(x_of(index), half + 10), PIXELS_WIDE - half - 20)
        paper.write(label, x, PLOT_TOP + PLOT_HIGH + 56, SMALL, paper.theme.quiet, "center")


def _step(low: int, high: int, least: int) -> int:
    """A round number of minor units between ticks, so that there are at most `TICKS_MAX` and one more."""
    wanted = max(least, -(-(high - low) // TICKS_MAX), 1)
    power = 1
    while power * 10 <= wanted:
        power *= 10
    return next(power * times for times in (1, 2, 5, 10) if power * times >= wanted)


def _digits(minor: int, exponent: int) -> str:
    """Grouped, with no more decimals than there are."""
    whole, rest = divmod(abs(minor), 10**exponent)
    decimals = f"{rest:0{exponent}}".rstrip("0") if exponent else ""
    return f"{'-' if minor < 0 else ''}{whole:,}{'.' if decimals else ''}{decimals}"


def _width(text: str, size: float) -> float:
    """About how many pixels a text takes; never much less than it really does."""
    ems = sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.56 for sign in text)
    return ems * size * DOTS_PER_INCH / 72


def _fitted(text: str, size: float, room: float) -> str:
    """Cut at the end, with three dots, when it is too long."""
    if _width(text, size) <= room:
        return text
    kept = text
    while kept and _width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"
