"""post(): all or nothing, once a reference, never below zero, whoever comes at the same time."""

from __future__ import annotations

import asyncio
import random
from functools import partial

import pytest

from tests import factories
from tests.factories import balance, fund, pay
from wallet import ledger
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    AccountNotFound,
    AmountNotPositive,
    AmountTooLarge,
    InsufficientFunds,
    OperationNotFound,
    ReferenceReused,
    SameAccount,
)
from wallet.ledger import NewOperation, NewTransfer, Posted
from wallet.ledger.audit import audit
from wallet.money import MINOR_MAX
from wallet.security.vault import Vault


async def account(database: Database, customer_id: int, currency: str = "CNY") -> int:
    return await database.write(lambda work: ledger.customer_account(work, customer_id, currency))


async def post(database: Database, *items: NewTransfer, reference: str = "REFERENCE", kind: str = "test") -> Posted:
    return await database.write(lambda work: ledger.post(work, NewOperation(kind, reference, items)))


async def books_are_right(database: Database) -> bool:
    return (await database.read(audit)).faults == ()


async def test_a_transfer_moves_money_and_writes_both_entries(
    database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 50_00)
    posted = await pay(database, payer.id, payee.id, 12_34, note="lunch")
    assert (await balance(database, payer.id), await balance(database, payee.id)) == (37_66, 12_34)
    mine = await database.read(lambda connection: ledger.operation_view(connection, payer.id, posted.operation_id))
    theirs = await database.read(lambda connection: ledger.operation_view(connection, payee.id, posted.operation_id))
    assert (mine.note, mine.initiated, theirs.initiated) == ("lunch", True, False)
    assert [item.change.minor for item in mine.changes] == [-12_34]
    assert [(item.change.minor, item.counterparty_id) for item in theirs.changes] == [(12_34, payer.id)]
    assert await books_are_right(database)


async def test_a_retry_gets_the_first_result_and_moves_nothing(
    database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 50_00)
    first = await pay(database, payer.id, payee.id, 20_00, reference="ONE")
    again = await pay(database, payer.id, payee.id, 20_00, reference="ONE")
    assert (first.repeated, again.repeated) == (False, True)
    assert (again.operation_id, again.created_at) == (first.operation_id, first.created_at)
    assert await balance(database, payer.id) == 30_00


@pytest.mark.parametrize(
    ("minor", "note", "other_way"), [(20_01, "", False), (20_00, "other", False), (20_00, "", True)]
)
async def test_a_reference_with_other_content_is_refused(
    database: Database, payer: Customer, payee: Customer, minor: int, note: str, other_way: bool
) -> None:
    await fund(database, payer.id, 50_00)
    await fund(database, payee.id, 50_00)
    await pay(database, payer.id, payee.id, 20_00, reference="ONE")
    source, target = (payee, payer) if other_way else (payer, payee)
    with pytest.raises(ReferenceReused) as refusal:
        await pay(database, source.id, target.id, minor, reference="ONE", note=note)
    assert refusal.value.fields == {"reference": "ONE"}
    assert (await balance(database, payer.id), await balance(database, payee.id)) == (30_00, 70_00)


async def test_refusals_book_nothing(database: Database, payer: Customer, payee: Customer) -> None:
    await fund(database, payer.id, 10_00)
    mine, theirs = await account(database, payer.id), await account(database, payee.id)
    dollars = await account(database, payee.id, "USD")
    refused = [
        (InsufficientFunds, NewTransfer(mine, theirs, 10_01, "CNY")),
        (SameAccount, NewTransfer(mine, mine, 1, "CNY")),
        (AmountNotPositive, NewTransfer(mine, theirs, 0, "CNY")),
        (AmountNotPositive, NewTransfer(mine, theirs, -1, "CNY")),
        (AmountTooLarge, NewTransfer(mine, theirs, MINOR_MAX + 1, "CNY")),
        (AccountNotFound, NewTransfer(mine, dollars, 1, "CNY")),
        (AccountNotFound, NewTransfer(mine, dollars, 1, "USD")),
        (AccountNotFound, NewTransfer(mine, 999_999, 1, "CNY")),
    ]
    for error, item in refused:
        with pytest.raises(error):
            await post(database, item)
    report = await database.read(audit)
    assert (report.counts["operations"], report.faults) == (1, ())


async def test_insufficient_funds_tells_the_figures(database: Database, payer: Customer, payee: Customer) -> None:
    await fund(database, payer.id, 10_00)
    with pytest.raises(InsufficientFunds) as refusal:
        await pay(database, payer.id, payee.id, 25_00)
    assert refusal.value.fields == {"currency": "CNY", "available_minor": 10_00, "needed_minor": 25_00}


async def test_several_transfers_happen_together_or_not_at_all(
    database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 10_00)
    mine, theirs = await account(database, payer.id), await account(database, payee.id)
    with pytest.raises(InsufficientFunds):
        await post(database, NewTransfer(mine, theirs, 6_00, "CNY"), NewTransfer(mine, theirs, 6_00, "CNY", "fee"))
    assert await balance(database, payer.id) == 10_00
    await post(database, NewTransfer(mine, theirs, 6_00, "CNY"), NewTransfer(mine, theirs, 4_00, "CNY", "fee"))
    assert (await balance(database, payer.id), await balance(database, payee.id)) == (0, 10_00)
    assert await books_are_right(database)


