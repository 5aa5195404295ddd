"""Home: what the customer has, and what they can do next."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import ContentType, Message
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Start

from handlers.lock import freeze_here
from handlers.money_states import Money
from handlers.parts.live import tidy
from handlers.parts.words import PROBLEM, Label, Problem, Prose, language_of
from handlers.services import Services
from handlers.states import (
    Business,
    Exchange,
    Frozen,
    Help,
    History,
    Home,
    LanguageChoice,
    Receive,
    Remittance,
    Scan,
    Security,
    Support,
    TopUp,
    Transfer,
)
from handlers.support import write_to_open_ticket
from locales import Html
from wallet.customers.queries import FROZEN, Customer
from wallet.security.freezing import DURESS


async def home_data(dialog_manager: DialogManager, services: Services, customer: Customer, **_: Any) -> dict[str, Any]:
    """Balances as lines; a balance that is partly held says so."""
    language = language_of(dialog_manager)
    lines = []
    for balance in await services.payments.balances(customer.id):
        name = language.currency_name(balance.total.currency.code)
        if balance.total == balance.available:
            lines.append(language.html("home-balance", name=name, amount=balance.total))
        else:
            lines.append(language.html("home-balance-held", name=name, amount=balance.total, free=balance.available))
    started = dialog_manager.start_data if isinstance(dialog_manager.start_data, dict) else {}
    return {
        "name": customer.name,
        "number": customer.wallet_number,
        "balances": Html("\n".join(lines)),
        "has_money": bool(lines),
        "empty": not lines,
        "welcome": bool(started.get("welcome")),
        "play_money": services.play_money,
        "frozen": customer.status == FROZEN and customer.frozen_cause != DURESS,
    }


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """Another screen may have sent somebody home with a word about why."""
    if isinstance(start_data, dict) and PROBLEM in start_data:
        manager.dialog_data[PROBLEM] = start_data[PROBLEM]


async def on_text(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """Words typed at home go to the open ticket, if there is one; else we say what can be done here."""
    if await write_to_open_ticket(message, manager):
        return
    await tidy(message, manager)
    manager.dialog_data["problem"] = language_of(manager).text("home-not-understood")


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("home-welcome", "name", when=F["welcome"]),
            Prose("home-frozen", when=F["frozen"]),
            Prose("home-title", "name", "number"),
            Prose("home-balances", "balances", when=F["has_money"]),
            Prose("home-empty", when=F["empty"]),
            Prose("quick-hint", when=F["has_money"]),
            Group(
                Start(Label("home-transfer"), id="transfer", state=Transfer.payee),
                Start(Label("home-scan"), id="scan", state=Scan.ask),
                Start(Label("home-receive"), id="receive", state=Receive.main),
                Start(Label("home-top-up"), id="topup", state=TopUp.amount, when=F["play_money"]),
                Start(Label("home-exchange"), id="exchange", state=Exchange.amount),
                Start(Label("home-remittance"), id="abroad", state=Remittance.main),
                Start(Label("home-business"), id="business", state=Business.main),
                Start(Label("home-history"), id="history", state=History.page),
                Start(Label("home-money"), id="money", state=Money.main),
                Start(Label("home-support"), id="support", state=Support.write),
                Start(Label("home-help"), id="help", state=Help.main),
                Start(Label("home-security"), id="security", state=Security.main),
                Start(Label("home-language"), id="language", state=LanguageChoice.main),
                Button(Label("home-refresh"), id="refresh"),
                width=2,
            ),
            Start(Label("home-unfreeze"), id="unfreeze", state=Frozen.main, when=F["frozen"]),
            Button(Label("home-freeze"), id="freeze", on_click=freeze_here, when=~F["frozen"]),
            MessageInput(on_text, content_types=ContentType.ANY),
            state=Home.main,
            getter=home_data,
        ),
        on_start=on_start,
    )
