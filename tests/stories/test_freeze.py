"""Freezing: from every step of a payment, by a notice's button and by the desk; and the ways back."""

from __future__ import annotations

import pytest

from tests.stage import Stage
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import (
    GENERAL,
    PIN,
    begin_two_step,
    colleague,
    desk_hears,
    desk_presses,
    finish_two_step,
    notified,
    open_security,
    pay,
    prove,
    register,
    to_confirm,
    top_up,
    two_customers,
)
from tests.stories.words import words
from wallet import ledger
from wallet.customers import queries
from wallet.customers.queries import Customer
from wallet.errors import AccountFrozen, CustomerNotActive, OwnRequest, PasswordWrong, TotpWrong
from wallet.ledger import NewHold, NewTransfer


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_nothing_leaves_a_frozen_wallet_and_money_still_comes_in(stage: Stage, code: str) -> None:
    say, desk = words(code), words("en")
    ann, bob = await two_customers(stage, say, 10000)
    hold_id = await put_on_hold(stage, ann, 2000)
    await to_confirm(ann, say, "@bob", "30")
    card = await ann.screen()
    await ann.say("/freeze")
    await ann.sees(say.first_line("frozen-desk"), say("frozen-desk").split("\n")[-1])
    assert card["message_id"] not in {message["message_id"] for message in await ann.messages()}
    notice = await notified(ann, say, "frozen")
    assert buttons_of(notice) == [say("home")]
    await desk_hears(stage, desk("desk-frozen-cause", cause="customer"))

    await to_confirm(ann, say, "@bob", "30")
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.refusal(CustomerNotActive(status="frozen")))
    with pytest.raises(AccountFrozen):
        await capture(stage, ann, bob, hold_id, 2000)

    await top_up(bob, say, 10000)
    await pay(bob, say, "@ann", "7")
    await ann.sees(say.yuan(700), say.yuan(10700))
    await ann.say("/home")
    await ann.sees(say.first_line("home-frozen"), say.yuan(10700), say.yuan(8700))
    await ann.press(say("home-unfreeze"))
    shown = await ann.sees(say.first_line("frozen-desk"))
    assert buttons_of(shown) == [say("home-support"), say("home")]


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_the_desk_freezes_with_a_reason_and_two_agents_let_go(stage: Stage, code: str) -> None:
    say, desk = words(code), words("en")
    ann, _ = await two_customers(stage, say, 10000)
    mia = await colleague(stage, "Mia")
    await ann.say("/support")
    await ann.sees(say.first_line("support-fresh"))
    await ann.say("Somebody has my phone")
    thread = await stage.agent.topic_with("Somebody has my phone")
    await to_confirm(ann, say, "@bob", "30")
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    assert await desk_presses(stage.agent, thread, desk("desk-freeze")) == desk("desk-why")
    assert await desk_presses(stage.agent, thread, desk("desk-reason", reason="stolen")) == desk("desk-frozen")
    await ann.enter_pin(PIN)
    await ann.sees(say.refusal(CustomerNotActive(status="frozen")))
    await notified(ann, say, "frozen")
    assert await balance(stage, ann) == 10000

    await desk_presses(stage.agent, thread, desk("desk-unfreeze"))
    asked = await desk_presses(stage.agent, thread, desk("desk-reason", reason="identity-checked"))
    assert asked == desk("desk-unfreeze-asked", agent="Mark")
    await desk_hears(stage, desk("desk-reason", reason="identity-checked"))
    assert await desk_presses(stage.agent, GENERAL, desk("desk-approve")) == desk.refusal(OwnRequest())
    assert (await owner(stage, ann)).status == "frozen"
    assert await desk_presses(mia, GENERAL, desk("desk-approve")) == desk("desk-unfrozen")
    await notified(ann, say, "unfrozen")
    card = await desk_hears(stage, desk("desk-approval-status", status="approved", agent="Mia"))
    assert buttons_of(card) == []

    await to_confirm(ann, say, "@bob", "30")
    await ann.press("✅")
    keypad = await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.press(PIN[0])
    await ann.say("/freeze")
    await ann.sees(say.first_line("frozen-desk"))
    assert keypad["message_id"] not in {message["message_id"] for message in await ann.messages()}
    assert await balance(stage, ann) == 10000


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_with_two_factors_the_customer_unfreezes_alone(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    authenticator = await begin_two_step(stage, ann, say)
    await finish_two_step(ann, say, authenticator)
    await ann.press(say("recovery-saved"))
    notice = await notified(ann, say, "totp-on")
    await open_security(ann, say, "security-activity")
    await ann.sees(say.first_line("security-activity-title", lines=""))
    await ann.press(say("freeze"), on=notice)
    frozen = await ann.sees(say.first_line("frozen"), say("frozen").split("\n")[-1])
    assert buttons_of(frozen) == [say("frozen-unfreeze"), say("home-support"), say("home")]
    assert say.first_line("security-activity-title", lines="") not in await everything(ann)

    await ann.press(say("frozen-unfreeze"))
    await ann.sees(say.first_line("prove-password"))
    await ann.say("Plum-tree 5 lanterns")
    await ann.sees(say.refusal(PasswordWrong(tries_left=4)), say.first_line("prove-password"))
    await prove(ann, say, authenticator.code_again())
    await ann.sees(say.refusal(TotpWrong(tries_left=4)), say.first_line("prove-second"))
    await ann.say(authenticator.code())
    await ann.sees(say.first_line("frozen-released"))
    await notified(ann, say, "unfrozen")
    await ann.press(say("home"))
    home = await ann.sees("👛")
    assert say("home-freeze") in buttons_of(home)


async def owner(stage: Stage, phone: Phone) -> Customer:
    """The customer whose phone this is."""
    database, vault = stage.application.container.database, stage.application.container.vault
    found = await database.read(lambda connection: queries.by_telegram_user(connection, vault, phone.person))
    assert found is not None
    return found


async def balance(stage: Stage, phone: Phone) -> int:
    """All the money in a wallet, in minor units."""
    payments = stage.application.container.payments
    return sum(item.total.minor for item in await payments.balances((await owner(stage, phone)).id))


async def account(stage: Stage, phone: Phone) -> int:
    """The CNY account of a wallet, opened if there is none yet."""
    customer_id = (await owner(stage, phone)).id
    database = stage.application.container.database
    return await database.write(lambda work: ledger.customer_account(work, customer_id, "CNY"))


async def put_on_hold(stage: Stage, phone: Phone, minor: int) -> int:
    """Set money aside, as a merchant or a withdrawal would."""
    hold = NewHold(await account(stage, phone), minor, "CNY")
    placed = await stage.application.container.database.write(lambda work: ledger.place_hold(work, hold, "HOLD"))
    return placed.operation_id


async def capture(stage: Stage, payer: Phone, payee: Phone, hold_id: int, minor: int) -> None:
    """Spend what was set aside."""
    transfers = (NewTransfer(await account(stage, payer), await account(stage, payee), minor, "CNY"),)
    await stage.application.container.database.write(
        lambda work: ledger.capture_hold(work, hold_id, transfers, "CAPTURE", kind="capture")
    )


async def everything(phone: Phone) -> str:
    """All that stands in the chat."""
    return "\n".join(words_of(message) for message in await phone.messages())
