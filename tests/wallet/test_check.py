"""`python -m bot check`: what it prints, and a seal that was noted down elsewhere."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.check import run_check
from tests.conftest import ManualClock
from tests.wallet.books import keep_books, seal_all, unprotect
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork


async def newest_seal(database_url: str) -> str:
    """As the check prints it. The books must be right."""
    lines: list[str] = []
    assert await run_check(database_url, lines.append) == 0, lines
    return next(line for line in lines if line.startswith("newest seal: ")).removeprefix("newest seal: ")


def cut_the_chain(work: UnitOfWork, first: int) -> None:
    """Take seals away, as somebody with the database's password can."""
    unprotect(work.connection)
    work.connection.exec_driver_sql(f"DELETE FROM seals WHERE position >= {first}")


async def test_a_seal_noted_down_elsewhere_must_still_be_there(
    database: Database, database_url: str, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    await keep_books(database, clock, payer, payee)
    noted = await newest_seal(database_url)
    assert await run_check(database_url, print, noted) == 0
    assert await run_check(database_url, print, "1:" + "0" * 64) == 1
    assert await run_check(database_url, print, "yesterday's") == 1

    await database.write(partial(cut_the_chain, first=2))
    clock.advance(timedelta(minutes=1))
    await seal_all(database)
    assert await run_check(database_url, print) == 0
    lines: list[str] = []
    assert await run_check(database_url, lines.append, noted) == 1
    assert f"FAULT seal-unknown at {noted}: not in the chain" in lines
