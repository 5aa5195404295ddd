"""The desk: customers write, agents answer, and both sides hear of it through the outbox."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from support.desk import queries
from support.desk.models import CLOSED, FROM_AGENT, FROM_CUSTOMER, OPEN, WAITING, ticket_messages, tickets
from support.desk.queries import Ticket, TicketMessage
from wallet import outbox
from wallet.customers.models import customers
from wallet.customers.queries import CLOSED as CLOSED_WALLET
from wallet.database import Database, UnitOfWork
from wallet.errors import CustomerNotFound, TicketClosed
from wallet.outbox import Fact
from wallet.references import ALPHABET
from wallet.security.vault import Vault

KINDS = frozenset({"text", "photo", "document", "voice"})
TEXT_LENGTH_MAX = 4096
FILE_ID_LENGTH_MAX = 256
FILE_NAME_LENGTH_MAX = 120
AGENT_NAME_LENGTH_MAX = 64
STAFF_CODE_LENGTH = 8
ANSWERS_VERIFIED_MAX = 200

__all__ = ["Desk", "FileUnavailable", "IncomingMessage", "Ticket", "TicketMessage"]


class FileUnavailable(Exception):
    """Raised by whoever fetches a file that can never be had: too big, or gone. Anything else is tried again."""


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A message as one side wrote it; chat and message id tell a repetition from a new one."""

    kind: str
    text: str
    file_id: str | None
    file_name: str | None
    source_chat_id: int
    source_message_id: int


