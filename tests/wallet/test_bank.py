"""A bank under load: eight writers and two readers; every snapshot adds up and nobody meets a lock."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass
from functools import partial

import pytest
from sqlalchemy import Connection, func, insert, select

from wallet import database_postgresql, database_sqlite, ledger
from wallet.customers.models import customers
from wallet.database import Database, UnitOfWork
from wallet.errors import InsufficientFunds, ReferenceReused
from wallet.ledger import AccountKind, Door, NewOperation, NewTransfer, Posted
from wallet.ledger.audit import audit
from wallet.ledger.models import accounts, entries

WRITERS, READERS = 8, 2
START_MINOR = 1_000


@dataclass(frozen=True)
class Bank:
    """Accounts of customers, filled once; what they hold together never changes."""

    account_ids: list[int]

    @property
    def total_minor(self) -> int:
        """What all customers together were given."""
        return START_MINOR * len(self.account_ids)


def open_bank(work: UnitOfWork, count: int) -> Bank:
    """New customers with money."""
    names = ("wallet_number", "name_sealed", "phone_sealed", "phone_fingerprint")
    fixed = {"language": "en", "time_zone": "UTC", "default_currency": "CNY", "status": "active"}
    ids = []
    for number in range(1, count + 1):
        row = dict.fromkeys(names, str(number)) | fixed | {"telegram_user_id": number, "registered_at": work.now}
        customer_id = work.connection.execute(insert(customers).values(row).returning(customers.c.id)).scalar_one()
        ids.append(ledger.customer_account(work, customer_id, "CNY"))
        play = ledger.system_account(work, AccountKind.PLAY_MONEY, "CNY", customer_id)
        ledger.post(work, NewOperation("top-up", f"gift-{number}", (NewTransfer(play, ids[-1], START_MINOR, "CNY"),)))
    return Bank(ids)


def check_snapshot(connection: Connection, bank: Bank) -> int:
    """One moment's books: balances and entries, read one after the other, tell the same; tells how many entries."""
    moved = select(entries.c.account_id, func.sum(entries.c.amount), func.count()).group_by(entries.c.account_id)
    balances = {row.id: row.balance for row in connection.execute(select(accounts.c.id, accounts.c.balance))}
    rows = connection.execute(moved).all()
    assert {account_id: int(minor) for account_id, minor, _ in rows} == balances
    mine = [balances[account_id] for account_id in bank.account_ids]
    assert (sum(balances.values()), sum(mine), min(mine) >= 0) == (0, bank.total_minor, True)
    return sum(count for _, _, count in rows)


def transfers(chance: random.Random, bank: Bank) -> tuple[NewTransfer, ...]:
    """One transfer, or two between the same accounts, there and back."""
    one, other = chance.sample(bank.account_ids, 2)
    there = NewTransfer(one, other, chance.randint(1, 300), "CNY")
    if chance.random() < 0.7:
        return (there,)
    return there, NewTransfer(other, one, chance.randint(1, 300), "CNY", "back")


async def write(database: Database, door: Door | None, bank: Bank, number: int, count: int) -> Counter[str]:
    """One writer: through the door, or in units of work of its own. Any refusal but one fails the test."""
    chance, met = random.Random(number), Counter[str]()
    while met["transfers"] < count:
        items = transfers(chance, bank)
        operation = NewOperation("test", f"{number}-{met.total()}", items)
        try:
            if door is not None:
                await door.post(operation)
            else:
                await database.write(partial(ledger.post, operation=operation))
        except InsufficientFunds:
            met["refused"] += 1
        else:
            met["transfers"] += len(items)
    return met


async def read(database: Database, bank: Bank, finished: asyncio.Event) -> list[int]:
    """One reader: snapshot after snapshot while there are writers; tells how many entries each one had."""
    counts = []
    while not finished.is_set():
        counts.append(await database.read(partial(check_snapshot, bank=bank)))
    return counts


