"""Changes of what guards a wallet: password, PIN, phrase and lock; and what happens under duress and to guessers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.check import run_check
from tests.stage import Stage
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import (
    PASSWORD,
    PIN,
    desk_hears,
    gone,
    open_security,
    pay,
    prove,
    register,
    to_confirm,
    top_up,
    two_customers,
)
from tests.stories.words import Words, words
from wallet import ledger
from wallet.customers.models import customers
from wallet.errors import (
    DuressPinSame,
    PasswordLocked,
    PasswordTooWeak,
    PasswordWrong,
    PhraseInvalid,
    PinLocked,
    PinsDiffer,
    PinTooSimple,
    PinWrong,
)
from wallet.security import freezing

NEW_PASSWORD, NEW_PIN, DURESS_PIN, WRONG_PIN = "Harbour 7 & kites", "704613", "936158", "970315"
BIRTHDAY, BIRTHDAY_PIN = "1990-05-20", "900520"
FIRST_LOCK_SECONDS = 300


async def one_customer(stage: Stage, say: Words, birthday: str | None = None) -> Phone:
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee", birthday=birthday)
    return ann


async def told(phone: Phone, say: Words, activity: str) -> str:
    """Wait for the notice of a change; a button under it freezes. Returns its text."""
    notice = await phone.sees(say.first_line("notice-security", what="", when=""), f"\n{say(f'activity-{activity}')}\n")
    assert buttons_of(notice) == [say("freeze")]
    return words_of(notice)


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_the_password_is_changed_and_five_wrong_ones_lock_it(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await one_customer(stage, say)
    await open_security(ann, say, "security-password")
    await ann.sees(say.first_line("prove-password"))
    await ann.say(NEW_PASSWORD)
    await ann.sees(say.refusal(PasswordWrong(tries_left=4)), say.first_line("prove-password"))
    typed = await ann.say(PASSWORD)
    asked = await ann.sees(say.first_line("security-password-page", rules=""), "▫️")
    await gone(ann, typed)
    assert "⚠️" not in words_of(asked)
    await ann.say("Ann-1990-lamps")
    personal, special = say("password-rule-personal"), say("password-rule-special")
    await ann.sees(say.refusal(PasswordTooWeak(missing="personal")), f"❌ {personal}", f"✅ {special}")
    typed = await ann.say(NEW_PASSWORD)
    await ann.sees(say("security-password-done"), say.first_line("security-title", bar="", score=0))
    await gone(ann, typed)
    await told(ann, say, "password-changed")

    await open_security(ann, say, "security-pin")
    for tries_left in (4, 3, 2, 1):
        await ann.say(PASSWORD)
        await ann.sees(say.refusal(PasswordWrong(tries_left=tries_left)), say.first_line("prove-password"))
    await ann.say(PASSWORD)
    await ann.sees(say.refusal(PasswordLocked(retry_after_seconds=FIRST_LOCK_SECONDS)))
    await told(ann, say, "password-locked")
    stage.clock.advance(timedelta(seconds=FIRST_LOCK_SECONDS / 2))
    await ann.say(NEW_PASSWORD)
    locked = say.refusal(PasswordLocked(retry_after_seconds=FIRST_LOCK_SECONDS))
    await ann.sees(locked.split(say.language.duration(FIRST_LOCK_SECONDS))[0], say.first_line("prove-password"))
    stage.clock.advance(timedelta(seconds=FIRST_LOCK_SECONDS / 2))
    await ann.say(NEW_PASSWORD)
    await ann.sees(say.first_line("security-pin-page", dots=""))
    await ann.press(say("back"))
    await ann.sees(say.first_line("security-title", bar="", score=0))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_the_pin_is_changed_and_the_old_one_pays_no_more(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await one_customer(stage, say, BIRTHDAY)
    bob = await stage.phone("Bob", username="bob", phone="+8613800138002", language="en")
    await register(bob, say, name="Bob Ray")
    await top_up(ann, say, 10000)
    await open_security(ann, say, "security-pin")
    await prove(ann, say)
    await ann.sees(say.first_line("security-pin-page", dots=""))
    await ann.enter_pin(BIRTHDAY_PIN)
    await ann.sees(say.refusal(PinTooSimple()), say.first_line("security-pin-page", dots=""))
    await ann.enter_pin(NEW_PIN)
    await ann.sees(say.first_line("security-pin-again", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.refusal(PinsDiffer()), say.first_line("security-pin-page", dots=""))
    for key in ("security-pin-page", "security-pin-again"):
        await ann.sees(say.first_line(key, dots=""))
        await ann.enter_pin(NEW_PIN)
    await ann.sees(say("security-pin-done"), say.first_line("security-title", bar="", score=0))
    await told(ann, say, "pin-changed")

    await to_confirm(ann, say, "@bob", "20")
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.refusal(PinWrong(tries_left=4)), say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(NEW_PIN)
    await ann.sees(say.first_line("checkout-receipt", lines=""), say.yuan(8000))
    await bob.sees(say.yuan(2000), "A** L**")


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_notices_carry_the_phrase_and_the_session_locks_when_it_was_told_to(stage: Stage, code: str) -> None:
    say, phrase = words(code), "外婆家的柿子树 <b>"
    ann, bob = await two_customers(stage, say, 10000)
    await open_security(bob, say, "security-phrase")
    await prove(bob, say)
    await bob.sees(say.first_line("security-phrase-page"))
    await bob.say("ok")
    await bob.sees(say.refusal(PhraseInvalid(length_min=3, length_max=40)), say.first_line("security-phrase-page"))
    await bob.say(phrase)
    await bob.sees(say("security-phrase-done"), say.first_line("security-title", bar="", score=0))
    signed = say("notice-phrase", phrase=phrase)
    assert signed in await told(bob, say, "phrase-set")
    await pay(ann, say, "@bob", "20")
    await bob.sees(say.yuan(2000), "A** L**", signed)

    await open_security(bob, say, "security-settings")
    await prove(bob, say)
    duration = say.language.duration
    await bob.sees(say("security-settings-page", idle=duration(900), step_up=say("security-step-up-always")))
    await bob.press(duration(300))
    await bob.sees(say.first_line("security-title", bar="", score=0))
    assert signed in await told(bob, say, "settings-changed")
    stage.clock.advance(timedelta(seconds=301))
    answer = await bob.press(say("security-activity"))
    assert answer["answer"] == say("locked-answer")
    await bob.sees(say.first_line("lock", dots=""))
    await bob.enter_pin(WRONG_PIN)
    await bob.sees(say.refusal(PinWrong(tries_left=4)), say.first_line("lock", dots=""))
    await bob.enter_pin(PIN)
    await bob.sees(say.first_line("security-title", bar="", score=0))


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_payment_under_duress_looks_paid_and_moves_nothing(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await set_duress_pin(ann, say)
    await ann.press(say("home"))

    await pay(ann, say, "@bob", "20", pin=DURESS_PIN)
    receipt = await ann.sees(say.first_line("checkout-receipt", lines=""), "B** R**")
    assert say.yuan(2000) in words_of(receipt)
    assert say.yuan(8000) in words_of(receipt)
    await desk_hears(stage, words("en").first_line("desk-alert-duress", number=""))
    assert await money_of(stage, ann) == 10000
    assert await money_of(stage, bob) == 0
    assert await frozen_cause(stage, ann) == freezing.DURESS

    await ann.press(say("home"))
    home = await ann.sees("👛", "Ann Lee")
    assert say.first_line("home-frozen") not in words_of(home)
    assert say("home-unfreeze") not in buttons_of(home)
    await open_security(ann, say, "security-activity")
    activity = words_of(await ann.sees(say.first_line("security-activity-title", lines="")))
    assert say("activity-registered") in activity
    assert say("activity-frozen") not in activity
    assert len(activity.split("\n")) == len(say("security-activity-title", lines="").split("\n"))
    notice = say.first_line("notice-security", what="", when="")
    assert notice not in "\n".join(map(words_of, await ann.messages()))
    assert say.yuan(2000) not in "\n".join(map(words_of, await bob.messages()))
    lines: list[object] = []
    assert await run_check(stage.settings.database_address, lines.append) == 0, lines


async def set_duress_pin(phone: Phone, say: Words) -> None:
    """The payment PIN itself is refused."""
    await open_security(phone, say, "security-duress")
    await prove(phone, say)
    await phone.sees(say.first_line("security-duress-page", dots=""))
    for first, second, refusal in ((PIN, PIN, DuressPinSame()), (DURESS_PIN, NEW_PIN, PinsDiffer())):
        await phone.enter_pin(first)
        await phone.sees(say.first_line("security-duress-again", dots=""))
        await phone.enter_pin(second)
        await phone.sees(say.refusal(refusal), say.first_line("security-duress-page", dots=""))
    await phone.enter_pin(DURESS_PIN)
    await phone.sees(say.first_line("security-duress-again", dots=""))
    await phone.enter_pin(DURESS_PIN)
    await phone.sees(say("security-duress-done"), say.first_line("security-title", bar="", score=0))


async def money_of(stage: Stage, phone: Phone) -> int:
    """What the books say, in minor units of the only currency."""
    container = stage.application.container
    customer = await container.customers.recognise(phone.person, None)
    assert customer is not None
    balances = await container.database.read(lambda connection: ledger.balances(connection, customer.id))
    return sum(balance.total.minor for balance in balances)


async def frozen_cause(stage: Stage, phone: Phone) -> str | None:
    cause = select(customers.c.frozen_cause).where(customers.c.telegram_user_id == phone.person)
    found: str | None = await stage.application.container.database.read(
        lambda connection: connection.execute(cause).scalar_one()
    )
    return found


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_fifteen_wrong_pins_freeze_the_wallet_and_are_told(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await one_customer(stage, say)
    await ann.say("/lock")
    await ann.sees(say.first_line("lock", dots=""))
    for minutes in (5, 10, 20):
        for tries_left in (4, 3, 2, 1):
            await ann.enter_pin(WRONG_PIN)
            await ann.sees(say.refusal(PinWrong(tries_left=tries_left)), say.first_line("lock", dots=""))
        await ann.enter_pin(WRONG_PIN)
        await ann.sees(say.refusal(PinLocked(retry_after_seconds=minutes * 60)), say.first_line("lock", dots=""))
        stage.clock.advance(timedelta(minutes=minutes))
    await told(ann, say, "pin-locked")
    notice = await ann.sees(f"\n{say('activity-frozen')}\n")
    assert buttons_of(notice) == [say("home")]
    await desk_hears(stage, words("en").first_line("desk-alert", number="", cause=""))
    assert await frozen_cause(stage, ann) == freezing.GUESSES

    await ann.enter_pin(PIN)
    home = await ann.sees(say.first_line("home-frozen"))
    await ann.press(say("home-unfreeze"), on=home)
    frozen = await ann.sees(say.first_line("frozen-desk"))
    assert say("home-support") in buttons_of(frozen)
