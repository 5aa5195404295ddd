"""Checkout: the confirm card, the second factor when due, the PIN, the receipt; the same for whatever is paid.

A conversation that wants money to move makes a stored quote and calls `open_checkout`. Card and receipt show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from aiogram import F
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, ContentType, InlineKeyboardButton, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.budget_impact import Outlined, move, outlined
from handlers.parts.card import card_lines, headline, receipt_lines
from handlers.parts.card_kinds import NOT_FINAL
from handlers.parts.countdown import COUNTDOWNS, Buttons, Card
from handlers.parts.keypad import clear_keypad, keypad, keypad_data
from handlers.parts.live import go_home, leave_receipt
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from handlers.states import Checkout, ClaimLinks, Payees, Remittance, Waiting
from locales import Html
from wallet.claim_links.links import KIND as CLAIM_LINK
from wallet.errors import PinLocked, QuoteExpired, StepUpNeeded
from wallet.payments.quotes import Quote
from wallet.payments.rules import TRANSFER
from wallet.payments.waiting import COOL_OFF, FORMER, LATER
from wallet.remittance.service import REMITTANCE

CODE_TEXT_MAX = 40
REFERENCE, PAID_AT, LEFT = "reference", "paid_at", "left_minor"
NEXT: Mapping[str, tuple[str, State]] = {
    TRANSFER: ("payee-save-next", Payees.one),
    LATER: ("waiting-open", Waiting.main),
    CLAIM_LINK: ("claim-link-next", ClaimLinks.link),
    REMITTANCE: ("remittance-follow", Remittance.page),
}
"""By kind of quote: a button under the receipt, and the screen it opens with the receipt's reference."""


async def open_checkout(manager: DialogManager, quote: Quote, show_mode: ShowMode | None = None) -> None:
    """Show the confirm card of a stored quote. Going back from it returns to the screen that opened it."""
    await manager.start(Checkout.confirm, data={REFERENCE: quote.reference}, mode=StartMode.NORMAL, show_mode=show_mode)


async def on_start(start_data: Any, manager: DialogManager) -> None:
    manager.dialog_data[REFERENCE] = start_data[REFERENCE]


async def _quote(manager: DialogManager) -> Quote:
    """Looked up with its owner each time: what the screen remembers is the reference alone."""
    return await services_of(manager).checkout.get(customer_of(manager).id, manager.dialog_data[REFERENCE])


async def card_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The stored quote as lines; when it is no longer valid the card says so and offers a new one."""
    quote, now = await _quote(dialog_manager), services_of(dialog_manager).clock.now()
    language, reader = language_of(dialog_manager), customer_of(dialog_manager)
    expired = now >= quote.expires_at
    former = await _former(dialog_manager, quote)
    outline = Outlined()
    if dialog_manager.current_context().state == Checkout.confirm:
        outline = outline if expired else await outlined(dialog_manager, quote)
        _count_down(dialog_manager, quote, former, outline)
    return {
        "lines": Html("\n".join(card_lines(language, reader, quote, now, former, outline.lines))),
        "what": headline(language, quote),
        "amount": quote.leaves,
        "move": outline.button,
        "valid": not expired,
        "leaves": not expired and quote.kind not in NOT_FINAL,
        "expired": expired,
    }


def _count_down(manager: DialogManager, quote: Quote, former: str, outline: Outlined) -> None:
    """Keep the seconds of a short quote true while its card is open; at the end it offers a new one by itself."""
    language, reader = language_of(manager), customer_of(manager)

    def draw(now: datetime) -> tuple[Html, Buttons]:
        valid = now < quote.expires_at
        budgets = outline.lines if valid else ()
        lines = Html("\n".join(card_lines(language, reader, quote, now, former, budgets)))
        words = [language.html("checkout-card", lines=lines)]
        if not valid or quote.kind not in NOT_FINAL:
            words.append(language.html("checkout-advice" if valid else "checkout-expired"))
        rows = [[_plain_button(language.text("checkout-renew"), "renew")]]
        if valid:
            rows = [[_plain_button(language.text("checkout-pay", amount=quote.leaves), "pay")]]
            rows += [[_plain_button(outline.button, "move")]] if outline.button else []
        last = [_plain_button(language.text(key), key) for key in ("back", "cancel")]
        return Html("\n".join(words)), [*rows, last]

    manager.middleware_data[COUNTDOWNS].start(manager, reader.telegram_user_id, Card(quote.expires_at, draw))


def _plain_button(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data)


async def _former(manager: DialogManager, quote: Quote) -> str:
    """Whom the payee's @name meant before, masked; their wallet may be closed by now."""
    former_id = quote.details.get(FORMER)
    if not isinstance(former_id, int):
        return ""
    former = await services_of(manager).customers.get(former_id)
    return former.masked_name or language_of(manager).text("record-closed-wallet")


