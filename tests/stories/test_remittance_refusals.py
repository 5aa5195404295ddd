"""What is refused on the way abroad, and how it goes on from there."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from tests.factories import WRONG_PIN
from tests.stage import Stage
from tests.stories.abroad import (
    DE_IBAN,
    FEE,
    desk,
    pay,
    send,
    sender,
    to_amount,
    to_card,
    to_card_again,
    to_purpose,
    to_recipient,
    told,
)
from tests.stories.people import buttons_of, words_of
from tests.stories.steps import GENERAL, PIN, colleague, desk_hears, open_security, prove, top_up
from tests.stories.words import words
from wallet.errors import (
    BicInvalid,
    CustomerNotActive,
    IbanInvalid,
    InsufficientFunds,
    LimitReached,
    PinWrong,
    QuoteExpired,
    RatesUnavailable,
    RecipientNameInvalid,
    RemittanceNotInState,
    RemittanceUnderWay,
)
from wallet.remittance.service import VALID_FOR

pytestmark = pytest.mark.slow
CODES = pytest.mark.parametrize("code", ["zh-CN", "en"])


@CODES
async def test_a_wrong_account_is_found_at_once_and_a_right_one_is_kept(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await sender(stage, say)
    await to_amount(ann, say, "DE", euro=True)
    await to_recipient(ann, say, "100")
    await ann.press(say("remittance-method", method="iban"))
    for typed, fault in (
        ("DE88 3704 0044 0532 0130 00", "checksum"),
        ("FR14 2004 1010 0505 0001 3M02 606", "country"),
        ("DE89 3704", "length"),
        ("hello", "structure"),
    ):
        await ann.say(typed)
        await ann.sees(say.refusal(IbanInvalid(fault=fault)))
    await ann.say(f"{DE_IBAN}\nPSSTFRPP")
    await ann.sees(say.refusal(BicInvalid(fault="country")))
    await ann.say(DE_IBAN)
    await ann.sees(say.first_line("remittance-ask-name"))
    await ann.say("王小明")
    await ann.sees(say.refusal(RecipientNameInvalid(length_max=70)))
    await ann.say("Anna Weber")
    await to_card(ann, say)
    await pay(ann, say)

    card = await to_card_again(ann, say)
    assert "A** W**" in words_of(card)
    await ann.press(say("back"))
    await ann.press(say("remittance-forget"))
    shown = await ann.sees(say("remittance-forgotten"))
    assert not any("****3000" in label for label in buttons_of(shown))


@CODES
async def test_by_target_and_called_back_while_it_waits(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await sender(stage, say)
    await to_amount(ann, say, "DE", euro=True)
    euro = say("currency-EUR")
    await ann.press(euro)
    await to_recipient(ann, say, "20")
    await to_purpose(ann, say, "iban", DE_IBAN)
    assert "€20.00" in words_of(await to_card(ann, say))
    await pay(ann, say)
    await ann.press(say("remittance-follow"))
    await ann.press(say("remittance-cancel"))
    await ann.press(say("remittance-cancel-yes"))
    await ann.sees(say("remittance-cancel-done"), f"✅ {say('remittance-state', state='cancelled')}")
    await desk_hears(stage, words("en")("payout-status", status="cancelled", agent="", reason=""))
    await ann.say("/home")
    await ann.sees(say.yuan(500_00))


@CODES
async def test_the_desk_was_faster_than_calling_back(stage: Stage, code: str) -> None:
    say, desk_say = words(code), words("en")
    ann = await sender(stage, say)
    await send(ann, say)
    await ann.press(say("remittance-follow"))
    await ann.press(say("remittance-cancel"))
    asked = await ann.sees(say.first_line("remittance-cancel-ask", leaves=""))
    await desk(stage, desk_say, "payout-take")
    await told(ann, say, "converting")
    await ann.press(say("remittance-cancel-yes"), on=asked)
    await ann.sees(say.refusal(RemittanceNotInState(status="converting")))


@CODES
async def test_an_expired_quote_is_renewed_and_a_wrong_pin_pays_nothing(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await sender(stage, say)
    await to_amount(ann, say, "DE", euro=True)
    await to_recipient(ann, say, "100")
    await to_purpose(ann, say, "iban", DE_IBAN)
    await to_card(ann, say)
    stage.clock.advance(VALID_FOR)
    await ann.press("✅")
    await ann.sees(say.refusal(QuoteExpired()))
    await ann.press(say("checkout-renew"))
    await ann.sees(say("checkout-renewed"))
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(WRONG_PIN)
    await ann.sees(say.refusal(PinWrong(tries_left=4)))
    await ann.enter_pin(PIN)
    await ann.sees(say.first_line("checkout-receipt", lines=""), say.yuan(100_00 + FEE))


@CODES
async def test_not_enough_money_the_limit_and_closed_rates(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann = await sender(stage, say, 10000)
    await to_amount(ann, say, "DE", euro=True)
    await ann.say("100")
    short = InsufficientFunds(currency="CNY", available_minor=100_00, needed_minor=100_00 + FEE)
    await ann.sees(say.refusal(short))
    await ann.say("/home")
    for _ in range(12):
        await top_up(ann, say, 50000)
    await to_amount(ann, say, "DE", euro=True)
    await ann.say("5500")
    limit = LimitReached(limit="operation", currency="CNY", max_minor=5_000_00, left_minor=5_000_00, level=0)
    await ann.sees(say.refusal(limit))
    await ann.say("10")
    await ann.press(say("back"))
    closed = text("UPDATE rate_feeds SET closed_reason = 'offline'")
    await container.database.write(lambda work: work.connection.execute(closed).rowcount)
    await ann.say("10")
    await ann.sees(say.refusal(RatesUnavailable(reason="offline")))


@CODES
async def test_a_frozen_wallet_sends_nothing_and_its_money_is_not_taken(stage: Stage, code: str) -> None:
    say, desk_say = words(code), words("en")
    ann = await sender(stage, say)
    await send(ann, say)
    card = await desk_hears(stage, "A** W**, ****3000")
    await ann.say("/freeze")
    await ann.sees(say.first_line("frozen-desk"))
    answer = await desk(stage, desk_say, "payout-take")
    assert answer == desk_say.refusal(RemittanceNotInState(status="payer-frozen"))
    assert desk_say("payout-take") in buttons_of(card)
    await to_card_again(ann, say)
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.refusal(CustomerNotActive(status="frozen")))
    await desk(stage, desk_say, "payout-return")
    await stage.agent.press(GENERAL, desk_say("remittance-reason", reason="other"))
    await told(ann, say, "returned")


@CODES
async def test_two_agents_at_once_act_once(stage: Stage, code: str) -> None:
    say, desk_say = words(code), words("en")
    ann = await sender(stage, say)
    await send(ann, say)
    ellen = await colleague(stage, "Ellen")
    await desk_hears(stage, "A** W**, ****3000")
    take = desk_say("payout-take")
    answers = await asyncio.gather(*(agent.press(GENERAL, take) for agent in (stage.agent, ellen)))
    refused = desk_say.refusal(RemittanceNotInState(status="converting"))
    assert sorted(str(answer["answer"]) for answer in answers) == sorted([desk_say("payout-done"), refused])
    await told(ann, say, "converting")
    notices = [words_of(message) for message in await ann.messages()]
    first = words_of(await told(ann, say, "converting"))
    assert notices.count(first) == 1


@CODES
async def test_a_wallet_with_money_on_its_way_is_not_closed(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await sender(stage, say)
    await send(ann, say, amount="478.56")
    await open_security(ann, say, "security-profile")
    await ann.press(say("profile-erase"))
    await ann.sees(say.first_line("profile-erase-page"))
    await ann.press(say("profile-erase-now"))
    await prove(ann, say)
    await ann.sees(say.refusal(RemittanceUnderWay()), say.first_line("profile-erase-page"))
