"""What the desk may do to a wallet: freeze it at once, and let it go again when a second agent agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Row

from support.desk import queries
from support.desk.models import APPROVAL_APPROVED, APPROVAL_EXPIRED, APPROVAL_OPEN, APPROVAL_REFUSED, approvals
from support.desk.service import AGENT_NAME_LENGTH_MAX, tell_desk
from wallet import outbox, trail
from wallet.customers.models import customers
from wallet.customers.queries import FROZEN
from wallet.database import Database, UnitOfWork
from wallet.errors import ApprovalClosed, ApprovalNotFound, CustomerNotFound, NotFrozen, OwnRequest, TicketNotFound
from wallet.outbox import Fact
from wallet.references import new_reference
from wallet.security import freezing
from wallet.security.vault import Vault
from wallet.trail import Actor

FREEZE, UNFREEZE = "freeze", "unfreeze"
FREEZE_REASONS = ("stolen", "fraud", "customer-asked", "other")
UNFREEZE_REASONS = ("identity-checked", "mistake", "other")
OPEN_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Approval:
    """A request to let a wallet go. `status` is one of open, approved, refused, expired."""

    id: int
    customer_id: int
    ticket_id: int | None
    reason: str
    status: str
    requested_by: int
    requested_name: str
    requested_at: datetime
    expires_at: datetime
    decided_by: int | None
    decided_name: str | None
    decided_at: datetime | None
    card_message_id: int | None


class Approvals:
    """Every method is one unit of work."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def freeze(self, customer_id: int, reason: str, agent_id: int, agent_name: str) -> bool:
        """One agent is enough to stop money. False when the wallet was frozen before.

        Raises `CustomerNotFound`, `CustomerNotActive`, and `ValueError` for a reason that is not in `FREEZE_REASONS`.
        """
        if reason not in FREEZE_REASONS:
            raise ValueError(f"no such reason: {reason}")
        agent = (agent_id, agent_name[:AGENT_NAME_LENGTH_MAX])
        return await self._database.write(lambda work: self._freeze(work, customer_id, reason, agent))

    async def request_unfreeze(
        self, customer_id: int, ticket_id: int | None, reason: str, agent_id: int, agent_name: str
    ) -> Approval:
        """Ask a colleague to let the wallet go. Whoever asks again gets the request that is open already.

        Raises `CustomerNotFound`, `NotFrozen`, `TicketNotFound` for a ticket of somebody else, and `ValueError` for a
        reason that is not in `UNFREEZE_REASONS`.
        """
        if reason not in UNFREEZE_REASONS:
            raise ValueError(f"no such reason: {reason}")
        agent = (agent_id, agent_name[:AGENT_NAME_LENGTH_MAX])
        return await self._database.write(lambda work: self._request(work, customer_id, ticket_id, reason, agent))

    async def decide(self, approval_id: int, approve: bool, agent_id: int, agent_name: str) -> Approval:
        """Approve or refuse. The first to decide has decided, and it is never who asked or whose wallet it is.

        Raises `ApprovalNotFound`, `OwnRequest`, and `ApprovalClosed(status)`, also when the request is too old or the
        wallet is not in the state any more that it was made for.
        """
        agent = (agent_id, agent_name[:AGENT_NAME_LENGTH_MAX])
        decided = await self._database.write(lambda work: self._decide(work, approval_id, approve, agent))
        if decided.status == APPROVAL_EXPIRED:
            raise ApprovalClosed(status=decided.status)
        return decided

    async def get(self, approval_id: int) -> Approval:
        """Raises `ApprovalNotFound`."""
        found = _with_id(approval_id)
        return await self._database.read(
            lambda connection: self._opened(connection.execute(select(approvals).where(found)).one_or_none())
        )

    async def card_sent(self, approval_id: int, message_id: int) -> None:
        """The request's card stands in the staff chat."""
        await self._database.write(lambda work: _change(work, approval_id, card_message_id=message_id))

    def _freeze(self, work: UnitOfWork, customer_id: int, reason: str, agent: tuple[int, str]) -> bool:
        if not freezing.freeze(work, customer_id, freezing.BY_DESK, Actor(trail.STAFF, agent[0])):
            return False
        values = {"kind": FREEZE, "status": APPROVAL_APPROVED, "expires_at": work.now, "decided_at": work.now}
        self._insert(work, customer_id, reason, agent, values)
        _refresh_ticket(work, customer_id)
        return True

    def _request(
        self, work: UnitOfWork, customer_id: int, ticket_id: int | None, reason: str, agent: tuple[int, str]
    ) -> Approval:
        state = _locked_state(work, customer_id)
        if state.status != FROZEN:
            raise NotFrozen
        if ticket_id is not None and queries.ticket_by_id(work.connection, ticket_id).customer_id != customer_id:
            raise TicketNotFound
        is_open = (approvals.c.customer_id == customer_id) & (approvals.c.status == APPROVAL_OPEN)
        found = work.connection.execute(select(approvals).where(is_open)).one_or_none()
        if found is not None and not _is_stale(work, found, state):
            return self._opened(found)
        if found is not None:
            _expire(work, found.id)
        values = {"kind": UNFREEZE, "status": APPROVAL_OPEN, "ticket_id": ticket_id, "expires_at": work.now + OPEN_FOR}
        approval_id = self._insert(work, customer_id, reason, agent, values)
        trail.note(work, customer_id, trail.UNFREEZE_ASKED, Actor(trail.STAFF, agent[0]), approval_id=approval_id)
        _tell_card(work, approval_id)
        return self._opened(work.connection.execute(select(approvals).where(_with_id(approval_id))).one())

    def _insert(
        self, work: UnitOfWork, customer_id: int, reason: str, agent: tuple[int, str], values: Mapping[str, object]
    ) -> int:
        number = new_reference()
        approval_id: int = work.connection.execute(
            insert(approvals)
            .values(
                case_number=number,
                customer_id=customer_id,
                reason_sealed=self._vault.seal(reason, reason_place(number)),
                requested_by=agent[0],
                requested_name=agent[1],
                requested_at=work.now,
                **values,
            )
            .returning(approvals.c.id)
        ).scalar_one()
        return approval_id

    def _decide(self, work: UnitOfWork, approval_id: int, approve: bool, agent: tuple[int, str]) -> Approval:
        """One that turns out to be expired is returned, not raised: that it expired has to be committed."""
        owner = work.connection.execute(select(approvals.c.customer_id).where(_with_id(approval_id))).scalar()
        if owner is None:
            raise ApprovalNotFound
        # The customer first, as whoever asks does: two transactions that lock in one order never wait for each other.
        state = _locked_state(work, owner)
        row = work.connection.execute(select(approvals).where(_with_id(approval_id)).with_for_update()).one()
        if row.status != APPROVAL_OPEN:
            raise ApprovalClosed(status=row.status)
        if _is_stale(work, row, state):
            _expire(work, approval_id)
        elif agent[0] in {row.requested_by, state.telegram_user_id}:
            raise OwnRequest
        else:
            _settle(work, row, APPROVAL_APPROVED if approve else APPROVAL_REFUSED, agent)
        return self._opened(work.connection.execute(select(approvals).where(_with_id(approval_id))).one())

    def _opened(self, row: Row[*tuple[Any, ...]] | None) -> Approval:
        if row is None:
            raise ApprovalNotFound
        return Approval(
            id=row.id,
            customer_id=row.customer_id,
            ticket_id=row.ticket_id,
            reason=self._vault.open(row.reason_sealed, reason_place(row.case_number)),
            status=row.status,
            requested_by=row.requested_by,
            requested_name=row.requested_name,
            requested_at=row.requested_at,
            expires_at=row.expires_at,
            decided_by=row.decided_by,
            decided_name=row.decided_name,
            decided_at=row.decided_at,
            card_message_id=row.card_message_id,
        )


