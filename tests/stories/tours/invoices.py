"""The way through codes, invoices and scanning."""

from __future__ import annotations

from handlers.states import Checkout, Invoices, PayMerchant, Scan
from tests.stories.acts import Tour, holding, presses, says
from tests.stories.invoice_steps import argument, ask_for, code_link, customer, open_shop, picture, send_photo
from tests.stories.screens import Walk
from wallet.customers.queries import Customer
from wallet.qr.payload import QrKind


async def _shop(walk: Walk) -> Customer:
    """Bob's shop, where Ann can pay. Ann has one of her own by now."""
    ann = await customer(walk.stage, walk.phone)
    bob = await walk.stage.application.container.payments.find_payee(ann.id, "@bob")
    await open_shop(walk.stage, bob)
    return bob


async def opens_shop(walk: Walk) -> None:
    await walk.phone.say(f"/start {argument(walk.stage, QrKind.STATIC, (await _shop(walk)).id)}")


async def opens_invoice(walk: Walk) -> None:
    invoice = await ask_for(walk.stage, await _shop(walk), 3_00)
    await walk.phone.say(f"/start {argument(walk.stage, QrKind.INVOICE, invoice.id)}")


async def sends_two_codes(walk: Walk) -> None:
    bob = await _shop(walk)
    codes = [code_link(walk.stage, kind, bob.id) for kind in (QrKind.STATIC, QrKind.PERSON)]
    await send_photo(walk.phone, picture(*codes))


TOUR: Tour = (
    (Invoices.main, (says("/invoice"),)),
    (Invoices.amount, (presses("invoice-new"),)),
    (Invoices.note, (says("12.50"),)),
    (Invoices.terms, (says("Table 4"),)),
    (Invoices.payer, (holding("🎯"),)),
    (Invoices.terms, (says("@bob"),)),
    (Invoices.one, (presses("invoice-create"),)),
    (Scan.ask, (says("/scan"),)),
    (Scan.choose, (sends_two_codes,)),
    (PayMerchant.amount, (opens_shop,)),
    (Checkout.confirm, (opens_invoice,)),
)
