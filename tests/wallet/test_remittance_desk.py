"""Money abroad, the desk's side: who may do what when, once; large amounts come back by two; reading is recorded."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from tests.factories import Wallet, balance, fund, money
from tests.wallet.remittance_tools import ELLEN, MARK, Abroad, abroad, raise_level
from wallet import outbox, trail
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    OwnRequest,
    RemittanceNotFound,
    RemittanceNotInState,
    WalletError,
)
from wallet.ledger.audit import audit
from wallet.remittance.models import CONVERTING, DELIVERED, RETURNED, SENT, WAITING
from wallet.remittance.payouts import FOUR_EYES_FROM_MINOR, Agent
from wallet.security import freezing
from wallet.security.vault import Vault
from wallet.trail import BY_SYSTEM, audit_events

LARGE = FOUR_EYES_FROM_MINOR


@pytest.fixture
def sending(database: Database, vault: Vault, wallet: Wallet) -> Abroad:
    return abroad(database, vault, wallet)


async def told(database: Database, customer_id: int) -> list[str]:
    """The states that the customer is told of, in order."""
    columns = outbox.outbox.c
    query = select(outbox.outbox).where(columns.kind == outbox.REMITTANCE_CHANGED).order_by(columns.id)
    rows = await database.read(lambda connection: connection.execute(query).all())
    return [row.fields.split('"state": "')[1].split('"')[0] for row in rows if row.lane == str(customer_id)]


async def test_only_the_next_state_can_be_reached(sending: Abroad, database: Database, payer: Customer) -> None:
    await fund(database, payer.id, 500_00)
    remittance_id, desk = await sending.sent(payer.id), sending.desk

    async def refused_from(status: str, *acts: str) -> None:
        for act in acts:
            with pytest.raises(RemittanceNotInState) as refusal:
                await getattr(desk, act)(remittance_id, MARK)
            assert refusal.value.fields == {"status": status}

    await refused_from(WAITING, "sent", "delivered")
    await desk.take(remittance_id, MARK)
    await refused_from(CONVERTING, "take", "delivered")
    await desk.sent(remittance_id, ELLEN)
    await refused_from(SENT, "take", "sent")
    await desk.delivered(remittance_id, MARK)
    await refused_from(DELIVERED, "take", "sent", "delivered")
    with pytest.raises(RemittanceNotInState):
        await desk.give_back(remittance_id, "other", MARK)
    found = await desk.get(remittance_id)
    assert [step.state for step in found.steps] == [WAITING, CONVERTING, SENT, DELIVERED]
    assert await told(database, payer.id) == [CONVERTING, SENT, DELIVERED]
    with pytest.raises(RemittanceNotInState):
        await sending.remittances.cancel(payer.id, found.reference)
    for act in (desk.take, desk.sent, desk.delivered, desk.confirm_return, desk.keep, desk.show):
        with pytest.raises(RemittanceNotFound):
            await act(10**9, MARK)


@pytest.mark.parametrize("steps", [(), ("take",), ("take", "sent")])
@pytest.mark.slow
async def test_giving_back_returns_the_fee_too(
    sending: Abroad, database: Database, payer: Customer, steps: tuple[str, ...]
) -> None:
    await fund(database, payer.id, 500_00)
    remittance_id = await sending.sent(payer.id)
    for step in steps:
        await getattr(sending.desk, step)(remittance_id, MARK)
    with pytest.raises(ValueError, match="no such reason"):
        await sending.desk.give_back(remittance_id, "mood", MARK)
    assert await sending.desk.give_back(remittance_id, "account-closed", MARK)
    found = await sending.desk.get(remittance_id)
    assert (found.status, found.reason, found.agent_name) == (RETURNED, "account-closed", "Mark")
    assert await balance(database, payer.id) == 500_00
    assert (await database.read(audit)).faults == ()


async def test_agents_who_press_at_once_act_once(sending: Abroad, database: Database, payer: Customer) -> None:
    await fund(database, payer.id, 500_00)
    remittance_id, desk = await sending.sent(payer.id), sending.desk
    found = await desk.get(remittance_id)
    rivals = [desk.take(remittance_id, MARK), desk.take(remittance_id, ELLEN)]
    outcomes = await asyncio.gather(
        *rivals, sending.remittances.cancel(payer.id, found.reference), return_exceptions=True
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert len(refused) == 2
    assert all(isinstance(outcome, RemittanceNotInState) for outcome in refused)
    if (await desk.get(remittance_id)).status == CONVERTING:
        returns = [desk.give_back(remittance_id, "other", agent) for agent in (MARK, ELLEN, MARK)]
        outcomes = await asyncio.gather(*returns, desk.sent(remittance_id, ELLEN), return_exceptions=True)
        assert sum(not isinstance(outcome, WalletError) for outcome in outcomes) in {1, 2}
    assert await balance(database, payer.id) == 500_00
    assert (await database.read(audit)).faults == ()


async def test_a_large_amount_comes_back_by_two(sending: Abroad, database: Database, payer: Customer) -> None:
    await raise_level(database, payer.id)
    await fund(database, payer.id, 2 * LARGE)
    remittance_id, desk = await sending.sent(payer.id, LARGE), sending.desk
    await desk.take(remittance_id, MARK)
    with pytest.raises(RemittanceNotInState):
        await desk.confirm_return(remittance_id, ELLEN)
    assert not await desk.give_back(remittance_id, "name-differs", MARK)
    assert not await desk.give_back(remittance_id, "other", ELLEN)
    asked = await desk.get(remittance_id)
    assert (asked.status, asked.return_asked_name, asked.reason) == (CONVERTING, "Mark", "name-differs")
    with pytest.raises(RemittanceNotInState):
        await desk.sent(remittance_id, ELLEN)
    with pytest.raises(OwnRequest):
        await desk.confirm_return(remittance_id, MARK)
    await desk.keep(remittance_id, ELLEN)
    assert (await desk.get(remittance_id)).return_asked_by is None
    await desk.sent(remittance_id, ELLEN)
    assert not await desk.give_back(remittance_id, "account-closed", ELLEN)
    await desk.confirm_return(remittance_id, MARK)
    assert (await desk.get(remittance_id)).reason == "account-closed"
    assert await balance(database, payer.id) == 2 * LARGE
    assert await told(database, payer.id) == [CONVERTING, SENT, RETURNED]


@pytest.mark.slow
async def test_a_frozen_payers_money_is_not_taken_but_given_back(
    sending: Abroad, database: Database, payer: Customer
) -> None:
    await fund(database, payer.id, 500_00)
    remittance_id = await sending.sent(payer.id)
    await database.write(lambda work: freezing.freeze(work, payer.id, freezing.BY_CUSTOMER, BY_SYSTEM))
    with pytest.raises(RemittanceNotInState, match="payer-frozen"):
        await sending.desk.take(remittance_id, MARK)
    assert await sending.desk.give_back(remittance_id, "other", MARK)
    assert await balance(database, payer.id) == 500_00


async def test_who_is_paid_is_shown_to_who_pays_and_that_is_on_record(
    sending: Abroad, database: Database, payer: Customer
) -> None:
    await fund(database, payer.id, 500_00)
    remittance_id, desk = await sending.sent(payer.id), sending.desk
    with pytest.raises(RemittanceNotInState):
        await desk.show(remittance_id, MARK)
    own = Agent(payer.telegram_user_id, "Own")
    for act in (desk.take, desk.show, desk.keep):
        with pytest.raises(OwnRequest):
            await act(remittance_id, own)
    await desk.take(remittance_id, MARK)
    shown = await desk.show(remittance_id, ELLEN)
    assert (shown.name, shown.account) == ("Anna Weber", "DE89370400440532013000")
    assert (shown.remittance.gets, "Anna" in repr(shown)) == (money(9_95, "EUR"), False)
    read = select(audit_events).where(audit_events.c.kind == trail.PERSONAL_DATA_READ)
    rows = await database.read(lambda connection: connection.execute(read).all())
    assert [(row.customer_id, row.actor_id) for row in rows] == [(payer.id, ELLEN.id)]
    assert await desk.details_shown(remittance_id, 71) is None
    assert await desk.details_shown(remittance_id, 72) == 71
    await desk.details_taken_away(remittance_id, 71)
    assert (await desk.get(remittance_id)).shown_message_id == 72
    await desk.sent(remittance_id, MARK)
    await desk.delivered(remittance_id, MARK)
    assert await desk.details_shown(remittance_id, 73) == 73
    await desk.details_taken_away(remittance_id, 72)
    assert (await desk.get(remittance_id)).shown_message_id is None
    with pytest.raises(RemittanceNotInState):
        await desk.show(remittance_id, MARK)
