"""Payees: whom the customer paid lately or saved, their own names for them, and how long warned transfers wait."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.checkout import REFERENCE
from handlers.errors import tell, telling
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.live import go_home
from handlers.parts.proving import WANT, asking, continuing
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from handlers.states import Payees, Transfer, Waiting
from handlers.transfer import ENTRY, payee_label
from wallet.errors import PayeeNotFound, WalletError
from wallet.payments.payees import COOL_OFF_CHOICES, Payee
from wallet.security.proofs import SETTINGS_PURPOSE

PAGE_SIZE, PAGES_MAX = 8, 100
PAGE = "page"
WAITS = {"0": "cool-off-none", "3600": "cool-off-hour", "86400": "cool-off-day"}
"""The button of each choice, by its seconds."""


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """From a receipt: its payee is saved, which was the one tap."""
    if not isinstance(start_data, dict) or REFERENCE not in start_data:
        return
    services, owner = services_of(manager), customer_of(manager)
    quote = await services.checkout.get(owner.id, start_data[REFERENCE])
    try:
        if quote.payee is None:
            raise PayeeNotFound
        manager.dialog_data[ENTRY] = (await services.payees.save(owner.id, quote.payee.id)).id
        say_done(manager, "payee-saved")
    except WalletError as error:
        await manager.switch_to(Payees.main)
        tell(manager, error)


async def _entry(manager: DialogManager) -> Payee:
    """Looked up with its owner each time."""
    return await services_of(manager).payees.get(customer_of(manager).id, manager.dialog_data[ENTRY])


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One page of the list as buttons: saved payees first."""
    language, page = language_of(dialog_manager), int(dialog_manager.dialog_data.get(PAGE, 0))
    found = await services_of(dialog_manager).payees.page(
        customer_of(dialog_manager).id, page * PAGE_SIZE, PAGE_SIZE + 1
    )
    entries = [{"id": str(entry.id), "text": payee_label(language, entry)} for entry in found[:PAGE_SIZE]]
    return {
        "entries": entries,
        "empty": not entries,
        "has_newer": page > 0,
        "has_older": len(found) > PAGE_SIZE and page < PAGES_MAX,
    }


