"""Splitting a bill: how much, what for, among whom; a look at the shares, and everybody is asked."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, SwitchTo

from handlers.ask import CANCEL, currencies_of
from handlers.bills import list_window, one_window
from handlers.errors import telling
from handlers.parts.amounts import currency_choice, typed_amount
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.live import tidy
from handlers.parts.people import typed_person
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from handlers.states import Split
from locales import Html
from wallet.money import Money, currency
from wallet.payments.notes import NOTE_LENGTH_MAX, clean_note
from wallet.references import new_reference
from wallet.requests.splits import PEOPLE_MAX, NewSplit, Shares, equal_shares, refuse_person


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """What was just split, or a request's page, names the bill."""
    if isinstance(start_data, dict) and "split_id" in start_data:
        manager.dialog_data["split_id"] = start_data["split_id"]
        if "done" in start_data:
            say_done(manager, start_data["done"])


def _people(manager: DialogManager) -> list[dict[str, Any]]:
    """Who is on the bill so far, in the order in which they were named."""
    people: list[dict[str, Any]] = manager.dialog_data.setdefault("people", [])
    return people


def _total(manager: DialogManager) -> Money:
    data = manager.dialog_data
    return Money(data["minor"], currency(data["currency"]))


def _with_me(manager: DialogManager) -> bool:
    return bool(manager.dialog_data.get("with_me", True))


def _shares(manager: DialogManager) -> Shares:
    return equal_shares(_total(manager), len(_people(manager)), with_me=_with_me(manager))


async def total_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    codes = await currencies_of(dialog_manager)
    chosen = dialog_manager.dialog_data["currency"]
    return {
        "currency": language_of(dialog_manager).currency_name(chosen),
        "currencies": [{"code": code} for code in codes if code != chosen],
    }


@telling
async def take_total(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    manager.dialog_data["minor"] = typed_amount(message, manager).minor
    await manager.switch_to(Split.note)


async def bill_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The bill so far, with everybody on it."""
    language, people, data = language_of(dialog_manager), _people(dialog_manager), dialog_manager.dialog_data
    lines = [
        language.html("split-person", number=index, other=person["name"], wallet=person["number"])
        for index, person in enumerate(people, start=1)
    ]
    return {
        "total": _total(dialog_manager),
        "note": data.get("note", ""),
        "length_max": NOTE_LENGTH_MAX,
        "count": len(people),
        "count_max": PEOPLE_MAX,
        "people": Html("\n".join(lines)),
        "some": bool(people),
        "with_me": _with_me(dialog_manager),
    }


@telling
async def take_note(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is not None:
        manager.dialog_data["note"] = clean_note(text)
        await manager.switch_to(Split.people)


async def skip_note(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data["note"] = ""
    await manager.switch_to(Split.people)


@telling
async def take_person(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """One more on the bill; who can't be asked is refused here, where it is plain who is meant."""
    person, people = await typed_person(message, manager), _people(manager)
    refuse_person([item["id"] for item in people], person.id)
    people.append({"id": person.id, "name": person.masked_name, "number": person.masked_number})


async def take_back(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data["people"] = _people(manager)[:-1]


async def turn_me(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data["with_me"] = not _with_me(manager)


@telling
async def to_check(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """The code is minted with the check page: however often it is sent off, one bill comes of it."""
    _shares(manager)
    manager.dialog_data["code"] = new_reference()
    await manager.switch_to(Split.check)


async def check_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The bill with each share: they sum to it."""
    language, shares = language_of(dialog_manager), _shares(dialog_manager)
    people = zip(_people(dialog_manager), shares.others, strict=True)
    lines = [language.html("split-own", amount=shares.own)] if shares.own else []
    lines += [language.html("split-share", other=person["name"], amount=share) for person, share in people]
    return await bill_data(dialog_manager) | {"lines": Html("\n".join(lines))}


@telling
async def send(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Ask everybody, or nobody, and show the bill as it stands from now on."""
    data, own_id = manager.dialog_data, customer_of(manager).id
    payer_ids = tuple(person["id"] for person in _people(manager))
    new = NewSplit(data["code"], own_id, _total(manager), payer_ids, _with_me(manager), data["note"])
    made = await services_of(manager).splits.make(new)
    shown = {"split_id": made.id, "done": "split-sent"}
    await manager.start(Split.one, data=shown, mode=StartMode.RESET_STACK)


def _people_window() -> Window:
    return Window(
        Problem(),
        Prose("split-people", "total", "count", "count_max"),
        Prose("split-people-added", "people", when=F["some"]),
        Button(Label("split-me-in"), id="mein", on_click=turn_me, when=F["with_me"]),
        Button(Label("split-me-out"), id="meout", on_click=turn_me, when=~F["with_me"]),
        Row(
            Button(Label("split-take-back"), id="takeback", on_click=take_back, when=F["some"]),
            Button(Label("split-go-on"), id="goon", on_click=to_check, when=F["some"]),
        ),
        Row(SwitchTo(Label("back"), id="back", state=Split.note), CANCEL),
        MessageInput(take_person, content_types=ContentType.ANY),
        state=Split.people,
        getter=bill_data,
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("split-total", "currency"),
            currency_choice(width=4, when=F["currencies"]),
            CANCEL,
            MessageInput(take_total, content_types=ContentType.ANY),
            state=Split.total,
            getter=total_data,
        ),
        Window(
            Problem(),
            Prose("split-note", "total", "length_max"),
            Button(Label("ask-without-note"), id="skip", on_click=skip_note),
            Row(SwitchTo(Label("back"), id="back", state=Split.total), CANCEL),
            MessageInput(take_note, content_types=ContentType.ANY),
            state=Split.note,
            getter=bill_data,
        ),
        _people_window(),
        Window(
            Problem(),
            Prose("split-check", "total"),
            Prose("split-check-note", "note", when=F["note"]),
            Prose("split-lines", "lines"),
            Prose("split-check-rest"),
            Button(Label("split-send", "count"), id="send", on_click=send),
            Row(SwitchTo(Label("back"), id="back", state=Split.people), CANCEL),
            ANYTHING,
            state=Split.check,
            getter=check_data,
        ),
        list_window(),
        one_window(),
        on_start=on_start,
    )
