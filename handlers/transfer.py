"""Transfer: to whom, how much, and a note; the checkout does the rest."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message, MessageOriginHiddenUser, MessageOriginUser
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.checkout import open_checkout
from handlers.errors import tell, telling
from handlers.parts.amounts import currency_choice, typed_amount
from handlers.parts.anything import only_text
from handlers.parts.live import go_home, tidy
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import Services, customer_of, services_of
from handlers.states import ClaimLinks, Payees, Transfer
from locales import Language
from wallet.errors import ForwardHidden, ForwardNotPerson, PayeeNotFound, PayeeNotUnderstood, WalletError
from wallet.money import Money, currency
from wallet.payments.notes import clean_note
from wallet.payments.payees import Meant, Payee

PAYEE_TEXT_MAX = 64
OFFERED_MAX = 6
TAIL_DIGITS = 3
PAYEE, ENTRY = "payee", "entry"
"""What may be filled in when this opens: what somebody would type, or the id of an entry of the payees' list."""

MINOR, CURRENCY = "minor", "currency"
"""An amount that may be filled in besides a payee."""

NOTE = "note"


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """A deep link or the payees' page may have filled in the payee."""
    if not isinstance(start_data, dict):
        return
    payees, payer = services_of(manager).payees, customer_of(manager)
    try:
        if PAYEE in start_data:
            await _remember(manager, await payees.find(payer.id, start_data[PAYEE]))
            if MINOR in start_data:
                await _quoted(manager, Money(start_data[MINOR], currency(start_data[CURRENCY])))
        elif ENTRY in start_data:
            await _remember_entry(manager, await payees.get(payer.id, start_data[ENTRY]))
    except WalletError as error:
        tell(manager, error)


async def _remember(manager: DialogManager, meant: Meant) -> None:
    data, payer, payee = manager.dialog_data, customer_of(manager), meant.customer
    data["payee_id"], data["by_name"] = payee.id, meant.by_name
    data["payee"], data["payee_number"] = payee.masked_name, payee.masked_number
    if meant.alias is not None:
        data["payee"] = language_of(manager).text("payee-known", alias=meant.alias, name=payee.masked_name)
    if "currency" not in data:
        held = [item.available.currency.code for item in await services_of(manager).payments.balances(payer.id)]
        data["currency"] = held[0] if held and payer.default_currency not in held else payer.default_currency
    await manager.switch_to(Transfer.amount)


async def _quoted(manager: DialogManager, amount: Money) -> None:
    """A link filled in the amount too: its confirm card stands on the amount's screen, to which one can go back."""
    data = manager.dialog_data
    data[CURRENCY] = amount.currency.code
    quote = await services_of(manager).transfers.quote(
        customer_of(manager).id, data["payee_id"], amount, by_name=data["by_name"]
    )
    await open_checkout(manager, quote)


async def _remember_entry(manager: DialogManager, entry: Payee) -> None:
    await _remember(manager, Meant(entry.customer, alias=entry.alias))


async def payee_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The latest payees as buttons."""
    language, owner = language_of(dialog_manager), customer_of(dialog_manager)
    entries = await services_of(dialog_manager).payees.recent(owner.id, OFFERED_MAX + 1)
    shown = [{"id": str(entry.id), "text": payee_label(language, entry)} for entry in entries[:OFFERED_MAX]]
    return {"entries": shown, "more": len(entries) > OFFERED_MAX}


def payee_label(language: Language, entry: Payee) -> str:
    """A payee as a button: the customer's own name for them, or the masked name with the end of the number."""
    name = entry.alias or entry.customer.masked_name
    number = entry.customer.wallet_number[-TAIL_DIGITS:]
    return language.text("payee-button", saved="yes" if entry.saved else "no", name=name, number=number)


@telling
async def choose_payee(_callback: CallbackQuery, _select: object, manager: DialogManager, entry_id: str) -> None:
    """Looked up with its owner: an id from a button proves nothing."""
    await _remember_entry(manager, await services_of(manager).payees.get(customer_of(manager).id, int(entry_id)))