async def older(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data[PAGE] = min(int(manager.dialog_data.get(PAGE, 0)) + 1, PAGES_MAX)


async def newer(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data[PAGE] = max(int(manager.dialog_data.get(PAGE, 0)) - 1, 0)


@telling
async def open_one(_callback: CallbackQuery, _select: object, manager: DialogManager, entry_id: str) -> None:
    entry = await services_of(manager).payees.get(customer_of(manager).id, int(entry_id))
    manager.dialog_data[ENTRY] = entry.id
    await manager.switch_to(Payees.one)


async def one_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """A payee with everything the customer may know about them."""
    entry, language = await _entry(dialog_manager), language_of(dialog_manager)
    paid_at, now = "", services_of(dialog_manager).clock.now()
    if entry.last_paid_at is not None:
        paid_at = language.moment(entry.last_paid_at, customer_of(dialog_manager).zone, now=now)
    return {
        "name": entry.customer.masked_name,
        "number": entry.customer.masked_number,
        "alias": entry.alias or "",
        "named": entry.alias is not None,
        "saved": entry.saved,
        "paid_at": paid_at,
        "paid": entry.last_paid_at is not None,
    }


async def pay(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    data = {ENTRY: manager.dialog_data[ENTRY]}
    await manager.start(Transfer.payee, data=data, mode=StartMode.RESET_STACK)


@telling
async def save(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    entry = await _entry(manager)
    await services_of(manager).payees.save(customer_of(manager).id, entry.customer.id)
    say_done(manager, "payee-saved")


@telling
async def forget(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).payees.forget(customer_of(manager).id, manager.dialog_data[ENTRY])
    say_done(manager, "payee-forgotten")
    await manager.switch_to(Payees.main)


@telling
async def take_alias(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is not None:
        await _rename(manager, text)


@telling
async def drop_alias(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _rename(manager, None)


async def _rename(manager: DialogManager, text: str | None) -> None:
    await services_of(manager).payees.rename(customer_of(manager).id, manager.dialog_data[ENTRY], text)
    say_done(manager, "payee-renamed")
    await manager.switch_to(Payees.one)


async def cool_off_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    seconds = await services_of(dialog_manager).payees.cool_off_seconds(customer_of(dialog_manager).id)
    chosen = str(seconds)
    return {"chosen": language_of(dialog_manager).text(WAITS[chosen]), "seconds": chosen}


async def set_cool_off(manager: DialogManager) -> None:
    await services_of(manager).payees.set_cool_off(customer_of(manager), int(manager.dialog_data[WANT]))
    say_done(manager, "cool-off-done")


def _choice(seconds: int) -> Button:
    """Longer is chosen at once; shorter has to be proved first."""
    prove = asking(SETTINGS_PURPOSE, set_cool_off, want=str(seconds))

    async def pressed(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
        if seconds < await services_of(manager).payees.cool_off_seconds(customer_of(manager).id):
            await prove(callback, button, manager)
            return
        manager.dialog_data[WANT] = str(seconds)
        await set_cool_off(manager)

    return Button(Label(WAITS[str(seconds)]), f"wait{seconds}", telling(pressed), when=F["seconds"] != str(seconds))


def _one_window() -> Window:
    return Window(
        Problem(),
        Prose("payee-title", "name", "number"),
        Prose("payee-alias", "alias", when=F["named"]),
        Prose("payee-paid", "paid_at", when=F["paid"]),
        Button(Label("payee-pay"), id="pay", on_click=pay),
        Row(
            Button(Label("payee-save"), id="save", on_click=save, when=~F["saved"]),
            SwitchTo(Label("payee-rename"), id="rename", state=Payees.alias),
            Button(Label("payee-forget"), id="forget", on_click=forget),
        ),
        Row(SwitchTo(Label("back"), id="back", state=Payees.main), Button(Label("home"), id="home", on_click=go_home)),
        ANYTHING,
        state=Payees.one,
        getter=one_data,
    )


def _main_window() -> Window:
    return Window(
        Problem(),
        Prose("payees-title", when=~F["empty"]),
        Prose("payees-empty", when=F["empty"]),
        Column(
            Select(
                Format("{item[text]}"),
                id="entry",
                item_id_getter=lambda item: item["id"],
                items="entries",
                on_click=open_one,
            )
        ),
        Row(
            Button(Label("history-newer"), id="newer", on_click=newer, when=F["has_newer"]),
            Button(Label("history-older"), id="older", on_click=older, when=F["has_older"]),
        ),
        Row(
            Start(Label("payees-waiting"), id="waiting", state=Waiting.main),
            SwitchTo(Label("payees-cool-off"), id="cooloff", state=Payees.cool_off),
        ),
        Button(Label("home"), id="home", on_click=go_home),
        ANYTHING,
        state=Payees.main,
        getter=main_data,
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        _main_window(),
        _one_window(),
        Window(
            Problem(),
            Prose("payee-alias-page", "name", "number"),
            Button(Label("payee-alias-drop"), id="drop", on_click=drop_alias, when=F["named"]),
            SwitchTo(Label("back"), id="back", state=Payees.one),
            MessageInput(take_alias, content_types=ContentType.ANY),
            state=Payees.alias,
            getter=one_data,
        ),
        Window(
            Problem(),
            Prose("cool-off-page", "chosen"),
            *(_choice(seconds) for seconds in COOL_OFF_CHOICES),
            SwitchTo(Label("back"), id="back", state=Payees.main),
            ANYTHING,
            state=Payees.cool_off,
            getter=cool_off_data,
        ),
        on_start=on_start,
        on_process_result=continuing({SETTINGS_PURPOSE: set_cool_off}),
    )
