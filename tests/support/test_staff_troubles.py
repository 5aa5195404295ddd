"""The staff group when things go wrong: lost topics, broken calls, limits, other kinds of group."""

from __future__ import annotations

from typing import Any

import pytest
from telegram.error import NetworkError

from support.desk.models import CLOSED
from tests.stories.people import buttons_of, words_of
from tests.support.conftest import Office, until
from tests.support.seen import answers, asked, count, press_unseen, said_in, was_put_back
from wallet import outbox


@pytest.fixture
def database_kind() -> str:
    """What differs between the databases is in the desk and is tested there."""
    return "sqlite"


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
    await until(lambda: count(answers(office), 1))


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
    await until(lambda: was_put_back(office))
    (fact,) = await office.facts(kind=outbox.TICKET_MESSAGE)
    assert (fact.state, fact.tries) == ("waiting", 0)


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
    texts = [f"message {number:02}" for number in range(44)]
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
        await until(lambda: was_put_back(office))
        await until(lambda: asked(office, "getChat"))
        (fact,) = await office.facts(kind=outbox.TICKET_MESSAGE)
        assert (fact.state, fact.tries) == ("waiting", 0)
        assert not await asked(office, "leaveChat")


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
        for number, person in zip(numbers, people, strict=True):
            card = next(message for message in cards if f"#{number}" in words_of(message))
            question = questions[f"help {person}"]
            assert question["reply_to_message"]["message_id"] == card["message_id"]
            await office.write_as(office.agent.person, f"yes {number}", reply_to=question["message_id"])
        await office.write_as(office.agent.person, "talking among ourselves")
        await until(lambda: count(answers(office), 2))
        for fact, number, person in zip(await answers(office), numbers, people, strict=True):
            message = await office.desk.message(fact["message_id"])
            assert (fact["customer_id"], message.text, message.ticket_id) == (person, f"yes {number}", number)
