"""The first steps of sending money abroad: where to, how much, and what that would bring."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.parts.amounts import currency_choice
from handlers.parts.anything import ANYTHING
from handlers.parts.card_rates import rate_fields
from handlers.parts.live import go_home, tidy
from handlers.parts.remittance_card import there
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.states import Remittance
from locales import Language
from wallet.errors import AmountNotANumber
from wallet.money import Money, currency, parse_amount
from wallet.remittance.corridors import CORRIDORS, ELSEWHERE, Corridor
from wallet.remittance.figures import GETS, PAYS, Preview
from wallet.remittance.service import Wish

COUNTRY, SOURCE, FIXED, AMOUNT = "country", "currency", "fixed", "amount_minor"
PREVIEW = "preview"
"""What the conversation remembers. `currency` is the one that the customer gives, as `currency_choice` has it."""

CANCEL = Button(Label("cancel"), id="cancel", on_click=go_home)


def corridor_of(manager: DialogManager) -> Corridor:
    """The chosen country."""
    return CORRIDORS[manager.dialog_data[COUNTRY]]


def wish_of(manager: DialogManager) -> Wish:
    """What was chosen so far."""
    data, corridor = manager.dialog_data, corridor_of(manager)
    named = data[SOURCE] if data[FIXED] == PAYS else corridor.currency
    return Wish(corridor.country, data[SOURCE], Money(data[AMOUNT], currency(named)), data[FIXED])


async def country_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The countries outside the euro area, and those within."""
    language = language_of(dialog_manager)
    euro = [corridor for corridor in CORRIDORS.values() if corridor.euro]
    return {"countries": _named(language, ELSEWHERE), "euro": _named(language, euro)}


def _named(language: Language, corridors: Any) -> list[dict[str, str]]:
    return [
        {"code": corridor.country, "name": language.text("remittance-country", country=corridor.country)}
        for corridor in corridors
    ]


@telling
async def choose_country(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
    """The currency to give is one that the customer has, if it can be."""
    data, payer = manager.dialog_data, customer_of(manager)
    data[COUNTRY] = CORRIDORS[code].country
    data.setdefault(FIXED, PAYS)
    if SOURCE not in data:
        held = [item.available.currency.code for item in await services_of(manager).payments.balances(payer.id)]
        data[SOURCE] = held[0] if held and payer.default_currency not in held else payer.default_currency
    await manager.switch_to(Remittance.amount)


async def amount_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Which of the two amounts is asked for, and the currencies to choose from when there are several."""
    data, corridor, payer = dialog_manager.dialog_data, corridor_of(dialog_manager), customer_of(dialog_manager)
    language = language_of(dialog_manager)
    balances = await services_of(dialog_manager).payments.balances(payer.id)
    available = {item.available.currency.code: item.available for item in balances}
    source, pays = data[SOURCE], data[FIXED] == PAYS
    return {
        "country": language.text("remittance-country", country=corridor.country),
        "source": language.currency_name(source),
        "target": language.currency_name(corridor.currency),
        "fixed": data[FIXED],
        "available": available.get(source, Money(0, currency(source))),
        "currencies": [{"code": code} for code in available if code != source],
        "can_switch": source != corridor.currency,
        "pays": pays,
    }


async def switch_amount(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """The other of the two amounts is named: never both."""
    manager.dialog_data[FIXED] = GETS if manager.dialog_data[FIXED] == PAYS else PAYS


@telling
async def take_amount(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """Read the amount strictly and show what it would cost and bring now."""
    await tidy(message, manager)
    data, corridor, language = manager.dialog_data, corridor_of(manager), language_of(manager)
    if message.text is None:
        raise AmountNotANumber(text="")
    named = currency(data[SOURCE] if data[FIXED] == PAYS else corridor.currency)
    data[AMOUNT] = parse_amount(message.text, named, language.number_style).minor
    preview = await services_of(manager).remittances.preview(
        customer_of(manager).id, wish_of(manager), corridor.methods[0].code
    )
    data[PREVIEW] = _shown(manager, corridor, preview)
    await manager.switch_to(Remittance.preview)


def _shown(manager: DialogManager, corridor: Corridor, preview: Preview) -> dict[str, Any]:
    """The figures in words: what is shown next is what was computed now."""
    language, figures = language_of(manager), preview.figures
    now = services_of(manager).clock.now()
    shown = {
        "pays": language.money(figures.pays),
        "fee": language.money(preview.fee),
        "leaves": language.money(preview.leaves),
        "gets": language.money(figures.gets),
        "arrives": there(language, corridor.country, preview.arrives_at, now),
        "rate": "",
        "mid": "",
        "less": "",
    }
    if figures.live is not None and figures.rate is not None:
        codes = figures.pays.currency.code, figures.gets.currency.code
        shown["rate"] = language.text("remittance-rate", **rate_fields(*codes, figures.rate))
        shown["mid"] = language.text("remittance-rate", **rate_fields(*codes, figures.live.rate))
        shown["less"] = language.money(figures.less)
    return shown


async def preview_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    shown: dict[str, Any] = dialog_manager.dialog_data[PREVIEW]
    country = language_of(dialog_manager).text("remittance-country", country=dialog_manager.dialog_data[COUNTRY])
    return shown | {"country": country, "exchanged": bool(shown["rate"])}


def choice(name: str, items: str, on_click: Any) -> Select[Any]:
    """Buttons for the window's `items`: a list of `{"code": …, "name": …}`."""
    return Select(
        Format("{item[name]}"), id=name, item_id_getter=lambda item: item["code"], items=items, on_click=on_click
    )


def back_or_cancel(state: State) -> Row:
    """The way to the step before, and home."""
    return Row(SwitchTo(Label("back"), id="back", state=state), CANCEL)


def where_and_how_much() -> tuple[Window, ...]:
    """Country, amount, and what it would bring."""
    return (
        Window(
            Problem(),
            Prose("remittance-ask-country"),
            SwitchTo(Label("remittance-euro"), id="euro", state=Remittance.euro),
            Group(choice("country", "countries", choose_country), width=2),
            back_or_cancel(Remittance.main),
            ANYTHING,
            state=Remittance.country,
            getter=country_data,
        ),
        Window(
            Problem(),
            Prose("remittance-ask-euro"),
            Group(choice("country", "euro", choose_country), width=3),
            back_or_cancel(Remittance.country),
            ANYTHING,
            state=Remittance.euro,
            getter=country_data,
        ),
        Window(
            Problem(),
            Prose("remittance-ask-amount", "country", "fixed", "source", "target", "available"),
            Button(
                Label("remittance-switch", "fixed", "source", "target"),
                id="switch",
                on_click=switch_amount,
                when=F["can_switch"],
            ),
            currency_choice(width=4, when=F["currencies"]),
            back_or_cancel(Remittance.country),
            MessageInput(take_amount, content_types=ContentType.ANY),
            state=Remittance.amount,
            getter=amount_data,
        ),
        Window(
            Problem(),
            Prose("remittance-preview", "country", "pays", "fee", "leaves", "gets", "arrives"),
            Prose("remittance-preview-rate", "rate", "mid", "less", when=F["exchanged"]),
            SwitchTo(Label("remittance-to-whom"), id="on", state=Remittance.recipient),
            back_or_cancel(Remittance.amount),
            ANYTHING,
            state=Remittance.preview,
            getter=preview_data,
        ),
    )
