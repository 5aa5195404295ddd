"""The customer of the canary run: all that there is to do with a wallet, also wrongly."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass, field

import pyotp
import segno

from tests.runtime.process import BotProcess
from tests.stage import Stage
from tests.stories import traces
from tests.stories.people import Phone, words_of
from tests.stories.steps import (
    GENERAL,
    desk_hears,
    desk_presses,
    open_security,
    register,
    to_confirm,
    top_up,
)
from tests.stories.traces import Places
from tests.stories.words import Words
from wallet.errors import CodeWrong, PasswordTooWeak, PasswordWrong, PinWrong, TotpWrong

KEY = bytes(range(100, 132))
SAID = "A porcelain heron stands in my garden"
ANSWERED = "Tell the copper lark that it may go"
SECRETS = {
    "PIN": "739146",
    "next PIN": "584027",
    "wrong PIN": "907352",
    "password": "Cobalt-marsh 5 lanterns",
    "weak password": "cobaltmarshes",
    "wrong password": "Cobalt-marsh 6 lanterns",
}
PERSONAL = {
    "name": "Quillon Marchbanks",
    "phone": "13955501234",
    "birthday": "1987-11-23",
    "address": "17 Saffron Quay, Tidewater",
    "e-mail": "quillon@heron.example",
    "claim": "Quillon Ambrose Marchbanks",
    "phrase": "velvet turnip orchard",
    "words to support": SAID,
    "words of support": ANSWERED,
}


@dataclass
class Canary:
    """The customer, and the secrets that come up on the way."""

    stage: Stage
    bots: BotProcess
    phone: Phone
    say: Words
    secrets: dict[str, str] = field(default_factory=lambda: dict(SECRETS))
    before_it_was_opened: Places = field(default_factory=dict)

    async def answers(self, words_: str, refusal: str) -> None:
        """Say something wrong and hear so."""
        await self.phone.say(words_)
        await self.phone.sees(refusal)

    async def said_by(self, role: str) -> Places:
        """What a bot asked of Telegram since the beginning."""
        names = {"customer": "wallet_bot", "staff": "wallet_desk_bot"}
        calls = [call for call in await self.stage.world.calls() if call["bot_username"] == names[role]]
        return traces.said(calls)


async def registers(canary: Canary) -> None:
    phone, say, secrets = canary.phone, canary.say, canary.secrets
    await phone.say("/start")
    await phone.press(say("language-en"))
    await phone.sees(say.first_line("register-name"))
    await phone.say(PERSONAL["name"])
    await phone.sees(say.first_line("register-phone"))
    await phone.share_contact()
    await phone.sees(say.first_line("register-code", phone="x"))
    secrets["one-time code"] = await phone.code()
    await canary.answers(f"{(int(secrets['one-time code']) + 1) % 10**6:06}", say.refusal(CodeWrong(tries_left=4)))
    await phone.say(secrets["one-time code"])
    await phone.sees(say.first_line("register-birthday"))
    await phone.say(PERSONAL["birthday"])
    await phone.sees(say.first_line("register-password", rules=""))
    await canary.answers(secrets["weak password"], say.refusal(PasswordTooWeak(missing="digits")))
    await phone.say(secrets["password"])
    await phone.sees(say.first_line("register-pin", dots=""))
    await phone.enter_pin(secrets["PIN"])
    await phone.sees(say.first_line("register-pin-again", dots=""))
    await phone.enter_pin(secrets["PIN"])
    await phone.sees(say.first_line("home-welcome", name=PERSONAL["name"]))


async def pays(canary: Canary) -> None:
    phone, say = canary.phone, canary.say
    bob = await canary.stage.phone("Bob", username="bob", phone="+8613800138002", language="en")
    await register(bob, say, name="Bob Ray")
    await top_up(phone, say, 10000)
    await to_confirm(phone, say, "@bob", "3")
    await phone.press("✅")
    await phone.sees(say.first_line("checkout-pin", what="", dots=""))
    await phone.enter_pin(canary.secrets["wrong PIN"])
    await phone.sees(say.refusal(PinWrong(tries_left=4)))
    await phone.enter_pin(canary.secrets["PIN"])
    await phone.sees(say.first_line("checkout-receipt", lines=""))


async def proves(canary: Canary, code: str | None = None) -> None:
    await canary.phone.sees(canary.say.first_line("prove-password"))
    await canary.phone.say(canary.secrets["password"])
    if code is not None:
        await canary.phone.sees(canary.say.first_line("prove-second"))
        await canary.phone.say(code)


async def switches_two_step_on(canary: Canary) -> list[str]:
    """Returns the recovery codes."""
    phone, say, secrets = canary.phone, canary.say, canary.secrets
    await open_security(phone, say, "security-totp")
    await phone.press(say("totp-begin"))
    await phone.sees(say.first_line("prove-password"))
    await canary.answers(secrets["wrong password"], say.refusal(PasswordWrong(tries_left=4)))
    await proves(canary)
    shown = await phone.sees(say.first_line("totp-set-up", secret=""))
    secrets["TOTP secret in groups"] = re.findall(r"[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}", words_of(shown))[0]
    secrets["TOTP secret"] = secrets["TOTP secret in groups"].replace(" ", "")
    totp = pyotp.TOTP(secrets["TOTP secret"])
    await canary.answers(f"{(int(totp.now()) + 1) % 10**6:06}", say.refusal(TotpWrong(tries_left=4)))
    await phone.say(totp.now())
    shown = await phone.sees(say.first_line("recovery-codes-shown", codes=""))
    codes = re.findall(r"\w{4}-\w{4}-\w{4}", words_of(shown))
    secrets |= {f"recovery code {number}": code for number, code in enumerate(codes)}
    await phone.press(say("recovery-download"))
    await phone.sees(say.first_line("recovery-file-caption"))
    await phone.press(say("recovery-saved"))
    await phone.sees(say("totp-on", left=10))
    return codes


async def tells_about_themselves(canary: Canary, codes: list[str]) -> None:
    phone, say = canary.phone, canary.say
    for name, key in (("address", "address"), ("e-mail", "email")):
        await open_security(phone, say, "security-profile")
        await phone.press(say(f"profile-{key}"))
        await proves(canary, codes.pop())
        await phone.sees(say.first_line(f"profile-ask-{key}"))
        await phone.say(PERSONAL[name])
        await phone.sees(say("profile-changed"), PERSONAL[name])
    await open_security(phone, say, "security-phrase")
    await proves(canary)
    await phone.sees(say.first_line("security-phrase-page"))
    await phone.say(PERSONAL["phrase"])
    await phone.sees(say("security-phrase-done"))


async def is_reviewed(canary: Canary) -> None:
    """The claim is handed in, shown to an agent who asks for it, and decided on."""
    phone, say, agent = canary.phone, canary.say, canary.stage.agent
    await open_security(phone, say, "security-identity")
    await phone.press(say("identity-document"))
    await phone.sees(say.first_line("identity-ask-name"))
    await phone.say(PERSONAL["claim"])
    await phone.sees(say.first_line("identity-ask-photo"))
    drawn = io.BytesIO()
    segno.make("a document", error="m").save(drawn, kind="png", scale=8)
    photo = {"from": phone.person, "photo": base64.b64encode(drawn.getvalue()).decode()}
    await canary.stage.world.call("POST", f"/chats/{phone.chat}/messages", photo)
    await phone.sees(say("identity-handed-in"))
    await desk_hears(canary.stage, say("desk-review-status", status="waiting", agent="", reason=""))
    canary.before_it_was_opened = await canary.said_by("staff")
    await desk_presses(agent, GENERAL, say("desk-show"))
    await desk_hears(canary.stage, PERSONAL["claim"])
    await desk_presses(agent, GENERAL, say("desk-approve"))
    await phone.sees(say("notice-identity-decided", status="approved"))


async def talks_to_support(canary: Canary) -> None:
    phone, say, agent = canary.phone, canary.say, canary.stage.agent
    await phone.say("/support")
    await phone.sees(say.first_line("support-fresh"))
    await phone.say(SAID)
    thread = await agent.topic_with(SAID)
    await agent.say(thread, ANSWERED)
    await phone.sees(ANSWERED)


async def meets_trouble(canary: Canary) -> None:
    """Locks, guesses, and Telegram fails while a password is being read and when a notice is to be sent."""
    phone, say, secrets = canary.phone, canary.say, canary.secrets
    await phone.say("/lock")
    await phone.sees(say.first_line("lock", dots=""))
    await phone.enter_pin(secrets["wrong PIN"])
    await phone.sees(say.refusal(PinWrong(tries_left=4)))
    await phone.enter_pin(secrets["PIN"])
    await phone.sees("👛")
    await open_security(phone, say, "security-password")
    await phone.sees(say.first_line("prove-password"))
    for method, times in (("deleteMessage", 1), ("sendMessage", 2), ("editMessageText", 2)):
        fault = {"method": method, "status": 400, "description": "Bad Request: not in the mood", "times": times}
        await canary.stage.world.call("POST", "/faults", fault | {"bot": canary.stage.customer_bot})
    await phone.say(secrets["wrong password"])
    await phone.sees(say.refusal(PasswordWrong(tries_left=3)).split("3")[0], say.first_line("prove-password"))
    await canary.stage.world.call("DELETE", "/faults")


async def stops_between_two_pins(canary: Canary, codes: list[str]) -> None:
    """The next PIN is entered once and half; so far the conversation has to remember it."""
    phone, say = canary.phone, canary.say
    await open_security(phone, say, "security-pin")
    await proves(canary, codes.pop())
    await phone.sees(say.first_line("security-pin-page", dots=""))
    await phone.enter_pin(canary.secrets["next PIN"])
    await phone.sees(say.first_line("security-pin-again", dots=""))
    await phone.enter_pin(canary.secrets["next PIN"][:3])