async def pin_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    quote = await _quote(dialog_manager)
    return {"what": headline(language_of(dialog_manager), quote)} | await keypad_data(dialog_manager)


@telling
async def confirm(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """The PIN next; before it a code from the authenticator, when this payment needs one."""
    quote = await _quote(manager)
    if services_of(manager).clock.now() >= quote.expires_at:
        raise QuoteExpired
    due = await services_of(manager).checkout.second_factor_due(customer_of(manager).id, quote.reference)
    await manager.switch_to(Checkout.second if due else Checkout.pin)


@telling
async def renew(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """One tap for today's figures: a new quote with a reference of its own."""
    fresh = await services_of(manager).checkout.renew(customer_of(manager).id, manager.dialog_data[REFERENCE])
    manager.dialog_data[REFERENCE] = fresh.reference
    say_done(manager, "checkout-renewed")


@telling
async def take_second(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    purpose = f"pay:{manager.dialog_data[REFERENCE]}"
    await services_of(manager).security.prove_second(customer_of(manager).id, purpose, text.strip()[:CODE_TEXT_MAX])
    await manager.switch_to(Checkout.pin)


async def pay(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    """Move the money; the same reference however often this runs."""
    data = manager.dialog_data
    try:
        paid = await services_of(manager).checkout.pay(customer_of(manager).id, data[REFERENCE], pin)
    except (PinLocked, StepUpNeeded, QuoteExpired):
        await manager.switch_to(Checkout.confirm)
        raise
    data[PAID_AT], data[LEFT] = paid.receipt.created_at.isoformat(), paid.receipt.available_after.minor
    await manager.switch_to(Checkout.receipt)


async def receipt_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The same quote once more, with what only the payment itself could tell."""
    data, quote, services = dialog_manager.dialog_data, await _quote(dialog_manager), services_of(dialog_manager)
    language, reader = language_of(dialog_manager), customer_of(dialog_manager)
    moment, seconds = datetime.fromisoformat(data[PAID_AT]), int(quote.details.get(COOL_OFF) or 0)
    paid_at = language.moment(moment, reader.zone, now=services.clock.now())
    due_at = language.moment(moment + timedelta(seconds=seconds), reader.zone, now=services.clock.now())
    code = services.receipts.code(quote.reference)
    return {
        "lines": Html("\n".join(receipt_lines(language, quote, data[LEFT], paid_at, code))),
        "due": due_at,
        "waits": seconds > 0,
        "next": language.text(NEXT[quote.kind][0]) if quote.kind in NEXT else "",
    }


async def go_on(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """What comes after this kind of payment: the receipt stays in the chat."""
    quote = await _quote(manager)
    _, state = NEXT[quote.kind]
    data = {REFERENCE: quote.reference}
    await manager.start(state, data=data, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


async def to_confirm(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    clear_keypad(manager)
    await manager.switch_to(Checkout.confirm)


async def back(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """To the screen that opened this card; home, when a link did."""
    if len(manager.current_stack().intents) > 1:
        await manager.done()
    else:
        await go_home(_callback, _button, manager)


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("checkout-card", "lines"),
            Prose("checkout-advice", when=F["leaves"]),
            Prose("checkout-expired", when=F["expired"]),
            Button(Label("checkout-pay", "amount"), id="pay", on_click=confirm, when=F["valid"]),
            Button(Format("{move}"), id="move", on_click=move, when=F["move"]),
            Button(Label("checkout-renew"), id="renew", on_click=renew, when=F["expired"]),
            Row(
                Button(Label("back"), id="back", on_click=back),
                Button(Label("cancel"), id="cancel", on_click=go_home),
            ),
            ANYTHING,
            state=Checkout.confirm,
            getter=card_data,
        ),
        Window(
            Problem(),
            Prose("checkout-second", "what"),
            Button(Label("back"), id="back", on_click=to_confirm),
            MessageInput(take_second, content_types=ContentType.ANY),
            state=Checkout.second,
            getter=card_data,
        ),
        Window(
            Problem(),
            Prose("checkout-pin", "what", "dots"),
            keypad(pay, Button(Label("back"), id="back", on_click=to_confirm)),
            ANYTHING,
            state=Checkout.pin,
            getter=pin_data,
        ),
        Window(
            Problem(),
            Prose("checkout-receipt", "lines", when=~F["waits"]),
            Prose("checkout-receipt-waits", "lines", "due", when=F["waits"]),
            Button(Label("checkout-next", "next"), id="next", on_click=go_on, when=F["next"]),
            Button(Label("home"), id="home", on_click=leave_receipt),
            ANYTHING,
            state=Checkout.receipt,
            getter=receipt_data,
        ),
        on_start=on_start,
    )