async def test_an_operation_without_transfers_is_a_programming_error(database: Database) -> None:
    with pytest.raises(ValueError, match="1 to 32"):
        await post(database)


async def test_200_parallel_retries_move_money_once(database: Database, payer: Customer, payee: Customer) -> None:
    await fund(database, payer.id, 50_00)
    tries = [pay(database, payer.id, payee.id, 1_00, reference="ONE") for _ in range(200)]
    posted = await asyncio.gather(*tries)
    assert sorted(item.repeated for item in posted) == [False] + [True] * 199
    assert len({item.operation_id for item in posted}) == 1
    assert await balance(database, payer.id) == 49_00
    assert await books_are_right(database)


async def test_a_race_of_two_contents_under_one_reference_has_one_winner(
    database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 50_00)
    tries = [pay(database, payer.id, payee.id, amount, reference="ONE") for amount in [1_00, 2_00] * 20]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(outcome, ReferenceReused) for outcome in outcomes) == 20
    assert len({outcome.operation_id for outcome in outcomes if isinstance(outcome, Posted)}) == 1
    assert await books_are_right(database)


async def test_opposite_transfers_do_not_block_each_other(database: Database, payer: Customer, payee: Customer) -> None:
    await fund(database, payer.id, 500_00)
    await fund(database, payee.id, 500_00)
    pairs = [(payer.id, payee.id), (payee.id, payer.id)] * 60
    await asyncio.gather(*(pay(database, source, target, 1_00) for source, target in pairs))
    assert (await balance(database, payer.id), await balance(database, payee.id)) == (500_00, 500_00)
    assert await books_are_right(database)


async def test_a_circle_of_payers_does_not_deadlock(database: Database, vault: Vault) -> None:
    people = [await factories.customer(database, vault) for _ in range(4)]
    for person in people:
        await fund(database, person.id, 100_00)
    chance = random.Random(7)
    pairs = [chance.sample(people, 2) for _ in range(120)]
    await asyncio.gather(*(pay(database, one.id, other.id, 50) for one, other in pairs))
    assert sum([await balance(database, person.id) for person in people]) == 400_00
    assert await books_are_right(database)


async def test_parallel_spends_never_go_below_zero(database: Database, payer: Customer, payee: Customer) -> None:
    await fund(database, payer.id, 10_00)
    tries = [pay(database, payer.id, payee.id, 1_50) for _ in range(40)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(outcome, Posted) for outcome in outcomes) == 6
    assert sum(isinstance(outcome, InsufficientFunds) for outcome in outcomes) == 34
    assert await balance(database, payer.id) == 1_00
    assert await books_are_right(database)


async def test_first_money_arriving_in_parallel_opens_one_account(
    database: Database, payer: Customer, payee: Customer
) -> None:
    await asyncio.gather(*(fund(database, payee.id, 1_00, "JPY") for _ in range(20)))
    found = await database.read(lambda connection: ledger.balances(connection, payee.id))
    assert [item.total.minor for item in found] == [20_00]


async def test_history_pages_newest_first_without_gap_or_repetition(
    database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 50_00)
    paid = [(await pay(database, payer.id, payee.id, 1_00)).operation_id for _ in range(11)]
    await fund(database, payee.id, 1_00)
    seen: list[int] = []
    sizes: list[int] = []
    older_than: int | None = None
    for _ in range(10):
        page = await database.read(partial(ledger.history, customer_id=payer.id, older_than=older_than, size=5))
        seen += [view.id for view in page.operations]
        sizes.append(len(page.operations))
        older_than = page.older_than
        if older_than is None:
            break
    assert sizes == [5, 5, 2]
    assert seen[:11] == paid[::-1]
    assert len(set(seen)) == 12


async def test_history_ends_exactly_at_a_full_page(database: Database, payer: Customer) -> None:
    for _ in range(5):
        await fund(database, payer.id)
    page = await database.read(lambda connection: ledger.history(connection, payer.id, size=5))
    assert (len(page.operations), page.older_than) == (5, None)


async def test_somebody_elses_operation_is_not_found(
    database: Database, payer: Customer, payee: Customer, wallet: factories.Wallet
) -> None:
    posted = await fund(database, payer.id, 50_00)
    for operation_id in (posted.operation_id, 999_999):
        with pytest.raises(OperationNotFound):
            await wallet.records.get(payee.id, operation_id)


async def test_a_refusal_in_a_unit_of_work_takes_back_all_of_it(
    database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 10_00)
    mine, theirs = await account(database, payer.id), await account(database, payee.id)

    def two(work: UnitOfWork) -> None:
        ledger.post(work, NewOperation("test", "ONE", (NewTransfer(mine, theirs, 6_00, "CNY"),)))
        ledger.post(work, NewOperation("test", "TWO", (NewTransfer(mine, theirs, 6_00, "CNY"),)))

    with pytest.raises(InsufficientFunds):
        await database.write(two)
    assert await balance(database, payer.id) == 10_00
