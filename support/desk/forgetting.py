"""What the desk forgets when a customer closes their wallet: the words of both sides, files, and the chat."""

from __future__ import annotations

from sqlalchemy import select, update

from support.desk.models import CLOSED, FROM_CUSTOMER, ticket_messages, tickets
from support.desk.queries import text_place
from support.desk.service import tell_desk
from wallet.database import UnitOfWork
from wallet.security.vault import Vault


class Forgetting:
    """Run inside the transaction that erases a customer."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def __call__(self, work: UnitOfWork, customer_id: int) -> None:
        """Blank the messages of all the customer's tickets and close what is open. Numbers and times stay."""
        # First: an answer on its way is written by then or finds its ticket closed.
        self._close(work, customer_id)
        mine = select(tickets.c.id).where(tickets.c.customer_id == customer_id)
        rows = work.connection.execute(
            select(
                ticket_messages.c.id,
                ticket_messages.c.direction,
                ticket_messages.c.source_chat_id,
                ticket_messages.c.source_message_id,
            ).where(ticket_messages.c.ticket_id.in_(mine))
        ).all()
        for row in rows:
            # The customer's chat is their Telegram account; a message's own id keeps the place unique.
            chat_id = -row.id if row.direction == FROM_CUSTOMER else row.source_chat_id
            blank = self._vault.seal("", text_place(row.direction, chat_id, row.source_message_id))
            work.connection.execute(
                update(ticket_messages)
                .where(ticket_messages.c.id == row.id)
                .values(source_chat_id=chat_id, text_sealed=blank, file_id=None, file_name=None)
            )

    def _close(self, work: UnitOfWork, customer_id: int) -> None:
        closed = work.connection.execute(
            update(tickets)
            .where(tickets.c.customer_id == customer_id, tickets.c.status != CLOSED)
            .values(status=CLOSED, closed_at=work.now)
            .returning(tickets.c.id)
        ).scalars()
        for ticket_id in closed.all():
            tell_desk(work, ticket_id)
