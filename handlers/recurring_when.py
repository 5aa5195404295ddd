"""Making what recurs, the next steps: how often, from when, until when, and whether to remind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, SwitchTo

from handlers.errors import telling
from handlers.money_states import Recurring
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.recurring_words import rhythm_text
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.recurring_making import (
    BY_NAME,
    CURRENCY,
    EVERY,
    FIRST,
    MINOR,
    NAME,
    NOTE,
    PAYEE,
    REFERENCE,
    REMIND,
    UNIT,
    UNTIL,
    WHAT,
    choices,
    today_of,
    way,
)
from handlers.services import customer_of, services_of
from wallet.budgets.periods import Unit
from wallet.days import parse_day
from wallet.money import Money, currency
from wallet.payments.notes import NOTE_LENGTH_MAX
from wallet.recurring.due import Rhythm
from wallet.recurring.making import REMIND_DAYS, NewRecurring, Preview, check_days

RHYTHMS = (
    (Unit.DAY, 1),
    (Unit.WEEK, 1),
    (Unit.WEEK, 2),
    (Unit.MONTH, 1),
    (Unit.MONTH, 2),
    (Unit.MONTH, 3),
    (Unit.MONTH, 6),
    (Unit.YEAR, 1),
)


async def step_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What was said so far, and the choices of the steps that follow."""
    data, language = dialog_manager.dialog_data, language_of(dialog_manager)
    choices = [
        {"id": f"{unit.value}-{every}", "text": rhythm_text(language, Rhythm(unit, every, date.min))}
        for unit, every in RHYTHMS
    ]
    rhythm = _rhythm(dialog_manager) if UNIT in data else None
    return {
        "name": data[NAME],
        "amount": Money(data[MINOR], currency(data[CURRENCY])),
        "rhythm": "" if rhythm is None else rhythm_text(language, rhythm),
        "day": language.day(rhythm.first, today_of(dialog_manager)) if rhythm is not None and FIRST in data else "",
        "rhythms": choices,
        "reminds": [{"id": str(days), "text": language.text("recurring-remind", days=days)} for days in REMIND_DAYS],
        "length_max": NOTE_LENGTH_MAX,
    }


def _rhythm(manager: DialogManager) -> Rhythm:
    data = manager.dialog_data
    first = date.fromisoformat(data[FIRST]) if FIRST in data else today_of(manager)
    until = date.fromisoformat(data[UNTIL]) if data.get(UNTIL) else None
    return Rhythm(Unit(data[UNIT]), data[EVERY], first, until)


@telling
async def choose_rhythm(_callback: CallbackQuery, _select: object, manager: DialogManager, choice: str) -> None:
    unit, every = choice.split("-")
    manager.dialog_data[UNIT], manager.dialog_data[EVERY] = Unit(unit).value, int(every)
    await manager.switch_to(Recurring.first)


@telling
async def choose_first(_callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    today = today_of(manager)
    next_month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    days = {
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "month_start": next_month,
        "month_end": next_month - timedelta(days=1),
    }
    await _take_first(manager, days[str(button.widget_id)])


@telling
async def take_first(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is not None:
        await _take_first(manager, parse_day(text))


async def _take_first(manager: DialogManager, day: date) -> None:
    data = manager.dialog_data
    check_days(Rhythm(Unit(data[UNIT]), data[EVERY], day), today_of(manager))
    data.pop(UNTIL, None)
    data[FIRST] = day.isoformat()
    await manager.switch_to(Recurring.until)


@telling
async def take_until(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    data, day = manager.dialog_data, parse_day(text)
    check_days(Rhythm(Unit(data[UNIT]), data[EVERY], date.fromisoformat(data[FIRST]), day), today_of(manager))
    data[UNTIL] = day.isoformat()
    await manager.switch_to(Recurring.remind)


@telling
async def without_until(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data.pop(UNTIL, None)
    await manager.switch_to(Recurring.remind)


@telling
async def choose_remind(_callback: CallbackQuery, _select: object, manager: DialogManager, days: str) -> None:
    """The last step: what it would be is looked at before the card is shown."""
    manager.dialog_data[REMIND] = int(days)
    await preview_of(manager)
    await manager.switch_to(Recurring.confirm)


def new_of(manager: DialogManager) -> NewRecurring:
    """What the steps came to."""
    data = manager.dialog_data
    return NewRecurring(
        reference=data[REFERENCE],
        what=data[WHAT],
        amount=Money(data[MINOR], currency(data[CURRENCY])),
        rhythm=_rhythm(manager),
        name=data[NAME],
        payee_id=data.get(PAYEE),
        by_name=bool(data.get(BY_NAME)),
        note=data.get(NOTE, ""),
        remind_days=data[REMIND],
    )


async def preview_of(manager: DialogManager) -> Preview:
    """What it would be, looked at now. Raises as `RecurringPayments.preview`."""
    return await services_of(manager).recurring.preview(customer_of(manager).id, new_of(manager))


def windows() -> tuple[Window, ...]:
    """The steps in their order."""
    return (
        Window(
            Problem(),
            Prose("recurring-ask-every", "name", "amount"),
            choices("rhythm", "rhythms", choose_rhythm),
            way(SwitchTo(Label("back"), id="back", state=Recurring.amount)),
            ANYTHING,
            state=Recurring.every,
            getter=step_data,
        ),
        Window(
            Problem(),
            Prose("recurring-ask-first", "name", "amount", "rhythm"),
            Group(
                Button(Label("recurring-today"), id="today", on_click=choose_first),
                Button(Label("recurring-tomorrow"), id="tomorrow", on_click=choose_first),
                Button(Label("recurring-month-start"), id="month_start", on_click=choose_first),
                Button(Label("recurring-month-end"), id="month_end", on_click=choose_first),
                width=2,
            ),
            way(SwitchTo(Label("back"), id="back", state=Recurring.every)),
            MessageInput(take_first, content_types=ContentType.ANY),
            state=Recurring.first,
            getter=step_data,
        ),
        Window(
            Problem(),
            Prose("recurring-ask-until", "name", "amount", "rhythm", "day"),
            Button(Label("recurring-no-until"), id="none", on_click=without_until),
            way(SwitchTo(Label("back"), id="back", state=Recurring.first)),
            MessageInput(take_until, content_types=ContentType.ANY),
            state=Recurring.until,
            getter=step_data,
        ),
        Window(
            Problem(),
            Prose("recurring-ask-remind", "name", "amount"),
            choices("remind", "reminds", choose_remind),
            way(SwitchTo(Label("back"), id="back", state=Recurring.until)),
            ANYTHING,
            state=Recurring.remind,
            getter=step_data,
        ),
    )
