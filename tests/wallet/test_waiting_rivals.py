"""Waiting transfers among rivals: two programs send, customers cancel, pay and freeze at once; the books stay whole."""

from __future__ import annotations

import asyncio
import itertools
import random

import pytest
from sqlalchemy import select

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, Wallet, balance, fund, money
from tests.wallet.waiting_acts import HOUR
from wallet import ledger
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import NotFrozen, Refused
from wallet.ledger.audit import audit
from wallet.payments.payee_models import waiting_transfers
from wallet.payments.payees import PayeeBook
from wallet.payments.waiting import SENT, STOPPED, WAITING, WaitingTransfers, send_due
from wallet.security.freezing import BY_DESK, freeze, unfreeze
from wallet.security.vault import Vault
from wallet.trail import BY_SYSTEM

PEOPLE, STARTED_WITH = 6, 1_000_00


async def everybody_to_everybody(wallet: Wallet, people: list[Customer]) -> list[tuple[Customer, int]]:
    """Ten yuan from each to each other, all waiting: the payers with their holds."""
    holds = []
    for payer, payee in itertools.permutations(people, 2):
        quote = await wallet.transfers.quote(payer.id, payee.id, money(10_00))
        paid = await wallet.checkout.pay(payer.id, quote.reference, PIN)
        assert paid.receipt.operation_id is not None
        holds.append((payer, paid.receipt.operation_id))
    return holds


async def job(database: Database) -> None:
    """As the schedule does."""
    for _ in range(200):
        if not await database.write(send_due):
            return


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_at_once_each_ends_once(
    wallet: Wallet, database: Database, database_url: str, vault: Vault, clock: ManualClock, seed: int
) -> None:
    dice, waiting = random.Random(seed), WaitingTransfers(database, vault)
    people = [await wallet.customers.register(factories.registration()) for _ in range(PEOPLE)]
    for one in people:
        await fund(database, one.id, STARTED_WITH)
        await PayeeBook(database, vault).set_cool_off(one, 3600)
    holds = await everybody_to_everybody(wallet, people)
    clock.advance(HOUR)
    rival = Database.open(database_url, clock)

    async def freeze_and_thaw(one: Customer) -> None:
        await database.write(lambda work: freeze(work, one.id, BY_DESK, BY_SYSTEM))
        await rival.write(lambda work: unfreeze(work, one.id, BY_SYSTEM))

    async def pay(payer: Customer, payee: Customer) -> None:
        quote = await wallet.transfers.quote(payer.id, payee.id, money(1_00))
        await wallet.checkout.pay(payer.id, quote.reference, PIN)

    acts = [job(database), job(rival), *(waiting.cancel(payer.id, hold) for payer, hold in dice.sample(holds, 10))]
    acts += [freeze_and_thaw(one) for one in dice.sample(people, 2)]
    acts += [pay(*dice.sample(people, 2)) for _ in range(12)]
    dice.shuffle(acts)
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    unexpected = [item for item in outcomes if item is not None and not isinstance(item, Refused | NotFrozen)]
    assert unexpected == []
    for _ in range(3):
        clock.advance(HOUR)
        await job(database)
    await rival.close()
    statuses = select(waiting_transfers.c.status)
    found = await database.read(lambda connection: list(connection.execute(statuses).scalars()))
    assert not {WAITING, STOPPED} & set(found)
    assert found.count(SENT) >= len(holds) - 10
    total = sum([await balance(database, one.id) for one in people])
    free = sum([(await wallet.payments.available(one.id, "CNY")).minor for one in people])
    assert (total, free) == (PEOPLE * STARTED_WITH, PEOPLE * STARTED_WITH)
    await database.write(ledger.seal)
    assert (await database.read(audit)).faults == ()
