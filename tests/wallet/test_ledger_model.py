"""Random histories: the ledger answers every command as a second, simpler ledger does, and keeps the same books."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import Connection, insert, select

from tests.conftest import ManualClock
from tests.wallet.books import seal_all
from tests.wallet.ledger_commands import CUSTOMERS, HISTORIES, OTHER, UNKNOWN, Call, Command, arguments, newest
from tests.wallet.ledger_model import Account, Done, LedgerModel
from wallet import ledger
from wallet.clock import from_microseconds
from wallet.customers.models import customers
from wallet.database import Database, UnitOfWork
from wallet.errors import WalletError
from wallet.ledger import AccountKind, NewOperation, NewTransfer, Posted
from wallet.ledger.audit import audit
from wallet.ledger.models import accounts, holds

START_MINOR = 1_000
OVERDUE_AFTER = timedelta(hours=1)
"""Longer than any hold lasts here: when a history begins, those of the one before it can be ended."""

OUTCOMES = {"done", "repeated", "account-frozen", "account-not-found", "amount-not-positive", "amount-too-large"} | {
    *("capture-too-large", "hold-not-found", "hold-not-open", "insufficient-funds", "not-reversible"),
    *("operation-not-found", "reference-reused", "reversal-too-large", "same-account"),
}
"""All that a full run must have met: else the commands no longer reach every rule."""

_numbers = itertools.count(1)


def on_ledger(work: UnitOfWork, call: Call, real_ids: Mapping[int, int]) -> Posted:
    """Give the command to the real ledger."""
    first, *others = call.arguments
    if call.method == "post":
        return ledger.post(work, NewOperation("test", call.reference, first))
    if call.method == "place_hold":
        return ledger.place_hold(work, first, call.reference)
    operation_id = real_ids.get(first, UNKNOWN)
    if call.method == "capture_hold":
        return ledger.capture_hold(work, operation_id, others[0], call.reference, kind="capture")
    if call.method == "release_hold":
        return ledger.release_hold(work, operation_id, call.reference)
    return ledger.reverse(work, operation_id, call.reference, others[0])


def set_frozen(work: UnitOfWork, customer_id: int, frozen: bool) -> None:
    """No money leaves the customer from now on, or it may again."""
    (ledger.freeze if frozen else ledger.unfreeze)(work, customer_id)


class History:
    """Gives commands to both ledgers, over customers of its own, and compares; `met` counts the outcomes."""

    def __init__(self, database: Database, clock: ManualClock, met: Counter[str]) -> None:
        self._database, self._clock, self._met = database, clock, met
        self._model = LedgerModel(clock.now())
        self._name = f"history-{next(_numbers)}"
        self._owners: list[int] = []
        self._sides: dict[str, list[int]] = {}
        self._calls: list[Call] = []
        self._real_ids: dict[int, int] = {}

    async def run(self, commands: Sequence[Command]) -> None:
        """From first money to the comparison of all that there is."""
        self._clock.advance(OVERDUE_AFTER)
        while await self._database.write(ledger.expire_holds):
            pass
        await self._database.write(self._open)
        self._model.now = self._clock.now()
        gifts = [(code, ids[-1], account_id) for code, ids in self._sides.items() for account_id in ids[:CUSTOMERS]]
        items = tuple(NewTransfer(source, target, START_MINOR, code) for code, source, target in gifts)
        await self._give(Call("post", f"{self._name}-gifts", (items,)))
        for command in commands:
            await self._step(command)
            self._model.now = self._clock.now()
        await self._database.read(self._compare)

    def _open(self, work: UnitOfWork) -> None:
        """New customers; the house's accounts serve all histories, so fees of earlier ones are moved out of the way."""
        for number in range(CUSTOMERS):
            name = f"{self._name}-{number}"
            row = dict.fromkeys(("wallet_number", "name_sealed", "phone_sealed", "phone_fingerprint"), name)
            row |= {"language": "en", "time_zone": "UTC", "default_currency": "CNY", "status": "active"}
            values = row | {"telegram_user_id": next(_numbers), "registered_at": work.now}
            added = work.connection.execute(insert(customers).values(values).returning(customers.c.id))
            self._owners.append(added.scalar_one())
        for code in OTHER:
            fees, play = (
                ledger.system_account(work, kind, code, 0) for kind in (AccountKind.FEES, AccountKind.PLAY_MONEY)
            )
            self._sides[code] = [*(ledger.customer_account(work, owner, code) for owner in self._owners), fees, play]
            earned = self._accounts(work.connection)[fees].balance
            if earned:
                item = NewTransfer(fees, play, earned, code)
                ledger.post(work, NewOperation("test", f"{self._name}-{code}", (item,)))
        self._model.accounts = self._accounts(work.connection)

    async def _step(self, command: Command) -> None:
        if command.what == "wait":
            self._clock.advance(timedelta(seconds=command.seconds or 0))
        elif command.what == "freeze":
            owner_id = self._owners[command.which]
            await self._database.write(partial(set_frozen, customer_id=owner_id, frozen=command.frozen))
            self._model.set_frozen(owner_id, command.frozen)
        elif command.what == "expire":
            assert await self._database.write(ledger.expire_holds) == self._model.expire_holds()
        elif command.what == "again":
            await self._give(newest(self._calls, command.which))
        else:
            reference = f"{self._name}-{len(self._calls)}"
            if command.borrows is not None:
                reference = newest(self._calls, command.borrows).reference
            await self._give(Call(command.what, reference, arguments(command, self._model, self._sides)))

    async def _give(self, call: Call) -> None:
        self._calls.append(call)
        expected: Done | WalletError
        found: Posted | WalletError
        try:
            expected = getattr(self._model, call.method)(call.reference, *call.arguments)
        except WalletError as error:
            expected = error
        try:
            found = await self._database.write(partial(on_ledger, call=call, real_ids=dict(self._real_ids)))
        except WalletError as error:
            found = error
        if isinstance(expected, Done) and isinstance(found, Posted) and not expected.repeated:
            assert found.operation_id not in self._real_ids.values()
            self._real_ids[expected.operation_id] = found.operation_id
        assert self._shown(found) == self._expected(call, expected), call
        self._met[str(self._shown(found)[0])] += 1

    def _shown(self, found: Posted | WalletError) -> tuple[object, ...]:
        if isinstance(found, WalletError):
            return found.code, found.fields
        return ("repeated" if found.repeated else "done"), found.operation_id, found.created_at, found.reference

    def _expected(self, call: Call, answer: Done | WalletError) -> tuple[object, ...]:
        if isinstance(answer, Done):
            real_id = self._real_ids.get(answer.operation_id)
            return ("repeated" if answer.repeated else "done"), real_id, answer.moment, call.reference
        hold_id = answer.fields.get("hold_id")
        if isinstance(hold_id, int):
            return answer.code, answer.fields | {"hold_id": self._real_ids.get(hold_id, UNKNOWN)}
        return answer.code, answer.fields

    def _accounts(self, connection: Connection) -> dict[int, Account]:
        ids = [account_id for side in self._sides.values() for account_id in side]
        return {
            row.id: Account(
                row.customer_id,
                row.currency,
                from_microseconds(row.last_entry_at),
                row.balance,
                row.may_be_negative,
                row.held,
                row.frozen,
            )
            for row in connection.execute(select(accounts).where(accounts.c.id.in_(ids)))
        }

    def _compare(self, connection: Connection) -> None:
        model, real_ids = self._model, self._real_ids
        assert self._accounts(connection) == model.accounts
        placed = [real_ids[hold_id] for hold_id in model.holds]
        rows = connection.execute(select(holds).where(holds.c.operation_id.in_(placed)))
        found = {row.operation_id: row.status for row in rows}
        assert found == {real_ids[hold_id]: status for hold_id, status in model.hold_statuses.items()}
        for model_id in model.operation_ids:
            parts = ledger.reversible(connection, real_ids[model_id])
            assert [part.left for part in parts] == model.left(model_id)
        sums = Counter[str]()
        for line in ledger.trial_balance(connection):
            sums[line.currency] += line.minor
        assert set(sums.values()) == {0}


async def run_histories(database: Database, clock: ManualClock, count: int) -> Counter[str]:
    """Random histories on one database; a failed one is shrunk and told with the blob that brings it back."""
    loop, met = asyncio.get_running_loop(), Counter[str]()

    @settings(
        max_examples=count,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    )
    @given(HISTORIES)
    def histories(commands: list[Command]) -> None:
        asyncio.run_coroutine_threadsafe(History(database, clock, met).run(commands), loop).result()

    await asyncio.to_thread(histories)
    await seal_all(database)
    assert (await database.read(lambda connection: audit(connection, clock.now()))).faults == ()
    return met


async def test_the_ledger_answers_as_its_model_does(database: Database, clock: ManualClock) -> None:
    await run_histories(database, clock, {"sqlite": 30, "postgresql": 10}[database.dialect])


@pytest.mark.slow
@pytest.mark.timeout(1200)
async def test_the_ledger_answers_as_its_model_does_for_a_thousand_histories(
    database: Database, clock: ManualClock
) -> None:
    met = await run_histories(database, clock, {"sqlite": 1_000, "postgresql": 200}[database.dialect])
    assert set(met) == OUTCOMES
