"""Requests for money: the lists of both sides, one request with its acts, and the buttons under notices."""

from __future__ import annotations

import re
from typing import Any

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.checkout import open_checkout
from handlers.errors import telling
from handlers.parts.anything import ANYTHING
from handlers.parts.live import answer, go_home, leave_screen, open_below
from handlers.parts.paging import CURSORS, NEXT, newer, older, page_cursors
from handlers.parts.people import shown_name
from handlers.parts.request_lines import request_lines
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import Services, customer_of, services_of
from handlers.states import Ask, Requests, Split
from locales import Html
from wallet.customers.queries import Customer
from wallet.errors import NotRegistered, RequestClosed, RequestNotFound
from wallet.payments.quotes import Quote
from wallet.requests.models import OPEN, REASONS
from wallet.requests.queries import Request

PAGE_SIZE, PAGES_MAX = 6, 1_000
OF_ME, BY_ME = "of-me", "by-me"
BUTTON = re.compile(r"request:([1-9][0-9]{0,17}):(pay|decline|open)")


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """A notice, or what was just asked, may name the request."""
    if isinstance(start_data, dict) and "request_id" in start_data:
        manager.dialog_data["request_id"] = start_data["request_id"]
        if "done" in start_data:
            say_done(manager, start_data["done"])


async def list_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One page as buttons: what it is, how much, and who is on the other side."""
    data, own, requests = dialog_manager.dialog_data, customer_of(dialog_manager), services_of(dialog_manager).requests
    language, now = language_of(dialog_manager), services_of(dialog_manager).clock.now()
    side, cursors = data.setdefault("side", OF_ME), page_cursors(dialog_manager)
    look = requests.asked_of if side == OF_ME else requests.asked_by
    page = await look(own.id, cursors[-1], PAGE_SIZE)
    data[NEXT] = page.older_than
    shown = [
        {
            "id": str(request.id),
            "text": language.text(
                "requests-line",
                icon=language.text("request-icon", state=request.state(now)),
                amount=request.amount,
                other=shown_name(language, request.requester if side == OF_ME else request.payer),
            ),
        }
        for request in page.requests
    ]
    return {
        "requests": shown,
        "side": side,
        "some": bool(shown),
        "of_me": side == OF_ME,
        "has_newer": len(cursors) > 1,
        "has_older": page.older_than is not None and len(cursors) < PAGES_MAX,
    }


async def turn(_callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """To the other side's list, from its beginning."""
    manager.dialog_data["side"] = BY_ME if button.widget_id == "byme" else OF_ME
    manager.dialog_data[CURSORS] = [None]


@telling
async def open_request(_callback: CallbackQuery, _select: object, manager: DialogManager, request_id: str) -> None:
    """Looked up with its sides before it is shown: an id from a button proves nothing."""
    await services_of(manager).requests.get(customer_of(manager).id, int(request_id))
    manager.dialog_data["request_id"] = int(request_id)
    await manager.switch_to(Requests.one)


async def _request(manager: DialogManager) -> Request:
    return await services_of(manager).requests.get(customer_of(manager).id, manager.dialog_data["request_id"])


