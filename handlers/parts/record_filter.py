"""What the history is filtered by: kept in a conversation, made a filter, and said in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from aiogram_dialog import DialogManager

from handlers.parts.category_names import category_label
from handlers.parts.words import language_of
from handlers.services import customer_of, services_of
from locales import Html, Language
from wallet.days import local_day
from wallet.records.searching import Filter, Kind, days_of

CHOSEN = "chosen"
PERIOD, FIRST, LAST, CURRENCY, CATEGORY, PERSON, KIND, DIRECTION, TEXT = (
    "period", "first", "last", "currency", "category", "person", "kind", "direction", "text",
)  # fmt: skip
OWN_DAYS = "own"
Chosen = dict[str, Any]


def chosen_of(manager: DialogManager) -> Chosen:
    """What was chosen so far; empty for all records."""
    chosen: Chosen = manager.dialog_data.setdefault(CHOSEN, {})
    return chosen


def today_of(manager: DialogManager) -> date:
    """The customer's own today."""
    return local_day(services_of(manager).clock.now(), customer_of(manager).zone)


def filter_of(chosen: Mapping[str, Any], today: date) -> Filter:
    """A period by name is counted from today, whenever it was chosen."""
    first = last = None
    if chosen.get(PERIOD) == OWN_DAYS:
        first, last = date.fromisoformat(chosen[FIRST]), date.fromisoformat(chosen[LAST])
    elif PERIOD in chosen:
        first, last = days_of(chosen[PERIOD], today)
    return Filter(
        first,
        last,
        chosen.get(CURRENCY),
        chosen.get(CATEGORY),
        chosen.get(PERSON),
        chosen.get(KIND),
        chosen.get(DIRECTION),
        chosen.get(TEXT, ""),
    )


def kind_label(language: Language, kind: Kind) -> str:
    """As the record's own screen names it."""
    key = f"record-kind-{kind.kind}-{kind.direction}"
    return language.text(key if language.has(key) else f"record-kind-{kind.kind}")


def period_label(language: Language, chosen: Mapping[str, Any], today: date) -> str:
    """A period by name, or its first and last day."""
    if chosen[PERIOD] != OWN_DAYS:
        return language.text("filter-period", period=chosen[PERIOD])
    first, last = (language.day(date.fromisoformat(chosen[key])) for key in (FIRST, LAST))
    return first if first == last else language.text("filter-days", first=first, last=last)


async def filter_words(manager: DialogManager) -> Html:
    """One line for each thing that is filtered by; empty when nothing is."""
    chosen, language = chosen_of(manager), language_of(manager)
    services, reader = services_of(manager), customer_of(manager)
    lines = []
    if PERIOD in chosen:
        lines.append(f"🗓 {period_label(language, chosen, today_of(manager))}")
    if CURRENCY in chosen:
        lines.append(f"💱 {language.currency_name(chosen[CURRENCY])}")
    if CATEGORY in chosen:
        lines.append(category_label(language, chosen[CATEGORY], await services.categories.names(reader.id)))
    if PERSON in chosen:
        person = await services.searching.person(reader.id, chosen[PERSON])
        name = "" if person is None else person.name
        lines.append(f"👤 {name or language.text('record-closed-wallet')}")
    if KIND in chosen:
        lines.append(f"🏷 {kind_label(language, Kind(chosen[KIND], chosen.get(DIRECTION, '')))}")
    if TEXT in chosen:
        lines.append(f"🔎 {chosen[TEXT]}")
    return Html("\n".join(language.html("filter-line", line=line) for line in lines))
