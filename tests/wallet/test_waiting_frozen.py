"""Transfers that wait while a wallet is frozen or closed: stopped, sent later, or given back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, Wallet, balance, money
from tests.wallet.waiting_acts import HOUR, available, confirm, run_job, told
from wallet.customers.profile import Profiles
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    CustomerNotActive,
    MoneyLeft,
    PayeeNotActive,
)
from wallet.payments.waiting import (
    AGAIN_AFTER,
    REFUSED,
    RETURNED,
    STOPPED,
    STOPPED_FOR_MAX,
    WAITING,
    WaitingTransfers,
)
from wallet.security.freezing import BY_DESK, freeze, unfreeze
from wallet.security.vault import Vault
from wallet.trail import BY_SYSTEM


async def test_a_frozen_wallet_sends_nothing_and_then_waits_once_more(
    wallet: Wallet,
    database: Database,
    waiting: WaitingTransfers,
    careful: Customer,
    payee: Customer,
    clock: ManualClock,
) -> None:
    hold_id = await confirm(wallet, careful, payee)
    await database.write(lambda work: freeze(work, careful.id, BY_DESK, BY_SYSTEM))
    clock.advance(HOUR * 3)
    assert (await run_job(database), await run_job(database)) == (1, 0)
    assert (await waiting.get(careful.id, hold_id)).status == STOPPED
    await database.write(lambda work: unfreeze(work, careful.id, BY_SYSTEM))
    assert (await run_job(database), await run_job(database)) == (1, 0)
    item = await waiting.get(careful.id, hold_id)
    assert (item.status, item.due_at) == (WAITING, clock.now() + AGAIN_AFTER)
    assert (await told(database, careful)).count("transfer-waiting") == 2
    assert await balance(database, payee.id) == 0
    clock.advance(AGAIN_AFTER)
    assert await run_job(database) == 1
    assert await balance(database, payee.id) == 30_00


@pytest.mark.slow
async def test_frozen_for_a_week_it_comes_back(
    wallet: Wallet,
    database: Database,
    waiting: WaitingTransfers,
    careful: Customer,
    payee: Customer,
    clock: ManualClock,
) -> None:
    hold_id = await confirm(wallet, careful, payee)
    await database.write(lambda work: freeze(work, careful.id, BY_DESK, BY_SYSTEM))
    clock.advance(HOUR)
    await run_job(database)
    clock.advance(STOPPED_FOR_MAX - timedelta(seconds=1))
    assert await run_job(database) == 0
    clock.advance(timedelta(seconds=1))
    assert (await run_job(database), await run_job(database)) == (1, 0)
    assert (await waiting.get(careful.id, hold_id)).status == RETURNED
    assert (await told(database, careful))[-1] == "transfer-returned"
    assert (await available(wallet, careful), await balance(database, payee.id)) == (100_00, 0)


@pytest.mark.slow
async def test_while_frozen_it_can_be_cancelled_and_nothing_new_is_held(
    wallet: Wallet, database: Database, waiting: WaitingTransfers, careful: Customer, payee: Customer
) -> None:
    hold_id = await confirm(wallet, careful, payee)
    quote = await wallet.transfers.quote(careful.id, payee.id, money(1_00))
    await database.write(lambda work: freeze(work, careful.id, BY_DESK, BY_SYSTEM))
    with pytest.raises(CustomerNotActive):
        await wallet.checkout.pay(careful.id, quote.reference, PIN)
    await waiting.cancel(careful.id, hold_id)
    assert await available(wallet, careful) == 100_00


async def test_a_frozen_payee_is_paid_and_one_who_is_gone_is_not(
    wallet: Wallet,
    database: Database,
    vault: Vault,
    waiting: WaitingTransfers,
    careful: Customer,
    payee: Customer,
    payer: Customer,
    clock: ManualClock,
) -> None:
    await confirm(wallet, careful, payee)
    gone_id = await confirm(wallet, careful, payer, 20_00)
    late = await wallet.transfers.quote(careful.id, payer.id, money(1_00))
    await database.write(lambda work: freeze(work, payee.id, BY_DESK, BY_SYSTEM))
    await factories.prove_pin_if_asked(wallet, payer, "erase")
    await Profiles(database, vault).erase(payer)
    with pytest.raises(PayeeNotActive):
        await wallet.checkout.pay(careful.id, late.reference, PIN)
    clock.advance(HOUR)
    assert (await run_job(database), await run_job(database)) == (2, 0)
    assert (await balance(database, payee.id), await balance(database, careful.id)) == (30_00, 70_00)
    assert await available(wallet, careful) == 70_00
    assert (await waiting.get(careful.id, gone_id)).status == REFUSED
    assert sorted((await told(database, careful))[2:]) == ["transfer-returned", "transfer-sent"]


@pytest.mark.slow
async def test_a_wallet_with_money_that_waits_is_not_closed(
    wallet: Wallet, database: Database, vault: Vault, careful: Customer, payee: Customer
) -> None:
    await confirm(wallet, careful, payee, 100_00)
    await factories.prove_pin_if_asked(wallet, careful, "erase")
    with pytest.raises(MoneyLeft):
        await Profiles(database, vault).erase(careful)
