"""Claim links for who opens them: what is offered, the password if there is one, and one tap to take it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from handlers.errors import telling
from handlers.parts.anything import ANYTHING, not_expected, only_text
from handlers.parts.claim_lines import LINK_ID, PREFIX, seen
from handlers.parts.live import go_home, leave_receipt
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from handlers.states import ClaimLinks
from locales import Html
from wallet.claim_links import links
from wallet.errors import ClaimLinkOwn, WalletError
from wallet.money import Money, currency

CLAIM_LINK = re.compile(PREFIX + f"({links.TOKEN.pattern})")
"""The argument of /start."""

TOKEN, TAKEN = "token", "taken"


async def open_claim(manager: DialogManager, matched: re.Match[str], show_mode: ShowMode) -> bool:
    """The link's offer, or why there is none; one's own link opens as who made it sees it. Nothing moves."""
    token, state = matched[1], ClaimLinks.claim
    data: dict[str, Any] = {TOKEN: token}
    try:
        await services_of(manager).claims.offer(customer_of(manager).id, token)
    except ClaimLinkOwn as error:
        state, data = ClaimLinks.link, {LINK_ID: error.fields["link_id"], "own": True}
    except WalletError:
        # The screen says so itself, also when it is shown again.
        pass
    await manager.start(state, data=data, mode=StartMode.RESET_STACK, show_mode=show_mode)
    return True


async def claim_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Looked up anew each time: what could be taken a moment ago may be gone."""
    reader, language = customer_of(dialog_manager), language_of(dialog_manager)
    services = services_of(dialog_manager)
    try:
        offer = await services.claims.offer(reader.id, dialog_manager.dialog_data[TOKEN])
    except WalletError as refusal:
        said = language.error_html(refusal)
        return {"refused": True, "refusal": said, "offered": False, "ready": False, "password_due": False}
    until = language.moment(offer.expires_at, reader.zone, now=services.clock.now())
    name, number = seen(language, offer.giver)
    lines = [language.html("claim-link-line-note", note=offer.note)] if offer.note else []
    lines.append(language.html("claim-link-line-until", until=until))
    return {
        "refused": False,
        "refusal": "",
        "offered": True,
        "ready": not offer.password_due,
        "password_due": offer.password_due,
        "amount": offer.amount,
        "giver": name,
        "number": number,
        "lines": Html("\n".join(lines)),
    }


@telling
async def take_typed(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The link's password, when it is asked for; its message is deleted at once."""
    if not (await claim_data(manager))["password_due"]:
        await not_expected(message, widget, manager)
        return
    text = await only_text(message, manager)
    if text is None:
        return
    await services_of(manager).claims.prove(customer_of(manager).id, manager.dialog_data[TOKEN], text)
    say_done(manager, "claim-password-right")


@telling
async def take(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """The money comes here, once, however often this is pressed."""
    data, language, reader = manager.dialog_data, language_of(manager), customer_of(manager)
    taken = await services_of(manager).claims.take(reader.id, data[TOKEN])
    name, number = seen(language, taken.giver)
    data[TAKEN] = {
        "minor": taken.amount.minor,
        "currency": taken.amount.currency.code,
        "giver": name,
        "number": number,
        "note": taken.note,
        "reference": taken.reference,
        "at": taken.taken_at.isoformat(),
    }
    await manager.switch_to(ClaimLinks.taken)


async def taken_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What arrived, and under which reference it is in the history."""
    language, reader = language_of(dialog_manager), customer_of(dialog_manager)
    taken, now = dialog_manager.dialog_data[TAKEN], services_of(dialog_manager).clock.now()
    when = language.moment(datetime.fromisoformat(taken["at"]), reader.zone, now=now)
    lines = [language.html("claim-link-line-note", note=taken["note"])] if taken["note"] else []
    lines.append(language.html("claim-line-time", when=when))
    lines.append(language.html("claim-line-reference", reference=taken["reference"]))
    return {
        "amount": Money(taken["minor"], currency(taken["currency"])),
        "giver": taken["giver"],
        "number": taken["number"],
        "lines": Html("\n".join(lines)),
    }


def claim_windows() -> tuple[Window, ...]:
    """What a link opens, and what stays in the chat of who took it."""
    return (
        Window(
            Problem(),
            Prose("claim-refused", "refusal", when=F["refused"]),
            Prose("claim-offer", "amount", "giver", "number", "lines", when=F["offered"]),
            Prose("claim-ask-password", "giver", when=F["password_due"]),
            Prose("claim-offer-advice", when=F["ready"]),
            Button(Label("claim-take", "amount"), id="take", on_click=take, when=F["ready"]),
            Button(Label("home"), id="home", on_click=go_home),
            MessageInput(take_typed, content_types=ContentType.ANY),
            state=ClaimLinks.claim,
            getter=claim_data,
        ),
        Window(
            Problem(),
            Prose("claim-taken", "amount", "giver", "number", "lines"),
            Button(Label("home"), id="home", on_click=leave_receipt),
            ANYTHING,
            state=ClaimLinks.taken,
            getter=taken_data,
        ),
    )
