"""Recipients abroad: whom a customer has sent to, or is about to, sealed and found again without being opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from wallet.customers.queries import mask_name
from wallet.database import Database, UnitOfWork, insert_with_conflict
from wallet.errors import RecipientNotFound
from wallet.references import new_reference
from wallet.remittance.accounts import mask_account, read_account, read_name
from wallet.remittance.corridors import CORRIDORS
from wallet.remittance.models import remittance_recipients
from wallet.security.vault import Vault

KEPT_MAX = 30
"""A customer's recipients at most; the one that was not used for the longest time gives way."""

SHOWN_MAX = 8
FINGERPRINT_PURPOSE = "remittance-recipient"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody abroad. Country and method are codes of `wallet.remittance.corridors`."""

    id: int
    country: str
    method: str
    name: str = field(repr=False)
    account: str = field(repr=False)

    @property
    def masked_name(self) -> str:
        """`A** W**`."""
        return mask_name(self.name)

    @property
    def masked_account(self) -> str:
        """`****3000`."""
        return mask_account(self.account)


class Recipients:
    """Everything is looked up with its owner."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def add(self, customer_id: int, country: str, method: str, account: str, name: str) -> Recipient:
        """Keep whom the customer typed; who was entered before is the same recipient.

        Raises `KeyError` for a country or method that there is not, and what `read_account` and `read_name` raise.
        """
        corridor = CORRIDORS[country]
        account = read_account(corridor, corridor.method(method), account)
        name = read_name(name)
        return await self._database.write(lambda work: self._add(work, customer_id, country, method, account, name))

    async def of_country(self, customer_id: int, country: str) -> Sequence[Recipient]:
        """The customer's recipients in a country, the last used first, at most `SHOWN_MAX`."""
        columns = remittance_recipients.c
        query = (
            select(remittance_recipients)
            .where(columns.customer_id == customer_id, columns.country == country)
            .order_by(columns.used_at.desc(), columns.id.desc())
            .limit(SHOWN_MAX)
        )
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [self._opened(row) for row in rows]

    async def get(self, customer_id: int, recipient_id: int) -> Recipient:
        """Raises `RecipientNotFound`, also for somebody else's."""
        return await self._database.read(lambda connection: self.find(connection, customer_id, recipient_id))

    def find(self, connection: Connection, customer_id: int, recipient_id: int) -> Recipient:
        """As `get`, within the caller's transaction."""
        columns = remittance_recipients.c
        query = select(remittance_recipients).where(columns.id == recipient_id, columns.customer_id == customer_id)
        row = connection.execute(query).one_or_none()
        if row is None:
            raise RecipientNotFound
        return self._opened(row)

    async def forget(self, customer_id: int, recipient_id: int) -> None:
        """Delete a recipient; what was sent to them before stays. Nothing happens to one that is gone."""
        columns = remittance_recipients.c
        mine = delete(remittance_recipients).where(columns.id == recipient_id, columns.customer_id == customer_id)
        await self._database.write(lambda work: work.connection.execute(mine) and None)

    def _add(self, work: UnitOfWork, customer_id: int, country: str, method: str, account: str, name: str) -> Recipient:
        columns = remittance_recipients.c
        known = "\0".join((country, method, account, name.casefold()))
        fingerprint = self._vault.fingerprint(known, f"{FINGERPRINT_PURPOSE}/{customer_id}")
        again = (
            update(remittance_recipients)
            .where(columns.customer_id == customer_id, columns.fingerprint == fingerprint)
            .values(used_at=work.now)
            .returning(columns.id)
        )
        found = work.connection.execute(again).scalar()
        if found is not None:
            return self.find(work.connection, customer_id, found)
        number = new_reference()
        recipient_id: int = work.connection.execute(
            insert_with_conflict(work, remittance_recipients)
            .values(
                customer_id=customer_id,
                number=number,
                country=country,
                method=method,
                name_sealed=self._vault.seal(name, recipient_name_place(number)),
                account_sealed=self._vault.seal(account, recipient_account_place(number)),
                fingerprint=fingerprint,
                created_at=work.now,
                used_at=work.now,
            )
            # Somebody pressed twice: the first one is the one.
            .on_conflict_do_update(index_elements=["customer_id", "fingerprint"], set_={"used_at": work.now})
            .returning(columns.id)
        ).scalar_one()
        _drop_oldest(work, customer_id)
        return self.find(work.connection, customer_id, recipient_id)

    def _opened(self, row: Row[*tuple[Any, ...]]) -> Recipient:
        return Recipient(
            row.id,
            row.country,
            row.method,
            self._vault.open(row.name_sealed, recipient_name_place(row.number)),
            self._vault.open(row.account_sealed, recipient_account_place(row.number)),
        )


def mark_used(work: UnitOfWork, recipient_id: int) -> None:
    """Money was sent to them now."""
    change = update(remittance_recipients).where(remittance_recipients.c.id == recipient_id)
    work.connection.execute(change.values(used_at=work.now))


def recipient_name_place(number: str) -> str:
    """Where a recipient's sealed name belongs."""
    return f"remittance_recipients/name/{number}"


def recipient_account_place(number: str) -> str:
    """Where a recipient's sealed account belongs."""
    return f"remittance_recipients/account/{number}"


def _drop_oldest(work: UnitOfWork, customer_id: int) -> None:
    columns = remittance_recipients.c
    kept = (
        select(columns.id)
        .where(columns.customer_id == customer_id)
        .order_by(columns.used_at.desc(), columns.id.desc())
        .limit(KEPT_MAX)
    )
    ids = work.connection.execute(kept).scalars().all()
    work.connection.execute(
        delete(remittance_recipients).where(columns.customer_id == customer_id, columns.id.not_in(ids))
    )
