"""Naming a person: what was typed or shared becomes somebody who may be asked; how strangers see them."""

from __future__ import annotations

import contextlib

from aiogram.types import Message
from aiogram_dialog import DialogManager

from handlers.parts.live import tidy
from handlers.services import customer_of, services_of
from locales import Language
from wallet.customers.queries import Customer
from wallet.errors import PayeeNotFound, PersonNotUnderstood

PERSON_TEXT_MAX = 64


async def typed_person(message: Message, manager: DialogManager) -> Customer:
    """A @name, a phone, a wallet number, or somebody's shared contact.

    Raises `PersonNotUnderstood`, `PayeeNotFound`, `AskingOneself`, `CannotBeAsked`, `TooManyAskedOfOne`,
    `TooManyOpenRequests`.
    """
    await tidy(message, manager)
    requests, own_id = services_of(manager).requests, customer_of(manager).id
    if message.contact is not None:
        if message.contact.user_id is not None:
            with contextlib.suppress(PayeeNotFound):
                return await requests.find_by_telegram_user(own_id, message.contact.user_id)
        return await requests.find_person(own_id, message.contact.phone_number)
    if message.text is None or len(message.text) > PERSON_TEXT_MAX:
        raise PersonNotUnderstood
    return await requests.find_person(own_id, message.text)


def shown_name(language: Language, person: Customer) -> str:
    """The masked name; who closed their wallet has none any more."""
    return person.masked_name or language.text("record-closed-wallet")
