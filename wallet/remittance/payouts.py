"""Paying out abroad: a Protocol for who does it, and the desk that does it by hand now.

A large amount is given back by two: one agent asks, another one confirms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import select, update

from wallet import trail
from wallet.customers.models import customers
from wallet.customers.queries import ACTIVE
from wallet.database import Database, UnitOfWork
from wallet.errors import OwnRequest, RemittanceNotFound, RemittanceNotInState
from wallet.limits.service import Limits
from wallet.money import Money, currency
from wallet.remittance import records, states
from wallet.remittance.models import CONVERTING, DELIVERED, RETURNED, SENT, UNDER_WAY, remittances
from wallet.remittance.records import Remittance, account_place, name_place
from wallet.remittance.states import RETURN_REASONS
from wallet.security.vault import Vault
from wallet.trail import Actor

AGENT_NAME_LENGTH_MAX = 64
FOUR_EYES_FROM_MINOR = 20_000_00
"""In the limits' currency: what is worth as much or more is given back by two."""

PAYER_FROZEN, RETURN_ASKED = "payer-frozen", "return-asked"
"""Why an agent has to wait though the state would be right."""

SHOWABLE = frozenset({CONVERTING, SENT})
"""Who is paid is shown to an agent who has taken it, not before, and not once it is over."""


class Payouts(Protocol):
    """Who pays out abroad."""

    def submit(self, work: UnitOfWork, remittance_id: int) -> None:
        """Take on a new one, in the commit that books it: write down what is to be done, and send nothing yet."""
        ...


class DeskPayouts:
    """The desk: a card in the staff group for each."""

    def submit(self, work: UnitOfWork, remittance_id: int) -> None:
        """The card is posted after the commit."""
        states.tell_desk(work, remittance_id)


@dataclass(frozen=True, slots=True)
class PayoutDetails:
    """To whom and where the money is to be paid, opened for who pays it out."""

    remittance: Remittance
    name: str = field(repr=False)
    account: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Agent:
    """Who acts at the desk, by their Telegram account."""

    id: int
    name: str


