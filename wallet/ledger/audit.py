"""The audit: proves the books from the data alone, trusting neither constraints, nor indexes, nor triggers.

Every check is one SQL statement that finds what is wrong, or a walk in pieces, so its need of memory does not grow with
the books.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice

from sqlalchemy import BindParameter, Connection, bindparam, text

from wallet import outbox
from wallet.clock import MICROSECOND, SystemClock, to_microseconds
from wallet.ledger import seals
from wallet.ledger.accounts import MAY_BE_NEGATIVE, SHARDS, AccountKind
from wallet.ledger.audit_checks import CHECKS, FACTS
from wallet.ledger.holds import EXPIRE
from wallet.ledger.stored import changed_contents
from wallet.money import CURRENCIES
from wallet.payments.service import TRANSFER

FAULTS_OF_A_KIND_MAX = 100
TABLES = ("customers", "accounts", "operations", "transfers", "entries", "holds", "seals", "outbox")
WALKS = {"seal-broken": seals.broken_seals, "operation-content": changed_contents}
_BY_CURRENCY = {
    "accounts": "SELECT currency, COUNT(*) FROM accounts GROUP BY currency ORDER BY currency",
    "transfers": "SELECT currency, COUNT(*) FROM transfers GROUP BY currency ORDER BY currency",
    "minor units with customers": (
        "SELECT currency, SUM(balance) FROM accounts WHERE customer_id IS NOT NULL GROUP BY currency ORDER BY currency"
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the books. `ids` names the row (`12`, or `12/3` for two-part keys) and `found` its value."""

    code: str
    ids: str
    found: str

    def __str__(self) -> str:
        return f"{self.code} at {self.ids}: {self.found}"


@dataclass(frozen=True, slots=True)
class AuditReport:
    """`counts` by table, and by currency for accounts, transfers and what customers hold. No faults: all is right."""

    counts: Mapping[str, int]
    faults: tuple[Fault, ...]


def audit(connection: Connection, now: datetime | None = None) -> AuditReport:
    """Check everything in the connection's one snapshot. At most `FAULTS_OF_A_KIND_MAX` faults of a code are listed.

    `now` (the system's clock unless given) tells which delivered facts may have been forgotten.
    """
    if connection.dialect.name == "postgresql":
        # The limits for customers' queries would stop a walk through all entries.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    kept_since = (now or SystemClock().now()) - outbox.KEPT_FOR
    faults: list[Fault] = []
    for code in CHECKS:
        faults += _faults(connection, code, to_microseconds(kept_since))
    faults += _walked(connection)
    return AuditReport(_counts(connection), tuple(faults))


def _walked(connection: Connection) -> list[Fault]:
    """What needs hashes: the chain of seals, and every operation's content."""
    faults: list[Fault] = []
    for code, walk in WALKS.items():
        broken = list(islice(walk(connection), FAULTS_OF_A_KIND_MAX + 1))
        faults += [Fault(code, ids, found) for ids, found in broken[:FAULTS_OF_A_KIND_MAX]]
        if len(broken) > FAULTS_OF_A_KIND_MAX:
            faults.append(Fault(code, "more", f"only the first {FAULTS_OF_A_KIND_MAX} are listed"))
    return faults


def _faults(connection: Connection, code: str, facts_kept_since: int) -> list[Fault]:
    values: dict[str, object] = {
        "transfer_fact": outbox.TRANSFER_RECEIVED,
        "transfer_kind": TRANSFER,
        "facts_kept_since": facts_kept_since,
        "kinds": [kind.value for kind in AccountKind],
        "kinds_that_may_be_negative": [kind.value for kind, allowed in MAY_BE_NEGATIVE.items() if allowed],
        "currencies": list(CURRENCIES),
        "expire": EXPIRE,
        "shards": SHARDS,
        "unsealed_for_max": seals.UNSEALED_FOR_MAX // MICROSECOND,
    }
    sql = CHECKS[code].format(facts=FACTS[connection.dialect.name])
    statement = text(f"{sql} ORDER BY ids LIMIT {FAULTS_OF_A_KIND_MAX + 1}")
    used = {name: values[name] for name in statement.compile().params}
    lists: list[BindParameter[object]] = [
        bindparam(name, expanding=True) for name, value in used.items() if isinstance(value, list)
    ]
    statement = statement.bindparams(*lists)
    rows = connection.execute(statement, used).all()
    faults = [Fault(code, str(row.ids), _plain(row.found)) for row in rows[:FAULTS_OF_A_KIND_MAX]]
    if len(rows) > FAULTS_OF_A_KIND_MAX:
        faults.append(Fault(code, "more", f"only the first {FAULTS_OF_A_KIND_MAX} are listed"))
    return faults


def _plain(found: object) -> str:
    """PostgreSQL's sums are decimals."""
    return f"{found:f}" if isinstance(found, Decimal) else str(found)


def _counts(connection: Connection) -> dict[str, int]:
    counts = {
        table: int(connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())  # noqa: S608
        for table in TABLES
    }
    for title, sql in _BY_CURRENCY.items():
        counts |= {f"{title} {currency}": int(count) for currency, count in connection.execute(text(sql))}
    return counts
