"""Rates: a table against the customer's own currency, charts, and alerts that are told once."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.api.entities import MediaAttachment
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, Group, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.media import DynamicMedia
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.card_rates import rate_digits, rate_fields, source_words
from handlers.parts.live import go_home, open_home
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from handlers.states import Exchange, Rates
from locales import Html
from wallet.errors import RatesUnavailable
from wallet.exchange.alerts import Alert
from wallet.exchange.chart import PERIODS_DAYS
from wallet.money import CURRENCIES, currency

BASE, QUOTE, DAYS = "base", "quote", "days"
SHORT, LONG = PERIODS_DAYS
ANEW = ShowMode.DELETE_AND_SEND
"""A picture is a message of its own: one that becomes a text, or the other way round, can't be edited back."""


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One line a currency, all of the same moment; what has no good rate now says so."""
    language, home = language_of(dialog_manager), customer_of(dialog_manager).default_currency
    market = await services_of(dialog_manager).rate_book.market()
    codes = [code for code in CURRENCIES if code != home]
    lines, closed, sources = [], "", []
    for code in codes:
        try:
            live = market.rate(code, home)
        except RatesUnavailable as error:
            closed = language.error_html(error)
            continue
        lines.append(language.html("rates-line", **rate_fields(code, home, live.rate)))
        sources.append((live.dated_at, live.source))
    dated_at, source = min(sources, default=(None, ""))
    return {
        "home": language.currency_name(home),
        "lines": Html("\n".join(lines)),
        "some": bool(lines),
        "source": "" if dated_at is None else source_words(language, source, dated_at),
        "reason": closed,
        "currencies": [{"code": code} for code in codes],
    }


@telling
async def choose(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
    """The chart of a currency against the customer's own, turned so that one unit buys at least one."""
    home, data = customer_of(manager).default_currency, manager.dialog_data
    live = await services_of(manager).rate_book.rate(currency(code).code, home)
    data[BASE], data[QUOTE] = (code, home) if live.rate >= 1 else (home, code)
    data[DAYS] = SHORT
    await manager.switch_to(Rates.chart, show_mode=ANEW)


async def chart_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The picture, and the rate of now under it."""
    data, services = dialog_manager.dialog_data, services_of(dialog_manager)
    base, quote, days = data[BASE], data[QUOTE], data[DAYS]
    path = await services.charts.path(base, quote, days)
    return {
        "picture": None if path is None else MediaAttachment(ContentType.PHOTO, path=str(path)),
        "days": days,
        "no_picture": path is None,
        "is_short": days == SHORT,
        "is_long": days == LONG,
    } | await pair_data(dialog_manager)


async def pair_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The rate of the chosen pair now, or why there is none."""
    data, language = dialog_manager.dialog_data, language_of(dialog_manager)
    base, quote = data[BASE], data[QUOTE]
    pair = {"base": base, "quote": quote}
    try:
        live = await services_of(dialog_manager).rate_book.rate(base, quote)
    except RatesUnavailable as error:
        return pair | {"rate": "", "source": "", "open": False, "reason": language.error_html(error)}
    source = source_words(language, live.source, live.dated_at)
    return pair | {"rate": rate_digits(live.rate), "source": source, "open": True, "reason": ""}


