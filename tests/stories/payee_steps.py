"""Steps of transfers: whom, how much, the card, the PIN, and forwarded messages."""

from __future__ import annotations

import itertools
from typing import Any

from tests.stage import Stage
from tests.stories.people import Phone
from tests.stories.steps import PIN, sees_below
from tests.stories.words import Words

_updates = itertools.count(2 * 10**12)


async def asked_whom(phone: Phone, say: Words) -> dict[str, Any]:
    """Open the transfer; returns its screen."""
    asked = await phone.say("/transfer")
    return await sees_below(phone, asked, say.first_line("transfer-payee"))


async def asked_how_much(phone: Phone, say: Words) -> None:
    await phone.sees(say("transfer-amount", payee="", payee_number="", available="").split("\n")[1])


async def card(phone: Phone, say: Words, *lines: str) -> dict[str, Any]:
    return await phone.sees(say.first_line("checkout-card", lines=""), *lines)


async def confirms(phone: Phone, say: Words, pin: str = PIN) -> None:
    """From the card past the PIN."""
    await phone.press("✅")
    await phone.sees(say.first_line("checkout-pin", what="", dots=""))
    await phone.enter_pin(pin)


async def receipt(phone: Phone, say: Words, *lines: str) -> dict[str, Any]:
    return await phone.sees(say.first_line("checkout-receipt", lines=""), *lines)


async def forwards_of(stage: Stage, reader: Phone, writer: Phone) -> dict[str, Any]:
    """What somebody writes in a group, forwarded to the bot by who reads it there."""
    members = [reader.person, writer.person]
    chat = await stage.world.call("POST", "/chats", {"title": "Lunch", "type": "group", "members": members})
    said = await stage.world.call(
        "POST", f"/chats/{chat['id']}/messages", {"from": writer.person, "text": "20 each, please"}
    )
    forwarded = {"chat": str(chat["id"]), "message_id": said["message_id"]}
    sent: dict[str, Any] = await stage.world.call(
        "POST", f"/chats/{reader.chat}/messages", {"from": reader.person, "forward_of": forwarded}
    )
    return sent


async def forwards_from(stage: Stage, phone: Phone, origin: dict[str, Any]) -> None:
    """A forwarded message whose origin Telegram tells like this."""
    number = next(_updates)
    user = {"id": phone.person, "is_bot": False, "first_name": "Ann", "username": "ann", "language_code": "en"}
    message = {
        "message_id": 10**6 + number % 10**6,
        "date": 1,
        "chat": {"id": phone.person, "type": "private", "first_name": "Ann"},
        "from": user,
        "text": "hello",
        "forward_origin": origin | {"date": 1},
    }
    await stage.application._runners["customer"].accept([{"update_id": number, "message": message}])
