"""Identity: the level and its limits, and handing in what the next one needs."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Start, SwitchTo

from handlers.errors import telling
from handlers.parts.anything import ANYTHING
from handlers.parts.live import tidy
from handlers.parts.words import Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from handlers.states import IdentityPages, Security
from locales import Html
from wallet.customers.profile import clean_address
from wallet.customers.service import NAME_LENGTH_MAX, clean_name
from wallet.errors import NameInvalid, PhotoMissing
from wallet.identity.models import WAITING

LEVEL_MAX = 2
LIMIT_KEYS = {"operation": "identity-limit-operation", "day": "identity-limit-day", "month": "identity-limit-month"}


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The level, what may leave at it and what is left of that, and how the last review ended."""
    services, customer, language = services_of(dialog_manager), customer_of(dialog_manager), language_of(dialog_manager)
    usage, review = await services.limits.left(customer.id), await services.identity.latest(customer.id)
    lines = [language.html(LIMIT_KEYS[item.limit], max=item.maximum, left=item.left) for item in usage.limits]
    waiting = review is not None and review.status == WAITING
    level = customer.identity_level
    return {
        "level": level,
        "limits": Html("\n".join(lines)),
        "waiting": waiting,
        "to_document": level == 0 and not waiting,
        "to_address": level == 1 and not waiting,
        "highest": level == LEVEL_MAX,
    }


async def to_claim(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data["level"] = customer_of(manager).identity_level + 1
    await manager.switch_to(IdentityPages.claim)


async def claim_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    document = dialog_manager.dialog_data["level"] == 1
    return {"document": document, "address": not document}


@telling
async def take_claim(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """The name as the document has it, or the address."""
    await tidy(message, manager)
    if manager.dialog_data["level"] == 1:
        if message.text is None:
            raise NameInvalid(length_max=NAME_LENGTH_MAX)
        claim = clean_name(message.text)
    else:
        claim = clean_address(message.text or "")
    manager.dialog_data["claim"] = claim
    await manager.switch_to(IdentityPages.photo)


@telling
async def take_photo(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """The photo goes to the desk, and its message away from the chat."""
    await tidy(message, manager)
    if not message.photo:
        raise PhotoMissing
    data = manager.dialog_data
    photo = message.photo[-1].file_id
    await services_of(manager).identity.hand_in(customer_of(manager), data["level"], data["claim"], photo)
    data.pop("claim")
    say_done(manager, "identity-handed-in")
    await manager.switch_to(IdentityPages.main)


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    back = SwitchTo(Label("back"), id="back", state=IdentityPages.main)
    return Dialog(
        Window(
            Problem(),
            Prose("identity-page", "level", "limits"),
            Prose("identity-waiting", when=F["waiting"]),
            Prose("identity-highest", when=F["highest"]),
            Button(Label("identity-document"), id="document", on_click=to_claim, when=F["to_document"]),
            Button(Label("identity-address"), id="address", on_click=to_claim, when=F["to_address"]),
            Start(Label("back"), id="back", state=Security.main, mode=StartMode.RESET_STACK),
            ANYTHING,
            state=IdentityPages.main,
            getter=main_data,
        ),
        Window(
            Problem(),
            Prose("identity-ask-name", when=F["document"]),
            Prose("identity-ask-address", when=F["address"]),
            back,
            MessageInput(take_claim, content_types=ContentType.ANY),
            state=IdentityPages.claim,
            getter=claim_data,
        ),
        Window(
            Problem(),
            Prose("identity-ask-photo", when=F["document"]),
            Prose("identity-ask-address-photo", when=F["address"]),
            back,
            MessageInput(take_photo, content_types=ContentType.ANY),
            state=IdentityPages.photo,
            getter=claim_data,
        ),
    )
