"""Two-step verification: switched on, asked for by payments, switched off, and the way without the authenticator."""

from __future__ import annotations

import io
from datetime import timedelta

import pyotp
import pytest
import segno

from tests.stage import Stage
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import (
    PASSWORD,
    PIN,
    Authenticator,
    begin_two_step,
    finish_two_step,
    gone,
    notified,
    open_security,
    prove,
    register,
    to_confirm,
    two_customers,
)
from tests.stories.words import Words, words
from wallet.errors import PasswordWrong, RecoveryCodeWrong, TotpWrong
from wallet.security import resets


async def file_of(phone: Phone, file_id: str) -> bytes:
    answer = await phone.world.api.get(f"/files/{file_id}")
    return answer.content


def same_picture(shown: bytes, secret: str, number: str) -> bool:
    """Whether a picture is the QR of this secret, labelled for this wallet."""
    expected = io.BytesIO()
    uri = pyotp.TOTP(secret).provisioning_uri(name=number, issuer_name="Chat Wallet")
    segno.make(uri, error="m").save(expected, kind="png", scale=8, border=3)
    return shown == expected.getvalue()


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_it_is_switched_on_with_a_picture_and_recovery_codes_that_go_away(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    number = await register(ann, say, name="Ann Lee")
    await open_security(ann, say, "security-totp")
    await ann.sees(say.first_line("totp-off"))
    await ann.press(say("totp-begin"))
    await ann.sees(say.first_line("prove-password"))
    await ann.say("not my password 1")
    await ann.sees(say.refusal(PasswordWrong(tries_left=4)), say.first_line("prove-password"))

    authenticator = await begin_two_step(stage, ann, say)
    picture = await ann.sees(say("totp-picture"))
    masked = f"{number[:3]}****{number[-3:]}"
    assert same_picture(await file_of(ann, picture["photo"][-1]["file_id"]), authenticator.secret, masked)
    await ann.say(authenticator.wrong_code())
    await ann.sees(say.refusal(TotpWrong(tries_left=4)), say.first_line("totp-set-up", secret=""))
    await ann.sees(say("totp-picture"))

    recovery_codes = await finish_two_step(ann, say, authenticator)
    assert len(set(recovery_codes)) == 10
    await gone(ann, picture)
    await ann.press(say("recovery-download"))
    file = await ann.sees(say.first_line("recovery-file-caption"))
    written = (await file_of(ann, file["document"]["file_id"])).decode().split()
    assert set(recovery_codes) <= set(written)
    await ann.press(say("recovery-saved"))
    await ann.sees(say("totp-on", left=10))
    await gone(ann, file)
    notice = await notified(ann, say, "totp-on")
    assert buttons_of(notice) == [say("freeze")]
    chat = "\n".join(words_of(message) for message in await ann.messages())
    assert not any(secret in chat for secret in [PASSWORD, authenticator.secret[:4], *recovery_codes])


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_new_payee_and_a_large_amount_need_a_code(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 50000)
    authenticator = await begin_two_step(stage, ann, say)
    recovery_codes = await finish_two_step(ann, say, authenticator)
    await ann.press(say("recovery-saved"))
    await ann.sees(say("totp-on", left=10))

    await to_confirm(ann, say, "@bob", "3")
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-second", what=""))
    await ann.say(authenticator.wrong_code())
    await ann.sees(say.refusal(TotpWrong(tries_left=4)))
    await ann.say(authenticator.code())
    await enter_pin_and_pay(ann, say)

    await to_confirm(ann, say, "@bob", "4")
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-second", what=""))
    await ann.say(authenticator.code_again())
    await ann.sees(say.refusal(TotpWrong(tries_left=4)))
    await ann.say(recovery_codes[0].lower())
    await enter_pin_and_pay(ann, say)
    await notified(ann, say, "recovery-used")

    await set_step_up(ann, say, authenticator, "20")
    await to_confirm(ann, say, "@bob", "19.99")
    await ann.press("✅")
    await enter_pin_and_pay(ann, say)
    await bob.sees(say.yuan(1999), say.yuan(300 + 400 + 1999))
    await to_confirm(ann, say, "@bob", "20")
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-second", what=""))
    await ann.say(recovery_codes[0])
    await ann.sees(say.refusal(RecoveryCodeWrong(tries_left=4)))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_it_is_switched_off_by_a_code_or_by_a_day_of_waiting(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    authenticator = await begin_two_step(stage, ann, say)
    recovery_codes = await finish_two_step(ann, say, authenticator)
    await ann.press(say("recovery-saved"))

    await ask_without_the_authenticator(ann, say, recovery_codes[0])
    notice = await notified(ann, say, "reset-requested")
    assert buttons_of(notice) == [say("totp-cancel-reset"), say("freeze")]
    answer = await ann.press(say("totp-cancel-reset"), on=notice)
    assert answer["answer"] == say("totp-reset-cancelled")
    await notified(ann, say, "reset-cancelled")
    stage.clock.advance(timedelta(hours=25))
    assert await apply_due_resets(stage) == 0

    await unlock(ann, say)
    await ann.sees(say("totp-on", left=9))
    await ask_without_the_authenticator(ann, say, recovery_codes[1])
    stage.clock.advance(timedelta(hours=23, minutes=59))
    assert await apply_due_resets(stage) == 0
    stage.clock.advance(timedelta(minutes=2))
    assert await apply_due_resets(stage) == 1
    await notified(ann, say, "totp-off")
    await unlock(ann, say)
    await ann.sees(say.first_line("totp-off"))

    authenticator = await begin_two_step(stage, ann, say)
    recovery_codes = await finish_two_step(ann, say, authenticator)
    await ann.press(say("recovery-saved"))
    await ann.sees(say("totp-on", left=10))
    await ann.press(say("totp-remove"))
    await prove(ann, say, recovery_codes[0])
    await ann.sees(say.refusal(TotpWrong(tries_left=4)), say.first_line("prove-second"))
    await ann.say(authenticator.code())
    await ann.sees(say("totp-removed"), say.first_line("totp-off"))


async def unlock(phone: Phone, say: Words) -> None:
    """After so much time the session is locked; the screen that was open comes back."""
    await phone.say("/security")
    await phone.sees(say.first_line("lock", dots=""))
    await phone.enter_pin(PIN)


async def enter_pin_and_pay(phone: Phone, say: Words) -> None:
    await phone.sees(say.first_line("checkout-pin", what="", dots=""))
    await phone.enter_pin(PIN)
    await phone.sees(say.first_line("checkout-receipt", lines=""))
    await phone.press(say("home"))


async def set_step_up(phone: Phone, say: Words, authenticator: Authenticator, amount: str) -> None:
    """From this amount on a payment asks for a code."""
    await open_security(phone, say, "security-settings")
    await prove(phone, say, authenticator.code())
    await phone.sees(say.first_line("security-settings-page", idle="", step_up=""))
    await phone.press(say("security-step-up"))
    await phone.sees(say.first_line("security-step-up-page"))
    await phone.say(amount)
    await phone.sees(say.first_line("security-title", bar="", score=0))


async def ask_without_the_authenticator(phone: Phone, say: Words, recovery_code: str) -> None:
    await open_security(phone, say, "security-totp")
    await phone.press(say("totp-lost"))
    await phone.sees(say.first_line("totp-reset-page"))
    await phone.press(say("totp-reset-ask"))
    await prove(phone, say, recovery_code)
    await phone.sees(say("totp-reset-asked"), "⏳")


async def apply_due_resets(stage: Stage) -> int:
    """The scheduler's job, which runs every ten minutes."""
    return await stage.application.container.database.write(resets.apply_due)
