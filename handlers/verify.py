"""Verify: whether a name, a link, a staff code or a receipt is really ours."""

from __future__ import annotations

import re
from typing import Any

from aiogram import Bot
from aiogram.types import ContentType, Message
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from handlers.errors import telling
from handlers.parts.live import go_home, tidy
from handlers.parts.statement_words import figure_texts
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import Services, customer_of, services_of
from handlers.states import Verify
from locales import Language
from wallet.customers.queries import Customer
from wallet.errors import ReceiptNotFound, StatementNotFound
from wallet.security.links import foreign_links, has_link

NAME = re.compile(r"@([A-Za-z][A-Za-z0-9_]{1,31})")
TEXT_MAX = 400
ASKED, VERDICT = "asked", "verdict"
NOBODY_NAMED = "—"
REFERENCE = re.compile(r"[0-9A-Za-z]{4}(?:-[0-9A-Za-z]{4}){2}")


async def official_places(services: Services, bot: Bot) -> frozenset[str]:
    """Hosts that are ours, and the Telegram links to our names."""
    return services.official_links | {f"t.me/{name}" for name in await _official_names(services, bot)}


async def _official_names(services: Services, bot: Bot) -> frozenset[str]:
    return services.official_names | {str((await bot.me()).username).lower()}


async def verdict(services: Services, customer: Customer, bot: Bot, language: Language, text: str) -> str:
    """What to tell about something that claims to be ours."""
    asked = text.strip()[:TEXT_MAX]
    if matched := NAME.fullmatch(asked):
        own = await _official_names(services, bot)
        return language.text("verify-name-ours" if matched[1].lower() in own else "verify-name-foreign", name=asked)
    if has_link(asked):
        foreign = foreign_links(asked, await official_places(services, bot))
        if foreign:
            return language.text("verify-link-foreign", link=", ".join(foreign)[:TEXT_MAX])
        return language.text("verify-link-ours")
    if REFERENCE.fullmatch(asked):
        return language.text("verify-reference")
    if services.statements.is_code(asked):
        return await _statement(services, customer, language, asked)
    if services.receipts.is_code(asked):
        return await _receipt(services, customer, language, asked)
    message = await services.desk.verify_staff_code(customer.id, asked)
    if message is None:
        return language.text("verify-code-foreign")
    when = language.moment(message.created_at, customer.zone, now=services.clock.now())
    return language.text("verify-code-ours", ticket=str(message.ticket_id), when=when)


async def _receipt(services: Services, customer: Customer, language: Language, asked: str) -> str:
    """What a genuine receipt says, with people masked: enough to hold it against what somebody shows."""
    try:
        receipt = await services.receipts.check(asked)
    except ReceiptNotFound as error:
        return language.error(error)
    key = "verify-receipt-back" if receipt.given_back else "verify-receipt"
    if receipt.held:
        key = "verify-receipt-held"
    return language.text(
        key,
        kind=language.text("checkout-what", kind=receipt.kind),
        amount=receipt.pays,
        payer=receipt.payer.masked_name,
        to=receipt.shown_name or (receipt.payee.masked_name if receipt.payee else NOBODY_NAMED),
        when=language.moment(receipt.paid_at, customer.zone, now=services.clock.now()),
        reference=receipt.reference,
        back=receipt.given_back,
    )


async def _statement(services: Services, customer: Customer, language: Language, asked: str) -> str:
    """What a genuine statement says; whose it is only so far that its owner can be told from others."""
    try:
        found = await services.statements.check(asked)
    except StatementNotFound as error:
        return language.error(error)
    said = language.text(
        "statement-genuine",
        when=language.moment(found.made_at, customer.zone),
        number=found.owner.masked_number,
        first=found.first.isoformat(),
        last=found.last.isoformat(),
    )
    return "\n".join((said, *figure_texts(language, found.figures)))


@telling
async def take(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """Judge what was sent; the verdict stands above the question for the next."""
    await tidy(message, manager)
    bot: Bot = manager.middleware_data["bot"]
    said = await verdict(
        services_of(manager), customer_of(manager), bot, language_of(manager), message.text or message.caption or ""
    )
    manager.dialog_data[VERDICT] = said


async def ask_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    return {"verdict": dialog_manager.dialog_data.get(VERDICT, "")}


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """`/verify something` is answered at once."""
    if isinstance(start_data, dict) and start_data.get(ASKED):
        bot: Bot = manager.middleware_data["bot"]
        manager.dialog_data[VERDICT] = await verdict(
            services_of(manager), customer_of(manager), bot, language_of(manager), str(start_data[ASKED])
        )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("verify-verdict", "verdict", when=lambda data, *_: bool(data["verdict"])),
            Prose("verify-page"),
            Button(Label("home"), id="home", on_click=go_home),
            MessageInput(take, content_types=ContentType.ANY),
            state=Verify.ask,
            getter=ask_data,
        ),
        on_start=on_start,
    )
