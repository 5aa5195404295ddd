"""Exchange: from which currency to which, and how much on either side; the checkout does the rest."""

from __future__ import annotations

import re
from typing import Any

from aiogram import Bot, F, Router
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.checkout import open_checkout
from handlers.errors import telling
from handlers.parts.amounts import typed_amount
from handlers.parts.anything import ANYTHING
from handlers.parts.card_rates import percent, rate_fields, source_words
from handlers.parts.live import go_home, open_below, tidy
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import Services, customer_of, services_of
from handlers.states import Exchange, Rates
from wallet.customers.queries import Customer
from wallet.errors import NotRegistered, RatesUnavailable
from wallet.exchange.service import GETS, PAYS
from wallet.money import CURRENCIES, Money, currency

NOTICE_BUTTON = re.compile(r"exchange:([1-9][0-9]{0,17})")
FIRST_CHOICES = ("USD", "CNY")
SIDE = "side"


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """What another screen filled in, or from a currency that the customer holds."""
    data, given = manager.dialog_data, start_data if isinstance(start_data, dict) else {}
    home = customer_of(manager).default_currency
    held = list(await _available(manager))
    first = given.get(PAYS) or (home if home in held or not held else held[0])
    data[PAYS] = currency(first).code
    data[GETS] = given.get(GETS) or next(code for code in (home, *FIRST_CHOICES) if code != data[PAYS])
    data[SIDE] = PAYS


async def _available(manager: DialogManager) -> dict[str, Money]:
    """What the customer can spend, by currency."""
    balances = await services_of(manager).payments.balances(customer_of(manager).id)
    return {item.available.currency.code: item.available for item in balances}


async def amount_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Both sides, the rate of now with its source, or why exchange is closed."""
    data, language = dialog_manager.dialog_data, language_of(dialog_manager)
    pays, gets = data[PAYS], data[GETS]
    available = (await _available(dialog_manager)).get(pays, Money(0, currency(pays)))
    shown: dict[str, Any] = {
        "pays": pays,
        "gets": gets,
        "available": available,
        "wanted": language.currency_name(data[data[SIDE]]),
        "giving": data[SIDE] == PAYS,
        "getting": data[SIDE] == GETS,
    }
    try:
        offer = await services_of(dialog_manager).exchange.offer(pays, gets)
    except RatesUnavailable as error:
        return shown | {"closed": True, "open": False, "reason": language.error_html(error)}
    spread = percent(services_of(dialog_manager).exchange.spread_bps)
    source = source_words(language, offer.live.source, offer.live.dated_at)
    open_fields = {"closed": False, "open": True, "spread": spread, "source": source}
    return shown | open_fields | rate_fields(pays, gets, offer.rate)


async def choice_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Every currency, those that the customer holds first."""
    available, language = await _available(dialog_manager), language_of(dialog_manager)
    codes = sorted(CURRENCIES, key=lambda code: code not in available)
    items = [
        {"code": code, "text": language.money(available[code]) if code in available else language.currency_name(code)}
        for code in codes
    ]
    return {"currencies": items}


def _choose(side: str, other: str) -> Any:
    @telling
    async def choose(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
        """The currency that stands on the other side changes places with this one."""
        data = manager.dialog_data
        if currency(code).code == data[other]:
            data[other] = data[side]
        data[side] = code
        await manager.switch_to(Exchange.amount)

    return choose


@telling
async def swap(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    data = manager.dialog_data
    data[PAYS], data[GETS] = data[GETS], data[PAYS]


@telling
async def other_side(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Name what arrives instead of what leaves, or the other way round."""
    manager.dialog_data[SIDE] = GETS if manager.dialog_data[SIDE] == PAYS else PAYS


@telling
async def take_amount(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """Read the amount strictly in the currency of its side; the other side is computed with the stored quote."""
    await tidy(message, manager)
    data, exchange, owner = manager.dialog_data, services_of(manager).exchange, customer_of(manager)
    data["currency"] = data[data[SIDE]]
    amount = typed_amount(message, manager)
    if data[SIDE] == PAYS:
        quote = await exchange.quote_pay(owner.id, amount, data[GETS])
    else:
        quote = await exchange.quote_get(owner.id, amount, data[PAYS])
    await open_checkout(manager, quote)


async def notice_button(
    callback: CallbackQuery, bot: Bot, dialog_manager: DialogManager, customer: Customer | None, services: Services
) -> None:
    """The button under a rate alert: its pair is filled in."""
    matched = NOTICE_BUTTON.fullmatch(callback.data or "")
    if customer is None or matched is None:
        raise NotRegistered
    alert = await services.rate_alerts.get(customer.id, int(matched[1]))
    pair = {PAYS: alert.quote, GETS: alert.base} if not alert.above else {PAYS: alert.base, GETS: alert.quote}
    await open_below(callback, bot, dialog_manager, Exchange.amount, pair)


def router() -> Router:
    """Buttons under notices."""
    made = Router(name="exchange")
    made.callback_query.register(notice_button, F.data.startswith("exchange:"))
    return made


def _choice_window(key: str, side: str, other: str, state: State) -> Window:
    return Window(
        Problem(),
        Prose(key),
        Group(
            Select(
                Format("{item[code]} · {item[text]}"),
                id=side,
                item_id_getter=lambda item: item["code"],
                items="currencies",
                on_click=_choose(side, other),
            ),
            width=2,
        ),
        SwitchTo(Label("back"), id="back", state=Exchange.amount),
        ANYTHING,
        state=state,
        getter=choice_data,
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("exchange-title", "pays", "gets", "available"),
            Prose("exchange-rate", "base", "rate", "quote", "spread", "source", when=F["open"]),
            Prose("exchange-closed", "reason", when=F["closed"]),
            Prose("exchange-ask-pays", "wanted", when=F["open"] & F["giving"]),
            Prose("exchange-ask-gets", "wanted", when=F["open"] & F["getting"]),
            Row(
                SwitchTo(Label("exchange-from", "pays"), id="from", state=Exchange.pays),
                Button(Label("exchange-swap"), id="swap", on_click=swap),
                SwitchTo(Label("exchange-to", "gets"), id="to", state=Exchange.gets),
            ),
            Button(Label("exchange-name-gets"), id="side", on_click=other_side, when=F["giving"]),
            Button(Label("exchange-name-pays"), id="side", on_click=other_side, when=F["getting"]),
            Row(
                Start(Label("exchange-rates"), id="rates", state=Rates.main),
                Button(Label("cancel"), id="cancel", on_click=go_home),
            ),
            MessageInput(take_amount, content_types=ContentType.ANY),
            state=Exchange.amount,
            getter=amount_data,
        ),
        _choice_window("exchange-choose-pays", PAYS, GETS, Exchange.pays),
        _choice_window("exchange-choose-gets", GETS, PAYS, Exchange.gets),
        on_start=on_start,
    )
