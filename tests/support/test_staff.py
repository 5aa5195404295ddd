"""The staff group, played through the sandbox: topics, cards, answers, buttons and strangers."""

from __future__ import annotations

import base64

import pytest

from support.desk.models import OPEN, WAITING
from tests.stories.people import buttons_of, words_of
from tests.support.conftest import Office, until
from tests.support.seen import answers, count, has_reaction, hint_in, press_unseen, said_in
from wallet import outbox

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def database_kind() -> str:
    """What differs between the databases is in the desk and is tested there."""
    return "sqlite"


async def test_a_first_message_opens_a_topic_with_a_card_that_keeps_the_secrets(
    office: Office, people: list[int]
) -> None:
    number = await office.write(people[1], "a <b> & ‘c’ 👨‍👩‍👧")
    await office.write(people[1], "second")
    thread = await office.agent.topic_with("second")
    card, first, second = await said_in(office, thread)
    assert f"#{number}" in card
    assert "A** <**" in card
    assert (first, second) == ("a <b> & ‘c’ 👨‍👩‍👧", "second")
    assert [topic["name"] for topic in await office.agent.topics() if topic["thread"] == thread] == [
        f"#{number} A** <**"
    ]
    everything = str(await office.world.calls())
    assert "Lee" not in everything
    assert "13800138002" not in everything


async def test_an_answer_is_recorded_and_a_note_stays(office: Office, people: list[int]) -> None:
    number = await office.write(people[0], "帮帮我")
    thread = await office.agent.topic_with("帮帮我")
    note = await office.write_as(office.agent.person, "// he called before", thread)
    answer = await office.write_as(office.agent.person, "done", thread)
    await until(lambda: has_reaction(office, thread, answer["message_id"]))
    assert not await has_reaction(office, thread, note["message_id"])
    (fact,) = await answers(office)
    ticket = await office.desk.ticket(number)
    assert (ticket.status, ticket.agent_name) == (WAITING, "Mark")
    assert fact["customer_id"] == people[0]
    await office.settled()
    assert office.words.text("desk-status-taken", agent="Mark") in (await said_in(office, thread))[0]


async def test_what_cannot_be_passed_on_is_said(office: Office, people: list[int]) -> None:
    await office.write(people[0], "帮帮我")
    thread = await office.agent.topic_with("帮帮我")
    await office.write_as(office.agent.person, "x" * 4000, thread)
    await hint_in(office, thread, "desk-answer-too-long", length_max=3400)
    await office.write_as(office.agent.person, "", thread, contact={"phone_number": "+4477009001", "first_name": "A"})
    await hint_in(office, thread, "desk-kind-not-taken")
    assert await answers(office) == []


async def test_closing_ends_the_topic_once(office: Office, people: list[int]) -> None:
    number = await office.write(people[0], "帮帮我")
    thread = await office.agent.topic_with("帮帮我")
    card = next(message for message in await office.agent.messages(thread) if buttons_of(message))
    path = f"/chats/{office.agent.chat}/messages/{card['message_id']}/press"
    body = {"from": office.agent.person, "button": office.words.text("desk-close")}
    pressed = await office.world.call("POST", path, body)
    assert pressed["answer"] == office.words.text("desk-closed", ticket=str(number))
    await office.settled()
    (topic,) = [topic for topic in await office.agent.topics() if topic["thread"] == thread]
    assert topic["closed"]
    assert topic["name"] == office.words.text("desk-topic-closed", ticket=str(number), name="**明")
    assert all(not buttons_of(message) for message in await office.agent.messages(thread))
    late = await press_unseen(office, office.agent.person, card, f"t:{number}:close")
    assert late == office.words.text("desk-closed-already", ticket=str(number))
    await office.write_as(office.agent.person, "one more thing", thread)
    await hint_in(office, thread, "desk-answer-after-end", ticket=str(number))
    assert await answers(office) == []
    assert len(await office.facts(kind=outbox.TICKET_CLOSED)) == 1
    assert (await office.write(people[0], "again")) != number


