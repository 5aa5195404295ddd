"""Steps of stories about claim links."""

from __future__ import annotations

import re

from tests.stories.people import Phone, words_of
from tests.stories.steps import PASSWORD, PIN
from tests.stories.words import Words


async def to_options(phone: Phone, say: Words, amount: str) -> None:
    """From anywhere to the screen where a note, a password or a name may be added."""
    await phone.say("/links")
    await phone.sees("🔗", say("claim-links-empty").split("\n")[-1].split("14")[-1])
    await phone.press(say("claim-links-new"))
    await phone.sees(say.first_line("claim-link-amount", available=""))
    await phone.say(amount)
    await phone.sees(say("claim-link-options", amount="", lines="").split("\n")[-1])


async def add(phone: Phone, say: Words, key: str, text: str) -> None:
    """A note, a password or a name."""
    await phone.press(say(f"claim-link-add-{key}"))
    await phone.sees(say.first_line(f"claim-link-ask-{key}"))
    await phone.say(text)
    await phone.sees(say("claim-link-options", amount="", lines="").split("\n")[-1])


async def pays(phone: Phone, say: Words, pin: str = PIN) -> None:
    """Through the checkout to the receipt."""
    await phone.press(say("claim-link-continue"))
    await phone.sees(say.first_line("checkout-card", lines=""))
    await phone.press("✅")
    await phone.sees(say.first_line("checkout-pin", what="", dots=""))
    await phone.enter_pin(pin)
    await phone.sees(say.first_line("checkout-receipt", lines=""))


async def link_of(phone: Phone, say: Words) -> str:
    """From the receipt to the link's page; returns what follows /start."""
    await phone.press(say("claim-link-next"))
    shown = await phone.sees("https://t.me/")
    found = re.search(r"\?start=(c_[A-Za-z0-9_-]{32})", words_of(shown))
    assert found is not None
    return found[1]


async def make(phone: Phone, say: Words, amount: str, **more: str) -> str:
    """A paid link; returns what follows /start. `more`: note, password, only_for."""
    await to_options(phone, say, amount)
    for key, text in more.items():
        await add(phone, say, key.replace("_", "-"), text)
    await pays(phone, say)
    return await link_of(phone, say)


async def refused(phone: Phone, say: Words, link: str, why: str) -> None:
    """Opening the link tells why there is nothing to take."""
    await phone.say(f"/start {link}")
    await phone.sees(say.first_line("claim-refused", refusal=""), why)


async def registers(phone: Phone, say: Words, name: str) -> None:
    """From the choice of the language on: what was pressed before is not said again."""
    await phone.sees("Choose your language")
    await phone.press(say(f"language-{say.language.code}"))
    await phone.sees(say.first_line("register-name"))
    await phone.say(name)
    await phone.sees(say.first_line("register-phone"))
    await phone.share_contact()
    await phone.sees(say.first_line("register-code", phone="x"))
    await phone.say(await phone.code())
    await phone.press(say("register-birthday-skip"))
    await phone.sees(say.first_line("register-password", rules=""))
    await phone.say(PASSWORD)
    await phone.sees(say.first_line("register-pin", dots=""))
    await phone.enter_pin(PIN)
    await phone.sees(say.first_line("register-pin-again", dots=""))
    await phone.enter_pin(PIN)
