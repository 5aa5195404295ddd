"""Categories of one's own: all of them, one, its name and place. Rules and records have files of their own."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers import category_of_record, category_rules
from handlers.errors import tell, telling
from handlers.money_states import Categories
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.category_names import category_label
from handlers.parts.live import go_back, go_home
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from wallet.categories.service import OwnCategory, clean_name
from wallet.errors import WalletError
from wallet.records.categories import TREE

OWN, NAME, OPERATION = "own_id", "name", "operation_id"
ALONE = "alone"
"""The button of a category that stands below no other."""


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """From a record: its category. Somebody else's record, or one without a category, is told here."""
    if not isinstance(start_data, dict) or OPERATION not in start_data:
        return
    try:
        await category_of_record.open_spent(manager, int(start_data[OPERATION]))
    except WalletError as error:
        await manager.switch_to(Categories.main)
        tell(manager, error)


async def _own(manager: DialogManager) -> OwnCategory:
    """Looked up with its owner each time."""
    return await services_of(manager).categories.get(customer_of(manager).id, manager.dialog_data[OWN])


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Own ones as buttons; the common tree needs none."""
    language = language_of(dialog_manager)
    tree = await services_of(dialog_manager).categories.tree(customer_of(dialog_manager).id)
    return {
        "own": [{"id": str(item.id), "text": category_label(language, item.code, tree.names)} for item in tree.own],
        "some": bool(tree.own),
        "none": not tree.own,
    }


@telling
async def open_one(_callback: CallbackQuery, _select: object, manager: DialogManager, own_id: str) -> None:
    own = await services_of(manager).categories.get(customer_of(manager).id, int(own_id))
    manager.dialog_data[OWN] = own.id
    await manager.switch_to(Categories.one)


async def one_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    own, language = await _own(dialog_manager), language_of(dialog_manager)
    parent = None if own.parent is None else category_label(language, own.parent, {})
    return {"name": own.name, "parent": parent or "", "has_parent": parent is not None}


async def begin_new(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data.pop(OWN, None)


@telling
async def take_name(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """Of a new one, or a new name for the one that is open."""
    text = await only_text(message, manager)
    if text is None:
        return
    data, services, owner = manager.dialog_data, services_of(manager), customer_of(manager)
    if OWN in data:
        await services.categories.rename(owner.id, data[OWN], text)
        say_done(manager, "categories-renamed")
        await manager.switch_to(Categories.one)
        return
    data[NAME] = clean_name(text)
    await manager.switch_to(Categories.parent)


async def name_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    return {"is_new": OWN not in dialog_manager.dialog_data, "is_old": OWN in dialog_manager.dialog_data}


@telling
async def leave_name(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await manager.switch_to(Categories.one if OWN in manager.dialog_data else Categories.main)


async def parent_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    language = language_of(dialog_manager)
    parents = [{"code": code, "text": category_label(language, code, {})} for code in TREE]
    return {"name": dialog_manager.dialog_data[NAME], "parents": parents}


@telling
async def take_parent(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
    await _make(manager, code)


@telling
async def without_parent(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _make(manager, None)


async def _make(manager: DialogManager, parent: str | None) -> None:
    categories = services_of(manager).categories
    own = await categories.add(customer_of(manager).id, manager.dialog_data[NAME], parent)
    manager.dialog_data[OWN] = own.id
    say_done(manager, "categories-made")
    await manager.switch_to(Categories.one)


@telling
async def archive(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).categories.archive(customer_of(manager).id, manager.dialog_data.pop(OWN))
    say_done(manager, "categories-archived")
    await manager.switch_to(Categories.main)


def _making_windows() -> tuple[Window, ...]:
    parents = Select(
        Format("{item[text]}"),
        id="parent",
        item_id_getter=lambda item: item["code"],
        items="parents",
        on_click=take_parent,
    )
    return (
        Window(
            Problem(),
            Prose("categories-ask-name", when=F["is_new"]),
            Prose("categories-ask-new-name", when=F["is_old"]),
            Row(
                Button(Label("back"), id="back", on_click=leave_name),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            MessageInput(take_name, content_types=ContentType.ANY),
            state=Categories.name,
            getter=name_data,
        ),
        Window(
            Problem(),
            Prose("categories-ask-parent", "name"),
            Group(parents, width=2),
            Button(Label("categories-alone"), id=ALONE, on_click=without_parent),
            Row(
                SwitchTo(Label("back"), id="back", state=Categories.name),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Categories.parent,
            getter=parent_data,
        ),
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    own = Select(
        Format("{item[text]}"), id="own", item_id_getter=lambda item: item["id"], items="own", on_click=open_one
    )
    return Dialog(
        Window(
            Problem(),
            Prose("categories-title"),
            Prose("categories-own", when=F["some"]),
            Prose("categories-none", when=F["none"]),
            Group(own, width=2),
            Row(
                SwitchTo(Label("categories-new"), id="new", state=Categories.name, on_click=begin_new),
                SwitchTo(Label("categories-rules"), id="rules", state=Categories.rules),
            ),
            Row(Button(Label("back"), id="back", on_click=go_back), Button(Label("home"), id="home", on_click=go_home)),
            ANYTHING,
            state=Categories.main,
            getter=main_data,
        ),
        Window(
            Problem(),
            Prose("categories-one", "name"),
            Prose("categories-one-below", "parent", when=F["has_parent"]),
            Row(
                SwitchTo(Label("categories-rename"), id="rename", state=Categories.name),
                Button(Label("categories-archive"), id="archive", on_click=archive),
            ),
            Row(
                SwitchTo(Label("back"), id="back", state=Categories.main),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Categories.one,
            getter=one_data,
        ),
        *_making_windows(),
        *category_rules.windows(),
        *category_of_record.windows(),
        on_start=on_start,
    )
