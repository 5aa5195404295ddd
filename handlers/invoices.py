"""Invoices: a merchant's list of them, and the page of one with its code. Making one: `handlers/invoice_making.py`."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.invoice_making import INVOICE_ID, MANY, ONE, PERSON, begin, windows
from handlers.parts.anything import ANYTHING
from handlers.parts.codes import code_link, send_invoice_code, send_shop_code
from handlers.parts.live import go_home
from handlers.parts.paging import NEXT, newer, older, page_cursors
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from handlers.states import Invoices
from locales import Language
from wallet.invoices.models import OPEN
from wallet.invoices.service import Invoice
from wallet.qr.payload import Payload, QrKind

PAGE_SIZE, PAGES_MAX = 6, 200


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """A code or a notice may have named the invoice."""
    manager.dialog_data["currency"] = customer_of(manager).default_currency
    if isinstance(start_data, dict) and INVOICE_ID in start_data:
        manager.dialog_data[INVOICE_ID] = start_data[INVOICE_ID]


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One page of the list; for who has no open shop, how to get one."""
    services, reader, language = services_of(dialog_manager), customer_of(dialog_manager), language_of(dialog_manager)
    merchant = await services.merchants.get(reader.id)
    cursors = page_cursors(dialog_manager)
    page = await services.invoices.page(reader.id, cursors[-1], PAGE_SIZE)
    dialog_manager.dialog_data[NEXT] = page.older_than
    is_open = merchant is not None and merchant.open
    return {
        "invoices": [{"id": str(item.id), "text": _line(language, item)} for item in page.invoices],
        "shop": is_open,
        "no_shop": not is_open,
        "empty": is_open and not page.invoices,
        "has_newer": len(cursors) > 1,
        "has_older": page.older_than is not None and len(cursors) < PAGES_MAX,
    }


def _line(language: Language, invoice: Invoice) -> str:
    status = language.text("invoice-status", status=invoice.status)
    return language.text("invoice-line", number=str(invoice.number), amount=invoice.amount, status=status)


@telling
async def shop_code(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """The shop's code to print: the payer types the amount."""
    await send_shop_code(manager)


async def _own(manager: DialogManager) -> Invoice:
    """Looked up with its merchant each time: an id from a button or a link proves nothing."""
    return await services_of(manager).invoices.get(customer_of(manager).id, manager.dialog_data[INVOICE_ID])


@telling
async def again(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """The picture once more."""
    await send_invoice_code(manager, await _own(manager))


@telling
async def cancel(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """From now on nobody pays it; what was paid stays paid."""
    await services_of(manager).invoices.cancel(customer_of(manager).id, manager.dialog_data[INVOICE_ID])
    say_done(manager, "invoice-cancelled")


@telling
async def open_one(_callback: CallbackQuery, _select: object, manager: DialogManager, invoice_id: str) -> None:
    await services_of(manager).invoices.get(customer_of(manager).id, int(invoice_id))
    manager.dialog_data[INVOICE_ID] = int(invoice_id)
    await manager.switch_to(Invoices.one)


async def one_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Everything about one invoice."""
    invoice, reader, language = await _own(dialog_manager), customer_of(dialog_manager), language_of(dialog_manager)
    now = services_of(dialog_manager).clock.now()
    kind = PERSON if invoice.payer is not None else MANY if invoice.many else ONE
    return {
        "number": str(invoice.number),
        "amount": invoice.amount,
        "note": invoice.note,
        "payers": kind,
        "payer": "" if invoice.payer is None else invoice.payer.masked_name,
        "status": invoice.status,
        "until": language.moment(invoice.expires_at, reader.zone, now=now),
        "link": await code_link(dialog_manager, Payload(QrKind.INVOICE, invoice.id)),
        "paid_count": invoice.paid_count,
        "many": invoice.many,
        "open": invoice.status == OPEN,
    }


def _main_window() -> Window:
    listed = Select(
        Format("{item[text]}"), id="one", item_id_getter=lambda item: item["id"], items="invoices", on_click=open_one
    )
    return Window(
        Problem(),
        Prose("invoices-title", when=F["shop"]),
        Prose("invoices-empty", when=F["empty"]),
        Prose("invoices-no-shop", when=F["no_shop"]),
        Row(
            Button(Label("invoice-new"), id="new", on_click=begin, when=F["shop"]),
            Button(Label("shop-code"), id="shopcode", on_click=shop_code, when=F["shop"]),
        ),
        Column(listed),
        Row(
            Button(Label("history-newer"), id="newer", on_click=newer, when=F["has_newer"]),
            Button(Label("history-older"), id="older", on_click=older, when=F["has_older"]),
        ),
        Button(Label("home"), id="home", on_click=go_home),
        ANYTHING,
        state=Invoices.main,
        getter=main_data,
    )


def _one_window() -> Window:
    return Window(
        Problem(),
        Prose("invoice-page", "number", "amount", "status", "until"),
        Prose("invoice-note", "note", when=F["note"]),
        Prose("invoice-only-for", "payer", when=F["payer"]),
        Prose("invoice-paid-count", "paid_count", when=F["many"]),
        Prose("invoice-link", "link", when=F["open"]),
        Button(Label("invoice-code"), id="code", on_click=again, when=F["open"]),
        Button(Label("invoice-cancel"), id="stop", on_click=cancel, when=F["open"]),
        Row(
            SwitchTo(Label("back"), id="list", state=Invoices.main),
            Button(Label("home"), id="home", on_click=go_home),
        ),
        ANYTHING,
        state=Invoices.one,
        getter=one_data,
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(_main_window(), *windows(), _one_window(), on_start=on_start)
