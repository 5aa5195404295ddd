"""The words of statements: those inside the files, and the figures below them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from locales import Language, TextMissing
from wallet.budgets.periods import Period
from wallet.customers.queries import Customer
from wallet.statements.codes import Figures
from wallet.statements.model import COLUMNS, FEE, Line, Words


def figure_texts(language: Language, figures: Sequence[Figures]) -> list[str]:
    """One line a currency: what came, what left, what is there."""
    return [
        language.text(
            "statement-figures",
            paid_in=language.money(item.paid_in, signed=True),
            paid_out=language.money(-item.paid_out),
            closing=item.closing,
            count=item.count,
        )
        for item in figures
    ]


def file_words(language: Language, customer: Customer, period: Period, now: datetime, bot_name: str) -> Words:
    """What a file for this customer says."""
    made = now.astimezone(customer.zone).isoformat(sep=" ", timespec="minutes")
    first, last = period.first.isoformat(), period.last.isoformat()
    return Words(
        title=language.text("statement-file-title"),
        owner=language.text("statement-file-owner", name=customer.name, number=customer.wallet_number),
        days=language.text("statement-file-days", first=first, last=last),
        made=language.text("statement-file-made", when=made),
        zone=language.text("statement-file-zone", zone=customer.time_zone),
        opening=language.text("statement-opening"),
        paid_in=language.text("statement-paid-in"),
        paid_out=language.text("statement-paid-out"),
        closing=language.text("statement-closing"),
        no_lines=language.text("statement-no-lines"),
        closed_wallet=language.text("record-closed-wallet"),
        language=language.code,
        headings={name: language.text("statement-column", column=name) for name in COLUMNS},
        kind=_kinds(language),
        currency=language.currency_name,
        page=lambda number, count: language.text("statement-file-page", number=number, count=count),
        code=lambda code: language.text("statement-file-code", code=code, bot=bot_name),
    )


def _kinds(language: Language) -> Callable[[Line], str]:
    """What a line is, as the history calls it; each wording is looked up once."""
    known: dict[tuple[str, bool, bool, bool], str] = {}

    def kind(line: Line) -> str:
        key = (line.kind, line.purpose == FEE, line.counterparty is not None, line.change > 0)
        if key not in known:
            known[key] = _kind(language, *key)
        return known[key]

    return kind


def _kind(language: Language, kind: str, fee: bool, has_other: bool, came: bool) -> str:
    if fee:
        return language.text("statement-fee-back" if came else "statement-fee")
    direction = "in" if came else "out"
    try:
        return language.text(f"record-kind-{kind}-{direction}" if has_other else f"record-kind-{kind}")
    except TextMissing:
        return language.text(f"record-kind-{kind}" if has_other else f"record-kind-{kind}-{direction}")
