"""A merchant's sales, page by page, newest first, and everything about one of them."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.parts.anything import ANYTHING
from handlers.parts.live import go_home
from handlers.parts.paging import NEXT, newer, older, page_cursors
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.states import Business, Refund, Sales
from locales import Language
from wallet.merchants.sales import Sale

PAGE_SIZE = 6
PAGES_MAX = 1_000
SALE = "operation_id"


async def page_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One page as buttons. `cursors` remembers where the pages before it began."""
    data, reader, language = dialog_manager.dialog_data, customer_of(dialog_manager), language_of(dialog_manager)
    cursors, now = page_cursors(dialog_manager), services_of(dialog_manager).clock.now()
    page = await services_of(dialog_manager).sales.page(reader.id, cursors[-1], PAGE_SIZE)
    data[NEXT] = page.older_than
    lines = [
        {
            "id": str(sale.operation_id),
            "text": _line(language, sale, language.moment(sale.created_at, reader.zone, now=now)),
        }
        for sale in page.sales
    ]
    return {
        "sales": lines,
        "page": len(cursors),
        "empty": not lines,
        "some": bool(lines),
        "has_newer": len(cursors) > 1,
        "has_older": page.older_than is not None and len(cursors) < PAGES_MAX,
    }


def _line(language: Language, sale: Sale, when: str) -> str:
    parts = [language.text("sales-line", when=when, amount=sale.amount, payer=_payer(language, sale))]
    if sale.invoice is not None:
        parts.append(language.text("sales-mark-invoice", invoice=str(sale.invoice)))
    if sale.refunded:
        parts.append(language.text("sales-mark-refunded", refunded=sale.refunded))
    return " ".join(parts)


def _payer(language: Language, sale: Sale) -> str:
    """Who had their wallet closed has no name any more."""
    return sale.payer or language.text("record-closed-wallet")


@telling
async def open_sale(_callback: CallbackQuery, _select: object, manager: DialogManager, operation_id: str) -> None:
    """Looked up with its merchant before it is shown: an id from a button proves nothing."""
    await services_of(manager).sales.get(customer_of(manager).id, int(operation_id))
    manager.dialog_data[SALE] = int(operation_id)
    await manager.switch_to(Sales.one)


async def sale_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    reader, language, services = customer_of(dialog_manager), language_of(dialog_manager), services_of(dialog_manager)
    sale = await services.sales.get(reader.id, dialog_manager.dialog_data[SALE])
    return {
        "amount": sale.amount,
        "payer": _payer(language, sale),
        "number": sale.payer_number,
        "invoice": "" if sale.invoice is None else str(sale.invoice),
        "note": sale.note,
        "refunded": sale.refunded,
        "left": sale.left,
        "was_refunded": bool(sale.refunded),
        "may_refund": bool(sale.left),
        "when": language.moment(sale.created_at, reader.zone, now=services.clock.now()),
        "reference": sale.reference,
    }


@telling
async def refund(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """To the refund of this sale; too late, or to a closed wallet, is said here."""
    sale = await services_of(manager).refunds.refundable(customer_of(manager).id, manager.dialog_data[SALE])
    await manager.start(Refund.amount, data={SALE: sale.operation_id})


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("sales-title", "page", when=F["some"]),
            Prose("sales-empty", when=F["empty"]),
            Column(
                Select(
                    Format("{item[text]}"),
                    id="sale",
                    item_id_getter=lambda item: item["id"],
                    items="sales",
                    on_click=open_sale,
                )
            ),
            Row(
                Button(Label("history-newer"), id="newer", on_click=newer, when=F["has_newer"]),
                Button(Label("history-older"), id="older", on_click=older, when=F["has_older"]),
            ),
            Row(
                Start(Label("back"), id="back", state=Business.main, mode=StartMode.RESET_STACK),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Sales.page,
            getter=page_data,
        ),
        Window(
            Problem(),
            Prose("sale", "amount", "payer", "number"),
            Prose("sale-invoice", "invoice", when=F["invoice"]),
            Prose("sale-note", "note", when=F["note"]),
            Prose("sale-refunded", "refunded", "left", when=F["was_refunded"]),
            Prose("sale-rest", "when", "reference"),
            Button(Label("sale-refund"), id="refund", on_click=refund, when=F["may_refund"]),
            Row(
                SwitchTo(Label("back"), id="back", state=Sales.page),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Sales.one,
            getter=sale_data,
        ),
    )
