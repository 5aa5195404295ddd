"""Steps that many stories share: register, top up, pay."""

from __future__ import annotations

from tests.stage import Stage
from tests.stories.people import Phone, words_of
from tests.stories.words import Words

PIN, PASSWORD = "258046", "Plum-tree 4 lanterns"


async def register(phone: Phone, say: Words, *, name: str, pin: str = PIN) -> str:
    """From /start to a wallet; returns the wallet number."""
    await phone.say("/start")
    await phone.sees("Choose your language")
    await phone.press(say(f"language-{say.language.code}"))
    await phone.sees(say.first_line("register-name"))
    await phone.say(name)
    await phone.sees(say.first_line("register-phone"))
    await phone.share_contact()
    await phone.sees(say.first_line("register-code", phone="x"))
    await phone.say(await phone.code())
    await phone.sees(say.first_line("register-birthday"))
    await phone.press(say("register-birthday-skip"))
    await phone.sees(say.first_line("register-password", rules=""))
    await phone.say(PASSWORD)
    await phone.sees(say.first_line("register-pin", dots=""))
    await phone.enter_pin(pin)
    await phone.sees(say.first_line("register-pin-again", dots=""))
    await phone.enter_pin(pin)
    home = await phone.sees(say("home-welcome", name=name).split("\n")[0])
    return next(word for word in words_of(home).split() if word.isdigit() and len(word) == 10)


async def two_customers(stage: Stage, say: Words, minor: int) -> tuple[Phone, Phone]:
    """Ann with so much play money, in minor units of CNY, and Bob with none."""
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    bob = await stage.phone("Bob", username="bob", phone="+8613800138002", language="en")
    await register(ann, say, name="Ann Lee")
    await register(bob, say, name="Bob Ray")
    await top_up(ann, say, minor)
    return ann, bob


async def top_up(phone: Phone, say: Words, minor: int) -> None:
    """Play money by one of the amounts offered, in minor units of CNY."""
    preset = say.yuan(minor)
    await phone.press(say("home-top-up"))
    await phone.press(preset)
    await phone.sees(preset, say("top-up-done", amount="", available="", reference="").split("\n")[-1])
    await phone.press(say("home"))
    await phone.sees(say.first_line("home-title", name="", number="").split("👛")[0].strip() or "👛")


async def pay(phone: Phone, say: Words, payee: str, amount: str, *, pin: str = PIN) -> None:
    """A transfer from the home screen to the receipt."""
    await phone.press(say("home-transfer"))
    await phone.sees(say.first_line("transfer-payee"))
    await phone.say(payee)
    await phone.sees(say("transfer-amount", payee="", payee_number="", available="").split("\n")[1])
    await phone.say(amount)
    await phone.sees(say.first_line("transfer-confirm", payee="", payee_number="", amount=""))
    await phone.press("✅")
    await phone.sees(say.first_line("transfer-pin", payee="", amount="", dots=""))
    await phone.enter_pin(pin)
    await phone.sees(say.first_line("transfer-receipt", payee="", payee_number="", amount=""))
