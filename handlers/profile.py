"""The profile: seeing it, changing it after the password, and having it erased."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import CancelEventProcessing, Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.parts.anything import ANYTHING
from handlers.parts.live import leave_screen, tidy
from handlers.parts.proving import WANT, asking, continuing
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from handlers.states import LanguageChoice, Profile, Security
from wallet.customers.profile import ERASE_PURPOSE, PROFILE_PURPOSE, Profiles, parse_birthday
from wallet.customers.queries import Customer, mask_phone
from wallet.days import local_day
from wallet.money import CURRENCIES

STATES = {
    "name": Profile.name,
    "address": Profile.address,
    "email": Profile.email,
    "birthday": Profile.birthday,
    "zone": Profile.time_zone,
}
TEXT_MAX = 300

Set = Callable[[Profiles, Customer, str], Awaitable[None]]


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """All of it; the phone with its middle hidden, for somebody may look over a shoulder."""
    language = language_of(dialog_manager)
    profile = await services_of(dialog_manager).profiles.get(customer_of(dialog_manager).id)
    empty = language.text("profile-empty")
    return {
        "name": profile.name,
        "phone": mask_phone(profile.phone),
        "address": profile.address or empty,
        "email": profile.email or empty,
        "birthday": empty if profile.birthday is None else profile.birthday.isoformat(),
        "zone": profile.time_zone,
        "currency": language.currency_name(profile.default_currency),
        "language": language.text(f"language-{language.code}"),
    }


async def edit_step(manager: DialogManager) -> None:
    """After the proof: the screen of the field that was pressed."""
    await manager.switch_to(STATES[manager.dialog_data[WANT]])


def taking(change: Set) -> Any:
    """A message handler that hands what was typed to `change` and goes back to the page."""

    async def take(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
        await tidy(message, manager)
        customer, text = customer_of(manager), (message.text or "")[:TEXT_MAX]
        await change(services_of(manager).profiles, customer, text)
        await _changed(manager, customer)

    return telling(take)


def removing(change: Callable[[Profiles, Customer], Awaitable[None]]) -> Any:
    """A button handler that takes a field away."""

    async def remove(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
        await change(services_of(manager).profiles, customer_of(manager))
        await _changed(manager, customer_of(manager))

    return telling(remove)


async def _changed(manager: DialogManager, customer: Customer) -> None:
    manager.middleware_data["customer"] = await services_of(manager).customers.get(customer.id)
    say_done(manager, "profile-changed")
    await manager.switch_to(Profile.main)


@telling
async def take_birthday(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    customer, services = customer_of(manager), services_of(manager)
    today = local_day(services.clock.now(), customer.zone)
    await services.profiles.set_birthday(customer, parse_birthday(message.text or "", today))
    await _changed(manager, customer)


async def currency_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    return {"currencies": [{"code": code} for code in CURRENCIES]}


@telling
async def choose_currency(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
    await services_of(manager).profiles.set_default_currency(customer_of(manager), code)
    await _changed(manager, customer_of(manager))


async def erase_step(manager: DialogManager) -> None:
    """The person is erased, the books stay; a last word, and the conversation ends."""
    customer, bot = customer_of(manager), manager.middleware_data["bot"]
    await services_of(manager).profiles.erase(customer)
    text = language_of(manager).html("profile-erased")
    manager.middleware_data["customer"] = None
    await leave_screen(bot, customer.telegram_user_id, manager)
    await manager.reset_stack(remove_keyboard=False)
    await manager.middleware_data["state"].clear()
    await bot.send_message(customer.telegram_user_id, text)
    # No screen is left to be shown, nor to be gone back to from the proof.
    raise CancelEventProcessing


def _field(name: str, state: Any, change: Set, clear: Any = None) -> Window:
    """The screen of one field."""
    return Window(
        Problem(),
        Prose(f"profile-ask-{name}"),
        *([Button(Label("profile-clear"), id="clear", on_click=removing(clear))] if clear else []),
        BACK,
        MessageInput(taking(change), content_types=ContentType.ANY),
        state=state,
    )


BACK = SwitchTo(Label("back"), id="back", state=Profile.main)


def _edit(name: str) -> Button:
    return Button(Label(f"profile-{name}"), id=name, on_click=asking(PROFILE_PURPOSE, edit_step, name))


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("profile-page", "name", "phone", "address", "email", "birthday", "zone", "currency", "language"),
            Group(
                *(_edit(name) for name in STATES),
                SwitchTo(Label("profile-currency"), id="currency", state=Profile.currency),
                Start(Label("home-language"), id="language", state=LanguageChoice.main),
                SwitchTo(Label("profile-erase"), id="erase", state=Profile.erase),
                width=2,
            ),
            Start(Label("back"), id="back", state=Security.main, mode=StartMode.RESET_STACK),
            ANYTHING,
            state=Profile.main,
            getter=main_data,
        ),
        _field("name", Profile.name, Profiles.set_name),
        _field("address", Profile.address, Profiles.set_address, lambda all_, who: all_.set_address(who, None)),
        _field("email", Profile.email, Profiles.set_email, lambda all_, who: all_.set_email(who, None)),
        Window(
            Problem(),
            Prose("profile-ask-birthday"),
            Button(
                Label("profile-clear"), id="clear", on_click=removing(lambda all_, who: all_.set_birthday(who, None))
            ),
            BACK,
            MessageInput(take_birthday, content_types=ContentType.ANY),
            state=Profile.birthday,
        ),
        _field("zone", Profile.time_zone, Profiles.set_time_zone),
        Window(
            Problem(),
            Prose("profile-ask-currency"),
            Group(
                Select(
                    Format("{item[code]}"),
                    id="code",
                    item_id_getter=lambda item: item["code"],
                    items="currencies",
                    on_click=choose_currency,
                ),
                width=3,
            ),
            BACK,
            ANYTHING,
            state=Profile.currency,
            getter=currency_data,
        ),
        Window(
            Problem(),
            Prose("profile-erase-page"),
            Button(Label("profile-erase-now"), id="now", on_click=asking(ERASE_PURPOSE, erase_step)),
            BACK,
            ANYTHING,
            state=Profile.erase,
        ),
        on_process_result=continuing({PROFILE_PURPOSE: edit_step, ERASE_PURPOSE: erase_step}),
    )
