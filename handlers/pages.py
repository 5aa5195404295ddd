"""The small pages: receive, help, language."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Row, Start

from handlers.parts.anything import ANYTHING
from handlers.parts.codes import own_code
from handlers.parts.languages import chosen_language, language_buttons
from handlers.parts.live import go_home
from handlers.parts.words import Label, Problem, Prose
from handlers.services import customer_of, services_of
from handlers.states import Ask, Help, LanguageChoice, Receive, Requests, Split, Support

HOME = Button(Label("home"), id="home", on_click=go_home)


async def receive_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    customer = customer_of(dialog_manager)
    return {
        "name": customer.masked_name,
        "number": customer.wallet_number,
        "username": customer.username or "",
        "has_username": customer.username is not None,
    }


async def choose_language(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """From this press on everything is in the chosen language."""
    code, services = chosen_language(button), services_of(manager)
    await services.customers.set_language(customer_of(manager).id, code)
    manager.middleware_data["language"] = services.texts.language(code)
    await go_home(callback, button, manager)


def receive_dialog() -> Dialog:
    """How to be paid."""
    return Dialog(
        Window(
            Problem(),
            Prose("receive", "name", "number"),
            Prose("receive-username", "username", when=F["has_username"]),
            Button(Label("own-code"), id="owncode", on_click=own_code),
            Row(
                Start(Label("receive-ask"), id="ask", state=Ask.payee),
                Start(Label("receive-split"), id="split", state=Split.total),
            ),
            Start(Label("receive-requests"), id="requests", state=Requests.main),
            HOME,
            ANYTHING,
            state=Receive.main,
            getter=receive_data,
        ),
    )


def help_dialog() -> Dialog:
    """What can be done here."""
    return Dialog(
        Window(
            Problem(),
            Prose("help"),
            Prose("quick-hint"),
            Row(Start(Label("home-support"), id="support", state=Support.write), HOME),
            ANYTHING,
            state=Help.main,
        ),
    )


def language_dialog() -> Dialog:
    """The choice of language."""
    return Dialog(
        Window(
            Problem(),
            Prose("register-language"),
            language_buttons(choose_language),
            HOME,
            ANYTHING,
            state=LanguageChoice.main,
        ),
    )
