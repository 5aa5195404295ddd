"""`python -m bot check`: the audit of the books, printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection

from bot import inbox
from wallet import outbox
from wallet.database import Database
from wallet.ledger import seals
from wallet.ledger.audit import Fault, audit

POSITION_DIGITS_MAX = 19


async def run_check(database_url: str, echo: Callable[[str], object], seal: str = "") -> int:
    """Print counts and faults; 0 when there is no fault, else 1.

    `seal` is one that an earlier check printed (`position:hash`): the chain must still have it, so that nobody can have
    made the whole chain anew or cut off its end.
    """
    database = Database.open(database_url)
    try:
        report = await database.read(audit)
        position, newest = await database.read(seals.head)
        known = not seal or await database.read(partial(_has_seal, seal=seal))
        updates = await database.read(inbox.counts)
        facts = await database.read(outbox.counts)
    finally:
        await database.close()
    for name, count in report.counts.items():
        echo(f"{name}: {count}")
    for title, counts in (("inbox", updates), ("outbox", facts)):
        echo(f"{title}: " + (", ".join(f"{state} {count}" for state, count in sorted(counts.items())) or "empty"))
    echo(f"newest seal: {position}:{newest}")
    faults = [*report.faults] if known else [*report.faults, Fault("seal-unknown", seal, "not in the chain")]
    for fault in faults:
        echo(f"FAULT {fault}")
    echo("the books are right" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


def _has_seal(connection: Connection, seal: str) -> bool:
    position, _, seal_hash = seal.partition(":")
    return (
        position.isdecimal()
        and len(position) < POSITION_DIGITS_MAX
        and seals.has_seal(connection, int(position), seal_hash)
    )
