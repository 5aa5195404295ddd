"""Records: a customer's history and single operations, with the other side's name as they may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from wallet import ledger
from wallet.customers import queries
from wallet.database import Database
from wallet.money import Money
from wallet.security.vault import Vault


@dataclass(frozen=True, slots=True)
class Record:
    """One operation for the reader: `change` is negative when money left them; `fee` is never negative."""

    operation_id: int
    reference: str
    kind: str
    change: Money
    fee: Money
    counterparty: str | None
    counterparty_number: str | None
    note: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Newest first; `older_than` is the next page's cursor, or None on the last."""

    records: tuple[Record, ...]
    older_than: int | None


class Records:
    """Read-only; everything is looked up with its owner."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def page(self, customer_id: int, older_than: int | None = None, size: int = 5) -> RecordPage:
        """One page of history."""
        return await self._database.read(lambda connection: self._page(connection, customer_id, older_than, size))

    async def get(self, customer_id: int, operation_id: int) -> Record:
        """Raises `OperationNotFound` for an operation that is not this customer's."""
        return await self._database.read(
            lambda connection: self._record(connection, ledger.operation_view(connection, customer_id, operation_id))
        )

    def _page(self, connection: Connection, customer_id: int, older_than: int | None, size: int) -> RecordPage:
        page = ledger.history(connection, customer_id, older_than=older_than, size=size)
        return RecordPage(tuple(self._record(connection, view) for view in page.operations), page.older_than)

    def _record(self, connection: Connection, view: ledger.OperationView) -> Record:
        main = next((item for item in view.changes if item.purpose == "amount"), view.changes[0])
        fee = sum((-item.change.minor for item in view.changes if item.purpose == "fee"), 0)
        other = None if main.counterparty_id is None else queries.by_id(connection, self._vault, main.counterparty_id)
        return Record(
            operation_id=view.id,
            reference=view.reference,
            kind=view.kind,
            change=main.change,
            fee=Money(fee, main.change.currency),
            counterparty=None if other is None else other.masked_name,
            counterparty_number=None if other is None else other.masked_number,
            note=view.note,
            created_at=view.created_at,
        )
