"""`python -m bot check`: the audit of the books and of the trail, printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice

from sqlalchemy import Connection, text

from bot import inbox
from wallet import outbox, trail_seals
from wallet.database import Database
from wallet.ledger import seals
from wallet.ledger.audit import FAULTS_OF_A_KIND_MAX, Fault, audit

POSITION_DIGITS_MAX = 19
TRAIL_WALKS = {"event-broken": trail_seals.broken_seals, "event-unsealed": trail_seals.forgotten_events}

HasSeal = Callable[[Connection, int, str], bool]


async def run_check(database_url: str, echo: Callable[[str], object], seal: str = "", trail_seal: str = "") -> int:
    """Print counts and faults; 0 when there is no fault, else 1.

    `seal` and `trail_seal` are those that an earlier check printed (`position:hash`): the books' chain and the trail's
    must still have them, so that nobody can have made a whole chain anew or cut off its end.
    """
    database = Database.open(database_url)
    try:
        report = await database.read(audit)
        faults = [*report.faults, *await database.read(trail_faults)]
        position, newest = await database.read(seals.head)
        trail_position, trail_newest = await database.read(trail_seals.head)
        faults += await database.read(partial(_unknown, seal=seal, has_seal=seals.has_seal))
        faults += await database.read(partial(_unknown, seal=trail_seal, has_seal=trail_seals.has_seal))
        updates = await database.read(inbox.counts)
        facts = await database.read(outbox.counts)
    finally:
        await database.close()
    for name, count in report.counts.items():
        echo(f"{name}: {count}")
    for title, counts in (("inbox", updates), ("outbox", facts)):
        echo(f"{title}: " + (", ".join(f"{state} {count}" for state, count in sorted(counts.items())) or "empty"))
    echo(f"newest seal: {position}:{newest}")
    echo(f"newest seal of the trail: {trail_position}:{trail_newest}")
    for fault in faults:
        echo(f"FAULT {fault}")
    echo("the books and the trail are right" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


def trail_faults(connection: Connection) -> list[Fault]:
    """What is wrong with the audit trail. At most `FAULTS_OF_A_KIND_MAX` faults of a code are listed."""
    if connection.dialect.name == "postgresql":
        # The limits for customers' queries would stop a walk through all events.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    faults: list[Fault] = []
    for code, walk in TRAIL_WALKS.items():
        found = list(islice(walk(connection), FAULTS_OF_A_KIND_MAX + 1))
        faults += [Fault(code, ids, wrong) for ids, wrong in found[:FAULTS_OF_A_KIND_MAX]]
        if len(found) > FAULTS_OF_A_KIND_MAX:
            faults.append(Fault(code, "more", f"only the first {FAULTS_OF_A_KIND_MAX} are listed"))
    return faults


def _unknown(connection: Connection, seal: str, has_seal: HasSeal) -> list[Fault]:
    """A fault when a seal was given and its chain does not have it."""
    position, _, seal_hash = seal.partition(":")
    if not seal or (
        position.isdecimal() and len(position) < POSITION_DIGITS_MAX and has_seal(connection, int(position), seal_hash)
    ):
        return []
    return [Fault("seal-unknown", seal, "not in the chain")]
