"""Codes of shops, invoices and persons as pictures: shown, printed and forwarded, so they outlive their screen."""

from __future__ import annotations

from aiogram import Bot
from aiogram.types import BufferedInputFile, CallbackQuery
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.kbd import Button

from handlers.parts.words import language_of
from handlers.services import customer_of, services_of
from locales import Html
from wallet.invoices.service import Invoice
from wallet.qr.drawing import drawn
from wallet.qr.payload import Payload, QrKind, link


async def code_link(manager: DialogManager, payload: Payload) -> str:
    """The link that the code holds."""
    bot: Bot = manager.middleware_data["bot"]
    return link(str((await bot.me()).username), services_of(manager).payloads.argument(payload))


async def send_code(manager: DialogManager, payload: Payload, caption: Html, logo: bytes | None = None) -> None:
    """Send the picture; the open screen moves below it."""
    bot: Bot = manager.middleware_data["bot"]
    picture = await drawn(await code_link(manager, payload), logo)
    file = BufferedInputFile(picture, "code.png")
    await bot.send_photo(customer_of(manager).telegram_user_id, file, caption=caption)
    manager.show_mode = ShowMode.DELETE_AND_SEND


async def send_shop_code(manager: DialogManager) -> None:
    """Raises `MerchantNotActive`."""
    merchant = await services_of(manager).merchants.require_open(customer_of(manager).id)
    payload = Payload(QrKind.STATIC, merchant.customer_id)
    address = await code_link(manager, payload)
    caption = language_of(manager).html("shop-code-caption", name=merchant.name, link=address)
    await send_code(manager, payload, caption, merchant.logo)


async def send_invoice_code(manager: DialogManager, invoice: Invoice) -> None:
    """An invoice's code, with what it asks for. Raises `MerchantNotActive`."""
    services, reader, language = services_of(manager), customer_of(manager), language_of(manager)
    merchant = await services.merchants.require_open(reader.id)
    payload = Payload(QrKind.INVOICE, invoice.id)
    caption = language.html(
        "invoice-code-caption",
        name=merchant.name,
        number=str(invoice.number),
        amount=invoice.amount,
        until=language.moment(invoice.expires_at, reader.zone, now=services.clock.now()),
        link=await code_link(manager, payload),
    )
    await send_code(manager, payload, caption, merchant.logo)


async def own_code(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """A person's own code, from the page that says how to be paid."""
    reader = customer_of(manager)
    payload = Payload(QrKind.PERSON, reader.id)
    address = await code_link(manager, payload)
    caption = language_of(manager).html("own-code-caption", name=reader.masked_name, link=address)
    await send_code(manager, payload, caption)
