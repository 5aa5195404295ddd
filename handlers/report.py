"""Reports: where the money went, over time too, what was on an account, how full budgets are; each a picture."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.api.entities import MediaAttachment
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select, Start
from aiogram_dialog.widgets.media import DynamicMedia
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.money_states import Money, Report
from handlers.parts.anything import ANYTHING
from handlers.parts.live import open_home
from handlers.parts.report_words import Teller, Told
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from wallet.budgets.periods import Period
from wallet.charts.theme import Mode
from wallet.days import local_day
from wallet.errors import ChartsBusy
from wallet.money import CURRENCIES, currency

KIND, SPAN, CURRENCY, MODE = "kind", "span", "currency", "mode"
SPLIT, TREND, BALANCE, BUDGETS = "split", "trend", "balance", "budgets"
KINDS = {
    SPLIT: ("report-kind-split", "report-split"),
    TREND: ("report-kind-trend", "report-trend"),
    BALANCE: ("report-kind-balance", "report-balance"),
    BUDGETS: ("report-kind-budgets", "report-budgets"),
}
"""What is shown, with the texts of button and heading."""

THIS_MONTH, LAST_MONTH, QUARTER, YEAR = "month", "last-month", "quarter", "year"
SPANS = {
    THIS_MONTH: "report-this-month",
    LAST_MONTH: "report-last-month",
    QUARTER: "report-quarter",
    YEAR: "report-this-year",
}
CHOSEN = "✓ "
ANEW = ShowMode.DELETE_AND_SEND


def period_of(span: str, today: date) -> Period:
    """Until today, but for last month. A quarter is this month with the two before it."""
    first = today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    if span == LAST_MONTH:
        return Period(before, first - timedelta(days=1))
    if span == QUARTER:
        return Period((before - timedelta(days=1)).replace(day=1), today)
    return Period(today.replace(month=1, day=1) if span == YEAR else first, today)


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Figures in words and in a picture. When too many are being drawn the words come without it."""
    data, services, language = dialog_manager.dialog_data, services_of(dialog_manager), language_of(dialog_manager)
    codes = await _codes(dialog_manager)
    kind, span, code = data.get(KIND, SPLIT), data.get(SPAN, THIS_MONTH), data.get(CURRENCY, codes[0])
    mode = Mode(data.get(MODE, Mode.LIGHT))
    told = await _tell(dialog_manager, kind, span, code)
    picture, busy = None, ""
    try:
        path = await services.pictures_of_figures.path(told.drawing, mode)
        picture = MediaAttachment(ContentType.PHOTO, path=str(path))
    except ChartsBusy as error:
        busy = language.error_html(error)
    return {
        "picture": picture,
        "busy": busy,
        "heading": told.heading,
        "span": told.span,
        "lines": told.lines,
        "kinds": _choices(kind, {key: language.text(texts[0]) for key, texts in KINDS.items()}),
        "spans": _choices(span, {key: language.text(text) for key, text in SPANS.items()}),
        "currencies": _choices(code, {key: key for key in codes}),
        "has_span": kind != BUDGETS,
        "has_currency": kind != BUDGETS and len(codes) > 1,
        "is_light": mode is Mode.LIGHT,
        "is_dark": mode is Mode.DARK,
    }


async def _tell(manager: DialogManager, kind: str, span: str, code: str) -> Told:
    services, language, reader = services_of(manager), language_of(manager), customer_of(manager)
    today = local_day(services.clock.now(), reader.zone)
    teller = Teller(language, today, await services.categories.names(reader.id))
    heading, period, kept = language.text(KINDS[kind][1]), period_of(span, today), currency(code)
    if kind == BUDGETS:
        return teller.budgets(heading, await services.reports.budgets(reader, today))
    if kind == BALANCE:
        balances = await services.reports.balances(reader, kept, period)
        return teller.balances(heading, balances) if balances else teller.nothing(heading, period, "report-no-account")
    if kind == TREND:
        trend = await services.reports.trend(reader, kept, period)
        return teller.trend(heading, trend) if trend else teller.nothing(heading, period, "report-nothing")
    split = await services.reports.split(reader, kept, period)
    return teller.split(heading, split) if split else teller.nothing(heading, period, "report-nothing")


async def _codes(manager: DialogManager) -> list[str]:
    """The currencies that the customer has accounts in, their own first."""
    reader = customer_of(manager)
    balances = await services_of(manager).payments.balances(reader.id)
    others = [item.total.currency.code for item in balances]
    return list(dict.fromkeys([reader.default_currency, *others]))


def _choices(chosen: str, texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"id": key, "text": (CHOSEN if key == chosen else "") + text} for key, text in texts.items()]


@telling
async def choose_kind(_callback: CallbackQuery, _select: object, manager: DialogManager, kind: str) -> None:
    manager.dialog_data[KIND] = kind if kind in KINDS else SPLIT


@telling
async def choose_span(_callback: CallbackQuery, _select: object, manager: DialogManager, span: str) -> None:
    manager.dialog_data[SPAN] = span if span in SPANS else THIS_MONTH


@telling
async def choose_currency(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
    if code in CURRENCIES:
        manager.dialog_data[CURRENCY] = code


@telling
async def turn_mode(_callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The button's id is the mode."""
    manager.dialog_data[MODE] = Mode(str(button.widget_id)).value


async def leave(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """A picture can't become a text: the home screen is a message of its own."""
    await open_home(manager, ANEW)


def _select(name: str, items: str, on_click: Any) -> Select[Any]:
    return Select(
        Format("{item[text]}"), id=name, item_id_getter=lambda item: item["id"], items=items, on_click=on_click
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            DynamicMedia("picture"),
            Prose("report-page", "heading", "span", "lines"),
            Prose("report-busy", "busy", when=F["busy"]),
            Group(_select("kind", "kinds", choose_kind), width=2),
            Group(_select("span", "spans", choose_span), width=2, when=F["has_span"]),
            Group(_select("currency", "currencies", choose_currency), width=4, when=F["has_currency"]),
            Row(
                Button(Label("report-dark"), id=Mode.DARK.value, on_click=turn_mode, when=F["is_light"]),
                Button(Label("report-light"), id=Mode.LIGHT.value, on_click=turn_mode, when=F["is_dark"]),
                Button(Label("report-refresh"), id="refresh"),
            ),
            Row(
                Start(Label("back"), id="back", state=Money.main, mode=StartMode.RESET_STACK, show_mode=ANEW),
                Button(Label("home"), id="home", on_click=leave),
            ),
            ANYTHING,
            state=Report.main,
            getter=main_data,
        ),
    )
