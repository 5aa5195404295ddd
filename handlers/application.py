"""Puts the conversations together: one router with every dialog, in the order in which updates are offered."""

from __future__ import annotations

from collections.abc import Callable

from aiogram import Dispatcher, F, Router
from aiogram.enums import ChatType
from aiogram_dialog import setup_dialogs

from handlers import (
    ask,
    budgets,
    business,
    categories,
    checkout,
    claim_links,
    commands,
    errors,
    exchange,
    frozen,
    goals,
    history,
    history_filters,
    home,
    identity,
    inline,
    invoices,
    lock,
    money,
    pages,
    pay_merchant,
    payees,
    profile,
    prove,
    quick,
    rates,
    record_more,
    recurring,
    refunds,
    registration,
    remittance,
    report,
    requests,
    sales,
    scan,
    second_factor,
    security,
    split,
    statement,
    support,
    telling,
    top_up,
    transfer,
    upcoming,
    verify,
    waiting,
)
from handlers.middleware import OwnChat, Recognise
from handlers.parts.countdown import COUNTDOWNS, Countdowns, StopCountdown
from handlers.parts.screen_ids import use_own_screen_ids
from handlers.services import Services

DIALOGS = (
    registration.dialog,
    home.dialog,
    transfer.dialog,
    claim_links.dialog,
    checkout.dialog,
    top_up.dialog,
    exchange.dialog,
    rates.dialog,
    history.dialog,
    history_filters.dialog,
    record_more.dialog,
    support.dialog,
    pages.receive_dialog,
    pages.help_dialog,
    pages.language_dialog,
    lock.dialog,
    frozen.dialog,
    prove.dialog,
    security.dialog,
    second_factor.dialog,
    profile.dialog,
    identity.dialog,
    verify.dialog,
    ask.dialog,
    requests.dialog,
    split.dialog,
    business.dialog,
    sales.dialog,
    refunds.dialog,
    invoices.dialog,
    scan.dialog,
    pay_merchant.dialog,
    payees.dialog,
    remittance.dialog,
    waiting.dialog,
    statement.dialog,
    report.dialog,
    money.dialog,
    budgets.dialog,
    goals.dialog,
    recurring.dialog,
    categories.dialog,
    telling.dialog,
    upcoming.dialog,
)

ROUTERS: tuple[Callable[[], Router], ...] = (
    requests.router,
    quick.router,
    inline.router,
    waiting.router,
    scan.router,
    business.router,
    exchange.router,
    recurring.router,
    telling.router,
    upcoming.router,
    remittance.router,
)
"""What works on every screen beside the commands: buttons under notices, quick words."""


def install(dispatcher: Dispatcher, services: Services) -> None:
    """Attach everything to a fresh dispatcher. Commands come first: they work on every screen."""
    dispatcher[COUNTDOWNS] = Countdowns(services.clock)
    dispatcher.update.outer_middleware(Recognise(services))
    dispatcher.update.outer_middleware(StopCountdown(dispatcher[COUNTDOWNS]))
    dispatcher.callback_query.outer_middleware(OwnChat())
    root = Router(name="customers")
    root.message.filter(F.chat.type == ChatType.PRIVATE)
    gate = lock.Gate()
    root.message.middleware(gate)
    root.callback_query.middleware(gate)
    errors.register_errors(root)
    root.include_routers(commands.first(), *(make() for make in (*ROUTERS, *DIALOGS)), commands.last())
    dispatcher.include_router(root)
    use_own_screen_ids()
    setup_dialogs(dispatcher)