@telling
async def other_period(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data[DAYS] = LONG if manager.dialog_data[DAYS] == SHORT else SHORT


@telling
async def exchange(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Buy what the chart is about."""
    pair = {"pays": manager.dialog_data[QUOTE], "gets": manager.dialog_data[BASE]}
    await manager.start(Exchange.amount, data=pair, mode=StartMode.RESET_STACK, show_mode=ANEW)


async def leave_chart(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await open_home(manager, ANEW)


@telling
async def take_target(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """A typed rate: above or below follows from what it is now."""
    text = await only_text(message, manager)
    if text is None:
        return
    data = manager.dialog_data
    await services_of(manager).rate_alerts.add(customer_of(manager).id, data[BASE], data[QUOTE], text)
    say_done(manager, "rates-alert-set")
    await manager.switch_to(Rates.alerts)


async def alerts_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What the customer waits for; each button deletes one."""
    alerts = await services_of(dialog_manager).rate_alerts.waiting(customer_of(dialog_manager).id)
    language = language_of(dialog_manager)
    items = [{"id": str(alert.id), "text": language.text("rates-alert", **alert_fields(alert))} for alert in alerts]
    return {"alerts": items, "some": bool(items), "none": not items}


def alert_fields(alert: Alert) -> dict[str, str]:
    """The fields of a text about an alert."""
    above = "yes" if alert.above else "no"
    return {"base": alert.base, "quote": alert.quote, "above": above, "target": target_digits(alert)}


def target_digits(alert: Alert) -> str:
    """The target as it was typed: it has no more than eight decimals."""
    whole, rest = divmod(alert.target.numerator * 10**8 // alert.target.denominator, 10**8)
    return f"{whole}.{rest:08}".rstrip("0").rstrip(".")


@telling
async def remove(_callback: CallbackQuery, _select: object, manager: DialogManager, alert_id: str) -> None:
    await services_of(manager).rate_alerts.remove(customer_of(manager).id, int(alert_id))
    say_done(manager, "rates-alert-deleted")


def _chart_window() -> Window:
    return Window(
        Problem(),
        DynamicMedia("picture"),
        Prose("rates-chart", "base", "rate", "quote", "source", "days", when=F["open"]),
        Prose("exchange-closed", "reason", when=~F["open"]),
        Prose("rates-no-chart", when=F["no_picture"]),
        Row(
            Button(Label("rates-short"), id="short", on_click=other_period, when=F["is_long"]),
            Button(Label("rates-long"), id="long", on_click=other_period, when=F["is_short"]),
            SwitchTo(Label("rates-alert-add"), id="alert", state=Rates.alert, show_mode=ANEW),
        ),
        Button(Label("home-exchange"), id="exchange", on_click=exchange),
        Row(
            SwitchTo(Label("back"), id="back", state=Rates.main, show_mode=ANEW),
            Button(Label("home"), id="home", on_click=leave_chart),
        ),
        ANYTHING,
        state=Rates.chart,
        getter=chart_data,
    )


def _alerts_window() -> Window:
    return Window(
        Problem(),
        Prose("rates-alerts", when=F["some"]),
        Prose("rates-alerts-none", when=F["none"]),
        Column(
            Select(
                Format("{item[text]}"),
                id="remove",
                item_id_getter=lambda item: item["id"],
                items="alerts",
                on_click=remove,
            )
        ),
        Row(
            SwitchTo(Label("back"), id="back", state=Rates.main),
            Button(Label("home"), id="home", on_click=go_home),
        ),
        ANYTHING,
        state=Rates.alerts,
        getter=alerts_data,
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("rates-title", "home", when=F["some"]),
            Prose("rates-table", "lines", "source", when=F["some"]),
            Prose("exchange-closed", "reason", when=F["reason"]),
            Group(
                Select(
                    Format("📈 {item[code]}"),
                    id="chart",
                    item_id_getter=lambda item: item["code"],
                    items="currencies",
                    on_click=choose,
                ),
                width=4,
            ),
            Row(
                Button(Label("rates-refresh"), id="refresh"),
                SwitchTo(Label("rates-my-alerts"), id="alerts", state=Rates.alerts),
            ),
            Start(Label("home-exchange"), id="exchange", state=Exchange.amount, mode=StartMode.RESET_STACK),
            Button(Label("home"), id="home", on_click=go_home),
            ANYTHING,
            state=Rates.main,
            getter=main_data,
        ),
        _chart_window(),
        Window(
            Problem(),
            Prose("rates-alert-ask", "base", "rate", "quote", when=F["open"]),
            Prose("exchange-closed", "reason", when=~F["open"]),
            SwitchTo(Label("back"), id="back", state=Rates.chart, show_mode=ANEW),
            MessageInput(take_target, content_types=ContentType.ANY),
            state=Rates.alert,
            getter=pair_data,
        ),
        _alerts_window(),
    )
