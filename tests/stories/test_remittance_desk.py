"""Money abroad where the desk must be careful: a forced payment, and a large amount that comes back by two."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.check import run_check
from tests.factories import fund
from tests.stage import Stage
from tests.stories.abroad import DE_IBAN, desk, pay, send, sender, to_amount, to_card, to_purpose, to_recipient, told
from tests.stories.people import buttons_of, words_of
from tests.stories.steps import GENERAL, colleague, desk_hears, desk_presses
from tests.stories.words import words
from wallet.customers.models import customers
from wallet.errors import OwnRequest, RemittanceNotInState
from wallet.security.models import credentials

DURESS_PIN = "936158"

pytestmark = pytest.mark.slow
CODES = pytest.mark.parametrize("code", ["zh-CN", "en"])


@CODES
async def test_a_forced_payment_looks_like_any_other_and_reaches_no_payout(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann = await sender(stage, say)
    hashed = await container.pins.hash(DURESS_PIN)
    change = update(credentials).values(duress_pin_hash=hashed)
    await container.database.write(lambda work: work.connection.execute(change) and None)
    await to_amount(ann, say, "DE", euro=True)
    await to_recipient(ann, say, "100")
    await to_purpose(ann, say, "iban", DE_IBAN)
    await to_card(ann, say)
    await pay(ann, say, DURESS_PIN)
    await ann.press(say("remittance-follow"))
    page = await ann.sees(f"✅ {say('remittance-state', state='waiting')}", "A** W**")
    assert any(say("remittance-cancel") in label for label in buttons_of(page))
    await ann.press(say("remittance-cancel"))
    await ann.press(say("remittance-cancel-yes"))
    await ann.sees(say.refusal(RemittanceNotInState(status="converting")))
    await desk_hears(stage, "🆘")
    assert not any("A** W**" in words_of(message) for message in await stage.agent.messages(GENERAL))


@CODES
async def test_a_large_amount_comes_back_by_two_agents(stage: Stage, code: str) -> None:
    say, desk_say, container = words(code), words("en"), stage.application.container
    ann, ellen = await sender(stage, say), await colleague(stage, "Ellen")
    owner = await container.customers.recognise(ann.person, "ann")
    assert owner is not None
    await fund(container.database, owner.id, 30_000_00)
    raised = update(customers).where(customers.c.id == owner.id).values(identity_level=2)
    await container.database.write(lambda work: work.connection.execute(raised) and None)
    await send(ann, say, amount="25000")
    await desk(stage, desk_say, "payout-take")
    await told(ann, say, "converting")
    await desk(stage, desk_say, "payout-return")
    reason = desk_say("remittance-reason", reason="name-differs")
    assert await desk_presses(stage.agent, GENERAL, reason) == desk_say("payout-second-asked")
    await desk_hears(stage, desk_say("payout-return-asked", agent="Mark", reason=reason))
    assert await desk(stage, desk_say, "payout-confirm") == desk_say.refusal(OwnRequest())
    assert await desk_presses(ellen, GENERAL, desk_say("payout-keep")) == desk_say("payout-done")
    await desk_hears(stage, desk_say("payout-status", status="converting", agent="Mark", reason=""))
    await desk(stage, desk_say, "payout-return")
    await desk_presses(stage.agent, GENERAL, reason)
    assert await desk_presses(ellen, GENERAL, desk_say("payout-confirm")) == desk_say("payout-done")
    notice = words_of(await told(ann, say, "returned"))
    assert say.yuan(25_095_00) in notice
    await ann.say("/home")
    await ann.sees(say.yuan(30_500_00))
    assert await run_check(stage.settings.database_url, lambda _line: None) == 0
