"""Money abroad from the quote to delivered, returned or called back."""

from __future__ import annotations

import pytest

from bot.check import run_check
from tests.stage import Stage
from tests.stories import abroad
from tests.stories.abroad import (
    DE_IBAN,
    FEE,
    GB_ACCOUNT,
    desk,
    sender,
    to_amount,
    to_card,
    to_purpose,
    to_recipient,
    told,
)
from tests.stories.people import buttons_of, words_of
from tests.stories.steps import GENERAL, desk_hears
from tests.stories.words import words


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_from_the_quote_to_delivered(stage: Stage, code: str) -> None:
    say, desk_say = words(code), words("en")
    ann = await sender(stage, say)
    await to_amount(ann, say, "DE", euro=True)
    await ann.say("100")
    shown = words_of(await ann.sees(say.yuan(100_00), say.yuan(FEE), say.yuan(100_00 + FEE), "€"))
    assert shown.count("1 EUR = ") == 2
    await ann.press(say("remittance-to-whom"))
    await to_purpose(ann, say, "iban", DE_IBAN)
    card = words_of(await to_card(ann, say))
    for line in ("A** W**", "****3000", say.yuan(100_00 + FEE), say("remittance-purpose", purpose="family")):
        assert line in card
    assert "Weber" not in card
    receipt = words_of(await abroad.pay(ann, say))
    figures = [line for line in card.split("\n") if "€" in line or "EUR" in line]
    assert figures
    assert all(line in receipt for line in figures)
    await ann.press(say("remittance-follow"))
    await ann.sees(f"✅ {say('remittance-state', state='waiting')}", f"▫️ {say('remittance-state', state='delivered')}")
    posted = await desk_hears(stage, "A** W**, ****3000")
    assert "Weber" not in words_of(posted)
    await desk(stage, desk_say, "payout-take")
    notice = await told(ann, say, "converting")
    assert await desk(stage, desk_say, "payout-show") == desk_say("payout-shown")
    details = await desk_hears(stage, "Anna Weber")
    assert "DE89370400440532013000" in words_of(details)
    assert details["has_protected_content"]
    await desk(stage, desk_say, "payout-sent")
    await told(ann, say, "sent")
    await desk(stage, desk_say, "payout-delivered")
    await told(ann, say, "delivered")
    assert "Anna Weber" not in " ".join(map(words_of, await stage.agent.messages(GENERAL)))
    await ann.press(say("remittance-follow"), on=notice)
    page = await ann.sees(f"✅ {say('remittance-state', state='delivered')}")
    assert say("remittance-cancel") not in buttons_of(page)
    assert await run_check(stage.settings.database_url, lambda _line: None) == 0


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_payment_to_the_united_kingdom_comes_back(stage: Stage, code: str) -> None:
    say, desk_say = words(code), words("en")
    ann = await sender(stage, say)
    await to_amount(ann, say, "GB", euro=False)
    await to_recipient(ann, say, "100")
    await to_purpose(ann, say, "account", GB_ACCOUNT)
    await to_card(ann, say)
    await abroad.pay(ann, say)
    await desk(stage, desk_say, "payout-take")
    await desk(stage, desk_say, "payout-sent")
    await told(ann, say, "sent")
    await desk(stage, desk_say, "payout-return")
    await stage.agent.press(GENERAL, desk_say("remittance-reason", reason="account-closed"))
    notice = words_of(await told(ann, say, "returned"))
    assert say("remittance-reason", reason="account-closed") in notice
    assert say.yuan(100_00 + FEE) in notice
    await ann.say("/home")
    await ann.sees(say.yuan(500_00))
    assert await run_check(stage.settings.database_url, lambda _line: None) == 0