class Desk:
    """Every method is one unit of work; a repeated call records nothing twice."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def write_from_customer(self, customer_id: int, message: IncomingMessage) -> Ticket:
        """Add to the customer's open ticket, or open one. Raises `CustomerNotFound`."""
        return await self._database.write(lambda work: self._write_from_customer(work, customer_id, message))

    async def write_from_agent(
        self, ticket_id: int, agent_id: int, agent_name: str, message: IncomingMessage
    ) -> Ticket:
        """Answer; the first to answer takes the ticket. Raises `TicketNotFound`, `TicketClosed`."""
        agent = (agent_id, agent_name[:AGENT_NAME_LENGTH_MAX])
        return await self._database.write(lambda work: self._write_from_agent(work, ticket_id, agent, message))

    async def take(self, ticket_id: int, agent_id: int, agent_name: str) -> Ticket:
        """Whoever takes it first has it: see the answer's `agent_id`. Raises `TicketNotFound`, `TicketClosed`."""
        agent = (agent_id, agent_name[:AGENT_NAME_LENGTH_MAX])
        return await self._database.write(lambda work: _take(work, ticket_id, agent))

    async def close(self, ticket_id: int, agent_name: str | None) -> Ticket:
        """Close, and tell the customer. A closed ticket stays as it was closed first. Raises `TicketNotFound`."""
        name = None if agent_name is None else agent_name[:AGENT_NAME_LENGTH_MAX]
        return await self._database.write(
            lambda work: _close(work, queries.ticket_by_id(work.connection, ticket_id, lock=True), name)
        )

    async def close_by_customer(self, customer_id: int) -> Ticket | None:
        """The customer is content: close their open ticket, if any. They see it at once and get no notice of it."""
        return await self._database.write(lambda work: _close_by_customer(work, customer_id))

    async def open_ticket(self, customer_id: int) -> Ticket | None:
        """The customer's ticket that is not closed."""
        return await self._database.read(lambda connection: queries.open_ticket(connection, customer_id))

    async def ticket(self, ticket_id: int) -> Ticket:
        """Raises `TicketNotFound`."""
        return await self._database.read(lambda connection: queries.ticket_by_id(connection, ticket_id))

    async def ticket_of_thread(self, thread_id: int) -> Ticket:
        """The newest ticket of a topic. Raises `TicketNotFound`."""
        return await self._database.read(lambda connection: queries.ticket_of_thread(connection, thread_id))

    async def ticket_of_copy(self, message_id: int) -> Ticket:
        """The ticket whose card or relayed message this is in the staff chat. Raises `TicketNotFound`."""
        return await self._database.read(lambda connection: queries.ticket_of_copy(connection, message_id))

    async def message(self, message_id: int) -> TicketMessage:
        """A message with its text opened. Raises `TicketNotFound`."""
        return await self._database.read(lambda connection: queries.message_by_id(connection, self._vault, message_id))

    def staff_code(self, ticket_id: int, message_id: int) -> str:
        """The short code under an agent's answer by which the customer can ask whether it is really ours."""
        digest = int(self._vault.fingerprint(f"{ticket_id}/{message_id}", "staff-code"), 16)
        return "".join(ALPHABET[digest >> 5 * place & 31] for place in range(STAFF_CODE_LENGTH))

    async def verify_staff_code(self, customer_id: int, text: str) -> TicketMessage | None:
        """The agent's answer to this customer that carries the code, among the newest; None when there is none."""
        asked = text.strip().upper()
        answers = await self._database.read(
            lambda connection: queries.newest_answers(connection, customer_id, ANSWERS_VERIFIED_MAX)
        )
        for ticket_id, message_id in answers:
            if hmac.compare_digest(self.staff_code(ticket_id, message_id).encode(), asked.encode()):
                return await self.message(message_id)
        return None

    async def thread_opened(self, ticket_id: int, thread_id: int) -> None:
        """The ticket has its topic."""
        await self._database.write(lambda work: _change(work, ticket_id, thread_id=thread_id))

    async def card_sent(self, ticket_id: int, message_id: int) -> None:
        """The ticket's card stands in the staff chat."""
        await self._database.write(lambda work: _change(work, ticket_id, card_message_id=message_id))

    async def thread_lost(self, ticket_id: int) -> None:
        """The topic was deleted, and the card with it."""
        await self._database.write(lambda work: _change(work, ticket_id, thread_id=None, card_message_id=None))

    async def message_delivered(self, message_id: int, target_message_id: int) -> None:
        """The other side has the message."""
        change = update(ticket_messages).where(ticket_messages.c.id == message_id)
        await self._database.write(
            lambda work: work.connection.execute(change.values(target_message_id=target_message_id)) and None
        )

    async def message_refused(self, message_id: int) -> None:
        """The customer cannot be reached: have the desk say so beside the agent's message. Raises `TicketNotFound`."""
        await self._database.write(lambda work: self._message_refused(work, message_id))

    def _message_refused(self, work: UnitOfWork, message_id: int) -> None:
        ticket_id = queries.message_by_id(work.connection, self._vault, message_id).ticket_id
        fields = {"ticket_id": ticket_id, "message_id": message_id}
        outbox.record(work, Fact(outbox.DESK_CHANNEL, _lane(ticket_id), outbox.TICKET_REFUSED, fields))

    def _write_from_customer(self, work: UnitOfWork, customer_id: int, message: IncomingMessage) -> Ticket:
        """The customer's row is locked first, so that two first messages cannot open two tickets."""
        connection = work.connection
        customer = connection.execute(
            select(customers.c.language, customers.c.status)
            .where(customers.c.id == customer_id)
            .with_for_update(key_share=True)
        ).one_or_none()
        if customer is None or customer.status == CLOSED_WALLET:
            raise CustomerNotFound
        known = _known(work, FROM_CUSTOMER, message)
        if known is not None:
            return known
        found = queries.open_ticket(connection, customer_id, lock=True)
        ticket_id = found.id if found is not None else _open(work, customer_id, customer.language)
        message_id = self._insert(work, ticket_id, FROM_CUSTOMER, message, None)
        _change(work, ticket_id, status=OPEN, last_message_at=work.now)
        fields = {"ticket_id": ticket_id, "message_id": message_id}
        outbox.record(work, Fact(outbox.DESK_CHANNEL, _lane(ticket_id), outbox.TICKET_MESSAGE, fields))
        return queries.ticket_by_id(connection, ticket_id)

    def _write_from_agent(
        self, work: UnitOfWork, ticket_id: int, agent: tuple[int, str], message: IncomingMessage
    ) -> Ticket:
        ticket = queries.ticket_by_id(work.connection, ticket_id, lock=True)
        known = _known(work, FROM_AGENT, message)
        if known is not None:
            return known
        if ticket.closed:
            raise TicketClosed(ticket_id=ticket.id)
        message_id = self._insert(work, ticket.id, FROM_AGENT, message, agent[1])
        _change(work, ticket.id, status=WAITING, last_message_at=work.now)
        fields = {"customer_id": ticket.customer_id, "ticket_id": ticket.id, "message_id": message_id}
        outbox.record(work, Fact(outbox.CUSTOMER_CHANNEL, str(ticket.customer_id), outbox.TICKET_ANSWERED, fields))
        return _assign(work, ticket, agent)

    def _insert(
        self, work: UnitOfWork, ticket_id: int, direction: str, message: IncomingMessage, agent_name: str | None
    ) -> int:
        if message.kind not in KINDS:
            raise ValueError(f"the desk takes no {message.kind!r}")
        if message.file_id is not None and len(message.file_id) > FILE_ID_LENGTH_MAX:
            raise ValueError("the file id is too long")
        place = queries.text_place(direction, message.source_chat_id, message.source_message_id)
        message_id: int = work.connection.execute(
            insert(ticket_messages)
            .values(
                ticket_id=ticket_id,
                direction=direction,
                kind=message.kind,
                text_sealed=self._vault.seal(message.text[:TEXT_LENGTH_MAX], place),
                file_id=message.file_id,
                file_name=None if message.file_name is None else message.file_name[-FILE_NAME_LENGTH_MAX:],
                agent_name=agent_name,
                source_chat_id=message.source_chat_id,
                source_message_id=message.source_message_id,
                created_at=work.now,
            )
            .returning(ticket_messages.c.id)
        ).scalar_one()
        return message_id


