"""What can be added to a record and asked about it: a note, tags, their past, the receipt again, a dispute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiogram import F
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Row
from magic_filter import MagicFilter

from handlers.errors import telling
from handlers.money_states import Categories, RecordMore
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.card import receipt_again_lines
from handlers.parts.category_names import category_label
from handlers.parts.live import go_home, leave_receipt
from handlers.parts.words import PROBLEM, Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.states import Support
from handlers.support import incoming
from locales import Html, Language
from wallet.money import Money
from wallet.payments.records import Record
from wallet.records.annotating import NOTE_LENGTH_MAX, TAG_LENGTH_MAX, TAGS_MAX, Annotation, More, clean_tags

OPERATION, SAID, TICKET = "operation_id", "said", "ticket_id"
TEXT_MAX = 4_096


def category_lines(language: Language, record: Record, more: More, names: Mapping[int, str]) -> list[Html]:
    """The record's category; of a split one what falls on each."""
    if len(more.parts) == 1:
        return [language.html("record-category", name=category_label(language, more.parts[0].category, names))]
    return [
        language.html(
            "record-part",
            name=category_label(language, part.category, names),
            amount=Money(part.minor, record.change.currency),
        )
        for part in more.parts
    ]


def more_buttons() -> list[Button]:
    """What the screen of a record offers beside going back."""
    places: tuple[tuple[str, State, MagicFilter | None], ...] = (
        ("record-add-note", RecordMore.note, None),
        ("record-add-tags", RecordMore.tags, None),
        ("record-choose-category", Categories.choose, F["has_categories"]),
        ("record-past", RecordMore.past, F["has_past"]),
        ("record-receipt", RecordMore.receipt, F["paid"]),
        ("record-dispute", RecordMore.dispute, None),
    )
    return [
        Button(Label(key), id=key.replace("-", "_"), on_click=_opening(state), when=when) for key, state, when in places
    ]