@telling
async def take_payee(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """An own name, a @name, a phone, a wallet number, somebody's shared contact, or a message of theirs."""
    await tidy(message, manager)
    await _remember(manager, await meant_by(services_of(manager), customer_of(manager).id, message))


async def meant_by(services: Services, payer_id: int, message: Message) -> Meant:
    """Who is meant by what was typed, shared or forwarded. Raises as `PayeeBook.find`, and for a forwarded message."""
    if message.contact is not None:
        user_id = message.contact.user_id
        payee = None
        if user_id is not None:
            payee = await services.payments.find_payee_by_telegram_user(payer_id, user_id)
        return Meant(payee or await services.payments.find_payee(payer_id, message.contact.phone_number))
    if message.forward_origin is not None:
        return await _forwarded(services, payer_id, message)
    if message.text is None or len(message.text) > PAYEE_TEXT_MAX:
        raise PayeeNotUnderstood
    return await services.payees.find(payer_id, message.text)


async def _forwarded(services: Services, payer_id: int, message: Message) -> Meant:
    """Who wrote a forwarded message. What it says is not read: it is somebody else's text."""
    origin = message.forward_origin
    if isinstance(origin, MessageOriginHiddenUser):
        raise ForwardHidden
    if not isinstance(origin, MessageOriginUser) or origin.sender_user.is_bot:
        raise ForwardNotPerson
    payee = await services.payments.find_payee_by_telegram_user(payer_id, origin.sender_user.id)
    if payee is None:
        raise PayeeNotFound
    return Meant(payee)


async def amount_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The payee, what can be spent, and the currencies to choose from when there are several."""
    data, payer = dialog_manager.dialog_data, customer_of(dialog_manager)
    balances = await services_of(dialog_manager).payments.balances(payer.id)
    available = {item.available.currency.code: item.available for item in balances}
    chosen, note = data["currency"], data.get(NOTE, "")
    return {
        "payee": data["payee"],
        "payee_number": data["payee_number"],
        "available": available.get(chosen, Money(0, currency(chosen))),
        "currencies": [{"code": code} for code in available if code != chosen],
        "note": note,
        "noted": bool(note),
    }


@telling
async def take_amount(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """Read the amount strictly and show what would happen: the quote is stored, and its reference minted, here."""
    await tidy(message, manager)
    data, amount = manager.dialog_data, typed_amount(message, manager)
    quote = await services_of(manager).transfers.quote(
        customer_of(manager).id, data["payee_id"], amount, data.get(NOTE, ""), by_name=data["by_name"]
    )
    await open_checkout(manager, quote)


@telling
async def take_note(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """One line that the payee reads too."""
    text = await only_text(message, manager)
    if text is None:
        return
    manager.dialog_data[NOTE] = clean_note(text)
    await manager.switch_to(Transfer.amount)


async def drop_note(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data.pop(NOTE, None)
    await manager.switch_to(Transfer.amount)


CANCEL = Button(Label("cancel"), id="cancel", on_click=go_home)


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("transfer-payee"),
            Prose("transfer-recent", when=F["entries"]),
            Group(
                Select(
                    Format("{item[text]}"),
                    id="entry",
                    item_id_getter=lambda item: item["id"],
                    items="entries",
                    on_click=choose_payee,
                ),
                width=2,
            ),
            Start(Label("transfer-more"), id="more", state=Payees.main, when=F["more"]),
            Start(Label("claim-link-instead"), id="links", state=ClaimLinks.amount),
            CANCEL,
            MessageInput(take_payee, content_types=ContentType.ANY),
            state=Transfer.payee,
            getter=payee_data,
        ),
        Window(
            Problem(),
            Prose("transfer-amount", "payee", "payee_number", "available"),
            Prose("transfer-noted", "note", when=F["noted"]),
            currency_choice(width=4, when=F["currencies"]),
            SwitchTo(Label("transfer-add-note"), id="note", state=Transfer.note, when=~F["noted"]),
            SwitchTo(Label("transfer-change-note"), id="renote", state=Transfer.note, when=F["noted"]),
            Row(SwitchTo(Label("back"), id="back", state=Transfer.payee), CANCEL),
            MessageInput(take_amount, content_types=ContentType.ANY),
            state=Transfer.amount,
            getter=amount_data,
        ),
        Window(
            Problem(),
            Prose("transfer-note"),
            Button(Label("transfer-drop-note"), id="drop", on_click=drop_note, when=F["noted"]),
            SwitchTo(Label("back"), id="back", state=Transfer.amount),
            MessageInput(take_note, content_types=ContentType.ANY),
            state=Transfer.note,
            getter=amount_data,
        ),
        on_start=on_start,
    )
