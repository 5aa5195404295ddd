"""Steps of stories with codes: a shop, its codes as pictures, and sending a picture."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image

from tests.stage import Stage
from tests.stories.people import Phone
from tests.wallet.shops import AGENT
from wallet.customers.queries import Customer, by_telegram_user
from wallet.invoices.service import Invoice, NewInvoice
from wallet.money import Money, currency
from wallet.qr.drawing import draw
from wallet.qr.payload import Payload, QrKind, link

BOT_NAME, SHOP = "wallet_bot", "Ray & Sons <Books>"


async def customer(stage: Stage, phone: Phone) -> Customer:
    """Who holds this phone."""
    container = stage.application.container
    found = await container.database.read(lambda read: by_telegram_user(read, container.vault, phone.person))
    assert found is not None
    return found


async def open_shop(stage: Stage, owner: Customer, name: str = SHOP) -> None:
    """A shop that the desk approved, without the way there."""
    merchants = stage.application.container.merchants
    merchant = await merchants.get(owner.id)
    if merchant is None or not merchant.open:
        review = await merchants.ask(owner, name, "retail", None)
        await merchants.decide(review.id, None, AGENT, "Mark")


async def ask_for(stage: Stage, owner: Customer, minor: int, **fields: Any) -> Invoice:
    """An invoice in CNY, valid for a day unless told otherwise."""
    new = NewInvoice(owner.id, Money(minor, currency("CNY")), **({"term": "day"} | fields))
    return await stage.application.container.invoices.create(new)


def argument(stage: Stage, kind: QrKind, number: int) -> str:
    """What a code of ours holds after `?start=`."""
    return stage.application.container.payloads.argument(Payload(kind, number))


def picture(*texts: str) -> bytes:
    """A picture with the codes of these texts side by side."""
    drawn = [Image.open(io.BytesIO(draw(text))).resize((600, 600)) for text in texts]
    whole = Image.new("L", (600 * len(drawn), 600), 255)
    for place, code in enumerate(drawn):
        whole.paste(code, (600 * place, 0))
    written = io.BytesIO()
    whole.save(written, "JPEG", quality=60)
    return written.getvalue()


def code_link(stage: Stage, kind: QrKind, number: int) -> str:
    """The link in a code of ours."""
    return link(BOT_NAME, argument(stage, kind, number))


async def send_photo(phone: Phone, content: bytes, kind: str = "photo", **fields: str) -> dict[str, Any]:
    """Send a picture as a photo, or as a file."""
    encoded = base64.b64encode(content).decode()
    given: Any = encoded if kind == "photo" else {"data": encoded} | fields
    sent: dict[str, Any] = await phone.world.call(
        "POST", f"/chats/{phone.chat}/messages", {"from": phone.person, kind: given}
    )
    return sent


async def photo_of(phone: Phone, message: dict[str, Any]) -> bytes:
    """The picture that the bot sent."""
    answer = await phone.world.api.get(f"/files/{message['photo'][-1]['file_id']}")
    assert answer.status_code == 200
    return answer.content