def reason_place(case_number: str) -> str:
    """Where a sealed reason belongs."""
    return f"approvals/reason/{case_number}"


def _settle(work: UnitOfWork, row: Row[*tuple[Any, ...]], status: str, agent: tuple[int, str]) -> None:
    """Write down who decided what, and do it in the same commit."""
    _change(work, row.id, status=status, decided_by=agent[0], decided_name=agent[1], decided_at=work.now)
    if status == APPROVAL_APPROVED:
        freezing.unfreeze(work, row.customer_id, Actor(trail.STAFF, agent[0]))
        _refresh_ticket(work, row.customer_id)
    _tell_card(work, row.id)


def _expire(work: UnitOfWork, approval_id: int) -> None:
    _change(work, approval_id, status=APPROVAL_EXPIRED)
    _tell_card(work, approval_id)


def _is_stale(work: UnitOfWork, row: Row[*tuple[Any, ...]], state: Row[*tuple[Any, ...]]) -> bool:
    """Too old, or asked for a freeze that has ended since: a new freeze has new reasons and needs a new request."""
    frozen_again = state.frozen_at is not None and state.frozen_at > row.requested_at
    return bool(work.now >= row.expires_at or state.status != FROZEN or frozen_again)


def _locked_state(work: UnitOfWork, customer_id: int) -> Row[*tuple[Any, ...]]:
    """The wallet's status, and whose it is; nobody freezes or unfreezes it until the caller's transaction ends."""
    columns = select(customers.c.status, customers.c.frozen_at, customers.c.telegram_user_id)
    row = work.connection.execute(columns.where(customers.c.id == customer_id).with_for_update()).one_or_none()
    if row is None:
        raise CustomerNotFound
    return row


def _refresh_ticket(work: UnitOfWork, customer_id: int) -> None:
    """The card of the customer's open ticket shows whether the wallet is frozen."""
    ticket = queries.open_ticket(work.connection, customer_id)
    if ticket is not None:
        tell_desk(work, ticket.id)


def _tell_card(work: UnitOfWork, approval_id: int) -> None:
    """Have the request's card posted, or brought to what has become of it."""
    fields = {"approval_id": approval_id}
    outbox.record(work, Fact(outbox.DESK_CHANNEL, f"approval/{approval_id}", outbox.APPROVAL, fields))


def _change(work: UnitOfWork, approval_id: int, **values: Any) -> None:
    work.connection.execute(update(approvals).where(_with_id(approval_id)).values(**values))


def _with_id(approval_id: int) -> Any:
    return approvals.c.id == approval_id
