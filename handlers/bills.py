"""Bills that were split: the list of the customer's own, and one of them with who has paid."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.parts.anything import ANYTHING
from handlers.parts.live import go_home
from handlers.parts.paging import NEXT, newer, older, page_cursors
from handlers.parts.people import shown_name
from handlers.parts.words import DONE, Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.states import Requests, Split
from locales import Html, Language
from wallet.requests.models import PAID
from wallet.requests.queries import Request
from wallet.requests.queries import Split as Bill

PAGE_SIZE, PAGES_MAX = 6, 1_000


async def list_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One page as buttons: how much, and how many have paid."""
    cursors, language = page_cursors(dialog_manager), language_of(dialog_manager)
    page = await services_of(dialog_manager).splits.page(customer_of(dialog_manager).id, cursors[-1], PAGE_SIZE)
    dialog_manager.dialog_data[NEXT] = page.older_than
    return {
        "splits": [{"id": str(bill.id), "text": _line(language, bill)} for bill in page.splits],
        "some": bool(page.splits),
        "has_newer": len(cursors) > 1,
        "has_older": page.older_than is not None and len(cursors) < PAGES_MAX,
    }


def _line(language: Language, bill: Bill) -> str:
    paid = sum(request.status == PAID for request in bill.requests)
    return language.text("splits-line", total=bill.total, paid=paid, count=len(bill.requests), note=bill.note).rstrip(
        " ·"
    )


@telling
async def open_bill(_callback: CallbackQuery, _select: object, manager: DialogManager, split_id: str) -> None:
    """Looked up with its owner before it is shown: an id from a button proves nothing."""
    await services_of(manager).splits.get(customer_of(manager).id, int(split_id))
    manager.dialog_data["split_id"] = int(split_id)
    await manager.switch_to(Split.one)


async def bill_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The bill, with what everybody on it has done so far."""
    services, own, language = services_of(dialog_manager), customer_of(dialog_manager), language_of(dialog_manager)
    bill, now = await services.splits.get(own.id, dialog_manager.dialog_data["split_id"]), services.clock.now()
    lines = [language.html("split-title", total=bill.total)]
    if bill.note:
        lines.append(language.html("request-note", note=bill.note))
    lines.append(language.html("request-asked", when=language.moment(bill.created_at, own.zone, now=now)))
    if bill.own:
        lines.append(language.html("split-own", amount=bill.own))
    lines += [_person(language, request, request.state(now)) for request in bill.requests]
    lines.append(language.html("split-paid", paid=bill.paid, wanted=bill.total - bill.own))
    return {"lines": Html("\n".join(lines)), "some_open": bool(bill.open(now))}


def _person(language: Language, request: Request, state: str) -> Html:
    return language.html(
        "split-person-state",
        icon=language.text("request-icon", state=state),
        other=shown_name(language, request.payer),
        amount=request.amount,
        state=language.text(f"request-state-{state}"),
    )


@telling
async def remind(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    count = await services_of(manager).splits.remind(customer_of(manager).id, manager.dialog_data["split_id"])
    manager.dialog_data[DONE] = language_of(manager).text("split-reminded-now", count=count)


@telling
async def cancel(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    count = await services_of(manager).splits.cancel(customer_of(manager).id, manager.dialog_data["split_id"])
    manager.dialog_data[DONE] = language_of(manager).text("split-cancelled-now", count=count)


def list_window() -> Window:
    """The customer's bills, page by page."""
    return Window(
        Problem(),
        Prose("splits-title", when=F["some"]),
        Prose("splits-empty", when=~F["some"]),
        Column(
            Select(
                Format("{item[text]}"),
                id="bill",
                item_id_getter=lambda item: item["id"],
                items="splits",
                on_click=open_bill,
            )
        ),
        Row(
            Button(Label("history-newer"), id="newer", on_click=newer, when=F["has_newer"]),
            Button(Label("history-older"), id="older", on_click=older, when=F["has_older"]),
        ),
        SwitchTo(Label("receive-split"), id="split", state=Split.total),
        Row(
            Start(Label("back"), id="back", state=Requests.main, mode=StartMode.RESET_STACK),
            Button(Label("home"), id="home", on_click=go_home),
        ),
        ANYTHING,
        state=Split.main,
        getter=list_data,
    )


def one_window() -> Window:
    """One bill, with who has paid."""
    return Window(
        Problem(),
        Prose("split-page", "lines"),
        Button(Label("split-remind"), id="remind", on_click=remind, when=F["some_open"]),
        Button(Label("split-cancel"), id="cancel", on_click=cancel, when=F["some_open"]),
        Row(
            SwitchTo(Label("back"), id="back", state=Split.main),
            Button(Label("home"), id="home", on_click=go_home),
        ),
        ANYTHING,
        state=Split.one,
        getter=bill_data,
    )
