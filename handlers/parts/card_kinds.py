"""Where the money goes, for kinds of quotes that do not go to a customer by name: the card's lines by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from locales import Html, Language
from wallet.payments.quotes import Quote

ToLines = Callable[[Language, Quote], list[Html]]

TO: Mapping[str, ToLines] = {}
