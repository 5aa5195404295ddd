"""The staff group, played through the sandbox: topics, cards, answers, buttons, strangers and broken calls."""

from __future__ import annotations

import base64
import itertools
import json
from typing import Any

import pytest
from telegram import Update
from telegram.error import NetworkError

from support.desk.models import CLOSED, OPEN, WAITING
from tests.stories.people import buttons_of, words_of
from tests.support.conftest import Office, until
from wallet import outbox

UPDATES = itertools.count(10**6)
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def database_kind() -> str:
    """What differs between the databases is in the desk and is tested there."""
    return "sqlite"


async def said_in(office: Office, thread: int) -> list[str]:
    return [words_of(message) for message in await office.agent.messages(thread) if words_of(message)]


async def hint_in(office: Office, thread: int, key: str, **fields: Any) -> None:
    text = office.words.text(key, **fields)
    await until(lambda: _says(office, thread, text))


async def _says(office: Office, thread: int, text: str) -> bool:
    return text in await said_in(office, thread)


async def answers(office: Office) -> list[dict[str, int]]:
    return [json.loads(fact.fields) for fact in await office.facts(kind=outbox.TICKET_ANSWERED)]


async def has_reaction(office: Office, thread: int, message_id: int) -> bool:
    calls = await office.world.calls()
    done = [call for call in calls if call["method"] == "setMessageReaction" and call["status"] == 200]
    return any(int(call["params"]["message_id"]) == message_id for call in done)


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
    await hint_in(office, thread, "desk-answer-too-long", length_max=3800)
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


async def press_unseen(office: Office, person: int, message: dict[str, Any], data: str) -> str:
    """A press that the sandbox would not let through: a stranger's, or of a button that is gone. Returns the answer."""
    before = len(await office.world.calls())
    update = {
        "update_id": next(UPDATES),
        "callback_query": {
            "id": "1",
            "from": {"id": person, "is_bot": False, "first_name": "X"},
            "message": message,
            "chat_instance": "1",
            "data": data,
        },
    }
    await office.application.process_update(Update.de_json(update, office.application.bot))
    told = [call for call in (await office.world.calls())[before:] if call["method"] == "answerCallbackQuery"]
    return str(told[-1]["params"]["text"])


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


async def test_the_bot_leaves_a_foreign_group(office: Office) -> None:
    eve = await office.world.person("Eve")
    body = {"title": "Foreign", "type": "supergroup", "members": [eve], "admins": [eve]}
    chat = int((await office.world.call("POST", "/chats", body))["id"])
    await office.member(office.bot["id"], "member", chat)

    async def left() -> bool:
        done = [call for call in await office.world.calls() if call["method"] == "leaveChat"]
        return any(int(call["params"]["chat_id"]) == chat and call["status"] == 200 for call in done)

    await until(left)
    assert not any(
        int(call["params"].get("chat_id", 0)) == chat and call["method"].startswith("send")
        for call in await office.world.calls()
    )


async def test_a_deleted_topic_is_made_again_once(office: Office, people: list[int]) -> None:
    number = await office.write(people[0], "first")
    thread = await office.agent.topic_with("first")
    await office.settled()
    path = f"/chats/{office.agent.chat}/topics/{thread}/delete"
    await office.world.call("POST", path, {"from": office.agent.person})
    await office.write(people[0], "second")
    await office.write(people[0], "third")
    again = await office.agent.topic_with("third")
    assert again != thread
    card, *rest = await said_in(office, again)
    assert f"#{number}" in card
    assert rest == ["second", "third"]
    await office.write_as(office.agent.person, "here", again)
    await until(lambda: _count(answers(office), 1))


async def _count(found: Any, wanted: int) -> bool:
    return len(await found) == wanted


@pytest.mark.parametrize("method", ["createForumTopic", "sendMessage"])
async def test_a_broken_call_is_made_again_and_nothing_is_lost(office: Office, people: list[int], method: str) -> None:
    await office.fault(method, 500, "Internal Server Error")
    await office.write(people[0], "first")
    await office.write(people[0], "second")
    thread = await office.agent.topic_with("second")
    assert (await said_in(office, thread))[1:] == ["first", "second"]
    assert len([topic for topic in await office.agent.topics() if topic["thread"] != 1]) == 1


