"""Charts of a rate, drawn in a thread, kept as files: digits, dates and codes only, so that one picture suits all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from wallet.exchange.history import Day, RateHistory
from wallet.money import currency

PERIODS_DAYS = (30, 365)
WIDTH_INCHES, HEIGHT_INCHES, DOTS_PER_INCH = 5.4, 4.05, 160
LINE, FILL, GRID, WORDS = "#1f6feb", "#1f6feb22", "#d0d7de", "#24292f"
BYTES_MAX = 200_000
DAYS_MIN = 2


class Charts:
    """One picture a pair, a period and a day. Drawing takes a thread, one at a time."""

    def __init__(self, folder: Path, history: RateHistory) -> None:
        self._folder, self._history = folder, history
        self._lock = asyncio.Lock()

    async def path(self, base: str, quote: str, days: int) -> Path | None:
        """A PNG of the last `days` days; None when there are no two days to draw a line between."""
        if days not in PERIODS_DAYS:
            raise ValueError(f"no chart of {days} days")
        base, quote = currency(base).code, currency(quote).code
        line = await self._history.days(base, quote, days)
        if len(line) < DAYS_MIN:
            return None
        stem = f"{base}-{quote}-{days}"
        path = self._folder / f"{stem}-{line[-1][0].isoformat()}-{len(line)}.png"
        async with self._lock:
            if not path.is_file():
                await asyncio.to_thread(_write, path, stem, f"{base}/{quote}", line)
        return path


def _write(path: Path, stem: str, title: str, line: Sequence[Day]) -> None:
    """Draw beside and rename, so that nobody reads half a picture; older ones of the same kind go."""
    path.parent.mkdir(parents=True, exist_ok=True)
    older = list(path.parent.glob(f"{stem}-*.png"))
    made = path.with_suffix(".part")
    made.write_bytes(draw(title, line))
    made.replace(path)
    for old in older:
        old.unlink(missing_ok=True)


def draw(title: str, line: Sequence[Day]) -> bytes:
    """The picture as PNG bytes."""
    # Imported here: half a second that nobody but the first who looks at a chart waits for.
    from io import BytesIO

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(figure)
    axes: Any = figure.add_subplot()
    # Pixels need no more than a float has; money is never computed from these.
    days, values = [day for day, _ in line], [float(value) for _, value in line]
    axes.plot(days, values, color=LINE, linewidth=2)
    low, high = min(values), max(values)
    room = (high - low or high) * 0.12
    axes.set_ylim(low - room, high + room)
    axes.fill_between(days, values, low - room, color=FILL)
    axes.plot(days[-1:], values[-1:], "o", color=LINE, markersize=6)
    axes.set_title(f"{values[-1]:.5g}", fontsize=14, fontweight="bold", color=LINE, loc="right")
    _dress(axes, title, days)
    _label(axes, days, values)
    written = BytesIO()
    figure.savefig(written, format="png")
    return written.getvalue()


def _dress(axes: Any, title: str, days: Sequence[date]) -> None:
    from matplotlib import dates
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    calendar: Any = dates

    axes.set_title(f"{title}   {days[0].isoformat()} – {days[-1].isoformat()}", fontsize=12, color=WORDS, loc="left")
    axes.grid(color=GRID, linewidth=0.8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(labelsize=11, colors=WORDS, length=0)
    axes.xaxis.set_major_locator(calendar.AutoDateLocator(minticks=4, maxticks=6))
    axes.xaxis.set_major_formatter(
        calendar.DateFormatter("%m-%d" if days[-1].toordinal() - days[0].toordinal() < 100 else "%Y-%m")
    )
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))


def _label(axes: Any, days: Sequence[date], values: Sequence[float]) -> None:
    """The highest and the lowest value in digits; the last stands above."""
    high, low = values.index(max(values)), values.index(min(values))
    for index, below in ((high, False), (low, True)):
        axes.annotate(
            f"{values[index]:.5g}",
            (days[index], values[index]),
            xytext=(0, -14 if below else 6),
            textcoords="offset points",
            ha="center",
            fontsize=10,
            color=WORDS,
        )
