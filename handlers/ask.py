"""Asking somebody for money: whom, how much, what for; then one look, and they are asked."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, SwitchTo

from handlers.errors import telling
from handlers.parts.amounts import currency_choice, typed_amount
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.live import go_home, tidy
from handlers.parts.people import typed_person
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.states import Ask, Requests
from wallet.money import Money, currency
from wallet.payments.notes import NOTE_LENGTH_MAX, clean_note
from wallet.references import new_reference
from wallet.requests.asking import VALID_FOR, Asking
from wallet.requests.asking import Ask as OneAsk

CANCEL = Button(Label("cancel"), id="cancel", on_click=go_home)


async def currencies_of(manager: DialogManager) -> list[str]:
    """What to choose from: the customer's own currency first, then those that they have; the first is chosen."""
    own = customer_of(manager)
    balances = await services_of(manager).payments.balances(own.id)
    codes = list(dict.fromkeys([own.default_currency, *(item.available.currency.code for item in balances)]))
    manager.dialog_data.setdefault("currency", codes[0])
    return codes


@telling
async def take_payee(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    person, data = await typed_person(message, manager), manager.dialog_data
    data["payee_id"], data["other"], data["number"] = person.id, person.masked_name, person.masked_number
    await manager.switch_to(Ask.amount)


async def amount_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Whom we ask, how they see us, and the currencies to choose from when there are several."""
    codes, data = await currencies_of(dialog_manager), dialog_manager.dialog_data
    return {
        "other": data["other"],
        "number": data["number"],
        "name": customer_of(dialog_manager).masked_name,
        "currency": language_of(dialog_manager).currency_name(data["currency"]),
        "currencies": [{"code": code} for code in codes if code != data["currency"]],
    }


@telling
async def take_amount(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    manager.dialog_data["minor"] = typed_amount(message, manager).minor
    await manager.switch_to(Ask.note)


@telling
async def take_note(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is not None:
        await _to_check(manager, clean_note(text))


async def skip_note(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _to_check(manager, "")


async def _to_check(manager: DialogManager, note: str) -> None:
    """The code is minted with the check page: however often it is sent off, one request comes of it."""
    manager.dialog_data["note"], manager.dialog_data["code"] = note, new_reference()
    await manager.switch_to(Ask.check)


def _amount(manager: DialogManager) -> Money:
    data = manager.dialog_data
    return Money(data["minor"], currency(data["currency"]))


async def ask_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What is asked of whom."""
    data, now = dialog_manager.dialog_data, services_of(dialog_manager).clock.now()
    until = language_of(dialog_manager).moment(now + VALID_FOR, customer_of(dialog_manager).zone, now=now)
    return {
        "other": data["other"],
        "number": data["number"],
        "amount": _amount(dialog_manager),
        "note": data.get("note", ""),
        "until": until,
        "length_max": NOTE_LENGTH_MAX,
    }


@telling
async def send(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Ask, and show the request as it stands from now on."""
    data = manager.dialog_data
    one = OneAsk(data["code"], data["payee_id"], _amount(manager))
    request = await services_of(manager).requests.ask(Asking(customer_of(manager).id, (one,), data["note"]))
    shown = {"request_id": request.id, "done": "request-sent"}
    await manager.start(Requests.one, data=shown, mode=StartMode.RESET_STACK)


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("ask-payee"),
            CANCEL,
            MessageInput(take_payee, content_types=ContentType.ANY),
            state=Ask.payee,
        ),
        Window(
            Problem(),
            Prose("ask-amount", "other", "number", "currency", "name"),
            currency_choice(width=4, when=F["currencies"]),
            Row(SwitchTo(Label("back"), id="back", state=Ask.payee), CANCEL),
            MessageInput(take_amount, content_types=ContentType.ANY),
            state=Ask.amount,
            getter=amount_data,
        ),
        Window(
            Problem(),
            Prose("ask-note", "other", "amount", "length_max"),
            Button(Label("ask-without-note"), id="skip", on_click=skip_note),
            Row(SwitchTo(Label("back"), id="back", state=Ask.amount), CANCEL),
            MessageInput(take_note, content_types=ContentType.ANY),
            state=Ask.note,
            getter=ask_data,
        ),
        Window(
            Problem(),
            Prose("ask-check", "other", "number", "amount"),
            Prose("ask-check-note", "note", when=F["note"]),
            Prose("ask-check-rest", "until"),
            Button(Label("ask-send", "amount"), id="send", on_click=send),
            Row(SwitchTo(Label("back"), id="back", state=Ask.note), CANCEL),
            ANYTHING,
            state=Ask.check,
            getter=ask_data,
        ),
    )
