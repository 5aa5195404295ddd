"""Registration: everything that is refused on the way, leaving it in the middle, and one wallet a phone number."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.application import running
from bot.sandbox.app import create_app
from bot.sandbox.server import SandboxServer
from bot.settings import Settings
from tests.stage import Stage, furnish
from tests.stories.people import Phone, World, buttons_of, words_of
from tests.stories.steps import PASSWORD, PIN, gone, register
from tests.stories.words import Words, words
from wallet.errors import (
    BirthdayInvalid,
    CodeTooSoon,
    CodeWrong,
    ContactNotOwn,
    NameInvalid,
    PasswordTooWeak,
    PhoneInvalid,
    PhoneTaken,
    PinsDiffer,
    PinTooSimple,
)

NAME, PHONE, BIRTHDAY = "Wang Xiaoming", "+8613800138000", "1990-05-20"


async def begin(phone: Phone, say: Words) -> None:
    """To the question for the name."""
    await phone.say("/start")
    await phone.sees("Choose your language")
    await phone.press(say(f"language-{say.language.code}"))
    await phone.sees(say.first_line("register-name"))


def rule_lines(say: Words, **marks: str) -> list[str]:
    """Lines of the live list of what a password lacks."""
    return [f"{mark} {say(f'password-rule-{rule}')}" for rule, mark in marks.items()]


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_name_phone_and_code_are_refused_until_they_are_right(stage: Stage, code: str) -> None:
    say = words(code)
    wang = await stage.phone("小明", username="xiaoming", phone=PHONE)
    await begin(wang, say)
    for name in ("12345", "x" * 41):
        typed = await wang.say(name)
        await gone(wang, typed)
        await wang.sees(say.refusal(NameInvalid(length_max=40)), say.first_line("register-name"))
    await wang.say(NAME)
    await wang.sees(say.first_line("register-phone"))

    stranger = {"phone_number": "+8613800138009", "first_name": "Bob", "user_id": wang.person + 1}
    await wang.share_contact(stranger)
    await wang.sees(say.refusal(ContactNotOwn()), say.first_line("register-phone"))
    await wang.say("call me maybe")
    await wang.sees(say.refusal(PhoneInvalid()), say.first_line("register-phone"))
    await wang.say(PHONE)
    screen = await wang.sees(say.first_line("register-code", phone="+861****8000"))
    assert "+861****8000" in words_of(screen)
    assert say.refusal(PhoneInvalid()) not in words_of(screen)

    sent = await wang.code()
    await wang.say(f"{(int(sent) + 1) % 1_000_000:06}")
    await wang.sees(say.refusal(CodeWrong(tries_left=4)))
    await wang.press(say("register-code-resend"))
    too_soon = say.refusal(CodeTooSoon(retry_after_seconds=60)).split(say.language.duration(60))[0]
    await wang.sees(too_soon, say.first_line("register-code", phone=""))
    await wang.press(say("register-code-other-phone"))
    asked = await wang.sees(say.first_line("register-phone"))
    assert "⚠️" not in words_of(asked)
    await wang.say(PHONE)
    await wang.sees(too_soon, say.first_line("register-code", phone=""))
    await wang.say(sent)
    await wang.sees(say.first_line("register-birthday"))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_birthday_password_and_pin_are_refused_until_they_are_right(stage: Stage, code: str) -> None:
    say = words(code)
    wang = await stage.phone("小明", username="xiaoming", phone=PHONE)
    await begin(wang, say)
    await wang.say(NAME)
    await wang.sees(say.first_line("register-phone"))
    await wang.share_contact()
    await wang.sees(say.first_line("register-code", phone=""))
    await wang.say(await wang.code())
    await wang.sees(say.first_line("register-birthday"))
    await wang.say("1990-02-31")
    await wang.sees(say.refusal(BirthdayInvalid()), say.first_line("register-birthday"))
    await wang.press(say("register-birthday-skip"))
    asked = await wang.sees(say.first_line("register-password", rules=""), "▫️")
    assert "⚠️" not in words_of(asked)
    await wang.press(say("back"))
    await wang.say(BIRTHDAY)
    await wang.sees(say.first_line("register-password", rules=""), "▫️")

    await refused_passwords(wang, say)
    await refused_pins(wang, say)
    home = await wang.sees(say.first_line("home-welcome", name=NAME))
    assert say("home-transfer") in buttons_of(home)
    chat = "\n".join(words_of(message) for message in await wang.messages())
    assert PASSWORD not in chat
    assert BIRTHDAY not in chat


async def refused_passwords(phone: Phone, say: Words) -> None:
    """Each is deleted at once, and the list shows what it lacks."""
    weak = {
        "plum": ("length", rule_lines(say, length="❌", letters="✅", digits="❌", special="❌", personal="✅")),
        "plum1990!0520": ("personal", rule_lines(say, length="✅", digits="✅", special="✅", personal="❌")),
        "longer1lamps": ("special", rule_lines(say, length="✅", digits="✅", special="❌", personal="✅")),
        "Xiaoming-8-lamps": ("personal", rule_lines(say, special="✅", personal="❌")),
        "Passw0rd!": ("common", rule_lines(say, special="✅", common="❌", personal="✅")),
        "plum-138000-tree": ("personal", rule_lines(say, common="✅", personal="❌")),
    }
    for password, (missing, lines) in weak.items():
        typed = await phone.say(password)
        await phone.sees(say.refusal(PasswordTooWeak(missing=missing)), *lines)
        await gone(phone, typed)
    typed = await phone.say(PASSWORD)
    screen = await phone.sees(say.first_line("register-pin", dots=""))
    assert "⚠️" not in words_of(screen)
    await gone(phone, typed)


async def refused_pins(phone: Phone, say: Words) -> None:
    """Runs, repetitions and the birthday; then two that differ."""
    for pin in ("123456", "111111", "900520"):
        await phone.enter_pin(pin)
        await phone.sees(say.refusal(PinTooSimple()), say.first_line("register-pin", dots=""), "○ ○ ○ ○ ○ ○")
    await phone.enter_pin(PIN)
    await phone.sees(say.first_line("register-pin-again", dots=""))
    await phone.enter_pin("258047")
    await phone.sees(say.refusal(PinsDiffer()), say.first_line("register-pin", dots=""))
    await phone.enter_pin(PIN)
    await phone.sees(say.first_line("register-pin-again", dots=""))
    await phone.enter_pin(PIN)


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_phone_has_one_wallet_which_is_told_only_to_who_proves_the_phone(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await stage.phone("Ann", username="ann", phone=PHONE, language="en")
    await register(ann, say, name="Ann Lee")
    bob = await stage.phone("Bob", username="bob", phone=PHONE, language="en")
    await begin(bob, say)
    await bob.say("Bob Ray")
    await bob.sees(say.first_line("register-phone"))
    await bob.share_contact()
    await bob.sees(say.refusal(PhoneTaken()), say.first_line("register-phone"))

    stage.clock.advance(timedelta(seconds=61))
    await bob.say(PHONE)
    asked = await bob.sees(say.first_line("register-code", phone=""))
    assert say.refusal(PhoneTaken()) not in words_of(asked)
    sent = await bob.code()
    await bob.say(f"{(int(sent) + 1) % 1_000_000:06}")
    await bob.sees(say.refusal(CodeWrong(tries_left=4)))
    await bob.say(sent)
    await bob.sees(say.refusal(PhoneTaken()), say.first_line("register-phone"))

    bob.phone = "+8613800138001"
    await bob.say(bob.phone)
    await bob.sees(say.first_line("register-code", phone=""))
    await bob.say(await bob.code())
    await bob.sees(say.first_line("register-birthday"))
    await ann.say("/start")
    await ann.sees("👛", "Ann Lee")


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_who_leaves_in_the_middle_goes_on_there_also_after_a_restart(
    database_url: str, tmp_path: Path, code: str
) -> None:
    say = words(code)
    async with SandboxServer(create_app(), port=0) as server:
        world = World(server.url)
        fields, customer_bot, _ = await furnish(world)
        settings = Settings(_env_file=None, data_dir=tmp_path, database_url=database_url, **fields)
        person = await world.person("Ann", username="ann", phone=PHONE, language_code="en")
        ann = Phone(world, person, customer_bot, PHONE)
        async with running(settings):
            await begin(ann, say)
            for left in ("/cancel", "/transfer", "/start", "/freeze"):
                await leave_and_come_back(ann, left, say.first_line("register-name"))
            await ann.say("Ann Lee")
            await ann.sees(say.first_line("register-phone"))
            await leave_and_come_back(ann, "/cancel", say.first_line("register-phone"))
            await ann.share_contact()
            await ann.sees(say.first_line("register-code", phone=""))
            await leave_and_come_back(ann, "/home", say.first_line("register-code", phone=""))
            await ann.say(await ann.code())
            await ann.press(say("register-birthday-skip"))
            await ann.sees(say.first_line("register-password", rules=""))
            await ann.say(PASSWORD)
            await ann.sees(say.first_line("register-pin", dots=""))
            await ann.enter_pin(PIN)
            await ann.sees(say.first_line("register-pin-again", dots=""))
            await ann.enter_pin(PIN[:2])
        async with running(settings):
            await leave_and_come_back(ann, "/start", say.first_line("register-pin-again", dots=""))
            await ann.enter_pin(PIN[2:])
            await ann.sees(say.first_line("home-welcome", name="Ann Lee"))
        await world.close()


async def leave_and_come_back(phone: Phone, command: str, first_line: str) -> None:
    """A command shows the same step again, below it; the older screen is taken away."""
    before = await phone.screen()
    await phone.say(command)
    await gone(phone, before)
    assert words_of(await phone.sees(first_line)).startswith(first_line)
