"""Control calls for tests: faults on order, repeated updates, send limits, and the SMS of the local code sender."""

import re
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.control.request import body_of, done, integer_field, text_field, world_of
from bot.sandbox.errors import ControlError
from bot.sandbox.people import BotAccount
from bot.sandbox.world import SMS_MAX, World

_CODE = re.compile(r"(?<!\d)\d{4,8}(?!\d)")


def _bot(world: World, value: Any) -> BotAccount:
    """Return a bot by its id, username or role. Raises 404."""
    for bot in world.bots.values():
        if str(value).lstrip("@").lower() in (str(bot.id), bot.username.lower(), bot.role):
            return bot
    raise ControlError(404, f"no such bot: {value}")


async def add_fault(request: Request) -> Response:
    """Have the next calls go wrong."""
    body, world = await body_of(request), world_of(request)
    bot = body.get("bot")
    world.faults.add(body, None if bot is None else _bot(world, bot).id)
    return done()


async def clear_faults(request: Request) -> Response:
    """Have no more calls go wrong."""
    world_of(request).faults.clear()
    return done()


async def replay_updates(request: Request) -> Response:
    """Deliver a bot's last updates once more, shuffled."""
    body, world = await body_of(request), world_of(request)
    count = integer_field(body, "count")
    if count < 1:
        raise ControlError(400, '"count" must be positive')
    return JSONResponse({"count": _bot(world, body.get("bot")).updates.replay(count)})


async def set_limits(request: Request) -> Response:
    """Switch Telegram's send limits on or off."""
    body = await body_of(request)
    if not isinstance(body.get("on"), bool):
        raise ControlError(400, '"on" must be a boolean')
    world_of(request).limits.switch(body["on"])
    return JSONResponse({"on": body["on"]})


def _digits(phone: str) -> str:
    return re.sub(r"[^0-9]", "", phone)


async def take_sms(request: Request) -> Response:
    """Take a message that a code sender sends to a phone."""
    body, world = await body_of(request), world_of(request)
    phone = text_field(body, "phone", required=True, length_max=32)
    text = text_field(body, "text", required=True, length_max=1_000)
    assert phone is not None
    assert text is not None
    found = _CODE.search(text)
    message = {"time": round(time.time(), 3), "phone": phone, "text": text, "code": found[0] if found else None}
    world.sms.append(message)
    del world.sms[:-SMS_MAX]
    world.events.emit("sms", phone=phone, text=text)
    return done()


async def show_sms(request: Request) -> Response:
    """Show what came to a phone, newest last; without a phone, what came to all."""
    phone = request.query_params.get("phone")
    messages = world_of(request).sms
    # A plus sign in a query that was not escaped arrives as a space, so only the digits are compared.
    chosen = [one for one in messages if not phone or _digits(one["phone"]) == _digits(phone)]
    return JSONResponse({"messages": chosen})


ROUTES = [
    Route("/faults", add_fault, methods=["POST"]),
    Route("/faults", clear_faults, methods=["DELETE"]),
    Route("/updates/replay", replay_updates, methods=["POST"]),
    Route("/limits", set_limits, methods=["POST"]),
    Route("/sms", take_sms, methods=["POST"]),
    Route("/sms", show_sms, methods=["GET"]),
]
