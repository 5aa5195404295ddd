"""Reading tickets and messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from support.desk.models import CLOSED, FROM_AGENT, FROM_CUSTOMER, ticket_messages, tickets
from wallet.errors import TicketNotFound
from wallet.security.vault import Vault


@dataclass(frozen=True, slots=True)
class Ticket:
    """One conversation with a customer. `id` is the number that people see."""

    id: int
    customer_id: int
    status: str
    language: str
    thread_id: int | None
    card_message_id: int | None
    agent_id: int | None
    agent_name: str | None
    closed_by: str | None
    opened_at: datetime
    closed_at: datetime | None
    last_message_at: datetime

    @property
    def closed(self) -> bool:
        """Whether nothing more can be answered in it."""
        return self.status == CLOSED


@dataclass(frozen=True, slots=True)
class TicketMessage:
    """A message of either side, its text opened. `target_message_id` once the other side has it."""

    id: int
    ticket_id: int
    direction: str
    kind: str
    text: str
    file_id: str | None
    file_name: str | None
    agent_name: str | None
    target_message_id: int | None
    source_message_id: int
    created_at: datetime


def ticket_by_id(connection: Connection, ticket_id: int, *, lock: bool = False) -> Ticket:
    """Raises `TicketNotFound`. `lock` makes rivals wait until the caller's transaction ends."""
    found = _one(connection, tickets.c.id == ticket_id, lock=lock)
    if found is None:
        raise TicketNotFound
    return found


def ticket_of_thread(connection: Connection, thread_id: int) -> Ticket:
    """The newest ticket of a topic. Raises `TicketNotFound`."""
    found = _one(connection, tickets.c.thread_id == thread_id, lock=False)
    if found is None:
        raise TicketNotFound
    return found


def ticket_of_copy(connection: Connection, message_id: int) -> Ticket:
    """The newest ticket with this card or this copy of a customer's message. Raises `TicketNotFound`."""
    relayed = select(ticket_messages.c.ticket_id).where(
        ticket_messages.c.direction == FROM_CUSTOMER, ticket_messages.c.target_message_id == message_id
    )
    found = _one(connection, (tickets.c.card_message_id == message_id) | tickets.c.id.in_(relayed), lock=False)
    if found is None:
        raise TicketNotFound
    return found


def open_ticket(connection: Connection, customer_id: int, *, lock: bool = False) -> Ticket | None:
    """The customer's ticket that is not closed; there is one at most."""
    return _one(connection, (tickets.c.customer_id == customer_id) & (tickets.c.status != CLOSED), lock=lock)


def ticket_of_message(connection: Connection, direction: str, chat_id: int, message_id: int) -> Ticket | None:
    """The ticket that a source message was recorded in before."""
    ticket_id = connection.execute(
        select(ticket_messages.c.ticket_id).where(
            ticket_messages.c.direction == direction,
            ticket_messages.c.source_chat_id == chat_id,
            ticket_messages.c.source_message_id == message_id,
        )
    ).scalar()
    return None if ticket_id is None else ticket_by_id(connection, ticket_id)


def message_by_id(connection: Connection, vault: Vault, message_id: int) -> TicketMessage:
    """Raises `TicketNotFound`."""
    row = connection.execute(select(ticket_messages).where(ticket_messages.c.id == message_id)).one_or_none()
    if row is None:
        raise TicketNotFound
    place = text_place(row.direction, row.source_chat_id, row.source_message_id)
    return TicketMessage(
        id=row.id,
        ticket_id=row.ticket_id,
        direction=row.direction,
        kind=row.kind,
        text=vault.open(row.text_sealed, place),
        file_id=row.file_id,
        file_name=row.file_name,
        agent_name=row.agent_name,
        target_message_id=row.target_message_id,
        source_message_id=row.source_message_id,
        created_at=row.created_at,
    )


def newest_answers(connection: Connection, customer_id: int, size_max: int) -> list[tuple[int, int]]:
    """Ticket and message ids of agents' answers to this customer, newest first."""
    query = (
        select(ticket_messages.c.ticket_id, ticket_messages.c.id)
        .join(tickets, tickets.c.id == ticket_messages.c.ticket_id)
        .where(tickets.c.customer_id == customer_id, ticket_messages.c.direction == FROM_AGENT)
        .order_by(ticket_messages.c.id.desc())
        .limit(size_max)
    )
    return [(row.ticket_id, row.id) for row in connection.execute(query)]


def text_place(direction: str, chat_id: int, message_id: int) -> str:
    """Where a sealed text belongs."""
    return f"ticket_messages/{direction}/{chat_id}/{message_id}"


def _one(connection: Connection, condition: ColumnElement[bool], *, lock: bool) -> Ticket | None:
    query = select(tickets).where(condition).order_by(tickets.c.id.desc()).limit(1)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else Ticket(**row._mapping)
