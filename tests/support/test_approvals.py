"""Freezing by the desk, and letting go with four eyes: one asks, another decides, once, and for that freeze alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, select, update
from sqlalchemy.exc import IntegrityError

from support.desk.approvals import FREEZE, OPEN_FOR, Approval, Approvals
from support.desk.models import APPROVAL_APPROVED, APPROVAL_EXPIRED, APPROVAL_REFUSED, approvals
from support.desk.service import Desk, IncomingMessage
from tests import factories
from tests.conftest import ManualClock
from wallet import outbox, trail
from wallet.customers.queries import ACTIVE, FROZEN, Customer
from wallet.customers.service import Customers
from wallet.database import Database
from wallet.errors import ApprovalClosed, ApprovalNotFound, NotFrozen, OwnRequest, TicketNotFound
from wallet.security import freezing
from wallet.security.freezing import BY_DESK
from wallet.security.vault import Vault
from wallet.trail import BY_SYSTEM

MARK, MIA = 900, 901


@pytest.fixture
def pair(database: Database, vault: Vault) -> Approvals:
    return Approvals(database, vault)


@pytest.fixture
async def customer(customers: Customers) -> Customer:
    return await customers.register(factories.registration())


async def rows(database: Database, table: Table, **wanted: Any) -> list[Any]:
    query = select(table).filter_by(**wanted).order_by(*table.primary_key)
    return list(await database.read(lambda connection: connection.execute(query).all()))


async def asked(pair: Approvals, customer: Customer, agent: int = MARK) -> Approval:
    return await pair.request_unfreeze(customer.id, None, "identity-checked", agent, "Mark")


async def test_one_freezes_one_asks_and_another_lets_go(
    pair: Approvals, desk: Desk, database: Database, customers: Customers, customer: Customer
) -> None:
    ticket = await desk.write_from_customer(customer.id, IncomingMessage("text", "help", None, None, 1, 1))
    assert await pair.freeze(customer.id, "stolen", MARK, "Mark")
    assert not await pair.freeze(customer.id, "fraud", MIA, "Mia")
    frozen = await customers.get(customer.id)
    assert (frozen.status, frozen.frozen_cause) == (FROZEN, BY_DESK)
    request = await pair.request_unfreeze(customer.id, ticket.id, "mistake", MARK, "Mark")
    for alone in (True, False):
        with pytest.raises(OwnRequest):
            await pair.decide(request.id, alone, MARK, "Mark")
    assert (await customers.get(customer.id)).status == FROZEN
    done = await pair.decide(request.id, True, MIA, "Mia")
    assert (done.status, done.decided_by, done.decided_name) == (APPROVAL_APPROVED, MIA, "Mia")
    assert (await customers.get(customer.id)).status == ACTIVE
    happened = [(row.kind, row.actor_id) for row in await rows(database, trail.audit_events, actor=trail.STAFF)]
    assert happened == [(trail.FROZEN, MARK), (trail.UNFREEZE_ASKED, MARK), (trail.UNFROZEN, MIA)]
    assert len(await rows(database, outbox.outbox, kind=outbox.TICKET_STATUS)) == 2
    freeze, unfreeze = await rows(database, approvals)
    assert "stolen" not in str(freeze)
    assert "mistake" not in str(unfreeze)


async def test_the_database_itself_refuses_one_person_for_both(
    pair: Approvals, database: Database, customer: Customer
) -> None:
    await pair.freeze(customer.id, "stolen", MARK, "Mark")
    await asked(pair, customer)
    with pytest.raises(IntegrityError):
        await database.write(lambda work: work.connection.execute(update(approvals).values(decided_by=MARK)) and None)


async def test_nobody_decides_over_their_own_wallet(pair: Approvals, customers: Customers, customer: Customer) -> None:
    await pair.freeze(customer.id, "fraud", MARK, "Mark")
    request = await asked(pair, customer)
    with pytest.raises(OwnRequest):
        await pair.decide(request.id, True, customer.telegram_user_id, "Ann")
    assert (await customers.get(customer.id)).status == FROZEN


async def test_of_two_who_decide_at_once_one_has_decided(
    pair: Approvals, database: Database, customers: Customers, customer: Customer
) -> None:
    await pair.freeze(customer.id, "other", MARK, "Mark")
    request = await asked(pair, customer)
    tries = await asyncio.gather(
        pair.decide(request.id, True, MIA, "Mia"),
        pair.decide(request.id, False, 902, "Max"),
        return_exceptions=True,
    )
    (done,) = [one for one in tries if isinstance(one, Approval)]
    (late,) = [one for one in tries if isinstance(one, ApprovalClosed)]
    assert late.fields == {"status": done.status}
    assert done.status in {APPROVAL_APPROVED, APPROVAL_REFUSED}
    assert ((await customers.get(customer.id)).status == ACTIVE) == (done.status == APPROVAL_APPROVED)
    unfrozen = await rows(database, trail.audit_events, kind=trail.UNFROZEN)
    assert len(unfrozen) == int(done.status == APPROVAL_APPROVED)


async def test_asking_again_at_once_is_one_request(pair: Approvals, database: Database, customer: Customer) -> None:
    await pair.freeze(customer.id, "other", MARK, "Mark")
    requests = await asyncio.gather(*(asked(pair, customer, agent) for agent in (MARK, MIA, 902)))
    assert len({request.id for request in requests}) == 1
    assert len(await rows(database, outbox.outbox, kind=outbox.APPROVAL)) == 1
    assert len(await rows(database, trail.audit_events, kind=trail.UNFREEZE_ASKED)) == 1


async def test_a_request_ends_after_a_day_and_can_be_made_anew(
    pair: Approvals, database: Database, customers: Customers, customer: Customer, clock: ManualClock
) -> None:
    await pair.freeze(customer.id, "other", MARK, "Mark")
    request = await asked(pair, customer)
    clock.advance(OPEN_FOR)
    with pytest.raises(ApprovalClosed) as late:
        await pair.decide(request.id, True, MIA, "Mia")
    assert late.value.fields == {"status": APPROVAL_EXPIRED}
    assert (await pair.get(request.id)).status == APPROVAL_EXPIRED
    assert (await customers.get(customer.id)).status == FROZEN
    second = await asked(pair, customer)
    clock.advance(OPEN_FOR)
    third = await asked(pair, customer)
    assert len({request.id, second.id, third.id}) == 3
    assert (await pair.get(second.id)).status == APPROVAL_EXPIRED


async def test_a_request_for_one_freeze_does_not_end_the_next(
    pair: Approvals, database: Database, customers: Customers, customer: Customer, clock: ManualClock
) -> None:
    await pair.freeze(customer.id, "other", MARK, "Mark")
    request = await asked(pair, customer)
    await database.write(lambda work: freezing.unfreeze(work, customer.id, BY_SYSTEM))
    clock.advance(timedelta(minutes=1))
    await pair.freeze(customer.id, "stolen", MARK, "Mark")
    with pytest.raises(ApprovalClosed):
        await pair.decide(request.id, True, MIA, "Mia")
    assert (await customers.get(customer.id)).status == FROZEN


async def test_what_is_not_there_is_not_asked_for(
    pair: Approvals, desk: Desk, customers: Customers, customer: Customer
) -> None:
    with pytest.raises(NotFrozen):
        await asked(pair, customer)
    await pair.freeze(customer.id, "other", MARK, "Mark")
    other = await customers.register(factories.registration())
    ticket = await desk.write_from_customer(other.id, IncomingMessage("text", "help", None, None, 1, 1))
    with pytest.raises(TicketNotFound):
        await pair.request_unfreeze(customer.id, ticket.id, "mistake", MARK, "Mark")
    with pytest.raises(ValueError, match="no such reason"):
        await pair.request_unfreeze(customer.id, None, "because", MARK, "Mark")
    for unknown in (pair.get(404), pair.decide(404, True, MIA, "Mia")):
        with pytest.raises(ApprovalNotFound):
            await unknown


async def test_the_desk_tightens_what_the_customer_froze(
    pair: Approvals, desk: Desk, database: Database, clock: ManualClock, customers: Customers, customer: Customer
) -> None:
    """As a fresh freeze: with its reason, with the card, and with no say for what was asked before."""
    await desk.write_from_customer(customer.id, IncomingMessage("text", "help", None, None, 1, 1))
    await freezing.Freezing(database).freeze_own(customer.id, customer.telegram_user_id)
    older = await asked(pair, customer)
    clock.advance(timedelta(minutes=1))
    assert await pair.freeze(customer.id, "fraud", MARK, "Mark")
    assert len(await rows(database, approvals, kind=FREEZE)) == 1
    assert len(await rows(database, outbox.outbox, kind=outbox.TICKET_STATUS)) == 1
    with pytest.raises(ApprovalClosed):
        await pair.decide(older.id, True, MIA, "Mia")
    assert (await customers.get(customer.id)).frozen_cause == BY_DESK
    assert not await pair.freeze(customer.id, "fraud", MIA, "Mia")
    told = [event.details for event in await rows(database, trail.audit_events, kind=trail.FROZEN)]
    assert told == ['{"cause": "customer"}', '{"cause": "desk"}']
