"""The desk: one open ticket a customer, nothing twice, nothing after the end."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select, update

from support.desk.forgetting import Forgetting
from support.desk.models import CLOSED, OPEN, WAITING, ticket_messages, tickets
from support.desk.service import Desk, IncomingMessage, Ticket
from tests.factories import wait_until_one_waits_for
from wallet import outbox
from wallet.customers.models import customers
from wallet.database import Database, UnitOfWork
from wallet.errors import CustomerNotFound, TicketClosed, TicketNotFound
from wallet.security.vault import Vault

AGENT, OTHER_AGENT = 900, 901
THREAD = 77


def words(message_id: int, text: str = "您好", chat_id: int = 1001) -> IncomingMessage:
    return IncomingMessage("text", text, None, None, chat_id, message_id)


async def count(database: Database, table: Any, *conditions: Any) -> int:
    query = select(func.count()).select_from(table).where(*conditions)
    return int(await database.read(lambda connection: connection.execute(query).scalar_one()))


async def facts(database: Database, kind: str) -> int:
    return await count(database, outbox.outbox, outbox.outbox.c.kind == kind)


async def ticket_with_thread(desk: Desk, customer_id: int, thread_id: int = THREAD) -> Ticket:
    ticket = await desk.write_from_customer(customer_id, words(1, chat_id=1000 + customer_id))
    await desk.thread_opened(ticket.id, thread_id)
    return ticket


async def test_fifty_first_messages_at_once_open_one_ticket(desk: Desk, database: Database, people: list[int]) -> None:
    written = await asyncio.gather(*(desk.write_from_customer(people[0], words(number)) for number in range(1, 51)))
    assert len({ticket.id for ticket in written}) == 1
    assert await count(database, tickets) == 1
    assert await count(database, ticket_messages) == 50
    assert await facts(database, outbox.TICKET_MESSAGE) == 50


async def test_two_customers_have_a_ticket_each(desk: Desk, people: list[int]) -> None:
    first, second = [await desk.write_from_customer(person, words(1, chat_id=person)) for person in people]
    assert first.id != second.id
    assert (await desk.open_ticket(people[1])) == second


async def test_a_repeated_message_is_recorded_once(desk: Desk, database: Database, people: list[int]) -> None:
    written = await asyncio.gather(*(desk.write_from_customer(people[0], words(5)) for _ in range(10)))
    assert len({ticket.id for ticket in written}) == 1
    assert await count(database, ticket_messages) == 1
    assert await facts(database, outbox.TICKET_MESSAGE) == 1


async def test_a_message_repeated_after_the_end_opens_nothing(
    desk: Desk, database: Database, people: list[int]
) -> None:
    ticket = await desk.write_from_customer(people[0], words(5))
    await desk.close(ticket.id, "Mark")
    again = await desk.write_from_customer(people[0], words(5))
    assert (again.id, again.status) == (ticket.id, CLOSED)
    assert await count(database, tickets) == 1


async def test_a_new_message_after_the_end_opens_a_new_ticket(desk: Desk, people: list[int]) -> None:
    ticket = await desk.write_from_customer(people[0], words(5))
    await desk.close(ticket.id, "Mark")
    assert (await desk.write_from_customer(people[0], words(6))).id != ticket.id


async def test_an_answer_is_told_once_and_the_next_message_opens_it_again(
    desk: Desk, database: Database, people: list[int]
) -> None:
    ticket = await ticket_with_thread(desk, people[0])
    for _ in range(2):
        answered = await desk.write_from_agent(ticket.id, AGENT, "Mark", words(9, "已处理", chat_id=-100))
    assert (answered.status, answered.agent_id, answered.agent_name) == (WAITING, AGENT, "Mark")
    assert await facts(database, outbox.TICKET_ANSWERED) == 1
    leased = await database.write(lambda work: outbox.lease(work, outbox.CUSTOMER_CHANNEL, 10))
    assert leased[0].fields["customer_id"] == people[0]
    answer = await desk.message(int(str(leased[0].fields["message_id"])))
    assert (answer.text, answer.agent_name, answer.ticket_id) == ("已处理", "Mark", ticket.id)
    assert (await desk.write_from_customer(people[0], words(10))).status == OPEN


async def test_an_answer_to_a_closed_ticket_is_refused(desk: Desk, database: Database, people: list[int]) -> None:
    ticket = await ticket_with_thread(desk, people[0])
    await desk.close(ticket.id, "Mark")
    with pytest.raises(TicketClosed):
        await desk.write_from_agent(ticket.id, AGENT, "Mark", words(9, chat_id=-100))
    with pytest.raises(TicketClosed):
        await desk.take(ticket.id, AGENT, "Mark")
    assert await facts(database, outbox.TICKET_ANSWERED) == 0


async def test_closing_twice_tells_once(desk: Desk, database: Database, people: list[int]) -> None:
    ticket = await ticket_with_thread(desk, people[0])
    closed = await asyncio.gather(*(desk.close(ticket.id, name) for name in ("Mark", "Mia", None)))
    assert len({item.closed_by for item in closed}) == 1
    assert await facts(database, outbox.TICKET_CLOSED) == 1
    assert await facts(database, outbox.TICKET_STATUS) == 1
    assert await desk.open_ticket(people[0]) is None


async def test_a_customer_closes_their_own_ticket_alone(desk: Desk, database: Database, people: list[int]) -> None:
    mine = await desk.write_from_customer(people[0], words(1, chat_id=1))
    theirs = await desk.write_from_customer(people[1], words(1, chat_id=2))
    closed = await desk.close_by_customer(people[0])
    assert closed is not None
    assert (closed.id, closed.status, closed.closed_by) == (mine.id, CLOSED, None)
    assert (await desk.ticket(theirs.id)).status == OPEN
    assert await desk.close_by_customer(people[0]) is None
    assert await facts(database, outbox.TICKET_CLOSED) == 0
    assert await facts(database, outbox.TICKET_STATUS) == 1


async def test_the_first_to_take_a_ticket_has_it(desk: Desk, database: Database, people: list[int]) -> None:
    ticket = await ticket_with_thread(desk, people[0])
    taken = await asyncio.gather(desk.take(ticket.id, AGENT, "Mark"), desk.take(ticket.id, OTHER_AGENT, "Mia"))
    assert taken[0].agent_id == taken[1].agent_id
    assert await facts(database, outbox.TICKET_STATUS) == 1


async def test_strangers_find_nothing(desk: Desk, database: Database) -> None:
    with pytest.raises(CustomerNotFound):
        await desk.write_from_customer(404, words(1))
    with pytest.raises(TicketNotFound):
        await desk.write_from_agent(404, AGENT, "Mark", words(1))
    for unknown in (desk.ticket(404), desk.ticket_of_thread(404), desk.message(404), desk.close(404, None)):
        with pytest.raises(TicketNotFound):
            await unknown
    assert await count(database, tickets) == 0
    assert await count(database, outbox.outbox) == 0


async def test_a_lost_topic_is_forgotten_with_its_card(desk: Desk, people: list[int]) -> None:
    ticket = await ticket_with_thread(desk, people[0])
    await desk.card_sent(ticket.id, 5)
    assert (await desk.ticket_of_thread(THREAD)).card_message_id == 5
    await desk.thread_lost(ticket.id)
    lost = await desk.ticket(ticket.id)
    assert (lost.thread_id, lost.card_message_id) == (None, None)


async def test_words_are_sealed_and_bounded(desk: Desk, database: Database, people: list[int]) -> None:
    await desk.write_from_customer(people[0], words(1, "秘密" * 3000))
    row = await database.read(lambda connection: connection.execute(select(ticket_messages)).one())
    assert "秘密" not in row.text_sealed
    message = await desk.message(row.id)
    assert message.text == "秘密" * 2048
    assert message.target_message_id is None
    await desk.message_delivered(row.id, 31)
    assert (await desk.message(row.id)).target_message_id == 31


async def test_a_closed_wallet_leaves_no_words_and_no_open_ticket(
    desk: Desk, database: Database, vault: Vault, people: list[int]
) -> None:
    mine = await ticket_with_thread(desk, people[0])
    await desk.write_from_customer(people[0], IncomingMessage("document", "my passport", "F1", "Wang.pdf", 1001, 2))
    await desk.write_from_agent(mine.id, AGENT, "Mark", words(3, "Dear Mr Wang", -100))
    other = await desk.write_from_customer(people[1], words(9, "mine stays", 1002))
    for _ in range(2):
        await database.write(lambda work: Forgetting(vault)(work, people[0]))
    assert (await desk.ticket(mine.id)).closed
    assert not (await desk.ticket(other.id)).closed
    rows = await database.read(lambda connection: connection.execute(select(ticket_messages)).all())
    of_mine = [row for row in rows if row.ticket_id == mine.id]
    assert [(await desk.message(row.id)).text for row in of_mine] == ["", "", ""]
    assert {(row.file_id, row.file_name) for row in of_mine} == {(None, None)}
    assert not {1001, 1000 + people[0]} & {row.source_chat_id for row in of_mine}
    assert [(await desk.message(row.id)).text for row in rows if row.ticket_id == other.id] == ["mine stays"]


async def test_what_a_closed_wallet_still_writes_opens_no_ticket(
    desk: Desk, database: Database, people: list[int]
) -> None:
    closed = update(customers).where(customers.c.id == people[0]).values(status="closed")
    await database.write(lambda work: work.connection.execute(closed) and None)
    with pytest.raises(CustomerNotFound):
        await desk.write_from_customer(people[0], words(1, "my passport"))
    assert await count(database, ticket_messages) == 0


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_an_answer_on_its_way_to_a_closing_wallet_is_forgotten_too(
    desk: Desk, database: Database, vault: Vault, people: list[int]
) -> None:
    ticket = await ticket_with_thread(desk, people[0])
    answering = asyncio.Event()
    loop = asyncio.get_running_loop()

    def answer(work: UnitOfWork) -> None:
        desk._write_from_agent(work, ticket.id, (AGENT, "Mark"), words(3, "Dear Mr Wang", -100))
        loop.call_soon_threadsafe(answering.set)
        wait_until_one_waits_for(work)

    async def forget() -> None:
        await answering.wait()
        await database.write(lambda work: Forgetting(vault)(work, people[0]))

    await asyncio.gather(database.write(answer), forget())
    ids = await database.read(lambda connection: connection.execute(select(ticket_messages.c.id)).scalars().all())
    assert [(await desk.message(message_id)).text for message_id in ids] == ["", ""]