class PayoutDesk:
    """What agents do. The first to act has acted, and nobody acts on their own money: `OwnRequest`."""

    def __init__(self, database: Database, vault: Vault, limits: Limits) -> None:
        self._database, self._vault, self._limits = database, vault, limits

    async def get(self, remittance_id: int) -> Remittance:
        """Raises `RemittanceNotFound`."""
        return await self._database.read(lambda connection: records.by_id(connection, self._vault, remittance_id))

    async def take(self, remittance_id: int, agent: Agent) -> None:
        """Begin to pay it out. Raises `RemittanceNotInState`, also while the payer is frozen: it may be a thief."""
        await self._move(remittance_id, CONVERTING, agent)

    async def sent(self, remittance_id: int, agent: Agent) -> None:
        """The bank abroad has been told to pay. Raises `RemittanceNotInState`."""
        await self._move(remittance_id, SENT, agent)

    async def delivered(self, remittance_id: int, agent: Agent) -> None:
        """The money is there. Raises `RemittanceNotInState`."""
        await self._move(remittance_id, DELIVERED, agent)

    async def give_back(self, remittance_id: int, reason: str, agent: Agent) -> bool:
        """Give all of it back for one of `RETURN_REASONS`; False when a second agent has to confirm that first.

        Asking again changes nothing. Raises `RemittanceNotInState`, `ValueError` for another reason.
        """
        if reason not in RETURN_REASONS:
            raise ValueError(f"no such reason: {reason}")

        def work(unit: UnitOfWork) -> bool:
            row = _row(unit, remittance_id, agent)
            if not self._is_large(Money(row.pays_minor, currency(row.pays_currency))):
                states.move(unit, remittance_id, RETURNED, agent=_pair(agent), reason=reason)
                return True
            if row.return_asked_by is None:
                _change(unit, remittance_id, reason=reason, return_asked_by=agent.id, return_asked_name=_pair(agent)[1])
                states.tell_desk(unit, remittance_id)
            return False

        return await self._database.write(work)

    async def confirm_return(self, remittance_id: int, agent: Agent) -> None:
        """Give back what another agent asked to. Raises `OwnRequest` for who asked, `RemittanceNotInState`."""

        def work(unit: UnitOfWork) -> None:
            row = _row(unit, remittance_id, agent)
            if row.return_asked_by is None:
                raise RemittanceNotInState(status=row.status)
            if row.return_asked_by == agent.id:
                raise OwnRequest
            states.move(unit, remittance_id, RETURNED, agent=_pair(agent), reason=row.reason)

        await self._database.write(work)

    async def keep(self, remittance_id: int, agent: Agent) -> None:
        """Take back the wish to give it back; whoever asked may do so too. Raises `RemittanceNotInState`."""

        def work(unit: UnitOfWork) -> None:
            if _row(unit, remittance_id, agent).return_asked_by is not None:
                _change(unit, remittance_id, reason=None, return_asked_by=None, return_asked_name=None)
                states.tell_desk(unit, remittance_id)

        await self._database.write(work)

    async def show(self, remittance_id: int, agent: Agent) -> PayoutDetails:
        """To whom and where. That it was read, and by whom, is in the trail before anybody sees it.

        Raises `RemittanceNotInState` before somebody has taken it, once it is over, and while the payer is frozen.
        """

        def work(unit: UnitOfWork) -> PayoutDetails:
            row = _row(unit, remittance_id, agent, must_be_active=True)
            if row.status not in SHOWABLE or row.name_sealed is None or row.account_sealed is None:
                raise RemittanceNotInState(status=row.status)
            actor = Actor(trail.STAFF, agent.id)
            trail.note(unit, row.customer_id, trail.PERSONAL_DATA_READ, actor, remittance_id=remittance_id)
            return PayoutDetails(
                records.opened(unit.connection, self._vault, row),
                self._vault.open(row.name_sealed, name_place(row.reference)),
                self._vault.open(row.account_sealed, account_place(row.reference)),
            )

        return await self._database.write(work)

    async def card_sent(self, remittance_id: int, message_id: int) -> None:
        """The card stands in the staff chat."""
        await self._database.write(lambda work: _change(work, remittance_id, card_message_id=message_id))

    async def details_shown(self, remittance_id: int, message_id: int) -> int | None:
        """The details are to be seen in this message of the staff chat. Returns the message to take away.

        That is the one shown before, or this one itself when it was decided meanwhile.
        """

        def work(unit: UnitOfWork) -> int | None:
            row = _locked(unit, remittance_id)
            if row.status not in SHOWABLE:
                return message_id
            _change(unit, remittance_id, shown_message_id=message_id)
            before: int | None = row.shown_message_id
            return None if before == message_id else before

        return await self._database.write(work)

    async def details_taken_away(self, remittance_id: int, message_id: int) -> None:
        """That message is gone from the staff chat."""

        def work(unit: UnitOfWork) -> None:
            if _locked(unit, remittance_id).shown_message_id == message_id:
                _change(unit, remittance_id, shown_message_id=None)

        await self._database.write(work)

    async def _move(self, remittance_id: int, to: str, agent: Agent) -> None:
        def work(unit: UnitOfWork) -> None:
            row = _row(unit, remittance_id, agent, must_be_active=to == CONVERTING)
            if row.return_asked_by is not None:
                raise RemittanceNotInState(status=RETURN_ASKED)
            states.move(unit, remittance_id, to, agent=_pair(agent))

        await self._database.write(work)

    def _is_large(self, pays: Money) -> bool:
        return self._limits.value(pays) >= FOUR_EYES_FROM_MINOR


def _row(work: UnitOfWork, remittance_id: int, agent: Agent, *, must_be_active: bool = False) -> Any:
    """The row, locked and still under way, of somebody else than the agent."""
    row = _locked(work, remittance_id)
    payer = work.connection.execute(
        select(customers.c.telegram_user_id, customers.c.status).where(customers.c.id == row.customer_id)
    ).one()
    if payer.telegram_user_id == agent.id:
        raise OwnRequest
    if row.status not in UNDER_WAY:
        raise RemittanceNotInState(status=row.status)
    if must_be_active and payer.status != ACTIVE:
        raise RemittanceNotInState(status=PAYER_FROZEN)
    return row


def _locked(work: UnitOfWork, remittance_id: int) -> Any:
    query = select(remittances).where(remittances.c.id == remittance_id).with_for_update()
    row = work.connection.execute(query).one_or_none()
    if row is None:
        raise RemittanceNotFound
    return row


def _change(work: UnitOfWork, remittance_id: int, **values: object) -> None:
    work.connection.execute(update(remittances).where(remittances.c.id == remittance_id).values(values))


def _pair(agent: Agent) -> tuple[int, str]:
    return agent.id, agent.name[:AGENT_NAME_LENGTH_MAX]
