"""Claim links as people know them: made, passed on, taken once, called off, returned; and every refusal."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from tests import factories
from tests.stage import Stage
from tests.stories.claim_link_steps import link_of, make, pays, refused, registers, to_options
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import PIN, gone, quotes_expire, register, sees_below, top_up, two_customers
from tests.stories.words import words
from wallet.claim_links.links import OPEN_FOR
from wallet.claim_links.returning import return_due
from wallet.errors import (
    ClaimLinkClosed,
    ClaimLinkLocked,
    ClaimLinkNotForYou,
    ClaimLinkNotFound,
    ClaimLinkUnavailable,
    ClaimNameInvalid,
    ClaimPasswordInvalid,
    ClaimPasswordWrong,
    InsufficientFunds,
    LimitReached,
    PinWrong,
    QuoteExpired,
    SameAccount,
)


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_money_for_somebody_without_a_wallet(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    await top_up(ann, say, 10000)
    link = await make(ann, say, "20", note="Happy birthday!")
    page = await ann.screen()
    assert say("claim-link-share") in buttons_of(page)
    share = page["reply_markup"]["inline_keyboard"][0][0]["url"]
    assert share.startswith(
        f"https://t.me/share/url?url={quote(f'https://t.me/wallet_bot?start={link}', safe='')}&text="
    )
    await ann.press(say("home"), on=page)
    await ann.sees("👛", say.yuan(8000))

    bob = await stage.phone("Bob", username="bob", phone="+8613800138002", language="en")
    await bob.say(f"/start {link}")
    await registers(bob, say, "Bob Ray")
    offer = await bob.sees(say.first_line("claim-offer", amount=say.yuan(2000), giver="", number="", lines=""))
    assert "A** L**" in words_of(offer)
    assert "Happy birthday!" in words_of(offer)
    await bob.press(say("claim-take", amount=say.yuan(2000)))
    taken = await bob.sees(say.first_line("claim-taken", amount=say.yuan(2000), giver="", number="", lines=""))
    notice = await ann.sees(
        say.first_line("notice-claim-link-taken", amount=say.yuan(2000), name="", number="", when="")
    )
    assert "B** R**" in words_of(notice)
    await bob.press(say("home"), on=taken)
    await bob.sees("👛", say.yuan(2000))
    await ann.say("/links")
    await ann.press(say("claim-link-status", status="claimed"))
    closed = await ann.sees(say.yuan(2000), "B** R**")
    assert "https://t.me/" not in words_of(closed)
    assert say("claim-link-cancel") not in buttons_of(closed)
    await refused(bob, say, link, say.refusal(ClaimLinkClosed(status="yours")))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_password_is_asked_for_and_guessing_locks_the_link(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await to_options(ann, say, "20")
    await ann.press(say("claim-link-add-password"))
    await ann.say("abc")
    await ann.sees(say.refusal(ClaimPasswordInvalid(length_min=4, length_max=64)))
    typed = await ann.say("olive-Boat")
    await ann.sees(say("claim-link-password-kept"), say("claim-link-line-password", set="yes"))
    await gone(ann, typed)
    await pays(ann, say)
    link = await link_of(ann, say)
    await bob.say(f"/start {link}")
    asked = await bob.sees(say("claim-ask-password", giver="A** L**").split("\n")[0])
    assert buttons_of(asked) == [say("home")]
    for left in (4, 3, 2, 1):
        guess = await bob.say(f"guess {left}")
        await bob.sees(say.refusal(ClaimPasswordWrong(tries_left=left)))
        await gone(bob, guess)
    await bob.say("guess again")
    await bob.sees(say.refusal(ClaimLinkLocked(retry_after_seconds=900)))
    await bob.say("olive-Boat")
    await bob.sees(say.refusal(ClaimLinkLocked(retry_after_seconds=900)))
    stage.clock.advance(timedelta(minutes=14))
    await bob.say("/home")
    await bob.sees("👛")
    stage.clock.advance(timedelta(minutes=1))
    await bob.say(f"/start {link}")
    await bob.sees(say("claim-ask-password", giver="A** L**").split("\n")[0])
    right = await bob.say("olive-Boat")
    await bob.sees(say("claim-password-right"))
    await gone(bob, right)
    await bob.press(say("claim-take", amount=say.yuan(2000)))
    await bob.sees(say.first_line("claim-taken", amount=say.yuan(2000), giver="", number="", lines=""))
    chats = [words_of(message) for phone in (ann, bob) for message in await phone.messages()]
    assert not [text for text in chats if "olive-Boat" in text]


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_who_may_not_have_it_is_told_why(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    eve = await stage.phone("Eve", username="eve", phone="+8613800138003", language="en")
    await register(eve, say, name="Eve Moss")
    await to_options(ann, say, "5")
    await ann.press(say("claim-link-add-only-for"))
    await ann.say("Bob Ray")
    await ann.sees(say.refusal(ClaimNameInvalid()))
    await ann.say("@Ann")
    await ann.sees(say.refusal(SameAccount()))
    await ann.say("@Bob")
    await ann.sees(say("claim-link-line-only-for", name="bob"))
    await pays(ann, say)
    link = await link_of(ann, say)

    await refused(eve, say, link, say.refusal(ClaimLinkNotForYou()))
    assert say.yuan(500) not in words_of(await eve.screen())
    await refused(bob, say, f"c_{'x' * 32}", say.refusal(ClaimLinkNotFound()))
    await refused(bob, say, link[:-1] + ("A" if link[-1] != "A" else "B"), say.refusal(ClaimLinkNotFound()))
    await ann.say(f"/start {link}")
    own = await ann.sees(say("claim-link-page-own"), say("claim-link-status", status="open"))

    await bob.say(f"/start {link}")
    await bob.sees(say.first_line("claim-offer", amount=say.yuan(500), giver="", number="", lines=""))
    await stage.application.container.freezing.freeze_own((await owner(stage, ann)), ann.person)
    await bob.press(say("claim-take", amount=say.yuan(500)))
    shown = await bob.sees(say.refusal(ClaimLinkUnavailable()))
    assert say("claim-take", amount=say.yuan(500)) in buttons_of(shown)

    await ann.press(say("claim-link-cancel"), on=own)
    cancelled = await ann.sees(say("claim-link-cancelled"), say("claim-link-status", status="cancelled"))
    assert say("claim-link-share") not in buttons_of(cancelled)
    await bob.press(say("claim-take", amount=say.yuan(500)), on=shown)
    await bob.sees(say.first_line("claim-refused", refusal=""), say.refusal(ClaimLinkClosed(status="cancelled")))
    await ann.say("/home")
    await ann.sees("👛", say.yuan(10000))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_the_second_to_press_is_told_that_it_is_gone(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    eve = await stage.phone("Eve", username="eve", phone="+8613800138003", language="en")
    await register(eve, say, name="Eve Moss")
    link = await make(ann, say, "5")
    for reader in (bob, eve):
        await reader.say(f"/start {link}")
        await reader.sees(say.first_line("claim-offer", amount=say.yuan(500), giver="", number="", lines=""))
    await bob.press(say("claim-take", amount=say.yuan(500)))
    await bob.sees(say.first_line("claim-taken", amount=say.yuan(500), giver="", number="", lines=""))
    await eve.press(say("claim-take", amount=say.yuan(500)))
    await eve.sees(say.refusal(ClaimLinkClosed(status="claimed")))
    await bob.say("/history")
    await bob.press("5.00")
    record = await bob.sees(say("record-kind-claim-link-in"))
    assert "A** L**" in words_of(record)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_making_one_asks_as_every_payment_does(stage: Stage, code: str) -> None:
    say = words(code)
    ann, _ = await two_customers(stage, say, 10000)
    await ann.say("/links")
    await ann.press(say("claim-links-new"))
    await ann.sees(say.first_line("claim-link-amount", available=""))
    await ann.say("100.01")
    short = InsufficientFunds(currency="CNY", available_minor=10000, needed_minor=10001)
    await ann.sees(say.refusal(short))
    await ann.say("100")
    await ann.sees(say("claim-link-options", amount="", lines="").split("\n")[-1])
    await ann.press(say("claim-link-continue"))
    card = await ann.sees(say.first_line("checkout-card", lines=""), say("checkout-warning-claim-link-anyone"))
    assert say.yuan(0) in words_of(card)
    stage.clock.advance(timedelta(minutes=14))
    await ann.press(say("back"), on=card)
    await ann.sees(say("claim-link-options", amount="", lines="").split("\n")[-1])
    await ann.press(say("claim-link-continue"))
    await ann.sees(say.first_line("checkout-card", lines=""))
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await quotes_expire(stage)
    await ann.enter_pin(PIN)
    await ann.sees(say.refusal(QuoteExpired()))
    await ann.press(say("checkout-renew"))
    await ann.sees(say("checkout-renewed"))
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin("970315")
    await ann.sees(say.refusal(PinWrong(tries_left=4)))
    await ann.enter_pin(PIN)
    await ann.sees(say.first_line("checkout-receipt", lines=""))
    await link_of(ann, say)
    home = await ann.say("/home")
    await sees_below(ann, home, "👛", say.yuan(10000), say.yuan(0))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_the_limit_counts_links_too(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, _ = await two_customers(stage, say, 10000)
    await factories.fund(container.database, await owner(stage, ann), 9_000_00)
    await to_options(ann, say, "6000")
    await ann.press(say("claim-link-continue"))
    reached = LimitReached(limit="operation", currency="CNY", left_minor=5_000_00, max_minor=5_000_00, level=0)
    await ann.sees(say.refusal(reached)[:12])


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_what_nobody_takes_comes_back_and_is_told(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    link = await make(ann, say, "5")
    stage.clock.advance(OPEN_FOR)
    assert await stage.application.container.database.write(return_due) == 1
    notice = await ann.sees(say.first_line("notice-claim-link-returned", amount=say.yuan(500)))
    await ann.press(say("home"), on=notice)
    await ann.sees(say.first_line("lock", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say("claim-link-status", status="returned"), say("claim-link-line-back"))
    await ann.say("/home")
    await ann.sees("👛", say.yuan(10000))
    await bob.say(f"/start {link}")
    await bob.enter_pin(PIN)
    await bob.sees(say.refusal(ClaimLinkClosed(status="returned")))


async def owner(stage: Stage, phone: Phone) -> int:
    """The customer whose phone this is."""
    found = await stage.application.container.customers.recognise(phone.person, "ann")
    assert found is not None
    return found.id
