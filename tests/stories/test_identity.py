"""Identity: limits that stop a payment, handing in documents, the desk's review, and the higher limits after it."""

from __future__ import annotations

import asyncio
import base64
import io
import time
from typing import Any

import pytest
import segno

from tests.stage import Stage
from tests.stories.people import LOOK_SECONDS, PATIENCE_SECONDS, Agent, Phone, buttons_of, words_of
from tests.stories.steps import (
    GENERAL,
    PIN,
    colleague,
    desk_hears,
    desk_presses,
    gone,
    open_security,
    register,
    two_customers,
)
from tests.stories.words import Words, words
from wallet.customers.service import NAME_LENGTH_MAX
from wallet.errors import LimitReached, NameInvalid, OwnRequest, PhotoMissing, ReviewDecided
from wallet.identity.models import APPROVED
from wallet.identity.service import DOCUMENT


def picture() -> bytes:
    """What passes for a photo of a document."""
    drawn = io.BytesIO()
    segno.make("a document", error="m").save(drawn, kind="png", scale=8)
    return drawn.getvalue()


PICTURE = picture()


@pytest.fixture
def receiving() -> dict[str, Any]:
    """Long polling, and limits that play money reaches: a payment, a day and a month of each level, in CNY."""
    return {"limits": "60/100/1000,500/1000/5000,2000/5000/20000"}


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_document_lifts_the_limit_that_stopped_a_payment(stage: Stage, code: str) -> None:
    say, desk = words(code), words("en")
    ann, _ = await two_customers(stage, say, 50000)
    await try_amount(ann, say, "61")
    await ann.sees(say.refusal(limit("operation", 6000, 6000)))
    await ann.say("60")
    await ann.sees(say.first_line("checkout-card", lines=""))
    await confirm(ann, say)
    await try_amount(ann, say, "50")
    await ann.sees(say.refusal(limit("day", 4000, 10000)))

    await open_security(ann, say, "security-identity")
    await ann.sees(say.first_line("identity-page", level=0, limits=""), say.yuan(4000))
    await ann.press(say("identity-document"))
    await ann.sees(say.first_line("identity-ask-name"))
    await ann.say("Ann\u2066Lee")
    await ann.sees(say.refusal(NameInvalid(length_max=NAME_LENGTH_MAX)))
    await ann.say("Ann Whole Lee")
    await ann.sees(say.first_line("identity-ask-photo"))
    await ann.say("here it is")
    await ann.sees(say.refusal(PhotoMissing()), say.first_line("identity-ask-photo"))
    await hand_in(ann, say)

    card = await desk_hears(stage, desk("desk-review-status", status="waiting", agent="", reason=""))
    assert "A** L**" in words_of(card)
    assert "Whole" not in words_of(card)
    await desk_presses(stage.agent, GENERAL, desk("desk-show"))
    shown = await desk_hears(stage, "Ann Whole Lee")
    assert await file_of(stage, shown) == PICTURE
    await desk_presses(stage.agent, GENERAL, desk("desk-refuse"))
    await desk_presses(stage.agent, GENERAL, desk("identity-reason-unreadable"))
    why = say("notice-identity-reason", reason=say("identity-reason-unreadable"))
    await ann.sees(say("notice-identity-decided", status="refused"), why)
    await taken_away(stage)

    await open_security(ann, say, "security-activity")
    seen, by = say("activity-personal-data-read"), say("activity-by-staff")
    await ann.sees(say.first_line("security-activity-title", lines=""), seen, by)
    await open_security(ann, say, "security-identity")
    await ann.press(say("identity-document"))
    await ann.sees(say.first_line("identity-ask-name"))
    await ann.say("Ann Lee")
    await hand_in(ann, say)
    await desk_presses(stage.agent, GENERAL, desk("desk-approve"))
    await ann.sees(say("notice-identity-decided", status="approved"))

    await open_security(ann, say, "security-identity")
    await ann.sees(say.first_line("identity-page", level=1, limits=""), say.yuan(100000), say.yuan(94000))
    await try_amount(ann, say, "50")
    await ann.sees(say.first_line("checkout-card", lines=""))
    await confirm(ann, say)


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_an_address_is_decided_once_and_only_by_the_desk(stage: Stage, code: str) -> None:
    say, desk = words(code), words("en")
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    await prove_document(stage, ann)
    await open_security(ann, say, "security-identity")
    await ann.press(say("identity-address"))
    await ann.sees(say.first_line("identity-ask-address"))
    await ann.say("No. 7, Long Lane, Hangzhou")
    await hand_in(ann, say, "identity-ask-address-photo")

    await desk_hears(stage, desk("desk-review-status", status="waiting", agent="", reason=""))
    mia = await colleague(stage, "Mia")
    own = Agent(stage.world, ann.person, stage.staff_chat)
    body = {"id": ann.person, "status": "member"}
    await stage.world.call("POST", f"/chats/{stage.staff_chat}/members", body)
    assert await desk_presses(own, GENERAL, desk("desk-approve")) == desk.refusal(OwnRequest())
    await desk_presses(mia, GENERAL, desk("desk-show"))
    await desk_hears(stage, "No. 7, Long Lane, Hangzhou")

    decided = await asyncio.gather(
        *(agent.press(GENERAL, desk("desk-approve")) for agent in (stage.agent, mia, stage.agent, mia))
    )
    answers = sorted(answer["answer"] for answer in decided)
    assert answers == sorted([desk("desk-review-decided"), *[desk.refusal(ReviewDecided(status=APPROVED))] * 3])
    await ann.sees(say("notice-identity-decided", status="approved"))
    told = [words_of(message) for message in await ann.messages()]
    assert len([text for text in told if text == say("notice-identity-decided", status="approved")]) == 2
    await open_security(ann, say, "security-identity")
    page = await ann.sees(say.first_line("identity-page", level=2, limits=""), say("identity-highest"))
    assert buttons_of(page) == [say("back")]