def _opening(state: State) -> Any:
    @telling
    async def on_click(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
        await manager.start(state, data={OPERATION: manager.dialog_data[OPERATION]})

    return on_click


async def on_start(start_data: Any, manager: DialogManager) -> None:
    manager.dialog_data[OPERATION] = start_data[OPERATION]


async def _record(manager: DialogManager) -> Record:
    """Looked up with its owner each time."""
    return await services_of(manager).records.get(customer_of(manager).id, manager.dialog_data[OPERATION])


async def written_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    reader, operation_id = customer_of(dialog_manager), dialog_manager.dialog_data[OPERATION]
    written = await services_of(dialog_manager).annotating.current(reader.id, operation_id)
    note, tags = ("", ()) if written is None else (written.note, written.tags)
    return {
        "written": note,
        "tags": _tags(tags),
        "has_note": bool(note),
        "has_tags": bool(tags),
        "length_max": NOTE_LENGTH_MAX,
        "count_max": TAGS_MAX,
        "tag_length_max": TAG_LENGTH_MAX,
    }


async def past_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The versions, the newest first."""
    reader, operation_id = customer_of(dialog_manager), dialog_manager.dialog_data[OPERATION]
    past = await services_of(dialog_manager).annotating.past(reader.id, operation_id)
    now, language = services_of(dialog_manager).clock.now(), language_of(dialog_manager)

    def line(item: Annotation) -> Html:
        said = " ".join(one for one in (item.note, _tags(item.tags)) if one) or language.text("record-past-nothing")
        return language.html("record-past-line", when=language.moment(item.created_at, reader.zone, now=now), said=said)

    return {"lines": Html("\n".join(map(line, past)))}


async def receipt_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The stored quote once more. Raises `QuoteNotFound` for what was no payment of theirs."""
    record, services = await _record(dialog_manager), services_of(dialog_manager)
    language, reader = language_of(dialog_manager), customer_of(dialog_manager)
    quote = await services.checkout.get(reader.id, record.reference)
    paid_at = language.moment(record.created_at, reader.zone, now=services.clock.now())
    code = services.receipts.code(quote.reference)
    return {"lines": Html("\n".join(receipt_again_lines(language, quote, paid_at, code)))}


async def dispute_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    record, language = await _record(dialog_manager), language_of(dialog_manager)
    ticket = await services_of(dialog_manager).desk.open_ticket(customer_of(dialog_manager).id)
    sent = dialog_manager.dialog_data.get(TICKET)
    return {
        "amount": language.money(record.change, signed=True),
        "reference": record.reference,
        "ticket": str(sent or ("" if ticket is None else ticket.id)),
        "ask": sent is None,
        "open": sent is None and ticket is not None,
        "sent": sent is not None,
    }


@telling
async def take_note(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is not None:
        await _note(manager, text, "record-note-kept")


@telling
async def remove_note(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _note(manager, "", "record-note-removed")


async def _note(manager: DialogManager, text: str, said: str) -> None:
    await services_of(manager).annotating.set_note(customer_of(manager).id, manager.dialog_data[OPERATION], text)
    await manager.done(result={SAID: said})


@telling
async def take_tags(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is not None:
        await _set_tags(manager, clean_tags(text), "record-tags-kept")


@telling
async def remove_tags(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _set_tags(manager, (), "record-tags-removed")


async def _set_tags(manager: DialogManager, tags: tuple[str, ...], said: str) -> None:
    await services_of(manager).annotating.set_tags(customer_of(manager).id, manager.dialog_data[OPERATION], tags)
    await manager.done(result={SAID: said})


@telling
async def take_dispute(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """To the desk, with the record's figures before it. What the customer wrote stays in the chat."""
    manager.show_mode = ShowMode.DELETE_AND_SEND
    taken, language, services = incoming(message), language_of(manager), services_of(manager)
    if taken is None:
        manager.dialog_data[PROBLEM] = language.text("support-kind-not-taken")
        return
    record, reader = await _record(manager), customer_of(manager)
    said = language.text(
        "record-dispute-words",
        reference=record.reference,
        amount=language.money(record.change, signed=True),
        when=language.moment(record.created_at, reader.zone, now=services.clock.now()),
    )
    text = f"{said}\n{taken.text}"[:TEXT_MAX]
    ticket = await services.desk.write_from_customer(reader.id, replace(taken, text=text))
    manager.dialog_data[TICKET] = ticket.id


async def to_desk(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await manager.start(Support.write, mode=StartMode.RESET_STACK)


def _tags(tags: tuple[str, ...]) -> str:
    return " ".join(f"#{tag}" for tag in tags)


def _last_row() -> Row:
    return Row(Cancel(Label("back"), id="back"), Button(Label("home"), id="home", on_click=go_home))


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("record-ask-note", "length_max"),
            Prose("record-written", "written", when=F["has_note"]),
            Button(Label("record-remove-note"), id="remove", on_click=remove_note, when=F["has_note"]),
            _last_row(),
            MessageInput(take_note, content_types=ContentType.ANY),
            state=RecordMore.note,
            getter=written_data,
        ),
        Window(
            Problem(),
            Prose("record-ask-tags", "count_max", "tag_length_max"),
            Prose("record-tags", "tags", when=F["has_tags"]),
            Button(Label("record-remove-tags"), id="remove", on_click=remove_tags, when=F["has_tags"]),
            _last_row(),
            MessageInput(take_tags, content_types=ContentType.ANY),
            state=RecordMore.tags,
            getter=written_data,
        ),
        Window(
            Problem(),
            Prose("record-past-title", "lines"),
            _last_row(),
            ANYTHING,
            state=RecordMore.past,
            getter=past_data,
        ),
        Window(
            Problem(),
            Prose("record-receipt-title", "lines"),
            Button(Label("record-receipt-leave"), id="leave", on_click=leave_receipt),
            _last_row(),
            ANYTHING,
            state=RecordMore.receipt,
            getter=receipt_data,
        ),
        Window(
            Problem(),
            Prose("record-ask-dispute", "amount", "reference", when=F["ask"]),
            Prose("record-dispute-open", "ticket", when=F["open"]),
            Prose("record-dispute-sent", "ticket", when=F["sent"]),
            Button(Label("record-to-desk"), id="desk", on_click=to_desk, when=F["sent"]),
            _last_row(),
            MessageInput(take_dispute, content_types=ContentType.ANY),
            state=RecordMore.dispute,
            getter=dispute_data,
        ),
        on_start=on_start,
    )