async def test_the_first_to_take_a_ticket_keeps_it(office: Office, people: list[int]) -> None:
    mia = await office.world.person("Mia")
    await office.member(mia, "member")
    number = await office.write(people[0], "帮帮我")
    thread = await office.agent.topic_with("帮帮我")
    card = next(message for message in await office.agent.messages(thread) if buttons_of(message))
    pressed = await office.agent.press(thread, office.words.text("desk-take"))
    assert pressed["answer"] == office.words.text("desk-taken", ticket=str(number))
    again = await press_unseen(office, office.agent.person, card, f"t:{number}:take")
    assert again == office.words.text("desk-taken-already", ticket=str(number))
    late = await press_unseen(office, mia, card, f"t:{number}:take")
    assert late == office.words.text("desk-taken-by-other", ticket=str(number), agent="Mark")
    assert (await office.desk.ticket(number)).agent_id == office.agent.person


async def test_strangers_and_those_who_left_press_in_vain(office: Office, people: list[int]) -> None:
    number = await office.write(people[0], "帮帮我")
    thread = await office.agent.topic_with("帮帮我")
    card = next(message for message in await office.agent.messages(thread) if buttons_of(message))
    stranger, former, banned = [await office.world.person(name) for name in ("Eve", "Ex", "Bad")]
    await office.member(former, "member")
    await office.member(former, "left")
    await office.member(banned, "kicked")
    refused = office.words.text("error-staff-only")
    for person in (stranger, former, banned, 987654321):
        for act in ("take", "close"):
            assert await press_unseen(office, person, card, f"t:{number}:{act}") == refused
    elsewhere = card | {"chat": {"id": -1009999, "type": "supergroup", "title": "Elsewhere"}}
    assert await press_unseen(office, office.agent.person, elsewhere, f"t:{number}:close") == refused
    ticket = await office.desk.ticket(number)
    assert (ticket.status, ticket.agent_id) == (OPEN, None)


@pytest.mark.parametrize("data", ["t:0:close", "t:1:freeze", "t:1", "", "t:99999999999999999999:take", "t:404:take"])
async def test_a_strange_button_is_answered(office: Office, people: list[int], data: str) -> None:
    await office.write(people[0], "帮帮我")
    thread = await office.agent.topic_with("帮帮我")
    card = (await office.agent.messages(thread))[0]
    known = {office.words.text("desk-button-unknown"), office.words.text("error-ticket-not-found")}
    assert await press_unseen(office, office.agent.person, card, data) in known


async def test_an_answer_that_the_customer_cannot_get_is_said_beside_it(office: Office, people: list[int]) -> None:
    await office.write(people[0], "帮帮我")
    thread = await office.agent.topic_with("帮帮我")
    written = await office.write_as(office.agent.person, "done", thread)
    await until(lambda: count(answers(office), 1))
    (fact,) = await answers(office)
    await office.desk.message_refused(fact["message_id"])
    await hint_in(office, thread, "desk-answer-refused")
    refusal = (await office.agent.messages(thread))[-1]
    assert refusal["reply_to_message"]["message_id"] == written["message_id"]


async def test_files_come_with_their_captions(office: Office, people: list[int]) -> None:
    await office.write(people[0], "short & sweet", kind="photo", file=PICTURE)
    await office.write(people[0], "长" * 2000, kind="document", file=b"%PDF")
    await office.write(people[0], "", kind="voice", file=b"OggS")
    await office.write(people[0], "too big", kind="document")
    thread = await office.agent.topic_with("too big")
    _, photo, document, caption, voice, missing = [
        message
        for message in await office.agent.messages(thread)
        if words_of(message) or set(message) & {"photo", "document", "voice"}
    ]
    assert "photo" in photo
    assert photo["caption"] == "short & sweet"
    assert "document" in document
    assert "caption" not in document
    assert caption["text"] == "长" * 2000
    assert "voice" in voice
    assert missing["text"] == office.words.text("desk-file-unavailable", name="document") + "\n\ntoo big"


async def test_an_agents_picture_is_an_answer(office: Office, people: list[int]) -> None:
    await office.write(people[0], "帮帮我")
    thread = await office.agent.topic_with("帮帮我")
    picture = base64.b64encode(PICTURE).decode()
    body = {"from": office.agent.person, "photo": picture, "caption": "look", "thread": thread}
    await office.world.call("POST", f"/chats/{office.agent.chat}/messages", body)
    await until(lambda: count(answers(office), 1))
    (fact,) = await answers(office)
    message = await office.desk.message(fact["message_id"])
    assert (message.kind, message.text) == ("photo", "look")
    file = await office.application.bot.get_file(str(message.file_id))
    assert bytes(await file.download_as_bytearray()) == PICTURE