def limit(which: str, left_minor: int, max_minor: int) -> LimitReached:
    return LimitReached(limit=which, currency="CNY", left_minor=left_minor, max_minor=max_minor, level=0)


async def try_amount(phone: Phone, say: Words, amount: str) -> None:
    """A transfer to Bob up to its amount, which may be refused."""
    await phone.say("/transfer")
    await phone.sees(say.first_line("transfer-payee"))
    await phone.say("@bob")
    await phone.sees(say("transfer-amount", payee="", payee_number="", available="").split("\n")[1])
    await phone.say(amount)


async def confirm(phone: Phone, say: Words) -> None:
    """From the confirm card to the receipt, and home."""
    await phone.press("✅")
    await phone.sees(say.first_line("checkout-pin", what="", dots=""))
    await phone.enter_pin(PIN)
    await phone.sees(say.first_line("checkout-receipt", lines=""))
    await phone.press(say("home"))


async def hand_in(phone: Phone, say: Words, question: str = "identity-ask-photo") -> None:
    """Send the photo, which goes from the chat."""
    await phone.sees(say.first_line(question))
    path, encoded = f"/chats/{phone.chat}/messages", base64.b64encode(PICTURE).decode()
    photo = await phone.world.call("POST", path, {"from": phone.person, "photo": encoded})
    await phone.sees(say("identity-handed-in"), say("identity-waiting"))
    await gone(phone, photo)


async def prove_document(stage: Stage, phone: Phone) -> None:
    """Level 1, without the way there."""
    container = stage.application.container
    customer = await container.customers.recognise(phone.person, "ann")
    assert customer is not None
    review = await container.identity.hand_in(customer, DOCUMENT, "Ann Lee", "a photo")
    await container.identity.decide(review.id, APPROVED, None, stage.agent.person, "Mark")


async def taken_away(stage: Stage) -> None:
    """Wait until no document stands in the staff group."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any("photo" in message for message in await stage.agent.messages(GENERAL)):
        assert time.monotonic() < deadline, "the document is still shown"
        await asyncio.sleep(LOOK_SECONDS)


async def file_of(stage: Stage, message: dict[str, Any]) -> bytes:
    answer = await stage.world.api.get(f"/files/{message['photo'][-1]['file_id']}")
    return answer.content
