"""Making a claim link: how much, a note, a password, for one person alone; then the confirm card."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, SwitchTo

from handlers.checkout import open_checkout
from handlers.errors import telling
from handlers.parts.amounts import currency_choice, typed_amount
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.live import go_home, tidy
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from handlers.states import ClaimLinks
from locales import Html
from wallet.claim_links.service import NewLink
from wallet.money import Money, currency
from wallet.payments.notes import clean_note
from wallet.payments.quotes import require_funds

CURRENCY, MINOR = "currency", "minor"
NOTE, ONLY_FOR, PASSWORD_HASH = "note", "only_for", "password_hash"


async def begin(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """A new link, with nothing of the last one on it."""
    for name in (CURRENCY, MINOR, NOTE, ONLY_FOR, PASSWORD_HASH):
        manager.dialog_data.pop(name, None)
    await manager.switch_to(ClaimLinks.amount)


async def amount_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What can be spent, and the currencies to choose from when there are several."""
    data, giver = dialog_manager.dialog_data, customer_of(dialog_manager)
    balances = await services_of(dialog_manager).payments.balances(giver.id)
    available = {item.available.currency.code: item.available for item in balances}
    if CURRENCY not in data:
        data[CURRENCY] = next(iter(available), giver.default_currency)
        if giver.default_currency in available:
            data[CURRENCY] = giver.default_currency
    chosen = data[CURRENCY]
    return {
        "available": available.get(chosen, Money(0, currency(chosen))),
        "currencies": [{"code": code} for code in available if code != chosen],
    }


@telling
async def take_amount(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    await tidy(message, manager)
    amount = typed_amount(message, manager)
    available = await services_of(manager).payments.available(customer_of(manager).id, amount.currency.code)
    require_funds(available, amount)
    manager.dialog_data[MINOR] = amount.minor
    await manager.switch_to(ClaimLinks.options)


def _amount(manager: DialogManager) -> Money:
    return Money(manager.dialog_data[MINOR], currency(manager.dialog_data[CURRENCY]))


async def options_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The link in the making. Of its password only that there is one."""
    data, language = dialog_manager.dialog_data, language_of(dialog_manager)
    locked, only_for = PASSWORD_HASH in data, data.get(ONLY_FOR)
    lines = [language.html("claim-link-line-only-for", name=only_for) if only_for else None]
    lines += [language.html("claim-link-line-anyone") if not only_for else None]
    lines += [language.html("claim-link-line-password", set="yes" if locked else "no")]
    lines += [language.html("claim-link-line-note", note=data[NOTE]) if data.get(NOTE) else None]
    return {
        "amount": _amount(dialog_manager),
        "lines": Html("\n".join(line for line in lines if line is not None)),
        "noted": bool(data.get(NOTE)),
        "named": only_for is not None,
        "locked": locked,
    }


@telling
async def take_note(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    manager.dialog_data[NOTE] = clean_note(text)
    await manager.switch_to(ClaimLinks.options)


@telling
async def take_password(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """The typed message is deleted at once; what goes on is a hash."""
    text = await only_text(message, manager)
    if text is None:
        return
    manager.dialog_data[PASSWORD_HASH] = await services_of(manager).claim_links.hash(text)
    say_done(manager, "claim-link-password-kept")
    await manager.switch_to(ClaimLinks.options)


@telling
async def take_only_for(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    manager.dialog_data[ONLY_FOR] = await services_of(manager).claim_links.only_for(customer_of(manager), text)
    await manager.switch_to(ClaimLinks.options)


async def take_away(_callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Leave this out after all. The button's id names it."""
    manager.dialog_data.pop(button.widget_id, None)
    await manager.switch_to(ClaimLinks.options)


@telling
async def go_on(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """To the confirm card: the quote is stored here."""
    data = manager.dialog_data
    new = NewLink(_amount(manager), data.get(NOTE, ""), data.get(ONLY_FOR), data.get(PASSWORD_HASH))
    await open_checkout(manager, await services_of(manager).claim_links.quote(customer_of(manager).id, new))


def option_window(key: str, field: str, shown: str, take: Any, state: State) -> Window:
    """One of the things that may be added to a link: asked for, or left out after all."""
    return Window(
        Problem(),
        Prose(key),
        Button(Label("claim-link-take-away"), id=field, on_click=take_away, when=F[shown]),
        SwitchTo(Label("back"), id="back", state=ClaimLinks.options),
        MessageInput(take, content_types=ContentType.ANY),
        state=state,
        getter=options_data,
    )


def making_windows() -> tuple[Window, ...]:
    """From an amount to the confirm card."""
    return (
        Window(
            Problem(),
            Prose("claim-link-amount", "available"),
            currency_choice(width=4, when=F["currencies"]),
            Row(
                SwitchTo(Label("back"), id="back", state=ClaimLinks.mine),
                Button(Label("cancel"), id="cancel", on_click=go_home),
            ),
            MessageInput(take_amount, content_types=ContentType.ANY),
            state=ClaimLinks.amount,
            getter=amount_data,
        ),
        Window(
            Problem(),
            Prose("claim-link-options", "amount", "lines"),
            Row(
                SwitchTo(Label("claim-link-add-note"), id="note", state=ClaimLinks.note),
                SwitchTo(Label("claim-link-add-password"), id="password", state=ClaimLinks.password),
            ),
            SwitchTo(Label("claim-link-add-only-for"), id="only_for", state=ClaimLinks.only_for),
            Button(Label("claim-link-continue"), id="go", on_click=go_on),
            Row(
                SwitchTo(Label("back"), id="back", state=ClaimLinks.amount),
                Button(Label("cancel"), id="cancel", on_click=go_home),
            ),
            ANYTHING,
            state=ClaimLinks.options,
            getter=options_data,
        ),
        option_window("claim-link-ask-note", NOTE, "noted", take_note, ClaimLinks.note),
        option_window("claim-link-ask-password", PASSWORD_HASH, "locked", take_password, ClaimLinks.password),
        option_window("claim-link-ask-only-for", ONLY_FOR, "named", take_only_for, ClaimLinks.only_for),
    )
