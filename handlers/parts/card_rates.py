"""Rates as people read them, and what a card says about one: the middle rate, the spread, the source and its date."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

from locales import Html, Language
from wallet.payments.quotes import Quote

RATE_DIGITS = 6


def rate_digits(rate: Fraction) -> str:
    """A rate with six significant digits, as people read rates: "7.12340", "0.000723415"."""
    exact = Decimal(rate.numerator) / Decimal(rate.denominator)
    places = max(0, RATE_DIGITS - 1 - exact.adjusted())
    return f"{exact:.{places}f}"


def rate_fields(base: str, quote: str, rate: Fraction) -> dict[str, str]:
    """The fields `base`, `rate`, `quote` of a text, turned so that one unit buys at least one of the other."""
    if rate < 1:
        return {"base": quote, "quote": base, "rate": rate_digits(1 / rate)}
    return {"base": base, "quote": quote, "rate": rate_digits(rate)}


def source_words(language: Language, source: str, dated_at: datetime) -> str:
    """Whose rates they are, and of which day."""
    return language.text("rate-source", source=source, date=language.date(dated_at, UTC))


def percent(spread_bps: int) -> str:
    """Hundredths of a percent as a percentage: "0.3", "1.25"."""
    return f"{Decimal(spread_bps) / 100:f}"


def rate_lines(language: Language, quote: Quote) -> list[Html]:
    """The customer's rate and, when the quote tells, what it is made of."""
    if quote.rate is None:
        return []
    base, gets, details = quote.pays.currency.code, quote.gets.currency.code, quote.details
    lines = [language.html("checkout-rate", **rate_fields(base, gets, quote.rate))]
    if "mid" in details and "spread_bps" in details:
        spread = percent(int(details["spread_bps"] or 0))
        fields = rate_fields(base, gets, Fraction(str(details["mid"])))
        lines.append(language.html("checkout-rate-middle", spread=spread, **fields))
    if "source" in details and "dated_at" in details:
        dated_at = datetime.fromisoformat(str(details["dated_at"]))
        words = source_words(language, str(details["source"]), dated_at)
        lines.append(language.html("checkout-rate-source", source=words))
    return lines
