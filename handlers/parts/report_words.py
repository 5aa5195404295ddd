"""What a report says and shows: figures in words below the picture, and the same figures to be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from handlers.parts.category_names import category_label
from locales import Html, Language
from locales.formats import format_moment
from wallet.budgets.figures import BudgetFigures
from wallet.budgets.periods import Period, Unit
from wallet.charts.drawing import Bar, Bars, Columns, Drawing, Level, Line, Point
from wallet.charts.figures import Balances, Share, Split, Trend

BUDGETS_SHOWN_MAX = 10
FULL_PERCENT = 100
AVERAGES = {
    Unit.DAY: "report-average-day",
    Unit.WEEK: "report-average-week",
    Unit.MONTH: "report-average-month",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A report: the heading, the days it is about, its figures line by line, and what is drawn."""

    heading: str
    span: str
    lines: Html
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells reports to one reader. `names` are those of their own categories."""

    language: Language
    today: date
    names: Mapping[int, str]

    def span(self, period: Period) -> str:
        """From when until when."""
        first, last = self.language.day(period.first, self.today), self.language.day(period.last, self.today)
        return first if period.days == 1 else self.language.text("report-span", first=first, last=last)

    def nothing(self, heading: str, period: Period, why: str) -> Told:
        """A report without figures says so, in words and in the picture."""
        span, said = self.span(period), self.language.text(why)
        return Told(heading, span, self.language.html(why), Bars(heading, f"{span} · {said}", ()))

    def split(self, heading: str, found: Split) -> Told:
        """Spending by category."""
        language, span = self.language, self.span(found.period)
        rows = [(category_label(language, share.category, self.names), share) for share in found.shares]
        if found.rest_count:
            permille = max(0, found.rest.minor * 1000 // found.total.minor) if found.total.minor > 0 else 0
            rest = Share("", found.rest, permille)
            rows.append((language.text("report-rest", count=found.rest_count), rest))
        most = max(share.spent.minor for _, share in rows)
        bars, lines = [], [language.html("report-total", total=found.total)]
        for name, share in rows:
            percent = (share.permille + 5) // 10
            said = language.text("report-share", spent=share.spent, percent=percent)
            filled = share.spent.minor * 1000 // most if most > 0 else 0
            bars.append(Bar(name, said, filled, Level.BAR if share.category else Level.QUIET))
            lines.append(language.html("report-line", name=name, said=said))
        subtitle = f"{span} · {language.text('report-total', total=found.total)}"
        return Told(heading, span, _joined(lines), Bars(heading, subtitle, tuple(bars)))

    def trend(self, heading: str, found: Trend) -> Told:
        """Spending over time."""
        language, span = self.language, self.span(found.period)
        total = language.text("report-total", total=found.total)
        average = language.text(AVERAGES[found.unit], average=found.average)
        period, most = max(found.columns, key=lambda column: column[1].minor)
        lines = [
            language.html("report-total", total=found.total),
            language.html(AVERAGES[found.unit], average=found.average),
            language.html("report-most", when=self._named(period, found.unit), spent=most),
        ]
        points = tuple(Point(self._named(piece, found.unit), spent.minor) for piece, spent in found.columns)
        exponent = found.total.currency.exponent
        drawing = Columns(heading, f"{span} · {total}", points, exponent, found.average.minor, average)
        return Told(heading, span, _joined(lines), drawing)

    def balances(self, heading: str, found: Balances) -> Told:
        """What was on the account."""
        language, span = self.language, self.span(found.period)
        lines = [
            language.html("report-opening", when=language.day(found.period.first, self.today), balance=found.opening),
            language.html("report-closing", when=language.day(found.period.last, self.today), balance=found.closing),
            language.html("report-high", balance=found.high),
            language.html("report-low", balance=found.low),
        ]
        points = tuple(Point(language.day(day, self.today), balance.minor) for day, balance in found.days)
        subtitle = f"{span} · {language.money(found.closing)}"
        drawing = Line(heading, subtitle, points, found.opening.currency.exponent)
        return Told(heading, span, _joined(lines), drawing)

    def budgets(self, heading: str, found: Sequence[BudgetFigures]) -> Told:
        """The fullest budgets, each in its period of today."""
        language, today = self.language, self.language.day(self.today, self.today)
        if not found:
            return self.nothing(heading, Period(self.today, self.today), "report-no-budgets")
        shown = sorted(found, key=lambda one: -one.percent)[:BUDGETS_SHOWN_MAX]
        bars, lines = [], []
        for one in shown:
            category = one.budget.category
            name = language.text("report-all") if category is None else category_label(language, category, self.names)
            said = language.text("report-budget", spent=one.spent, limit=one.limit, percent=one.percent)
            bars.append(Bar(name, said, one.percent * 10, _level(one)))
            lines.append(language.html("report-line", name=name, said=said))
        if len(found) > len(shown):
            lines.append(language.html("report-more-budgets", count=len(found) - len(shown)))
        return Told(heading, today, _joined(lines), Bars(heading, today, tuple(bars)))

    def _named(self, period: Period, unit: Unit) -> str:
        """A day, the first day of a week, or a month."""
        if unit is not Unit.MONTH:
            return self.language.day(period.first, self.today)
        noon = datetime(period.first.year, period.first.month, period.first.day, 12, tzinfo=UTC)
        return format_moment(noon, UTC, self.language.text("report-month-pattern"), self.language.code)


def _level(figures: BudgetFigures) -> Level:
    """Red when it is used up, yellow from its last threshold before that, green until then."""
    if figures.percent >= FULL_PERCENT:
        return Level.BAD
    before = [threshold for threshold in figures.budget.thresholds if threshold < FULL_PERCENT]
    return Level.WARNING if before and figures.percent >= max(before) else Level.GOOD


def _joined(lines: Sequence[Html]) -> Html:
    return Html("\n".join(lines))