async def test_a_wait_that_telegram_asks_for_is_obeyed_and_costs_no_try(office: Office, people: list[int]) -> None:
    await office.fault("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    await office.write(people[0], "first")
    thread = await office.agent.topic_with("first")
    assert len(await said_in(office, thread)) == 2
    await office.settled()
    (fact,) = await office.facts(kind=outbox.TICKET_MESSAGE)
    assert (fact.state, fact.tries) == ("sent", 1)
    sent = [call for call in await office.world.calls() if call["method"] == "sendMessage"]
    assert [call["status"] for call in sent] == [429, 200, 200]
    assert sent[1]["time"] - sent[0]["time"] >= 1


async def test_thrown_out_the_bot_waits_without_losing_anything(office: Office, people: list[int]) -> None:
    await office.member(office.bot["id"], "kicked")
    await office.write(people[0], "first")
    await until(lambda: _was_put_back(office))
    (fact,) = await office.facts(kind=outbox.TICKET_MESSAGE)
    assert (fact.state, fact.tries) == ("waiting", 0)


async def test_an_answer_that_the_customer_cannot_get_is_said_beside_it(office: Office, people: list[int]) -> None:
    await office.write(people[0], "帮帮我")
    thread = await office.agent.topic_with("帮帮我")
    written = await office.write_as(office.agent.person, "done", thread)
    await until(lambda: _count(answers(office), 1))
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
    await until(lambda: _count(answers(office), 1))
    (fact,) = await answers(office)
    message = await office.desk.message(fact["message_id"])
    assert (message.kind, message.text) == ("photo", "look")
    file = await office.application.bot.get_file(str(message.file_id))
    assert bytes(await file.download_as_bytearray()) == PICTURE


async def test_a_failed_handler_is_heard_by_the_runner(office: Office, people: list[int]) -> None:
    number = await office.write(people[0], "帮帮我")
    thread = await office.agent.topic_with("帮帮我")
    card = next(message for message in await office.agent.messages(thread) if buttons_of(message))
    await office.fault("getChatMember", 500, "Internal Server Error")
    with pytest.raises(NetworkError):
        await press_unseen(office, office.agent.person, card, f"t:{number}:close")
    await office.fault("getChatMember", 500, "Internal Server Error", times=2)
    pressed = await office.agent.press(thread, office.words.text("desk-close"))
    assert pressed["answer"] == office.words.text("desk-closed", ticket=str(number))
    assert (await office.desk.ticket(number)).status == CLOSED


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_queue_keeps_within_telegrams_limits(office: Office, people: list[int]) -> None:
    await office.world.call("POST", "/limits", {"on": True})
    texts = [f"message {number}" for number in range(44)]
    for number, text in enumerate(texts):
        await office.write(people[number % 2], text)
    await office.settled(240)
    sent = [call for call in await office.world.calls() if call["method"] == "sendMessage"]
    assert {call["status"] for call in sent} == {200}
    assert len(sent) == len(texts) + 2
    assert sent[-1]["time"] - sent[0]["time"] < 2 * 60 / 0.95
    for customer in range(2):
        own = texts[customer::2]
        shown = await said_in(office, await office.agent.topic_with(own[0]))
        assert shown[1:] == own
    assert {fact.tries for fact in await office.facts(kind=outbox.TICKET_MESSAGE)} == {1}


class TestGroupThatIsUpgraded:
    """A plain group that became a supergroup, with another id, before its setting was changed."""

    @pytest.fixture
    def group_type(self) -> str:
        return "group"

    async def test_the_bot_stays_and_keeps_what_is_to_be_said(self, office: Office, people: list[int]) -> None:
        moved = await office.world.call("POST", f"/chats/{office.agent.chat}/upgrade", {"by": office.agent.person})
        chat = int(moved["id"])
        await office.write(people[0], "first")
        say = {"from": office.agent.person, "text": "hello?"}
        await office.world.call("POST", f"/chats/{chat}/messages", say)
        await until(lambda: _was_put_back(office))
        await until(lambda: _asked(office, "getChat"))
        (fact,) = await office.facts(kind=outbox.TICKET_MESSAGE)
        assert (fact.state, fact.tries) == ("waiting", 0)
        assert not await _asked(office, "leaveChat")


async def _asked(office: Office, method: str) -> bool:
    return any(call["method"] == method for call in await office.world.calls())


async def _was_put_back(office: Office) -> bool:
    (fact,) = await office.facts(kind=outbox.TICKET_MESSAGE)
    return bool(fact.last_error)


class TestWithoutTopics:
    """A group that is no forum: tickets go by replies."""

    @pytest.fixture
    def is_forum(self) -> bool:
        return False

    async def test_replies_find_their_tickets(self, office: Office, people: list[int]) -> None:
        numbers = [await office.write(person, f"help {person}") for person in people]
        await office.settled()
        shown: list[dict[str, Any]] = await office.world.call("GET", f"/chats/{office.agent.chat}/messages")
        cards = [message for message in shown if buttons_of(message)]
        questions = {words_of(message): message for message in shown if message.get("reply_to_message")}
        assert len(cards) == 2
        for number, person, card in zip(numbers, people, cards, strict=True):
            question = questions[f"help {person}"]
            assert question["reply_to_message"]["message_id"] == card["message_id"]
            await office.write_as(office.agent.person, f"yes {number}", reply_to=question["message_id"])
        await office.write_as(office.agent.person, "talking among ourselves")
        await until(lambda: _count(answers(office), 2))
        for fact, number, person in zip(await answers(office), numbers, people, strict=True):
            message = await office.desk.message(fact["message_id"])
            assert (fact["customer_id"], message.text, message.ticket_id) == (person, f"yes {number}", number)