def _known(work: UnitOfWork, direction: str, message: IncomingMessage) -> Ticket | None:
    return queries.ticket_of_message(work.connection, direction, message.source_chat_id, message.source_message_id)


def _open(work: UnitOfWork, customer_id: int, language: str) -> int:
    ticket_id: int = work.connection.execute(
        insert(tickets)
        .values(
            customer_id=customer_id,
            status=OPEN,
            language=language,
            opened_at=work.now,
            last_message_at=work.now,
        )
        .returning(tickets.c.id)
    ).scalar_one()
    return ticket_id


def _take(work: UnitOfWork, ticket_id: int, agent: tuple[int, str]) -> Ticket:
    ticket = queries.ticket_by_id(work.connection, ticket_id, lock=True)
    if ticket.closed:
        raise TicketClosed(ticket_id=ticket.id)
    return _assign(work, ticket, agent)


def _assign(work: UnitOfWork, ticket: Ticket, agent: tuple[int, str]) -> Ticket:
    """Give an untaken ticket to this agent and have the card say so."""
    if ticket.agent_id is None:
        _change(work, ticket.id, agent_id=agent[0], agent_name=agent[1])
        tell_desk(work, ticket.id)
    return queries.ticket_by_id(work.connection, ticket.id)


def _close(work: UnitOfWork, ticket: Ticket, closed_by: str | None, *, notice: bool = True) -> Ticket:
    if ticket.closed:
        return ticket
    _change(work, ticket.id, status=CLOSED, closed_by=closed_by, closed_at=work.now)
    if notice:
        fields = {"customer_id": ticket.customer_id, "ticket_id": ticket.id}
        outbox.record(work, Fact(outbox.CUSTOMER_CHANNEL, str(ticket.customer_id), outbox.TICKET_CLOSED, fields))
    tell_desk(work, ticket.id)
    return queries.ticket_by_id(work.connection, ticket.id)


def _close_by_customer(work: UnitOfWork, customer_id: int) -> Ticket | None:
    ticket = queries.open_ticket(work.connection, customer_id, lock=True)
    return None if ticket is None else _close(work, ticket, None, notice=False)


def tell_desk(work: UnitOfWork, ticket_id: int) -> None:
    """Have the ticket's card brought to what the ticket and its customer are now."""
    fields = {"ticket_id": ticket_id}
    outbox.record(work, Fact(outbox.DESK_CHANNEL, _lane(ticket_id), outbox.TICKET_STATUS, fields))


def _lane(ticket_id: int) -> str:
    return f"ticket-{ticket_id}"


def _change(work: UnitOfWork, ticket_id: int, **values: Any) -> None:
    work.connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(**values))
