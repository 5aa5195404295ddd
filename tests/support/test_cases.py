"""Cases in the staff group, played through the sandbox: freezing, four eyes, reviews, alerts, foreign links."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from support.desk.models import APPROVAL_OPEN
from support.staff.case_cards import BUTTON
from tests.stories.people import Agent, buttons_of, words_of
from tests.support.conftest import Office
from tests.support.seen import asked, press_unseen, said_in
from tests.support.test_staff import PICTURE
from wallet import outbox, trail
from wallet.customers.models import customers
from wallet.customers.queries import ACTIVE, FROZEN
from wallet.errors import DatabaseBusy
from wallet.identity.models import AGAIN, APPROVED, WAITING
from wallet.identity.service import DOCUMENT
from wallet.security import freezing
from wallet.trail import BY_SYSTEM

GENERAL = 1
CLAIM = "Ann Whole Lee"


@pytest.fixture
def database_kind() -> str:
    """What differs between the databases is in the domain and is tested there."""
    return "sqlite"


async def colleague(office: Office) -> Agent:
    mia = await office.world.person("Mia")
    await office.member(mia, "member")
    return Agent(office.world, mia, office.agent.chat)


async def handed_in(office: Office, customer_id: int) -> int:
    """A review with its card in the group; the photo is there to be fetched."""
    office.files["document"] = PICTURE
    customer = await office.services.customers.get(customer_id)
    review = await office.services.identity.hand_in(customer, DOCUMENT, CLAIM, "document")
    await office.settled()
    return review.id


async def general(office: Office, button: str) -> dict[str, Any]:
    """The newest message of the General area with this button."""
    label = office.words.text(button)
    return [message for message in await office.agent.messages(GENERAL) if label in buttons_of(message)][-1]


async def status_of(office: Office, customer_id: int) -> str:
    return (await office.services.customers.get(customer_id)).status


async def photos(office: Office) -> list[dict[str, Any]]:
    return [message for message in await office.agent.messages(GENERAL) if "photo" in message]


async def test_a_wallet_is_frozen_by_one_and_let_go_by_two(office: Office, people: list[int]) -> None:
    mia, words = await colleague(office), office.words
    await office.write(people[1], "my phone is stolen")
    thread = await office.agent.topic_with("stolen")
    await office.agent.press(thread, words.text("desk-freeze"))
    pressed = await office.agent.press(thread, words.text("desk-reason", reason="stolen"))
    assert pressed["answer"] == words.text("desk-frozen")
    await office.settled()
    assert await status_of(office, people[1]) == FROZEN
    assert "❄️" in (await said_in(office, thread))[0]
    await office.agent.press(thread, words.text("desk-unfreeze"))
    pressed = await office.agent.press(thread, words.text("desk-reason", reason="identity-checked"))
    assert pressed["answer"] == words.text("desk-unfreeze-asked", agent="Mark")
    await office.settled()
    card = words_of(await general(office, "desk-approve"))
    assert all(part in card for part in ("A** <**", "#1", "Mark", words.text("desk-reason", reason="identity-checked")))
    own = await office.agent.press(GENERAL, words.text("desk-approve"))
    assert (own["answer"], own["alert"]) == (words.text("error-own-request"), True)
    assert await status_of(office, people[1]) == FROZEN
    pressed = await mia.press(GENERAL, words.text("desk-approve"))
    assert pressed["answer"] == words.text("desk-unfrozen")
    await office.settled()
    assert await status_of(office, people[1]) == ACTIVE
    card_after = (await office.agent.messages(GENERAL))[-1]
    assert words.text("desk-approval-status", status="approved", agent="Mia") in words_of(card_after)
    assert not buttons_of(card_after)
    topic_card = next(message for message in await office.agent.messages(thread) if buttons_of(message))
    assert words.text("desk-freeze") in buttons_of(topic_card)
    assert "❄️" not in words_of(topic_card)


async def test_the_way_back_leaves_all_as_it_was(office: Office, people: list[int]) -> None:
    await office.write(people[0], "帮帮我")
    thread = await office.agent.topic_with("帮帮我")
    card = next(message for message in await office.agent.messages(thread) if buttons_of(message))
    await office.agent.press(thread, office.words.text("desk-freeze"))
    await office.agent.press(thread, office.words.text("desk-back"))
    after = next(message for message in await office.agent.messages(thread) if buttons_of(message))
    assert buttons_of(after) == buttons_of(card)
    assert await status_of(office, people[0]) == ACTIVE


@pytest.mark.parametrize("is_forum", [True, False])
async def test_documents_are_seen_on_request_and_go_with_the_decision(
    office: Office, people: list[int], is_forum: bool
) -> None:
    review_id = await handed_in(office, people[1])
    card = await general(office, "desk-show")
    assert "A** <**" in words_of(card)
    everything = str(await office.world.calls())
    assert "Lee" not in everything
    assert CLAIM not in everything
    for _ in range(2):
        await office.agent.press(GENERAL, office.words.text("desk-show"))
        (shown,) = await photos(office)
        assert CLAIM in words_of(shown)
        assert shown["reply_to_message"]["message_id"] == card["message_id"]
        assert shown["has_protected_content"]
    read = [event for event in await events(office, people[1]) if event.kind == trail.PERSONAL_DATA_READ]
    assert [event.actor.telegram_user_id for event in read] == [office.agent.person] * 2
    pressed = await office.agent.press(GENERAL, office.words.text("desk-approve"))
    assert pressed["answer"] == office.words.text("desk-review-decided")
    await office.settled()
    assert await photos(office) == []
    (after,) = [one for one in await office.agent.messages(GENERAL) if one["message_id"] == card["message_id"]]
    assert not buttons_of(after)
    assert "Mark" in words_of(after)
    assert (await office.services.identity.review(review_id)).status == APPROVED
    late = await press_unseen(office, office.agent.person, card, f"r:{review_id}:show")
    assert late == office.words.text("error-review-decided", status=APPROVED)
    assert await photos(office) == []


async def events(office: Office, customer_id: int) -> list[Any]:
    return list(await office.database.read(lambda connection: trail.of_customer(connection, customer_id, None, 50)))


async def test_asking_again_needs_a_reason(office: Office, people: list[int]) -> None:
    review_id = await handed_in(office, people[1])
    await office.agent.press(GENERAL, office.words.text("desk-again"))
    assert (await office.services.identity.review(review_id)).status == WAITING
    await office.agent.press(GENERAL, office.words.text("identity-reason-unreadable"))
    review = await office.services.identity.review(review_id)
    assert (review.status, review.reason) == (AGAIN, "unreadable")
    await office.settled()
    assert office.words.text("identity-reason-unreadable") in words_of((await office.agent.messages(GENERAL))[-1])


async def test_a_photo_that_is_gone_and_one_that_stays_are_told(office: Office, people: list[int]) -> None:
    await handed_in(office, people[1])
    picture = office.files.pop("document")
    pressed = await office.agent.press(GENERAL, office.words.text("desk-show"))
    assert (pressed["answer"], pressed["alert"]) == (office.words.text("desk-documents-unavailable"), True)
    office.files["document"] = picture
    await office.agent.press(GENERAL, office.words.text("desk-show"))
    await office.fault("deleteMessage", 400, "Bad Request: message can't be deleted")
    await office.agent.press(GENERAL, office.words.text("desk-approve"))
    await office.settled()
    assert words_of((await office.agent.messages(GENERAL))[-1]) == office.words.text("desk-documents-not-deleted")


async def test_a_photo_that_nobody_would_remember_does_not_stay(
    office: Office, people: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    review_id = await handed_in(office, people[1])
    card = await general(office, "desk-show")

    async def fails(*_: int) -> None:
        raise DatabaseBusy

    monkeypatch.setattr(office.services.identity, "documents_shown", fails)
    answer = await press_unseen(office, office.agent.person, card, f"r:{review_id}:show")
    assert answer == office.words.text("error-database-busy")
    assert await asked(office, "sendPhoto")
    assert await photos(office) == []


async def test_strangers_press_in_vain_and_nobody_decides_over_themselves(office: Office, people: list[int]) -> None:
    ticket = await office.write(people[0], "帮帮我")
    review_id = await handed_in(office, people[0])
    await office.services.approvals.freeze(people[0], "other", office.agent.person, "Mark")
    request = await office.services.approvals.request_unfreeze(people[0], ticket, "other", office.agent.person, "Mark")
    await office.settled()
    card = await general(office, "desk-show")
    eve = await office.world.person("Eve")
    refused, buttons = office.words.text("error-staff-only"), [f"w:{ticket}:{act}" for act in ("freeze", "back")]
    buttons += [f"w:{ticket}:freeze:stolen", f"w:{ticket}:unfreeze", f"w:{ticket}:unfreeze:mistake"]
    buttons += [f"a:{request.id}:approve", f"a:{request.id}:refuse"]
    buttons += [f"r:{review_id}:{act}" for act in ("show", "approve", "refuse", "again", "back", "refuse:expired")]
    before = len(await office.world.calls())
    for data in buttons:
        assert await press_unseen(office, eve, card, data) == refused
    assert {call["method"] for call in (await office.world.calls())[before:]} <= {
        "getChatMember",
        "answerCallbackQuery",
    }
    mia = await colleague(office)
    owner = update(customers).where(customers.c.id == people[0]).values(telegram_user_id=mia.person)
    await office.database.write(lambda work: work.connection.execute(owner) and None)
    for data in (f"a:{request.id}:approve", f"r:{review_id}:show", f"r:{review_id}:approve"):
        assert await press_unseen(office, mia.person, card, data) == office.words.text("error-own-request")
    assert (await office.services.identity.review(review_id)).status == WAITING
    assert (await office.services.approvals.get(request.id)).status == APPROVAL_OPEN


@pytest.mark.parametrize(
    "data", ["w:1:freeze:because", "w:0:freeze", "a:1:approve:x", "r:1:show:expired", "r:99999999999999999999:show"]
)
def test_no_other_button_is_understood(data: str) -> None:
    assert BUTTON.fullmatch(data) is None


async def test_alerts_are_told_and_duress_loudly(office: Office, people: list[int]) -> None:
    await office.write(people[0], "帮帮我")
    thread = await office.agent.topic_with("帮帮我")
    for person, cause in ((people[0], freezing.GUESSES), (people[1], freezing.DURESS)):
        await office.database.write(lambda work, one=person, why=cause: freezing.freeze(work, one, why, BY_SYSTEM))
    await office.settled()
    card = next(message for message in await office.agent.messages(thread) if buttons_of(message))
    assert "❄️" in words_of(card)
    assert {office.words.text(f"desk-{act}") for act in ("freeze", "unfreeze")} <= set(buttons_of(card))
    masked = [(await office.services.customers.get(person)).masked_number for person in people]
    quiet, loud = [words_of(message) for message in (await office.agent.messages(GENERAL))[-2:]]
    assert masked[0] in quiet
    assert office.words.text("desk-frozen-cause", cause=freezing.GUESSES) in quiet
    assert masked[1] in loud
    assert "🆘" in loud
    assert "🆘" not in quiet


async def test_an_alert_waits_for_no_card(office: Office, people: list[int]) -> None:
    await office.write(people[0], "帮帮我")
    await office.settled()
    await office.fault("editMessageText", 400, "Bad Request: message_id_invalid")
    await office.database.write(lambda work: freezing.freeze(work, people[0], freezing.GUESSES, BY_SYSTEM))
    await office.settled()
    masked = (await office.services.customers.get(people[0])).masked_number
    assert masked in words_of((await office.agent.messages(GENERAL))[-1])
    (alert,) = await office.facts(kind=outbox.DESK_ALERT)
    assert (alert.state, alert.tries) == ("sent", 1)
    assert await asked(office, "editMessageText")


async def test_a_foreign_link_comes_with_a_warning(office: Office, people: list[int]) -> None:
    await office.write(people[0], "is wallet.example ours?")
    await office.write(people[0], "and https://wallet.example@evil.example/x")
    await office.write(people[0], "evil.example " + "長" * 4000)
    thread = await office.agent.topic_with("長長")
    _, ours, foreign, warning, long = await said_in(office, thread)
    told = office.words.text("desk-link-warning", link="evil.example").replace("<code>", "").replace("</code>", "")
    assert ours == "is wallet.example ours?"
    assert foreign == f"{told}\nand https://wallet.example@evil.example/x"
    assert warning == told
    assert long.startswith("evil.example 長")
