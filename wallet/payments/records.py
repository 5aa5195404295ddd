"""Records: a customer's history and single operations, with the other side's name as they may see it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from wallet import ledger
from wallet.customers import queries
from wallet.database import Database
from wallet.ledger.models import operations
from wallet.money import Money, total
from wallet.payments.models import quotes
from wallet.security.vault import Vault

FEE = "fee"
_DETAILS = select(quotes.c.reference, quotes.c.details).where(
    quotes.c.reference.in_(bindparam("references", expanding=True)), quotes.c.customer_id == bindparam("customer_id")
)
_REFERENCES = select(operations.c.id, operations.c.reference).where(
    operations.c.id.in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Linked:
    """Another operation that belongs to a record: what it gives back, or what gave it back."""

    operation_id: int
    reference: str
    change: Money
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """One operation for the reader: `change` is negative when money left them.

    `fee` is what the house kept, negative when a fee came back. `received` is what an exchange brought, in its own
    currency. `reverses` is what a refund gives back; `given_back` are the refunds of a payment.
    """

    operation_id: int
    reference: str
    kind: str
    change: Money
    fee: Money
    counterparty: str | None
    counterparty_number: str | None
    note: str
    created_at: datetime
    initiated: bool = False
    received: Money | None = None
    reverses: Linked | None = None
    given_back: tuple[Linked, ...] = ()


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
        return await self._database.read(lambda connection: self._get(connection, customer_id, operation_id))

    def _page(self, connection: Connection, customer_id: int, older_than: int | None, size: int) -> RecordPage:
        page = ledger.history(connection, customer_id, older_than=older_than, size=size)
        return RecordPage(self._shown(connection, customer_id, page.operations), page.older_than)

    def listed(self, connection: Connection, customer_id: int, ids: Sequence[int]) -> tuple[Record, ...]:
        """Those of these operations that are this customer's, newest first."""
        return self._shown(connection, customer_id, tuple(ledger.operation_views(connection, customer_id, ids)))

    def _shown(
        self, connection: Connection, customer_id: int, views: tuple[ledger.OperationView, ...]
    ) -> tuple[Record, ...]:
        names = _shown_names(connection, customer_id, views)
        return tuple(self._record(connection, view, names.get(view.reference)) for view in views)

    def _get(self, connection: Connection, customer_id: int, operation_id: int) -> Record:
        view = ledger.operation_view(connection, customer_id, operation_id)
        reversals = ledger.reversals_of(connection, customer_id, operation_id)
        reverses = None
        if view.reverses_id is not None:
            reverses = _linked(ledger.operation_view(connection, customer_id, view.reverses_id))
        record = self._record(connection, view, _shown_names(connection, customer_id, (view,)).get(view.reference))
        return replace(record, reverses=reverses, given_back=tuple(_linked(item) for item in reversals))

    def _record(self, connection: Connection, view: ledger.OperationView, shown_name: str | None) -> Record:
        main, received = main_change(view)
        fees = [-item.change for item in view.changes if item.purpose == FEE]
        fee = total(fees, fees[0].currency if fees else main.change.currency)
        other = None if main.counterparty_id is None else queries.by_id(connection, self._vault, main.counterparty_id)
        return Record(
            operation_id=view.id,
            reference=view.reference,
            kind=view.kind,
            change=main.change,
            fee=fee,
            counterparty=shown_name or (None if other is None else other.masked_name),
            counterparty_number=None if other is None else other.masked_number,
            note=view.note,
            created_at=view.created_at,
            initiated=view.initiated,
            received=received,
        )


def main_change(view: ledger.OperationView) -> tuple[ledger.TransferView, Money | None]:
    """What left the reader, if anything did, and what came in another currency."""
    amounts = [item for item in view.changes if item.purpose != FEE] or list(view.changes)
    main = next((item for item in amounts if item.change.minor < 0), amounts[0])
    other = next((item.change for item in amounts if item.change.currency != main.change.currency), None)
    return main, other


def _shown_names(connection: Connection, customer_id: int, views: tuple[ledger.OperationView, ...]) -> dict[str, str]:
    """The public names of the merchants whom the reader paid, or who gave them back, by reference."""
    paid = {view.reference: view.reference for view in views if view.initiated}
    reversed_ids = [view.reverses_id for view in views if view.reverses_id is not None and not view.initiated]
    if reversed_ids:
        found = {row.id: row.reference for row in connection.execute(_REFERENCES, {"ids": reversed_ids})}
        paid |= {view.reference: found[view.reverses_id] for view in views if view.reverses_id in found}
    if not paid:
        return {}
    rows = connection.execute(_DETAILS, {"references": list(paid.values()), "customer_id": customer_id})
    named = {row.reference: json.loads(row.details).get("shown_name") for row in rows}
    return {reference: str(named[of]) for reference, of in paid.items() if named.get(of)}


def _linked(view: ledger.OperationView) -> Linked:
    return Linked(view.id, view.reference, main_change(view)[0].change, view.created_at)
