"""Steps of the stories of money abroad."""

from __future__ import annotations

from typing import Any

from tests.stage import Stage
from tests.stories.people import Phone
from tests.stories.steps import GENERAL, PIN, desk_presses, register, sees_below, top_up
from tests.stories.words import Words

DE_IBAN, GB_ACCOUNT = "DE89 3704 0044 0532 0130 00", "12-34-56 12345678"
FEE = 20_30
"""In minor units of CNY, for sending 100.00."""


async def sender(stage: Stage, say: Words, minor: int = 50000) -> Phone:
    """Ann with so much play money, in minor units of CNY."""
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    await top_up(ann, say, minor)
    return ann


def country(say: Words, code: str) -> str:
    """A country's button."""
    return say("remittance-country", country=code)


async def to_amount(phone: Phone, say: Words, code: str, *, euro: bool) -> None:
    """From anywhere to the question of how much."""
    asked = await phone.say("/abroad")
    await sees_below(phone, asked, say("remittance-none").split("\n")[0])
    await phone.press(say("remittance-new"))
    if euro:
        await phone.press(say("remittance-euro"))
        await phone.sees(say("remittance-ask-euro"))
    await phone.press(country(say, code))
    await phone.sees(country(say, code), say("remittance-ask-amount", **asked_fields("pays")).split("\n")[1][:6])


def asked_fields(fixed: str) -> dict[str, str]:
    """Fields of the question of how much."""
    return {"country": "", "fixed": fixed, "source": "", "target": "", "available": ""}


async def to_recipient(phone: Phone, say: Words, amount: str) -> None:
    """From the amount through the preview to the question of whom."""
    await phone.say(amount)
    await phone.press(say("remittance-to-whom"))
    await phone.sees(say("remittance-ask-recipient", country="").split("?")[0].split("？")[0][:4])


async def to_purpose(phone: Phone, say: Words, method: str, account: str, name: str = "Anna Weber") -> None:
    """A new recipient."""
    await phone.press(say("remittance-method", method=method))
    await phone.say(account)
    await phone.sees(say.first_line("remittance-ask-name"))
    await phone.say(name)
    await phone.sees(say("remittance-ask-purpose", name="", account="").split("\n")[1])


async def to_card(phone: Phone, say: Words) -> dict[str, Any]:
    """From the purpose to the confirm card."""
    await phone.press(say("remittance-purpose", purpose="family"))
    return await phone.sees(say.first_line("checkout-card", lines=""))


async def to_card_again(phone: Phone, say: Words) -> dict[str, Any]:
    """From anywhere to the confirm card of 50.00 to Anna Weber in Germany, whom the customer sent to before."""
    await to_amount(phone, say, "DE", euro=True)
    await to_recipient(phone, say, "50")
    await phone.press("A** W**  ****3000")
    await phone.sees(say("remittance-ask-purpose", name="", account="").split("\n")[1])
    return await to_card(phone, say)


async def pay(phone: Phone, say: Words, pin: str = PIN) -> dict[str, Any]:
    """From the confirm card to the receipt."""
    await phone.press("✅")
    await phone.sees(say.first_line("checkout-pin", what="", dots=""))
    await phone.enter_pin(pin)
    return await phone.sees(say.first_line("checkout-receipt", lines=""))


async def send(phone: Phone, say: Words, *, amount: str = "100") -> None:
    """To Anna Weber in Germany, from anywhere to the receipt."""
    await to_amount(phone, say, "DE", euro=True)
    await to_recipient(phone, say, amount)
    await to_purpose(phone, say, "iban", DE_IBAN)
    await to_card(phone, say)
    await pay(phone, say)


async def told(phone: Phone, say: Words, state: str) -> dict[str, Any]:
    """Wait for the notice that it has come to this state."""
    fields = {"amount": "", "name": "", "account": "", "reference": ""}
    return await phone.sees(say.first_line("notice-remittance-changed", state=state, **fields))


async def desk(stage: Stage, say: Words, key: str) -> str:
    """An agent presses a button of the newest card; returns the answer."""
    return await desk_presses(stage.agent, GENERAL, say(key))