@pytest.fixture
def without_second_try(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that is not met in order shows at once: nobody tries again."""
    monkeypatch.setattr(database_postgresql, "TRIES_MAX", 1)
    monkeypatch.setattr(database_sqlite, "BUSY_TRIES_MAX", 1)


async def run_bank(database: Database, customers_count: int, transfers_count: int, *, within_seconds: int) -> None:
    """Writers and readers together; then the books are audited. A caller who is forgotten is a failure, not a wait."""
    bank = await database.write(partial(open_bank, count=customers_count))
    door, finished, share = Door(database), asyncio.Event(), transfers_count // WRITERS
    doors = [door if number % 2 else None for number in range(WRITERS)]
    async with asyncio.timeout(within_seconds), asyncio.TaskGroup() as tasks:
        readers = [tasks.create_task(read(database, bank, finished)) for _ in range(READERS)]
        writers = [tasks.create_task(write(database, each, bank, number, share)) for number, each in enumerate(doors)]
        met = sum([await writer for writer in writers], Counter[str]())
        finished.set()
    seen = [reader.result() for reader in readers]
    assert met["transfers"] >= share * WRITERS
    assert met["refused"] > 0
    assert all(counts == sorted(counts) and len(set(counts)) > 2 for counts in seen)
    assert await database.read(partial(check_snapshot, bank=bank)) == 2 * (met["transfers"] + customers_count)
    assert (await database.read(audit)).faults == ()


@pytest.mark.usefixtures("without_second_try")
@pytest.mark.parametrize("customers_count", [10, 4])
async def test_every_snapshot_of_a_busy_bank_adds_up(database: Database, customers_count: int) -> None:
    await run_bank(database, customers_count, 600, within_seconds=60)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.usefixtures("without_second_try")
@pytest.mark.parametrize("customers_count", [10, 4])
async def test_every_snapshot_of_ten_thousand_transfers_adds_up(database: Database, customers_count: int) -> None:
    await run_bank(database, customers_count, 10_000, within_seconds=1_000)


@pytest.mark.parametrize("through_the_door", [False, True])
async def test_a_thousand_parallel_retries_have_one_effect(database: Database, through_the_door: bool) -> None:
    bank = await database.write(partial(open_bank, count=2))
    one, other = bank.account_ids
    operation, door = NewOperation("test", "ONE", (NewTransfer(one, other, 7, "CNY"),)), Door(database)

    async def once() -> Posted:
        if through_the_door:
            return await door.post(operation)
        return await database.write(partial(ledger.post, operation=operation))

    answers = await asyncio.gather(*(once() for _ in range(1_000)))
    assert Counter(answer.repeated for answer in answers) == {False: 1, True: 999}
    assert len({(answer.operation_id, answer.created_at) for answer in answers}) == 1
    rows = await database.read(lambda connection: connection.execute(select(accounts.c.id, accounts.c.balance)).all())
    assert {row.id: row.balance for row in rows if row.id in bank.account_ids} == {
        one: START_MINOR - 7,
        other: START_MINOR + 7,
    }
    assert (await database.read(audit)).counts["operations"] == 3


async def test_one_reference_for_different_accounts_at_once_counts_once(database: Database) -> None:
    ids = (await database.write(partial(open_bank, count=8))).account_ids
    pairs = list(zip(ids[::2], ids[1::2], strict=True))
    tries = [
        NewOperation("test", f"RACE-{race}", (NewTransfer(one, other, 1, "CNY"),))
        for race in range(25)
        for one, other in pairs
    ]
    posts = [database.write(partial(ledger.post, operation=operation)) for operation in tries]
    outcomes = await asyncio.gather(*posts, return_exceptions=True)
    assert Counter(type(outcome) for outcome in outcomes) == {Posted: 25, ReferenceReused: 75}
    report = await database.read(audit)
    assert (report.counts["operations"], report.faults) == (8 + 25, ())
