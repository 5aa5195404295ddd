"""Recurring transfers and bills: all of them, one with what can be done about it, and the buttons under notices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Column, Group, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format, Text

from handlers import recurring_agreeing, recurring_making, recurring_when
from handlers.errors import telling
from handlers.money_states import Money, Recurring
from handlers.parts.anything import ANYTHING
from handlers.parts.live import answer, go_home, open_below
from handlers.parts.recurring_words import BUTTON, PREFIX, mark_of, rhythm_text, shown_name
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import Services, customer_of, services_of
from handlers.states import Transfer
from handlers.transfer import CURRENCY, MINOR, PAYEE
from locales import Html
from wallet.customers.queries import Customer
from wallet.days import local_day
from wallet.errors import NotRegistered, PayeeNotActive, RecurringNotFound
from wallet.recurring.due import ACTIVE, BILL, ENDED, PAUSED
from wallet.recurring.service import Recurring as Item

ITEM = recurring_making.ITEM


class _OfDay(Text):
    """A button's text with the day of its item."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return language_of(manager).text(self.key, day=data["item"]["day"])


def _of_day(key: str, name: str, items: str, act: Any, when: Any) -> Select[dict[str, str]]:
    """A button that carries the due day which it names."""
    return Select(_OfDay(key), id=name, item_id_getter=lambda item: item["id"], items=items, on_click=act, when=when)


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """A button under a notice opens one of them."""
    if isinstance(start_data, dict) and ITEM in start_data:
        manager.dialog_data[ITEM] = start_data[ITEM]


async def _item(manager: DialogManager) -> Item:
    """Looked up with its owner each time."""
    return await services_of(manager).recurring.get(customer_of(manager).id, manager.dialog_data[ITEM])


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    language, reader = language_of(dialog_manager), customer_of(dialog_manager)
    today = local_day(services_of(dialog_manager).clock.now(), reader.zone)
    found = await services_of(dialog_manager).recurring.mine(reader.id)
    lines = [
        language.html(
            "recurring-line",
            mark=mark_of(item.what),
            name=shown_name(language, item.name),
            amount=item.amount,
            rhythm=rhythm_text(language, item.rhythm),
            paused="yes" if item.status == PAUSED else "no",
            day="" if item.next_due is None else language.day(item.next_due, today),
        )
        for item in found
    ]
    return {
        "items": [
            {"id": str(item.id), "text": f"{mark_of(item.what)} {shown_name(language, item.name)}"} for item in found
        ],
        "lines": Html("\n".join(lines)),
        "some": bool(found),
    }


