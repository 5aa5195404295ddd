"""The second steps of sending money abroad: to whom and what for; the checkout does the rest."""

from __future__ import annotations

from typing import Any

from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, Group

from handlers.checkout import open_checkout
from handlers.errors import telling
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.remittance_steps import COUNTRY, back_or_cancel, choice, corridor_of, wish_of
from handlers.services import customer_of, services_of
from handlers.states import Remittance
from wallet.remittance.accounts import read_account, read_name
from wallet.remittance.corridors import ACCOUNT, IBAN, PURPOSES
from wallet.remittance.recipients import Recipient

METHOD, ACCOUNT_TYPED, RECIPIENT = "method", "account", "recipient_id"


async def recipient_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Whom the customer sent to before, and the ways to reach somebody new."""
    corridor, language = corridor_of(dialog_manager), language_of(dialog_manager)
    recipients = services_of(dialog_manager).remittances.recipients
    known = await recipients.of_country(customer_of(dialog_manager).id, corridor.country)
    return {
        "country": language.text("remittance-country", country=corridor.country),
        "known": [{"code": str(item.id), "name": f"{item.masked_name}  {item.masked_account}"} for item in known],
        "methods": [
            {"code": method.code, "name": language.text("remittance-method", method=method.code)}
            for method in corridor.methods
        ],
    }


@telling
async def choose_known(_callback: CallbackQuery, _select: object, manager: DialogManager, recipient_id: str) -> None:
    """Looked up with its owner: an id from a button proves nothing."""
    recipients = services_of(manager).remittances.recipients
    await _with_recipient(manager, await recipients.get(customer_of(manager).id, int(recipient_id)))


async def _with_recipient(manager: DialogManager, chosen: Recipient) -> None:
    data = manager.dialog_data
    data[RECIPIENT] = chosen.id
    await manager.switch_to(Remittance.purpose)


@telling
async def choose_method(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
    manager.dialog_data[METHOD] = corridor_of(manager).method(code).code
    await manager.switch_to(Remittance.account)


async def account_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What the account looks like in this country."""
    corridor, language = corridor_of(dialog_manager), language_of(dialog_manager)
    method = corridor.method(dialog_manager.dialog_data[METHOD])
    form: str = method.kind
    if form == ACCOUNT:
        form = corridor.country
    elif form == IBAN and not corridor.euro:
        form = "iban-bic"
    return {
        "form": form,
        "method": language.text("remittance-method", method=method.code),
        "country": language.text("remittance-country", country=corridor.country),
    }


@telling
async def take_account(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """Checked at once, while the customer has it before their eyes."""
    text = await only_text(message, manager)
    if text is None:
        return
    corridor = corridor_of(manager)
    method = corridor.method(manager.dialog_data[METHOD])
    manager.dialog_data[ACCOUNT_TYPED] = read_account(corridor, method, text)
    await manager.switch_to(Remittance.name)


@telling
async def take_name(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is None:
        return
    data, name = manager.dialog_data, read_name(text)
    kept = await services_of(manager).remittances.recipients.add(
        customer_of(manager).id, data[COUNTRY], data[METHOD], data[ACCOUNT_TYPED], name
    )
    data.pop(ACCOUNT_TYPED)
    await _with_recipient(manager, kept)


async def purpose_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Whom it goes to, in full this once, so that a wrong name or account is seen; and what it may be for."""
    language, owner = language_of(dialog_manager), customer_of(dialog_manager)
    recipients = services_of(dialog_manager).remittances.recipients
    recipient = await recipients.get(owner.id, dialog_manager.dialog_data[RECIPIENT])
    return {
        "name": recipient.name,
        "account": recipient.account,
        "purposes": [{"code": code, "name": language.text("remittance-purpose", purpose=code)} for code in PURPOSES],
    }


@telling
async def choose_purpose(_callback: CallbackQuery, _select: object, manager: DialogManager, code: str) -> None:
    """The quote is stored, and its reference minted, here."""
    quote = await services_of(manager).remittances.quote(
        customer_of(manager).id, wish_of(manager), manager.dialog_data[RECIPIENT], code
    )
    await open_checkout(manager, quote)


@telling
async def forget_recipient(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Delete whom was chosen from the saved ones."""
    recipients = services_of(manager).remittances.recipients
    await recipients.forget(customer_of(manager).id, manager.dialog_data.pop(RECIPIENT))
    say_done(manager, "remittance-forgotten")
    await manager.switch_to(Remittance.recipient)


def to_whom() -> tuple[Window, ...]:
    """Recipient and purpose."""
    return (
        Window(
            Problem(),
            Prose("remittance-ask-recipient", "country"),
            Column(choice("known", "known", choose_known)),
            Column(choice("method", "methods", choose_method)),
            back_or_cancel(Remittance.preview),
            ANYTHING,
            state=Remittance.recipient,
            getter=recipient_data,
        ),
        Window(
            Problem(),
            Prose("remittance-ask-account", "form", "method", "country"),
            back_or_cancel(Remittance.recipient),
            MessageInput(take_account, content_types=ContentType.ANY),
            state=Remittance.account,
            getter=account_data,
        ),
        Window(
            Problem(),
            Prose("remittance-ask-name"),
            back_or_cancel(Remittance.account),
            MessageInput(take_name, content_types=ContentType.ANY),
            state=Remittance.name,
        ),
        Window(
            Problem(),
            Prose("remittance-ask-purpose", "name", "account"),
            Group(choice("purpose", "purposes", choose_purpose), width=2),
            Button(Label("remittance-forget"), id="forget", on_click=forget_recipient),
            back_or_cancel(Remittance.recipient),
            ANYTHING,
            state=Remittance.purpose,
            getter=purpose_data,
        ),
    )
