"""Making an invoice: how much, what for, until when and by whom. The windows belong to the dialog of invoices."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.parts.amounts import currency_choice, typed_amount
from handlers.parts.anything import ANYTHING
from handlers.parts.codes import send_invoice_code
from handlers.parts.live import go_home, tidy
from handlers.parts.paging import CURSORS
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.states import Invoices
from wallet.errors import PayeeNotUnderstood
from wallet.invoices.service import TERMS, NewInvoice
from wallet.money import CURRENCIES, Money, currency
from wallet.payments.notes import clean_note

PAYEE_TEXT_MAX = 64
ONE, MANY, PERSON = "one", "many", "person"
INVOICE_ID, TERM, PAYERS = "invoice_id", "term", "payers"


async def begin(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """A new invoice begins with nothing of the one before."""
    data = manager.dialog_data
    for name in ("minor", "note", "payer_id", "payer"):
        data.pop(name, None)
    data[TERM], data[PAYERS] = "day", ONE
    await manager.switch_to(Invoices.amount)


async def amount_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    chosen = dialog_manager.dialog_data["currency"]
    return {
        "currency_name": language_of(dialog_manager).currency_name(chosen),
        "currencies": [{"code": code} for code in CURRENCIES if code != chosen],
    }


@telling
async def take_amount(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    manager.dialog_data["minor"] = typed_amount(message, manager).minor
    await manager.switch_to(Invoices.note)


@telling
async def take_note(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """What it is for; the payer reads it on the confirm card."""
    await tidy(message, manager)
    manager.dialog_data["note"] = clean_note(message.text or "")
    await manager.switch_to(Invoices.terms)


async def without_note(_callback: CallbackQuery, _button: object, manager: DialogManager) -> None:
    manager.dialog_data.pop("note", None)


def _amount(manager: DialogManager) -> Money:
    return Money(manager.dialog_data["minor"], currency(manager.dialog_data["currency"]))


async def terms_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Amount and note as given, and the choices with a mark at what is chosen."""
    data, language = dialog_manager.dialog_data, language_of(dialog_manager)
    payer = data.get("payer", "")
    terms = [(term, language.text("invoice-term", term=term)) for term in TERMS]
    payers = [(kind, language.text("invoice-payers", payers=kind)) for kind in (ONE, MANY, PERSON)]
    return {
        "amount": _amount(dialog_manager),
        "note": data.get("note", ""),
        "payer": payer,
        "terms": [{"id": term, "text": _marked(text, term == data[TERM])} for term, text in terms],
        "payers": [{"id": kind, "text": _marked(text, kind == data[PAYERS])} for kind, text in payers],
    }


def _marked(text: str, chosen: bool) -> str:
    return f"● {text}" if chosen else text


async def choose_term(_callback: CallbackQuery, _select: object, manager: DialogManager, term: str) -> None:
    if term in TERMS:
        manager.dialog_data[TERM] = term


async def choose_payers(_callback: CallbackQuery, _select: object, manager: DialogManager, payers: str) -> None:
    """One or many at once; for a person we have to know whom."""
    data = manager.dialog_data
    if payers == PERSON:
        await manager.switch_to(Invoices.payer)
    elif payers in {ONE, MANY}:
        data[PAYERS] = payers
        data.pop("payer_id", None)
        data.pop("payer", None)


@telling
async def take_payer(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """The only one who may pay it."""
    await tidy(message, manager)
    services, merchant, data = services_of(manager), customer_of(manager), manager.dialog_data
    text = message.contact.phone_number if message.contact is not None else message.text
    if text is None or len(text) > PAYEE_TEXT_MAX:
        raise PayeeNotUnderstood
    payer = await services.payments.find_payee(merchant.id, text)
    data[PAYERS], data["payer_id"], data["payer"] = PERSON, payer.id, payer.masked_name
    await manager.switch_to(Invoices.terms)


@telling
async def create(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Make it and send its code."""
    data, services = manager.dialog_data, services_of(manager)
    new = NewInvoice(
        merchant_id=customer_of(manager).id,
        amount=_amount(manager),
        term=data[TERM],
        note=data.get("note", ""),
        many=data[PAYERS] == MANY,
        payer_id=data.get("payer_id"),
    )
    invoice = await services.invoices.create(new)
    data[INVOICE_ID], data[CURSORS] = invoice.id, [None]
    await manager.switch_to(Invoices.one)
    await send_invoice_code(manager, invoice)


def windows() -> tuple[Window, ...]:
    """From the amount to the choice of the terms."""
    cancel = Button(Label("cancel"), id="cancel", on_click=go_home)
    return (
        Window(
            Problem(),
            Prose("invoice-amount", "currency_name"),
            currency_choice(width=4),
            Row(SwitchTo(Label("back"), id="list", state=Invoices.main), cancel),
            MessageInput(take_amount, content_types=ContentType.ANY),
            state=Invoices.amount,
            getter=amount_data,
        ),
        Window(
            Problem(),
            Prose("invoice-ask-note"),
            SwitchTo(Label("invoice-skip-note"), id="skip", state=Invoices.terms, on_click=without_note),
            Row(SwitchTo(Label("back"), id="back", state=Invoices.amount), cancel),
            MessageInput(take_note, content_types=ContentType.ANY),
            state=Invoices.note,
        ),
        _terms_window(cancel),
        Window(
            Problem(),
            Prose("invoice-ask-payer"),
            SwitchTo(Label("back"), id="back", state=Invoices.terms),
            MessageInput(take_payer, content_types=ContentType.ANY),
            state=Invoices.payer,
        ),
    )


def _terms_window(cancel: Button) -> Window:
    terms = Select(
        Format("{item[text]}"), id="term", item_id_getter=lambda item: item["id"], items="terms", on_click=choose_term
    )
    payers = Select(
        Format("{item[text]}"), id="who", item_id_getter=lambda item: item["id"], items="payers", on_click=choose_payers
    )
    return Window(
        Problem(),
        Prose("invoice-terms", "amount"),
        Prose("invoice-note", "note", when=F["note"]),
        Prose("invoice-only-for", "payer", when=F["payer"]),
        Group(terms, width=4),
        Group(payers, width=3),
        Button(Label("invoice-create"), id="create", on_click=create),
        Row(SwitchTo(Label("back"), id="back", state=Invoices.note), cancel),
        ANYTHING,
        state=Invoices.terms,
        getter=terms_data,
    )
