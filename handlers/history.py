"""History: records page by page, newest first, and everything about one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Column, Group, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.money_states import Filters
from handlers.parts.anything import ANYTHING
from handlers.parts.live import go_home
from handlers.parts.paging import CURSORS, NEXT, newer, older, page_cursors
from handlers.parts.record_filter import CHOSEN, chosen_of, filter_of, filter_words, today_of
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.record_more import SAID, category_lines, more_buttons
from handlers.services import customer_of, services_of
from handlers.states import History
from locales import Html, Language
from wallet.customers.queries import Customer
from wallet.money import Money
from wallet.payments.records import Record, RecordPage

PAGE_SIZE = 6
PAGES_MAX = 1_000


async def page_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One page as buttons. `cursors` remembers where the pages before it began."""
    data, reader, language = dialog_manager.dialog_data, customer_of(dialog_manager), language_of(dialog_manager)
    cursors, words = page_cursors(dialog_manager), await filter_words(dialog_manager)
    page = await _page(dialog_manager, reader.id, cursors[-1])
    data[NEXT] = page.older_than
    balances = await services_of(dialog_manager).payments.balances(reader.id)
    held = [item.total - item.available for item in balances if item.total != item.available]
    now = services_of(dialog_manager).clock.now()
    return {
        "records": [
            {
                "id": str(record.operation_id),
                "text": language.text(
                    "history-line",
                    when=language.date(record.created_at, reader.zone, now=now),
                    amount=_total(language, record),
                    what=_what(language, record),
                ),
            }
            for record in page.records
        ],
        "held": ", ".join(language.money(item) for item in held),
        "page": len(cursors),
        "words": words,
        "filtered": bool(words),
        "can_filter": bool(page.records or words),
        "empty": not page.records and not words,
        "nothing": not page.records and bool(words),
        "some": bool(page.records),
        "has_newer": len(cursors) > 1,
        "has_older": page.older_than is not None and len(cursors) < PAGES_MAX,
    }


async def _page(manager: DialogManager, reader_id: int, older_than: int | None) -> RecordPage:
    """Everything, or what was filtered for."""
    chosen = chosen_of(manager)
    if not chosen:
        return await services_of(manager).records.page(reader_id, older_than, PAGE_SIZE)
    wanted = filter_of(chosen, today_of(manager))
    return await services_of(manager).searching.page(reader_id, wanted, older_than, PAGE_SIZE)


