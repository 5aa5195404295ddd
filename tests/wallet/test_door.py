"""The door: callers share a hop, each has its own outcome, and trouble is told as what it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, cast

import pytest
from sqlalchemy import insert, select, text

from tests.factories import PIN, Wallet, balance, fund, money, wait_until_one_waits_for
from wallet import ledger
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import AccountFrozen, DatabaseBusy, InsufficientFunds
from wallet.ledger import Door, NewOperation, NewTransfer, Posted
from wallet.ledger.audit import audit
from wallet.limits.models import limit_usage
from wallet.payments.service import TransferCommand
from wallet.security import freezing
from wallet.trail import BY_SYSTEM


async def accounts_of(database: Database, *customers: Customer) -> list[int]:
    return [
        await database.write(lambda work, owner=one.id: ledger.customer_account(work, owner, "CNY"))  # type: ignore[misc]
        for one in customers
    ]


def transfer(source: int, target: int, minor: int, reference: str) -> NewOperation:
    return NewOperation("test", reference, (NewTransfer(source, target, minor, "CNY"),))


async def test_each_caller_of_a_batch_has_an_outcome_of_their_own(
    database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 10_00)
    mine, theirs = await accounts_of(database, payer, payee)
    door = Door(database)
    commands = [transfer(mine, theirs, minor, f"R{minor}") for minor in (4_00, 7_00, 5_00)]
    first, refused, last = await asyncio.gather(*map(door.post, commands), return_exceptions=True)
    assert isinstance(first, Posted)
    assert isinstance(refused, InsufficientFunds)
    assert isinstance(last, Posted)
    assert await balance(database, payer.id) == 1_00


async def test_a_guards_refusal_undoes_its_own_payment_and_count_alone(
    database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 10_00)
    mine, theirs = await accounts_of(database, payer, payee)
    door, guarded = Door(database), []

    def guard(reference: str, work: UnitOfWork) -> None:
        guarded.append(reference)
        counted = {"customer_id": payer.id, "period": "day", "starts_on": reference, "used_minor": 1}
        work.connection.execute(insert(limit_usage).values(counted))
        if reference == "REFUSED":
            raise AccountFrozen

    def post(reference: str) -> Coroutine[Any, Any, Posted]:
        return door.post(transfer(mine, theirs, 1_00, reference), guard=partial(guard, reference))

    names = ("ONE", "REFUSED", "TWO")
    one, refused, two = await asyncio.gather(*map(post, names), return_exceptions=True)
    assert isinstance(one, Posted)
    assert isinstance(refused, AccountFrozen)
    assert isinstance(two, Posted)
    assert (await balance(database, payer.id), await balance(database, payee.id)) == (8_00, 2_00)
    counted = select(limit_usage.c.starts_on).order_by(limit_usage.c.starts_on)
    assert await database.read(lambda connection: connection.execute(counted).scalars().all()) == ["ONE", "TWO"]
    guarded.clear()
    assert (await post("ONE")).repeated
    assert guarded == []


class LostCommit:
    """A database that loses the answer to the first commit, and then is away."""

    def __init__(self) -> None:
        self.writes = 0

    async def write(self, _work: Callable[[UnitOfWork], Any]) -> Any:
        self.writes += 1
        if self.writes == 1:
            raise ConnectionResetError
        raise DatabaseBusy


async def test_a_commit_whose_answer_was_lost_is_not_called_busy() -> None:
    """Busy promises that nothing happened."""
    door = Door(cast("Database", LostCommit()))
    outcomes = await asyncio.gather(*(door.post(transfer(1, 2, 1, f"R{n}")) for n in range(3)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [ConnectionResetError] * 3


async def test_a_refusal_after_a_lost_commit_is_told_as_it_is() -> None:
    """A guard that refuses has looked: nothing was booked before, and nothing is now."""

    class ThenRefused(LostCommit):
        async def write(self, _work: Callable[[UnitOfWork], Any]) -> Any:
            self.writes += 1
            raise ConnectionResetError if self.writes == 1 else AccountFrozen

    door = Door(cast("Database", ThenRefused()))
    outcomes = await asyncio.gather(*(door.post(transfer(1, 2, 1, f"R{n}")) for n in range(2)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [AccountFrozen] * 2


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_locked_account_is_no_trouble_for_others(
    database: Database, database_url: str, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 10_00)
    await fund(database, payee.id, 10_00)
    mine, theirs = await accounts_of(database, payer, payee)
    house = await database.write(lambda work: ledger.system_account(work, ledger.AccountKind.FEES, "CNY", payee.id))
    operator, locked, done = Database.open(database_url), asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold_the_row(work: UnitOfWork) -> None:
        work.connection.execute(text(f"SELECT 1 FROM accounts WHERE id = {mine} FOR UPDATE"))
        loop.call_soon(locked.set)
        for _ in range(30):
            work.connection.execute(text("SELECT pg_sleep(1)"))
            if done.is_set():
                return

    holding = asyncio.create_task(operator.write(hold_the_row))
    await locked.wait()
    door = Door(database)
    commands = [transfer(mine, house, 1_00, "LOCKED"), transfer(theirs, house, 1_00, "FREE")]
    refused, posted = await asyncio.gather(*map(door.post, commands), return_exceptions=True)
    done.set()
    await holding
    await operator.close()
    assert isinstance(refused, DatabaseBusy)
    assert isinstance(posted, Posted)
    assert (await database.read(audit)).faults == ()


async def test_a_paid_transfer_is_told_as_paid_though_the_balance_cannot_be_read(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fund(database, payer.id, 10_00)

    async def away(*_arguments: object) -> None:
        raise DatabaseBusy

    monkeypatch.setattr(wallet.payments, "available", away)
    receipt = await wallet.payments.transfer(TransferCommand("PAID", payer.id, payee.id, money(3_00)), PIN)
    assert receipt.available_after == money(7_00)
    assert await balance(database, payee.id) == 3_00


async def test_a_frozen_customers_first_account_is_frozen_too(
    database: Database, payer: Customer, payee: Customer
) -> None:
    await database.write(lambda work: ledger.freeze(work, payer.id))
    await fund(database, payer.id, 10_00)
    mine, theirs = await accounts_of(database, payer, payee)
    with pytest.raises(AccountFrozen):
        await Door(database).post(transfer(mine, theirs, 1, "FROZEN"))
    assert (await database.read(audit)).faults == ()
    await database.write(lambda work: ledger.unfreeze(work, payer.id))
    assert not (await Door(database).post(transfer(mine, theirs, 1, "FREE"))).repeated
    assert (await database.read(audit)).faults == ()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_freeze_waits_for_a_payment_and_never_the_other_way_round(
    database: Database, payer: Customer, payee: Customer
) -> None:
    """A payment holds its accounts and then refers to its customer. Whoever is run again has met a deadlock."""
    await fund(database, payer.id, 10_00)
    mine, theirs = await accounts_of(database, payer, payee)
    begun = []

    def pay(work: UnitOfWork) -> Posted:
        begun.append("payment")
        work.connection.execute(text(f"SELECT 1 FROM accounts WHERE id = {mine} FOR NO KEY UPDATE"))
        wait_until_one_waits_for(work)
        return ledger.post(work, NewOperation("test", "PAID", (NewTransfer(mine, theirs, 3_00, "CNY"),), payer.id))

    def freeze(work: UnitOfWork) -> bool:
        begun.append("freeze")
        return freezing.freeze(work, payer.id, freezing.BY_DESK, BY_SYSTEM)

    posted, frozen = await asyncio.gather(database.write(pay), database.write(freeze))
    assert (begun, posted.repeated, frozen) == (["payment", "freeze"], False, True)
    assert await balance(database, payee.id) == 3_00