async def one_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Everything that was agreed, and when it is due next."""
    item, language, reader = await _item(dialog_manager), language_of(dialog_manager), customer_of(dialog_manager)
    today = local_day(services_of(dialog_manager).clock.now(), reader.zone)
    due, last = item.next_due, item.rhythm.until
    to_mark = await services_of(dialog_manager).recurring.to_mark(reader.id, item.id) if item.what == BILL else None
    return {
        "mark": mark_of(item.what),
        "name": shown_name(language, item.name),
        "amount": item.amount,
        "rhythm": rhythm_text(language, item.rhythm),
        "number": "" if item.payee is None else item.payee.masked_number,
        "fee": item.fee,
        "costs": bool(item.fee),
        "day": "" if due is None else language.day(due, today),
        "due": [] if due is None else [{"id": due.isoformat(), "day": language.day(due, today)}],
        "until": "" if last is None else language.day(last, today),
        "note": item.note,
        "days": item.remind_days,
        "active": item.status == ACTIVE,
        "paused": item.status == PAUSED,
        "ended": item.status == ENDED,
        "markable": to_mark is not None,
        "marks": [] if to_mark is None else [{"id": to_mark.isoformat(), "day": language.day(to_mark, today)}],
        "pays": item.payee is not None and item.status != ENDED,
    }


@telling
async def choose(_callback: CallbackQuery, _select: object, manager: DialogManager, item_id: str) -> None:
    await services_of(manager).recurring.get(customer_of(manager).id, int(item_id))
    manager.dialog_data[ITEM] = int(item_id)
    await manager.switch_to(Recurring.one)


@telling
async def pause(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).recurring.pause(customer_of(manager).id, manager.dialog_data[ITEM])
    say_done(manager, "recurring-paused-done")


@telling
async def resume(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).recurring.resume(customer_of(manager).id, manager.dialog_data[ITEM])
    say_done(manager, "recurring-resumed-done")


@telling
async def skip(_callback: CallbackQuery, _select: object, manager: DialogManager, day: str) -> None:
    """The due day that the button names, and no other: pressed twice, the one after stays."""
    item = manager.dialog_data[ITEM]
    await services_of(manager).recurring.skip(customer_of(manager).id, item, date.fromisoformat(day))
    say_done(manager, "recurring-skipped-done")


@telling
async def mark(_callback: CallbackQuery, _select: object, manager: DialogManager, day: str) -> None:
    """As `skip`."""
    item = manager.dialog_data[ITEM]
    await services_of(manager).recurring.mark_paid(customer_of(manager).id, item, date.fromisoformat(day))
    say_done(manager, "recurring-marked-done")


@telling
async def pay_now(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """A transfer like any other, filled in; the confirm card and the PIN come as always."""
    await manager.start(Transfer.payee, data=_filled_in(await _item(manager)))


@telling
async def end(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).recurring.end(customer_of(manager).id, manager.dialog_data[ITEM])
    say_done(manager, "recurring-ended-done")
    await manager.switch_to(Recurring.main)


def _filled_in(item: Item) -> dict[str, Any]:
    if item.payee is None or not item.name:
        raise PayeeNotActive
    return {PAYEE: item.payee.wallet_number, MINOR: item.amount.minor, CURRENCY: item.amount.currency.code}


async def notice_button(
    callback: CallbackQuery, bot: Bot, dialog_manager: DialogManager, customer: Customer | None, services: Services
) -> None:
    """A button under a notice; whatever it names is looked up with who presses it."""
    matched = BUTTON.fullmatch(callback.data or "")
    if customer is None:
        raise NotRegistered
    if matched is None:
        raise RecurringNotFound
    item_id, act = int(matched[1]), matched[2]
    try:
        day = datetime.strptime(matched[3], "%Y%m%d").date()  # noqa: DTZ007 - a day on the calendar
    except ValueError as error:
        raise RecurringNotFound from error
    item, done = await services.recurring.get(customer.id, item_id), ""
    if act == "open":
        await open_below(callback, bot, dialog_manager, Recurring.one, {ITEM: item.id})
        return
    if act == "pay":
        await open_below(callback, bot, dialog_manager, Transfer.payee, _filled_in(item))
        return
    if act == "skip":
        await services.recurring.skip(customer.id, item_id, day)
        done = "recurring-skipped-done"
    elif act == "pause":
        await services.recurring.pause(customer.id, item_id)
        done = "recurring-paused-done"
    else:
        await services.recurring.mark_paid(customer.id, item_id, day)
        done = "recurring-marked-done"
    await answer(callback, language_of(dialog_manager).text(done), alert=True)


def router() -> Router:
    """The buttons under notices."""
    made = Router(name="recurring")
    made.callback_query.register(notice_button, F.data.startswith(PREFIX))
    return made


def _list_window() -> Window:
    return Window(
        Problem(),
        Prose("recurring-title", "lines", when=F["some"]),
        Prose("recurring-none", when=~F["some"]),
        Column(
            Select(
                Format("{item[text]}"),
                id="item",
                item_id_getter=lambda item: item["id"],
                items="items",
                on_click=choose,
            )
        ),
        Row(
            Button(Label("recurring-new-transfer"), id="transfer", on_click=recurring_making.begin_transfer),
            Button(Label("recurring-new-bill"), id="bill", on_click=recurring_making.begin_bill),
        ),
        Row(
            Start(Label("back"), id="back", state=Money.main, mode=StartMode.RESET_STACK),
            Button(Label("home"), id="home", on_click=go_home),
        ),
        ANYTHING,
        state=Recurring.main,
        getter=main_data,
    )


def _one_window() -> Window:
    return Window(
        Problem(),
        Prose("recurring-one", "mark", "name", "amount", "rhythm"),
        Prose("recurring-one-number", "number", when=F["number"]),
        Prose("recurring-one-fee", "fee", when=F["costs"]),
        Prose("recurring-one-next", "day", when=F["active"]),
        Prose("recurring-one-until", "until", when=F["until"]),
        Prose("recurring-one-note", "note", when=F["note"]),
        Prose("recurring-one-remind", "days", when=F["days"]),
        Prose("recurring-one-paused", when=F["paused"]),
        Prose("recurring-one-ended", when=F["ended"]),
        Group(
            _of_day("recurring-mark", "mark", "marks", mark, F["markable"]),
            _of_day("recurring-skip", "skip", "due", skip, F["active"]),
            Button(Label("recurring-pause"), id="pause", on_click=pause, when=F["active"]),
            Button(Label("recurring-resume"), id="resume", on_click=resume, when=F["paused"]),
            Button(Label("recurring-pay-now"), id="pay", on_click=pay_now, when=F["pays"]),
            SwitchTo(Label("recurring-end"), id="end", state=Recurring.end, when=~F["ended"]),
            width=2,
        ),
        Row(
            SwitchTo(Label("back"), id="back", state=Recurring.main),
            Button(Label("home"), id="home", on_click=go_home),
        ),
        ANYTHING,
        state=Recurring.one,
        getter=one_data,
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        _list_window(),
        _one_window(),
        Window(
            Problem(),
            Prose("recurring-end-ask", "name"),
            Button(Label("recurring-end-yes"), id="yes", on_click=end),
            Row(
                SwitchTo(Label("back"), id="back", state=Recurring.one),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Recurring.end,
            getter=one_data,
        ),
        *recurring_making.windows(),
        *recurring_when.windows(),
        *recurring_agreeing.windows(),
        on_start=on_start,
        on_process_result=recurring_agreeing.on_process_result,
    )