async def open_filters(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await manager.start(Filters.main, data={CHOSEN: chosen_of(manager)})


async def clear_filters(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data[CHOSEN] = {}
    manager.dialog_data.pop(CURSORS, None)


async def on_result(_start_data: Any, result: Any, manager: DialogManager) -> None:
    """Back from the filters, or from what was added to a record."""
    result = result if isinstance(result, dict) else {}
    if CHOSEN in result:
        manager.dialog_data[CHOSEN] = result[CHOSEN]
        manager.dialog_data.pop(CURSORS, None)
    if SAID in result:
        say_done(manager, result[SAID])


def _total(language: Language, record: Record) -> str:
    """What left in all, with the fee; what came."""
    if record.fee.minor > 0 and record.change.minor < 0 and record.fee.currency == record.change.currency:
        record = replace(record, change=record.change - record.fee)
    return _change(language, record)


def _change(language: Language, record: Record) -> str:
    """What left or came; of an exchange both."""
    change = language.money(record.change, signed=True)
    return change if record.received is None else f"{change} {language.money(record.received, signed=True)}"


def _what(language: Language, record: Record) -> str:
    return _other(language, record) or language.text(f"record-kind-{record.kind}")


def _other(language: Language, record: Record) -> str | None:
    """Who is on the other side, if anybody. Who had their wallet closed has no name any more."""
    return language.text("record-closed-wallet") if record.counterparty == "" else record.counterparty


@telling
async def open_record(_callback: CallbackQuery, _select: object, manager: DialogManager, operation_id: str) -> None:
    """Looked up with its owner before it is shown: an id from a button proves nothing."""
    await services_of(manager).records.get(customer_of(manager).id, int(operation_id))
    manager.dialog_data["operation_id"] = int(operation_id)
    await manager.switch_to(History.record)


async def record_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    reader: Customer = customer_of(dialog_manager)
    language, services = language_of(dialog_manager), services_of(dialog_manager)
    record = await services.records.get(reader.id, dialog_manager.dialog_data["operation_id"])
    direction = "in" if record.change.minor > 0 else "out"
    kind = f"{record.kind}-{direction}" if record.counterparty is not None else record.kind
    now = services.clock.now()
    paid = record.initiated and await services.checkout.is_quoted(reader.id, record.reference)
    more = await services.annotating.more(reader.id, record.operation_id)
    names = await services.categories.names(reader.id)
    return {
        "kind": language.text(f"record-kind-{kind}"),
        "amount": _change(language, record),
        "other": _other(language, record) or "",
        "other_number": record.counterparty_number or "",
        "has_other": record.counterparty is not None and record.counterparty_number is not None,
        "has_name": record.counterparty is not None and record.counterparty_number is None,
        "fee": Money(abs(record.fee.minor), record.fee.currency),
        "has_fee": record.fee.minor > 0,
        "fee_back": record.fee.minor < 0,
        "note": record.note,
        "has_note": bool(record.note),
        "when": language.moment(record.created_at, reader.zone, now=now),
        "reference": record.reference,
        "code": services.receipts.code(record.reference),
        "paid": paid,
        "categories": Html("\n".join(category_lines(language, record, more, names))),
        "has_categories": bool(more.parts),
        "written": "" if more.written is None else more.written.note,
        "tags": "" if more.written is None else " ".join(f"#{tag}" for tag in more.written.tags),
        "has_written": more.written is not None and bool(more.written.note),
        "has_tags": more.written is not None and bool(more.written.tags),
        "has_past": more.written is not None,
        "links": Html("\n".join(_links(language, reader, record, now))),
        "linked": [
            {"id": str(item.operation_id), "text": item.reference}
            for item in (*(() if record.reverses is None else (record.reverses,)), *record.given_back)
        ],
    }


def _links(language: Language, reader: Customer, record: Record, now: datetime) -> list[Html]:
    """A refund names what it gives back, a payment what was given back of it."""
    lines = []
    if record.reverses is not None:
        when = language.date(record.reverses.created_at, reader.zone, now=now)
        lines.append(language.html("record-reverses", amount=record.reverses.change, when=when))
    for item in record.given_back:
        when = language.date(item.created_at, reader.zone, now=now)
        lines.append(language.html("record-given-back", amount=language.money(item.change, signed=True), when=when))
    return lines


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("history-title", "page", when=F["some"]),
            Prose("history-empty", when=F["empty"]),
            Prose("history-nothing", when=F["nothing"]),
            Prose("history-filtered", "words", when=F["filtered"]),
            Prose("history-held", "held", when=F["held"]),
            Column(
                Select(
                    Format("{item[text]}"),
                    id="record",
                    item_id_getter=lambda item: item["id"],
                    items="records",
                    on_click=open_record,
                )
            ),
            Row(
                Button(Label("history-newer"), id="newer", on_click=newer, when=F["has_newer"]),
                Button(Label("history-older"), id="older", on_click=older, when=F["has_older"]),
            ),
            Row(
                Button(Label("history-filter"), id="filter", on_click=open_filters, when=F["can_filter"]),
                Button(Label("filter-clear"), id="clear", on_click=clear_filters, when=F["filtered"]),
            ),
            Button(Label("home"), id="home", on_click=go_home),
            ANYTHING,
            state=History.page,
            getter=page_data,
        ),
        _record_window(),
        on_process_result=on_result,
    )


def _record_window() -> Window:
    return Window(
        Problem(),
        Prose("record-title", "kind", "amount"),
        Prose("record-other", "other", "other_number", when=F["has_other"]),
        Prose("record-other-name", "other", when=F["has_name"]),
        Prose("record-fee", "fee", when=F["has_fee"]),
        Prose("record-fee-back", "fee", when=F["fee_back"]),
        Prose("record-note", "note", when=F["has_note"]),
        Prose("record-categories", "categories", when=F["has_categories"]),
        Prose("record-written", "written", when=F["has_written"]),
        Prose("record-tags", "tags", when=F["has_tags"]),
        Prose("record-links", "links", when=F["linked"]),
        Prose("record-rest", "when", "reference"),
        Prose("record-code", "code", when=F["paid"]),
        Column(
            Select(
                Format("🔗 {item[text]}"),
                id="linked",
                item_id_getter=lambda item: item["id"],
                items="linked",
                on_click=open_record,
            )
        ),
        Group(*more_buttons(), width=2),
        Row(
            SwitchTo(Label("back"), id="back", state=History.page),
            Button(Label("home"), id="home", on_click=go_home),
        ),
        ANYTHING,
        state=History.record,
        getter=record_data,
    )
