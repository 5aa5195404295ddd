"""`python -m bot check`: the audit of the books, printed."""

from __future__ import annotations

from collections.abc import Callable

from bot import inbox
from wallet import outbox
from wallet.database import Database
from wallet.ledger import seals
from wallet.ledger.audit import audit


async def run_check(database_url: str, echo: Callable[[str], object]) -> int:
    """Print counts and faults; 0 when there is no fault, else 1."""
    database = Database.open(database_url)
    try:
        report = await database.read(audit)
        sealed, newest = await database.read(seals.head)
        updates = await database.read(inbox.counts)
        facts = await database.read(outbox.counts)
    finally:
        await database.close()
    for name, count in report.counts.items():
        echo(f"{name}: {count}")
    for title, counts in (("inbox", updates), ("outbox", facts)):
        echo(f"{title}: " + (", ".join(f"{state} {count}" for state, count in sorted(counts.items())) or "empty"))
    echo(f"newest seal: {sealed} {newest}")
    for fault in report.faults:
        echo(f"FAULT {fault}")
    echo("the books are right" if not report.faults else f"{len(report.faults)} faults")
    return 1 if report.faults else 0