async def request_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The request as lines, and which acts it still has for this reader."""
    own, services, request = customer_of(dialog_manager), services_of(dialog_manager), await _request(dialog_manager)
    language, state = language_of(dialog_manager), request.state(services.clock.now())
    of_me = request.asked_of(own.id)
    blocked = of_me and await services.requests.is_blocked(own.id, request.requester.id)
    lines = request_lines(language, own, request, services.clock.now())
    if blocked:
        lines.append(language.html("request-blocked"))
    elif of_me and state == OPEN:
        lines.append(language.html("request-careful"))
    return {
        "lines": Html("\n".join(lines)),
        "amount": request.amount,
        "other": shown_name(language, request.requester),
        "to_pay": of_me and state == OPEN,
        "waits": not of_me and state == OPEN,
        "blocked": blocked,
        "in_split": not of_me and request.split_id is not None,
        "reasons": [{"id": reason, "text": language.text(f"request-reason-{reason}")} for reason in REASONS],
    }


@telling
async def pay(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    quote = await services_of(manager).requests.quote(customer_of(manager).id, manager.dialog_data["request_id"])
    await open_checkout(manager, quote)


@telling
async def decline(_callback: CallbackQuery, _select: object, manager: DialogManager, reason: str) -> None:
    """With the reason that was pressed; the request is shown again, whatever came of it."""
    await manager.switch_to(Requests.one)
    own_id, request_id = customer_of(manager).id, manager.dialog_data["request_id"]
    if reason not in REASONS:
        raise RequestNotFound
    await services_of(manager).requests.decline(own_id, request_id, reason)
    say_done(manager, "request-declined-now")


@telling
async def remind(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).requests.remind(customer_of(manager).id, manager.dialog_data["request_id"])
    say_done(manager, "request-reminded-now")


@telling
async def cancel(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).requests.cancel(customer_of(manager).id, manager.dialog_data["request_id"])
    say_done(manager, "request-cancelled-now")


@telling
async def unblock(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).requests.unblock(customer_of(manager).id, manager.dialog_data["request_id"])
    say_done(manager, "request-unblocked-now")


@telling
async def open_bill(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    data = {"split_id": (await _request(manager)).split_id}
    await manager.start(Split.one, data=data, mode=StartMode.RESET_STACK)


async def notice_button(
    callback: CallbackQuery, bot: Bot, dialog_manager: DialogManager, customer: Customer | None, services: Services
) -> None:
    """A button under a notice: the request is looked up with who presses it, and what it opens only shows."""
    matched = BUTTON.fullmatch(callback.data or "")
    if customer is None:
        raise NotRegistered
    if matched is None:
        raise RequestNotFound
    request_id, act = int(matched[1]), matched[2]
    if act == "pay":
        quote = await services.requests.quote(customer.id, request_id)
        await _open_card(callback, bot, dialog_manager, request_id, quote)
        return
    request = await services.requests.get(customer.id, request_id)
    if act == "decline":
        if not request.asked_of(customer.id):
            raise RequestNotFound
        if request.state(services.clock.now()) != OPEN:
            raise RequestClosed(status=request.state(services.clock.now()))
    shown = Requests.decline if act == "decline" else Requests.one
    await open_below(callback, bot, dialog_manager, shown, {"request_id": request_id})


async def _open_card(callback: CallbackQuery, bot: Bot, manager: DialogManager, request_id: int, quote: Quote) -> None:
    """Below the notice; going back from the card leads to the request's page, where it can be declined too."""
    await answer(callback)
    await leave_screen(bot, callback.from_user.id, manager)
    data = {"request_id": request_id}
    await manager.start(Requests.one, data=data, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    await open_checkout(manager, quote, ShowMode.SEND)


def router() -> Router:
    """The buttons under notices."""
    made = Router(name="requests")
    made.callback_query.register(notice_button, F.data.startswith("request:"))
    return made


def _list_window() -> Window:
    return Window(
        Problem(),
        Prose("requests-title", "side", when=F["some"]),
        Prose("requests-empty", "side", when=~F["some"]),
        Column(
            Select(
                Format("{item[text]}"),
                id="request",
                item_id_getter=lambda item: item["id"],
                items="requests",
                on_click=open_request,
            )
        ),
        Row(
            Button(Label("history-newer"), id="newer", on_click=newer, when=F["has_newer"]),
            Button(Label("history-older"), id="older", on_click=older, when=F["has_older"]),
        ),
        Row(
            Button(Label("requests-by-me"), id="byme", on_click=turn, when=F["of_me"]),
            Button(Label("requests-of-me"), id="ofme", on_click=turn, when=~F["of_me"]),
            Start(Label("requests-splits"), id="splits", state=Split.main, mode=StartMode.RESET_STACK),
        ),
        Row(
            Start(Label("receive-ask"), id="ask", state=Ask.payee),
            Start(Label("receive-split"), id="split", state=Split.total),
        ),
        Button(Label("home"), id="home", on_click=go_home),
        ANYTHING,
        state=Requests.main,
        getter=list_data,
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    to_list = SwitchTo(Label("back"), id="back", state=Requests.main)
    return Dialog(
        _list_window(),
        Window(
            Problem(),
            Prose("request-page", "lines"),
            Button(Label("request-pay", "amount"), id="pay", on_click=pay, when=F["to_pay"]),
            SwitchTo(Label("request-decline"), id="decline", state=Requests.decline, when=F["to_pay"]),
            Row(
                Button(Label("request-remind"), id="remind", on_click=remind, when=F["waits"]),
                Button(Label("request-cancel"), id="cancel", on_click=cancel, when=F["waits"]),
            ),
            Button(Label("request-unblock"), id="unblock", on_click=unblock, when=F["blocked"]),
            Button(Label("request-bill"), id="bill", on_click=open_bill, when=F["in_split"]),
            Row(to_list, Button(Label("home"), id="home", on_click=go_home)),
            ANYTHING,
            state=Requests.one,
            getter=request_data,
        ),
        Window(
            Problem(),
            Prose("request-decline-ask", "amount", "other"),
            Column(
                Select(
                    Format("{item[text]}"),
                    id="reason",
                    item_id_getter=lambda item: item["id"],
                    items="reasons",
                    on_click=decline,
                )
            ),
            SwitchTo(Label("back"), id="back", state=Requests.one),
            ANYTHING,
            state=Requests.decline,
            getter=request_data,
        ),
        on_start=on_start,
    )
