"""The card of what is to recur, with its first days, and the PIN that agrees to a transfer on each of them."""

from __future__ import annotations

from itertools import islice
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, SwitchTo

from handlers.errors import telling
from handlers.money_states import Recurring
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.keypad import clear_keypad, keypad, keypad_data
from handlers.parts.live import go_home
from handlers.parts.recurring_words import rhythm_text
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.recurring_making import ITEM, NOTE, REFERENCE, today_of
from handlers.recurring_when import new_of, preview_of, step_data
from handlers.services import customer_of, services_of
from handlers.states import Prove
from locales import Html
from wallet.errors import PinLocked, StepUpNeeded
from wallet.payments.notes import clean_note
from wallet.recurring.due import TRANSFER, moment_of
from wallet.recurring.service import Recurring as Item
from wallet.security.proofs import PAY_PREFIX

DAYS_SHOWN = 4
"""The first due day and the three that follow."""


async def card_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What would be kept, as it is now: fee, warnings and the first days."""
    new, preview = new_of(dialog_manager), await preview_of(dialog_manager)
    language, reader, services = language_of(dialog_manager), customer_of(dialog_manager), services_of(dialog_manager)
    today, now = today_of(dialog_manager), services.clock.now()
    days = [language.day(day, today) for day in islice(new.rhythm.days_from(new.rhythm.first), DAYS_SHOWN)]
    starts = moment_of(new.rhythm.first, reader.zone, await services.telling.get(reader.id))
    warnings = [language.html(f"checkout-warning-{name}", former=preview.former) for name in preview.warnings]
    last = new.rhythm.until
    return {
        "what": new.what,
        "name": new.name,
        "amount": new.amount,
        "rhythm": rhythm_text(language, new.rhythm),
        "number": "" if preview.payee is None else preview.payee.masked_number,
        "fee": preview.fee,
        "free": "no" if preview.fee else "yes",
        "days": language.text("recurring-days-joint").join(days),
        "until": "" if last is None else language.day(last, today),
        "note": new.note,
        "transfer": new.what == TRANSFER,
        "at_once": new.what == TRANSFER and starts <= now,
        "warnings": Html("\n".join(warnings)),
        "reminded": new.remind_days,
    }


async def pin_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    new = new_of(dialog_manager)
    rhythm = rhythm_text(language_of(dialog_manager), new.rhythm)
    return {"amount": new.amount, "name": new.name, "rhythm": rhythm} | await keypad_data(dialog_manager)


@telling
async def take_note(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    manager.dialog_data[NOTE] = clean_note(text)
    await manager.switch_to(Recurring.confirm)


@telling
async def agree(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """The PIN next; before it a code from the authenticator, when such a payment needs one."""
    if (await preview_of(manager)).second_due:
        purpose = f"{PAY_PREFIX}{manager.dialog_data[REFERENCE]}"
        if await services_of(manager).security.needed(customer_of(manager).id, purpose):
            await manager.start(Prove.second, data={"purpose": purpose})
            return
    await manager.switch_to(Recurring.pin)


async def on_process_result(_start_data: Any, result: Any, manager: DialogManager) -> None:
    """Back from the authenticator's code, the PIN is next."""
    proved = result.get("proved") if isinstance(result, dict) else None
    if isinstance(proved, str) and proved == f"{PAY_PREFIX}{manager.dialog_data.get(REFERENCE)}":
        await manager.switch_to(Recurring.pin)


@telling
async def save(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """A bill moves no money: no PIN."""
    await _made(manager, await services_of(manager).recurring.make_bill(customer_of(manager).id, new_of(manager)))


async def take_pin(_callback: CallbackQuery, manager: DialogManager, pin: str) -> None:
    """Agree, once for the card's reference however often this runs."""
    try:
        item = await services_of(manager).recurring.make(customer_of(manager).id, new_of(manager), pin)
    except (PinLocked, StepUpNeeded):
        await manager.switch_to(Recurring.confirm)
        raise
    await _made(manager, item)


async def _made(manager: DialogManager, item: Item) -> None:
    manager.dialog_data.clear()
    manager.dialog_data[ITEM] = item.id
    say_done(manager, "recurring-made")
    await manager.switch_to(Recurring.one)


async def to_confirm(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    clear_keypad(manager)
    await manager.switch_to(Recurring.confirm)


def windows() -> tuple[Window, ...]:
    """The card, its note, and the PIN."""
    return (
        Window(
            Problem(),
            Prose("recurring-confirm", "what", "name", "amount", "rhythm"),
            Prose("recurring-one-number", "number", when=F["number"]),
            Prose("recurring-confirm-fee", "free", "fee", when=F["transfer"]),
            Prose("recurring-confirm-days", "what", "days"),
            Prose("recurring-one-until", "until", when=F["until"]),
            Prose("recurring-one-note", "note", when=F["note"]),
            Prose("recurring-confirm-how", when=F["transfer"]),
            Prose("recurring-confirm-at-once", when=F["at_once"]),
            Prose("recurring-confirm-warnings", "warnings", when=F["warnings"]),
            Button(Label("recurring-agree"), id="agree", on_click=agree, when=F["transfer"]),
            Button(Label("recurring-save"), id="save", on_click=save, when=~F["transfer"]),
            SwitchTo(Label("recurring-add-note"), id="note", state=Recurring.note, when=F["transfer"]),
            Row(
                SwitchTo(Label("back"), id="back", state=Recurring.remind),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Recurring.confirm,
            getter=card_data,
        ),
        Window(
            Problem(),
            Prose("recurring-ask-note", "name", "length_max"),
            Row(
                SwitchTo(Label("back"), id="back", state=Recurring.confirm),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            MessageInput(take_note, content_types=ContentType.ANY),
            state=Recurring.note,
            getter=step_data,
        ),
        Window(
            Problem(),
            Prose("recurring-pin", "amount", "name", "rhythm", "dots"),
            keypad(take_pin, Button(Label("back"), id="back", on_click=to_confirm)),
            ANYTHING,
            state=Recurring.pin,
            getter=pin_data,
        ),
    )
