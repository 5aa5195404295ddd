"""Digests in words and as a picture: what was spent, on what, what is tight and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from handlers.notices.notice import Notice, buttons
from handlers.parts.budget_words import budget_name
from handlers.parts.category_names import category_label
from handlers.parts.report_words import Teller
from handlers.services import Services
from locales import Html, Language
from wallet.budgets.periods import Period
from wallet.charts.theme import Mode
from wallet.customers.queries import Customer
from wallet.digests.figures import Digest
from wallet.errors import ChartsBusy
from wallet.outbox import DueFact

CHANGES = {1: "digest-more", -1: "digest-less", 0: "digest-same"}


async def digest_notice(services: Services, language: Language, customer: Customer, fact: DueFact) -> Notice:
    """The figures of the period as they are now."""
    kind, (first, last) = str(fact.fields["kind"]), (str(fact.fields[name]) for name in ("first", "last"))
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    digest = await services.digests.get(customer, kind, period)
    names = await services.categories.names(customer.id)
    lines = [_head(language, kind, digest), *_change(language, kind, digest), *_rest(language, digest, names)]
    rows = (("digest-report", "digest:report"), ("home-upcoming", "digest:upcoming")), (("home", "home"),)
    photo = await _picture(services, language, customer, digest, names)
    return Notice(Html("\n".join(lines)), buttons(language, *rows), photo)


def _head(language: Language, kind: str, digest: Digest) -> Html:
    first, last = (language.day(day, digest.today) for day in (digest.period.first, digest.period.last))
    return language.html("notice-digest", kind=kind, first=first, last=last, spent=digest.spent)


def _change(language: Language, kind: str, digest: Digest) -> list[Html]:
    percent = digest.change_percent
    if percent is None:
        return []
    key = CHANGES[(percent > 0) - (percent < 0)]
    return [language.html(key, percent=abs(percent), kind=kind, before=digest.before)]


def _rest(language: Language, digest: Digest, names: Mapping[int, str]) -> list[Html]:
    lines = [
        language.html("digest-category", name=category_label(language, code, names), amount=amount)
        for code, amount in digest.categories
    ]
    for item in digest.tight:
        name = budget_name(language, item.budget, names)
        lines.append(language.html("digest-budget", name=name, percent=item.percent))
    due = digest.next_due
    if due is not None:
        day = language.day(due.due_on, digest.today)
        name = due.name or language.text("record-closed-wallet")
        lines.append(language.html("digest-next", kind=due.what, name=name, amount=due.amount, day=day))
    return lines


async def _picture(
    services: Services, language: Language, customer: Customer, digest: Digest, names: Mapping[int, str]
) -> Path | None:
    """Spending by category. While many pictures are drawn a digest goes without: the words say it all."""
    found = await services.reports.split(customer, digest.spent.currency, digest.period)
    if found is None:
        return None
    drawing = Teller(language, digest.today, names).split(language.text("report-split"), found).drawing
    try:
        return await services.pictures_of_figures.path(drawing, Mode.LIGHT)
    except ChartsBusy:
        return None
